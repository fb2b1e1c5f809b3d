"""Building a story's blocks from whatever tags and text arrive.

Nothing in a story is ever lost to wrong nesting: what can't stand where it is found opens, closes
or leaves its container as a browser would let it, with far fewer kinds of containers.
"""

import re
from collections.abc import Mapping
from typing import Final

from articles.lib.blocks import ASIDES, CELLS, CONTAINERS, LISTS, Block, Marks, Run
from articles.lib.embeds import parse_embed
from articles.lib.markup import Token, cell_head, numbers, safe_link, weight_and_slant

_DEEPEST = 16  # containers inside one another; what is nested deeper is flattened
_IMPLIED: Final = {"ul": "li", "ol": "li", "table": "tr", "tr": "td", "figure": "figcaption"}
_TEXTS: Final = {"p": "p", "h1": "h2", "h2": "h2"} | dict.fromkeys(("h3", "h4", "h5", "h6"), "h3")
# Tags that we drop but that part one block of text from the next.
_EDGES: Final = frozenset({
    "address", "article", "body", "caption", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "footer", "form", "header", "hgroup", "html", "legend", "main", "menu",
    "nav", "option", "pre", "search", "section", "summary", "tbody", "tfoot", "thead",
})  # fmt: skip
_SPANS: Final = frozenset({"b", "strong", "i", "em", "span", "font"})

# Word writes lists as paragraphs: the style names the level, a hidden span holds the bullet.
_WORD_ITEM = re.compile(r"mso-list:\s*l[0-9]+\s+level([1-9])", re.IGNORECASE)
_WORD_BULLET = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_WORD_NUMBER = re.compile(r"\s*\(?(?:[0-9]{1,3}|[a-z]{1,5})[.)]", re.IGNORECASE)
_LONGEST_BULLET = 40
_LARGEST_GALLERY = 20


class Builder:
    """Turns tags and text into blocks; `finish` returns their HTML."""

    def __init__(self) -> None:
        self._stack = [Block("root")]
        self._nested_tables = 0
        self._begin_block()
        self._run: Run = []
        self._forget_marks()

    def _begin_block(self, name: str = "p", word_level: int = 0) -> None:
        """Let the text that follows stand in a `name`, or in a list of Word's at that level."""
        self._block, self._word_level, self._bullet = name, word_level, ""

    def _forget_marks(self) -> None:
        """Marks end at a container's edge, so that one unclosed tag can't spread over a story."""
        self._href, self._in_bullet = "", False
        self._open_spans: dict[str, list[tuple[bool, bool, bool]]] = {n: [] for n in _SPANS}
        self._strong = self._em = 0

    def take(self, token: Token) -> None:
        """Take in the next tag or text."""
        if token.start:
            self._start(token.start, token.attributes)
        elif token.end:
            self._end(token.end)
        else:
            self._write(token.text)

    def finish(self) -> str:
        """Return the canonical HTML of all that was taken in."""
        self._flush()
        return self._stack[0].inner()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _SPANS:
            self._open_span(name, attributes.get("style", ""))
        elif name == "a":
            self._href = safe_link(attributes.get("href", ""))
        elif name == "br":
            self._write("\n")
        elif name in _EDGES:
            self._flush()
        elif name in _TEXTS:
            self._flush()
            style = attributes.get("style", "") if name == "p" else ""
            item = _WORD_ITEM.search(style)
            self._begin_block(_TEXTS[name], int(item[1]) if item else 0)
        elif name in CONTAINERS or name == "hr":
            self._flush()
            self._begin_block()
            self._open_container(name, attributes)

    def _end(self, name: str) -> None:
        if name in _SPANS:
            self._close_span(name)
        elif name == "a":
            self._href = ""
        elif name in _EDGES or name in CONTAINERS or name in _TEXTS:
            self._flush()
            if name not in _EDGES:
                self._begin_block()
            if name == "table" and self._nested_tables:
                self._nested_tables -= 1
            elif name in CONTAINERS and not (self._nested_tables and name in CELLS | {"tr"}):
                stop = CELLS if name in LISTS | {"li", "blockquote"} else frozenset[str]()
                self._close_to(self._find({name}, stop))

    def _write(self, text: str) -> None:
        if self._in_bullet:
            self._bullet += text[: _LONGEST_BULLET - len(self._bullet)]
        elif self._run or text.strip(" \n"):
            self._run.append((text, Marks(self._href, self._strong > 0, self._em > 0)))

    def _open_span(self, name: str, style: str) -> None:
        strong, em = weight_and_slant(name, style)
        bullet = bool(_WORD_BULLET.search(style)) and not self._in_bullet
        self._open_spans[name].append((strong, em, bullet))
        self._strong, self._em = self._strong + strong, self._em + em
        self._in_bullet = self._in_bullet or bullet

    def _close_span(self, name: str) -> None:
        if self._open_spans[name]:
            strong, em, bullet = self._open_spans[name].pop()
            self._strong, self._em = self._strong - strong, self._em - em
            self._in_bullet = self._in_bullet and not bullet

    def _flush(self) -> None:
        """End the block of text; its link too, or one address could be copied into each block."""
        self._in_bullet = False
        if not self._run:
            return
        node, self._run, self._href = Block(self._block, run=self._run), [], ""
        parent = self._flow()
        level = min(self._word_level, (_DEEPEST - len(self._stack)) // 2)
        if level > 0 and parent.name != "figcaption" and not self._in_pull():
            _place_word_item(
                parent, node, level, "ol" if _WORD_NUMBER.match(self._bullet) else "ul"
            )
        else:
            parent.children.append(node)
        self._begin_block()

    def _flow(self) -> Block:
        """Return the open container after making sure that it may hold blocks."""
        while implied := _IMPLIED.get(self._stack[-1].name):
            self._push(implied)
        return self._stack[-1]

    def _push(self, name: str, head: str = "") -> None:
        node = Block(name, head)
        self._stack[-1].children.append(node)
        self._stack.append(node)
        self._forget_marks()

    def _find(self, names: set[str] | frozenset[str], stop: frozenset[str] = frozenset()) -> int:
        """Return where on the stack the nearest of `names` is; 0 if none is above a `stop`."""
        for index in range(len(self._stack) - 1, 0, -1):
            if self._stack[index].name in names:
                return index
            if self._stack[index].name in stop:
                break
        return 0

    def _close_to(self, index: int) -> None:
        """Close the container at `index` and all in it; 0 stands for none."""
        if index:
            del self._stack[index:]
            self._forget_marks()

    def _open_container(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in CELLS or name == "tr":
            self._open_cell(name, attributes)
        elif name == "li":
            self._open_item()
        elif name == "figcaption":
            if self._stack[-1].name == "figure":
                self._push(name)
        elif name == "aside":
            self._open_aside(attributes.get("class", ""))
        elif name == "figure":
            self._close_to(self._find({"figure", "aside"}))
            self._flow()
            self._push(name, _figure_head(attributes))
        else:
            self._open_block(name)

    def _open_aside(self, classes: str) -> None:
        """Open a pull quote or a box of facts; they stand only between the story's own blocks."""
        self._close_to(self._find({"aside"}))
        kind = next((one for one in classes.split() if one in ASIDES), "")
        if kind and len(self._stack) == 1:
            self._push("aside", f' class="{kind}"')

    def _in_pull(self) -> bool:
        return len(self._stack) > 1 and self._stack[1].head == ' class="pull"'

    def _aside_takes(self, name: str) -> bool:
        """Whether `name` may be opened; what an aside can't hold, but the story can, ends it."""
        if len(self._stack) < 2 or self._stack[1].name != "aside":
            return True
        if self._in_pull() and name not in {"hr", "table"}:
            return name == "blockquote" and len(self._stack) == 2
        if name not in LISTS:
            self._close_to(1)
        return True

    def _open_block(self, name: str) -> None:
        if not self._aside_takes(name):
            return
        top = self._stack[-1]
        if name == "table" and self._find({"table"}):
            self._nested_tables += 1
            return
        if name in LISTS and top.name in LISTS and top.children:
            self._stack.append(top.children[-1])  # Google Docs nests a list beside its item
        if self._flow().name == "figcaption":
            return
        if name == "hr":
            self._stack[-1].children.append(Block(name))
        elif len(self._stack) < _DEEPEST:
            self._nested_tables = 0 if name == "table" else self._nested_tables
            self._push(name)

    def _open_item(self) -> None:
        index = self._find(LISTS, CELLS | {"blockquote", "figcaption", "aside"})
        if index:
            self._close_to(index + 1)
        else:
            self._open_block("ul")
        if self._stack[-1].name in LISTS:
            self._push("li")

    def _open_cell(self, name: str, attributes: Mapping[str, str]) -> None:
        table = self._find({"table"})
        if not table or self._nested_tables:
            return
        row = self._find({"tr"})
        self._close_to((row or table) + 1 if name != "tr" else table + 1)
        if self._stack[-1].name == "table":
            self._push("tr")
        if name != "tr":
            self._push(name, cell_head(attributes))


def _place_word_item(parent: Block, block: Block, level: int, name: str) -> None:
    """Put a paragraph that Word shows as a list's item into that list, made where it is new."""
    for _ in range(level - 1):
        if not parent.children or not parent.children[-1].from_word:
            break
        parent = parent.children[-1].children[-1]
    last = parent.children[-1] if parent.children else None
    if last is None or not last.from_word or last.name != name:
        last = Block(name, from_word=True)
        parent.children.append(last)
    last.children.append(Block("li", children=[block]))


def _figure_head(attributes: Mapping[str, str]) -> str:
    """Return a figure's canonical attributes, or "" if it shows neither pictures nor player.

    A gallery of one is a picture.
    """
    picture = numbers(attributes.get("data-picture", ""))[:1]
    gallery = numbers(attributes.get("data-gallery", ""))[:_LARGEST_GALLERY]
    player = parse_embed(attributes.get("data-embed", ""))
    poster = attributes.get("data-poster", "")
    size = attributes.get("data-size", "")
    if picture:
        head = f' data-picture="{picture[0]}"'
    elif len(gallery) > 1:
        head = f' data-gallery="{" ".join(map(str, gallery))}"'
    elif gallery:
        head = f' data-picture="{gallery[0]}"'
    elif player:
        head = f' data-embed="{player.source_url.replace("&", "&amp;")}"'
        head += "".join(f' data-poster="{pk}"' for pk in numbers(poster)[:1])
    else:
        return ""
    return head + (f' data-size="{size}"' if size in ("column", "wide", "full") else "")

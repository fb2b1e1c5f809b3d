"""Building a story's blocks from whatever tags and text arrive.

Nothing in a story is ever lost to wrong nesting: what can't stand where it is found opens, closes
or leaves its container as a browser would let it, with far fewer kinds of containers.
"""

import re
from collections.abc import Mapping
from typing import Final

from articles.lib.blocks import CELLS, LISTS, Block, Marks, Run
from articles.lib.embeds import parse_embed
from articles.lib.markup import Token, attributes_of, cell_head, safe_link, weight_and_slant

_DEEPEST = 16  # containers inside one another; what is nested deeper is flattened
_CONTAINERS: Final = CELLS | LISTS | {"li", "blockquote", "table", "tr", "figure", "figcaption"}
_IMPLIED: Final = {"ul": "li", "ol": "li", "table": "tr", "tr": "td", "figure": "figcaption"}
_TEXTS: Final = {"p": "p", "h1": "h2", "h2": "h2"} | dict.fromkeys(("h3", "h4", "h5", "h6"), "h3")
# Tags that we drop but that part one block of text from the next.
_EDGES: Final = frozenset(
    """address article aside body caption center dd details dialog div dl dt fieldset footer form
    header hgroup html legend main menu nav option pre search section summary tbody tfoot thead
    """.split()
)
_SPANS: Final = frozenset({"b", "strong", "i", "em", "span", "font"})

# Word writes lists as paragraphs: the style names the level, a hidden span holds the bullet.
_WORD_ITEM = re.compile(r"mso-list:\s*l[0-9]+\s+level([1-9])", re.I)
_WORD_BULLET = re.compile(r"mso-list:\s*ignore", re.I)
_WORD_NUMBER = re.compile(r"\s*\(?(?:[0-9]{1,3}|[a-z]{1,5})[.)]", re.I)
_LONGEST_BULLET = 40


class Builder:
    """Turns tags and text into blocks; `finish` returns their HTML."""

    def __init__(self) -> None:
        self.stack = [Block("root")]
        self.nested_tables = 0
        self.begin_block()
        self.run: Run = []
        self.forget_marks()

    def begin_block(self, name: str = "p", word_level: int = 0) -> None:
        self.block, self.word_level, self.bullet = name, word_level, ""

    def forget_marks(self) -> None:
        """Marks end at a container's edge, so that one unclosed tag can't spread over a story."""
        self.href, self.in_bullet = "", False
        self.open_spans: dict[str, list[tuple[bool, bool, bool]]] = {n: [] for n in _SPANS}
        self.strong = self.em = 0

    def take(self, token: Token) -> None:
        """Take in the next tag or text."""
        if token.start:
            self.start(token.start, token.attributes)
        elif token.end:
            self.end(token.end)
        else:
            self.write(token.text)

    def finish(self) -> str:
        self.flush()
        return self.stack[0].inner()

    def start(self, name: str, source: str) -> None:
        if name in _SPANS:
            self.open_span(name, attributes_of(source).get("style", ""))
        elif name == "a":
            self.href = safe_link(attributes_of(source).get("href", ""))
        elif name == "br":
            self.write("\n")
        elif name in _EDGES:
            self.flush()
        elif name in _TEXTS:
            self.flush()
            style = attributes_of(source).get("style", "") if name == "p" else ""
            item = _WORD_ITEM.search(style)
            self.begin_block(_TEXTS[name], int(item[1]) if item else 0)
        elif name in _CONTAINERS or name == "hr":
            self.flush()
            self.begin_block()
            self.open_container(name, source)

    def end(self, name: str) -> None:
        if name in _SPANS:
            self.close_span(name)
        elif name == "a":
            self.href = ""
        elif name in _EDGES or name in _CONTAINERS or name in _TEXTS:
            self.flush()
            if name not in _EDGES:
                self.begin_block()
            if name == "table" and self.nested_tables:
                self.nested_tables -= 1
            elif name in _CONTAINERS and not (self.nested_tables and name in CELLS | {"tr"}):
                stop = CELLS if name in LISTS | {"li", "blockquote"} else frozenset[str]()
                self.close_to(self.find({name}, stop))

    def write(self, text: str) -> None:
        if self.in_bullet:
            self.bullet += text[: _LONGEST_BULLET - len(self.bullet)]
        elif self.run or text.strip(" \n"):
            self.run.append((text, Marks(self.href, self.strong > 0, self.em > 0)))

    def open_span(self, name: str, style: str) -> None:
        strong, em = weight_and_slant(name, style)
        bullet = bool(_WORD_BULLET.search(style)) and not self.in_bullet
        self.open_spans[name].append((strong, em, bullet))
        self.strong, self.em = self.strong + strong, self.em + em
        self.in_bullet = self.in_bullet or bullet

    def close_span(self, name: str) -> None:
        if self.open_spans[name]:
            strong, em, bullet = self.open_spans[name].pop()
            self.strong, self.em = self.strong - strong, self.em - em
            self.in_bullet = self.in_bullet and not bullet

    def flush(self) -> None:
        """End the block of text; its link too, or one address could be copied into each block."""
        self.in_bullet = False
        if not self.run:
            return
        node, self.run, self.href = Block(self.block, run=self.run), [], ""
        parent = self.flow()
        level = min(self.word_level, (_DEEPEST - len(self.stack)) // 2)
        if level > 0 and parent.name != "figcaption":
            _place_word_item(parent, node, level, "ol" if _WORD_NUMBER.match(self.bullet) else "ul")
        else:
            parent.children.append(node)
        self.begin_block()

    def flow(self) -> Block:
        """Return the open container after making sure that it may hold blocks."""
        while implied := _IMPLIED.get(self.stack[-1].name):
            self.push(implied)
        return self.stack[-1]

    def push(self, name: str, head: str = "") -> None:
        node = Block(name, head)
        self.stack[-1].children.append(node)
        self.stack.append(node)
        self.forget_marks()

    def find(self, names: set[str] | frozenset[str], stop: frozenset[str] = frozenset()) -> int:
        """Return where on the stack the nearest of `names` is, or 0; look no further than `stop`."""
        for index in range(len(self.stack) - 1, 0, -1):
            if self.stack[index].name in names:
                return index
            if self.stack[index].name in stop:
                break
        return 0

    def close_to(self, index: int) -> None:
        """Close the container at `index` and all in it; 0 stands for none."""
        if index:
            del self.stack[index:]
            self.forget_marks()

    def open_container(self, name: str, source: str) -> None:
        if name in CELLS or name == "tr":
            self.open_cell(name, source)
        elif name == "li":
            self.open_item()
        elif name == "figcaption":
            if self.stack[-1].name == "figure":
                self.push(name)
        elif name == "figure":
            self.close_to(self.find({"figure"}))
            self.flow()
            self.push(name, _figure_head(attributes_of(source)))
        else:
            self.open_block(name)

    def open_block(self, name: str) -> None:
        top = self.stack[-1]
        if name == "table" and self.find({"table"}):
            self.nested_tables += 1
            return
        if name in LISTS and top.name in LISTS and top.children:
            self.stack.append(top.children[-1])  # Google Docs nests a list beside its item
        if self.flow().name == "figcaption":
            return
        if name == "hr":
            self.stack[-1].children.append(Block(name))
        elif len(self.stack) < _DEEPEST:
            self.nested_tables = 0 if name == "table" else self.nested_tables
            self.push(name)

    def open_item(self) -> None:
        index = self.find(LISTS, CELLS | {"blockquote", "figcaption"})
        if index:
            self.close_to(index + 1)
        else:
            self.open_block("ul")
        if self.stack[-1].name in LISTS:
            self.push("li")

    def open_cell(self, name: str, source: str) -> None:
        table = self.find({"table"})
        if not table or self.nested_tables:
            return
        row = self.find({"tr"})
        self.close_to((row or table) + 1 if name != "tr" else table + 1)
        if self.stack[-1].name == "table":
            self.push("tr")
        if name != "tr":
            self.push(name, cell_head(attributes_of(source)))


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
    """Return a figure's canonical attributes, or "" if it shows neither picture nor player."""
    number = attributes.get("data-picture", "")
    player = parse_embed(attributes.get("data-embed", ""))
    size = attributes.get("data-size", "")
    if re.fullmatch(r"[0-9]{1,18}", number) and int(number):
        head = f' data-picture="{int(number)}"'
    elif player:
        head = f' data-embed="{player.source_url.replace("&", "&amp;")}"'
    else:
        return ""
    return head + (f' data-size="{size}"' if size in ("column", "wide", "full") else "")

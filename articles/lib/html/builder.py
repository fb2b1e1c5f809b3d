"""Building a story's blocks from whatever tags and text arrive.

Nothing in a story is ever lost to wrong nesting: what can't stand where it is found opens, closes
or leaves its container as a browser would let it, with far fewer kinds of containers.
"""

import re
from collections.abc import Mapping
from typing import Final

from articles.lib.html.anchors import place_link, place_of, settle_places
from articles.lib.html.blocks import (
    ASIDES,
    CELLS,
    CONTAINERS,
    LISTS,
    Block,
    Marks,
    Run,
    inline,
    is_blank,
)
from articles.lib.html.items import Item, item_head, list_head, place_item, settle_lists
from articles.lib.html.markup import Token, cell_head, chart_head, figure_head, safe_link
from articles.lib.html.open_marks import Marked
from articles.lib.html.suggestions import TOLD, View, both_breaks, key_of, settle_suggestions
from articles.lib.incoming.source import SPANS
from articles.lib.incoming.tags import EDGE, ITEM, LINE, NOTE, PLACE

_DEEPEST = 16  # containers inside one another; what is nested deeper is flattened
_IMPLIED: Final = {"ul": "li", "ol": "li", "table": "tr", "tr": "td", "figure": "figcaption"}
_TEXTS: Final = {"p": "p", "h1": "h2", "h2": "h2"} | dict.fromkeys(("h3", "h4", "h5", "h6"), "h3")
# Tags that we drop but that part one block of text from the next.
_EDGES: Final = frozenset({
    "address", "article", "body", "caption", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "footer", "form", "header", "hgroup", "html", "legend", "main", "menu",
    "nav", "option", "pre", "search", "section", "summary", "tbody", "tfoot", "thead", EDGE,
})  # fmt: skip
_WHITE_SPACE = re.compile(r"[ \t\n\r\f\x0b]+")
_HAIR: Final = "\u200a"  # a blank so narrow that it only parts


class Builder:
    """Turns tags and text into blocks; `finish` returns their HTML."""

    def __init__(self, view: View = View.BEFORE) -> None:
        self._view = view
        self._stack = [Block("root")]
        self._nested_tables = 0
        # Of the block of text that is open, and of the empty one before it: see `suggestions`.
        self._told: tuple[str, str] | None = None
        self._carried: tuple[str, str] | None = None
        self._begin_block()
        self._run: Run = []
        self._place = ""  # of the next block
        self._notes = 0
        self._marked = Marked()

    def _begin_block(self, name: str = "p", item: Item | None = None) -> None:
        """Let the text that follows stand in a `name`, or in a list made of paragraphs."""
        self._block, self._item = name, item
        self._told = None

    def _forget_marks(self) -> None:
        """Marks end at a container's edge, so that one unclosed tag can't spread over a story."""
        self._marked = Marked()

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
        settle_suggestions(self._stack[0], self._view)
        settle_lists(self._stack[0])
        settle_places(self._stack[0])
        return self._stack[0].inner()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in SPANS or name == "ins":
            key = key_of(attributes, "data-suggestion")
            self._marked.open(name, attributes.get("style", ""), key)
        elif name == "a":
            self._marked.href = place_link(safe_link(attributes.get("href", "")))
        elif name in {"small", NOTE}:
            self._open_small(name == NOTE or attributes.get("class") == "footnote")
        elif name == "br":
            self._break()
        elif name == LINE:
            last = next((text for text, _ in reversed(self._run) if text.strip(" ")), "\n")
            if last != "\n":
                self._break()
        elif name == PLACE:
            self._place = place_of(attributes.get("id", ""))
        else:
            self._start_block(name, attributes)

    def _start_block(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _EDGES:
            self._flush()
        elif name == ITEM:
            self._flush()
            self._begin_block("p", Item.read(attributes))
        elif name in _TEXTS:
            self._flush()
            self._begin_block(_TEXTS[name])
            self._told = (key_of(attributes, "data-ins"), key_of(attributes, "data-del"))
        elif name in CONTAINERS or name == "hr":
            self._flush()
            self._carried = None
            self._begin_block()
            before = self._stack[-1]
            self._open_container(name, attributes)
            opened = self._stack[-1] if name != "hr" else (before.children or [before])[-1]
            if opened is not before and opened.name == name and name in TOLD:
                opened.ins = key_of(attributes, "data-ins")
                opened.gone = key_of(attributes, "data-del")

    def _end(self, name: str) -> None:
        if name in SPANS or name == "ins":
            self._marked.close(name)
        elif name == "a":
            self._marked.href = ""
        elif name in {"small", NOTE}:
            self._close_small()
        elif name in _EDGES or name in CONTAINERS or name in _TEXTS:
            self._flush()
            if name not in _EDGES:
                self._begin_block()
            if name in CONTAINERS:
                self._carried = None
            self._end_container(name)

    def _end_container(self, name: str) -> None:
        if name == "table" and self._nested_tables:
            self._nested_tables -= 1
        elif name in CONTAINERS and not (self._nested_tables and name in CELLS | {"tr"}):
            stop = CELLS if name in LISTS | {"li", "blockquote"} else frozenset[str]()
            self._close_to(self._find({name}, stop))
            if name == "li" and self._stack[-1].implied:
                self._stack.pop()

    def _write(self, text: str) -> None:
        text = _WHITE_SPACE.sub(" ", text)
        if self._marked.begins_note:
            text = text.lstrip(" ")
        if text and (self._run or text.strip(" ") or self._marked.is_suggested):
            self._run.append((text, self._marked.marks()))
            self._marked.begins_note = False

    def _break(self) -> None:
        if self._run or self._marked.is_suggested:
            self._run.append(("\n", self._marked.marks()))

    def _open_small(self, is_note: bool) -> None:
        """A footnote has marks of its own; a note in a note is part of it."""
        outer = self._marked
        if is_note and not outer.note:
            # Two that touch would be one to an editor.
            if self._run and self._run[-1][1].note:
                self._run.append((_HAIR, outer.marks()))
            self._notes += 1
            within = {name: [*keys] for name, keys in outer.suggested.items()}
            self._marked = Marked(
                note=self._notes, begins_note=True, around=outer, suggested=within
            )
        else:
            outer.smalls += 1

    def _close_small(self) -> None:
        marked = self._marked
        if marked.smalls:
            marked.smalls -= 1
        elif marked.around is not None:
            while self._run and self._run[-1][1].note == marked.note:
                text, marks = self._run.pop()
                if kept := text.rstrip(" \n\xa0"):
                    self._run.append((kept, marks))
                    break
            self._marked = marked.around

    def _flush(self) -> None:
        """End the block of text; its link and note too, or they could be copied into each block."""
        while self._marked.around is not None:
            self._marked = self._marked.around
        told = self._told
        if told is not None and is_blank("".join(text for text, _ in self._run)):
            # It goes, and its break with it: that of what follows stands for both.
            self._carried = both_breaks(self._carried, told)
            self._told = None
        if not self._run:
            return
        node, self._run, self._marked.href = Block(self._block, run=self._run), [], ""
        if self._told is not None:
            node.ins, node.gone = both_breaks(self._carried, self._told)
            self._carried = None
        if self._place and inline(node.run):
            node.place, self._place = self._place, ""
        parent = self._flow()
        room = (_DEEPEST - len(self._stack)) // 2
        if self._item and room > 0 and parent.name != "figcaption" and not self._in_pull():
            place_item(parent, node, self._item, room)
        else:
            parent.children.append(node)
        self._begin_block()

    def _flow(self) -> Block:
        """Return the open container after making sure that it may hold blocks."""
        while implied := _IMPLIED.get((top := self._stack[-1]).name):
            if implied == "li" and top.children:
                self._stack.append(top.children[-1])  # what stands between items is no item
            else:
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
            self._open_item(item_head(attributes))
        elif name == "figcaption":
            if self._stack[-1].name == "figure":
                self._push(name)
        elif name == "aside":
            self._open_aside(attributes.get("class", ""))
        elif name == "figure":
            self._open_figure(attributes)
        else:
            heads = {"ol": list_head, "table": chart_head}
            self._open_block(name, heads[name](attributes) if name in heads else "")

    def _open_figure(self, attributes: Mapping[str, str]) -> None:
        # Of a figure that shows nothing of ours, the words are words of the story.
        if head := figure_head(attributes):
            self._close_to(self._find({"figure", "aside"}))
            self._flow()
            self._push("figure", head)
        elif (address := safe_link(attributes.get("data-embed", ""))).startswith("https:"):
            # Of one that is let in no longer, its address stays.
            self._run = [(address, Marks(href=address))]
            self._flush()

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

    def _open_block(self, name: str, head: str = "") -> None:
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
            self._push(name, head)

    def _open_item(self, head: str = "") -> None:
        index = self._find(LISTS, CELLS | {"blockquote", "figcaption", "aside"})
        if index:
            self._close_to(index + 1)
        else:
            self._imply_list()
        if self._stack[-1].name in LISTS:
            self._push("li", head if self._stack[-1].name == "ol" else "")

    def _imply_list(self) -> None:
        """Open a list for an item that stands in none; the last one of that kind goes on."""
        around = self._stack[-1].children
        if around and around[-1].implied:
            self._stack.append(around[-1])
            return
        self._open_block("ul")
        if self._stack[-1].name == "ul":
            self._stack[-1].implied = True

    def _open_cell(self, name: str, attributes: Mapping[str, str]) -> None:
        table = self._find({"table"})
        if not table or self._nested_tables:
            return
        row = self._find({"tr"})
        self._close_to((row or table) + 1 if name != "tr" else table + 1)
        if self._stack[-1].name == "table":
            self._push("tr")
        if name != "tr":
            self._push(name, cell_head(attributes, is_head=name == "th"))

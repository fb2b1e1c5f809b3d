"""The types of blocks that a front is made of: one table. Another type is another row of it, and a
template of its name in `templates/blocks/`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.models.story.words import Words

#: What fills the places that nobody pinned a story to.
RULES = ("newest", "section", "topic", "kind", "author", "most_read")
#: Those of them that name a row: its number.
OF_ROWS = frozenset({"section", "topic", "author"})
#: The looks of the sections' strips, one after the other, so that no two neighbours are alike.
STRIP_LOOKS = ("lead", "row", "mirror", "row")
#: In the look “row” a strip has so many.
IN_ROW = 4


@dataclass(frozen=True, slots=True)
class BlockType:
    """A type of block, and what fits into it."""

    name: str
    label: Any
    fewest: int
    most: int
    count: int
    #: The first is taken where a layout says none.
    looks: tuple[str, ...] = ("",)
    #: The sizes that a card may be given in it; the first is its own.
    sizes: tuple[str, ...] = ("",)
    needs_picture: bool = False
    #: Whether what fills it is weighed: otherwise the newest comes first.
    weighs: bool = True
    #: Which of a page's blocks is filled first, where several could have the same story.
    turn: int = 0
    #: Its own rule; where it `keeps` to that, nothing else fills it: its heading would not be true.
    rule: str = "newest"
    of: Any = None
    keeps: bool = False

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"blocks/{self.name}.html"

    def most_in(self, look: str) -> int:
        """How many stories fit into it in that look."""
        return min(self.most, IN_ROW) if self.name == "strip" and look == "row" else self.most


_ALL = (
    BlockType("top", _("Top stories"), 1, 5, 5, looks=("beside", "below")),
    BlockType("latest", _("Latest"), 1, 12, 6, weighs=False),
    BlockType(
        "strip", _("Strip"), 1, 5, 5, looks=("lead", "mirror", "row"),
        sizes=("", "small", "medium"), turn=2, rule="section", keeps=True,
    ),
    BlockType("row", _("Row"), 1, 8, 4, sizes=("", "small", "medium"), turn=2, keeps=True),
    BlockType(
        "opinion", _("Opinion"), 1, 4, 4,
        weighs=False, turn=1, rule="kind", of=Words.Kind.OPINION.value, keeps=True,
    ),
    BlockType(
        "picture", _("Picture story"), 1, 1, 1,
        needs_picture=True, turn=1, rule="kind", of=Words.Kind.FEATURE.value, keeps=True,
    ),
    BlockType(
        "ranked", _("Most read"), 1, 10, 6, weighs=False, turn=1, rule="most_read", keeps=True
    ),
    BlockType("sections", _("All other sections"), 1, 5, 5, turn=2, rule="section", keeps=True),
)  # fmt: skip
BLOCK_TYPES = {one.name: one for one in _ALL}

"""Tags of ours, for the builder: no text can have them, since a name can't begin like that."""

from __future__ import annotations

from typing import Final

#: Parts the words before it from those behind it.
EDGE: Final = "#edge"
#: A paragraph that is an item of a list: its level, kind, number and how that is written.
ITEM: Final = "#item"
#: Begins a footnote, and ends it.
NOTE: Final = "#note"
#: Gives the next block of text a place that links of the same text lead to.
PLACE: Final = "#place"
#: Begins a new line, unless one has just begun.
LINE: Final = "#line"

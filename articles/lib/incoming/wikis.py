"""What wikis write beside their words for those who edit them."""

from __future__ import annotations

import re
from typing import Final

from articles.lib.incoming.source import Source, text

_EDIT: Final = re.compile(r"(?:^|\s)(?:mw-)?editsection(?=\s|$)")
_DOUBT: Final = re.compile(r"(?:^|\s)(?:inline-template|template-fact|need_ref(?:_tag)?)(?=\s|$)")


def leave_out(source: Source) -> None:
    """Leave out links to edit a section; of a doubt about a sentence, keep the words alone."""
    for element in source.seen():
        if _EDIT.search(element.classes):
            source.drop(element)
        elif _DOUBT.search(element.classes):
            source.drop(element, text(source.words(element)))

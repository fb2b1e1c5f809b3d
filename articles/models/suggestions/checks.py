"""What is said before a text is published in which something is still suggested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import ngettext

from articles.lib.html.suggestions import keys_in
from articles.models.common.findings import Finding


def undecided(content: Mapping[str, Any]) -> Iterator[Finding]:
    """How many suggestions nobody has taken or refused."""
    if count := len(keys_in(content["body"])):
        message = ngettext(
            "%(n)d suggestion is undecided. Readers get the text without it.",
            "%(n)d suggestions are undecided. Readers get the text without them.",
            count,
        )
        yield Finding("undecided", "warning", message % {"n": count}, "body")

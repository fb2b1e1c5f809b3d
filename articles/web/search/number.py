"""Numbers of stories, as a page writes them."""

from __future__ import annotations

from django.utils.formats import number_format


def written(number: int) -> str:
    """With what parts thousands in the site's language."""
    return number_format(number, use_l10n=True, force_grouping=True)

"""The links in a text that lead to stories of ours, by the number in their address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from django.conf import settings
from django.urls import Resolver404, resolve

_LINK: Final = re.compile(
    r'<a href="(?P<site>https?://[^/"?#]+)?(?P<path>/[^/"?#]+/[^/"?#]*-(?P<pk>[0-9]{1,18})/?)'
    r'(?P<rest>[?#][^"]*)?">(?P<words>.*?)</a>',
    re.DOTALL,
)


def links_in(html: str) -> Iterator[re.Match[str]]:
    """The links of a text as it is stored: `pk` is the story's number."""
    return (one for one in _LINK.finditer(html) if _is_ours(one))


def linked(html: str) -> set[int]:
    """The numbers of the stories that a text links to."""
    return {int(one["pk"]) for one in links_in(html)}


def _is_ours(link: re.Match[str]) -> bool:
    if link["site"] and link["site"] != settings.SITE_URL:
        return False
    if int(link["pk"]) >= 2**63:
        return False
    try:
        return resolve(unquote(link["path"])).url_name == "article"
    except Resolver404:
        return False

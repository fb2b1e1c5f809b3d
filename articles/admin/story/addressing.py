"""The address of a story as the form shows it: what the server will give, by the code that gives
it, and where a story that is out will move to."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.lib.addresses import path_to, readable, site_url
from articles.models import Article
from articles.models.story import content as contents

#: In the place of a number that is given with the first save.
UNNUMBERED = "…"


@cache
def _slug() -> Any:
    """The form's field for it."""
    return Article._meta.get_field("slug").formfield()


def address_of(
    request: HttpRequest, story: Article | None, content: Mapping[str, Any]
) -> dict[str, str]:
    """What the form says: `address`, the one that readers have or will have; `moves`, a sentence
    on where it moves to with the next changes; `wrong`, what is wrong with the one typed."""
    site = site_url(request).partition("://")[2]
    will_be, wrong = "", ""
    try:
        content = {**content, "slug": _slug().clean(content["slug"])}
        if _says_something(story, content):
            will_be = f"{site}{_will_be(story, content)}"
    except ValidationError as error:
        wrong = " ".join(error.messages)
    said = {"address": will_be, "moves": "", "wrong": wrong}
    if story is None or not story.first_published_at or story.section is None:
        return said
    said["address"] = now = f"{site}{readable(story.get_absolute_url())}"
    if will_be == now or wrong:
        return said
    if story.is_out:
        sentence = _(
            "Moves to %(address)s when the changes are published. The old address will redirect."
        )
    else:
        sentence = _("Becomes %(address)s when the changes are published.")
    return said | {"moves": sentence % {"address": will_be}}


def _says_something(story: Article | None, content: Mapping[str, Any]) -> bool:
    """Before a word is written an address would only be noise."""
    return bool(content["headline"].strip() or content["slug"] or (story and story.slug))


def _will_be(story: Article | None, content: Mapping[str, Any]) -> str:
    """The path that the story has once `content` is its row's."""
    filled = copy(story) if story else Article()
    # The picture is no part of it, and not looked up.
    contents.fill(filled, {**content, "picture": filled.picture_id})
    number = str(story.pk) if story else UNNUMBERED
    if filled.section is None:
        return f"/{UNNUMBERED}/{filled.slug}-{number}/"
    path = readable(path_to("article", filled.section.slug, filled.slug, story.pk if story else 0))
    return path if story else path.replace("-0/", f"-{UNNUMBERED}/")

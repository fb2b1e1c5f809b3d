"""A section may have any name but one whose address is somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve

from articles.lib.text.slugs import RESERVED_SECTION_SLUGS, SLUG
from articles.models import Category
from tests import cast

#: Below the name of a section: the name of each address.
OF_A_SECTION = {
    "/{}/": "section",
    "/{}.json": "section-twin",
    "/{}.md": "section-twin",
    "/{}/archive/": "months",
    "/{}/2026/03/": "archive",
    "/{}/feed/": "section-feed",
    "/{}/feed/atom/": "section-feed",
    "/{}/feed/json/2026/03/": "section-feed",
    "/{}/crane-stays-17/": "article",
    "/{}/crane-stays-17.json": "article-twin",
    "/{}/crane-stays-17.txt": "article-twin",
}


def names(patterns: Any) -> Iterator[str]:
    """What addresses of the site begin with, up to the first sign that no slug has."""
    for one in patterns:
        route = str(one.pattern).lstrip("^")
        if not route:
            yield from names([] if isinstance(one, URLPattern) else one.url_patterns)
        elif found := re.match(SLUG, route.replace("\\", "")):
            yield found[0]


def test_an_address_of_the_site_is_nobody_s_name() -> None:
    found = set(names(get_resolver().url_patterns))
    assert {"about", "index", "license", "trust", "tdm-policy", "calendar"} <= found
    for name in found - RESERVED_SECTION_SLUGS:
        for path, named in OF_A_SECTION.items():
            assert resolve(path.format(name)).url_name == named, path.format(name)


@pytest.mark.django_db
def test_it_is_refused_in_words() -> None:
    for name in ("index", "tdm-policy", "Index"):
        with pytest.raises(ValidationError, match="address of the site itself"):
            Category(name="One", slug=name).full_clean()
    Category(name="Trust", slug="trust").full_clean()


@pytest.mark.django_db
@pytest.mark.every_database
def test_a_section_that_had_such_a_name_is_led_to(client: Client) -> None:
    section = cast.section("travel")
    with connection.cursor() as cursor:
        unchecked = (
            "PRAGMA ignore_check_constraints = 1"
            if connection.vendor == "sqlite"
            else "ALTER TABLE articles_category DROP CONSTRAINT category_slug_free"
        )
        cursor.execute(unchecked)
        Category.objects.filter(pk=section.pk).update(slug="index")
        import_module("articles.migrations.0061_reserved_names").move_away(apps, None)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = 0")
    assert Category.objects.get(pk=section.pk).slug == "index-2"
    assert client.get("/index/")["Location"] == "/index-2/"
    assert client.get("/index.json").json()["title"] != section.name

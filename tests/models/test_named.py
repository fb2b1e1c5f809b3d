"""Names of the world: listed in the order of the site's language, found however they are typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from articles.models import Author, Category, Topic
from articles.models.common.named import put_names_in_order
from tests import cast

pytestmark = pytest.mark.django_db


def test_names_stand_in_order_whatever_their_case_and_accents() -> None:
    names = ["Álvarez", "de Boer", "Özil", "O’Hara", "Zed", "Łucja", "adam", "Œuvre", "Øst"]
    for name in reversed(names):
        Topic.objects.create(name=name, slug=name.encode().hex()[:40])
        Author.objects.create(name=name)
    wanted = ["adam", "Álvarez", "de Boer", "Łucja", "O’Hara", "Œuvre", "Øst", "Özil", "Zed"]
    assert [topic.name for topic in Topic.objects.all()] == wanted
    assert [author.name for author in Author.objects.all()] == wanted


def test_a_letter_of_the_sites_language_has_its_own_place(settings: Any) -> None:
    settings.LANGUAGE_CODE = "es"
    for name in ("Nuria", "Ñora", "Omar", "Nzinga"):
        Author.objects.create(name=name)
    listed = [author.name for author in Author.objects.all()]
    assert listed == ["Nuria", "Nzinga", "Ñora", "Omar"]


def test_another_name_is_another_place() -> None:
    topic = Topic.objects.create(name="Zebra", slug="zebra")
    Topic.objects.create(name="Mole", slug="mole")
    topic.name = "Ant"
    topic.save(update_fields=["name"])
    assert [one.name for one in Topic.objects.all()] == ["Ant", "Mole"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Zed Qontrol", "zed"),
        ("Zoë Qarter", "zoe"),
        ("Álmos Qakos", "álmos"),
        ("Álmos Qakos", "ÁLMOS"),
        ("Álmos Qakos", "almos qak"),
        ("Łucja Qal", "lucja"),
        ("Łukasz Ż", "lukasz"),
        ("José María", "jose"),
        ("İpek Çelik", "ipek"),
        ("Sinéad O’Hara", "ohara"),
        ("Sinéad O’Hara", "o'hara"),
        ("محمود درويش", "محمود"),
        ("José María", "maria jose"),
        ("Sinéad OHara", "o’hara"),
        ("Mary-Jane Bell", "maryjane"),
        ("Mary-Jane Bell", "mary jane"),
        ("Jürgen Müller", "muller"),
        ("Jürgen Mueller", "müller"),
        ("김철수", "철수"),
        ("أحمد", "احمد"),
    ],
)
def test_a_writer_is_found_however_the_name_is_typed(client: Any, name: str, typed: str) -> None:
    Author.objects.create(name=name)
    client.force_login(cast.editor())
    source = {"app_label": "articles", "model_name": "byline", "field_name": "author"}
    found = client.get("/admin/autocomplete/", {**source, "term": typed}).json()["results"]
    assert [one["text"] for one in found] == [name]
    assert not Author.objects.called("nobody")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("José María", "jose"),
        ("José María", "MARIA"),
        ("José María", "maria josé"),
        ("O’Brien inquiry", "obrien"),
        ("O’Brien inquiry", "o brien"),
        ("e-mail", "email"),
        ("Email", "e-mail"),
        ("AT&T", "att"),
        ("C++", "c++"),
        ("Łódź", "lodz"),
        ("Strøm", "strom"),
        ("أحمد", "احمد"),
        ("مدرسة", "مدرسه"),
        ("हिन्दी", "हिंदी"),
        ("大阪市長", "市長"),
        ("서울시장", "시장"),
        ("می\u200cروم", "میروم"),
    ],
)
def test_a_topic_is_found_however_it_is_typed(client: Any, name: str, typed: str) -> None:
    Topic.objects.create(name=name)
    Topic.objects.create(name="Qaza")
    client.force_login(cast.editor())
    source = {"app_label": "articles", "model_name": "tagging", "field_name": "tag"}
    found = client.get("/admin/autocomplete/", {**source, "term": typed}).json()["results"]
    assert [one["text"] for one in found] == [name]


@pytest.mark.every_database
def test_sections_stand_in_the_order_of_the_sites_language(settings: Any) -> None:
    settings.LANGUAGE_CODE = "sv"
    Category.objects.all().delete()
    for name in ("Ödmjukt", "Zoologi", "Åsikter", "Debatt"):
        Category.objects.create(name=name, slug=name.encode().hex()[:20])
    assert [one.name for one in Category.in_order()] == [
        "Debatt",
        "Zoologi",
        "Åsikter",
        "Ödmjukt",
    ]


@pytest.mark.every_database
def test_another_language_of_the_site_is_another_order(settings: Any) -> None:
    for name in ("Ödmjukt", "Zoologi"):
        Topic.objects.create(name=name, slug=name[1:].lower())
        Author.objects.create(name=name)
    assert [one.name for one in Topic.objects.all()] == ["Ödmjukt", "Zoologi"]
    settings.LANGUAGE_CODE = "sv"
    assert put_names_in_order(apps) > 3
    assert [one.name for one in Topic.objects.all()] == ["Zoologi", "Ödmjukt"]
    assert [one.name for one in Author.objects.all()] == ["Zoologi", "Ödmjukt"]
    assert put_names_in_order(apps) == 0

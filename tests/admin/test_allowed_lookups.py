"""Lists answer what they offer and nothing made up; the way to the site asks who goes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from articles.models import Article, Author, Category, Page, Revision, Topic
from tests import cast

pytestmark = pytest.mark.django_db

DAY = "2026-01-01 00:00:00+00:00"


def person(name: str) -> User:
    """One of the cast, or somebody who may everything."""
    if name == "superuser":
        return User.objects.create(username="root", is_staff=True, is_superuser=True)
    found: User = getattr(cast, name)()
    return found


def lists() -> list[type[Model]]:
    """Every model with a list on the desk."""
    return sorted(admin.site._registry, key=lambda model: model._meta.label)


def address(model: type[Model], room: str = "changelist") -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{room}")


def made_up(model: type[Model]) -> list[str]:
    """Questions to every field, and to what hangs on it, that no filter asks."""
    names: list[str] = []
    for field in model._meta.get_fields():
        names += [field.name, f"{field.name}__in", f"{field.name}__startswith"]
        if field.is_relation:
            names += [f"{field.name}__pk", f"{field.name}__id__in", f"{field.name}__pk__gt"]
    return [*names, "pk", "id__in", "articles", "articles__headline__startswith", "nonsense"]


def test_what_no_filter_asks_is_refused(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = person("superuser")
    offered = {"status", "assigned", "changes", "author", "topic", "state", "verb", "by"}
    offered |= {"person", "look", "language"}
    for model in lists():
        desk = admin.site._registry[model]
        for name in set(made_up(model)) - offered:
            assert not desk.lookup_allowed(name, "1", request), f"{model}: {name}"


@pytest.mark.parametrize(
    ("model", "name"),
    [("picture", "articles"), ("author", "articles"), ("topic", "taggings"), ("page", "body")],
)
def test_whoever_asks_gets_400(client: Client, model: str, name: str) -> None:
    client.force_login(cast.managing_editor())
    assert client.get(f"/admin/articles/{model}/?{name}=1").status_code == 400


@pytest.mark.every_database
def test_what_the_filters_offer_is_answered(client: Client) -> None:
    client.force_login(person("superuser"))
    cast.live(picture=cast.picture())
    asked: list[tuple[type[Model], dict[str, Any]]] = [
        (Article, {"section__id__exact": cast.section().pk}),
        (Article, {"publish_at__gte": DAY, "publish_at__lt": DAY}),
        (Article, {"status": "live", "author": "Ottoline", "topic": "P", "changes": "waiting"}),
        (cast.picture()._meta.model, {"licence__exact": "own", "lacks": "alt", "used": "yes"}),
        (cast.picture()._meta.model, {"created_at__gte": DAY, "by": "me"}),
        (User, {"is_active__exact": "1", "groups__id__exact": Group.objects.first().pk}),  # type: ignore[union-attr]
    ]
    for model, query in asked:
        assert client.get(address(model), query).status_code == 200, query


@pytest.mark.every_database
@pytest.mark.parametrize("more", ["o=1.-2", "_popup=1&_facets=True"])
@pytest.mark.parametrize("who", ["reporter", "picture_editor", "operator"])
def test_what_lists_know_besides_tells_no_more(client: Client, who: str, more: str) -> None:
    cast.draft("Zanzibarine merger", section=None)
    client.force_login(person(who))
    for model in lists():
        answer = client.get(f"{address(model)}?{more}")
        assert answer.status_code in {200, 302, 403}, model
        assert "Zanzibarine" not in answer.content.decode()


@pytest.mark.parametrize("model", [Article, Author, User])
@pytest.mark.parametrize("field", ["headline", "slug", "password", "username"])
def test_rows_are_known_by_their_number_only(
    client: Client, model: type[Model], field: str
) -> None:
    client.force_login(person("superuser"))
    assert client.get(f"{address(model)}?_to_field={field}").status_code == 400


# --- The way to the site ------------------------------------------------------------------


def way(row: Model) -> str:
    """Django's address that leads to where the row is shown."""
    kind = ContentType.objects.get_for_model(type(row))
    return f"/admin/r/{kind.pk}/{row.pk}/"


@pytest.mark.parametrize("who", ["colleague", "sports_editor", "picture_editor", "operator"])
def test_it_tells_no_slug_of_a_story_out_of_reach(client: Client, who: str) -> None:
    client.force_login(person(who))
    story = cast.draft("Zanzibarine merger")
    for one in (story, cast.live("Zanzibarine deal")):
        answer = client.get(way(one))
        assert answer.status_code == 404
        assert "anzibarine" not in str(answer.headers)
    story.write(story.content(), None)
    assert client.get(way(Revision.objects.get(article=story))).status_code == 404


@pytest.mark.every_database
def test_those_who_see_it_on_the_desk_are_led_on(client: Client) -> None:
    client.force_login(cast.editor())
    rows = [cast.draft(), cast.live(), cast.ottoline(), Topic.objects.create(name="Fog")]
    for row in [*rows, Category.objects.first()]:
        answer = client.get(way(row))  # type: ignore[arg-type]
        assert (answer.status_code, answer["Location"]) == (302, row.get_absolute_url())  # type: ignore[union-attr]
    assert client.get(way(Article.objects.create())).status_code == 404


def test_an_unpublished_page_is_for_those_who_see_pages(client: Client) -> None:
    page = Page.objects.create(title="Zanzibarine", is_published=False)
    client.force_login(cast.reporter())
    assert client.get(way(page)).status_code == 404
    client.force_login(cast.managing_editor())
    assert client.get(way(page)).status_code == 302


@pytest.mark.parametrize("tail", ["1/999999999999999999999/", "999999999999999999999/1/", "0/0/"])
def test_numbers_beyond_all_bounds(client: Client, tail: str) -> None:
    client.force_login(cast.managing_editor())
    assert client.get(f"/admin/r/{tail}").status_code == 404
    assert client.get(f"/admin/r/x/{Author.objects.count()}/").status_code == 404


def test_what_can_be_no_row_is_not_chosen(client: Client) -> None:
    client.force_login(person("superuser"))
    for model in lists():
        actions = admin.site._registry[model].get_actions(_request())
        for chosen in ("null", "", "1.5", "-1", "9" * 30, "a%00b", "%ED%A0%80"):
            for action in actions:
                body = f"action={action}&index=0&_selected_action={chosen}"
                kind = "application/x-www-form-urlencoded"
                answer = client.generic("POST", address(model), body, content_type=kind)
                assert answer.status_code < 500, (model, body)


def _request() -> Any:
    request: Any = RequestFactory().get("/")
    request.user = person("managing_editor")
    return request

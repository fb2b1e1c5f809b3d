"""Authors on the desk: what stands in the way of deleting one names no story."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from articles.models import Author
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.every_database
@pytest.mark.parametrize("bulk", [False, True])
def test_who_may_delete_authors_is_not_told_of_stories(client: Client, bulk: bool) -> None:
    person = User.objects.create(username="registrar", is_staff=True)
    names = ("view_author", "change_author", "delete_author")
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(person)
    author = cast.ottoline()
    cast.draft("A secret plan", authors=[author])
    cast.live("In the harbour", authors=[author])
    data: dict[str, Any] = {"post": "yes"}
    address = f"/admin/articles/author/{author.pk}/delete/"
    if bulk:
        address = "/admin/articles/author/"
        data |= {"action": "delete_selected", "_selected_action": [author.pk]}
    pages = [client.post(address, data)]
    pages += [client.post(address, data | {"post": ""}) if bulk else client.get(address)]
    for page in pages:
        text = page.content.decode()
        assert "2 stories under that name" in text
        assert "secret" not in text
    assert Author.objects.filter(pk=author.pk).exists()


def test_a_biography_is_no_book(client: Client) -> None:
    client.force_login(User.objects.create_superuser("chief"))
    author, book = cast.ottoline(), "Born at sea. " * 1_000
    given = {"name": author.name, "slug": author.slug, "biography": book}
    page = client.post(f"/admin/articles/author/{author.pk}/change/", given)
    assert "at most 10000 characters" in page.content.decode()
    assert book in page.content.decode()
    assert not Author.objects.get(pk=author.pk).biography

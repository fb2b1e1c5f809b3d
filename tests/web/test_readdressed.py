"""A section, an author or a page at another address: whoever knows the former one gets there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Author, Category, FormerAuthor, FormerSection, Page
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def moved(section: Category, *slugs: str) -> None:
    for slug in slugs:
        section.slug = slug
        section.save()


def test_it_works(client: Client) -> None:
    story = cast.live()
    month = f"{timezone.localtime(story.publish_at):%Y/%m}"
    moved(cast.section(), "public-affairs")
    for path in ("", "feed/", "archive/", f"{month}/", f"{story.slug}-{story.pk}/", "?page=1"):
        answer = client.get(f"/politics/{path}")
        assert answer.status_code == 301, path
        assert answer["Location"] == f"/public-affairs/{path}"
        assert client.get(answer["Location"]).status_code == 200


def test_one_step_leads_there_however_often_it_moved(client: Client) -> None:
    moved(cast.section(), "public-affairs", "state", "assembly")
    for slug in ("politics", "public-affairs", "state"):
        assert client.get(f"/{slug}/")["Location"] == "/assembly/"


def test_back_again_is_no_circle(client: Client) -> None:
    moved(cast.section(), "public-affairs", "politics")
    assert client.get("/politics/").status_code == 200
    assert client.get("/public-affairs/")["Location"] == "/politics/"


def test_an_address_belongs_to_whoever_has_it_now(client: Client) -> None:
    moved(cast.section(), "public-affairs")
    new = Category.objects.create(name="Politics of the sea", slug="politics")
    assert client.get("/politics/").context["section"] == new
    new.delete()
    assert client.get("/politics/").status_code == 404, "it was given away"


def test_browsers_ask_again(client: Client) -> None:
    """A 301 that is kept for ever would send readers in a circle once the section moves back."""
    moved(cast.section(), "public-affairs")
    assert client.get("/politics/")["Cache-Control"] == "no-cache"


def test_an_author_under_another_name(client: Client) -> None:
    author = cast.barnaby()
    cast.live(authors=[author])
    author.slug = "barnaby-pell"
    author.save()
    assert client.get("/by/barnaby-quill/")["Location"] == "/by/barnaby-pell/"
    assert client.get("/by/barnaby-quill/feed/")["Location"] == "/by/barnaby-pell/feed/"
    namesake = Author.objects.create(name="Barnaby Quill")
    assert namesake.slug == "barnaby-quill-2", "a new one takes nobody's address unasked"


def test_a_page_of_the_papers_own(client: Client) -> None:
    page = Page.objects.create(title="Privacy", is_published=True)
    page.slug = "your-data"
    page.save()
    assert client.get("/about/privacy/")["Location"] == "/about/your-data/"
    page.is_published = False
    page.save()
    assert client.get("/about/privacy/").status_code == 404, "a draft's address says too much"


def test_saving_anything_else_keeps_no_address() -> None:
    section, author = cast.section(), cast.ottoline()
    section.description = "What the Assembly does."
    section.save()
    section.save(update_fields=["order"])
    author.save()
    assert not FormerSection.objects.exists() and not FormerAuthor.objects.exists()


def test_a_month_that_has_no_story_is_still_not_found(client: Client) -> None:
    past = timezone.now() - timedelta(days=4_000)
    assert client.get(f"/politics/{past:%Y/%m}/").status_code == 404


def test_the_desk_says_where_readers_are_sent(client: Client) -> None:
    client.force_login(cast.managing_editor())
    section = cast.section()
    fields = {"name": section.name, "slug": "public-affairs", "colour": "teal", "order": 1}
    answer = client.post(f"/admin/articles/category/{section.pk}/change/", fields, follow=True)
    assert "/politics/ now redirects to /public-affairs/." in answer.text

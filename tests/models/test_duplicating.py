"""A copy of a story begins with what it says, and says of what it is a copy."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from articles.models import Article, Comment, Entry, PictureUse
from tests import cast
from tests.models.test_bin import whole

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
DESK = "/admin/articles/article/"


def test_it_works() -> None:
    story = whole(slug="harbour", kind="analysis", standfirst="Nine of them.")
    hours = {"publish_at": timezone.now() + timedelta(days=1)}
    story.write(story.content() | {"publish_at": hours["publish_at"].isoformat()}, None)
    copy = Article.objects.get(pk=story.duplicate(cast.editor()).pk)
    said, theirs = copy.content(), story.content()
    alone = {"slug": "", "publish_at": None, "expires_at": None}
    assert said == theirs | alone
    assert (copy.state, copy.created_by, copy.assignee, copy.due_at) == (
        "draft",
        cast.editor(),
        None,
        None,
    )
    assert not Comment.objects.filter(article=copy).exists()
    assert PictureUse.objects.filter(article=copy).count() == 1
    (first,) = copy.revisions.all()
    assert (first.why, first.by_name) == ("Copy of “Second”", "editor")
    (entry,) = Entry.objects.filter(article=copy)
    assert (entry.verb, entry.note) == ("create", "Copy of “Second”")
    assert entry.details["copy_of"] == story.pk


def test_what_is_live_is_copied_with_its_changes_as_a_draft() -> None:
    live = cast.live()
    live.write(live.content() | {"headline": "Not yet published"}, None)
    copy = live.duplicate(None)
    assert (copy.state, copy.headline, copy.first_published_at) == (
        "draft",
        "Not yet published",
        None,
    )
    assert Article.objects.get(pk=live.pk).headline == "Council keeps its old crane"


def test_who_may_and_once() -> None:
    story, key = cast.draft("x" * 200), uuid4()
    for person in (cast.sports_editor(), cast.colleague(), cast.picture_editor()):
        with pytest.raises(PermissionDenied):
            story.duplicate(person)
    made = {story.duplicate(cast.editor(), key=key).pk for _time in range(2)}
    assert len(made) == 1 and Article.objects.count() == 2
    story.bin(cast.editor())
    with pytest.raises(PermissionDenied):
        story.duplicate(cast.editor())


def test_at_the_desk() -> None:
    story, client = cast.draft(), Client()
    client.force_login(cast.editor())
    form = client.get(f"{DESK}{story.pk}/change/")
    assert "Duplicate this story" in form.text
    press = {"_copy": form.context["copy_key"]}
    for _time in range(2):
        page = client.post(f"{DESK}{story.pk}/duplicate/", press, follow=True)
    copy = Article.objects.exclude(pk=story.pk).get()
    assert page.redirect_chain == [(f"{DESK}{copy.pk}/change/", 302)]
    assert "This is a copy of" in page.text and "Copy of</b>" in page.text
    # Whoever may not see the other story is not told of it.
    copy.assign(None, cast.colleague())
    client.force_login(cast.colleague())
    assert "Copy of</b>" not in client.get(f"{DESK}{copy.pk}/change/").text
    client.force_login(cast.editor())
    assert client.get(f"{DESK}{story.pk}/duplicate/").status_code == 405
    copy.bin(None)
    page = client.post(f"{DESK}{story.pk}/duplicate/", press, follow=True)
    assert "Try again" in page.text
    assert client.post(f"{DESK}{copy.pk}/duplicate/", press).status_code == 404

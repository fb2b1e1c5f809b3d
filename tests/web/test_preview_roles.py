"""Who sees the preview of a story, in every role and state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import (
    Article,
    Correction,
)
from tests import cast
from tests.web.test_preview import SECRET, door, is_kept_from_all, typed, written

pytestmark = pytest.mark.django_db


# --- Every role, every state ----------------------------------------------------------

MINUTE = timedelta(minutes=1)


def ready(story: Article) -> None:
    """Read and approved."""
    story.submit(None)
    story.approve(None)


def expired(story: Article) -> None:
    """Its time is over."""
    story.publish(None)
    Article.objects.filter(pk=story.pk).update(expires_at=timezone.now())


def withdrawn(story: Article) -> None:
    """Readers had it once."""
    story.publish(None)
    story.withdraw(None, "Wrong.")


STATES: dict[str, Callable[[Article], object]] = {
    "draft": lambda story: None,
    "in_review": lambda story: story.submit(None),
    "ready": ready,
    "scheduled": lambda story: story.publish(None, at=timezone.now() + MINUTE),
    "live": lambda story: story.publish(None),
    "expired": expired,
    "withdrawn": withdrawn,
}
ROLES: dict[str, tuple[Callable[[], User] | None, bool]] = {
    "nobody": (None, False),
    "a reader": (cast.reader, False),
    "its reporter": (cast.reporter, True),
    "another reporter": (cast.colleague, False),
    "the editor of its section": (cast.editor, True),
    "another section's editor": (cast.sports_editor, False),
    "the managing editor": (cast.managing_editor, True),
    "the picture editor": (cast.picture_editor, False),
    "the operator": (cast.operator, False),
}


def gone_home() -> User:
    """Its reporter, whose account was closed."""
    User.objects.filter(pk=cast.reporter().pk).update(is_active=False)
    return cast.reporter()


def without_desk() -> User:
    """Its reporter, who may not come to the desk any more."""
    User.objects.filter(pk=cast.reporter().pk).update(is_staff=False)
    return cast.reporter()


@pytest.mark.parametrize("state", STATES)
def test_every_role_at_every_door(client: Client, state: str) -> None:
    story = cast.draft("An open secret", created_by=cast.reporter())
    STATES[state](story)
    story = written(story)
    doors = [door(story), door(story, revision=2), door(story, now=1), door(story, revision=1)]
    everyone = ROLES | {"closed account": (gone_home, False), "no desk": (without_desk, False)}
    for role, (who, reaches) in everyone.items():
        client.logout()
        if who:
            client.force_login(who())
        for address in [*doors, door(story, key=typed(who(), story).key) if who else door(story)]:
            answer = client.get(address)
            assert (answer.status_code == 200) == reaches, (role, address)
            assert is_kept_from_all(answer)
            if not reaches:
                assert answer.status_code == 404
                for secret in (SECRET, "open secret", "Typed this", story.body[3:40]):
                    assert secret not in answer.content.decode(), (role, address)
        answer = client.get(story.get_absolute_url())
        text = answer.content.decode()
        if state == "live":
            assert "An open secret" in text
            assert SECRET not in text
        else:
            hidden = 410 if state in {"expired", "withdrawn"} else 404
            assert answer.status_code == (200 if reaches else hidden), role
            assert (SECRET in text) == reaches
            assert reaches or "open secret" not in text


@pytest.mark.parametrize("state", [state for state in STATES if state != "live"])
def test_what_is_not_out_leaks_nowhere(client: Client, state: str) -> None:
    story = cast.draft("An open secret", topics=["Ports"])
    STATES[state](story)
    written(story)
    Correction.objects.create(article=story, kind="correction", text="An open secret, corrected.")
    other = cast.live("Another story", topics=["Ports"])
    pages = [
        *("/", "/politics/", "/by/ottoline-marsh/", "/topic/ports/", "/feed/", "/politics/feed/"),
        *("/search/?q=secret", "/search/?q=newsroom", "/sitemap.xml", "/corrections/"),
        *("/corrections/feed/", other.get_absolute_url(), "/nowhere/"),
        f"/politics/{timezone.localtime():%Y/%m}/",
    ]
    client.force_login(cast.managing_editor())
    for address in pages:
        text = client.get(address).getvalue().decode()
        for secret in ("An open secret", SECRET, story.get_absolute_url()):
            assert secret not in text, address

"""No search shows anybody a story that they may not have: any query, role, state and door."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from articles.models import Article, Right, Status, may
from articles.search.upkeep import learning
from tests import cast

pytestmark = pytest.mark.django_db

#: What tells one story from all others: in its headline, and so in its address.
MARK = re.compile(r"only(\d{4})here")
WORDS = ("zebra", "harbour", "O’Brien", "fog")
ROLES = (
    "nobody", "reader", "reporter", "colleague", "sports_editor", "editor", "managing_editor",
    "picture_editor", "operator", "chief",
)  # fmt: skip
PUBLIC = (
    "/search/?q={q}", "/search/?q={q}&sort=date", "/search/feed/?q={q}", "/search/feed/json/?q={q}",
    "/search/suggest/?q={q}", "/api/v1/stories?q={q}",
)  # fmt: skip
DESK = (
    "/admin/articles/article/?q={q}", "/admin/articles/article/{own}/versions/?q={q}",
    "/admin/articles/appointment/?q={q}",
)  # fmt: skip
#: What readers have may be linked to, and placed, by everybody at the desk.
PICKERS = (
    "/admin/articles/article/linkable/?q={q}",
    "/admin/front/section-{section}/stories/?q={q}&section=",
)
STATES = [status for status in Status if status != Status.READY]


def a_story(number: int, status: Status, **fields: Any) -> None:
    """One in that state, with the mark of its number in all that it says."""
    now, words = timezone.now(), f"Zebra in the harbour of O’Brien only{number:04}here"
    story = cast.draft(words, standfirst=f"Fog only{number:04}here.", **fields)
    if status == Status.EXPIRED:
        story.publish(None)
        gone = {"publish_at": now - timedelta(days=2), "expires_at": now - timedelta(days=1)}
        Article.objects.filter(pk=story.pk).update(**gone)
    elif status in {Status.SCHEDULED, Status.LIVE, Status.WITHDRAWN}:
        story.publish(None, at=now + timedelta(days=1 if status == Status.SCHEDULED else -1))
        learning.learn()
        if status == Status.LIVE:
            # Of what is not out nobody is told, who does not open the story.
            story.write({**story.content(), "headline": f"Zebra only{number + 5_000:04}here"}, None)
    if status == Status.WITHDRAWN:
        story.withdraw(None, "It was wrong.")
    if status == Status.IN_REVIEW:
        story.submit(None)
    assert Article.objects.get(pk=story.pk).status == status


def newsroom() -> dict[int, Article]:
    """Stories of two sections in all states, of several people; by their numbers."""
    number = 0
    for status in STATES:
        for slug in ("politics", "sports"):
            number += 1
            owner = (cast.reporter(), cast.colleague(), None)[number % 3]
            a_story(number, status, section=cast.section(slug), created_by=owner)
    for assignee in (cast.colleague(), cast.reporter()):
        number += 1
        a_story(number, Status.DRAFT, assignee=assignee)
    binned = number + 1
    a_story(binned, Status.DRAFT, created_by=cast.reporter())
    found = {int(MARK.findall(one.headline)[0]): one for one in Article.objects.all()}
    found[binned].bin(None)
    return {number: Article.objects.get(pk=one.pk) for number, one in found.items()}


def queries(by_chance: random.Random) -> Iterator[str]:
    """Words, beginnings, phrases, words left out; and the beginnings of the marks themselves."""
    yield "zebra"
    for _query in range(2):
        word = by_chance.choice(WORDS)
        yield by_chance.choice([
            f"{word} {by_chance.choice(WORDS)[:3]}", f'"{word}"', f"{word} -nowhere",
            f"{word[:4]}*",
            f"only00{by_chance.randrange(10)}", f"zebra only0{by_chance.randrange(6)}",
            "zebra in the harbour of o'brien only", f"zebar {word}", "-zebra only5",
        ])  # fmt: skip


def visitor(role: str) -> tuple[Client, Any]:
    """A client that is logged in, and who that is."""
    client, person = Client(), getattr(cast, role)() if role != "nobody" else None
    if person:
        client.force_login(person)
    return client, person


def shown(client: Client, at: str) -> set[int]:
    """The stories of which an answer tells anything."""
    cache.clear()
    answer = client.get(at)
    assert answer.status_code in {200, 302, 403, 404}, at
    if answer.status_code != 200:
        return set()
    said = b"".join(answer) if answer.streaming else answer.content
    return set(map(int, MARK.findall(said.decode())))


@pytest.mark.parametrize("roles", [("nobody", "reporter"), ROLES], ids=["two", "all"])
def test_nobody_is_shown_what_is_not_theirs(roles: tuple[str, ...]) -> None:
    stories, by_chance = newsroom(), random.Random(len(roles))
    live = {number for number, one in stories.items() if one.status == Status.LIVE}
    own = next(one.pk for one in stories.values() if one.assignee_id or one.created_by_id)
    for role in roles:
        client, person = visitor(role)
        theirs = {
            number for number, one in stories.items() if person and may(person, Right.VIEW, one)
        }
        for query in queries(by_chance):
            for doors, allowed in (
                (PUBLIC, live), (DESK, theirs), (PICKERS, live | theirs if theirs else live),
            ):  # fmt: skip
                for door in doors:
                    at = door.format(
                        q=query.replace(" ", "+").replace('"', "%22"),
                        own=own,
                        section=cast.section().pk,
                    )
                    assert shown(client, at) <= allowed, (role, at)
        assert shown(client, "/search/?q=zebra") == live
        if theirs:
            assert shown(client, "/admin/articles/article/?q=zebra") == theirs, role
            assert shown(client, DESK[1].format(q="zebra", own=own)) <= theirs

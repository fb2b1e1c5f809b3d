"""Measures the desk's doors on the database of the settings; prints JSON.

Server time is that of the whole WSGI call, middleware included. The list is measured as a
reporter who has a few stories among all, and as a managing editor who has all of them; the form,
the history and the comparison on a story of 20,000 words with 500 revisions.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import django
from django.conf import settings

STATIC = Path(settings.STATIC_ROOT)
ROUNDS = 15
WARM_UP = 3
WORDS = 20_000
REVISIONS = 500
OWN = 200
PASSAGE = "A sentence of eight words stands here. " * 8
LONG = "A very long story, for measuring"
KEY = UUID("5f0c7c0e-0000-4000-8000-000000000001")


def person(name: str, role: str) -> Any:
    """An account with a role."""
    from django.contrib.auth.models import Group, User

    user, made = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    if made:
        user.groups.set([Group.objects.get(name=role)])
    return user


def a_reporter() -> Any:
    """A reporter who has begun a few of the stories, over all the years."""
    from articles.models import Article

    reporter = person("bench-reporter", "Reporter")
    own = Article.objects.filter(created_by=reporter)
    if own.count() < OWN:
        pks = list(Article.objects.order_by("pk").values_list("pk", flat=True))
        step = max(1, len(pks) // OWN)
        Article.objects.filter(pk__in=pks[::step][:OWN]).update(created_by=reporter)
    return reporter


def long_story() -> Any:
    """The story of 20,000 words with 500 revisions, each of which changed a paragraph."""
    from articles.models import Article, Category, Revision
    from articles.models.story import content as contents

    if found := Article.objects.filter(headline=LONG).first():
        return found
    paragraphs = [
        f"<p>{' '.join(f'word{(n * 7 + m) % 997}' for m in range(100))}.</p>"
        for n in range(WORDS // 100)
    ]
    content = contents.cleaned(
        {"headline": LONG, "body": "".join(paragraphs), "section": Category.objects.first().pk}  # type: ignore[union-attr]
    )
    story = Article.begin(content, person("bench-editor", "Managing editor"))
    rows = []
    for number in range(2, REVISIONS + 1):
        paragraphs[number % len(paragraphs)] = f"<p>Revision {number} says this instead.</p>"
        rows.append(
            Revision(
                article=story,
                number=number,
                content=content | {"body": "".join(paragraphs)},
                by_name="bench-editor",
            )
        )
    Revision.objects.bulk_create(rows, batch_size=50)
    story.working = story.revisions.order_by("-number").first()
    story.save()
    return story


def doors() -> dict[str, tuple[Any, str, dict[str, Any] | None]]:
    """Who opens what, and what they post."""
    from articles.models import Autosave

    boss, reporter = person("bench-editor", "Managing editor"), a_reporter()
    story, base = long_story(), "/admin/articles/article/"
    Autosave.objects.filter(key=KEY).delete()
    typed = {
        "_key": str(KEY),
        "_pk": story.pk,
        "_base": story.base_number(),
        "headline": "Council keeps its old crane after a long night",
        "kind": "news",
        "section": story.section_id,
        "body": f"<p>{PASSAGE}</p>" * 12,
    }
    history = f"{base}{story.pk}/history/"
    compare = f"{base}{story.pk}/compare/?from={REVISIONS // 2}&to={REVISIONS}"
    return {
        "start page, managing editor": (boss, "/admin/", None),
        "start page, reporter": (reporter, "/admin/", None),
        "list, managing editor": (boss, base, None),
        "list, reporter": (reporter, base, None),
        "list, drafts": (boss, f"{base}?status=draft", None),
        "list, search": (boss, f"{base}?q=council", None),
        "form, a new story": (boss, f"{base}add/", None),
        "form, 500 revisions": (boss, f"{base}{story.pk}/change/", None),
        "history, 500 revisions": (boss, history, None),
        "comparison, 20,000 words": (boss, compare, None),
        "autosave, 800 words": (boss, f"{base}autosave/", typed),
        "autosave, 20,000 words": (
            boss,
            f"{base}autosave/",
            typed | {"body": story.content()["body"]},
        ),
    }


def measure(user: Any, address: str, posted: dict[str, Any] | None) -> dict[str, Any]:
    """Queries, median milliseconds, and bytes of what the desk answers."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    answer = asked(user, address, posted)
    answer()
    with CaptureQueriesContext(connection) as queries:
        body = answer()
    number = len(queries)
    times = []
    for _round in range(WARM_UP + ROUNDS):
        began = time.perf_counter()
        answer()
        times.append(time.perf_counter() - began)
    return {
        "queries": number,
        "ms": statistics.median(times[WARM_UP:]) * 1_000,
        "bytes": len(body),
        "gzipped": 0,
    }


def asked(user: Any, address: str, posted: dict[str, Any] | None) -> Callable[[], bytes]:
    """What asks the whole application, as `user`, and returns what it answers."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import Client, RequestFactory

    client = Client()
    client.force_login(user)
    cookies = "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items())
    token = "a" * 32
    headers = {"host": "localhost", "cookie": f"{cookies}; csrftoken={token}"}
    factory, application = RequestFactory(headers=headers), WSGIHandler()
    form = {"content_type": "application/x-www-form-urlencoded", "headers": {"x-csrftoken": token}}

    def answer() -> bytes:
        status: list[str] = []

        def start(line: str, *_rest: Any) -> Any:
            status.append(line)

        request = (
            factory.get(address)
            if posted is None
            else factory.post(address, urlencode(posted), **form)  # type: ignore[arg-type]
        )
        body = b"".join(application(request.environ, start))
        assert status == ["200 OK"], (address, status, body[:300])
        return body

    return answer


def main() -> None:
    """Measure all."""
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    STATIC.mkdir(parents=True, exist_ok=True)
    django.setup()
    print(json.dumps({name: measure(*door) for name, door in doors().items()}))


if __name__ == "__main__":
    main()

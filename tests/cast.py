"""The cast of the tests: a small newsroom whose members every test knows."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from unittest.mock import patch

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.utils import timezone
from PIL import Image

from articles.lib import imaging
from articles.models import Article, Author, Category, Picture

_renditions, _quick = imaging.renditions, imaging.quick
PASSWORD = "a long sentence for tests"
BODY = (
    "<p>The harbour council met on Monday evening, and it met for a long time. "
    "Nine members spoke.</p><h2>What was decided</h2><p>The old crane stays where it is.</p>"
)


def section(slug: str = "politics") -> Category:
    """One of the four sections that a migration made."""
    return Category.objects.get(slug=slug)


def ottoline() -> Author:
    """The political editor."""
    return Author.objects.get_or_create(name="Ottoline Marsh", role="Political editor")[0]


def barnaby() -> Author:
    """The Assembly reporter."""
    return Author.objects.get_or_create(name="Barnaby Quill")[0]


def editor() -> User:
    """Writes and publishes in all four sections; is no superuser."""
    user = _staff("editor", "Editor")
    user.sections_given.set(Category.objects.all())
    return user


def sports_editor() -> User:
    """Edits the sports section, and nothing else."""
    user = _staff("sports-editor", "Editor")
    user.sections_given.set([section("sports")])
    return user


def reporter() -> User:
    """Writes and submits her own stories."""
    return _staff("reporter", "Reporter")


def colleague() -> User:
    """Another reporter."""
    return _staff("colleague", "Reporter")


def managing_editor() -> User:
    """May everything that is done with stories."""
    return _staff("managing-editor", "Managing editor")


def picture_editor() -> User:
    """Looks after the library."""
    return _staff("picture-editor", "Picture editor")


def operator() -> User:
    """Looks after the accounts."""
    return _staff("operator", "Operator")


def chief() -> User:
    """A superuser."""
    there = User.objects.filter(username="chief").first()
    return there or User.objects.create_superuser("chief", password=PASSWORD)


def reader() -> User:
    """Has an account, and no rights."""
    return User.objects.get_or_create(username="reader")[0]


def _staff(name: str, role: str) -> User:
    # Thousands of tests begin with this: so as few statements as will do.
    if there := User.objects.filter(username=name).first():
        return there
    made = User.objects.create(username=name, is_staff=True, password=make_password(PASSWORD))
    made.groups.add(Group.objects.get(name=role))
    return made


def draft(headline: str = "Council keeps its old crane", **fields: Any) -> Article:
    """A story that could be published."""
    authors = fields.pop("authors", None) or [ottoline()]
    topics = fields.pop("topics", [])
    details = {"section": section(), "body": BODY, **fields}
    story = Article.objects.create(headline=headline, **details)
    story.set_authors(authors)
    story.topics.set(topics)
    return story


def live(headline: str = "Council keeps its old crane", **fields: Any) -> Article:
    """A story that readers see; `at` is when it was published (an hour ago)."""
    at: datetime = fields.pop("at", None) or timezone.now() - timedelta(hours=1)
    story = draft(headline, **fields)
    story.publish(None, at=at)
    return Article.objects.get(pk=story.pk)


def sitemap(story: Article) -> str:
    """The file that names it: months are those of UTC, and an hour ago may have been another."""
    assert story.publish_at
    return f"/sitemap-{story.publish_at.astimezone(UTC):%Y-%m}.xml"


@cache
def jpeg(width: int = 1300, height: int = 800, colour: str = "teal") -> bytes:
    """A JPEG file of one colour with a diagonal, so that it is not quite flat."""
    image = Image.new("RGB", (width, height), colour)
    image.putpixel((width // 2, height // 2), (255, 255, 255))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def picture(colour: str = "teal", **fields: Any) -> Picture:
    """A picture of the library."""
    upload = _received(colour)
    if there := Picture.objects.filter(sha256=upload.sha256).first():
        return there
    details = {"alt_text": f"A {colour} crane", "caption": "The crane.", "credit": "P. Gannet"}
    made = Picture(**(details | fields))
    with _files_made_once(upload.sha256):
        made.take(upload)
        made.save()
    return made


@cache
def _received(colour: str) -> imaging.Upload:
    """The file as it is taken, once a process: what is kept of it does not change."""
    return imaging.receive(jpeg(colour=colour))


_files: dict[tuple[str, str], dict[str, bytes]] = {}
_quick_files: dict[tuple[str, str], tuple[str, bytes]] = {}


@contextmanager
def _files_made_once(sha256: str) -> Iterator[None]:
    """Let a process make the files of each of these pictures once: the quick one, and the others
    where a save is a commit and makes them. The same input makes the same bytes."""

    def kept(
        picture: imaging.Decoded, rights: Any, *, leave_out: Collection[str] = (), **how: Any
    ) -> Iterator[tuple[str, bytes]]:
        key = (sha256, repr((rights, how)))
        if key not in _files:
            _files[key] = dict(_renditions(picture, rights, **how))
        return ((name, file) for name, file in _files[key].items() if name not in leave_out)

    def kept_quick(picture: imaging.Decoded, rights: Any) -> tuple[str, bytes]:
        key = (sha256, repr(rights))
        if key not in _quick_files:
            _quick_files[key] = _quick(picture, rights)
        return _quick_files[key]

    if (imaging.renditions, imaging.quick) != (_renditions, _quick):
        yield  # a test has its own
        return
    with patch.multiple(imaging, renditions=kept, quick=kept_quick):
        yield

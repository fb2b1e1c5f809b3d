"""No transaction spans a store of files, which may be far away, or hang: whoever writes at the same
time would wait for it. What was stored and never saved is cleaned up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from articles.lib import imaging
from articles.lib.host.storage import WholeFiles
from articles.models import Paper, Picture
from articles.models.pictures import renditions
from articles.models.pictures.picture import originals
from articles.models.pictures.replacing import bring_back, replace
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.managing_editor
LIBRARY = "/admin/articles/picture/"


@pytest.fixture(autouse=True)
def _no_worker(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the stores were asked; each time no transaction may be open."""
    found: list[str] = []

    def watched(name: str) -> Any:
        real = getattr(WholeFiles, name)

        def ask(self: WholeFiles, *args: Any, **kwargs: Any) -> Any:
            assert not connection.in_atomic_block, f"{name} within a transaction"
            found.append(name)
            return real(self, *args, **kwargs)

        return ask

    for name in ("_save", "_open", "exists", "delete", "listdir", "get_modified_time"):
        monkeypatch.setattr(WholeFiles, name, watched(name))
    yield found
    assert found


def file(**details: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("crane.jpg", cast.jpeg(**details), "image/jpeg")


def test_an_upload_by_a_script(asked: list[str], desk: Client) -> None:
    assert desk.post(f"{LIBRARY}upload/", {"file": file()}).json()["ok"]
    assert asked.count("_save") >= 2


def test_an_upload_by_the_form(asked: list[str], desk: Client) -> None:
    fields = {"upload": file(), "licence": "own", "use": "any", "focal_x": 0.5, "focal_y": 0.5}
    answer = desk.post(f"{LIBRARY}add/", fields)
    assert answer.status_code == 302, answer.context["errors"]
    picture = Picture.objects.get()
    with picture.original.open("rb") as kept:
        assert kept.read() == cast.jpeg()


def test_another_file_and_back_again(asked: list[str], desk: Client) -> None:
    picture = cast.picture()
    other = imaging.receive(cast.jpeg(width=900, height=900))
    replace(picture, other, None)
    picture = Picture.objects.get()
    assert (picture.sha256, picture.width) == (other.sha256, 900)
    bring_back(picture.former_files.get(), None)
    bring_back(picture.former_files.get(), None)
    # As after a tidying.
    former = picture.former_files.get()
    for name in former.details["files"]:
        storages["default"].delete(f"{former.as_picture.folder}/{name}")
    bring_back(former, None)
    picture = Picture.objects.get()
    assert picture.sha256 == former.sha256 and picture.files
    with picture.original.open("rb") as kept:
        assert kept.read() == cast.jpeg()


def test_the_papers_files(asked: list[str], desk: Client) -> None:
    card = SimpleUploadedFile("card.jpg", cast.jpeg(width=1200, height=675), "image/jpeg")
    answer = desk.post(
        "/admin/articles/paper/1/change/",
        {"name": "The Crane", "version": 0, "new_card": card},
    )
    assert answer.status_code == 302, answer.context["errors"]
    assert storages["default"].exists(f"paper/{Paper.current().card}")


def test_the_end_of_a_picture(asked: list[str], desk: Client) -> None:
    picture = cast.picture()
    assert desk.post(f"{LIBRARY}{picture.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not originals().exists(f"{picture.sha256[:2]}/{picture.sha256}")


def test_what_was_stored_and_not_saved_is_cleaned_up(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = cast.picture()

    def away(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("database is away")

    desk.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(Picture, "save", away)
        answer = desk.post(f"{LIBRARY}upload/", {"file": file(width=640, height=480)})
    assert answer.status_code == 503
    lost = imaging.receive(cast.jpeg(width=640, height=480)).sha256
    path = f"{lost[:2]}/{lost}"
    assert originals().exists(path)
    assert renditions.tidy() == 0
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert renditions.tidy() > 1
    assert not originals().exists(path)
    assert originals().exists(kept.original.name or "")

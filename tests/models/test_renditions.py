"""The files of pictures: made once, whole, and in step with what the picture is."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone
from PIL import Image

from articles.lib import imaging
from articles.lib.host.storage import WholeFiles
from articles.models import Announcement, Picture
from articles.models.pictures import files as picture_files
from articles.models.pictures import renditions
from tests import cast

pytestmark = pytest.mark.django_db

#: A picture 1300 pixels wide: never upscaled.
WIDTHS = [240, 320, 480, 640, 800, 1200]


def shown(picture: Picture, name: str) -> Image.Image:
    with storages["default"].open(f"{picture.folder}/{name}") as file:
        return Image.open(io.BytesIO(file.read()))


def again(picture: Picture) -> Picture:
    return Picture.objects.get(pk=picture.pk)


def made(colour: str = "teal", **fields: Any) -> Picture:
    picture = cast.picture(colour, **fields)
    assert renditions.make(picture.pk)
    return again(picture)


def test_it_works() -> None:
    picture = cast.picture()
    assert picture.files == ["640.webp"]
    assert shown(picture, "640.webp").size == (640, 394)
    picture = made()
    for ending in ("avif", "webp", "jpg"):
        assert picture.widths(ending) == WIDTHS
        assert shown(picture, f"320.{ending}").size == (320, 197)
    assert [shown(picture, name).size for name in picture.crop_names] == [
        (1200, 675),
        (1066, 800),
        (800, 800),
    ]
    assert picture.social_size == (1200, 675)
    assert (picture.renditions_due, picture.made) == (None, picture.recipe)
    assert Announcement.objects.last().keys == [f"picture:{picture.pk}"]  # type: ignore[union-attr]


@pytest.mark.every_database
def test_what_is_there_is_not_made_again() -> None:
    picture = made()
    before = {name: modified(picture, name) for name in picture.files}
    renditions.want(picture.pk)
    assert renditions.make(picture.pk)
    assert {name: modified(picture, name) for name in picture.files} == before


def modified(picture: Picture, name: str) -> Any:
    return storages["default"].get_modified_time(f"{picture.folder}/{name}")


def test_a_moved_focal_point_has_crops_made_and_nothing_else() -> None:
    picture = made()
    wide = {name: modified(picture, name) for name in picture.files if "x" not in name}
    old = picture.social_url
    picture.focal_x = 0.2
    picture.save(update_fields=["focal_x"])
    assert again(picture).social_url == old  # until the new one is there
    assert renditions.make(picture.pk)
    picture = again(picture)
    assert picture.social_url.endswith("/16x9-20-50.jpg")
    assert {name: modified(picture, name) for name in wide} == wide


def test_another_credit_is_written_into_all_files_at_new_addresses() -> None:
    picture = made(credit="P. Gannet")
    old = picture.url_for(320)
    assert credit_in(picture) == "P. Gannet"
    picture.credit = "Ada Rossi"
    picture.save()
    assert again(picture).url_for(320) == old
    assert renditions.make(picture.pk)
    picture = again(picture)
    assert picture.url_for(320) != old
    assert credit_in(picture) == "Ada Rossi"


def credit_in(picture: Picture) -> str:
    return str(shown(picture, "320.jpg").getexif()[33432])


def test_saving_a_form_leaves_alone_what_a_worker_wrote_meanwhile() -> None:
    picture = cast.picture()
    at_the_desk = again(picture)
    assert renditions.make(picture.pk)
    at_the_desk.caption = "Another one."
    at_the_desk.save()
    assert again(picture).widths("avif") == WIDTHS


def test_rights_that_change_while_files_are_made_end_up_in_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = cast.picture()
    store = Picture.store
    calls: list[str] = []

    def changed_meanwhile(self: Picture, name: str, content: bytes) -> None:
        if not calls:
            calls.append(name)
            row = again(self)
            row.credit = "Ada Rossi"
            row.save()
        store(self, name, content)

    monkeypatch.setattr(Picture, "store", changed_meanwhile)
    assert renditions.make(picture.pk)
    picture = again(picture)
    assert credit_in(picture) == "Ada Rossi"
    assert picture.made == picture.recipe


@pytest.mark.every_database
def test_a_picture_in_another_workers_hands_is_left_to_it() -> None:
    picture = cast.picture()
    later = timezone.now() + timedelta(minutes=1)
    Picture.objects.filter(pk=picture.pk).update(claimed_until=later)
    assert not renditions.make(picture.pk)
    assert again(picture).files == ["640.webp"]
    # One that died leaves it to the next.
    with time_machine.travel(later):
        assert renditions.make(picture.pk)


@pytest.mark.every_database
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.postgresql
def test_of_several_workers_one_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = cast.picture()
    # It was made as soon as it was committed; now it is due again.
    Picture.objects.filter(pk=picture.pk).update(made="", renditions_due=timezone.now())
    started, decode = Barrier(4), imaging.decode
    decoded: list[int] = []

    def counted(data: bytes, **_options: Any) -> imaging.Decoded:
        decoded.append(len(data))
        return decode(data)

    monkeypatch.setattr(imaging, "decode", counted)

    def work() -> None:
        started.wait()
        renditions.make(picture.pk)
        connection.close()

    workers = [Thread(target=work) for _one in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(decoded) == 1
    assert again(picture).made == picture.recipe


def test_a_crash_in_the_middle_leaves_what_was_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = cast.picture()
    store = Picture.store
    stored: list[str] = []

    def dies(self: Picture, name: str, content: bytes) -> None:
        if len(stored) == 5:
            raise OSError("No space left on device")
        stored.append(name)
        store(self, name, content)

    with monkeypatch.context() as full:
        full.setattr(Picture, "store", dies)
        with pytest.raises(OSError, match="No space"):
            renditions.make(picture.pk)
    row = again(picture)
    assert (row.files, row.attempts) == (["640.webp"], 1)
    assert row.renditions_error == "No space left on device"
    assert not renditions.make(picture.pk)  # its next try has its time
    renditions.want(picture.pk)
    before = {name: modified(row, name) for name in stored}
    assert renditions.make(picture.pk)
    row = again(picture)
    assert (row.renditions_error, row.attempts) == ("", 0)
    assert {name: modified(row, name) for name in stored} == before  # it went on, not anew


@pytest.mark.every_database
def test_an_upload_that_is_lost_is_said_to_be() -> None:
    picture = cast.picture()
    picture.original.storage.delete(str(picture.original.name))
    with pytest.raises(FileNotFoundError):
        renditions.make(picture.pk)
    assert again(picture).renditions_error


@pytest.mark.every_database
def test_what_the_queue_forgot_is_said_again() -> None:
    picture = cast.picture()
    now = timezone.now()
    assert renditions.remind(now) == 0  # it has just been asked for
    with time_machine.travel(now + timedelta(minutes=3)):
        assert renditions.remind() == 1
    assert again(picture).made == picture.recipe  # work in the background is done at once here
    assert renditions.remind(now + timedelta(hours=1)) == 0


def test_files_that_no_picture_shows_are_removed() -> None:
    picture = made()
    old = picture.folder
    picture.credit = "Ada Rossi"
    picture.save()
    assert renditions.make(picture.pk)
    picture = again(picture)
    store = storages["default"]
    assert renditions.tidy() == 0  # a page that was begun before may still show them
    tomorrow = timezone.now() + timedelta(days=2)
    with time_machine.travel(tomorrow):
        assert renditions.tidy() > 20
    assert not store.exists(f"{old}/320.webp")
    assert all(store.exists(f"{picture.folder}/{name}") for name in picture.files)


@pytest.mark.every_database
def test_files_of_earlier_versions_are_shown_until_there_are_others() -> None:
    picture = cast.picture()
    Picture.objects.filter(pk=picture.pk).update(
        edition="", made="", files=["320.webp", "960.webp", "social.jpg"]
    )
    row = again(picture)
    assert row.url_for(900).endswith(f"/{row.sha256}/960.webp")
    assert row.social_url.endswith("/social.jpg")
    assert list(renditions.missing()) == [picture.pk]


def test_a_picture_without_files_has_no_addresses() -> None:
    picture = Picture(sha256="0" * 64, width=10, height=10)
    assert (picture.src, picture.social_url, picture.srcset("avif"), picture.crops) == (
        "",
        "",
        "",
        [],
    )
    assert not picture.is_shown


def test_a_srcset_ends_with_the_first_that_is_wide_enough() -> None:
    picture = made()
    assert picture.srcset("avif", 500).count(" ") == 2 * len([240, 320, 480, 640]) - 1
    assert picture.srcset("avif", 9_000).endswith("1200w")


@pytest.mark.parametrize(
    ("tone", "named"), [("#000000", "r0g0b0"), ("#ffffff", "r4g4b4"), ("#3080a0", "r1g2b3")]
)
def test_the_tone_is_named_in_steps(tone: str, named: str) -> None:
    assert Picture(tone=tone).tone_class == named


def test_licences_are_written_as_addresses() -> None:
    assert set(picture_files.LICENCES) <= set(Picture.Licence.values)
    picture = Picture(licence="cc-by", credit="A")
    assert picture.rights.licence.startswith("https://creativecommons.org/")
    picture.licence_url = "https://example.org/terms"
    assert picture.rights.licence == "https://example.org/terms"


def test_a_file_in_the_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    class Broken(ContentFile[bytes]):
        def chunks(self, chunk_size: int | None = None) -> Any:
            yield b"half of "
            raise OSError("The cable was pulled.")

    store = WholeFiles(location=tmp_path)
    with pytest.raises(OSError, match="cable"):
        store.save("a/b.webp", Broken(b""))
    assert list((tmp_path / "a").iterdir()) == []
    assert store.save("a/b.webp", ContentFile(b"whole")) == "a/b.webp"
    assert store.save("a/b.webp", ContentFile(b"whole")) == "a/b.webp"
    assert [file.read_bytes() for file in (tmp_path / "a").iterdir()] == [b"whole"]

"""Pictures in an S3-compatible store, against a real server of one."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.config import Config
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from articles.models import Picture
from articles.models.pictures import renditions
from newsportal import s3
from tests import cast
from tests.newsportal.other_settings import settings_with
from tests.proxy import proxied
from tests.s3 import KEYS, Server, running_s3
from tests.waiting import until

#: What a store keeps is no matter of the database.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.xdist_group("s3")]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The server."""
    with running_s3() as found:
        yield found


def environment(server: Server, **more: str) -> dict[str, str]:
    """What an operator sets."""
    return {
        "S3_BUCKET": "pictures",
        "S3_ORIGINALS_BUCKET": "uploads",
        "S3_ENDPOINT_URL": server.url,
        "S3_REGION": "us-east-1",
        **KEYS,
        **more,
    }


@pytest.fixture(autouse=True)
def _not_resting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "_not_before", 0.0)


@pytest.fixture(params=["handed out by the portal", "at an address of its own"])
def bucket(
    request: pytest.FixtureRequest,
    server: Server,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """The portal with its pictures in a new bucket; the bucket's public address, if it has one."""
    number = len(server.client().list_buckets()["Buckets"])
    has_address = request.param == "at an address of its own"
    name = server.bucket(f"pictures-{number}", public=has_address)
    public = f"{server.url}/{name}" if has_address else ""
    env = environment(
        server, S3_BUCKET=name, S3_ORIGINALS_BUCKET=server.bucket(f"uploads-{number}")
    )
    env |= {"S3_PUBLIC_URL": public, "S3_ADDRESSING_STYLE": "path", "VAR_DIR": str(tmp_path)}
    stores = settings_with(**env)["_ours"]
    settings.STORAGES = {**settings.STORAGES, **stores}
    field: Any = Picture._meta.get_field("original")
    monkeypatch.setattr(field, "storage", storages["originals"])
    return public


def test_it_works(
    bucket: str, server: Server, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        picture = cast.picture()
    picture.refresh_from_db()
    assert picture.widths("avif") == [240, 320, 480, 640, 800, 1200]
    names = server.keys(storages["default"].bucket_name)  # type: ignore[attr-defined]
    assert names == sorted(f"{picture.folder}/{name}" for name in picture.files)
    story = cast.live(picture=picture)
    assert f'"{picture.jpeg_for(800)}"' in client.get(story.get_absolute_url()).text
    for kind, said in (("avif", "image/avif"), ("webp", "image/webp"), ("jpg", "image/jpeg")):
        address = picture.url_of(f"640.{kind}")
        headers, data = got(client, address)
        assert headers["Content-Type"] == said
        told = "" if bucket else "s-maxage=300, "
        assert headers["Cache-Control"] == f"public, max-age=31536000, {told}immutable"
        assert len(data) == int(headers["Content-Length"]) > 500
        assert address.startswith(bucket or "/media/pictures/")


def got(client: Client, address: str) -> tuple[Any, bytes]:
    """Headers and bytes of an address, of the portal or of the bucket itself."""
    if address.startswith("/"):
        answer = client.get(address)
        assert answer.status_code == 200
        return answer, answer.getvalue()
    with urllib.request.urlopen(address) as answer:
        return answer.headers, answer.read()


def test_an_upload_has_no_address(bucket: str, server: Server, client: Client) -> None:
    picture = cast.picture()
    with picture.original.open("rb") as file:
        assert file.read() == cast.jpeg()
    with pytest.raises(ValueError, match="no public address"):
        picture.original.url  # noqa: B018 - asking is what is tested
    assert client.get(f"/media/{picture.original.name}").status_code == 404
    uploads = storages["originals"].bucket_name  # type: ignore[attr-defined]
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"{server.url}/{uploads}/{picture.original.name}")


def test_outlets_name_the_pictures_whole_address(bucket: str, client: Client) -> None:
    picture = cast.picture()
    renditions.make(picture.pk)
    picture.refresh_from_db()
    story = cast.live(picture=picture, body=f'{cast.BODY}<figure data-picture="{picture.pk}">')
    card = bucket or "http://testserver/media"
    for address in (story.get_absolute_url(), "/feed/"):
        text = client.get(address).text
        assert f"{card}/pictures/" in text
        assert "testserverhttp" not in text


def test_what_is_written_twice_keeps_its_name(bucket: str) -> None:
    store = storages["default"]
    for _twice in range(2):
        assert store.save("pictures/a.webp", ContentFile(b"a")) == "pictures/a.webp"
    with pytest.raises(FileNotFoundError):
        store.open("pictures/b.webp")
    assert store.listdir("pictures") == ([], ["a.webp"])
    store.delete("pictures/a.webp")
    assert not store.exists("pictures/a.webp")


def test_old_files_are_found_and_removed(bucket: str) -> None:
    picture = cast.picture()
    renditions.make(picture.pk)
    assert renditions.tidy() == 0


def test_readers_and_editors_are_told_plainly_while_the_store_is_away(
    server: Server, settings: Any, client: Client, tmp_path: Path
) -> None:
    picture = cast.picture()
    story = cast.live(picture=picture)
    env = environment(server, S3_ENDPOINT_URL="http://127.0.0.1:1", VAR_DIR=str(tmp_path))
    stores = settings_with(**env)["_ours"]
    settings.STORAGES = {**settings.STORAGES, **stores}
    assert client.get(story.get_absolute_url()).status_code == 200
    answer = client.get(picture.src)
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    with pytest.raises(OSError, match="picture store"):
        renditions.make(picture.pk)
    row = Picture.objects.get()
    assert "picture store" in row.renditions_error
    assert row.files == picture.files


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_store_that_hangs_keeps_nobody_from_saving(
    server: Server, settings: Any, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "CONFIG", s3.CONFIG.merge(Config(read_timeout=1)))
    story = cast.draft()
    address = urlsplit(server.url)
    assert address.hostname and address.port
    with proxied((address.hostname, address.port)) as proxy, ThreadPoolExecutor(1) as script:
        url = f"http://127.0.0.1:{proxy.port}"
        buckets = {
            "S3_BUCKET": server.bucket("hung"),
            "S3_ORIGINALS_BUCKET": server.bucket("hung-2"),
        }
        env = environment(server, S3_ENDPOINT_URL=url, VAR_DIR=str(tmp_path), **buckets)
        env["S3_ADDRESSING_STYLE"] = "path"
        stores = settings_with(**env)["_ours"]
        settings.STORAGES = {**settings.STORAGES, **stores}
        field: Any = Picture._meta.get_field("original")
        monkeypatch.setattr(field, "storage", storages["originals"])
        client.force_login(cast.picture_editor())
        proxy.hold()
        sent = script.submit(_send, client)
        until(lambda: proxy.taken)
        # While that waits, nobody else does.
        story.write({**story.content(), "headline": "Saved meanwhile"}, None)
        assert not sent.done()
        assert sent.result() == 503
        # And the next one is told at once: nothing is asked of a store that did not answer.
        before = proxy.taken
        assert _send(client) == 503
        assert proxy.taken == before
        proxy.let_go()
        monkeypatch.setattr(s3, "_not_before", 0.0)
        assert _send(client) == 200
    assert Picture.objects.count() == 1


class Full(BaseHTTPRequestHandler):
    """A store without room: it knows of no file, and takes none."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        """There is none."""
        self._answer(404, b"")

    def do_PUT(self) -> None:
        """As MinIO says it."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        said = b"<Error><Code>XMinioStorageFull</Code><Message>It is full.</Message></Error>"
        self._answer(507, said)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Nothing."""


@pytest.fixture
def full() -> Iterator[str]:
    """The address of such a store."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Full) as store:
        Thread(target=store.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{store.server_port}"
        store.shutdown()


def test_a_store_that_is_full_takes_nothing_and_says_so(
    full: str,
    server: Server,
    settings: Any,
    client: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    env = environment(server, S3_ENDPOINT_URL=full, VAR_DIR=str(tmp_path))
    env["S3_ADDRESSING_STYLE"] = "path"
    settings.STORAGES = {**settings.STORAGES, **settings_with(**env)["_ours"]}
    field: Any = Picture._meta.get_field("original")
    monkeypatch.setattr(field, "storage", storages["originals"])
    client.force_login(cast.picture_editor())
    file = SimpleUploadedFile("crane.jpg", cast.jpeg(), "image/jpeg")
    answer = client.post("/admin/articles/picture/upload/", {"file": file})
    assert answer.status_code == 503
    assert answer.json()["error"] == "The picture could not be stored. Try again in a moment."
    assert not Picture.objects.exists()


def _send(client: Client) -> int:
    """An upload by a script; its status."""
    file = SimpleUploadedFile("crane.jpg", cast.jpeg(), "image/jpeg")
    try:
        return client.post("/admin/articles/picture/upload/", {"file": file}).status_code
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"S3_ORIGINALS_BUCKET": ""}, "S3_ORIGINALS_BUCKET has to name another bucket"),
        ({"S3_ORIGINALS_BUCKET": "pictures"}, "has to name another bucket"),
        ({"S3_ACCESS_KEY_ID": ""}, "belong together"),
        ({"S3_BUCKET": ""}, "but S3_BUCKET is not"),
        ({"S3_PUBLIC_URL": "cdn.example"}, "S3_PUBLIC_URL is 'cdn.example'"),
        ({"S3_ENDPOINT_URL": "nowhere"}, "S3_ENDPOINT_URL is 'nowhere'"),
        ({"S3_ADDRESSING_STYLE": "odd"}, "one of auto, path, virtual"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_settings_that_do_not_go_together_are_refused(
    server: Server, wrong: dict[str, str], said: str, tmp_path: Path
) -> None:
    env = environment(server, VAR_DIR=str(tmp_path)) | wrong
    with pytest.raises(ImproperlyConfigured, match=re.escape(said)):
        settings_with(**env)


def test_a_machine_with_a_role_of_its_own_needs_no_keys(server: Server, tmp_path: Path) -> None:
    env = environment(server, VAR_DIR=str(tmp_path)) | dict.fromkeys(KEYS, "")
    assert set(settings_with(**env)["_ours"]) == {"default", "originals"}


def test_pages_may_show_pictures_of_another_host(server: Server, tmp_path: Path) -> None:
    env = environment(server, S3_PUBLIC_URL="https://cdn.example/news", VAR_DIR=str(tmp_path))
    sources = settings_with(**env)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"]
    assert "https://cdn.example" in sources
    assert "/news" not in str(sources)

"""A bucket as a place for backups, against a real server of one; and one that fails."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.config import Config
from django.core.files.storage import storages
from django.utils import timezone

from articles.backup import manifest
from articles.backup.failure import BackupFailed
from articles.backup.places import Place, place_at, s3
from articles.models import Article
from tests import cast
from tests.backup import newsroom
from tests.backup.doing import restore, take, verify
from tests.newsportal.other_settings import settings_with
from tests.s3 import KEYS, Server, running_s3

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.sqlite,
    pytest.mark.xdist_group("s3"),
]
QUICK = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 1})


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_s3() as found:
        yield found


@pytest.fixture
def bucket(server: Server, settings: Any) -> Place:
    """A bucket that is only for backups, with room for others beside."""
    settings.BACKUP_S3 = {
        "endpoint_url": server.url,
        "region_name": "us-east-1",
        "aws_access_key_id": KEYS["S3_ACCESS_KEY_ID"],
        "aws_secret_access_key": KEYS["S3_SECRET_ACCESS_KEY"],
    }
    number = len(server.client().list_buckets()["Buckets"])
    return place_at(f"s3://{server.bucket(f'backups-{number}')}/the/daily crane")


def test_it_works_with_pictures_in_buckets_too(
    server: Server, bucket: Place, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from articles.models import Picture

    stores = {"S3_BUCKET": "of-readers", "S3_ORIGINALS_BUCKET": "of-uploads"}
    for name in stores.values():
        server.bucket(name)
    env = {"S3_ENDPOINT_URL": server.url, "S3_REGION": "us-east-1", **KEYS, **stores}
    env |= {"S3_ADDRESSING_STYLE": "path", "VAR_DIR": str(tmp_path)}
    settings.STORAGES = {**settings.STORAGES, **settings_with(**env)["_ours"]}
    field: Any = Picture._meta.get_field("original")
    monkeypatch.setattr(field, "storage", storages["originals"])
    picture = cast.picture()
    cast.live("Crane stays")
    files = newsroom.stored()
    assert len(files) > 1
    made = take(bucket)
    assert made.missing == []
    verify(bucket, made)
    Article.objects.update(headline="Crane goes")
    storages["originals"].delete(str(picture.original.name))
    restore(bucket)
    assert Article.objects.get().headline == "Crane stays"
    assert newsroom.stored() == files
    names = list(bucket.names(""))
    assert bucket.delete(names) == len(names)
    assert manifest.whole(bucket) == []


def test_what_a_killed_one_was_sending_is_given_up(server: Server, bucket: Place) -> None:
    """Only that of our own folder; and nothing fails where the key may not see it."""
    client, name = server.client(), str(bucket)[5:].partition("/")[0]
    for key in ("the/daily crane/files/half", "other/half"):
        client.create_multipart_upload(Bucket=name, Key=key)

    def unfinished() -> list[str]:
        return [one["Key"] for one in client.list_multipart_uploads(Bucket=name).get("Uploads", [])]

    begun = client.list_multipart_uploads(Bucket=name)["Uploads"][0]["Initiated"]
    bucket.tidy(begun - timedelta(seconds=1))
    assert len(unfinished()) == 2, "another backup may be sending them"
    bucket.tidy(begun + timedelta(seconds=1))
    assert unfinished() == ["other/half"]
    place_at("s3://nowhere/prefix").tidy(timezone.now())


def test_what_is_wrong_is_said(server: Server, bucket: Place, settings: Any) -> None:
    with pytest.raises(BackupFailed, match="no bucket of that name"):
        take(place_at("s3://nowhere/prefix"))
    with pytest.raises(BackupFailed, match="names no bucket"):
        place_at("s3:///prefix")
    with pytest.raises(BackupFailed, match="missing in s3://backups"):
        bucket.open("nothing")


def test_one_that_hangs_is_given_up(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the connection, and never answers."""
    monkeypatch.setattr(s3, "CONFIG", QUICK)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        settings.BACKUP_S3 = {
            "endpoint_url": url,
            "region_name": "us-east-1",
            "aws_access_key_id": "a",
            "aws_secret_access_key": "b",
        }
        with pytest.raises(BackupFailed, match="does not answer as it should"):
            take(place_at("s3://bucket/prefix"))

"""A bucket of an S3-compatible store. Needs boto3 (requirements/s3.txt)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from articles.backup.failure import BackupFailed
from articles.backup.places.base import Place

#: Seconds; a store that hangs is given up after three tries.
CONFIG = Config(
    connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 3, "mode": "standard"}
)
IN_MEMORY = 8 * 1024 * 1024
CHUNK = 1024 * 1024
#: What one request may remove.
MOST = 1_000
WORDS = {
    "NoSuchBucket": "there is no bucket of that name. Make it, or correct BACKUP_URL",
    "AccessDenied": "the key may not do that. Check BACKUP_S3_ACCESS_KEY_ID and its rights",
    "403": "the key may not do that. Check BACKUP_S3_ACCESS_KEY_ID and its rights",
    "InvalidAccessKeyId": "it does not know the key. Check BACKUP_S3_ACCESS_KEY_ID",
    "SignatureDoesNotMatch": "the secret is not right. Check BACKUP_S3_SECRET_ACCESS_KEY",
}
MISSING = {"NoSuchKey", "404"}


class Bucket(Place):
    """Backups in `s3://bucket/prefix`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.bucket, self.prefix = parts.netloc, parts.path.strip("/")
        if not self.bucket:
            raise BackupFailed(f"{url} names no bucket: write s3://bucket/prefix.")
        self.client: Any = boto3.client("s3", config=CONFIG, **settings.BACKUP_S3)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    def put(self, name: str, content: BinaryIO) -> int:
        """Keep it; large ones go in pieces, and are there once all are."""
        content.seek(0, 2)
        size = content.tell()
        content.seek(0)
        with self._said_plainly(name):
            # boto3 closes what it was given; it is still wanted.
            self.client.upload_fileobj(_Kept(content), self.bucket, self._key(name))
        return size

    def open(self, name: str) -> BinaryIO:
        """The file, all of it: later on nobody waits for an error of the network."""
        with self._said_plainly(name), ExitStack() as failed:
            file = failed.enter_context(SpooledTemporaryFile(IN_MEMORY))
            body = self.client.get_object(Bucket=self.bucket, Key=self._key(name))["Body"]
            for chunk in body.iter_chunks(CHUNK):
                file.write(chunk)
            file.seek(0)
            failed.pop_all()
        return cast("BinaryIO", file)

    def names(self, prefix: str) -> Iterator[str]:
        """All of them, a thousand a request."""
        with self._said_plainly(prefix):
            for page in self._pages(prefix):
                for one in page.get("Contents", ()):
                    yield self._name(one["Key"])

    def folders(self, prefix: str) -> list[str]:
        """Those there are."""
        with self._said_plainly(prefix):
            return sorted(
                one["Prefix"].rstrip("/").rpartition("/")[2]
                for page in self._pages(prefix, Delimiter="/")
                for one in page.get("CommonPrefixes", ())
            )

    def tidy(self, before: datetime) -> None:
        """Give up uploads of many pieces that were never finished: they cost, and no list of files
        has them. Where the key may not see them, or the store knows none, they are for the bucket's
        own rule (AbortIncompleteMultipartUpload)."""
        with suppress(BotoCoreError, ClientError):
            pages = self.client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self.bucket, Prefix=self._key("")):
                for one in page.get("Uploads", ()):
                    if one["Initiated"] < before:
                        self.client.abort_multipart_upload(
                            Bucket=self.bucket, Key=one["Key"], UploadId=one["UploadId"]
                        )

    def delete(self, names: Iterable[str]) -> int:
        """Remove them, a thousand a request."""
        waiting, gone = list(names), 0
        while waiting:
            some, waiting = waiting[:MOST], waiting[MOST:]
            keys = [{"Key": self._key(name)} for name in some]
            with self._said_plainly(some[0]):
                self.client.delete_objects(Bucket=self.bucket, Delete={"Objects": keys})
            gone += len(some)
        return gone

    def _pages(self, prefix: str, **more: Any) -> Iterator[dict[str, Any]]:
        pages = self.client.get_paginator("list_objects_v2")
        yield from pages.paginate(Bucket=self.bucket, Prefix=self._key(prefix), **more)

    def _key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name

    def _name(self, key: str) -> str:
        return key.removeprefix(f"{self.prefix}/") if self.prefix else key

    @contextmanager
    def _said_plainly(self, name: str) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in MISSING:
                raise BackupFailed(f"{name} is missing in {self}.") from error
            raise BackupFailed(f"{self}: {WORDS.get(code, str(error))}.") from error
        except (BotoCoreError, OSError) as error:
            raise BackupFailed(f"{self} does not answer as it should: {error}") from error


class _Kept:
    """A file that stays open when it is closed."""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell

    def close(self) -> None:
        """Not yet."""

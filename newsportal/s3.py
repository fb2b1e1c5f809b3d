"""Pictures in an S3-compatible store: the backends that the settings name when S3_BUCKET is set.

Only these need django-storages and boto3 (requirements/s3.txt). A store that is away, or that
refuses, raises StoreAway, an OSError, as a folder does whose disk is gone: what works with files
need not know where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from articles.lib.host.storage import Kept

#: Seconds. A page never waits for the store; an upload, and work in the background, do.
CONFIG = Config(
    connect_timeout=3, read_timeout=8, retries={"total_max_attempts": 2, "mode": "standard"}
)
#: Seconds for which a store that did not answer is left alone, so that not everybody waits for it.
REST = 3.0
FOR_EVER = {"CacheControl": "public, max-age=31536000, immutable"}


class StoreAway(OSError):
    """The S3 store could not be reached, or has refused."""


_not_before = 0.0


@contextmanager
def _said_plainly() -> Iterator[None]:
    global _not_before  # noqa: PLW0603 - one for all buckets of a process
    if monotonic() < _not_before:
        raise StoreAway(
            "The picture store (S3) did not answer a moment ago and is not asked again yet."
        )
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        if isinstance(error, HTTPClientError):
            _not_before = monotonic() + REST
        raise StoreAway(f"The picture store (S3) failed: {error}") from error


class Bucket(S3Storage):
    """Files in a bucket. A name says what is in a file, so one that is there is written over."""

    def get_default_settings(self) -> dict[str, Any]:
        """Its own, whatever AWS_… settings there are."""
        defaults: dict[str, Any] = super().get_default_settings()
        return defaults | {
            "default_acl": None,
            "querystring_auth": False,
            "file_overwrite": True,
            "client_config": CONFIG,
        }

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _said_plainly():
            file = super()._open(name, mode)
            # All of it now: later on nobody waits for an error of the network.
            assert file.file is not None
            return file

    def _save(self, name: str, content: File[Any]) -> str:
        with _said_plainly():
            saved: str = super()._save(name, content)
            return saved

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        with _said_plainly():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        """Remove it; nothing happens where there is none."""
        with _said_plainly():
            super().delete(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files in a folder."""
        with _said_plainly():
            folders, files = super().listdir(path)
            return list(folders), list(files)

    def walk(self) -> Iterator[Kept]:
        """All files, a thousand a request."""
        prefix = f"{self.location}/" if self.location else ""
        with _said_plainly():
            for one in self.bucket.objects.filter(Prefix=prefix):
                yield Kept(one.key.removeprefix(prefix), one.size, str(one.e_tag))


class Renditions(Bucket):
    """What readers get: at `public_url` where the bucket or a CDN before it has one, else handed
    out by the portal itself."""

    def __init__(self, *, public_url: str, **settings: Any) -> None:
        super().__init__(object_parameters=dict(FOR_EVER), **settings)
        self.public_url = public_url

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        """The address of a file, without a signature."""
        return f"{self.public_url}/{filepath_to_uri(name)}"


class Originals(Bucket):
    """What was uploaded, as it was uploaded: it has no address."""

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        """None. Raises ValueError."""
        raise ValueError("Original uploads have no public address.")

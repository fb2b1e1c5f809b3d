"""Encryption with age: the key that opens a backup need not be on the host that makes it.

age (age-encryption.org) seals for recipients, whose public keys are all that is needed for that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from pyrage import ssh, x25519

from articles.backup.failure import BackupFailed

HEAD = b"age-encryption.org/"
WRONG_KEY = (
    "The key in {file} does not open this backup. It was sealed for {recipients}; "
    "give the file with the key that belongs to one of those."
)


class Seal:
    """Seals for `recipients`; leaves everything as it is where there are none."""

    def __init__(self, recipients: Sequence[str] = ()) -> None:
        self.recipients = sorted(recipients)
        self._keys = [_recipient(one) for one in self.recipients]

    @property
    def pool(self) -> str:
        """Where files that are sealed in this way lie: those of other keys could not be opened
        with ours."""
        if not self.recipients:
            return "files"
        return f"files-{sha256(' '.join(self.recipients).encode()).hexdigest()[:12]}"

    def sealed(self, data: bytes) -> bytes:
        """`data`, sealed."""
        return bytes(pyrage.encrypt(data, self._keys)) if self._keys else data

    def seal(self, plain: BinaryIO, sealed: BinaryIO) -> None:
        """The same from file to file, some kilobytes at a time."""
        pyrage.encrypt_io(plain, sealed, self._keys)


class Key:
    """Opens what was sealed, with the keys in `file`; one that is "" opens what is not sealed."""

    def __init__(self, file: str = "") -> None:
        self.file = file
        self._keys = _identities(file) if file else []

    def check(self, recipients: Sequence[str]) -> None:
        """Raise BackupFailed where a backup for `recipients` can't be opened."""
        if recipients and not self._keys:
            raise BackupFailed(
                "This backup is encrypted. Give the file with its key: --identity FILE."
            )

    def opened(self, data: bytes, recipients: Sequence[str]) -> bytes:
        """What was sealed as `data`. Raises BackupFailed."""
        if not recipients:
            return data
        return bytes(self._told(recipients, lambda: pyrage.decrypt(data, self._keys)))

    def open(self, sealed: BinaryIO, plain: BinaryIO, recipients: Sequence[str]) -> None:
        """The same from file to file."""
        self._told(recipients, lambda: pyrage.decrypt_io(sealed, plain, self._keys))

    def _told(self, recipients: Sequence[str], do: Callable[[], Any]) -> Any:
        try:
            return do()
        except (pyrage.DecryptError, OSError) as error:
            if "matching" in str(error).lower():
                told = WRONG_KEY.format(file=self.file, recipients=", ".join(recipients))
                raise BackupFailed(told) from error
            raise BackupFailed(f"It can't be decrypted: {error}. It was changed or cut.") from error


def _recipient(text: str) -> Any:
    kind = ssh.Recipient if text.startswith("ssh-") else x25519.Recipient
    try:
        return kind.from_str(text)
    except pyrage.RecipientError as error:
        raise BackupFailed(
            f"{text!r} in BACKUP_RECIPIENTS is no public key of age (age1…) or SSH: {error}"
        ) from error


def _identities(file: str) -> list[Any]:
    """The keys in a file of age-keygen, or the key in one of ssh-keygen."""
    try:
        raw = Path(file).expanduser().read_bytes()
    except OSError as error:
        raise BackupFailed(f"The key in {file} can't be read: {error.strerror}.") from error
    try:
        if raw.startswith(b"-----BEGIN"):
            return [ssh.Identity.from_buffer(raw)]
        lines = [line.strip() for line in raw.decode().splitlines()]
        found = [x25519.Identity.from_str(one) for one in lines if one and one[0] != "#"]
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise BackupFailed(f"{file} holds no key of age or SSH: {error}") from error
    if not found:
        raise BackupFailed(f"{file} holds no key.")
    return found


def read_all(file: BinaryIO) -> bytes:
    """What is left in `file`, which is closed then."""
    with file:
        return file.read()


def as_file(data: bytes) -> BinaryIO:
    """`data` to be read as a file."""
    return BytesIO(data)

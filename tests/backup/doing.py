"""Take a backup, and bring it back, as the commands do."""

from __future__ import annotations

from articles.backup import manifest, restoring, verifying
from articles.backup.manifest import Manifest
from articles.backup.places import Place
from articles.backup.sealing import Key, Seal
from articles.backup.taking import Taking


def silent(_what: str, _number: int) -> None:
    """Tell nobody."""


def take(place: Place, *recipients: str, renditions: bool = True) -> Manifest:
    """Take one, sealed for these."""
    return Taking(place, Seal(recipients), renditions).take()


def verify(place: Place, backup: Manifest, identity: str = "") -> None:
    """Try it."""
    verifying.verify(place, backup, Key(identity), silent)


def restore(place: Place, name: str = "latest", identity: str = "") -> None:
    """Bring it back."""
    restoring.restore(place, manifest.chosen(place, name), Key(identity), silent)

"""Wire the parts of delivery together from the settings; one set per process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import time

from django.conf import settings

from articles.delivery.deadlines import Deadlines
from articles.delivery.door.single_flight import SingleFlight
from articles.delivery.hosts import Hosts, transports
from articles.delivery.ledger import shared
from articles.delivery.ledger.ledger import Ledger
from articles.delivery.pages.banner import Banners
from articles.delivery.pages.failures import FailedPages
from articles.delivery.pages.fragments import Fragments, Name, Part
from articles.delivery.pages.store import Address, Store
from articles.delivery.pages.warming import Warmer
from articles.delivery.shelves import files
from articles.delivery.shelves.base import Shelf
from articles.delivery.shelves.dummy import DummyShelf
from articles.delivery.shelves.files import FileShelf
from articles.lib.dependencies import recorded

#: How many schemes and hosts are kept in mind.
ORIGINS = 2
#: What pages are made of besides the database.
SOURCES = ("articles/**/*.py", "articles/**/*.mo", "newsportal/**/*.py", "templates/**/*")
#: The settings that pages show.
SHOWN = ("SITE_NAME", "SITE_TAGLINE", "SITE_URL", "TIME_ZONE", "LANGUAGE_CODE", "S3_PUBLIC_URL")


@dataclass(slots=True, eq=False)
class Services:
    """The parts that the front door works with."""

    ledger: Ledger
    store: Store
    shelf: Shelf
    flights: SingleFlight
    hosts: Hosts
    deadlines: Deadlines
    fragments: Fragments
    banners: Banners
    failed_pages: FailedPages
    #: Whether the scheme is told by a proxy in front.
    is_proxied: bool = False
    #: Scheme and host under which readers came last.
    origins: dict[tuple[str, str], None] = field(default_factory=dict)
    #: In a process that serves readers.
    warmer: Warmer | None = None

    def remember(self, address: Address) -> None:
        """Readers come by this scheme and host: the last of them is the one that came last."""
        origin = address[:2]
        self.origins.pop(origin, None)
        self.origins[origin] = None
        # Any port of ours may be asked for, and there are many.
        while len(self.origins) > ORIGINS:
            self.origins.pop(next(iter(self.origins)), None)


@cache
def services() -> Services:
    """This process's; made when it is first asked for."""
    return build(Path(settings.VAR_DIR) / "pages")


def kept(name: Name, make: Callable[[], Part]) -> Part:
    """The part `name` of the page that is being made, out of those that this process keeps."""
    page = recorded()
    return make() if page is None else services().fragments.part(name, make, page)


def build(folder: Path) -> Services:
    """Put the parts together, with their files in `folder`."""
    ledger = Ledger(folder / "ledger", shared.NOTICE)
    hosts = Hosts(ledger, folder, transports(ledger))
    fragments = Fragments(ledger)
    return Services(
        ledger=ledger,
        store=Store(settings.PAGE_STORE_BYTES),
        shelf=_shelf(folder, ledger),
        flights=SingleFlight(folder / "flights"),
        hosts=hosts,
        deadlines=Deadlines(ledger, hosts, SingleFlight(folder / "clock")),
        fragments=fragments,
        banners=Banners(fragments),
        failed_pages=FailedPages(folder / "failing", release),
        is_proxied=settings.SECURE_PROXY_SSL_HEADER is not None,
    )


def _shelf(folder: Path, ledger: Ledger) -> Shelf:
    if settings.PAGE_SHELF == "files":
        return FileShelf(folder / "shelf", ledger, release())
    if settings.PAGE_SHELF == "redis":
        from articles.delivery.shelves.redis import RedisShelf

        return RedisShelf(settings.REDIS_URL, ledger, release())
    return DummyShelf()


def tidy_shelf() -> int:
    """Keep the shelf of files within its bound; returns how many files went."""
    folder = Path(settings.VAR_DIR) / "pages" / "shelf"
    return files.tidy(folder, settings.PAGE_SHELF_BYTES, time())


@cache
def release() -> str:
    """Which code and settings pages are made by: those of another release are no longer good."""
    base = Path(settings.BASE_DIR)
    digest = sha256(repr([getattr(settings, name, None) for name in SHOWN]).encode())
    # By what is in them: the same on all hosts, whenever it was put there.
    for pattern in SOURCES:
        for path in sorted(base.glob(pattern)):
            if path.is_file():
                digest.update(f"{path.relative_to(base)}\0".encode())
                digest.update(sha256(path.read_bytes()).digest())
    for path in sorted(Path(settings.THEME_DIR).rglob("*")):
        if path.is_file():
            digest.update(sha256(path.read_bytes()).digest())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists():
        digest.update(manifest.read_bytes())
    return digest.hexdigest()[:12]

"""What a feed says of itself and what stands in it, whatever format it is written in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.migrations.recorder import MigrationRecorder

from articles.lib.addresses import with_host
from articles.lib.languages.known import is_same
from articles.lib.text.visible import for_xml
from articles.models import Correction, Paper
from articles.models.story.listing import EPOCH
from articles.syndication.story import identity
from articles.syndication.story.told import Amendment, Name, Place, Still, Told, amendment

#: What a path has behind the one of the feed, for each format.
FORMS = {"rss": "", "atom": "atom/", "json": "json/"}


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed."""

    id: str
    #: Its row's.
    number: int
    address: str
    title: str
    summary: str
    html: str
    published: datetime
    #: When an editor declared a change; None where there was none.
    updated: datetime | None = None
    names: tuple[Name, ...] = ()
    categories: tuple[Place, ...] = ()
    #: "" where it is the feed's.
    language: str = ""
    picture: Still | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed. The paths are without scheme and host, the feed's is the one of its RSS."""

    paper: Paper
    #: What of the paper; "" for all of it.
    part: str
    description: str
    page: str
    feed: str
    #: What it is known by on this site, whatever its address becomes: "section 3".
    key: str
    #: What search engines are not to keep.
    is_passing: bool = False
    #: Whether it is written in one format only, which its address does not say.
    has_one_form: bool = False

    @property
    def title(self) -> str:
        """The paper's name, and what of it."""
        called = for_xml(self.paper.called)
        return f"{called} – {for_xml(self.part)}" if self.part else called

    @property
    def about(self) -> str:
        """A sentence, else the title."""
        return for_xml(self.description) or self.title


@dataclass(frozen=True, slots=True)
class Links:
    """How one document of a feed's history leads to the others: paths, "" where there is none."""

    #: The document of older items, and that of newer ones.
    older: str = ""
    newer: str = ""
    #: Whether it is one of several documents of the archive.
    is_archive: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """A story that readers do not have any more, and since when."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A document of a feed, ready for a format to write."""

    channel: Channel
    site: str
    #: Its own path behind the one of the feed: a page of history's; "" for the feed.
    own: str
    items: Sequence[Item]
    links: Links
    #: The addresses of the hubs that tell of changes.
    hubs: Sequence[str]
    #: What was in it and is taken back, for formats that can say so.
    gone: Sequence[Gone] = ()

    @property
    def language(self) -> str:
        """Of what has none of its own."""
        return settings.LANGUAGE_CODE

    @property
    def id(self) -> str:
        """What it is known by for ever."""
        return identity.lasting_id(f"feed {self.channel.key}", 0, begun())

    @property
    def page(self) -> str:
        """The address of the page with the same stories."""
        return self.site + self.channel.page

    @property
    def icon(self) -> str:
        """The address of the paper's icon; "" for none."""
        icon = self.channel.paper.icon_url
        return with_host(icon, self.site) if icon else ""

    @property
    def changed(self) -> datetime:
        """When readers last had something new of it; when the site was begun, while it is empty."""
        moments = [one.updated or one.published for one in self.items]
        return max(moments) if moments else begun()

    def address(self, form: str, own: str | None = None) -> str:
        """Its own address in that format, or that of another document of it."""
        path, _question, query = self.channel.feed.partition("?")
        if not self.channel.has_one_form:
            path += FORMS[form]
        where = f"{self.site}{path}{self.own if own is None else own}"
        return f"{where}?{query}" if query else where


def of_story(told: Told) -> Item:
    """A story in full, its corrections behind it."""
    return Item(
        id=told.id,
        number=told.pk,
        address=told.address,
        title=told.headline,
        summary=told.summary,
        html=told.html + "".join(map(_amended, told.corrections)),
        published=told.published or EPOCH,
        updated=told.updated,
        names=told.names,
        categories=(*([told.section] if told.section else []), *told.topics),
        language="" if is_same(told.language, settings.LANGUAGE_CODE) else told.language,
        picture=told.picture,
    )


def of_correction(one: Correction, site: str) -> Item:
    """A correction, at its place on the story's page."""
    said = amendment(one)
    return Item(
        id=said.id,
        number=one.pk,
        address=f"{site}{one.article.get_absolute_url()}#correction-{one.pk}",
        title=f"{said.label}: {for_xml(one.article.headline)}",
        summary=said.text,
        html=_amended(said),
        published=said.at,
    )


def _amended(one: Amendment) -> str:
    return f"<p><strong>{escape(one.label)}:</strong> {escape(one.text, quote=False)}</p>"


def begun() -> datetime:
    """When this site was begun: as its first account was made, which stays for ever, or its
    database. Two sites that run the same program are told apart by it."""
    accounts = get_user_model()._base_manager.order_by("pk")
    first = accounts.values_list("date_joined", flat=True).first()
    made = MigrationRecorder.Migration.objects.order_by("pk").values_list("applied", flat=True)
    return first or made.first() or EPOCH

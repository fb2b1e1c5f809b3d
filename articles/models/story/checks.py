"""What is looked at before a story is published. Errors stand in the way; a warning wants a
reason; a note wants nothing. The same for the desk, for bulk, scheduled and imported publishing.

Of other stories only those are named, or told apart from what is not there, that readers see or
that are within the reach of the person who is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.charts.data import read as read_chart
from articles.lib.html import canonical, sanitiser
from articles.lib.text import plain as text
from articles.models.common.fetched import fetched
from articles.models.common.findings import Finding
from articles.models.common.prepared import Prepared
from articles.models.pictures.picture import Picture
from articles.models.publication.paper import Paper
from articles.models.story.rights import Owned, reach
from articles.models.style.said import said_of
from articles.models.suggestions.checks import undecided
from articles.models.templates.checks import needs, places_to_fill

__all__ = ["CHECKS", "Copy", "Finding", "look"]

LONGEST_HEADLINE = 110  # characters: what structured data allows a NewsArticle
SAME_HEADLINE = timedelta(days=7)

_STORY = re.compile(r"^/[-\w]+/[-\w]+-([0-9]{1,18})/?$")


#: What is read of other stories.
SHOWING = ("headline", "state", "publish_at", "expires_at")

PICTURES = Prepared(lambda *numbers: Picture.objects.filter(pk__in=numbers).order_by())


@dataclass
class Copy:
    """The content that is looked at, with what the checks need of the database, fetched once."""

    story: Owned
    content: Mapping[str, Any]
    #: When it would be published.
    moment: datetime = field(default_factory=timezone.now)
    #: Who is told; None is nobody in particular, who knows what readers know.
    told: Any = None
    #: Numbers of the stories asked about that are within their reach.
    within: set[int] = field(default_factory=set)

    @property
    def stories(self) -> QuerySet[Owned]:
        """All stories."""
        return type(self.story)._base_manager.all()

    @cached_property
    def body(self) -> str:
        """The story's text as it would be stored."""
        return sanitiser.sanitise(self.content["body"])

    @cached_property
    def pictures(self) -> dict[int, Picture]:
        """The pictures that it shows, by number."""
        lead = [self.content["picture"]] if self.content["picture"] else []
        wanted = {*lead, *canonical.picture_ids(self.body)}
        known = fetched(self.story, "picture")
        there: dict[int, Picture] = {known.pk: known} if known and known.pk in wanted else {}
        rest = wanted - there.keys()
        return there | ({one.pk: one for one in PICTURES(*rest)} if rest else {})

    def other_use(self, picture: Picture) -> Owned | None:
        """Another story that readers had or will have this picture in."""
        stories = self.stories.exclude(pk=self.story.pk)
        out = stories.exclude(first_published_at=None).only(*SHOWING).order_by("pk")
        inside = picture.uses.values("article")
        return out.filter(picture=picture).first() or out.filter(pk__in=inside).first()

    @cached_property
    def linked(self) -> dict[int, Owned | None]:
        """The stories of ours that it links to, by number; None where there is none that whoever
        is told may know of."""
        numbers = {int(match[1]) for match in map(_STORY.match, self._own_paths()) if match}
        if not numbers:
            return {}
        there = self.stories.only(*SHOWING).in_bulk(numbers)
        known = self.known(there.values())
        return {number: known.get(number) for number in sorted(numbers)}

    def known(self, stories: Iterable[Owned]) -> dict[int, Owned]:
        """Those of the stories, by number, that whoever is told may know of: what readers see, and
        what is within reach. One query, where there is something that readers don't see, or won't
        at the moment."""
        there = {story.pk: story for story in stories}
        asked = [pk for pk, one in there.items() if not (one.is_visible and self.opens(one))]
        if asked and self.told is not None:
            reached = self.stories.filter(reach(self.told, self.stories), pk__in=asked)
            self.within |= set(reached.values_list("pk", flat=True))
        return {pk: one for pk, one in there.items() if one.is_visible or pk in self.within}

    def opens(self, story: Owned) -> bool:
        """Whether readers can open it at the moment."""
        return story.status_at(self.moment) == "live"

    def _own_paths(self) -> Iterator[str]:
        """The paths of links that stay on this site."""
        own = {urlsplit(settings.SITE_URL).netloc} if settings.SITE_URL else set()
        for address in canonical.links(self.body):
            try:
                parts = urlsplit(address)
            except ValueError:
                continue
            if parts.path and (not parts.netloc or parts.netloc in own):
                yield unquote(parts.path)


Check = Callable[[Copy], Iterator[Finding]]


def what_is_missing(copy: Copy) -> Iterator[Finding]:
    """Headline, section, text, byline."""
    needs = [
        ("headline", bool(copy.content["headline"].strip()), _("a headline")),
        ("section", copy.content["section"] is not None, _("a section")),
        ("body", text.word_count(canonical.plain_text(copy.body)) > 0, _("text")),
        (
            "authors",
            bool(copy.content["agency"].strip() or copy.content["authors"]),
            _("a byline or an agency credit"),
        ),
    ]
    for name, there, what in needs:
        if not there:
            message = _("The story needs %(what)s.") % {"what": what}
            yield Finding(f"no-{name}", "error", message, name, can_be_overridden=name == "authors")


def expiry(copy: Copy) -> Iterator[Finding]:
    """It would be over before it begins."""
    ends = copy.content["expires_at"]
    if ends and datetime.fromisoformat(ends) <= copy.moment:
        message = _("The story would expire before it is published.")
        yield Finding("expires-early", "error", message, "expires_at", can_be_overridden=False)


def pictures(copy: Copy) -> Iterator[Finding]:
    """Alt text, credit and licence of all that is shown."""
    for pk, picture in sorted(copy.pictures.items()):
        where = "picture" if pk == copy.content["picture"] else "body"
        name = {"picture": str(picture)}
        if not (picture.decorative or picture.alt_text.strip()):
            yield Finding("no-alt", "error", _("“%(picture)s” has no alt text.") % name, where)
        if not picture.credit.strip():
            yield Finding("no-credit", "error", _("“%(picture)s” has no credit.") % name, where)
        if picture.lapsed_by(copy.moment):
            message = _("The licence of “%(picture)s” will have expired by then.") % name
            yield Finding("lapsed-licence", "error", message, where)
    for pk in canonical.picture_ids(copy.body):
        if pk not in copy.pictures:
            message = _("A picture in the text is no longer in the library.")
            yield Finding("lost-picture", "error", message, "body")


def uses(copy: Copy) -> Iterator[Finding]:
    """What pictures may be used for."""
    for pk, picture in sorted(copy.pictures.items()):
        where = "picture" if pk == copy.content["picture"] else "body"
        name = {"picture": str(picture)}
        if picture.is_of_ai:
            yield from of_ai(picture, where)
        if picture.use == Picture.Use.NONE:
            message = _("“%(picture)s” is not for publication.") % name
            yield Finding("picture-held", "error", message, where)
        if picture.use == Picture.Use.ONCE and (other := copy.other_use(picture)):
            if copy.known([other]):
                message = _("“%(picture)s” may be used once only; it is in “%(story)s”.")
            else:
                message = _("“%(picture)s” may be used once only; it is in another story.")
            yield Finding("picture-once", "error", message % (name | {"story": other}), where)


def of_ai(picture: Picture, where: str) -> Iterator[Finding]:
    """What the publication says of pictures of AI; one query."""
    rule = Paper.objects.filter(pk=1).values_list("ai_pictures", flat=True).first()
    name = {"picture": picture}
    if rule == Paper.AIPictures.REFUSE:
        message = _("“%(picture)s” was made or edited with AI, which isn’t published here.") % name
        yield Finding("ai-picture", "error", message, where)
    elif rule == Paper.AIPictures.WARN:
        message = _("“%(picture)s” was made or edited with AI. Readers are told.") % name
        yield Finding("ai-picture", "warning", message, where)


def headline(copy: Copy) -> Iterator[Finding]:
    """Too long for search engines, or the same as another one of this week."""
    words = copy.content["headline"].strip()
    if len(words) > LONGEST_HEADLINE:
        message = _("The headline has %(count)d characters; other sites cut it after %(most)d.") % {
            "count": len(words),
            "most": LONGEST_HEADLINE,
        }
        yield Finding("long-headline", "warning", message, "headline")
    if not words:
        return
    since = timezone.now() - SAME_HEADLINE
    # Said as the index says it: looking through all stories of a week took 150 ms at a million.
    named = copy.stories.alias(low=Lower("headline"))
    others = named.filter(low=Lower(Value(words)), publish_at__gte=since, state="published")
    if copy.known(others.exclude(pk=copy.story.pk).only(*SHOWING).order_by()):
        message = _("Another story this week has the same headline.")
        yield Finding("same-headline", "warning", message, "headline")


def findable(copy: Copy) -> Iterator[Finding]:
    """Topics and a picture, without which fewer readers find it."""
    if not copy.content["topics"]:
        yield Finding("no-topics", "warning", _("The story has no topics."), "topics")
    if not copy.content["picture"]:
        yield Finding("no-picture", "warning", _("The story has no picture."), "picture")


def links(copy: Copy) -> Iterator[Finding]:
    """Links to stories of ours that readers can't open at that moment."""
    for number, story in copy.linked.items():
        if story is None:
            message = _("A link goes to a story that readers can’t open (no. %(number)d).")
            yield Finding("dead-link", "warning", message % {"number": number}, "body")
            continue
        # When it ends, only those know who reach it.
        if copy.opens(story) or number not in copy.within:
            continue
        status = story.status_at(copy.moment)
        codes = {"scheduled": "embargoed-link", "expired": "dead-link", "withdrawn": "dead-link"}
        message = _("A link goes to “%(story)s”, which readers can’t open: %(status)s.") % {
            "story": story,
            "status": status.label.lower(),
        }
        yield Finding(codes.get(status, "draft-link"), "warning", message, "body")


def addresses(copy: Copy) -> Iterator[Finding]:
    """Links that hide where they lead, and links of another site's own."""
    for address in dict.fromkeys(canonical.links(copy.body)):
        shown = {"address": address[:80]}
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and "@" in parts.netloc:
            message = _(
                "A link goes to %(host)s, although it starts with another name: %(address)s"
            )
            named = shown | {"host": parts.netloc.rpartition("@")[2]}
            yield Finding("hidden-host", "warning", message % named, "body")
        elif address.startswith("/") and not _is_of_this_site(parts.path):
            message = _("A link goes to %(address)s, which isn’t a page on this site.")
            yield Finding("relative-link", "warning", message % shown, "body")


def _is_of_this_site(path: str) -> bool:
    try:
        resolve(unquote(path))
    except Resolver404:
        return False
    return True


def charts(copy: Copy) -> Iterator[Finding]:
    """Tables that are to be charts, and can't be drawn."""
    for table in canonical.charts(copy.body):
        if read_chart(table) is None:
            message = _(
                "A table can’t be shown as a chart: it needs labels in its first column, numbers of"
                " one unit in another, and no joined cells. Readers get the table."
            )
            yield Finding("no-chart", "warning", message, "body")
            return


def headings(copy: Copy) -> Iterator[Finding]:
    """A heading of the lower level before one of the higher."""
    if canonical.headings(copy.body)[:1] == ["h3"]:
        message = _("The first heading in the text is a lower-level one.")
        yield Finding("heading-order", "warning", message, "body")


def of_template(copy: Copy) -> Iterator[Finding]:
    """Places left open, and what the template that the story was begun from asks of it."""
    template = copy.story.template if copy.story.template_id else None
    yield from places_to_fill(template, copy.content)
    if template:
        yield from needs(template, copy.content, copy.body)


def house_style(copy: Copy) -> Iterator[Finding]:
    """What goes against the rules that the newsroom keeps; most of them only say so."""
    for asks_reason, message, where in said_of(copy.content, copy.body, copy.story.pk):
        yield Finding("house-style", "warning" if asks_reason else "note", message, where)


def suggestions(copy: Copy) -> Iterator[Finding]:
    """Suggestions that nobody has taken or refused."""
    yield from undecided(copy.content)


CHECKS: tuple[Check, ...] = (
    what_is_missing,
    expiry,
    pictures,
    uses,
    headline,
    findable,
    links,
    addresses,
    charts,
    headings,
    of_template,
    house_style,
    suggestions,
)


def look(
    story: Owned, content: Mapping[str, Any], moment: datetime | None = None, told: Any = None
) -> list[Finding]:
    """All findings on `content`, were it published at `moment` (now), in words for `told` (None:
    for nobody in particular, as what is kept for others to read); errors first.

    Asks at most eight queries, three more for a story of a template, and three for each picture
    that may be used once only.
    """
    copy = Copy(story, content, moment or timezone.now(), told)
    found = [finding for check in CHECKS for finding in check(copy)]
    return sorted(found, key=lambda finding: ("error", "warning", "note").index(finding.level))

"""The versions of a story in several languages, as readers and the desk see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from articles.lib.dependencies import note
from articles.lib.languages.known import Language, language, site_tag
from articles.models.story import content as contents
from articles.models.story.article import Article
from articles.models.story.content import Content
from articles.models.story.revision import Revision
from articles.models.story.rights import Right, may
from articles.models.translations.changed import known_to, reads_otherwise
from articles.models.translations.translation import Translation, key_of_group, member

# --- For readers --------------------------------------------------------------------


def source_of(story: str = "pk") -> Subquery:
    """The number of the source of the story's group, as a column; None where it has no versions."""
    return Subquery(Translation.objects.filter(member(OuterRef(story))).values("source")[:1])


def readable(source: int | None) -> list[Article]:
    """The versions that readers see now, of the group with that source; none for None. One query.
    What is made meanwhile is made anew when another one comes, goes, or changes."""
    if source is None:
        return []
    note(key_of_group(source))
    fields = ("slug", "language", "state", "publish_at", "expires_at", "section__slug")
    group = Article.objects.visible().filter(Q(pk=source) | Q(translation__source=source))
    found = group.select_related("section").only(*fields)
    return sorted(found, key=lambda one: language(one.language_code).own_name.casefold())


def for_all_others(versions: Sequence[Article], source: int | None) -> Article | None:
    """The version for readers of whom nothing fits: the source, else that in the site's
    language."""
    by_rank = sorted(
        (one for one in versions if one.pk == source or one.language_code == site_tag()),
        key=lambda one: one.pk != source,
    )
    return by_rank[0] if by_rank else None


# --- For the desk -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    """A story of a group, as the desk shows it."""

    story: Article
    spoken: Language
    is_source: bool

    row: Translation | None = None


def of_stories(numbers: Iterable[int]) -> dict[int, list[Version]]:
    """The groups of the stories of these numbers, by number; the source first, then by language.
    Two queries, one where none has versions."""
    wanted = list(numbers)
    near = Translation.objects.filter(Q(story__in=wanted) | Q(source__in=wanted))
    sources = set(near.values_list("source", flat=True)) if wanted else set()
    if not sources:
        return {}
    rows = Translation.objects.filter(source__in=sources).select_related(
        "story__working", "source__working", "checked_by"
    )
    long = ("body", "search_text")
    kept = rows.defer(*(f"{one}__{name}" for one in ("story", "source") for name in long))
    groups: dict[int, list[Version]] = {}
    for row in kept:
        there = groups.setdefault(row.source_id, [_version(row.source)])
        if not row.story.is_binned:
            there.append(_version(row.story, row))
    found = dict[int, list[Version]]()
    for group in groups.values():
        inner = sorted(group, key=lambda one: (not one.is_source, one.spoken.name))
        found |= {one.story.pk: inner for one in inner if one.story.pk in wanted}
    return found


def _version(story: Any, row: Translation | None = None) -> Version:
    return Version(story, language(story.spoken()), row is None, row)


# --- What has changed since ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """What a person may read of a version's source, and what the version is up to date with."""

    story: Article
    row: Translation
    #: As it is now, and the number of that revision.
    content: Content
    number: int
    #: Whether the person may open it at the desk.
    is_reached: bool
    #: As it was then; None where it is not there any more.
    before: Content | None

    @property
    def has_changed(self) -> bool:
        """Whether something is said in another way than then."""
        return self.before is not None and reads_otherwise(self.before, self.content)


def source_for(story: Article, person: Any) -> Source | None:
    """The source of `story` as far as `person` may read it: the working copy within reach, else
    what readers have. None where there is none, or nothing to be read. At most three queries."""
    rows = Translation.objects.select_related("source__working", "source__released", "checked_by")
    row = rows.filter(story=story.pk).first()
    if row is None:
        return None
    source: Any = row.source
    is_reached = may(person, Right.VIEW, source)
    if is_reached:
        revision, content = source.working, source.content()
    elif source.is_visible:
        revision = source.released
        content = dict(revision.content) if revision else contents.of(source)
    else:
        return None
    number = revision.number if revision else 0
    then = known_to(row)
    before = content if then >= number else None
    if before is None:
        known = Revision.objects.filter(article=source.pk, number=then).first()
        before = known.content if known else None
    if before is not None:
        before, content = contents.blank() | before, contents.blank() | content
    return Source(source, row, content, number, is_reached, before)

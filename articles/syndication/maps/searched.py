"""What search engines may read, as sitemaps need it: of which sections."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, Subquery

from articles.lib.machines.crawlers import Use
from articles.lib.machines.policy import Policy
from articles.models import Announcement, ArticleQuerySet, Paper
from articles.models.publication.policies import changed_at


@dataclass(frozen=True, slots=True)
class Searched:
    """Whether the site may be searched, and the numbers of the sections of which the opposite
    holds. One search engine that is let in by an exception is enough."""

    site: bool = True
    excepted: tuple[int, ...] = ()
    #: When that was changed last.
    changed: datetime | None = field(default=None, compare=False)
    #: When anything was that caches hear of; None where that was not asked, or is long ago.
    told: datetime | None = field(default=None, compare=False)

    @classmethod
    def by(cls, stored: Any) -> Searched:
        """As the paper's stored policy has it."""
        changed = changed_at(stored)
        said = stored.get("sections") if isinstance(stored, dict) else None
        numbers = [int(pk) for pk in said if str(pk).isdigit()] if isinstance(said, dict) else []
        policy = Policy.read(stored, [(pk, str(pk), f"/{pk}/") for pk in numbers])
        searching = (one.name for one in policy.crawlers if one.use == Use.SEARCH)
        if any(policy.exceptions.get(name) for name in searching):
            return cls(changed=changed)
        site = Use.SEARCH in policy.site
        parts = zip(numbers, policy.sections, strict=True)
        excepted = (pk for pk, one in parts if (Use.SEARCH in one.allowed) != site)
        return cls(site, tuple(excepted), changed)

    @classmethod
    def now(cls) -> Searched:
        """As it stands, and when anything was told last; one query."""
        told = Subquery(Announcement.newest())
        stored, at = Paper.objects.filter(pk=1).values_list("policy", told).first() or (None, None)
        return replace(cls.by(stored), told=at)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing may be searched."""
        return not (self.site or self.excepted)

    def has(self, section: int | None) -> bool:
        """Whether a section may be searched."""
        return self.site != (section in self.excepted)

    def of(self, stories: ArticleQuerySet) -> ArticleQuerySet:
        """Those of the stories that may be searched."""
        if self.site and not self.excepted:
            return stories
        inside = Q(section__in=self.excepted)
        return stories.filter(~inside if self.site else inside)

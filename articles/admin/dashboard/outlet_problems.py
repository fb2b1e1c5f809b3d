"""Problems of what machines are told: hubs that hear nothing, a file that lapses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.dashboard.problem import Problem, page_of
from articles.models import HubPing, SearchTelling, SiteFile
from articles.models.search.telling import has_engine

#: A hub that was not told after so long is away for more than a moment.
HUB_LATE_AFTER = timedelta(minutes=5)
#: A search engine that has refused so often is away for half a minute.
ENGINE_TRIED = 4


def hubs_not_told(most: int) -> Iterator[Problem]:
    """Hubs of the feeds that do not take what has changed; one query."""
    late = HubPing.objects.exclude(error="").filter(asked_at__lt=timezone.now() - HUB_LATE_AFTER)
    hubs = (
        late.order_by()
        .values("hub")
        .annotate(since=Min("asked_at"), changes=Count("pk"), why=Max("error"))
    )
    for one in hubs.order_by("hub")[:most]:
        since = date_format(timezone.localtime(one["since"]), "j M, H:i")
        waiting = ngettext("%(n)d change waits.", "%(n)d changes wait.", one["changes"])
        yield Problem(
            _("Hub %(address)s") % {"address": one["hub"]},
            "",
            _("Not notified since %(since)s. %(why)s") % {"since": since, "why": one["why"]}
            + f" {waiting % {'n': one['changes']}}",
            _(
                "Feed readers that rely on it get stories late. It is retried for a day; your "
                "operator can set another hub in WEBSUB_HUBS."
            ),
        )


def engine_not_told() -> Iterator[Problem]:
    """A search engine beside the database that does not take what has changed; one query, and
    none without one."""
    if not has_engine():
        return
    failed = SearchTelling.objects.filter(attempts__gte=ENGINE_TRIED).exclude(error="")
    if one := failed.order_by("pk").first():
        yield Problem(
            _("Search engine"),
            "",
            _("It does not take what has changed. %(why)s") % {"why": one.error},
            _(
                "Searches find everything: the database answers for what it has not been told. It "
                "is retried automatically; tell your operator."
            ),
        )


def security_txt_lapsing() -> Iterator[Problem]:
    """The security.txt that was written says that it is over, or soon will be; one query."""
    if moment := SiteFile.lapsing():
        day = date_format(timezone.localtime(moment), "j F Y")
        yield Problem(
            "security.txt",
            page_of("articles_paper_policies"),
            _("It expired on %(day)s.") % {"day": day}
            if moment <= timezone.now()
            else _("It expires on %(day)s.") % {"day": day},
            _("Enter a later date, or remove the line: the portal then keeps it up to date."),
        )

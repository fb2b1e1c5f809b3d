"""Problems, present and coming: each with its reason, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.dashboard import link_problems, mail_problems, outlet_problems
from articles.admin.dashboard.problem import Problem, of_stories, page_of
from articles.backup.state import state
from articles.delivery.ledger.violations import DESK, violations
from articles.delivery.purging import report
from articles.delivery.services import services
from articles.lib.host import process_status
from articles.models import (
    Appointment,
    Article,
    BulkJob,
    Entry,
    Heartbeat,
    Picture,
    PictureUse,
    Revision,
    Right,
    may,
)
from articles.models.fronts.told.pictures import readers_have
from articles.models.publication.paper import MANAGE

MAX_SHOWN_PER_KIND = 5
#: A failure is shown for so long; the log keeps it.
SHOWN_FOR = timedelta(days=30)
#: What is due and not done after so long is late.
SCHEDULER_LATE_AFTER = timedelta(minutes=1)
#: What a cache was not told after so long is no passing matter.
PURGE_LATE_AFTER = timedelta(seconds=15)
#: Reports a day from which on browsers are believed: extensions and strangers send some, too.
STOPPED_OFTEN = 10
#: A licence is named so long before it lapses.
AHEAD = timedelta(days=7)
#: So many pictures that may be wrong are looked at.
MAX_PICTURES_CHECKED = 500


def problems_of(person: Any) -> list[Problem]:
    """The problems that `person` can do something about; at most fourteen queries."""
    found: list[Problem] = []
    if may(person, Right.VIEW):
        found += [*_appointments(person), *_asides(person), *_jobs(person)]
        found += link_problems.leading_nowhere(person, MAX_SHOWN_PER_KIND)
    if person.has_perm("articles.change_picture"):
        found += _pictures()
    if may(person, Right.PUBLISH) or person.has_perm("auth.change_user"):
        found += [*_failing(), *_pages(), *_caches(), *_stopped(), *_backups()]
        found += mail_problems.not_sent()
    if person.has_perm(MANAGE):
        found += mail_problems.chats_not_told(MAX_SHOWN_PER_KIND)
        found += mail_problems.webhooks_not_told(MAX_SHOWN_PER_KIND)
        found += outlet_problems.hubs_not_told(MAX_SHOWN_PER_KIND)
        found += outlet_problems.security_txt_lapsing()
        found += outlet_problems.engine_not_told()
    if person.has_perm("auth.change_user"):
        found += mail_problems.given_up(MAX_SHOWN_PER_KIND)
    return found


def _appointments(person: Any) -> Iterator[Problem]:
    """What was due and failed, or is late."""
    now = timezone.now()
    wrong = Appointment.objects.filter(
        Q(state=Appointment.State.FAILED, at__gte=now - SHOWN_FOR)
        | Q(state=Appointment.State.DUE, next_try_at__lt=now - SCHEDULER_LATE_AFTER),
        of_stories(Article.objects.within_reach_of(person)),
    )
    rows = wrong.select_related("article").defer("article__body", "article__search_text")
    for one in rows.order_by("-at", "-pk")[:MAX_SHOWN_PER_KIND]:
        verb = capfirst(one.get_verb_display())
        what = f"{verb}, {date_format(timezone.localtime(one.at), 'j M, H:i')}"
        if one.state == Appointment.State.FAILED:
            why = _("%(what)s: failed. %(why)s") % {"what": what, "why": one.error}
            todo = (
                _("Open the story, and publish the changes now or reschedule them.")
                if one.verb == Appointment.Verb.CHANGES
                else _("Readers get it on time; caches elsewhere may show the old version.")
            )
        else:
            why = _("%(what)s: not done yet.") % {"what": what}
            todo = _("The scheduler is late. Readers still get it on time; tell your operator.")
        yield Problem(
            str(one.article), page_of("articles_article_change", one.article_id), why, todo
        )


def _asides(person: Any) -> Iterator[Problem]:
    """Saves that wait for a choice. Found by the log, whose index knows them: revisions are
    many, and few of them were set aside."""
    since = timezone.now() - SHOWN_FOR
    logged = Entry.objects.filter(verb=Entry.Verb.SET_ASIDE, at__gte=since).order_by()
    waiting = Revision.objects.filter(
        of_stories(Article.objects.within_reach_of(person)),
        article__in=logged.values("article"),
        kind=Revision.Kind.ASIDE,
        settled_by__isnull=True,
    )
    rows = waiting.select_related("article").only(
        "number", "by_name", "at", "article__headline", "article__id"
    )
    for one in rows.order_by("-at")[:MAX_SHOWN_PER_KIND]:
        when = date_format(timezone.localtime(one.at), "j M, H:i")
        yield Problem(
            str(one.article),
            page_of("articles_article_conflict", one.article_id, one.number)
            or page_of("articles_article_change", one.article_id),
            _("A version by %(who)s, %(when)s, overlaps with another one.")
            % {"who": one.by_name or _("someone"), "when": when},
            _("Choose between the two. Nothing is lost meanwhile."),
        )


def _jobs(person: Any) -> Iterator[Problem]:
    """Bulk jobs of theirs that stand still."""
    for job in BulkJob.objects.filter(by=person.pk, finished_at__isnull=True)[:MAX_SHOWN_PER_KIND]:
        if job.stands_still():
            yield Problem(
                _("%(verb)s, %(n)d stories") % {"verb": job.label, "n": len(job.stories)},
                page_of("articles_bulkjob", job.pk),
                _("%(n)d are done so far.") % {"n": len(job.results)},
                _("Open its page to continue the work."),
            )


def _pictures() -> Iterator[Problem]:
    """Pictures before readers that lack words or rights, or will within days; and those whose
    sizes could not be made."""
    today = timezone.localdate()
    lacking = Q(alt_text="", decorative=False) | Q(credit="")
    lapsing = Q(licence_expires_on__lt=today + AHEAD)
    broken = Q(renditions_due__isnull=False) & ~Q(renditions_error="")
    held = Q(use=Picture.Use.NONE)
    # First the few that may be wrong; then which of these readers see.
    may_be = Picture.objects.order_by().filter(lacking | lapsing | broken | held)
    numbers = list(may_be.values_list("pk", flat=True)[:MAX_PICTURES_CHECKED])
    if not numbers:
        return
    visible = Article.objects.visible().order_by()
    lead = Exists(visible.filter(picture=OuterRef("pk")))
    inside = Exists(
        PictureUse.objects.filter(of_stories(Article.objects.visible()), picture=OuterRef("pk"))
    )
    fronts = Q(pk__in=readers_have(numbers).keys())
    wrong = Picture.objects.filter(pk__in=numbers).filter(broken | lead | inside | fronts)
    for one in wrong.order_by("licence_expires_on", "pk")[:MAX_SHOWN_PER_KIND]:
        yield Problem(
            str(one),
            page_of("articles_picture_change", one.pk),
            " ".join(_lacks(one)),
            _("Open it for details, and to retry.")
            if one.renditions_error
            else _("It is live: fix it, or remove it from its stories and fronts."),
        )


def parts_down(ages: Mapping[str, float]) -> Iterator[Problem]:
    """Parts of the portal that do not run, by what this host knows, or by the seconds since they
    were last there, on whichever host that was."""
    down = process_status.down(settings.VAR_DIR)
    for name, why in down.items():
        yield Problem(
            capfirst(name),
            "",
            _("It %(why)s.") % {"why": why},
            _("If this persists, tell your operator."),
        )
    worker = ages.get("worker")
    if Heartbeat.is_late(worker, "worker") and "background worker" not in down:
        yield Problem(
            _("Background worker"),
            "",
            _("Not running: picture sizes and bulk jobs are waiting for it."),
            _("Tell your operator. What is waiting gets done once it runs."),
        )


def _failing() -> Iterator[Problem]:
    """Feeds, sitemaps and pages that can't be made on this host: readers would get an old copy for
    as long as nobody knows."""
    failures = services().failed_pages.found()
    for one in failures[:MAX_SHOWN_PER_KIND]:
        since = date_format(timezone.localtime(_moment(one.since)), "j M, H:i")
        why = _("Failing since %(since)s: %(why)s.") % {"since": since, "why": one.why}
        if one.copy is None:
            given = _("Readers get an error.")
        else:
            copy = date_format(timezone.localtime(_moment(one.copy)), "j M, H:i")
            given = _("Readers get it as it was on %(when)s.") % {"when": copy}
        yield Problem(
            _kind(one.path) % {"path": one.path},
            one.path,
            f"{why} {given}",
            _(
                "Check the story that it names, if any, or undo the last change to the "
                "templates; otherwise tell your operator, whose log has more. It is retried at "
                "each request and after each change."
            ),
        )
    if more := len(failures[MAX_SHOWN_PER_KIND:]):
        yield Problem(
            _("%(n)d more pages") % {"n": more},
            "",
            _("They are failing too."),
            _("Tell your operator; the log names them."),
        )


def _kind(path: str) -> str:
    plain = path.partition("?")[0]
    if plain.endswith("/feed/"):
        return _("Feed %(path)s")
    return _("Sitemap %(path)s") if plain.startswith("/sitemap") else _("Page %(path)s")


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _pages() -> Iterator[Problem]:
    """A disk on which the page store has no room."""
    if why := services().ledger.trouble:
        yield Problem(
            _("Page store"),
            "",
            _("No page can be cached: %(why)s. Each is rendered anew for each reader.")
            % {"why": why},
            _("Ask your operator to free disk space. It then resumes automatically."),
        )


def _caches() -> Iterator[Problem]:
    """Caches in front that could not be told of changes, each once, with its latest failure."""
    for failing in report.failing(timezone.now() - PURGE_LATE_AFTER):
        since = date_format(timezone.localtime(failing.since), "j M, H:i")
        yield Problem(
            failing.label,
            "",
            _("Not notified of changes since %(since)s. %(why)s")
            % {"since": since, "why": failing.why},
            _(
                "Readers who come through it may get the old version. It is retried "
                "automatically; tell your operator."
            ),
        )


def _stopped() -> Iterator[Problem]:
    """What browsers have stopped on our own pages, once it is more than some odd browser's."""
    counted = [one for one in violations().of_late() if one.on_day >= STOPPED_OFTEN]
    for one in counted[:MAX_SHOWN_PER_KIND]:
        day = date_format(date.fromordinal(one.day), "j M")
        yield Problem(
            _("Security policy at the desk")
            if one.place == DESK
            else _("Security policy of public pages"),
            "",
            _("Browsers blocked part of a page %(n)d times on %(day)s (%(what)s).")
            % {"n": one.on_day, "day": day, "what": f"{one.directive}, {one.kind}"},
            _(
                "If something is missing on a page, check the last change to theme or templates; "
                "otherwise tell your operator: something may have been put into the page."
            ),
        )


def _backups() -> Iterator[Problem]:
    """A night's backup that is missing, or that lacks files; none where none is to be made."""
    if settings.BACKUP_AT is None:
        return
    found = state()
    if found.last is None:
        when = _("None has been made yet.")
    else:
        last = date_format(timezone.localtime(found.last), "j M, H:i")
        when = _("The last one was made on %(when)s.") % {"when": last}
    if found.is_late or found.error:
        yield Problem(
            _("Backup"),
            "",
            " ".join(filter(None, [when, found.error])),
            _("Tell your operator. It is retried automatically."),
        )
    elif found.missing:
        yield Problem(
            _("Backup"),
            "",
            ngettext(
                "%(n)d file of a picture is missing in the store.",
                "%(n)d files of pictures are missing in the store.",
                found.missing,
            )
            % {"n": found.missing},
            _("Tell your operator, whose log names them. Everything else is backed up."),
        )


def _lacks(picture: Picture) -> Iterator[str]:
    if not (picture.decorative or picture.alt_text):
        yield _("It has no alt text.")
    if not picture.credit:
        yield _("It has no credit.")
    if picture.use == Picture.Use.NONE:
        yield _("It is marked “not for publication”.")
    if picture.renditions_error:
        yield _("Its sizes could not be processed: %(why)s") % {"why": picture.renditions_error}
    last = picture.licence_expires_on
    if last is None:
        return
    if last < timezone.localdate():
        yield _("Its licence expired after %(day)s.") % {"day": date_format(last, "j F Y")}
    elif last < timezone.localdate() + AHEAD:
        yield _("Its licence expires after %(day)s.") % {"day": date_format(last, "j F Y")}

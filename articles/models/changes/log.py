"""The log of what was done, by whom and why. Written once, read for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.common.actors import Actor, account
from articles.models.common.append_only import AppendOnly
from articles.models.common.texts import Line, Lines


class Log(AppendOnly):
    """The entries; which row one points to goes with that row."""

    def update(self, **kwargs: Any) -> int:
        """Refused, but for what Django does where a story or an account is deleted: the entry
        points to nothing then. The names stay."""
        if kwargs and set(kwargs) <= {"article", "by"} and not any(kwargs.values()):
            return models.QuerySet(self.model).filter(pk__in=self.values("pk")).update(**kwargs)
        return super().update(**kwargs)


class VerbColumn(models.CharField):  # type: ignore[type-arg]
    """The verb's. A new one changes nothing in the database, and needs no migration."""

    def deconstruct(self) -> Any:
        """As Django's own column, without the verbs."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs


class Entry(models.Model):
    """One verb, done. The names stay when the story or the account is gone."""

    class Verb(models.TextChoices):
        """What was done."""

        CREATE = "create", _("created")
        EDIT = "edit", _("saved")
        MERGE = "merge", _("merged")
        SET_ASIDE = "set_aside", _("set aside")
        BRING_BACK = "bring_back", _("restored a version")
        SUBMIT = "submit", _("submitted")
        RETURN = "return", _("returned to draft")
        SUBMIT_CHANGES = "submit_changes", _("submitted changes")
        TAKE_BACK_CHANGES = "take_back_changes", _("cancelled a submission of changes")
        RETURN_CHANGES = "return_changes", _("returned changes")
        CLOSE_CHANGES = "close_changes", _("closed submitted changes")
        APPROVE = "approve", _("approved")
        UNAPPROVE = "unapprove", _("needs approval again")
        SCHEDULE = "schedule", _("scheduled")
        PUBLISH = "publish", _("published")
        PUBLISH_CHANGES = "publish_changes", _("published changes")
        PLAN_CHANGES = "plan_changes", _("scheduled changes")
        CANCEL_PLAN = "cancel_plan", _("unscheduled changes")
        TRY_AGAIN = "try_again", _("retried")
        TAKE_BACK = "take_back", _("cancelled a failed action")
        CORRECT = "correct", _("corrected")
        AMEND_CORRECTION = "amend_correction", _("changed a correction")
        REMOVE_CORRECTION = "remove_correction", _("removed a correction")
        WITHDRAW = "withdraw", _("withdrew")
        RESTORE = "restore", _("restored")
        DELETE = "delete", _("deleted")
        BIN = "bin", _("moved to the bin")
        RESTORE_FROM_BIN = "restore_from_bin", _("restored from the bin")
        ASSIGN = "assign", _("assigned")
        COMMENT = "comment", _("commented")
        RESOLVE = "resolve", _("resolved a comment")
        BREAK_NEWS = "break_news", _("put up a banner")
        EXTEND_BANNER = "extend_banner", _("extended a banner")
        CHANGE_BANNER = "change_banner", _("changed a banner")
        END_BANNER = "end_banner", _("ended a banner")
        UNDO_BANNER = "undo_banner", _("took breaking news back")
        SHARE = "share", _("shared a preview")
        REVOKE = "revoke", _("revoked a preview")
        TOPIC_RENAME = "topic_rename", _("renamed a topic")
        TOPIC_MERGE = "topic_merge", _("merged topics")
        TOPIC_DELETE = "topic_delete", _("deleted a topic")
        TOPIC_UNDO = "topic_undo", _("undid a topic change")
        TOPIC_ADD = "topic_add", _("added a topic")
        TOPIC_EDIT = "topic_edit", _("changed a topic")
        ADD_PICTURE = "add_picture", _("added a picture")
        EDIT_PICTURE = "edit_picture", _("changed a picture")
        REPLACE_PICTURE = "replace_picture", _("replaced a picture")
        DELETE_PICTURE = "delete_picture", _("deleted a picture")
        PAPER = "paper", _("changed the site settings")
        POLICIES = "policies", _("changed what machines may do")
        PAGE = "page", _("changed a page")
        PAGE_DELETE = "page_delete", _("deleted a page")
        AUTHOR = "author", _("changed an author")
        AUTHOR_DELETE = "author_delete", _("deleted an author")
        SECTION = "section", _("changed a section")
        SECTION_DELETE = "section_delete", _("deleted a section")
        ACCOUNT = "account", _("changed an account")
        ROLE = "role", _("changed a role")
        LOGIN = "login", _("logged in")
        LOGIN_FAILED = "login_failed", _("failed to log in")
        LOGOUT = "logout", _("logged out")
        STYLE = "style", _("changed house style")
        STYLE_DELETE = "style_delete", _("deleted a style rule")
        WEIGH = "weigh", _("set the importance")
        FRONT_SAVE = "front_save", _("saved a front")
        FRONT_PUBLISH = "front_publish", _("published a front")
        FRONT_SCHEDULE = "front_schedule", _("scheduled a front")
        FRONT_CANCEL = "front_cancel", _("unscheduled a front")
        FRONT_ROLL_BACK = "front_roll_back", _("rolled back a front")
        FRONT_PLACE = "front_place", _("placed on a front")
        FRONT_TAKE_OFF = "front_take_off", _("took off a front")
        FRONT_MOVE = "front_move", _("moved a front")
        FRONT_ARCHIVE = "front_archive", _("archived a front")
        FRONT_BRING_BACK = "front_bring_back", _("restored a front")
        TEMPLATE = "template", _("changed a template")
        PLAN_MAKE = "plan_make", _("planned coverage")
        PLAN_CHANGE = "plan_change", _("changed a plan")
        PLAN_ASSIGN = "plan_assign", _("assigned coverage")
        PLAN_ANSWER = "plan_answer", _("answered an assignment")
        PLAN_START = "plan_start", _("started a story from a plan")
        PLAN_ARCHIVE = "plan_archive", _("archived a plan")
        PLAN_BRING_BACK = "plan_bring_back", _("restored a plan")
        SAVED_FILTER = "saved_filter", _("changed a saved filter")
        CALENDAR_FEED = "calendar_feed", _("changed a calendar address")
        FACTOR = "factor", _("changed a second factor")
        RESTORE_BACKUP = "restore_backup", _("restored a backup")
        TRANSLATE = "translate", _("began a translation")
        LINK_VERSION = "link_version", _("linked a translation")
        UNLINK_VERSION = "unlink_version", _("unlinked a translation")
        UP_TO_DATE = "up_to_date", _("marked as up to date")
        ASK_MODEL = "ask_model", _("asked the language model")
        TAKE_PROPOSAL = "take_proposal", _("took a proposal")
        REFUSE_PROPOSAL = "refuse_proposal", _("refused a proposal")
        CHAT = "chat", _("changed a chat")
        REDIRECT = "redirect", _("changed redirects")
        REDIRECT_DELETE = "redirect_delete", _("deleted a redirect")
        WEBHOOK = "webhook", _("changed a webhook")
        PARTNER = "partner", _("changed a partner feed")
        TOKEN = "token", _("changed an API token")
        API = "api", _("called the API")
        FAILED = "failed", _("failed")

    at = models.DateTimeField(_("when"), default=timezone.now)
    by = account(verbose_name=_("account"))
    by_name = Line(_("who"), max_length=150, blank=True)
    verb = VerbColumn(_("what"), max_length=20, choices=Verb.choices)
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("story"),
    )
    #: What it was done to, in words.
    title = Line(_("title"), max_length=300, blank=True)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    revision = models.PositiveIntegerField(_("revision"), null=True, blank=True)
    note = Lines(_("note"), blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = Log.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        # Also what goes by way of a story, such as `story.entries.add()`.
        base_manager_name = "objects"
        indexes = [
            models.Index(F("at").desc(), F("id").desc(), name="entry_newest"),
            models.Index("article", F("at").desc(), name="entry_of_story"),
            models.Index("by", F("at").desc(), name="entry_of_person"),
            models.Index("verb", F("at").desc(), name="entry_of_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.by_name or _('System')} {self.get_verb_display()}: {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once."""
        if not self._state.adding:
            raise TypeError("A log entry is written once and never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused."""
        raise TypeError("A log entry is never deleted.")


def name_of(person: Any) -> str:
    """The person's name as the log keeps it; empty for the house itself."""
    if person is None or not person.is_authenticated:
        return ""
    return str(person.get_full_name() or person.get_username())[:150]


#: So much of a value is said in a note; `before` and `after` have all of it.
SAID = 120


def record_change(
    verb: Entry.Verb,
    by: Actor,
    was: Mapping[str, Any],
    now: Mapping[str, Any],
    *,
    labels: Mapping[str, str],
    title: str,
    note: str = "",
    **details: Any,
) -> bool:
    """Log what is different in `now` from what `was`, with the former values; False, and no entry,
    where nothing is.

    Both are plain values by the names of their fields; of what was not there before, or is not
    any more, one is empty. The entry's details have `before` and `after` with the names that
    differ; its note says the same in words, by the `labels` of the names.
    """
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    if not names:
        return False
    before = {name: was[name] for name in names if name in was}
    after = {name: now[name] for name in names if name in now}
    told = "; ".join(filter(None, [note, *differences(before, after, labels)]))
    record(verb, by, title=title, note=told, before=before, after=after, **details)
    return True


def differences(
    was: Mapping[str, Any], now: Mapping[str, Any], labels: Mapping[str, str]
) -> list[str]:
    """What is different, in words for a note: `label: before → after` each; of what is new,
    `label: value`."""
    told = []
    for name in {**was, **now}:
        before, after = was.get(name), now.get(name)
        if before != after and (before or after):
            change = f"{_said(before)} → {_said(after)}" if name in was else _said(after)
            told.append(f"{labels.get(name, name)}: {change}")
    return told


def _said(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    text = " ".join(str("" if value is None else value).split())
    return Truncator(text).chars(SAID) or gettext("none")


def entry(verb: Entry.Verb, by: Actor, *, title: str = "", note: str = "", **columns: Any) -> Entry:
    """What `record` writes, unwritten; with the entry's other `columns`."""
    known = by is not None and by.is_authenticated
    return Entry(
        by_id=by.pk if known and by is not None else None,
        by_name=name_of(by),
        verb=verb,
        title=title[:300],
        note=note.strip(),
        **columns,
    )


def record(verb: Entry.Verb, by: Actor, *, title: str, note: str = "", **details: Any) -> None:
    """Log that `by` (None: the house) did `verb` to what is called `title`. Belongs into the
    transaction of the deed. What is done to a story is logged by the story (`story.log`)."""
    entry(verb, by, title=title, note=note, details=details).save()

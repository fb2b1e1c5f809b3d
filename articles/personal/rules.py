"""What becomes of each table when a person is forgotten. A test fails on one that is not here.

Accounts are never deleted: what was done stays done by the same account, which then has no name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models


class What(Enum):
    """What becomes of a row."""

    #: It is about the person alone: it is deleted.
    GOES = "goes"
    #: It says what was done, and stays; names and addresses in it become the pseudonym.
    PSEUDONYM = "pseudonym"
    #: It is the newsroom's work, or was published; it stays as it is.
    STAYS = "stays"
    #: Nothing in it is about whoever has an account.
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of the rows of a table that have to do with a person.

    `named` is a column that holds the account's name, where no key says whose a row is, `addressed`
    one that holds its address; `cleared` are keys to the account that are emptied; `secret` columns
    are never given out.
    """

    what: What
    why: str
    named: str = ""
    addressed: str = ""
    cleared: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()


WORK = "the newsroom's work; who did it is kept by number"
PUBLISHED = "published, or written to be"
LOGIN = "logins and networks"
NOT_PERSONAL = "says nothing of people with accounts"

RULES: dict[str, Rule] = {
    # About the person alone.
    "articles.FrontVisit": Rule(What.GOES, "which fronts are open"),
    "articles.Proposal": Rule(What.GOES, "what a language model was asked for"),
    "articles.Autosave": Rule(What.GOES, "texts that were typed and not saved"),
    "articles.CalendarFeed": Rule(What.GOES, "the address of their calendar", secret=("digest",)),
    "articles.SavedFilter": Rule(What.GOES, "filters that they have saved"),
    "articles.SavedFilter_default_for": Rule(What.GOES, "which filters their pages open with"),
    "articles.Category_editors": Rule(What.GOES, "the sections given"),
    "articles.Comment_mentions": Rule(What.GOES, "mentions in comments"),
    "articles.AddressSetBy": Rule(What.GOES, LOGIN, cleared=("by",)),
    "articles.LinkSent": Rule(What.GOES, LOGIN),
    "articles.PasswordLink": Rule(What.GOES, LOGIN, cleared=("by",), secret=("digest",)),
    "articles.ApiToken": Rule(What.GOES, LOGIN, secret=("digest",)),
    "articles.ApiAnswer": Rule(What.STAYS, "goes with its token, or a day later"),
    "articles.DeskSession": Rule(What.GOES, LOGIN, secret=("key",)),
    "articles.PushDevice": Rule(
        What.GOES, "devices that are told", secret=("subscription", "digest")
    ),
    "articles.Device": Rule(What.GOES, LOGIN, secret=("digest",)),
    "articles.NoticeChoices": Rule(What.GOES, "how they are told of what"),
    "articles.Mail": Rule(What.GOES, "mails", addressed="to", secret=("body",)),
    "articles.OutsideLogin": Rule(What.GOES, LOGIN),
    "articles.BulkJob": Rule(What.GOES, "work on many stories that they had begun"),
    "articles.PasswordSetBy": Rule(What.GOES, LOGIN, cleared=("by",)),
    "account.EmailAddress": Rule(What.GOES, "addresses"),
    "account.EmailConfirmation": Rule(What.GOES, "addresses", secret=("key",)),
    "mfa.Authenticator": Rule(What.GOES, "second factors", secret=("data",)),
    "auth.User_groups": Rule(What.GOES, "roles"),
    "auth.User_user_permissions": Rule(What.GOES, "permissions"),
    "axes.AccessAttempt": Rule(What.GOES, LOGIN, named="username"),
    "axes.AccessAttemptExpiration": Rule(What.GOES, LOGIN),
    "axes.AccessFailureLog": Rule(What.GOES, LOGIN, named="username"),
    "axes.AccessLog": Rule(What.GOES, LOGIN, named="username", secret=("session_hash",)),
    "sessions.Session": Rule(What.GOES, LOGIN, secret=("session_key", "session_data")),
    # What was done.
    "articles.Entry": Rule(What.PSEUDONYM, "the log of what was done"),
    "articles.Revision": Rule(What.PSEUDONYM, "versions of stories"),
    "articles.Edition": Rule(What.PSEUDONYM, "editions of fronts"),
    "articles.Launch": Rule(What.PSEUDONYM, "when editions of fronts went live"),
    "articles.Submission": Rule(What.PSEUDONYM, "submitted changes"),
    "articles.Notice": Rule(What.PSEUDONYM, "what people at the desk were told"),
    "articles.Comment": Rule(What.PSEUDONYM, "comments on stories"),
    "articles.Suggestion": Rule(What.PSEUDONYM, "suggestions in stories"),
    "articles.FormerFile": Rule(What.PSEUDONYM, "files of pictures that were replaced"),
    "articles.TopicChange": Rule(What.PSEUDONYM, "changes of topics"),
    "articles.PreviewLink": Rule(What.PSEUDONYM, "preview links"),
    "articles.Banner": Rule(What.PSEUDONYM, "banners of breaking news"),
    "articles.Assignment": Rule(What.PSEUDONYM, "what they were asked to cover"),
    "articles.Plan": Rule(What.PSEUDONYM, "planned coverage"),
    "articles.Appointment": Rule(What.PSEUDONYM, "scheduled changes"),
    "admin.LogEntry": Rule(What.PSEUDONYM, "the log of what was done"),
    "articles.PasswordRequest": Rule(What.PSEUDONYM, "forgotten passwords", named="typed"),
    "auth.User": Rule(What.PSEUDONYM, "the account", secret=("password",)),
    "django_tasks_database.DBTaskResult": Rule(What.PSEUDONYM, "work in the background"),
    # The newsroom's, and its readers'.
    "articles.Translation": Rule(What.STAYS, WORK),
    "articles.Article": Rule(What.STAYS, PUBLISHED, cleared=("assignee",)),
    "articles.Author": Rule(What.STAYS, "bylines and profiles, as readers know them",
                            cleared=("user",)),
    "articles.Byline": Rule(What.STAYS, PUBLISHED),
    "articles.Correction": Rule(What.STAYS, PUBLISHED),
    "articles.FormerAuthor": Rule(What.STAYS, PUBLISHED),
    "articles.Page": Rule(What.STAYS, PUBLISHED),
    "articles.Paper": Rule(What.STAYS, PUBLISHED),
    "articles.Picture": Rule(What.STAYS, WORK),
    "articles.SiteFile": Rule(What.STAYS, PUBLISHED),
    "articles.StoryTemplate": Rule(What.STAYS, WORK),
    "articles.ChatHook": Rule(What.STAYS, WORK, secret=("sealed",)),
    "articles.ChatMessage": Rule(What.STAYS, WORK),
    "articles.Webhook": Rule(What.STAYS, WORK, secret=("sealed", "former")),
    "articles.WebhookDelivery": Rule(What.STAYS, PUBLISHED),
    "articles.PartnerFeed": Rule(What.STAYS, WORK, secret=("digest", "former")),
    "articles.PartnerUse": Rule(What.NOBODY, NOT_PERSONAL),
    "articles.HubPing": Rule(What.NOBODY, NOT_PERSONAL),
    "articles.SearchDocument": Rule(What.STAYS, PUBLISHED),
    "articles.SearchDue": Rule(What.NOBODY, NOT_PERSONAL),
    "articles.EngineIndex": Rule(What.NOBODY, NOT_PERSONAL),
    "articles.SearchTelling": Rule(What.NOBODY, NOT_PERSONAL),
    "articles.SearchWord": Rule(What.STAYS, PUBLISHED),
    "articles.StyleRule": Rule(What.STAYS, WORK),
    "articles.Redirect": Rule(What.STAYS, WORK),
    "articles.OwnWord": Rule(What.STAYS, WORK),
    "articles.IgnoredMark": Rule(What.STAYS, WORK),
}  # fmt: skip
RULES |= dict.fromkeys(
    (
        "articles.Announcement",
        "articles.Backup",
        "articles.Category",
        "articles.FormerPage",
        "articles.FormerSection",
        "articles.FormerTopic",
        "articles.Front",
        "articles.Heartbeat",
        "articles.Page_pictures",
        "articles.PictureUse",
        "articles.Purge",
        "articles.PushMessage",
        "articles.Restoration",
        "articles.Seal",
        "articles.SocialCard",
        "articles.StoryLink",
        "articles.Tagging",
        "articles.Topic",
        "auth.Group",
        "auth.Group_permissions",
        "auth.Permission",
        "contenttypes.ContentType",
        "taggit.Tag",
        "taggit.TaggedItem",
    ),
    Rule(What.NOBODY, NOT_PERSONAL),
)


class NotSaid(Exception):
    """A table of which nobody has said what becomes of it."""


def tables() -> dict[type[models.Model], Rule]:
    """All tables with their rules. Raises NotSaid."""
    found = {one: RULES.get(one._meta.label) for one in apps.get_models(include_auto_created=True)}
    if missing := sorted(model._meta.label for model, rule in found.items() if rule is None):
        raise NotSaid(
            f"Nobody has said what becomes of {', '.join(missing)} when a person is forgotten; "
            "say it in articles/personal/rules.py."
        )
    return {model: rule for model, rule in found.items() if rule is not None}


def keys_of(model: type[models.Model]) -> list[Any]:
    """The columns that say which account."""
    fields: Any = model._meta.concrete_fields
    return [
        field for field in fields
        if field.remote_field is not None
        and field.related_model._meta.label == settings.AUTH_USER_MODEL
    ]  # fmt: skip


def texts_of(model: type[models.Model]) -> list[Any]:
    """The columns that could hold a name or an address."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        field for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices and not field.primary_key
    ]  # fmt: skip

"""Who hears what: the listeners of the newsroom, all of them."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth import signals as auth
from django.contrib.auth.models import Group, User
from django.core.signals import got_request_exception
from django.db import connections, transaction
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_migrate,
    post_save,
    pre_delete,
    pre_save,
)

from articles import tasks
from articles.delivery import dispatch
from articles.delivery.pages import failures
from articles.mailing import background
from articles.models import (
    Appointment,
    Article,
    Author,
    Banner,
    Byline,
    Category,
    Launch,
    Page,
    Tagging,
    Topic,
)
from articles.models.access import devices, sessions
from articles.models.breaking import hearing
from articles.models.changes import invalidation
from articles.models.changes.outbox import announce
from articles.models.common.named import put_names_in_order
from articles.models.fronts.schedule import archiving, revoking
from articles.models.links import link
from articles.models.people import logins
from articles.models.publication.pages import tell_footer
from articles.models.story import keys
from articles.models.templates import template
from articles.notifying import background as notifying
from articles.notifying.webhooks import hubs
from articles.search.engines import sqlite as sqlite_engine
from articles.search.former import sqlite
from articles.search.upkeep import hearing as searching
from articles.signals import (
    announced,
    card_wanted,
    changed,
    job_waits,
    mail_waits,
    notices_wait,
    putting_back,
    renditions_wanted,
    story_wanted,
    topics_are_back,
    topics_go,
    was_put_back,
)
from articles.syndication.story import brief


def connect(app: AppConfig) -> None:
    """Have all of them hear, once the models of `app` are there."""
    if connections["default"].vendor == "postgresql":
        from articles.lib.database.postgres import keep_limits

        keep_limits(app)
    invalidation.wire(app.get_models())
    pre_delete.connect(keys.gone, sender=Article, dispatch_uid="deleted stories")
    pre_delete.connect(link.target_gone, sender=Article, dispatch_uid="links to deleted stories")
    announced.connect(dispatch.announce, dispatch_uid="other hosts")
    announced.connect(hearing.story_gone, dispatch_uid="banners of stories that are gone")
    post_delete.connect(hearing.deleted, sender=Banner, dispatch_uid="deleted banners")
    changed.connect(dispatch.tell, dispatch_uid="page store")
    putting_back.connect(dispatch.putting_back, dispatch_uid="caches of before")
    was_put_back.connect(dispatch.put_back, dispatch_uid="pages of before")
    for planned in (Appointment, Article, Banner, Launch):
        post_save.connect(dispatch.plan, sender=planned, dispatch_uid=f"moments of {planned}")
    for given in (
        User.groups.through,
        User.user_permissions.through,
        Group.permissions.through,
        Category.editors.through,
    ):
        m2m_changed.connect(revoking.rights_changed, sender=given, dispatch_uid=f"{given} fronts")
    post_save.connect(revoking.rights_changed, sender=User, dispatch_uid="accounts and fronts")
    _keep_fronts()
    _find_anew(app)
    _tell_others()
    post_delete.connect(tell_footer, sender=Page, dispatch_uid="footer")
    got_request_exception.connect(failures.noticed, dispatch_uid="pages that fail")
    # Devices first: afterwards the log knows of this login, too.
    auth.user_logged_in.connect(devices.logged_in, dispatch_uid="devices")
    auth.user_logged_in.connect(sessions.logged_in, dispatch_uid="sessions")
    auth.user_logged_in.connect(logins.logged_in, dispatch_uid="logins")
    auth.user_logged_out.connect(logins.logged_out, dispatch_uid="log-outs")
    auth.user_login_failed.connect(logins.login_failed, dispatch_uid="failed logins")
    _make_pictures()
    job_waits.connect(do_bulk, dispatch_uid="jobs that wait")
    notices_wait.connect(notifying.call, dispatch_uid="notices that wait")
    mail_waits.connect(background.call, dispatch_uid="mails that wait")


def _keep_fronts() -> None:
    """Have fronts kept where their section or topic goes, and there again with it."""
    for owner in (Category, Topic):
        pre_delete.connect(archiving.owner_goes, sender=owner, dispatch_uid=f"fronts of {owner}")
    post_save.connect(archiving.section_is_there, sender=Category, dispatch_uid="fronts kept")
    topics_go.connect(archiving.topics_go, dispatch_uid="fronts of topics that go")
    topics_go.connect(template.topics_go, dispatch_uid="templates of topics that go")
    topics_are_back.connect(archiving.topics_are_back, dispatch_uid="fronts of topics again")


def _make_pictures() -> None:
    """Have pictures made in the background."""
    renditions_wanted.connect(make_renditions, dispatch_uid="renditions")
    card_wanted.connect(draw_card, dispatch_uid="social cards")


def _find_anew(app: AppConfig) -> None:
    """Have stories found by the names that they have now, and names stand where they belong."""
    post_migrate.connect(put_in_order, sender=app, dispatch_uid="names in order")
    post_migrate.connect(repair_search, sender=app, dispatch_uid="search triggers")
    for noun in (Author, Topic):
        pre_save.connect(searching.name_changes, sender=noun, dispatch_uid=f"names of {noun}")
    topics_are_back.connect(searching.topics_back, dispatch_uid="topics that search knows")
    m2m_changed.connect(searching.topics_of_one, sender=Tagging, dispatch_uid="search: by hand")
    pre_delete.connect(searching.story_goes, sender=Article, dispatch_uid="search: stories")
    pre_delete.connect(searching.account_goes, sender=User, dispatch_uid="search: accounts")
    # Not of what is deleted: whoever hears of that has each row read, of many thousand.
    for beside in (Byline, Tagging):
        post_save.connect(searching.row_beside, sender=beside, dispatch_uid=f"search: {beside}")


def _tell_others() -> None:
    """Have programs of others told."""
    announced.connect(hubs.heard, dispatch_uid="hubs of feeds")
    story_wanted.connect(brief.wanted, dispatch_uid="stories in short")


def make_renditions(picture: int, **_kwargs: Any) -> None:
    """Have a picture's renditions made in the background."""
    tasks.make_renditions.enqueue(picture)


def draw_card(story: int, **_kwargs: Any) -> None:
    """Have a story's social card drawn in the background."""
    tasks.draw_card.enqueue(story)


def do_bulk(job: int, **_kwargs: Any) -> None:
    """Have a bulk job done in the background."""
    tasks.do_bulk.enqueue(job)


def put_in_order(apps: Any, **_kwargs: Any) -> None:
    """Have names stand in the order of the site's language, and pages that list them made anew."""
    if put_names_in_order(apps):
        with transaction.atomic():
            announce({"chrome", "people:1", "stories"})


def repair_search(using: str, **_kwargs: Any) -> None:
    """Keep search in step on SQLite, where a migration may drop its triggers."""
    if connections[using].vendor == "sqlite":
        sqlite.repair(connections[using])
        sqlite_engine.repair(connections[using])

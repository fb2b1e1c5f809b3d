"""The newsroom as a Django app, and the wiring of its listeners."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """The newsroom."""

    name = "articles"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        """Have what readers see announced when it changes; have renditions made in the background,
        and bulk jobs done, once they are committed; keep search in step on SQLite, where a
        migration may drop its triggers. Refuse to begin where stories would be damaged."""
        refuse_to_damage()
        from django.contrib.auth import signals as auth
        from django.core.signals import got_request_exception
        from django.db import connections
        from django.db.models.signals import post_delete, post_migrate, post_save

        if connections["default"].vendor == "postgresql":
            from articles.lib.database.postgres import keep_limits

            keep_limits(self)
        from articles import tasks
        from articles.delivery import dispatch
        from articles.delivery.pages import failing
        from articles.models import Appointment, Article, Page
        from articles.models.changes import invalidation
        from articles.models.people import logins
        from articles.models.publication.pages import tell_footer
        from articles.search import sqlite
        from articles.signals import announced, changed, job_waits, renditions_wanted

        def migrated(using: str, **_kwargs: Any) -> None:
            if connections[using].vendor == "sqlite":
                sqlite.repair(connections[using])

        def wanted(picture: int, **_kwargs: Any) -> None:
            tasks.make_renditions.enqueue(picture)

        def waits(job: int, **_kwargs: Any) -> None:
            tasks.do_bulk.enqueue(job)

        got_request_exception.connect(failing.noticed, dispatch_uid="pages that fail")
        announced.connect(dispatch.announce, dispatch_uid="other hosts")
        changed.connect(dispatch.tell, dispatch_uid="page store")
        for planned in (Appointment, Article):
            post_save.connect(dispatch.plan, sender=planned, dispatch_uid=f"moments of {planned}")
        invalidation.wire()
        auth.user_logged_in.connect(logins.logged_in, dispatch_uid="logins")
        auth.user_logged_out.connect(logins.logged_out, dispatch_uid="log-outs")
        auth.user_login_failed.connect(logins.login_failed, dispatch_uid="failed logins")
        post_delete.connect(tell_footer, sender=Page, dispatch_uid="footer")
        job_waits.connect(waits, weak=False, dispatch_uid="jobs that wait")
        renditions_wanted.connect(wanted, weak=False, dispatch_uid="renditions")
        post_migrate.connect(migrated, sender=self, weak=False, dispatch_uid="search triggers")


def refuse_to_damage() -> None:
    """Raise ImproperlyConfigured where this Python would read stories wrongly."""
    from articles.lib import self_check

    if reason := self_check.problem():
        raise ImproperlyConfigured(reason)


class DeskConfig(AdminConfig):
    """The editors' desk, in place of the plain admin site."""

    default_site = "articles.admin.common.site.Desk"

    def ready(self) -> None:
        """Register what is handled at the desk, once the desk is there."""
        super().ready()
        # Each registers itself.
        from articles.admin.dashboard import appointments, log  # noqa: F401
        from articles.admin.people import accounts, authors, roles  # noqa: F401
        from articles.admin.pictures import admin as pictures  # noqa: F401
        from articles.admin.publication import pages, paper  # noqa: F401
        from articles.admin.story import admin as story  # noqa: F401
        from articles.admin.topics import admin as topics  # noqa: F401

"""The newsroom as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """The newsroom."""

    name = "articles"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        """Refuse to begin where stories would be damaged; then let everything that listens hear."""
        refuse_to_damage()
        # What it imports has models, which are there only now.
        from articles import wiring

        wiring.connect(self)


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
        withdraw_pages_of_libraries()
        # Each registers itself.
        from articles.admin.dashboard import appointments, log  # noqa: F401
        from articles.admin.notices import chats  # noqa: F401
        from articles.admin.partners import partners  # noqa: F401
        from articles.admin.people import accounts, authors, roles  # noqa: F401
        from articles.admin.pictures import admin as pictures  # noqa: F401
        from articles.admin.publication import pages, paper, redirects  # noqa: F401
        from articles.admin.story import admin as story  # noqa: F401
        from articles.admin.style import rules  # noqa: F401
        from articles.admin.templates import admin as templates  # noqa: F401
        from articles.admin.topics import admin as topics  # noqa: F401
        from articles.admin.topics import sections  # noqa: F401
        from articles.admin.webhooks import deliveries, webhooks  # noqa: F401


def withdraw_pages_of_libraries() -> None:
    """Take off the desk what a library puts there of somebody's factors: they are their own."""
    from allauth.account.models import EmailAddress, EmailConfirmation
    from allauth.mfa.models import Authenticator
    from django.contrib import admin

    for model in (EmailAddress, EmailConfirmation, Authenticator):
        if admin.site.is_registered(model):
            admin.site.unregister(model)

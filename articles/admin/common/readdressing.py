"""Tell an editor where a former address redirects, once a slug was changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.lib.addresses import readable
from articles.models.common.readdressed import Readdressed


def say_moved(request: HttpRequest, form: ModelForm[Any], noun: Readdressed) -> None:
    """Say where the former address leads, once the form is saved that changed it."""
    was = form.initial.get("slug")
    if not was or "slug" not in form.changed_data:
        return
    kind: Any = type(noun)
    now: Any = noun
    messages.info(
        request,
        _("%(old)s now redirects to %(new)s.")
        % {
            "old": readable(kind(slug=was).get_absolute_url()),
            "new": readable(now.get_absolute_url()),
        },
    )

"""The addresses of notices, under the desk's."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, path

from articles.admin.common.json_views import json_view
from articles.admin.notices import bell, choosing, devices


def patterns() -> list[URLPattern]:
    """Under the desk's."""
    at = admin.site.admin_view
    return [
        path("notices/", at(bell.listed), name="notices"),
        path("notices/state/", json_view(admin.site, bell.state), name="notices-state"),
        path("notices/read/", at(bell.read), name="notices-read"),
        path("notices/ways/", at(choosing.ways), name="notices-ways"),
        path("notices/worker.js", at(devices.worker), name="notices-worker"),
        path("notices/devices/", json_view(admin.site, devices.devices), name="notices-devices"),
        path("notices/<int:pk>/", at(bell.opened), name="notice"),
    ]

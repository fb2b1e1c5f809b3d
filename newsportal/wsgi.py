"""The WSGI callable that a server loads: the front door, with Django behind it."""

from __future__ import annotations

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")

application: Any = get_wsgi_application()

# Django has to be set up before anything of it is imported.
from django.conf import settings  # noqa: E402

if settings.PAGE_STORE:
    from articles.delivery.front_door import FrontDoor
    from articles.delivery.house import house
    from articles.delivery.warming import Warmer

    application = FrontDoor(application, house())
    house().warmer = Warmer(application, lambda: list(house().origins))
    house().hosts.listen()

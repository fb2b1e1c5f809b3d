"""The WSGI callable that a server loads: the front door, with Django behind it."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from newsportal.running import file_permissions

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")

try:
    # Nothing that is loaded here can be let go: a tenth of the start would be spent looking for it.
    gc.disable()
    file_permissions.set_umask()
    application: Any = get_wsgi_application()
    file_permissions.tighten_all()
except ImproperlyConfigured as error:
    sys.exit(f"newsportal: {error}")

# Django has to be set up before anything of it is imported.
from django.conf import settings

from articles.lib.database.serving import never_make_one

never_make_one()
if settings.PAGE_STORE:
    from articles.delivery.door.front_door import FrontDoor
    from articles.delivery.pages.warming import Warmer
    from articles.delivery.services import services

    application = FrontDoor(application, services())
    services().ledger.watch()
    services().warmer = Warmer(
        application, lambda: list(services().origins), services().failed_pages.paths
    )
    services().hosts.listen()

# A thread that waits for the database gives the interpreter to one that makes a page, and has it
# back after this time: with Python's own 5 ms, a post of twenty queries waited for 27 ms of the
# other's work, and with 1 ms for 18, of which 16 are the other's fair half. A page that is there
# waits no longer either.
sys.setswitchinterval(0.001)
# What is loaded by now stays: looking through all of it again and again holds every reader up.
gc.collect()
gc.freeze()
gc.enable()

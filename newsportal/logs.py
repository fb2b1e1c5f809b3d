"""The settings of the log: what is written to it, and how a line looks."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from newsportal import environment as env

_LOG = "articles.lib.host.logs.Throttled"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": _LOG, "formatter": "line"},
        "failures": {"class": _LOG, "formatter": "line", "level": "ERROR"},
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django": {"level": "INFO", "propagate": True, "handlers": []},
        # The worker sets its own level and would tell of each picture: only what failed counts.
        "django_tasks": {"handlers": ["failures"], "propagate": False},
        "django_tasks_db": {"handlers": ["failures"], "propagate": False},
        # It would tell of each passkey; our own log does.
        "fido2": {"level": "WARNING"},
    },
}
if LOGGING["root"]["level"] not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:  # type: ignore[index]
    raise ImproperlyConfigured("LOG_LEVEL accepts one of DEBUG, INFO, WARNING, ERROR, CRITICAL.")

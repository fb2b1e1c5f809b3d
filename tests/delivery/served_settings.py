"""The portal's settings for a process of its own, with static files as they lie: the names with
hashes are made when the portal starts, which takes longer than the test."""

from newsportal.settings import *  # noqa: F403
from newsportal.settings import STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}

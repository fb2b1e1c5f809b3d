"""The settings of notices that leave the desk: to devices and into chats."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

from django.core.exceptions import ImproperlyConfigured

from articles.lib.outside import web_push
from newsportal import environment as env

#: Our key for browsers' push services; made of SECRET_KEY where it is empty.
VAPID_PRIVATE_KEY = env.text("VAPID_PRIVATE_KEY")
try:
    web_push.vapid_key("", VAPID_PRIVATE_KEY)
except web_push.NotAKey as _error:
    raise ImproperlyConfigured(
        "VAPID_PRIVATE_KEY is not what it accepts: 32 bytes in base64url, as VAPID tools write a "
        "private key."
    ) from _error
#: Push services within the house: there are none but those of tests.
PUSH_NETWORKS: list[IPv4Network | IPv6Network] = []
#: Networks of the house in which a chat may be told, such as that of a Mattermost of one's own.
CHAT_NETWORKS = env.networks("CHAT_NETWORKS")

"""Where a request comes from, as people are told: the device, and what is known of the place."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.lib.access.networks import client_of
from articles.lib.access.user_agents import named

LONGEST_ADDRESS, LONGEST_AGENT = 45, 300


def address_of(request: HttpRequest) -> str:
    """The network address; "" where it is no browser's request."""
    return client_of(request.META, settings.TRUSTED_PROXIES)[:LONGEST_ADDRESS]


def agent_of(request: HttpRequest) -> str:
    """What the browser says of itself."""
    said = str(request.META.get("HTTP_USER_AGENT", ""))
    return "".join(one for one in said if one.isprintable())[:LONGEST_AGENT]


def device(agent: str) -> str:
    """The browser and its system, in words."""
    browser, system = named(agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown device")


def place(address: str) -> str:
    """The address, and what is known of it without asking anybody."""
    try:
        known = ip_address(address)
    except ValueError:
        return _("an unknown address")
    if known.is_loopback:
        return _("%(address)s, the machine of the portal") % {"address": address}
    if known.is_private:
        return _("%(address)s, a private network") % {"address": address}
    return address

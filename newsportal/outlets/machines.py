"""What the portal says of itself to machines, and which of them hear of what is published."""

from __future__ import annotations

from pathlib import Path

from newsportal import environment as env

__all__ = [
    "CARD_FONTS",
    "SECURITY_CONTACT",
    "SECURITY_POLICY_URL",
    "WEBHOOK_NETWORKS",
    "WEBSUB_HUBS",
]

#: What /.well-known/security.txt says; there is none without a contact.
SECURITY_CONTACT = env.contact("SECURITY_CONTACT")
SECURITY_POLICY_URL = env.address("SECURITY_POLICY_URL")
#: The hubs that hear of what changes in feeds (WebSub), and tell those who asked them to.
WEBSUB_HUBS = env.addresses("WEBSUB_HUBS")
#: Networks of the house in which a webhook may be told.
WEBHOOK_NETWORKS = env.networks("WEBHOOK_NETWORKS")
#: A folder with fonts that social cards are drawn with before ours: the paper's own, or those of
#: scripts that ours lack. "" for none.
_fonts = env.folder("CARD_FONTS", Path())
CARD_FONTS = "" if _fonts == Path() else str(_fonts)

"""The table of limits: which kinds of doors have one, and how much of it a person or a network has.

A person is somebody who is logged in: a newsroom behind one address has as many budgets as people.
A network is an IPv4 address or the /64 of an IPv6 one (lib/access/networks.py) of whoever is not;
its budget is for an office or a school full of readers. Pages that are kept cost nothing and have
none. Logins have rules of their own (admin/people/lockout.py), bodies too (newsportal/reception).
What comes next, such as subscribing, is a row here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """So many at once, and so many a minute from then on."""

    at_once: int
    a_minute: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of door. Whoever has no budget is not limited there; `everybody` is for all strangers
    together."""

    name: str
    person: Budget | None = None
    network: Budget | None = None
    everybody: Budget | None = None


#: A search reads an index and writes a page. It is public, so that people count by network.
SEARCH = Kind("search", network=Budget(300, 600))
#: What is proposed while somebody types, some times a word.
SUGGEST = Kind("suggestions", network=Budget(600, 1_200))
#: A page made for one: while somebody types, and whoever tries links that nobody gave them.
PREVIEW = Kind("preview", person=Budget(120, 240), network=Budget(120, 120))
#: Somebody's calendar fetches what is planned, some times an hour; or tries addresses.
CALENDAR = Kind("calendar", network=Budget(60, 30))
#: A form sends its text two seconds after the last key, and every ten seconds that it is open. No
#: stranger gets as far.
AUTOSAVE = Kind("autosave", person=Budget(120, 240))
#: What was typed goes to the newsroom's spelling server, once nobody types for a second.
SPELLING = Kind("spelling", person=Budget(60, 60))
#: A picture is looked at for a tenth of a second and more; people drop a whole card of them.
UPLOAD = Kind("upload", person=Budget(300, 120))
#: What browsers report of a page's policy. Nobody waits for it.
REPORT = Kind("report", network=Budget(60, 60), everybody=Budget(600, 600))

#: The first word of a login by a passkey or elsewhere: each leaves a row, or asks another server.
KNOCK = Kind("login", network=Budget(120, 60), everybody=Budget(600, 300))

#: Whoever asks for links that set a password, or tries some that nobody gave them.
PASSWORD_LINK = Kind("password link", network=Budget(30, 10))

#: Links in mails that end mails of a kind: followed by mailboxes, too, or tried by strangers.
MAIL_LINK = Kind("link in a mail", person=Budget(60, 30), network=Budget(60, 30))
#: Where somebody is told: a browser asks once a page, and a test posts to another server.
TOLD = Kind("ways of being told", person=Budget(30, 20))

#: A program that reads what is not kept. A list is at most five queries.
API = Kind("api", network=Budget(300, 300))

KINDS = (
    SEARCH, SUGGEST, PREVIEW, CALENDAR, AUTOSAVE, SPELLING, UPLOAD, REPORT, KNOCK, PASSWORD_LINK,
    MAIL_LINK, TOLD, API,
)  # fmt: skip

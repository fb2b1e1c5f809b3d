"""What a door's rule is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Who is let in, where it is not a matter of one right."""

    ANYBODY = "anybody"
    DESK = "logged in at the desk"
    SUPERUSER = "superusers"
    NOBODY = "nobody"
    TOKEN = "whoever has a token, with its account’s rights"  # noqa: S105 - a sentence
    METRICS = "whoever has METRICS_TOKEN"


class Shows(StrEnum):
    """What a door tells of stories, in which of their states."""

    NOTHING = "no story"
    LIVE = "stories that are live"
    ADDRESS = "the story while it is live; 410 once withdrawn or expired, 404 before"
    REACH = "stories within reach, in every state"
    BIN = "stories in the bin that were within reach"
    DRAFTS = "stories within reach that were never published or scheduled"
    NUMBERS = "of a story out of reach, that there is one, and nothing more"
    OWN = "what one has begun oneself; bulk jobs also to those who have all stories"
    LINK = "the story of a link that is open, in every state but withdrawn; otherwise 404"
    FILES = "pictures; 410 once all that showed one was withdrawn"


#: A door that is looked through, and one that does something.
GET, POST, BOTH = ("GET", "HEAD"), ("POST",), ("GET", "HEAD", "POST")


@dataclass(frozen=True, slots=True)
class Door:
    """The rule of one address. What asks for several rights lets in whoever has one of them."""

    asks: tuple[str, ...]
    methods: tuple[str, ...] = GET
    shows: Shows = Shows.NOTHING
    #: What a POST asks for, where that is more.
    asks_to_post: tuple[str, ...] = ()
    #: Whether a POST needs the token of a page of ours.
    csrf: bool = True
    #: What is asked of the row besides.
    besides: str = ""

    def rights(self, method: str) -> tuple[str, ...]:
        """What `method` asks for."""
        return self.asks_to_post or self.asks if method == "POST" else self.asks


def door(
    asks: str,
    methods: tuple[str, ...] = GET,
    shows: Shows = Shows.NOTHING,
    *,
    to_post: str = "",
    csrf: bool = True,
    besides: str = "",
) -> Door:
    """A door; rights are named with a stroke between them where one of several is enough."""
    return Door(_split(asks), methods, shows, _split(to_post), csrf, besides)


def _split(asks: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in asks.split("|")) if asks else ()


def of_model(
    name: str,
    see: str,
    *,
    add: str = Who.NOBODY,
    change: str = Who.NOBODY,
    delete: str = Who.NOBODY,
    form: str = "",
    to_list: str = "",
    shows: Shows = Shows.NOTHING,
) -> dict[str, Door]:
    """The doors that Django's admin makes for each model: list, add, change, delete, history, and
    the short address that leads to the form. `form` may see the form, where not all do who `see`
    the list; `to_list` may post to the list, where not all do who see it: what can be done with
    what is chosen there asks for itself."""
    form = form or see
    app, _line, model = name.rpartition("_")
    to_list = to_list or (see if change != Who.NOBODY else Who.NOBODY)
    return {
        f"admin:{name}_changelist": _both(see, to_list, shows),
        f"admin:{name}_add": _both(add, add),
        f"admin:{name}_change": _both(form, change, shows),
        f"admin:{name}_delete": _both(delete, delete, shows),
        f"admin:{name}_history": door(form, GET, shows),
        f"admin/{app}/{model}/<path:object_id>/": door(Who.DESK, GET),
    }


def _both(asks: str, to_post: str, shows: Shows = Shows.NOTHING) -> Door:
    if to_post == Who.NOBODY:
        return door(asks, GET, shows)
    return door(asks, BOTH, shows, to_post="" if to_post == asks else to_post)

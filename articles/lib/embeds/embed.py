"""The noun: something of another site that may stand in a story, and who provides it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from articles.lib.embeds.address import Address

Kind = Literal["video", "audio", "post", "chart", "map", "document"]
#: Width and height that a frame may have; static/css/site/embed.css draws each of them.
RATIOS: Final = ("16:9", "4:3", "1:1", "4:5", "9:16", "5:2")
KINDS: Final[tuple[Kind, ...]] = ("video", "audio", "post", "chart", "map", "document")


@dataclass(frozen=True, slots=True)
class Embed:
    """A player or a card that may stand in a story.

    `title_hint` names it for people who hear the page ("YouTube video"); `source_url` is where
    readers can open it themselves, and parses to this same embed; `frame_url` is what a frame
    loads, the provider's form with the least tracking: "" where there is no frame; `file_url` is
    a file that the browser itself plays. `ratio` is width:height, as in "16:9"; `play` is what
    is asked of the frame besides, so that it begins at once. All addresses still need HTML
    escaping: they may hold an ampersand.
    """

    provider: str
    title_hint: str
    source_url: str
    frame_url: str
    ratio: str
    kind: Kind = "video"
    play: str = ""
    file_url: str = ""
    #: By which name `EMBEDS` lets it in.
    name: str = ""

    @property
    def playing_url(self) -> str:
        """The frame's address for people who have just pressed play."""
        if not self.play:
            return self.frame_url
        frame, hash_, place = self.frame_url.partition("#")
        return f"{frame}{'&' if '?' in frame else '?'}{self.play}{hash_}{place}"

    @property
    def frame_origin(self) -> str:
        """The scheme and host of its frame, as a policy names them; "" where there is none."""
        return "/".join(self.frame_url.split("/", 3)[:3])

    @property
    def is_played(self) -> bool:
        """Whether it is a player, which begins and ends; else it is something to look at."""
        return self.kind in {"video", "audio"}


@dataclass(frozen=True, slots=True)
class Provider:
    """A site whose things may stand in a story: the hosts that its addresses have (none: any), and
    what makes an embed of one. `read` builds each address anew, of parts that strict patterns
    accepted: nothing that somebody typed gets into a frame's address.
    """

    name: str
    hosts: tuple[str, ...]
    read: Callable[[Address], Embed | None]

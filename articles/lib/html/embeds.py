"""Embeds: the players that a story may show, recognised by their addresses.

Nothing that an editor typed reaches a frame's address: each is built anew from an identifier
that a strict pattern accepted.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

# Content-Security-Policy's frame-src needs exactly these.
FRAME_HOSTS: Final[tuple[str, ...]] = (
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://geo.dailymotion.com",
    "https://open.spotify.com",
)

_LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class Embed:
    """A player that may stand in a story.

    `title_hint` names it for people who hear the page ("YouTube video"); `source_url` is where
    readers can open it themselves, and parses to this same embed; `frame_url` is what the frame
    loads, the provider's form with the least tracking; `ratio` is width:height, as in "16:9".
    Both addresses still need HTML escaping: they may hold an ampersand.
    """

    provider: str
    title_hint: str
    source_url: str
    frame_url: str
    ratio: str

    @property
    def playing_url(self) -> str:
        """The frame's address for people who have just pressed play: it begins at once."""
        if self.provider == "Spotify":  # it knows no such wish
            return self.frame_url
        return f"{self.frame_url}{'&' if '?' in self.frame_url else '?'}autoplay=1"

    @property
    def is_heard(self) -> bool:
        """Whether there is nothing to be seen."""
        return self.provider == "Spotify"


def parse_embed(url: str) -> Embed | None:
    """Return the embed that an https address of an allowed provider stands for, else None."""
    if len(url) > _LONGEST_URL:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # such as an unclosed [ in the host
        return None
    provider = _PROVIDERS.get(parts.netloc.lower().removeprefix("www."))
    if parts.scheme != "https" or provider is None:
        return None
    return provider(parts, [step for step in parts.path.split("/") if step])


def _youtube(parts: SplitResult, steps: Sequence[str]) -> Embed | None:
    query = parse_qs(parts.query)
    form, identifier = "watch", ""
    if parts.netloc.lower().endswith("youtu.be") and len(steps) == 1:
        identifier = steps[0]
    elif list(steps) == ["watch"]:
        identifier = query.get("v", [""])[0]
    elif len(steps) == 2 and steps[0] in ("shorts", "live", "embed", "v"):
        form, identifier = steps
    if not re.fullmatch(r"[A-Za-z0-9_-]{11}", identifier):
        return None
    start = _seconds(query.get("t", query.get("start", [""]))[0])
    frame = f"https://www.youtube-nocookie.com/embed/{identifier}"
    if form == "shorts":
        source = f"https://www.youtube.com/shorts/{identifier}"
        return Embed("YouTube", "YouTube video", source, frame, "9:16")
    source = f"https://www.youtube.com/watch?v={identifier}"
    if start:
        source, frame = f"{source}&t={start}s", f"{frame}?start={start}"
    return Embed("YouTube", "YouTube video", source, frame, "16:9")


def _seconds(mark: str) -> int:
    """Return the seconds of a start mark (90, 90s, 1h2m3s), or 0 where there is none."""
    found = re.fullmatch(r"(?a:(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,6})s?)?)", mark)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    # A day is longer than any video, and keeps the mark readable by this same pattern.
    return min(hours * 3600 + minutes * 60 + seconds, 86_400)


def _vimeo(parts: SplitResult, steps: Sequence[str]) -> Embed | None:
    tail = list(steps[1:]) if steps[:1] == ["video"] else list(steps)
    if not tail or len(tail) > 2 or not re.fullmatch(r"[0-9]{1,12}", tail[0]):
        return None
    # Unlisted videos carry a second key: a step of the page's address, `h` of the player's.
    key = tail[1] if len(tail) == 2 else parse_qs(parts.query).get("h", [""])[0]
    if key and not re.fullmatch(r"[0-9a-f]{6,20}", key):
        return None
    source = f"https://vimeo.com/{tail[0]}" + (f"/{key}" if key else "")
    query = f"h={key}&dnt=1" if key else "dnt=1"
    frame = f"https://player.vimeo.com/video/{tail[0]}?{query}"
    return Embed("Vimeo", "Vimeo video", source, frame, "16:9")


def _dailymotion(parts: SplitResult, steps: Sequence[str]) -> Embed | None:
    if list(steps) == ["player.html"]:
        identifier = parse_qs(parts.query).get("video", [""])[0]
    elif parts.netloc.lower() == "dai.ly" or (len(steps) > 1 and steps[-2] == "video"):
        identifier = steps[-1] if steps else ""
    else:
        return None
    if not re.fullmatch(r"[A-Za-z0-9]{5,20}", identifier):
        return None
    source = f"https://www.dailymotion.com/video/{identifier}"
    frame = f"https://geo.dailymotion.com/player.html?video={identifier}"
    return Embed("Dailymotion", "Dailymotion video", source, frame, "16:9")


def _spotify(_parts: SplitResult, steps: Sequence[str]) -> Embed | None:
    # Addresses may begin with the reader's language (intl-de) or be the player's own (embed).
    tail = [step for step in steps if step != "embed" and not step.startswith("intl-")]
    if len(tail) != 2 or tail[0] not in ("track", "album", "playlist", "episode", "show"):
        return None
    kind, identifier = tail
    if not re.fullmatch(r"[A-Za-z0-9]{22}", identifier):
        return None
    source = f"https://open.spotify.com/{kind}/{identifier}"
    frame = f"https://open.spotify.com/embed/{kind}/{identifier}"
    ratio = "5:2" if kind in ("track", "episode") else "16:9"
    return Embed("Spotify", f"Spotify {kind}", source, frame, ratio)


_PROVIDERS: Final[dict[str, Callable[[SplitResult, Sequence[str]], Embed | None]]] = {
    "youtube.com": _youtube,
    "m.youtube.com": _youtube,
    "music.youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtube,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
    "dailymotion.com": _dailymotion,
    "geo.dailymotion.com": _dailymotion,
    "dai.ly": _dailymotion,
    "open.spotify.com": _spotify,
}

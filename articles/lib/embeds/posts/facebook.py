"""Facebook: posts, photos, films and reels."""

import re
from typing import Final
from urllib.parse import quote, urlencode

from articles.lib.embeds import address as addresses
from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_NAME: Final = r"[\w.-]{1,80}"
_POST: Final = re.compile(
    rf"/(?:groups/{_NAME}/(?:posts|permalink)|{_NAME}/(?:posts|photos(?:/a\.[0-9.]+)?))"
    rf"(?:/[\w-]{{1,120}})?/(?:[0-9]{{5,25}}|pfbid[A-Za-z0-9]{{10,120}})", re.ASCII
)  # fmt: skip
_FILM: Final = re.compile(rf"/{_NAME}/videos(?:/[\w.-]{{1,120}})?/([0-9]{{5,25}})", re.ASCII)
_REEL: Final = re.compile(r"/reel/[0-9]{5,25}")
_NUMBER: Final = re.compile(r"[0-9]{5,25}|pfbid[A-Za-z0-9]{10,120}")
_FRAME: Final = "https://www.facebook.com/plugins"
_HOME: Final = "https://www.facebook.com"


def _read(address: Address) -> Embed | None:
    if address.path in {"/plugins/post.php", "/plugins/video.php"}:
        inner = addresses.read(address.query.get("href", ""))
        is_ours = inner is not None and inner.host in PROVIDER.hosts
        return _read(inner) if inner and is_ours and "/plugins/" not in inner.path else None
    if source := _film(address):
        return _embed("video.php", source, "Facebook video", "16:9")
    if _REEL.fullmatch(address.path):
        return _embed("video.php", _HOME + address.path, "Facebook reel", "9:16")
    if source := _post(address):
        return _embed("post.php", source, "Facebook post", "4:5")
    return None


def _film(address: Address) -> str:
    found = _FILM.fullmatch(address.path)
    film = found[1] if found else ""
    if address.path in {"/watch", "/watch/live", "/video.php"}:
        film = address.query.get("v", "")
    return f"{_HOME}/watch/?v={film}" if re.fullmatch(r"[0-9]{5,25}", film) else ""


def _post(address: Address) -> str:
    if _POST.fullmatch(address.path):
        return _HOME + address.path
    asked = address.query
    if address.path in {"/permalink.php", "/story.php"}:
        wanted = {name: asked.get(name, "") for name in ("story_fbid", "id")}
        if all(map(_NUMBER.fullmatch, wanted.values())):
            return f"{_HOME}/permalink.php?{urlencode(wanted)}"
    if address.path in {"/photo", "/photo.php"} and _NUMBER.fullmatch(asked.get("fbid", "")):
        return f"{_HOME}/photo.php?fbid={asked['fbid']}"
    return ""


def _embed(plugin: str, source: str, words: str, ratio: str) -> Embed:
    # A post's words belong to it; those beside a film are not part of it.
    texts = "true" if plugin == "post.php" else "false"
    frame = f"{_FRAME}/{plugin}?href={quote(source, safe='')}&show_text={texts}"
    if plugin == "post.php":
        return Embed("Facebook", words, source, frame, ratio, "post")
    return Embed("Facebook", words, source, frame, ratio, play="autoplay=true")


#: Readers' languages stand before the host's name: de-de.facebook.com.
_LANGUAGES: Final = (
    "ar-ar", "de-de", "en-gb", "es-es", "es-la", "fr-fr", "hi-in", "it-it", "nl-nl", "pl-pl",
    "pt-br", "pt-pt", "ru-ru", "sv-se", "tr-tr", "uk-ua", "ja-jp",
)  # fmt: skip
PROVIDER: Final = Provider(
    "facebook",
    (
        "facebook.com",
        *(f"{place}.facebook.com" for place in ("m", "mbasic", "web", "touch", *_LANGUAGES)),
    ),
    _read,
)

"""Which addresses become what, and which of those a newsroom lets in."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.conf import settings

from articles.lib.embeds import address as addresses
from articles.lib.embeds import custom
from articles.lib.embeds.embed import Embed, Provider
from articles.lib.embeds.pages import datawrapper, flourish, openstreetmap, pdf
from articles.lib.embeds.posts import bluesky, facebook, instagram, mastodon, x
from articles.lib.embeds.sound import apple_podcasts, audio_file, soundcloud, spotify
from articles.lib.embeds.video import dailymotion, tiktok, vimeo, youtube

#: Those whose hosts are known beforehand. What any host may have comes last.
_BUILT_IN: Final[tuple[Provider, ...]] = tuple(
    one.PROVIDER
    for one in (
        youtube, vimeo, dailymotion, tiktok, x, instagram, bluesky, facebook, datawrapper,
        flourish, openstreetmap, soundcloud, spotify, apple_podcasts, audio_file, pdf,
    )
)  # fmt: skip
#: What `EMBEDS` may name.
NAMES: Final[tuple[str, ...]] = tuple(sorted({one.name for one in _BUILT_IN} | {"mastodon"}))


def parse_embed(url: str) -> Embed | None:
    """Return the embed that an https address of a known provider stands for, else None."""
    address = addresses.read(url)
    if address is None:
        return None
    by_host, anywhere = _known(
        tuple(settings.EMBEDS), tuple(settings.MASTODON_HOSTS), tuple(settings.EMBED_PROVIDERS)
    )
    for provider in (*by_host.get(address.host, ()), *anywhere):
        found: Embed | None = provider.read(address)
        if found:
            return found
    return None


@lru_cache(maxsize=8)
def _known(
    names: tuple[str, ...], mastodons: tuple[str, ...], own: tuple[str, ...]
) -> tuple[dict[str, list[Provider]], list[Provider]]:
    """The providers that are let in: by their hosts, and those without."""
    there = [*_BUILT_IN, mastodon.provider(mastodons)]
    let_in = [one for one in there if one.name in names] + [custom.provider(line) for line in own]
    by_host: dict[str, list[Provider]] = {}
    for one in let_in:
        for host in one.hosts:
            by_host.setdefault(host, []).append(one)
    return by_host, [one for one in let_in if not one.hosts]

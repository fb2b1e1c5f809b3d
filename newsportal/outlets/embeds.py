"""The settings of what a story may show of other sites."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from articles.lib.embeds import address as addresses
from articles.lib.embeds import custom, registry
from newsportal import environment as env
from newsportal.outlets.helping import *  # noqa: F403

#: Players and cards that may stand in stories, by the names of their providers; none: no others
#: than those of EMBED_PROVIDERS.
EMBEDS = env.choices("EMBEDS", [*registry.NAMES, "none"]) or [*registry.NAMES]
#: Servers of Mastodon whose posts may.
MASTODON_HOSTS = env.names("MASTODON_HOSTS", ["mastodon.social", "mastodon.online", "mstdn.social"])
for _host in MASTODON_HOSTS:
    if not addresses.is_host(_host):
        raise ImproperlyConfigured(
            f"MASTODON_HOSTS has {_host!r}, but it accepts names of hosts such as "
            "mastodon.social, in small letters, separated by commas."
        )
#: Providers besides: articles/lib/embeds/custom.py says how each is written.
EMBED_PROVIDERS = [line for line in map(str.strip, env.text("EMBED_PROVIDERS").split(";")) if line]
for _line in EMBED_PROVIDERS:
    try:
        custom.provider(_line)
    except ValueError as _error:
        raise ImproperlyConfigured(
            f"EMBED_PROVIDERS: {_line!r} {_error}. It accepts lines such as Streamable | "
            "https://streamable.com/{id} | https://streamable.com/e/{id} | 16:9 | video, parted "
            "by semicolons."
        ) from _error

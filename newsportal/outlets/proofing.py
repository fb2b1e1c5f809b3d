"""The settings of spelling and grammar: the newsroom's own server for it."""

from __future__ import annotations

from newsportal import environment as env

#: Where a server with LanguageTool's protocol is; without it nothing is asked anywhere.
LANGUAGETOOL_URL = (
    env.address("LANGUAGETOOL_URL").rstrip("/").removesuffix("/check").removesuffix("/v2")
)
#: Languages as LanguageTool calls them, where a story's says no country.
LANGUAGETOOL_VARIANTS = env.names("LANGUAGETOOL_VARIANTS", [])

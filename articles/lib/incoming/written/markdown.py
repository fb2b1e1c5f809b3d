"""Plain text that somebody wrote as Markdown: as HTML, where it is likely that it is meant so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from articles.lib.incoming.plain_text import linked

#: CommonMark with tables; tags in it are words, and pictures of elsewhere links.
_READER: Final = (
    MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
)
#: Marks of direction before a sign at the beginning of a line, as right-to-left text has them.
_DIRECTION: Final = re.compile(
    r"^([ ]{0,3})[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]{1,4}(?=[+#>*`|\-\d])", re.MULTILINE
)
#: The number of an item in digits of Arabic, Persian or Hindi.
_NUMBER: Final = re.compile(
    r"^([ ]{0,3})([٠-٩]{1,4}|[۰-۹]{1,4}|[०-९]{1,4})(?=[.)][ ])", re.MULTILINE
)
#: How sure each sign is: a lone pair of stars or underscores, or a lone item, is none yet.
_SIGNS: Final = {
    "heading_open": 2,
    "strong_open": 2,
    "link_open": 2,
    "fence": 2,
    "blockquote_open": 2,
    "table_open": 2,
    "list_item_open": 1,
    "em_open": 1,
    "code_inline": 1,
    "s_open": 1,
}
_ENOUGH: Final = 2
LONGEST: Final = 500_000  # characters


def as_html(text: str) -> str:
    """Return what `text` is as Markdown; "" where little or nothing of it looks like that."""
    if len(text) > LONGEST:
        return ""
    text = _DIRECTION.sub(r"\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _NUMBER.sub(lambda found: f"{found[1]}{int(found[2])}", text)
    tokens = _READER.parse(text)
    return str(_READER.renderer.render(tokens, _READER.options, {})) if _is_meant(tokens) else ""


def _is_meant(tokens: list[Token]) -> bool:
    every = [one for token in tokens for one in (token, *(token.children or ()))]
    signs = Counter(token.type for token in every if not _is_doubtful(token))
    return sum(_SIGNS.get(name, 0) * count for name, count in signs.items()) >= _ENOUGH


def _is_doubtful(token: Token) -> bool:
    """Whether it may be meant otherwise: a line under words, underscores around a name."""
    lines = token.type == "heading_open" and not token.markup.startswith("#")
    return lines or (token.type in ("strong_open", "em_open") and "_" in token.markup)


def _words(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    _options: OptionsDict,
    _about: MutableMapping[str, Any],
) -> str:
    """Return words with their bare addresses as links, as in any text that is pasted."""
    depth = sum(token.nesting for token in tokens[:at] if token.type.startswith("link_"))
    words = tokens[at].content
    return escape(words, quote=False) if depth else "".join(linked(words))


_READER.add_render_rule("text", _words)

"""Mattermost's form: Markdown, in which every sign that means something there is escaped, and no @
(mention), ~ (channel), # (hashtag) or : (emoji) is followed by a name."""

from __future__ import annotations

import re
from typing import Any

from articles.notifying.chats.message import APART, Message, keep_from_calling

#: Signs that a backslash makes plain.
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>])")


def form(message: Message) -> dict[str, Any]:
    """As its webhook takes it."""
    lines = [f"{escaped(message.what)}: **{escaped(message.title)}**"]
    lines += [escaped(line) for line in message.lines]
    if message.address:
        lines.append(f"[{escaped(message.opens)}]({message.address})")
    return {"text": "\n".join(lines)}


def escaped(text: str) -> str:
    """Plain text as Markdown."""
    for sign in (":", "~", "#"):
        text = text.replace(sign, f"{sign}{APART}")
    return _SIGNS.sub(r"\\\1", keep_from_calling(text))

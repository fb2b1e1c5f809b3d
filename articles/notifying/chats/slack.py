"""Slack's form: a rich text, whose elements are taken as they are; no mark-up, no mention.

The plain `text` is what notifications say; there &, < and > begin something (`<!channel>`), and are
escaped as Slack's manual of message formatting says.
"""

from __future__ import annotations

from typing import Any

from articles.notifying.chats.message import Message, keep_from_calling


def form(message: Message) -> dict[str, Any]:
    """As its webhook takes it."""
    elements: list[dict[str, Any]] = [
        {"type": "text", "text": f"{message.what}: "},
        {"type": "text", "text": message.title, "style": {"bold": True}},
        *({"type": "text", "text": f"\n{line}"} for line in message.lines),
    ]
    if message.address:
        elements.append({"type": "text", "text": "\n"})
        elements.append({"type": "link", "url": message.address, "text": message.opens})
    section = {"type": "rich_text_section", "elements": elements}
    return {
        "text": escaped(f"{message.what}: {message.title}"),
        "blocks": [{"type": "rich_text", "elements": [section]}],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def escaped(text: str) -> str:
    """Without what begins a link or a mention."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return keep_from_calling(text)

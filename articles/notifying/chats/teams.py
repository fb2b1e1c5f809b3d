"""Teams' form: an adaptive card, as a workflow's webhook takes it.

Runs of a RichTextBlock have no Markdown. A mention needs an entity besides, which is never sent;
`<at>` and the functions of a card (`{{DATE(…)}}`, `${…}`) are parted all the same.
"""

from __future__ import annotations

from typing import Any

from articles.notifying.chats.message import APART, Message, keep_from_calling


def form(message: Message) -> dict[str, Any]:
    """As its webhook takes it."""
    body = [
        _block(_run(f"{message.what}: "), _run(message.title, weight="Bolder")),
        *(_block(_run(line, isSubtle=True)) for line in message.lines),
    ]
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    if message.address:
        card["actions"] = [
            {"type": "Action.OpenUrl", "title": message.opens, "url": message.address}
        ]
    content = "application/vnd.microsoft.card.adaptive"
    attachment = {"contentType": content, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _block(*runs: dict[str, Any]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": list(runs)}


def _run(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "TextRun", "text": escaped(text), **more}


def escaped(text: str) -> str:
    """Without what a card would read as more than text."""
    for sign in ("<", "{", "$"):
        text = text.replace(sign, f"{sign}{APART}")
    return keep_from_calling(text)

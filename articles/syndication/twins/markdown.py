"""Markdown: stories in full, and lists of them; plain text of stories.

What is written is made of HTML, so that nothing that was typed is taken for Markdown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from markdownify import MarkdownConverter

from articles.lib.html import canonical
from articles.lib.text.plain import join_names
from articles.syndication.story.told import Still, Told
from articles.syndication.story.values import stamp
from articles.syndication.twins.house import ToldPage

_CONVERTER: Final = MarkdownConverter(
    heading_style="ATX", bullets="-", escape_misc=True, table_infer_header=True
)


def story(told: Told) -> str:
    """A story in full, its facts as YAML over it."""
    facts = {
        "title": told.headline,
        "url": told.address,
        "id": told.id,
        "authors": [one.name for one in told.names],
        "published": stamp(told.published),
        "updated": stamp(told.updated),
        "section": told.section.name if told.section else "",
        "topics": [topic.name for topic in told.topics],
        "kind": told.kind_label,
        "language": told.language,
    }
    html = [
        f"<h1>{escape(told.headline)}</h1>",
        f"<p><em>{escape(told.standfirst)}</em></p>" if told.standfirst else "",
        f"<p>{escape(_names(told))}</p>" if told.names else "",
        _picture(told.picture) if told.picture else "",
        told.html,
        *_corrections(told),
    ]
    return f"{_front_matter(facts)}{_converted(''.join(html))}\n"


def listing(name: str, description: str, address: str, stories: Iterable[Told]) -> str:
    """A page that lists stories, each with its first words."""
    facts = {"title": name, "url": address, "description": description}
    parts = [f"<h1>{escape(name)}</h1>"]
    parts += [f"<p>{escape(description)}</p>"] if description else []
    for one in stories:
        twin = f"{one.address.removesuffix('/')}.md"
        day = timezone.localtime(one.published).date().isoformat() if one.published else ""
        parts.append(
            f'<h2><a href="{escape(twin)}">{escape(one.headline)}</a></h2>'
            f"<p>{escape(one.summary)}</p>"
            f"<p>{escape(' · '.join(filter(None, [_names(one), day])))}</p>"
        )
    return f"{_front_matter(facts)}{_converted(''.join(parts))}\n"


def house(told: ToldPage) -> str:
    """A page of the paper's own."""
    facts = {
        "title": told.title,
        "url": told.address,
        "description": told.description,
        "updated": stamp(told.changed),
        "language": told.language,
    }
    return f"{_front_matter(facts)}{_converted(f'<h1>{escape(told.title)}</h1>{told.html}')}\n"


def plain(told: Told) -> str:
    """A story as text."""
    text = canonical.plain_text(told.html).replace("\n", "\n\n")
    corrections = [f"{one.label}: {one.text}" for one in told.corrections]
    parts = [told.headline, told.standfirst, _names(told), text, *corrections, told.address]
    return "\n\n".join(filter(None, parts)) + "\n"


def _names(told: Told) -> str:
    return str(join_names([one.name for one in told.names], _("and")))


def _picture(still: Still) -> str:
    words = " ".join(filter(None, [still.caption, still.credit_line]))
    image = f'<img src="{escape(still.address)}" alt="{escape(still.alt)}">'
    return f"<p>{image}</p>" + (f"<p><em>{escape(words)}</em></p>" if words else "")


def _corrections(told: Told) -> list[str]:
    if not told.corrections:
        return []
    said = [
        f"<p><strong>{escape(one.label)}:</strong> {escape(one.text)}</p>"
        for one in told.corrections
    ]
    return [f"<h2>{escape(_('Corrections and clarifications'))}</h2>", *said]


def _converted(html: str) -> str:
    # What stands below a picture is a paragraph of its own.
    html = html.replace("<figcaption>", "<p>").replace("</figcaption>", "</p>")
    return str(_CONVERTER.convert(html)).strip()


def _front_matter(facts: dict[str, Any]) -> str:
    """Facts as YAML, of which JSON's strings and lists are a part."""
    lines = [
        f"{name}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in facts.items()
        if value not in ("", [])
    ]
    return "---\n{}\n---\n\n".format("\n".join(lines))

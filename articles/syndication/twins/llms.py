"""/llms.txt (https://llmstxt.org): what is where, for programs that read for people."""

from __future__ import annotations

from collections.abc import Sequence

from articles.lib.text.visible import for_xml
from articles.models import Category, Paper

_TWINS = (
    "Every story, list and page about us has a twin: its address with .md, .json (ninjs 3) or, for"
    " stories, .txt in place of the slash at its end."
)


def written(paper: Paper, sections: Sequence[Category], site: str) -> str:
    """The file: the paper, its sections and its feeds, each as an address of text."""
    lines = [f"# {for_xml(paper.called)}", "", f"> {for_xml(paper.motto)}", ""]
    lines += [
        _TWINS,
        "",
        "## Sections",
        "",
        *(_line(one.name, f"{site}/{one.slug}.md", one.description) for one in sections),
        "",
        "## Feeds",
        "",
        _line("Front page", f"{site}/index.md"),
        _line("Latest stories", f"{site}/latest.md"),
        _line("Feed with full text", f"{site}/feed/atom/", "Atom, with pages of history"),
        _line("Corrections", f"{site}/corrections/feed/atom/"),
        _line("Sitemap", f"{site}/sitemap.xml"),
    ]
    return "\n".join(lines) + "\n"


def _line(name: str, address: str, about: str = "") -> str:
    name = for_xml(name).replace("[", "\\[").replace("]", "\\]")
    return f"- [{name}]({address})" + (f": {' '.join(for_xml(about).split())}" if about else "")

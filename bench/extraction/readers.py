"""What each program makes of pages: run by a Python that has them, with one page a line on standard
input (`url`, `html`), one answer a line on standard output (by program: title, authors, date,
text).

This file knows nothing of the portal, so that the programs can live in an environment of their own.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

Found = dict[str, Any]
#: The folder in which Mozilla's program and jsdom were installed by npm.
NODE = os.environ.get("READABILITY_NODE", "")
SCRIPT = Path(__file__).with_name("readability.cjs")


def of_trafilatura(url: str, html: str) -> Found:
    """With tables, as it comes."""
    said = import_module("trafilatura").bare_extraction(html, url=url, with_metadata=True)
    if said is None:
        return {"title": "", "authors": [], "date": "", "text": ""}
    one = said.as_dict() if hasattr(said, "as_dict") else said
    authors = [name.strip() for name in (one["author"] or "").split(";") if name.strip()]
    return {"title": one["title"], "authors": authors, "date": one["date"], "text": one["text"]}


def of_newspaper4k(url: str, html: str) -> Found:
    """As it comes; in English where what it needs for a language (nltk's words) is not there."""
    try:
        article = import_module("newspaper").article(url, input_html=html)
    except LookupError:
        article = import_module("newspaper").article(url, language="en", input_html=html)
    day = article.publish_date.date().isoformat() if article.publish_date else ""
    return {"title": article.title, "authors": article.authors, "date": day, "text": article.text}


def of_readability_lxml(_url: str, html: str) -> Found:
    """It says neither names nor dates."""
    document = import_module("readability").Document(html)
    tree = import_module("lxml.html").fromstring(document.summary())
    return {"title": document.short_title(), "text": _spaced(tree)}


def _spaced(tree: Any) -> str:
    blocks = {"p", "li", "td", "th", "h2", "h3", "blockquote", "figcaption", "div", "tr"}
    for node in tree.iter():
        if node.tag in blocks:
            node.tail = "\n" + (node.tail or "")
    return str(tree.text_content())


PYTHON: dict[str, Callable[[str, str], Found]] = {
    "trafilatura": of_trafilatura,
    "newspaper4k": of_newspaper4k,
    "readability-lxml": of_readability_lxml,
}
MODULES = {"newspaper4k": "newspaper", "readability-lxml": "readability"}


def installed() -> dict[str, Callable[[str, str], Found]]:
    """Those that this Python has."""
    found = {}
    for name, call in PYTHON.items():
        with contextlib.suppress(ImportError):
            import_module(MODULES.get(name, name))
            found[name] = call
    return found


def by_node(lines: list[str]) -> list[Found] | None:
    """What Mozilla's program says of all pages; None where it is not there."""
    if not NODE or shutil.which("node") is None:
        return None
    done = subprocess.run(
        ["node", str(SCRIPT)], input="\n".join(lines), capture_output=True, text=True, check=True,
        env={**os.environ, "NODE_PATH": str(Path(NODE) / "node_modules")},
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> None:
    """Read, ask each program, answer."""
    lines = sys.stdin.read().splitlines()
    programs, mozilla = installed(), by_node(lines)
    for number, line in enumerate(lines):
        page = json.loads(line)
        with contextlib.redirect_stdout(sys.stderr):
            said = {name: call(page["url"], page["html"]) for name, call in programs.items()}
        if mozilla is not None:
            said["Readability"] = mozilla[number]
        print(json.dumps(said))


if __name__ == "__main__":
    main()

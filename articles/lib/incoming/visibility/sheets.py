"""Style sheets that come with a text: what they say of a tag or a class is said by its style too.

Read are the plain selectors (`p`, `.s1`, `span.s1`), as word processors and notes write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from articles.lib.html.markup import Token
from articles.lib.incoming.source import style_of

_RULE: Final = re.compile(r"([^{}]{1,1000})\{([^{}]{0,4000})\}")
_SELECTOR: Final = re.compile(r"([a-z][a-z0-9]*)?(?:\.([\w-]+))?")
_LONGEST: Final = 200_000  # characters of all sheets
#: What classes of Word online and others say, where their sheets did not come along.
_KNOWN: Final = (
    ".strikethrough,.line-through{text-decoration:line-through}"
    ".superscript{vertical-align:super}.subscript{vertical-align:sub}"
)
_MOST_CLASSES: Final = 8  # of one tag


def rules(sheets: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return what is declared, by name of tag and class, either of which may be ""."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    # What is for print or for small screens was not what was copied.
    css = "\n".join((_KNOWN, *sheets))[:_LONGEST].partition("@media")[0].lower()
    css = css.replace("<!--", " ").replace("-->", " ")
    css = "".join(part.rpartition("*/")[2] for part in css.split("/*"))
    for selectors, declared in _RULE.findall(css):
        for selector in selectors.split(","):
            match = _SELECTOR.fullmatch(selector.strip())
            if match and selector.strip():
                key = match[1] or "", match[2] or ""
                found.setdefault(key, {}).update(style_of(declared))
    return {
        key: "".join(f"{name}:{value};" for name, value in declared.items())
        for key, declared in found.items()
    }


def applied(tokens: Iterable[Token], sheets: Iterable[str]) -> Iterator[Token]:
    """Yield tokens whose styles say what the sheets say of them, too."""
    declared = rules(sheets)
    plain = {name for name, one in declared if not one}
    for token in tokens:
        if not (token.start in plain or "class" in token.attributes):
            yield token
            continue
        named = token.attributes.get("class", "").lower().split()[:_MOST_CLASSES]
        keys = [(token.start, ""), *(("", one) for one in named)]
        keys += [(token.start, one) for one in named]
        styles = [declared[key] for key in keys if key in declared]
        if styles:
            style = "".join(styles) + token.attributes.get("style", "")
            yield token._replace(attributes={**token.attributes, "style": style})
        else:
            yield token

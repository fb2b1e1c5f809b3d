"""Drop editors' comments and tracked deletions from pasted text."""

from __future__ import annotations

import re
from typing import Final

from articles.lib.incoming.report import Report
from articles.lib.incoming.source import Element, Source

_DELETED_CLASS = re.compile(
    r"\bmsodel\b|trackchange\w*delet|track(?:ed)?-?change\w*[ -]\w*delet|suggestion[\w-]*-deletion"
)
_COMMENT_CLASS = re.compile(
    r"\bmso(?:comanchor|comoff|comtxt|commenttext|commentreference|commentsubject|comhide)"
)
_COMMENT_MARK = re.compile(r"#(?:_msocom_|cmnt)[0-9]+\Z|#_?comment-?[0-9]+\Z")
_COMMENT_PLACE = re.compile(r"(?:cmnt|_com_|_msocom_)[0-9]+\Z")
_BLOCKS: Final = frozenset({"p", "div", "li", "td"})
_NEAR: Final = 3
_HEADING: Final = "mso-element"


def leave_out(source: Source, report: Report) -> None:
    """Leave out deleted words, comments, the marks that lead to them, and running heads."""
    for element in source.seen():
        if not element.attributes:
            continue
        if element.style.get(_HEADING, "") == "field-begin":
            _drop_code(source, element)
        elif _is_deleted(element):
            source.drop(element)
            report.tell("deleted", source.words(element))
        elif element.style.get(_HEADING, "") == "comment-list":
            _drop_list(source, element, report)
        elif _is_comment(element):
            _drop_comment(source, element, report)
        elif element.style.get(_HEADING, "") in {"header", "footer"}:
            source.drop(element)
            report.tell("heads", source.words(element))


def _drop_code(source: Source, element: Element) -> None:
    """Leave out the code of a field, such as REF _Ref1: what it came to stands behind it."""
    for index in range(element.end, min(element.end + 40, len(source.tokens))):
        found = source.at(index)
        if found is not None and found.style.get(_HEADING, "") == "field-separator":
            source.gone[element.at] = index
            return


def _is_deleted(element: Element) -> bool:
    if element.name == "del":
        return bool({"cite", "datetime"} & element.attributes.keys())
    return element.name == "w:del" or bool(_DELETED_CLASS.search(element.classes))


def _is_comment(element: Element) -> bool:
    if _COMMENT_CLASS.search(element.classes):
        return True
    if element.style.get(_HEADING, "") == "comment":
        return True
    if element.name != "a":
        return False
    places = element.attributes.get("id", ""), element.attributes.get("name", "")
    return bool(
        _COMMENT_MARK.search(element.attributes.get("href", ""))
        or any(map(_COMMENT_PLACE.match, places))
    )


def _drop_list(source: Source, element: Element, report: Report) -> None:
    """Word puts all that was said behind the text."""
    source.drop(element)
    for at in element.inner:
        one = source.at(at)
        if one is not None and one.style.get(_HEADING, "") == "comment":
            report.tell("comments", source.words(one))


def _begins_with(source: Source, outer: Element, inner: Element) -> bool:
    between = source.tokens[outer.at + 1 : inner.at]
    return len(between) < _NEAR and not any(token.start or token.text.strip() for token in between)


def _drop_comment(source: Source, element: Element, report: Report) -> None:
    """Google Docs puts what was said into a box of its own, which begins with a way back."""
    is_way_back = any(
        _COMMENT_PLACE.match(element.attributes.get(name, "")) for name in ("id", "name")
    )
    if element.name == "a" and is_way_back:
        around = [one for one, _ in zip(element.around(), range(8), strict=False)]
        box = next((one for one in around if one.name in _BLOCKS), None)
        outer = box.parent if box else None
        if box and outer and outer.name == "div" and _begins_with(source, outer, box):
            box = outer
        if box:
            element = box
    elif element.name == "a" and element.parent and element.parent.name == "sup":
        element = element.parent
    if element.at in source.gone:
        return
    source.drop(element)
    said = source.words(element)
    # The mark in the text and what was said are one comment.
    if element.style.get(_HEADING) == "comment" or element.name in {"p", "div"}:
        report.tell("comments", said)
    else:
        report.counts["comment marks"] += 1

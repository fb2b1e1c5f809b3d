"""What RSS and Atom are both written with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from io import BytesIO
from typing import Final
from xml.sax.xmlreader import AttributesImpl

from django.templatetags.static import static
from django.utils.xmlutils import SimplerXMLGenerator

from articles.syndication.feeds.channel import Written
from articles.syndication.story.told import Still

ATOM: Final = "http://www.w3.org/2005/Atom"
MEDIA: Final = "http://search.yahoo.com/mrss/"
#: RFC 5005.
HISTORY: Final = "http://purl.org/syndication/history/1.0"
#: What programs take for HTML where nothing says what a text is.
_LIKE_HTML: Final = re.compile(r"</\w+>|&#?\w+;")
#: As the RSS Profile asks for: written in numbers, `<` and `&` are themselves to all who read it;
#: and so is the end of a line, which then leaves a text in the one line that it stands in.
_ANGLES: Final = {ord("<"): "‹", ord(">"): "›"}
_NUMBERS: Final = {ord(sign): f"&#x{ord(sign):X};" for sign in "&<>\n"}


class Document(SimplerXMLGenerator):
    """Writes a document, an element a line."""

    def __init__(self) -> None:
        self._bytes = BytesIO()
        super().__init__(self._bytes, "utf-8", short_empty_elements=True)

    def written(self) -> bytes:
        """What was written by now."""
        return self._bytes.getvalue()

    def element(
        self, name: str, text: str = "", /, attributes: dict[str, str] | None = None
    ) -> None:
        """An element with text of no type, which stays what it is."""
        self.startElement(name, AttributesImpl(attributes or {}))
        if text:
            self.ignorableWhitespace(text.translate(_NUMBERS))
        self.endElement(name)
        self.ignorableWhitespace("\n")

    def full(self, name: str, html: str, attributes: dict[str, str] | None = None) -> None:
        """An element with a text in HTML."""
        self.addQuickElement(name, html, attributes)
        self.ignorableWhitespace("\n")

    @contextmanager
    def around(self, name: str, attributes: dict[str, str] | None = None) -> Iterator[None]:
        """What is written in this block stands in an element."""
        self.startElement(name, AttributesImpl(attributes or {}))
        self.ignorableWhitespace("\n")
        yield
        self.endElement(name)
        self.ignorableWhitespace("\n")


def document() -> Document:
    """A document with our style sheet, which makes a page of it for whoever opens it in a
    browser."""
    out = Document()
    out.startDocument()
    sheet = f'href="{static("css/feed.css")}" type="text/css"'
    out.processingInstruction("xml-stylesheet", sheet)
    return out


def is_like_html(text: str) -> bool:
    """Whether programs may take `text`, which is none, for HTML."""
    return bool(_LIKE_HTML.search(text))


def as_html(text: str) -> str:
    """`text` for those who take for HTML what looks like it."""
    return escape(text, quote=False) if is_like_html(text) else text


def as_name(name: str) -> str:
    """A name for Atom, which can't say what it is: of one that looks like HTML nothing may get
    lost with those who take it for that."""
    return name.translate(_ANGLES) if is_like_html(name) else name


def history_namespace(feed: Written) -> dict[str, str]:
    """The namespace that a document of history needs."""
    return {"xmlns:fh": HISTORY} if feed.links.is_archive else {}


def links(out: Document, feed: Written, form: str, element: str, media_type: str) -> None:
    """Where it is itself, its hubs, the documents beside it, and what people subscribe to."""

    def link(rel: str, href: str, **more: str) -> None:
        out.element(element, attributes={"rel": rel, "href": href} | more)

    link("self", feed.address(form), type=media_type.partition(";")[0])
    for hub in feed.hubs:
        link("hub", hub)
    if feed.own:
        link("current", feed.address(form, ""))
    if feed.links.older:
        link("prev-archive", feed.address(form, feed.links.older))
    if feed.links.newer:
        link("next-archive", feed.address(form, feed.links.newer))
    if feed.links.is_archive:
        out.element("fh:archive")


def media(out: Document, picture: Still) -> None:
    """A picture with its size, words and credit (Media RSS)."""
    size = {"width": str(picture.width), "height": str(picture.height)}
    where = {"url": picture.address, "medium": "image", "type": picture.media_type}
    with out.around("media:content", where | size):
        if words := picture.caption or picture.alt:
            _typed(out, "media:description", words)
        if picture.alt:
            _typed(out, "media:text", picture.alt)
        if picture.credit:
            out.element("media:credit", picture.credit)
        if picture.licence:
            out.element("media:license", attributes={"href": picture.licence})


def _typed(out: Document, name: str, text: str) -> None:
    kind = "html" if is_like_html(text) else "plain"
    out.element(name, as_html(text), attributes={"type": kind})

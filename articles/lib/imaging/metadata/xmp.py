"""XMP, Adobe's and IPTC's words in RDF; read without entities, and written.

Where a picture was taken (exif:GPS…, Iptc4xmpExt:Location…) is never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree
from xml.sax.saxutils import escape

_MOST = 1 << 19
_MOST_MARKS = 20_000
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "cc": "http://creativecommons.org/ns#",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
}
#: In the order in which they are asked.
_NAMES = {
    "headline": ("photoshop:Headline", "dc:title"),
    "caption": ("dc:description",),
    "alt_text": ("Iptc4xmpCore:AltTextAccessibility",),
    "credit": ("photoshop:Credit",),
    "creator": ("dc:creator",),
    "copyright": ("dc:rights",),
    "licence": ("xmpRights:WebStatement", "cc:license"),
    "terms": ("xmpRights:UsageTerms",),
    "taken_at": ("photoshop:DateCreated", "exif:DateTimeOriginal", "xmp:CreateDate"),
    "city": ("photoshop:City",),
    "country": ("photoshop:Country",),
    "keywords": ("dc:subject",),
    "people": ("Iptc4xmpExt:PersonInImage",),
    "source_type": ("Iptc4xmpExt:DigitalSourceType",),
}


def fields(packet: bytes) -> dict[str, list[str]]:
    """The texts of `Words` in an XMP packet; none where it is broken, odd or very large."""
    found: dict[str, list[str]] = {}
    values: dict[str, list[str]] = {}
    for name, texts in _properties(packet):
        values.setdefault(name, texts)
    for word, names in _NAMES.items():
        for name in names:
            prefix, _, local = name.partition(":")
            texts = [text for text in values.get(f"{{{_SPACES[prefix]}}}{local}", []) if text]
            if texts and word not in found:
                found[word] = texts
    return found


def _properties(packet: bytes) -> Iterator[tuple[str, list[str]]]:
    """Each property of the packet's descriptions, with its texts."""
    root = _parsed(packet)
    if root is None:
        return
    for description in root.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            yield name, [value]
        for child in description:
            items = child.findall(f"*/{_RDF}li")
            # An alternative of languages is one text.
            if child.find(f"{_RDF}Alt") is not None:
                items = [i for i in items if i.get(_LANGUAGE) == "x-default"] or items[:1]
            resource = child.get(f"{_RDF}resource")
            yield child.tag, [i.text or "" for i in items] or [resource or child.text or ""]


def _parsed(packet: bytes) -> ElementTree.Element | None:
    if len(packet) > _MOST:
        return None
    wide = packet[:2] in {b"\xff\xfe", b"\xfe\xff"}
    text = packet.decode("utf-16" if wide else "utf-8", "replace").strip("\0\ufeff \r\n\t")
    # Without a document type there are no entities, neither growing nor from elsewhere.
    if re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE) or text.count("<") > _MOST_MARKS:
        return None
    try:
        return ElementTree.fromstring(text)  # noqa: S314 - bounded, and without entities
    except (ElementTree.ParseError, ValueError):
        return None


def packet(properties: Mapping[str, str]) -> bytes:
    """An XMP packet of `properties`, such as `dc:creator`; empty ones are left out.

    The same properties always make the same bytes.
    """
    written = "".join(_element(name, value) for name, value in properties.items() if value)
    if not written:
        return b""
    prefixes = dict.fromkeys(name.partition(":")[0] for name in properties)
    spaces = "".join(f' xmlns:{prefix}="{_SPACES[prefix]}"' for prefix in prefixes)
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{_RDF[1:-1]}"><rdf:Description rdf:about=""{spaces}>'
        f"{written}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def _element(name: str, value: str) -> str:
    text = escape(value)
    if name == "dc:creator":
        text = f"<rdf:Seq><rdf:li>{text}</rdf:li></rdf:Seq>"
    elif name in {"dc:rights", "xmpRights:UsageTerms"}:
        text = f'<rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt>'
    return f"<{name}>{text}</{name}>"

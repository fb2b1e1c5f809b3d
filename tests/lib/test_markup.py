"""Links that a story may have, and time that no input can stretch."""

import os
import sys

import pytest

from articles.lib.html.canonical import paragraphs, plain_text
from articles.lib.html.sanitiser import sanitise

#: Characters of the shorter text; the longer one has eight times as many.
LENGTH = int(os.environ.get("MARKUP_LENGTH", "3000"))
LINKS = {
    "https://e.example/a b\"<>\\": "https://e.example/a%20b%22%3C%3E%5C",
    " HTTP://e.example/ ": "HTTP://e.example/",
    "mailto:a@e.example": "mailto:a@e.example",
    "tel:+44": "tel:+44",
    "/a?b=1&copy=2": "/a?b=1&copy=2",
    "#note": "",
    "/\\evil.example": "/%5Cevil.example",
    "//evil.example": "",
    "/\t/evil.example": "",
    "evil.html": "",
    "": "",
    "https:evil": "",
    "https:///evil": "",
    "https://e.example:99999/": "",
    "https://e.example/" + "x" * 2000: "",
    "javascript:alert(1)": "",
    "JaVa\nScript:alert(1)": "",
    "java&#9;script&colon;alert(1)": "",
    "&#" + "0" * 5000 + "106;avascript:alert(1)": "",
    "\x01javascript:alert(1)": "",
    "data:text/html,x": "",
    "file:///C:/a.png": "",
    "vbscript:x": "",
}  # fmt: skip


@pytest.mark.parametrize(("address", "expected"), LINKS.items())
def test_only_safe_links_stay_links(address: str, expected: str) -> None:
    html = sanitise(f"<a href='{address}' target=_blank>a</a>")
    escaped = expected.replace("&", "&amp;")
    assert html == (f'<p><a href="{escaped}">a</a></p>' if expected else "<p>a</p>")


@pytest.mark.parametrize(
    "piece",
    [f"<style>.a{{x{'y' * 9}:z}}</style><p class=a>", "<q>", "<a href='#a'>1</a><li id=a>",
     "<p hidden>",
     "<img src=desk-paste:0><div>", "<small class=footnote>x", "<pre> x\n", "<dialog>", "<label>",
     "<", "<a ", "<b x=1>", "<p><b>", "<ul><li>", "<!--", "<![", "&#", "<a href='", '"', "</", " ",
     "<table><td>", "<figure>", "<figure data-picture=1>", "<svg>", "<script>", "\n<br>", "x" * 9,
     "<p style='mso-list:l0 level9 l'>x", "<blockquote>x", "<a href=/xxxxxxxxxxxxxxx>x<p>", "=",
     "&", "&nbsp;", "<b>x</b>y", "<!--x-->", "<!--x--!>", "<?x>", "<![CDATA[x]]>", "<title>",
     "<script>x</script>", "<script><!--<script>x</script>", "<textarea>x</textarea", "<noscript>",
     "<plaintext>", "<svg/>", "<svg></b>", "<template>", "<svg><title/>", "<b></i>", "</p>",
     "<div>", "<p x=1 ", "<p x='", "<b id=1><p>", "<a href=/x><table>", "<!doctype", "&notit;"],
)  # fmt: skip
def test_work_grows_with_the_length_only(piece: str) -> None:
    def steps(size: int) -> int:
        """The calls that a text of `size` characters costs."""
        html = (piece * (size // len(piece) + 1))[:size]
        calls = 0

        def count(*_event: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(count)
        try:
            clean = sanitise(html)
            plain_text(clean), paragraphs(clean), plain_text(html), paragraphs(html)
        finally:
            sys.setprofile(None)
        assert len(clean) < 12 * size + 100
        return calls

    # Eight times the text: as many times the calls, not sixty-four.
    assert steps(8 * LENGTH) < 12 * max(steps(LENGTH), 1_000)

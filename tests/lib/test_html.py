"""The sanitiser, and what is read from the HTML it writes."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.lib.blocks import CONTAINERS
from articles.lib.builder import Builder
from articles.lib.embeds import Embed
from articles.lib.html import expand_figures, paragraphs, picture_ids, plain_text, sanitise
from articles.lib.markup import tokens

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
PICTURE = '<figure data-picture="7" data-size="wide"><figcaption>The <em>old</em> port</figcaption></figure>'
TABLE = "<table><tbody><tr><th>Year</th><td>2024</td></tr></tbody></table>"
CANONICAL = (
    '<h2>Dues</h2><p>Rain &amp; <strong>wind</strong> <a href="https://e.example/?a=1&amp;b=2">'
    f"here</a><br>now</p>{PICTURE}<blockquote><p>We <em>won't</em>.</p></blockquote><hr>"
    f"<ul><li>One<ol><li>Inner</li></ol></li><li><p>a</p><p>b</p></li></ul>{TABLE}"
    f'<figure data-embed="{VIDEO}"><figcaption>A film</figcaption></figure><h3>End</h3><p>Last.</p>'
)

CASES = {
    "bare text": ("Hello <i>there", "<p>Hello <em>there</em></p>"),
    "old tags": ("<b>a</b><i>b</i>", "<p><strong>a</strong><em>b</em></p>"),
    "headings": ("<h1>a</h1><h4>b</h4><h6>c</h6>", "<h2>a</h2><h3>b</h3><h3>c</h3>"),
    "div in a heading": ("<h2><div>a</div></h2>b", "<h2>a</h2><p>b</p>"),
    "empty paragraphs": ("<p> </p><p><br></p><p>&nbsp;</p><p>\u200b</p><p>a</p>", "<p>a</p>"),
    "breaks": ("<p><br>a <br> b<br></p>", "<p>a<br>b</p>"),
    "scripts": ("a<script>if (a<b) x()</script><style>p{}</style>b", "<p>ab</p>"),
    "unclosed script": ("a<script>b", "<p>a</p>"),
    "iframe": ("a<iframe src=x>b</iframe >c", "<p>ac</p>"),
    "template": ("a<template><template>b</template>c</template>d", "<p>ad</p>"),
    "attributes": ('<p onclick="x()" style="color:red" class=a>a</p>', "<p>a</p>"),
    "control characters": ("a\x00b\x07c\ud800d&#0;&#1;", "<p>abcd\ufffd</p>"),
    "a number too long": ("&#" + "9" * 5000 + ";a", "<p>\ufffda</p>"),
    "lone brackets": ("1 < 2 > 0", "<p>1 &lt; 2 &gt; 0</p>"),
    "declarations": ("<!doctype html><?xml x?><!-->a<!-- b --!>c</ >", "<p>ac</p>"),
    "unclosed comment": ("a<!-- b", "<p>a</p>"),
    "list": ("<ul><li><p>One</p><li>Two</ul>", "<ul><li>One</li><li>Two</li></ul>"),
    "text in a list": ("<ul>One</ul>", "<ul><li>One</li></ul>"),
    "items without a list": ("<li>One<li>Two", "<ul><li>One</li><li>Two</li></ul>"),
    "empty lists": ("<ul><li> </li></ul><blockquote></blockquote><table></table>", ""),
    "item in a caption": (
        "<figure data-picture=1><figcaption><li>a</li><ul><li>b</ul><hr><p>c",
        '<figure data-picture="1"><figcaption>a<br>b<br>c</figcaption></figure>',
    ),
    "list beside its item": (
        "<ul><li>One</li><ul><li>Inner</li></ul></ul>",
        "<ul><li>One<ul><li>Inner</li></ul></li></ul>",
    ),
    "table": (
        "<table><colgroup><col></colgroup><thead><tr><th colspan=2 rowspan=1 width=9>H</thead>"
        "<tfoot><tr><td rowspan=101><td colspan=x></tfoot></table>",
        '<table><tbody><tr><th colspan="2">H</th></tr><tr><td></td><td></td></tr></tbody></table>',
    ),
    "nested table": (
        "<table><tr><td>a<table><tr><td>b</td></tr></table>c</td></tr></table>",
        "<table><tbody><tr><td><p>a</p><p>b</p><p>c</p></td></tr></tbody></table>",
    ),
    "cells without a table": ("<tr><td>a</td><td>b", "<p>a</p><p>b</p>"),
    "cell without a row": ("<table><td>a", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
    "list across a cell": (
        "<ul><li><table><tr><td>a</ul>b</table>",
        "<ul><li><table><tbody><tr><td><p>a</p><p>b</p></td></tr></tbody></table></li></ul>",
    ),
    "figure in a paragraph": (f"<p>a{PICTURE}b</p>", f"<p>a</p>{PICTURE}<p>b</p>"),
    "figure in a figure": (
        "<figure data-picture=1><figure data-picture=2></figure></figure>",
        '<figure data-picture="1"></figure><figure data-picture="2"></figure>',
    ),
    "stray text in a figure": (
        "<figure data-picture=01 data-size=huge> <img>Text<figcaption><p>a</p><p>b</p></figcaption>",
        '<figure data-picture="1"><figcaption>Text<br>a<br>b</figcaption></figure>',
    ),
    "empty caption": (
        "<figure data-picture=1><figcaption> </figcaption></figure>",
        '<figure data-picture="1"></figure>',
    ),
    "figures of nothing": (
        "<figure><img src=x><figcaption>a</figcaption></figure><figure data-picture=0></figure>"
        '<figure data-picture="1x"></figure><figure data-embed="https://e.example/v"></figure>',
        "",
    ),
    "embed": (
        '<figure data-embed="https://youtu.be/dQw4w9WgXcQ?t=1m" data-size=full></figure>',
        f'<figure data-embed="{VIDEO}&amp;t=60s" data-size="full"></figure>',
    ),
    "blank marks": ("a<b> </b>b<a href=/x> </a>", "<p>a b</p>"),
    "marks across blanks": ("<b>a</b> <b>b</b>", "<p><strong>a b</strong></p>"),
    "link in a link": ('<a href=/a>a<a href="/b">b', '<p><a href="/a">a</a><a href="/b">b</a></p>'),
    "link around blocks": (
        "<a href=/a><h3>a</h3><p>b</p></a>",
        '<h3><a href="/a">a</a></h3><p>b</p>',
    ),
    "marks end with a cell": (
        "<table><tr><td><b>a<td>b</b></table>",
        "<table><tbody><tr><td><strong>a</strong></td><td>b</td></tr></tbody></table>",
    ),
    "Google Docs": (
        '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="'
        'font-weight:700">a</span><span style="font-weight:400;font-style:italic"> b</span></p></b>'
        '<i style="font-style: normal">c</i>',
        "<p><strong>a</strong><em> b</em></p><p>c</p>",
    ),
}

LINKS = {
    "https://e.example/a b\"<>\\": "https://e.example/a%20b%22%3C%3E%5C",
    " HTTP://e.example/ ": "HTTP://e.example/",
    "mailto:a@e.example": "mailto:a@e.example",
    "tel:+44": "tel:+44",
    "/a?b=1&copy=2": "/a?b=1&copy=2",
    "#note": "#note",
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

WORD = """<html xmlns:o="urn:x"><head><title>T</title><!--[if gte mso 9]><xml><w:WordDocument>x
</w:WordDocument></xml><![endif]--><style><!-- p.MsoNormal {mso-style-parent:""} --></style></head>
<body><!--StartFragment--><p class=MsoNormal style='mso-margin-top-alt:auto'>Intro<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if
!supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>First</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><!--[if !supportLists]--><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span><!--[endif]-->Inner <b>one</b></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>2.
</span>Inner two</p><p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>o</span>
Second</p><p style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>a)</span>Lettered</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><p>Out<img src="file:///C:/x.png"></p></body></html>"""

TAGS = sorted(
    CONTAINERS
    | {"p", "h1", "h2", "h4", "b", "strong", "i", "em", "span", "a", "br", "hr", "div", "o:p"}
    | {"thead", "tbody", "caption", "template", "script", "svg", "!--", "![if x]", "?x", "/"}
)
ATTRIBUTES = st.sampled_from([
    "", "", ' data-picture="3"', " data-picture=x", ' data-size="full"', f' data-embed="{VIDEO}"',
    ' href="https://e.example/?a&b"', " href=/x", ' href="java\tscript:x"', ' colspan="3"',
    " style='mso-list:l0 level2 lfo1'", ' style="mso-list:Ignore"', " style=font-weight:700",
    ' style="font-weight:normal;font-style:italic"', ' title="a>b"', " x='", ' "', "/", " =",
])  # fmt: skip
FRAGMENTS = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(TAGS), ATTRIBUTES),
    st.sampled_from(TAGS).map("</{}>".format),
    st.sampled_from(["a", " ", "\n", "&nbsp;", "&amp;lt;b&gt;", "&#60;", "&#0;", "<", ">", "-->"]),
    st.text(max_size=5),
)
NASTY = st.lists(FRAGMENTS, max_size=40).map("".join)
TIDY = st.lists(
    st.sampled_from(sorted(set(TAGS) - {"figure", "template", "script", "svg", "!--"})).flatmap(
        lambda tag: st.sampled_from([f"<{tag}>x", f"</{tag}>y", f"<{tag}>", f"</{tag}>"])
    ),
    max_size=60,
).map("".join)


class Grammar(HTMLParser):
    """Fails where HTML is not what the sanitiser promises."""

    flow = "root blockquote li td th".split()
    inside = dict.fromkeys("p h2 h3 ul ol blockquote hr table figure".split(), flow) | {
        "li": ["ul", "ol"], "tbody": ["table"], "tr": ["tbody"], "td": ["tr"], "th": ["tr"],
        "figcaption": ["figure"], "a": "p h2 h3 li td th figcaption".split(),
        "strong": "p h2 h3 li td th figcaption a".split(),
        "em": "p h2 h3 li td th figcaption a strong".split(),
        "br": "p h2 h3 li td th figcaption a strong em".split(),
    }  # fmt: skip
    allowed = {"href", "colspan", "rowspan", "data-picture", "data-size", "data-embed"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = ["root"]
        self.feed(html)
        self.close()
        assert self.open == ["root"], html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert self.open[-1] in self.inside[tag], (tag, self.open)
        assert {name for name, _ in attrs} <= self.allowed
        assert tag != "figure" or "data-picture" in dict(attrs) or "data-embed" in dict(attrs)
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert self.open[-1] not in "root blockquote ul ol table tbody tr figure".split(), data


@pytest.mark.parametrize(("given", "expected"), CASES.values(), ids=CASES)
def test_bodies_come_out_canonical(given: str, expected: str) -> None:
    assert sanitise(given) == expected


def test_what_is_canonical_stays_as_it_is() -> None:
    assert sanitise(CANONICAL) == CANONICAL
    Grammar(CANONICAL)


@pytest.mark.parametrize(("address", "expected"), LINKS.items())
def test_only_safe_links_stay_links(address: str, expected: str) -> None:
    html = sanitise(f"<a href='{address}' target=_blank>a</a>")
    escaped = expected.replace("&", "&amp;")
    assert html == (f'<p><a href="{escaped}">a</a></p>' if expected else "<p>a</p>")


def test_words_lists_become_lists() -> None:
    assert sanitise(WORD) == (
        "<p>Intro</p><ul><li>First<ol><li>Inner <strong>one</strong></li><li>Inner two</li></ol>"
        "</li><li>Second</li></ul><ol><li>Lettered</li></ol><p>Out</p>"
    )


def test_words_list_may_begin_deep_and_stand_in_a_cell() -> None:
    item = "<p style='mso-list:l0 level9 lfo1'>a</p>"
    assert sanitise(item) == "<ul><li>a</li></ul>"
    assert "<td><ul><li>a</li></ul></td>" in sanitise(f"<table><tr><td>{item}</table>")
    assert sanitise("<ul><li>" * 20 + item).count("a") == 1
    assert sanitise(f"<figure data-picture=1>{item}") == (
        '<figure data-picture="1"><figcaption>a</figcaption></figure>'
    )


@given(NASTY | TIDY | st.text())
@settings(max_examples=400)
@example("<ul><li>" * 40 + "<figure data-picture=1><table><td><blockquote>x")
@example("".join(f"<p style='mso-list:l0 level{n % 9 + 1} lfo1'>x" for n in range(30)))
def test_any_input_comes_out_safe_and_stays_so(html: str) -> None:
    clean = sanitise(html)
    Grammar(clean)
    assert sanitise(clean) == clean


@given(NASTY)
def test_the_second_gate_has_nothing_left_to_do(html: str) -> None:
    builder = Builder()
    for token in tokens(html):
        builder.take(token)
    assert builder.finish() == sanitise(html)


@given(TIDY)
def test_no_text_is_lost_to_wrong_nesting(html: str) -> None:
    typed = [token.text.strip(" >") for token in tokens(html) if token.text]
    assert "".join(plain_text(sanitise(html)).split()).replace(">", "") == "".join(typed)


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<b x=1>", "<p><b>", "<ul><li>", "<!--", "<![", "&#", "<a href='", '"', "</", " ",
     "<table><td>", "<figure>", "<figure data-picture=1>", "<svg>", "<script>", "\n<br>", "x" * 9,
     "<p style='mso-list:l0 level9 l'>x", "<blockquote>x", "<a href=/xxxxxxxxxxxxxxx>x<p>", "=", "&"],
)  # fmt: skip
def test_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(size: int) -> float:
        html = (piece * (size // len(piece) + 1))[:size]
        began = time.process_time()
        clean = sanitise(html)
        plain_text(clean), paragraphs(clean), plain_text(html), paragraphs(html)
        assert len(clean) < 12 * size + 100
        return time.process_time() - began

    assert seconds(160_000) < 16 * max(seconds(20_000), 0.01)


def test_plain_text_has_a_line_for_each_block() -> None:
    expected = "Dues\nRain & wind here\nnow\n{}We won't.\nOne\nInner\na\nb\nYear\n2024\nEnd\nLast."
    assert plain_text(CANONICAL) == expected.format("")
    assert plain_text(CANONICAL, captions=True) == expected.format("The old port\n")
    assert plain_text("<p>&amp;lt; a&nbsp;b</p>") == "&lt; a b"


def test_paragraphs_are_those_of_the_story_itself() -> None:
    assert paragraphs(CANONICAL) == ["Rain & wind here now", "Last."]
    assert paragraphs("</ul><p> </p><p>a") == ["a"]


def test_pictures_are_listed_once_and_in_order() -> None:
    figures = "".join(f'<figure data-picture="{pk}"></figure>' for pk in (9, 2, 9))
    assert picture_ids(figures + CANONICAL) == [9, 2, 7]


def picture(pk: int, size: str, caption: str) -> str:
    return f"[{pk} {size} {caption}]"


def embed(found: Embed, caption: str) -> str:
    return f"[{found.provider} {caption}]"


def test_figures_and_tables_are_expanded() -> None:
    expanded = expand_figures(CANONICAL, picture, embed, table_label='A "table"')
    assert "[7 wide The <em>old</em> port]<blockquote>" in expanded
    assert "[YouTube A film]<h3>" in expanded
    assert f'role="region" aria-label="A &quot;table&quot;">{TABLE}</div><figure' not in expanded
    assert f'role="region" aria-label="A &quot;table&quot;">{TABLE}</div>[YouTube' in expanded


def test_sizes_and_captions_may_be_missing_and_players_go() -> None:
    html = '<figure data-picture="7"></figure><figure data-embed="https://gone.example/"></figure>'
    assert expand_figures(html, picture, embed) == "[7 column ]"


def test_feeds_keep_their_tables_bare() -> None:
    assert expand_figures(TABLE, picture, embed, table_label="") == TABLE

"""The sanitiser, and what is read from the HTML it writes."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.lib.embeds.embed import Embed
from articles.lib.html.blocks import CONTAINERS
from articles.lib.html.builder import Builder
from articles.lib.html.canonical import (
    expand_figures,
    headings,
    links,
    paragraphs,
    picture_ids,
    plain_text,
    without_pulls,
)
from articles.lib.html.markup import tokens
from articles.lib.html.reading import end_of, pieces, without
from articles.lib.html.sanitiser import sanitise
from articles.lib.incoming import plain
from articles.lib.incoming.report import Report

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
PICTURE = (
    '<figure data-picture="7" data-size="wide"><figcaption>The <em>old</em> port</figcaption>'
    "</figure>"
)
TABLE = "<table><tbody><tr><th>Year</th><td>2024</td></tr></tbody></table>"
PULL = (
    '<aside class="pull"><blockquote><p>It is <em>ours</em>.<br>It stays.</p></blockquote>'
    "<p>The harbour master</p></aside>"
)
FACTS = (
    '<aside class="facts"><h2>The crane</h2><p>Built in <strong>1911</strong></p>'
    "<ul><li>Lifts nine tonnes</li></ul></aside>"
)
FILM = f'<figure data-embed="{VIDEO}" data-poster="12"><figcaption>A film</figcaption></figure>'
CANONICAL = (
    '<h2>Dues</h2><p>Rain &amp; <strong>wind</strong> <a href="https://e.example/?a=1&amp;b=2">'
    f"here</a><br>now</p>{PICTURE}<blockquote><p>We <em>won't</em>.</p></blockquote><hr>"
    f"<ul><li>One<ol><li>Inner</li></ol></li><li><p>a</p><p>b</p></li></ul>{TABLE}"
    f"{FILM}{PULL}<h3>End</h3>{FACTS}<p>Last.</p>"
)

TAGS = sorted(
    CONTAINERS
    | {"p", "h1", "h2", "h4", "b", "strong", "i", "em", "span", "a", "br", "hr", "div", "o:p"}
    | {"thead", "tbody", "caption", "template", "script", "svg", "!--", "![if x]", "?x", "/"}
    | {"s", "del", "sub", "sup", "small", "pre", "q", "iframe", "img"}
)
ATTRIBUTES = st.sampled_from([
    "", "", ' data-picture="3"',
    ' data-gallery="3 5 3"', " data-gallery=7",
    ' class="pull"', " class=facts", ' class="x facts"', ' data-poster="5"', " data-poster=x",
    " data-picture=x", ' data-size="full"', f' data-embed="{VIDEO}"',
    ' href="https://e.example/?a&b"', " href=/x", ' href="java\tscript:x"', ' colspan="3"',
    " style='mso-list:l0 level2 lfo1'", ' style="mso-list:Ignore"', " style=font-weight:700",
    ' style="font-weight:normal;font-style:italic"', ' title="a>b"', " x='", ' "', "/", " =",
    ' class="footnote"', ' id="a"', ' id="at-a"', ' href="#a"', ' name="a" href="#b"', ' id="b"',
    ' href="https://e.example/#b"', " hidden", ' style="display:block"', ' style="white-space:pre"',
    ' start="5" type=a', " reversed", ' value="7"', " scope=row", " role=heading", " cite=x",
    ' src="https://youtu.be/dQw4w9WgXcQ"', ' alt="🎉" class=emoji', ' style="mso-element:comment"',
    " style='mso-element:footnote' id=ftn1", ' class="MsoListParagraph"', " style=font-size:0",
])  # fmt: skip
FRAGMENTS = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(TAGS), ATTRIBUTES),
    st.sampled_from(TAGS).map("</{}>".format),
    st.sampled_from(["a", " ", "\n", "&nbsp;", "&amp;lt;b&gt;", "&#60;", "&#0;", "<", ">", "-->"]),
    st.text(max_size=5),
)
UNTIDY = {"figure", "template", "script", "svg", "!--", "sub", "sup", "q", "iframe", "img"}
NASTY = st.lists(FRAGMENTS, max_size=40).map("".join)
TIDY = st.lists(
    st.sampled_from(sorted(set(TAGS) - UNTIDY)).flatmap(
        lambda tag: st.sampled_from([f"<{tag}>x", f"</{tag}>y", f"<{tag}>", f"</{tag}>"])
    ),
    max_size=60,
).map("".join)


FLOW = ["root", "blockquote", "li", "td", "th"]
TEXTS = ["p", "h2", "h3", "li", "td", "th", "figcaption"]
MARKS = ["small", "a", "strong", "em", "s"]
INSIDE = {
    "aside": ["root"], "p": [*FLOW, "aside"], "h2": [*FLOW, "aside"], "h3": FLOW,
    "ul": [*FLOW, "aside"], "ol": [*FLOW, "aside"], "blockquote": [*FLOW, "aside"], "hr": FLOW,
    "table": FLOW, "figure": FLOW, "figcaption": ["figure"], "li": ["ul", "ol"],
    "tbody": ["table"], "tr": ["tbody"], "td": ["tr"], "th": ["tr"], "small": TEXTS,
    "a": [*TEXTS, "small"], "strong": [*TEXTS, "small", "a"],
    "em": [*TEXTS, "small", "a", "strong"],
    "s": [*TEXTS, "small", "a", "strong", "em"], "sub": [*TEXTS, *MARKS], "sup": [*TEXTS, *MARKS],
    "br": [*TEXTS, *MARKS, "sub", "sup"],
}  # fmt: skip
ALLOWED = {
    "href", "colspan", "rowspan", "data-picture", "data-gallery", "data-size", "data-embed",
    "data-poster", "class", "id", "start", "type", "reversed", "value", "scope",
}  # fmt: skip


class Grammar(HTMLParser):
    """Fails where HTML is not what the sanitiser promises."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = ["root"]
        self.feed(html)
        self.close()
        assert self.open == ["root"], html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert self.open[-1] in INSIDE[tag], (tag, self.open)
        assert {name for name, _ in attrs} <= ALLOWED
        shows = {"data-picture", "data-gallery", "data-embed"} & set(dict(attrs))
        assert tag != "figure" or len(shows) == 1
        assert "data-poster" not in dict(attrs) or "data-embed" in dict(attrs)
        assert (tag == "aside") == (dict(attrs).get("class") in ("pull", "facts"))
        assert (tag == "small") == (dict(attrs).get("class") == "footnote")
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert self.open[-1] not in [
            "root",
            "blockquote",
            "ul",
            "ol",
            "table",
            "tbody",
            "tr",
            "figure",
            "aside",
        ], data


def test_what_is_canonical_stays_as_it_is() -> None:
    assert sanitise(CANONICAL) == CANONICAL
    Grammar(CANONICAL)


@given(NASTY | TIDY | st.text())
@settings(max_examples=400, deadline=None)
@example("<ul><li>" * 40 + "<figure data-picture=1><table><td><blockquote>x")
@example("".join(f"<p style='mso-list:l0 level{n % 9 + 1} lfo1'>x" for n in range(30)))
def test_any_input_comes_out_safe_and_stays_so(html: str) -> None:
    clean = sanitise(html)
    Grammar(clean)
    assert sanitise(clean) == clean


@given(NASTY)
def test_the_second_gate_has_nothing_left_to_do(html: str) -> None:
    builder = Builder()
    for token in plain(tokens(html), Report()):
        builder.take(token)
    assert builder.finish() == sanitise(html)


@given(TIDY)
def test_no_text_is_lost_to_wrong_nesting(html: str) -> None:
    typed = [token.text.strip(" >") for token in tokens(html) if token.text]
    # A table's caption comes before it.
    found = "".join(plain_text(sanitise(html)).split()).replace(">", "")
    assert sorted(found) == sorted("".join(typed))


def test_plain_text_has_a_line_for_each_block() -> None:
    expected = (
        "Dues\nRain & wind here\nnow\n{}We won't.\nOne\nInner\na\nb\nYear\n2024\n{}End\nThe crane\n"
    )
    expected += "Built in 1911\nLifts nine tonnes\nLast."
    assert plain_text(CANONICAL) == expected.format("", "")
    assert plain_text(CANONICAL, captions=True) == expected.format(
        "The old port\n", "It is ours.\nIt stays.\nThe harbour master\n"
    )
    assert plain_text("<p>&amp;lt; a&nbsp;b</p>") == "&lt; a b"


def test_paragraphs_are_those_of_the_story_itself() -> None:
    assert paragraphs(CANONICAL) == ["Rain & wind here now", "Last."]
    assert paragraphs("</ul><p> </p><p>a") == ["a"]


def test_pictures_are_listed_once_and_in_order() -> None:
    figures = "".join(f'<figure data-picture="{pk}"></figure>' for pk in (9, 2, 9))
    assert picture_ids(figures + CANONICAL) == [9, 2, 7, 12]
    gallery = '<figure data-gallery="4 9 11" data-size="wide"></figure>'
    assert picture_ids(figures + gallery) == [9, 2, 4, 11]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("4 9 11", ' data-gallery="4 9 11"'),
        (" 004  9 4 ", ' data-gallery="4 9"'),
        ("4 x 9 -3 0 1.5", ' data-gallery="4 9"'),
        ("7", ' data-picture="7"'),
        (" ".join(map(str, range(1, 40))), f' data-gallery="{" ".join(map(str, range(1, 21)))}"'),
        ("x", None),
        ("", None),
        ("9" * 19, None),
    ],
)
def test_a_gallery_holds_some_pictures_each_once(typed: str, kept: str | None) -> None:
    clean = sanitise(f'<figure data-size="wide" data-gallery="{typed}"></figure>')
    assert clean == (f'<figure{kept} data-size="wide"></figure>' if kept else "")


def test_a_gallery_is_expanded_as_one_or_picture_by_picture() -> None:
    body = '<figure data-gallery="4 9"><figcaption>Two</figcaption></figure>'

    def picture(pk: int, size: str, caption: str) -> str:
        return f"[{pk} {size} {caption}]"

    def gallery(pks: list[int], size: str, caption: str) -> str:
        return f"{pks} {size} {caption}"

    def embed(_player: Embed, _caption: str, _poster: int) -> str:
        return ""

    assert expand_figures(body, picture, embed) == "[4 column ][9 column Two]"
    assert expand_figures(body, picture, embed, gallery=gallery) == "[4, 9] column Two"
    assert plain_text(body, captions=True) == "Two"
    assert plain_text(body) == ""


def picture(pk: int, size: str, caption: str) -> str:
    return f"[{pk} {size} {caption}]"


def embed(found: Embed, caption: str, poster: int) -> str:
    return f"[{found.provider} {caption} {poster}]"


def test_figures_and_tables_are_expanded() -> None:
    expanded = expand_figures(CANONICAL, picture, embed, table_label='A "table"')
    assert "[7 wide The <em>old</em> port]<blockquote>" in expanded
    assert f"[YouTube A film 12]{PULL}<h3>" in expanded
    assert f'role="region" aria-label="A &quot;table&quot;">{TABLE}</div><figure' not in expanded
    assert f'role="region" aria-label="A &quot;table&quot;">{TABLE}</div>[YouTube' in expanded


def test_sizes_and_captions_may_be_missing_and_players_go() -> None:
    html = '<figure data-picture="7"></figure><figure data-embed="https://gone.example/"></figure>'
    link = '<p><a href="https://gone.example/">https://gone.example/</a></p>'
    assert expand_figures(html, picture, embed) == f"[7 column ]{link}"


def test_feeds_keep_their_tables_bare() -> None:
    assert expand_figures(TABLE, picture, embed, table_label="") == TABLE


def test_headings_and_links_are_listed_in_order() -> None:
    assert headings(CANONICAL) == ["h2", "h3", "h2"]
    assert links(CANONICAL) == ["https://e.example/?a=1&b=2"]


@pytest.mark.parametrize(
    "html", ["<p>a\r\nb</p>", "<p>é\U0001f600</p>\n<p>&amp;\x0c</p>", CANONICAL]
)
def test_a_piece_knows_where_it_stands(html: str) -> None:
    tags = [piece for piece in pieces(html) if piece.source]
    assert tags
    assert all(html[tag.col : end_of(tag)] == tag.source for tag in tags)


def test_what_nothing_closes_is_not_cut_out() -> None:
    assert without("<p><ins>a</ins>b<ins>c</ins></p>", "ins") == "<p>b</p>"
    assert without("<p>a<ins>b</p></del>", "ins") == "<p>a<ins>b</p></del>"


def test_pull_quotes_are_left_out_where_they_would_say_things_twice() -> None:
    assert without_pulls(f"<p>a</p>{PULL}{FACTS}{PULL}<p>b</p>") == f"<p>a</p>{FACTS}<p>b</p>"

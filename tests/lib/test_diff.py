"""What changed between two texts and two bodies, as people would tell it."""

from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.lib.html.sanitiser import sanitise
from articles.lib.merging import spans
from articles.lib.merging.diff import Change, bodies, words
from articles.lib.merging.sequences import alike
from articles.lib.merging.wording import split_words, vocabulary

PICTURE = '<figure data-picture="3"><figcaption>The old port of the town</figcaption></figure>'
TABLE = "<table><tbody><tr><td>{} was a dry year in the north</td></tr></tbody></table>"


def shown(old: str, new: str) -> str:
    """The words with [-removed-] and {+added+}."""
    forms = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(forms[piece.kind].format(piece.text) for piece in words(old, new))


def woven(old: str, new: str) -> str:
    """The HTML of two bodies of which no block is only on one side."""
    changes = bodies(old, new)
    assert {change.kind for change in changes} <= {"changed", "same"}
    return "".join(change.html for change in changes)


@pytest.mark.parametrize(
    ("old", "new", "result"),
    [
        ("", "", ""),
        ("", "Rain", "{+Rain+}"),
        ("Rain", "", "[-Rain-]"),
        ("Rain in Delhi", "Rain in Delhi", "Rain in Delhi"),
        ("Rain in Delhi", "Snow in Delhi", "[-Rain-]{+Snow+} in Delhi"),
        ("a b c", "a c", "a [-b -]c"),
        ("a c", "a b c", "a {+b +}c"),
        ("One. Two went. Three.", "One. Three.", "One. [-Two went. -]Three."),
        ("22.5 crore", "22.6 crore", "[-22.5-]{+22.6+} crore"),
        ("It doesn't", "It didn't", "It [-doesn't-]{+didn't+}"),
        ("It doesn’t", "It didn’t", "It [-doesn’t-]{+didn’t+}"),
        ("so well-known", "so little-known", "so [-well-]{+little+}-known"),
        ("a  b", "a b", "a[-  -]{+ +}b"),
        ("किसान आंदोलन जारी", "किसान आंदोलन समाप्त", "किसान आंदोलन [-जारी-]{+समाप्त+}"),
        ("अब क्षितिज", "अब क्षिति", "अब [-क्षितिज-]{+क्षिति+}"),
        ("東京で地震", "京都で地震", "[-東京-]{+京都+}で地震"),
        ("ไทย", "ไทร", "ไท[-ย-]{+ร+}"),
        ("yes 👍🏽", "yes 👍", "yes [-👍🏽-]{+👍+}"),
        ("go 🇮🇳🇳🇵", "go 🇮🇳🇮🇹", "go 🇮🇳[-🇳🇵-]{+🇮🇹+}"),
    ],
)
def test_words(old: str, new: str, result: str) -> None:
    assert shown(old, new) == result


@pytest.mark.parametrize(
    ("old", "new", "result"),
    [
        (
            "Big dogs and small cats",
            "Huge wolves and tiny lions",
            "[-Big dogs and small cats-]{+Huge wolves and tiny lions+}",
        ),
        ("Rain, storm", "Snow, hail", "[-Rain, storm-]{+Snow, hail+}"),
        (
            "Rain\nstorm is near",
            "Snow\nhail is near",
            "[-Rain-]{+Snow+}\n[-storm-]{+hail+} is near",
        ),
        (
            "On Monday he said that 22 crore rupees would do",
            "On Friday he said that 25 crore rupees would go",
            "On [-Monday-]{+Friday+} he said that [-22-]{+25+} crore rupees would [-do-]{+go+}",
        ),
        (
            "representatives gave evidence yesterday",
            "ambassadors gave testimonials yesterday",
            "[-representatives gave evidence-]{+ambassadors gave testimonials+} yesterday",
        ),
    ],
)
def test_few_kept_words_between_changes_belong_to_them(old: str, new: str, result: str) -> None:
    assert shown(old, new) == result


TEXT = st.lists(
    st.sampled_from([*"abc", "the", "don't", "22.5", ",", ". ", " ", " ", "\n", "\xa0", "東", "京"])
    | st.sampled_from(["ไ", "ก็", "ñ", "\u0301", "\u200d", "👍🏽", "🇮", "’", "_", "."])
    | st.text(max_size=3),
    max_size=30,
).map("".join)


@settings(derandomize=True, deadline=None)
@given(TEXT)
@example("x\u0301" * 40)
@example("東京\u3000東京é東")
def test_splitting_loses_nothing(text: str) -> None:
    pieces = split_words(text)
    assert "".join(pieces) == text
    assert all(pieces)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(TEXT, TEXT)
def test_words_are_exact(old: str, new: str) -> None:
    pieces = words(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    kinds = [piece.kind for piece in pieces]
    assert all(piece.text for piece in pieces)
    for before, after in pairwise(kinds):
        assert before != after
        assert (before, after) != ("added", "removed")


def test_texts_too_different_are_shown_in_coarser_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = "a b a b b a b b a b", "b b a a b a b b b a a"
    assert "same" in {piece.kind for piece in words(old, new)}
    monkeypatch.setattr(spans, "_MOST_EFFORT", 0)
    assert shown(old, new) == f"[-{old}-]{{+{new}+}}"
    assert shown(f"x {old} y", f"x {new} y") == f"x [-{old}-]{{+{new}+}} y"


def test_long_and_different_texts_are_done() -> None:
    """Twenty thousand words, without one in common, and with two that mean nothing."""
    old, new = (" ".join(f"{letter}{n}" for n in range(20_000)) for letter in "ab")
    assert [piece.kind for piece in words(old, new)] == ["removed", "added"]
    old, new = ("".join("ab"[n * n % k % 2] + " " for n in range(20_000)) for k in (7, 13))
    assert "".join(piece.text for piece in words(old, new) if piece.kind != "added") == old


def test_blocks_that_were_kept_added_and_removed() -> None:
    old, new = "<p>Rain came.</p><p>Roads are open.</p><hr>", "<p>Trains run.</p><p>Rain came.</p>"
    assert bodies(old, new) == [
        Change("added", "", "<p>Trains run.</p>", "<ins><p>Trains run.</p></ins>"),
        Change("same", "<p>Rain came.</p>", "<p>Rain came.</p>", "<p>Rain came.</p>"),
        Change("removed", "<p>Roads are open.</p>", "", "<del><p>Roads are open.</p></del>"),
        Change("removed", "<hr>", "", "<del><hr></del>"),
    ]
    assert bodies("", "") == []


def test_words_in_a_block() -> None:
    old = '<p>The <strong>old port</strong> &amp; town, <a href="/a?b=1&amp;c">they said</a>.</p>'
    new = '<p>The <strong>new port</strong> &amp; town, <a href="/a?b=1&amp;c">he said</a>.</p>'
    assert woven(old, new) == (
        "<p>The <strong><del>old</del><ins>new</ins> port</strong> &amp; town, "
        '<a href="/a?b=1&amp;c"><del>they</del><ins>he</ins> said</a>.</p>'
    )


def test_marks_that_changed() -> None:
    assert woven("<p>It was a flood then</p>", "<p>It was a <em>flood</em> then</p>") == (
        "<p>It was a <del>flood</del><em><ins>flood</ins></em> then</p>"
    )
    assert woven('<p>Read it <a href="/a">all</a></p>', '<p>Read it <a href="/b">all</a></p>') == (
        '<p>Read it <a href="/a"><del>all</del></a><a href="/b"><ins>all</ins></a></p>'
    )
    assert woven("<p>one two<br>three</p>", "<p>one two three</p>") == (
        "<p>one two<del><br></del><ins> </ins>three</p>"
    )


def test_lists_and_quotes() -> None:
    old = "<ul><li>Rain in the north<ol><li>of the old town</li></ol></li><li>Two</li></ul>"
    new = "<ul><li>Snow in the north<ol><li>of the new town</li></ol></li><li>Four</li></ul>"
    assert woven(old, new) == (
        "<ul><li><del>Rain</del><ins>Snow</ins> in the north<ol><li>of the <del>old</del>"
        "<ins>new</ins> town</li></ol></li><li><del>Two</del></li><li><ins>Four</ins></li></ul>"
    )
    old = "<blockquote><p>We won.</p><p>She said so yesterday.</p></blockquote>"
    new = "<blockquote><p>She said so today.</p></blockquote>"
    assert woven(old, new) == (
        "<blockquote><del><p>We won.</p></del><p>She said so <del>yesterday</del>"
        "<ins>today</ins>.</p></blockquote>"
    )
    old = "<ul><li><p>One of them</p><p>Two of them</p></li></ul>"
    assert woven(old, old.replace("Two", "Six")) == (
        "<ul><li><p>One of them</p><p><del>Two</del><ins>Six</ins> of them</p></li></ul>"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (PICTURE, PICTURE.replace("old", "new")),
        (TABLE.format(2023), TABLE.format(2024)),
        ("<p>It rained in the north</p>", "<h2>It rained in the north</h2>"),
        ("<p>Rain</p>", "<p>Snow</p>"),
        (PICTURE, PICTURE.replace("3", "4")),
    ],
)
def test_blocks_that_are_shown_whole(old: str, new: str) -> None:
    assert bodies(old, new) == [
        Change("removed", old, "", f"<del>{old}</del>"),
        Change("added", "", new, f"<ins>{new}</ins>"),
    ]


def test_what_is_shown_is_safe() -> None:
    (change,) = bodies("", '<p onclick="x()">Rain<script>alert(1)</script></p>')
    assert change.html == "<ins><p>Rain</p></ins>"


def test_texts_that_belong_together() -> None:
    old = [frozenset(text.split()) for text in ("a b c", "d e f", "g h i", "j k l", "m n o")]
    new = [frozenset(text.split()) for text in ("x y z", "d e v", "m n w", "g h i", "j k u")]
    assert alike(old, new) == [(1, 1), (2, 3), (3, 4)]
    assert alike(old[:2], new[3:]) == []
    assert alike([], new) == alike(old, []) == alike([frozenset()], [frozenset()]) == []
    assert alike(new, new) == [(index, index) for index in range(5)]


def test_vocabulary() -> None:
    assert vocabulary("<p>Rain, <em>rain</em> and rain.</p>") == {"Rain", "rain", "and"}
    assert vocabulary('<p class="x">東京で。</p>') == {"東", "京", "で"}


class Sides(HTMLParser):
    """One side of a diff: without what stands in the given tag, which must close as it opens."""

    def __init__(self, html: str, hidden: str) -> None:
        super().__init__(convert_charrefs=False)
        self.hidden, self.open, self.html = hidden, list[str](), ""
        self.feed(html)
        self.close()
        assert self.open == []

    def write(self, text: str) -> None:
        self.html += "" if self.hidden in self.open else text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ins", "del"):
            assert not {"ins", "del"} & set(self.open)
            assert not attrs
        else:
            self.write(self.get_starttag_text() or "")
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag not in ("ins", "del"):
            self.write(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.write(data)

    def handle_entityref(self, name: str) -> None:
        self.write(f"&{name};")


PARTS = st.lists(
    st.sampled_from(["rain", "snow", "the", "of the", " ", " ", ", ", "<br>", "&amp;", "&lt;b&gt;"])
    | st.sampled_from(["<strong>old port</strong>", "<em>a</em>", '<a href="/x?a&amp;b">b c</a>'])
    | st.sampled_from(["<strong>x <em>y</em></strong>", "&nbsp;", "東京", "&amp;copy;", "don't"]),
    max_size=10,
).map("".join)
BLOCK = st.recursive(
    st.one_of(
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["p", "p", "p", "h2", "h3"]), PARTS),
        st.sampled_from(["<hr>", PICTURE, TABLE.format(1), TABLE.format(2)]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda some: f"<blockquote>{''.join(some)}</blockquote>"),
        st.builds(
            "<{0}>{1}</{0}>".format,
            st.sampled_from(["ul", "ol"]),
            st.lists(
                st.builds("<li>{}{}</li>".format, PARTS, st.lists(inner, max_size=2).map("".join)),
                max_size=3,
            ).map("".join),
        ),
    ),
    max_leaves=6,
)
BODY = st.lists(BLOCK, max_size=5).map("".join)
EDITED = st.tuples(BODY, BODY, st.sampled_from(["rain", "the", "b c", "<em>", "</p>"])).map(
    lambda found: (found[0], found[0].replace(found[2], "<strong>new words</strong>") + found[1])
)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.tuples(BODY, BODY) | EDITED)
def test_both_bodies_can_be_read_from_what_is_shown(case: tuple[str, str]) -> None:
    """Well-formed, nothing but what a body may hold, and without one side it is the other."""
    old, new = map(sanitise, case)
    changes = bodies(*case)
    assert "".join(change.old for change in changes) == old
    assert "".join(change.new for change in changes) == new
    html = "".join(change.html for change in changes)
    assert sanitise(Sides(html, "ins").html) == old
    assert sanitise(Sides(html, "del").html) == new
    for change in changes:
        assert (change.kind == "same") == (change.old == change.new)
        assert ("<ins>" in change.html or "<del>" in change.html) == (change.kind != "same")
    assert all(change.kind == "same" for change in bodies(old, old))


def test_asides_are_compared_within() -> None:
    box = '<aside class="facts"><h2>The crane</h2><p>Lifts {} tonnes of coal</p></aside>'
    (change,) = bodies(box.format("nine"), box.format("ninety"))
    assert change.kind == "changed"
    assert change.html == box.format("<del>nine</del><ins>ninety</ins>")
    pull = '<aside class="pull"><blockquote><p>It is ours.</p></blockquote></aside>'
    (added,) = bodies("", pull)
    assert added.html == f"<ins>{pull}</ins>"
    # A quote that became a box is another thing.
    assert [one.kind for one in bodies(pull, box)] == ["removed", "added"]

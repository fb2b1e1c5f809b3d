"""Suggestions in a text: what readers get of it, what it would be, and that nothing is lost."""

from __future__ import annotations

import pytest

from articles.lib.html import canonical
from articles.lib.html.sanitiser import sanitise, taken, working
from articles.lib.html.suggestions import keys_in
from articles.lib.merging.claims import claims_in, taken_from


def ins(text: str, key: str = "aaaaaa") -> str:
    return f'<ins data-suggestion="{key}">{text}</ins>'


def gone(text: str, key: str = "aaaaaa") -> str:
    return f'<del data-suggestion="{key}">{text}</del>'


def _boxed(pulled: str, caption: str, note: str) -> str:
    return (
        f'<aside class="pull"><blockquote><p>{pulled}</p></blockquote></aside>'
        f'<figure data-picture="7"><figcaption>{caption}</figcaption></figure><p>y{note}</p>'
    )


#: As it is kept, as readers get it, as it would be.
TEXTS = {
    "words": (
        f"<p>One {ins('big ')}two{gone(' three', 'bbbbbb')}.</p>",
        "<p>One two three.</p>",
        "<p>One big two.</p>",
    ),
    "a blank for a blank": (
        f"<p>a{gone(' ')}{ins(' ')}b</p>",
        "<p>a b</p>",
        "<p>a b</p>",
    ),
    "a paragraph parted at its blank": (
        f'<p>foo{gone(" ")}</p><p data-ins="aaaaaa">bar</p>',
        "<p>foo bar</p>",
        "<p>foo</p><p>bar</p>",
    ),
    "paragraphs joined": (
        '<p>foo</p><h2 data-del="aaaaaa">bar</h2>',
        "<p>foo</p><h2>bar</h2>",
        "<p>foobar</p>",
    ),
    "a line broken": (f"<p>foo{ins('<br>')} bar</p>", "<p>foo bar</p>", "<p>foo<br>bar</p>"),
    "an item parted": (
        '<ul><li>a</li><li data-ins="aaaaaa">b</li></ul>',
        "<ul><li>ab</li></ul>",
        "<ul><li>a</li><li>b</li></ul>",
    ),
    "blocks": (
        '<ul data-ins="aaaaaa"><li>a</li></ul><hr data-del="bbbbbb"><p>x</p>',
        "<hr><p>x</p>",
        "<ul><li>a</li></ul><p>x</p>",
    ),
    "the only paragraph": (
        f'<p data-del="aaaaaa">{gone("all")}</p><p>x</p>',
        "<p>all</p><p>x</p>",
        "<p>x</p>",
    ),
    "put in by one, taken out by another": (
        f"<p>x{ins(' y' + gone(' z', 'bbbbbb'))}</p>",
        "<p>x</p>",
        "<p>x y</p>",
    ),
    "in a box, a caption, a note": (
        _boxed(f"w{ins('x')}", f"c{gone('d')}", f'<small class="footnote">{ins("note")}</small>'),
        _boxed("w", "cd", ""),
        _boxed("wx", "c", '<small class="footnote">note</small>'),
    ),
}


@pytest.mark.parametrize(("kept", "before", "after"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_kept_with_what_is_suggested_and_read_without(
    kept: str, before: str, after: str
) -> None:
    assert working(kept) == kept
    assert (sanitise(kept), taken(kept)) == (before, after)
    # Whoever reads its words reads those that readers have.
    assert canonical.plain_text(kept) == canonical.plain_text(before)


def test_a_break_goes_with_the_empty_block_before_it() -> None:
    """Or refusing it would join what was never parted."""
    assert working('<p>z</p><p></p><p data-ins="aaaaaa">bar</p>') == "<p>z</p><p>bar</p>"
    assert working('<p>z</p><p data-ins="aaaaaa"></p><p>bar</p>') == "<p>z</p><p>bar</p>"
    items = '<ul><li>a</li><li></li><li data-ins="aaaaaa">b</li></ul>'
    assert working(items) == "<ul><li>a</li><li>b</li></ul>"


def test_ins_and_del_of_others_are_what_they_were() -> None:
    body = "<p>a <ins>b</ins> <del>c</del></p>"
    assert working(body) == sanitise(body) == "<p>a b <s>c</s></p>"
    assert working('<p>a <ins data-suggestion="<script>">b</ins></p>') == "<p>a b</p>"


def test_keys_are_read_of_tags_only() -> None:
    body = f'<p data-ins="cccccc">x data-ins="dddddd"{ins("y")}{gone("z", "bbbbbb")}</p>'
    assert keys_in(working(body)) == ["cccccc", "aaaaaa", "bbbbbb"]


def test_claims_say_what_is_whose() -> None:
    body = working(f'<p>x{ins("new")}</p><p data-del="bbbbbb">{gone("old", "bbbbbb")}</p>')
    found = [(one.key, one.kind, one.words) for one in claims_in(body)]
    assert found == [
        ("aaaaaa", "ins", "new"),
        ("bbbbbb", "del", "\n"),
        ("bbbbbb", "del", "old"),
    ]
    assert all(body[one.start : one.end] == one.key for one in claims_in(body))
    assert (taken_from("abcdef", "bcd"), taken_from("abcdef", "ace")) == ("aef", "bdf")
    assert taken_from("abc", "ca") is None

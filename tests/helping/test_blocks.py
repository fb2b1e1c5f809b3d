"""A block of a translation has its source's form, and no link or picture that is not there."""

from __future__ import annotations

import json

import pytest

from articles.helping import blocks, translating
from articles.helping.client import NoAnswer
from articles.models.story import content as contents

LINK = '<p>The <a href="https://port.example/">port</a> said <strong>no</strong>.</p>'
LIST = "<ul><li>One ship</li><li>Two ships</li></ul>"
FIGURE = '<figure data-picture="5"><figcaption>The crane.</figcaption></figure>'
LED = '<p>See <a href="#at-after">below</a>.</p>'
HEADING = '<h2 id="at-after">What follows</h2>'


def said(*texts: str) -> str:
    return json.dumps({"proposals": texts})


@pytest.mark.parametrize(
    ("source", "given", "kept"),
    [
        ("<p>Yes.</p>", "<p>Sí.</p>", "<p>Sí.</p>"),
        ("<p>Yes.</p>", "Sí.", "<p>Sí.</p>"),
        ("<p>Yes.</p>", "<h2>Sí.</h2>", "<p>Sí.</p>"),
        ("<p>Yes.</p>", "<p>Sí.</p><p>Claro.</p>", "<p>Sí. Claro.</p>"),
        ("<p>Yes.</p>", "<p>5 &lt; 6 <b>sí</b></p>", "<p>5 &lt; 6 <strong>sí</strong></p>"),
        (HEADING, "<h2>Sigue</h2>", '<h2 id="at-after">Sigue</h2>'),
        (HEADING, "<h2>Sigue <em>más</em></h2>", '<h2 id="at-after">Sigue <em>más</em></h2>'),
        (LIST, "<ul><li>Uno</li><li>Dos</li></ul>", "<ul><li>Uno</li><li>Dos</li></ul>"),
        (FIGURE, FIGURE.replace("The crane", "La grúa"), FIGURE.replace("The crane", "La grúa")),
        (LINK, LINK.replace("port<", "puerto<"), LINK.replace("port<", "puerto<")),
        (LED, LED.replace("See", "Ver"), LED.replace("See", "Ver")),
        (LINK, '<p><a href="https://evil.example/">puerto</a></p>', "<p>puerto</p>"),
        ("<p>Yes.</p>", '<p>Sí<a href="https://evil.example/">!</a></p>', "<p>Sí!</p>"),
        ("<p>Yes.</p>", "<p>Sí<script>alert(1)</script><img src=x onerror=y></p>", "<p>Sí</p>"),
        ("<p>Yes.</p>", '<p onclick="x()" style="color:red">Sí</p>', "<p>Sí</p>"),
        ("<p>Yes.</p>", '<p>Sí<small class="footnote">Yo</small></p>', "<p>Sí</p>"),
        ("<p>Yes.</p>", '<p>Sí <ins data-suggestion="abcdefghijkl">no</ins></p>', "<p>Sí</p>"),
        ("<p>Yes.</p>", f"<p>Sí</p>{FIGURE}", "<p>Sí</p>"),
    ],
)
def test_it_is_of_its_sources_form(source: str, given: str, kept: str) -> None:
    assert blocks.block(said(given), source) == kept


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("<p>Yes.</p>", "Sí."),
        ("<p>Yes.</p>", said()),
        ("<p>Yes.</p>", said("Sí", "No")),
        ("<p>Yes.</p>", said("")),
        ("<p>Yes.</p>", said("<hr>")),
        ("<p>Yes.</p>", said("Sí " * 500)),
        (LIST, said("<ul><li>Uno</li></ul>")),
        (LIST, said("<p>Uno, dos</p>")),
        (FIGURE, said(FIGURE.replace("5", "6"))),
        (FIGURE, said("<p>La grúa.</p>")),
    ],
)
def test_another_form_is_no_answer(source: str, answer: str) -> None:
    with pytest.raises(NoAnswer):
        blocks.block(answer, source)


def test_a_text_of_a_field_has_no_markup() -> None:
    assert blocks.text(said("<b>La  grúa</b>\n"), "The crane", 50) == "La grúa"
    assert len(blocks.text(said("grúa " * 50), "The crane", 50)) <= 50


def test_what_is_left_is_what_stands_as_in_the_source() -> None:
    suggested = '<p>Two<ins data-suggestion="abcdefghijkl"> more</ins></p>'
    source = contents.blank() | {
        "headline": "Crane",
        "standfirst": "It stays",
        "teaser": "2026",
        "body": f"<p>One</p>{suggested}<hr><p>***</p><p>Four</p>{FIGURE}",
    }
    own = source | {"headline": "Grúa", "standfirst": "", "body": "<p>Uno</p><p>Two</p>"}
    left = translating.parts(source, own)
    assert [(one.name, one.place, one.source) for one in left] == [
        ("standfirst", 0, "It stays"),
        ("body", 1, "<p>Two</p>"),
        ("body", 4, "<p>Four</p>"),
        ("body", 5, FIGURE),
    ]
    assert translating.parts(source, source)[0].name == "headline"

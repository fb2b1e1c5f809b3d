"""Plain text that was written as Markdown, and what only looks like it."""

from __future__ import annotations

import pytest

from articles.lib.html import sanitiser
from articles.lib.incoming.report import Report
from articles.lib.incoming.written import markdown

MEANT = {
    "# Crane\n\nIt **stays**, *says* [she](https://e.example/x).": "<h2>Crane</h2><p>It "
    '<strong>stays</strong>, <em>says</em> <a href="https://e.example/x">she</a>.</p>',
    "- a\n- b\n  1. c\n  2. d": "<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>",
    "> Words.\n\nAnd `code`.": "<blockquote><p>Words.</p></blockquote><p>And code.</p>",
    "```\na = 1\n**b**\n```": "<p>a = 1<br>**b**</p>",
    "| a | b |\n|---|---|\n| 1 | 2 |": "<table><tbody><tr><th>a</th><th>b</th></tr>"
    "<tr><td>1</td><td>2</td></tr></tbody></table>",
    # Marks of direction before the sign, and numbers in other digits.
    "\u200f# عنوان\r\n\r\n\u200f* أول\r\n\u200f* ثان": "<h2>عنوان</h2><ul><li>أول</li>"
    "<li>ثان</li></ul>",
    "٣. أول\n٤. ثان": '<ol start="3"><li>أول</li><li>ثان</li></ol>',
    "۱. یک\n۲. دو": "<ol><li>یک</li><li>دو</li></ol>",
    # Addresses are links, tags are words, and nothing that runs gets through.
    "**See** https://e.example/a_b_c.": "<p><strong>See</strong> "
    '<a href="https://e.example/a_b_c">https://e.example/a_b_c</a>.</p>',
    "**x** <b>y</b> [z](javascript:alert(1))": "<p><strong>x</strong> &lt;b&gt;y&lt;/b&gt; "
    "[z](javascript:alert(1))</p>",
}
NOT_MEANT = (
    "",
    "Words.\n\nMore words.",
    "Espresso 2,50*\nLatte 3,20*\n* with milk",
    "Espresso * 2,50\nTea ** 1,00 **",
    "5 * 3 * 2 = 30 and 2 ** 8",
    "A snake_case_name, __init__ and _this_ one",
    "Prices\n------\nTea 3",
    "#crane #council\n#1 in the list",
    "-5 degrees\n-3 degrees",
    "1. January was cold.",
    "– Hola.\n– Adiós.",
    "*a*",
    "[note] (see below)",
    "x" * markdown.LONGEST + "**a**",
)


@pytest.mark.parametrize(("text", "made"), MEANT.items())
def test_it_works(text: str, made: str) -> None:
    assert sanitiser.cleaned(markdown.as_html(text), Report()) == made


@pytest.mark.parametrize("text", NOT_MEANT)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert markdown.as_html(text) == ""

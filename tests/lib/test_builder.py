"""What becomes of HTML that is wrong, old, or pasted from Word and Google Docs."""

import pytest

from articles.lib.html.sanitiser import sanitise

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
PICTURE = '<figure data-picture="7" data-size="wide"><figcaption>Port</figcaption></figure>'

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
    "raw to its own end": ("a<title>b<p>c</title>d<xmp></p></xmp>e", "<p>ade</p>"),
    "raw, but read": ("a<textarea></p></textarea>b", "<p>a &lt;/p&gt; b</p>"),
    "script in a comment in a script": ("<script><!--<script></script>--></script>a", "<p>a</p>"),
    "drawings": (
        "a<svg/>b<svg><svg/><title>c</title></svg>d<math><mi>e</mi></math>f",
        "<p>abdef</p>",
    ),
    "what stands in for a script": (
        "a<noscript><p>b</p><noscript>c</noscript>d",
        "<p>a</p><p>b</p><p>d</p>",
    ),
    "no markup any more": ("a<plaintext>b<p>c", "<p>ab&lt;p&gt;c</p>"),
    "a tag that nothing ends": ("<p>a</p><p title='b", "<p>a</p>"),
    "brackets that open nothing": (
        "a<3 <<b>c</b>></ d>",
        "<p>a&lt;3 &lt;<strong>c</strong>&gt;</p>",
    ),
    "entities without a semicolon": (
        "&copy2 &ampx &#65 &nosuch;",
        "<p>©2 &amp;x A &amp;nosuch;</p>",
    ),
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
        (
            "<table><colgroup><col></colgroup><thead><tr><th colspan=2 rowspan=1 width=9>H</thead>"
            "<tfoot><tr><td rowspan=101><td colspan=x></tfoot></table>"
        ),
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
        "<figure data-picture=01 data-size=huge> <img>Text<figcaption><p>a</p><p>b</figcaption>",
        '<figure data-picture="1"><figcaption>Text<br>a<br>b</figcaption></figure>',
    ),
    "empty caption": (
        "<figure data-picture=1><figcaption><p>&nbsp;</p></figcaption></figure>",
        '<figure data-picture="1"></figure>',
    ),
    "figures of nothing": (
        (
            "<figure><img src=x><figcaption>a</figcaption></figure><figure data-picture=0></figure>"
            '<figure data-picture="1x"></figure><figure data-embed="http://e.example/v"></figure>'
            "<figure>Text<figcaption>b</figcaption></figure>"
        ),
        "<p>a</p><p>Text</p><p>b</p>",
    ),
    "embed of nobody we know": (
        '<figure data-embed="https://e.example/v?a&b"><figcaption>b</figcaption></figure>',
        '<p><a href="https://e.example/v?a&amp;b">https://e.example/v?a&amp;b</a></p><p>b</p>',
    ),
    "embed": (
        '<figure data-embed="https://youtu.be/dQw4w9WgXcQ?t=1m" data-size=full></figure>',
        f'<figure data-embed="{VIDEO}&amp;t=60s" data-size="full"></figure>',
    ),
    "a poster, and one that is none": (
        (
            f'<figure data-poster=07 data-embed="{VIDEO}"></figure>'
            f'<figure data-embed="{VIDEO}" data-poster="x"></figure>'
            '<figure data-picture="1" data-poster="7"></figure>'
        ),
        (
            f'<figure data-embed="{VIDEO}" data-poster="7"></figure>'
            f'<figure data-embed="{VIDEO}"></figure><figure data-picture="1"></figure>'
        ),
    ),
    "pull quote": (
        '<aside class="pull big"><p>Who</p><p>and what</p><blockquote><p>a<p>b</blockquote>c',
        (
            '<aside class="pull"><blockquote><p>a<br>b</p></blockquote>'
            "<p>Who<br>and what<br>c</p></aside>"
        ),
    ),
    "pull quote of text alone": (
        '<aside class="pull"><ul><li>Said</li><li>Said</li></ul></aside>',
        '<aside class="pull"><blockquote><p>Said</p></blockquote><p>Said</p></aside>',
    ),
    "pull quote of nothing": ('<aside class="pull"><blockquote> </blockquote></aside>', ""),
    "fact box": (
        "<aside class=facts><h3>a</h3>b<h2>c</h2><li>d</aside><p>e",
        ('<aside class="facts"><h2>a</h2><p>b</p><p>c</p><ul><li>d</li></ul></aside><p>e</p>'),
    ),
    "what ends an aside": (
        (
            f'<aside class="facts">a{PICTURE}b<aside class="pull">c<hr>d'
            '<aside class="facts">e<table><td>f'
        ),
        (
            f'<aside class="facts"><p>a</p></aside>{PICTURE}<p>b</p>'
            '<aside class="pull"><blockquote><p>c</p></blockquote></aside><hr><p>d</p>'
            '<aside class="facts"><p>e</p></aside>'
            "<table><tbody><tr><td>f</td></tr></tbody></table>"
        ),
    ),
    "asides elsewhere, and of others": (
        (
            '<ul><li>a<aside class="pull">b</aside></li></ul>'
            '<aside class="ad" onclick="x()">c</aside>d'
        ),
        "<ul><li><p>a</p><p>b</p></li></ul><p>c</p><p>d</p>",
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
        (
            '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="'
            'font-weight:700">a</span><span style="font-style:italic"> b</span></p></b>'
            '<i style="font-style: normal">c</i>'
        ),
        "<p><strong>a</strong><em> b</em></p><p>c</p>",
    ),
}


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


@pytest.mark.parametrize(("given", "expected"), CASES.values(), ids=CASES)
def test_bodies_come_out_canonical(given: str, expected: str) -> None:
    assert sanitise(given) == expected


def test_words_lists_become_lists() -> None:
    assert sanitise(WORD) == (
        "<p>Intro</p><ul><li>First<ol><li>Inner <strong>one</strong></li><li>Inner two</li></ol>"
        '</li><li>Second</li></ul><ol type="a"><li>Lettered</li></ol><p>Out</p>'
    )


def test_words_list_may_begin_deep_and_stand_in_a_cell() -> None:
    item = "<p style='mso-list:l0 level9 lfo1'>a</p>"
    assert sanitise(item) == "<ul><li>a</li></ul>"
    assert "<td><ul><li>a</li></ul></td>" in sanitise(f"<table><tr><td>{item}</table>")
    assert sanitise("<ul><li>" * 20 + item).count("a") == 1
    assert sanitise(f"<figure data-picture=1>{item}") == (
        '<figure data-picture="1"><figcaption>a</figcaption></figure>'
    )

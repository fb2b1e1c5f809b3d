"""Texts that break what is not written with care."""

from __future__ import annotations

import json
import os
import random
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

SYNTAX: Final = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "<![CDATA[ x ]]>",
    "&amp; &lt;b&gt; &#0; &#x1F; &nbsp; &bogus;",
    '"><img src=x onerror=alert(1)>',
    "</title></item></channel></rss>",
    "</textarea></style></head></body>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "--> <!-- -- -->",
    "{{ 7*7 }} {% debug %} ${7*7} #{7*7}",
    "%00 %0a %s %n %(x)s {0} \\u0000 \\x00 \\",
    "# Heading\n---\ntitle: not mine\n---\n* item\n1. one\n> quote\n```\ncode",
    "[link](javascript:alert(1)) ![x](y) <http://x.example> **b** __c__ `d` | e |",
    "| a | b |\n|---|---|",
    "=cmd|' /C calc'!A0 @SUM(1) +1 -1",
    "javascript:alert(1) data:text/html,x",
    "'; DROP TABLE articles_article; --",
    "A \\ backslash \" quote ' apostrophe ` tick",
    "null undefined NaN Infinity true 0x0 1e309 -0",
    "http://[::1]:80/ https://例え.jp/パス?q=ä&b=</loc>",
    "…" * 60,
    "W" * 190,
    "a b" + " " * 80 + "c",
    "\r\nSet-Cookie: a=b\r\n\r\nbody",
    "\t\v\f\r\n tab, lines and pages",
)
MARKS: Final = (
    *(chr(one) for one in range(1, 32)),
    *(chr(one) for one in range(0x7F, 0xA1)),
    *"\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\u2061\u2064\ufeff",
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufff9\ufffa\ufffb\ufffc\ufffd",
    *"\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff\ue000\U000f0000\U000e0001\U000e0041\ufe0f",
)
EMOJI: Final = (
    "👩‍👩‍👧‍👦 👍🏽 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇺🇳 1️⃣ ❤️‍🔥",
    "👨🏿‍🚀🧑‍🦽‍➡️🫱🏻‍🫲🏿",
    "😀😃😄😁😆😅😂🤣",
    "Z̸̧̢̛̺͎̖̾̎a̵̡̘̾l̷̛̮͂g̴̣̎o̵̩̽",
    "e\u0301 \u0301e q\u0307\u0323 \u1100\u1161\u11a8 क्षि ก็็็็็",
)


@cache
def scripts() -> tuple[str, ...]:
    """Some letters of each script that Unicode names."""
    found: dict[str, list[str]] = {}
    for one in range(0xA1, sys.maxunicode + 1):
        sign = chr(one)
        if unicodedata.category(sign) in {"Lo", "Ll", "Lu", "Mn", "Mc", "Nd", "Nl"}:
            letters = found.setdefault(unicodedata.name(sign, "UNKNOWN").partition(" ")[0], [])
            if len(letters) < 40:
                letters.append(sign)
    return tuple("".join(letters) for _name, letters in sorted(found.items()) if len(letters) > 3)


@cache
def naughty() -> tuple[str, ...]:
    """The list that others keep, where NAUGHTY says where it lies."""
    path = os.environ.get("NAUGHTY", "")
    found = json.loads(Path(path).read_text("utf-8")) if path else []
    return tuple(one for one in found if one.strip())


def texts(seed: int) -> Iterator[str]:
    """One after the other without end: each as it is, then put together by chance."""
    chance = random.Random(seed)
    alone = [*SYNTAX, *(f"Bell {one} here" for one in MARKS), *EMOJI, *scripts(), *naughty()]
    yield from alone
    while True:
        some = [chance.choice(alone) for _one in range(chance.randint(2, 3))]
        some.insert(chance.randrange(len(some)), chance.choice(MARKS))
        yield "".join(some) if chance.random() < 0.5 else " ".join(some)

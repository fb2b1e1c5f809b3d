"""Whether this Python, with the libraries it has, reads stories as they were written.

One that does not would damage every story that it saves or shows, without a word.
"""

import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final

from articles.lib.html import canonical, sanitiser
from articles.lib.merging import diff, passages, wording

_TYPED: Final = (
    "<p>One.</p><!-- x --><p style='mso-list:l0 level1 lfo1'>Two &amp; <b>three<script>x</script>"
    "</b><h4>Four</h4>5 < 6 &eacute;<figure data-picture=7><figcaption>a<a href='/b?c&d'>b</a>"
)
_KEPT: Final = (
    "<p>One.</p><ul><li>Two &amp; <strong>three</strong></li></ul><h3>Four</h3><p>5 &lt; 6 é</p>"
    '<figure data-picture="7"><figcaption>a<a href="/b?c&amp;d">b</a></figcaption></figure>'
)
_LINES: Final = "One.\nTwo & three\nFour\n5 < 6 é\nab"
#: What is read, and as what.
_KNOWN: Final[tuple[tuple[Callable[[str], Any], str, Any], ...]] = (
    (sanitiser.sanitise, _TYPED, _KEPT),
    (sanitiser.sanitise, _KEPT, _KEPT),
    (lambda body: canonical.plain_text(body, captions=True), _KEPT, _LINES),
    (canonical.picture_ids, _KEPT, [7]),
    (lambda body: len(passages.blocks(body)), _KEPT, 5),
    (lambda body: [change.kind for change in diff.bodies(body, body)], _KEPT, ["same"] * 5),
    (wording.split_words, "It's 1.5 °C.", ["It's", " ", "1.5", " ", "°", "C", "."]),
)


def problem() -> str:
    """Return why nothing may be started with this Python, in a sentence or two; "" where all is
    well."""
    wrong = next(filter(None, (_wrong(*one) for one in _KNOWN)), "")
    if not wrong:
        return ""
    libraries = " and ".join(f"{name} {version(name)}" for name in ("turbohtml", "nh3"))
    return (
        f"Python {sys.version.split()[0]} ({sys.executable}) with {libraries} reads a known "
        "text wrongly and would damage stories: start with another Python (PYTHON=python3.13, "
        "say), or remove .venv, so that the locked packages are installed anew. What is wrong: "
        f"{wrong}"
    )


def _wrong(read: Callable[[str], Any], given: str, known: Any) -> str:
    """What came instead; "" where it was read as it should be."""
    try:
        came = read(given)
    except Exception as error:  # noqa: BLE001 - whatever it is, this Python does not do
        return f"{type(error).__name__}: {error}, for {given!r}."
    return "" if came == known else f"{came!r} instead of {known!r}."

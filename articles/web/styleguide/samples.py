"""An invented newsroom for the style guide: stories, people and pictures without a row.

Nothing here is fetched or saved, so what nobody has published can't be shown by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from urllib.parse import quote

from django.utils import timezone
from django.utils.translation import get_language

from articles.models import Article, Author, Byline, Category, Correction, Picture, Topic
from articles.web.lists.pagination import Page

COLOURS = ("crimson", "moss", "plum", "cobalt", "teal", "amber", "rose", "slate")
#: Language → a headline, a teaser and a section, so that each script is seen as it is set.
WORDS = {
    "en": (
        "Harbour council keeps its old crane after the longest night of votes in years",
        "Nine members spoke, one of them twice. The crane stays where it has always been.",
        "Harbour",
    ),
    "ar": (
        "مجلس الميناء يُبقي على الرافعة القديمة بعد أطول ليلة تصويت منذ سنوات",
        "تحدث تسعة أعضاء، أحدهم مرتين. تبقى الرافعة في مكانها الذي كانت فيه دائماً.",
        "الميناء",
    ),
    "hi": (
        "बरसों की सबसे लंबी मतदान रात के बाद बंदरगाह परिषद ने पुरानी क्रेन बनाए रखी",
        "नौ सदस्यों ने बात रखी, एक ने दो बार। क्रेन वहीं रहेगी जहाँ हमेशा से थी।",
        "बंदरगाह",
    ),
    "es": (
        "El consejo del puerto conserva su vieja grúa tras la votación más larga en años",
        "Hablaron nueve miembros, uno de ellos dos veces. La grúa se queda donde estaba.",
        "Puerto",
    ),
}
LONG_NAME = "Wilhelmina Featherstonehaugh-Okonkwo van der Westhuizen-Llanfairpwllgwyngyll"
LONG_WORD = "Unverkehrszulassungsordnungsgesetzgebungsverfahren: 1,284,339,002,117 votes counted"

_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}">'
    '<rect width="100%" height="100%" fill="hsl({hue} 45% 32%)"/>'
    '<circle cx="70%" cy="38%" r="18%" fill="hsl({warm} 80% 66%)"/>'
    '<rect y="62%" width="100%" height="38%" fill="hsl({hue} 50% 20%)"/></svg>'
)


def words() -> tuple[str, str, str]:
    """Headline, teaser and section in the language of the page."""
    return WORDS.get((get_language() or "en")[:2], WORDS["en"])


def section(colour: str = "crimson") -> Category:
    """A section of one of the eight colours."""
    number = COLOURS.index(colour) + 1
    name = words()[2] if number == 1 else f"{words()[2]} {number}"
    return Category(pk=number, name=name, slug=f"section-{number}", colour=colour)


def sections() -> list[Category]:
    """One section of each colour."""
    return [section(colour) for colour in COLOURS]


def picture(number: int = 1, width: int = 1600, height: int = 960) -> Picture:
    """A drawing that is its own address."""
    hue = number * 67 % 360
    drawing = _DRAWING.format(w=width, h=height, hue=hue, warm=(hue + 170) % 360)
    made = Picture(
        pk=number,
        sha256=f"{number:064}",
        width=width,
        height=height,
        tone="#40566b",
        files=["800.jpg"],
        alt_text="A sun over a dark field",
        caption="The sun over the field, as it was drawn for this page.",
        credit="The style guide",
    )
    address = f"data:image/svg+xml,{quote(drawing)}"
    vars(made)["url_of"] = lambda _name: address
    return made


def author(name: str = "Ottoline Marsh", *, portrait: bool = True) -> Author:
    """Somebody who writes."""
    return Author(
        pk=1,
        name=name,
        slug="writer",
        role="Political editor",
        biography="Has counted every vote in the harbour council since it had seven members.",
        picture=picture(5, 600, 600) if portrait else None,
        links="https://example.org/writer",
    )


_numbers: list[Iterator[int]] = [count(1)]


def begin_anew() -> None:
    """Number the stories from one again, so that the same page shows the same ones."""
    _numbers[0] = count(1)


def story(
    headline: str = "",
    *,
    pictured: bool = True,
    names: tuple[str, ...] = ("Ottoline Marsh",),
    minutes: int = 0,
    colour: str = "crimson",
    **fields: object,
) -> Article:
    """A story that could be anywhere, `minutes` old."""
    number = next(_numbers[0])
    details: dict[str, object] = {
        "pk": number,
        "slug": "story",
        "headline": headline or words()[0],
        "trail_text": words()[1],
        "section": section(colour),
        "picture": picture(number) if pictured else None,
        "publish_at": timezone.now() - timedelta(minutes=minutes or 7 * (number % 60 + 1)),
        "word_count": 640,
    }
    made = Article(**(details | fields))
    writers = [author(name, portrait="Quill" not in name) for name in names]
    bylines = [Byline(article=made, author=writer) for writer in writers]
    made._prefetched_objects_cache = {"byline_set": bylines}  # type: ignore[attr-defined]
    return made


def stories(how_many: int, colour: str = "crimson", **fields: object) -> list[Article]:
    """Several of them; every fourth has no picture, to be seen beside the others."""
    fields = {"colour": colour} | fields
    return [story(pictured=n % 4 != 3, **fields) for n in range(how_many)]  # type: ignore[arg-type]


def correction() -> Correction:
    """What was put right."""
    text = "An earlier version gave the crane nine tonnes; it weighs ninety."
    return Correction(pk=1, article=story(), kind="correction", text=text)


def topics() -> list[Topic]:
    """Some topics, one of them long."""
    names = ("Ports", "Cranes", "The harbour council and its longest nights")
    return [Topic(pk=n, name=name, slug=f"topic-{n}") for n, name in enumerate(names, 1)]


def page(number: int = 1, last: int = 1, how_many: int = 9) -> Page:
    """A page of a list."""
    return Page(stories(how_many), number, last, "/styleguide/list/")


BODY = """<p>The harbour council met on Monday evening, and it met for a long time. Nine members
spoke, and <a href="/latest/">one of them twice</a>. At a quarter past three the crane was safe.</p>
<h2>What was decided</h2>
<p>The old crane stays where it is. <strong>It will be painted.</strong> By whom is to be said:</p>
<ul><li>The colour is to be a dark green.</li><li>The work begins in spring, once the gulls have
left the jib for the roofs of the town.</li></ul>
<figure data-picture="1" data-size="column"><figcaption>The crane at noon.</figcaption></figure>
<blockquote><p>We have had cranes that were newer, and cranes that were cheaper. We have not had
one that was ours.</p><p>The harbour master</p></blockquote>
<aside class="pull"><blockquote><p>We have not had one that was ours.</p></blockquote><p>The harbour
master</p></aside>
<p>So the council has what it had before it met, and a quay that it may look at from both sides.</p>
<figure data-picture="2" data-size="wide"></figure>
<aside class="facts"><h2>The crane</h2><p>It has stood here <strong>since 1911</strong>.</p>
<ul><li>Lifts ninety tonnes</li><li>Was painted twice</li></ul></aside>
<figure data-embed="https://vimeo.com/1084537" data-poster="2"></figure>
<table><tbody><tr><th>Ward</th><th>For</th><th>Against</th></tr>
<tr><td>Ashgrove</td><td>12,885</td><td>1,240</td></tr>
<tr><td>Underbridge</td><td>9,007</td><td>11,873</td></tr></tbody></table>
<h3>What it costs</h3>
<ol><li>Paint, for two coats.</li><li>Scaffolding, which is hired by the week.</li></ol>
<hr><p>The next meeting is on the second Monday of the month.</p>"""

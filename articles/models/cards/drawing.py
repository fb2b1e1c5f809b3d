"""The drawing of social cards: by any number of workers, each once, never half-done.

Files lie in the store that has no address of its own, so that each is asked for here, where it is
known whether readers have the story. A file's name holds the hash of what is in it: a page that
shows another headline shows another address.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from articles.lib.branding import sections
from articles.lib.cards import drawing
from articles.lib.cards.drawing import Card
from articles.lib.text.scripts import LEFTWARDS, script_of
from articles.models.cards.card import SocialCard, put_down
from articles.models.changes.outbox import announce
from articles.models.lifecycle.workflow import State
from articles.models.publication.paper import Paper
from articles.models.story.article import Article
from articles.models.topics.taxonomy import Category
from articles.signals import card_wanted

logger = logging.getLogger(__name__)

FOLDER = "cards"
#: One that is due for so long, and in nobody's hand, was forgotten by the queue.
FORGOTTEN = timedelta(minutes=1)
MAX_PER_RUN = 20
#: After the paper's looks have changed, the cards of so many stories are looked at, of so long:
#: older ones are seldom passed on. `manage.py cards` draws all.
MAX_REDRAWN, RECENT = 500, timedelta(days=30)


def store() -> Storage:
    """Where the files are: no public address leads there."""
    return storages["originals"]


def path_of(number: int, name: str) -> str:
    """Where a story's card is kept."""
    return f"{FOLDER}/{number // 1_000}/{number}-{name}"


def key_of(number: int) -> str:
    """The surrogate key of what shows the card of that story."""
    return f"card:{number}"


def settle(number: int, now: Any = None) -> bool:
    """Draw that story's card anew, or take it away, as it has to be; whether it is so now. Raises
    what went wrong, after the next try was set."""
    work = SocialCard.due(now).filter(story=number).first()
    if work is None or not work.claim(now, error=""):
        return SocialCard.objects.filter(story=number, next_try_at=None).exists()
    try:
        while not _done(work):
            pass
    except Exception as error:
        work.put_off(str(error) or type(error).__name__)
        raise
    return True


def remind(now: Any = None) -> int:
    """Say again which are due, where nobody has taken them in hand; returns how many."""
    now = now or timezone.now()
    left = SocialCard.due(now).filter(Q(next_try_at__lte=now - FORGOTTEN) | Q(attempts__gt=0))
    numbers = SocialCard.remind(left, MAX_PER_RUN, now)
    for number in numbers:
        card_wanted.send(SocialCard, story=number)
    return len(numbers)


def outdated(since: Any = None, most: int | None = None) -> Iterator[int]:
    """The numbers of stories whose card is not as it has to be, newest first: those published
    since that moment, or all; of the newest so many that have one."""
    stories = Article.objects.filter(state=State.PUBLISHED).order_by("-publish_at", "-pk")
    if since is not None:
        stories = stories.filter(publish_at__gte=since)
    wanting = stories.filter(Q(picture=None) | Q(drawn_card=True) | ~Q(card=""))
    paper = Paper.current()
    logo = _logo(paper)
    drawn = SocialCard.objects.filter(story=OuterRef("pk")).values("recipe")[:1]
    rows = wanting.select_related("section").defer("body", "search_text")
    for story in rows.annotate(drawn_of=Subquery(drawn))[:most].iterator(chunk_size=500):
        card = _card(story, paper, logo)
        had: str | None = story.drawn_of  # type: ignore[attr-defined]
        if (card is None) != (story.card == "") or (card and recipe(card) != had):
            yield story.pk


def keep_up(known: str) -> str:
    """What all cards have of the paper now: its name, logo and colour, and its sections; two
    queries. Where that is not what is `known`, the newest cards that are of before are due."""
    paper = Paper.current()
    said = [(one.pk, one.name, one.colour) for one in Category.objects.order_by("pk")]
    look = repr((drawing.RECIPE, paper.called, paper.logo, paper.accent, said))
    if look != known:
        for number in list(outdated(timezone.now() - RECENT, MAX_REDRAWN)):
            put_down(number)
    return look


def recipe(card: Card) -> str:
    """All that it is drawn of."""
    said = replace(card, logo=hashlib.sha256(card.logo).digest())
    return hashlib.sha256(repr((said, drawing.RECIPE)).encode()).hexdigest()[:16]


def tidy() -> int:
    """Remove the files that no story shows any more; returns how many."""
    removed = 0
    try:
        shards = store().listdir(FOLDER)[0]
    except FileNotFoundError:
        return 0
    for shard in shards:
        names = store().listdir(f"{FOLDER}/{shard}")[1]
        numbers = {int(name.partition("-")[0]) for name in names}
        shown = Article.objects.filter(pk__in=numbers, state=State.PUBLISHED)
        cards = {f"{pk}-{name}" for pk, name in shown.values_list("pk", "card")}
        for name in set(names) - cards:
            store().delete(f"{FOLDER}/{shard}/{name}")
            removed += 1
    return removed


def _card(story: Article, paper: Paper, logo: bytes) -> Card | None:
    """What is drawn of a story, with what is in the paper's logo; None where nothing is."""
    if story.state != State.PUBLISHED or not story.shows_card:
        return None
    section = story.section
    headline = story.social_title or story.headline
    return Card(
        headline=headline,
        section=section.name if section else "",
        colour=sections.BY_DAY.get(section.colour, "") if section else paper.accent,
        language=story.language_code,
        # Words may be of another language than the one that is said.
        direction="rtl" if script_of(headline) in LEFTWARDS else "ltr",
        paper=paper.called,
        logo=logo,
        fonts=settings.CARD_FONTS,
    )


def _logo(paper: Paper) -> bytes:
    if not paper.logo:
        return b""
    try:
        with storages["default"].open(f"paper/{paper.logo}") as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        return b""


def _done(work: SocialCard) -> bool:
    """Draw what has to be drawn; whether that is still what has to be afterwards."""
    paper = Paper.current()
    story = Article.objects.select_related("section").filter(pk=work.story_id).first()
    if story is None:
        return True
    logo = _logo(paper)
    card, former = _card(story, paper, logo), story.card
    drawn_of = recipe(card) if card else ""
    name = ""
    if card is not None:
        is_there = former and drawn_of == work.recipe
        name = former if is_there else _drawn(work.story_id, card)
    with transaction.atomic():
        rows = Article.objects.select_related("section").select_for_update(of=("self",))
        row = rows.filter(pk=work.story_id).first()
        if row is not None and _card(row, paper, logo) != card:
            return False
        settled = work.settle(next_try_at=None, attempts=0, recipe=drawn_of)
        if row is not None and settled and row.card != name:
            Article.objects.filter(pk=row.pk).update(card=name)
            announce({key_of(row.pk)})
    if former and former != name:
        store().delete(path_of(work.story_id, former))
    return True


def _drawn(number: int, card: Card) -> str:
    """Draw and keep it; its name."""
    content, ending = drawing.draw(card)
    name = f"{hashlib.sha256(content).hexdigest()[:32]}.{ending}"
    path = path_of(number, name)
    if not store().exists(path):
        store().save(path, ContentFile(content))
    return name

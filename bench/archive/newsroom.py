"""What is asked for of an archive: its newest and oldest, an author and a topic that have stories
of long ago alone, and words that hardly a story has."""

from __future__ import annotations

from typing import Any

from django.db import connection

from articles.lib.html import canonical
from articles.models import Article, Author, Byline, Category, Tagging, Topic
from articles.models.search.document import write_anew
from articles.search.upkeep import indexing, learning
from bench.desk import a_reporter, person
from tests.archive_doors import Newsroom

#: Of the oldest stories, those of the author and the topic of long ago.
OLD_SHARE, OLDEST = 50, 20_000
#: Each is a word of so many stories, spread over all the years.
RARE, STORIES_OF_A_RARE_WORD = ("quillfeather", "ambergate", "thornwyck", "vellacott"), 12


def newsroom() -> Newsroom:
    """What the doors are asked for, made where it is not there."""
    visible = Article.objects.visible()
    oldest = visible.filter(picture__isnull=False).order_by("publish_at")[0]
    section, picture = oldest.section, oldest.picture
    assert section is not None and picture is not None
    old_author, is_new = Author.objects.get_or_create(name="Olden Scribe")
    old_topic, _made = Topic.objects.get_or_create(name="Bygone", defaults={"slug": "bygone"})
    if is_new:
        _of_long_ago(old_author, old_topic)
    editor = person("bench-section-editor", "Editor")
    section.editors.add(editor)
    byline = Byline.objects.filter(listed_at__isnull=False).order_by("pk")[0]
    return Newsroom(
        section=Category.objects.get(pk=section.pk),
        author=byline.author,
        topic=Tagging.objects.filter(listed_at__isnull=False).order_by("pk")[0].tag,
        newest=visible.in_section(section)[0],
        picture=picture,
        old_author=old_author,
        old_topic=old_topic,
        oldest=oldest,
        manager=person("bench-editor", "Managing editor"),
        editor=editor,
        reporter=a_reporter(),
    )


def _of_long_ago(author: Author, topic: Topic) -> None:
    """Give them the oldest stories, and some stories the rare words."""
    dated = Article.objects.filter(state="published").order_by("publish_at", "pk")
    highest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
    number = min(max(25, highest // OLD_SHARE), OLDEST)
    rows: list[tuple[int, Any]] = list(dated.values_list("pk", "publish_at")[:number])
    Byline.objects.bulk_create(
        [Byline(article_id=pk, author=author, order=9, listed_at=at) for pk, at in rows], 500
    )
    Tagging.objects.bulk_create(
        [Tagging(content_object_id=pk, tag=topic, listed_at=at) for pk, at in rows], 500
    )
    write_anew(Tagging.objects.filter(tag=topic).values("content_object"))
    _rare_words(highest)
    while indexing.write_due():
        pass
    while learning.learn():
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _rare_words(highest: int) -> None:
    for place, word in enumerate(RARE):
        step = max(1, highest // STORIES_OF_A_RARE_WORD)
        for story in Article.objects.filter(pk__in=range(place + 1, highest, step)):
            body = f"{story.body}<p>The {word} was there, too.</p>"
            Article.objects.filter(pk=story.pk).update(
                body=body, search_text=story.folded(canonical.plain_text(body))
            )
            write_anew(Article.objects.filter(pk=story.pk).values("pk"))

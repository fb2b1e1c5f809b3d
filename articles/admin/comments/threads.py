"""Comments on a story as they are shown: in threads, each where its paragraph stands."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.lib.html import canonical
from articles.models import Article, Comment, Right, may
from articles.models.desk.comments import MENTION, one_line, people_of

#: How many people are suggested from; a newsroom has fewer.
MAX_PEOPLE_OFFERED = 500


@dataclass
class ShownComment:
    """A comment as the page shows it."""

    comment: Comment
    text: SafeString
    when: SafeString

    @property
    def who(self) -> str:
        """Whose words they are, also when the account is gone."""
        return self.comment.by_name or _("System")


@dataclass
class Thread:
    """A comment with its replies, oldest first."""

    first: ShownComment
    quote: str
    #: Whether the paragraph it is about reads otherwise now.
    has_changed: bool
    answers: list[ShownComment] = field(default_factory=list)

    @property
    def pk(self) -> int:
        """The number of its first comment."""
        return self.first.comment.pk

    @property
    def is_open(self) -> bool:
        """Whether it waits for something to be done."""
        return self.first.comment.resolved_at is None


def comment_context(request: HttpRequest, story: Article | None) -> dict[str, Any]:
    """What `comments.html` shows: two queries, however many comments there are, and those of
    asking for the right to edit. Nothing for a story that was not saved yet, or that the person
    does not reach."""
    if story is None or story.pk is None or not may(request.user, Right.VIEW, story):
        return {"comments": [], "comments_open": 0, "people": [], "may_comment": False}
    people = [
        {"username": one.get_username(), "name": one.get_full_name()}
        for one in people_of(story)[:MAX_PEOPLE_OFFERED]
    ]
    names = {one["username"].lower() for one in people}
    threads = threads_of(list(story.comments.all()), story, names)
    return {
        "comments": threads,
        "comments_open": sum(thread.is_open for thread in threads),
        "comments_version": _version(threads),
        "people": people,
        "may_comment": may(request.user, Right.EDIT, story),
    }


def threads_of(
    comments: Collection[Comment], story: Article, names: Collection[str]
) -> list[Thread]:
    """The comments with their answers, open ones first, each kind as its paragraphs stand in the
    text; `names` are the user names (in lower case) that are marked in them."""
    places = {words: at for at, words in reversed(list(enumerate(paragraphs_of(story))))}
    threads: dict[int, Thread] = {}
    for comment in comments:
        said = ShownComment(comment, _marked(comment.text, names), _moment(comment))
        if comment.parent_id is None:
            lost = bool(comment.quote) and comment.quote not in places
            threads[comment.pk] = Thread(said, comment.quote, lost)
        elif comment.parent_id in threads:
            threads[comment.parent_id].answers.append(said)
    # What is about the whole story comes first, what has lost its paragraph last.
    last = len(places)
    order = {pk: places.get(one.quote, last) if one.quote else -1 for pk, one in threads.items()}
    return sorted(threads.values(), key=lambda one: (not one.is_open, order[one.pk]))


def paragraphs_of(story: Article) -> list[str]:
    """The words of each block of the working copy's text, as comments keep them."""
    body = re.sub("</?su[bp]>|<br>", lambda tag: " " * (tag[0] == "<br>"), story.content()["body"])
    words = canonical.plain_text(body, captions=True).split("\n")
    return [one_line(block)[:1_000] for block in words if block]


def _marked(text: str, names: Collection[str]) -> SafeString:
    """The text as HTML, with line breaks and the people it mentions."""
    parts: list[str] = []
    at = 0
    for match in MENTION.finditer(text):
        name = match[1]
        while name and name.lower() not in names:
            shorter = name.rstrip(".@+-")
            name = shorter if shorter != name else ""
        if name:
            parts += [escape(text[at : match.start()]), f'<b class="mention">@{escape(name)}</b>']
            at = match.start() + 1 + len(name)
    parts.append(escape(text[at:]))
    return mark_safe("".join(parts).replace("\n", "<br>"))  # noqa: S308 - escaped part by part


def _moment(comment: Comment) -> SafeString:
    """When it was said, by the newsroom's clock."""
    at, now = timezone.localtime(comment.at), timezone.localtime()
    day = "" if at.date() == now.date() else "j M, " if at.year == now.year else "j M Y, "
    said = formats.date_format(at, f"{day}H:i")
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), said)


def _version(threads: list[Thread]) -> str:
    """Changes with every comment, answer and resolution."""
    facts = [
        (thread.pk, thread.is_open, len(thread.answers))
        for thread in sorted(threads, key=lambda one: one.pk)
    ]
    return f"{zlib.crc32(repr(facts).encode()):08x}"

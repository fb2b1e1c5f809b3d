"""A newsroom in which everything that is nobody else's business yet carries a word of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone

from articles.models import (
    Appointment,
    Article,
    Author,
    Autosave,
    BulkJob,
    Comment,
    Correction,
    Entry,
    Page,
    Plan,
    PreviewLink,
    Proposal,
    SiteFile,
    State,
    Status,
    StoryTemplate,
    Submission,
    Topic,
)
from articles.models.cards import drawing
from articles.models.publication.pages import FIRST
from articles.models.publication.policies import set_policies
from tests import cast

#: Of stories' words: nobody's who does not reach them.
SECRET = "zanzibarine"
#: Of what stories are made of, which the desk knows and readers do not.
OF_DESK = ("quorlissa", "vexomundi", "plimsquat")
_AUTHOR, _TOPIC, _PICTURE = OF_DESK
CARD = f"{'0' * 32}.png"


def came() -> datetime:
    """When a live story did; that day may be of another month."""
    return timezone.localtime() - timedelta(days=1)


class Room:
    """A story in a state, with everything that can stand around it."""

    def __init__(self, status: Status) -> None:
        now = timezone.now()
        owner, self.status = cast.reporter(), status
        # Readers have the words of a live story; its working copy they do not.
        words = "Harbour crane" if status == Status.LIVE else f"{SECRET} headline"
        self.story = cast.draft(words, created_by=owner, **self._details(status))
        if status in {Status.SCHEDULED, Status.LIVE, Status.WITHDRAWN}:
            at = now + timedelta(days=1) if status == Status.SCHEDULED else came()
            self.story.publish(None, at=at)
        if status == Status.EXPIRED:
            self.story.publish(None)
            gone = {"publish_at": now - timedelta(days=2), "expires_at": now - timedelta(days=1)}
            Article.objects.filter(pk=self.story.pk).update(**gone)
        if status == Status.WITHDRAWN:
            self.story.withdraw(None, f"{SECRET} reason")
        _have_card(self.story.pk)
        self.story = Article.objects.get(pk=self.story.pk)
        self.aside = self._write()
        if status in {Status.IN_REVIEW, Status.READY}:
            self.story.submit(None, f"{SECRET} note")
        if status == Status.READY:
            self.story.approve(None)
        if self.story.state == State.PUBLISHED:
            self.story.submit_changes(owner, f"{SECRET} note")
        self._around(owner, now)
        assert self.story.status == status

    def _details(self, status: Status) -> dict[str, Any]:
        if status == Status.LIVE:
            return {"topics": [Topic.objects.get_or_create(name="Harbour")[0]]}
        author = Author.objects.get_or_create(name=f"{_AUTHOR.title()} Marsh")[0]
        topic = Topic.objects.get_or_create(name=_TOPIC.title())[0]
        picture = cast.picture("navy", alt_text=f"A {_PICTURE}", caption=_PICTURE)
        return {
            "authors": [author],
            "topics": [topic],
            "picture": picture,
            "slug": f"{SECRET}-slug",
        }

    def _write(self) -> int:
        """Give it revisions, one of them set aside; returns that one's number."""
        base, content = self.story.base_number(), self.story.content()
        body = f"<p>{SECRET} body of the harbour.</p>"
        newer = {"headline": f"{SECRET} newer", "teaser": SECRET, "body": body}
        self.story.write(content | newer, None)
        other = content | {"headline": f"{SECRET} other"}
        written = self.story.write(other, None, based_on=base or 1)
        assert written.aside is not None
        return written.aside.number

    def _around(self, owner: User, now: Any) -> None:
        """Comments, an autosave, a link, appointments, a bulk job, a correction."""
        story, self.key = self.story, uuid4()
        typed = {"headline": [f"{SECRET} typed"]}
        Autosave.objects.create(
            key=self.key, by=owner, article=story, content=typed, saved_at=now, seen_at=now
        )
        self.comment = Comment.objects.create(article=story, by=owner, text=f"{SECRET} remark")
        self.link = PreviewLink.objects.create(article=story, by=owner, label=SECRET)
        self.appointment = Appointment.objects.create(
            article=story, verb="changes", at=now + timedelta(days=3), note=SECRET
        )
        results = [[story.pk, f"{SECRET} headline", True, SECRET, now.isoformat()]]
        self.job = BulkJob.objects.create(
            verb="submit", by=owner, stories=[story.pk], results=results, finished_at=now
        )
        said = "A figure was wrong." if self.status == Status.LIVE else f"{SECRET} figure"
        self.correction = Correction.objects.create(article=story, text=said)

    def snapshot(self) -> Any:
        """All of it that somebody could have changed."""
        return (
            Article.objects.filter(pk=self.story.pk).values().first(),
            list(self.story.revisions.values_list("number", "kind")),
            list(self.story.corrections.values("pk", "text")),
            Entry.objects.filter(article=self.story.pk).count(),
            list(Comment.objects.values("pk", "text", "resolved_at")),
            list(Autosave.objects.values("pk", "content")),
            list(PreviewLink.objects.values("pk", "revoked_at", "expires_at")),
            list(Appointment.objects.values("pk", "state", "attempts")),
            list(Submission.objects.values("pk", "note", "returned_at")),
        )


class Rows:
    """What doors that are no story's lead to."""

    def __init__(self) -> None:
        picture = cast.picture()
        _page(FIRST)
        files = dict.fromkeys(SiteFile.Name.values, "# Ours")
        set_policies(None, {"gpc": {"heeded": True}}, files)
        #: A plan that a reporter has nothing to do with.
        self.plan = Plan.make({"title": "Harbour day"}, cast.chief()).pk
        self.file = picture.url_for(800).partition("/media/")[2]
        #: The numbers of the rows by the model in the door's name.
        self.numbers: dict[str, int] = {
            "author": cast.ottoline().pk,
            "category": cast.section().pk,
            "topic": Topic.objects.get_or_create(name="Harbour")[0].pk,
            "picture": picture.pk,
            "storytemplate": StoryTemplate.objects.get_or_create(name="Report")[0].pk,
            "page": _page("imprint").pk,
            "paper": 1,
            "user": User.objects.get_or_create(username="closed", is_active=False)[0].pk,
            "group": Group.objects.get(name="Reporter").pk,
            "entry": Entry.objects.create(verb=Entry.Verb.PAPER).pk,
            "appointment": 1,
            "dbtaskresult": 1,
            "proposal": Proposal.objects.create(
                by=cast.reporter(), kind="title", until=timezone.now(), answer=[SECRET]
            ).pk,
        }

    def values(self, name: str) -> dict[str, Any]:
        """What stands in the address of the door of this name."""
        model = name.partition(":")[2].split("_")[1:2] or name.split("/")[2:3] or [""]
        number = self.numbers.get("dbtaskresult" if "dbtask" in name else model[0], 1)
        named = {"object_id": number, "pk": number, "id": number, "number": 1}
        if name.startswith("admin:planning-"):
            named["pk"] = self.plan
        if name == "sitemap-part":
            named["number"] = 0
        if name == "sitemap-month":
            named["part"] = 1
        return named | {
            "slug": {"page": "imprint", "topic": "harbour", "author": "ottoline-marsh"}.get(
                name.removeprefix("api:").removesuffix("-feed").removesuffix("-twin"), "politics"
            ),
            "year": f"{came():%Y}",
            "month": f"{came():%Y/%m}" if "feed" in name else f"{came():%m}",
            "form": "md" if "twin" in name else "atom",
            "path": self.file,
            "front": f"section-{cast.section().pk}",
            "app_label": "articles",
            "verb": "submit",
            "url": "nothing/",
            "rest": "nothing",
            "content_type_id": ContentType.objects.get_for_model(Article).pk,
            # Whoever holds the right one is told in test_locks.py.
            "file": CARD,
            "token": "not-a-token",
            "secret": "not-a-secret",
        }


def _page(slug: str) -> Page:
    fields = {"title": slug.title(), "body": "<p>We.</p>", "is_published": True}
    return Page.objects.get_or_create(slug=slug, defaults=fields)[0]


def of_story(room: Room) -> dict[str, Any]:
    """The same, of the story in `room`."""
    story = room.story
    return {
        "object_id": story.pk,
        "pk": story.pk,
        "section": "politics",
        "slug": story.slug or "x",
        "comment": room.comment.pk,
        "key": room.key,
    }


def _have_card(number: int) -> None:
    """Let the story have a social card, as if one had been drawn in every state."""
    drawing.store().save(drawing.path_of(number, CARD), ContentFile(b"a card"))
    Article.objects.filter(pk=number).update(card=CARD)

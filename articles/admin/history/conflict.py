"""Resolve a conflict: two overlapping saves side by side, with a choice for each passage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.admin.history.difference import Names, contrasted, differences, label_of
from articles.admin.history.views import accessible_story
from articles.lib.html import sanitiser
from articles.lib.merging.inline import shown
from articles.lib.merging.merge import Merged, Overlap
from articles.lib.text.plain import join_names
from articles.models import Article, NotAllowed, Revision, Right
from articles.models.story import content as contents

#: Texts of which one can follow the other; there is one day, one address, one kind.
JOINED = frozenset(contents.TEXTS) - {"kind", "language", "slug"}
TEMPLATE = "admin/articles/article/conflict.html"


def urls(desk: Any) -> list[URLPattern]:
    """The door, for the stories' admin."""
    return [
        path(
            "<int:pk>/conflict/<int:number>/",
            desk.admin_site.admin_view(partial(conflict, desk)),
            name="articles_article_conflict",
        )
    ]


@dataclass(frozen=True, slots=True)
class Question:
    """One overlapping passage, as the page asks about it."""

    #: Of its radio buttons: made from what is asked, so that no answer is ever taken for
    #: another question's after the story was saved again.
    name: str
    label: str
    mine: SafeString
    theirs: SafeString
    base: SafeString
    rich: bool
    joinable: bool
    chosen: str = ""


def conflict(desk: Any, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what overlaps with the revision set aside; a post saves the merged story."""
    accessible_story(request, pk, Right.EDIT)
    story = Article.objects.select_related("working").get(pk=pk)
    asides = story.revisions.filter(kind=Revision.Kind.ASIDE).select_related("based_on", "by")
    aside = asides.filter(number=number).first()
    settled_by = aside.settled_by.defer("content").first() if aside else None
    problem = ""
    if aside and settled_by is None and request.method == "POST":
        try:
            return _settle(request, story, aside)
        except NotAllowed as refusal:
            problem = str(refusal)
            story = Article.objects.select_related("working").get(pk=pk)
            settled_by = aside.settled_by.defer("content").first()
    context = desk.admin_site.each_context(request) | {
        "opts": desk.opts,
        "title": _("Choose between two versions"),
        "story": story,
        "number": number,
        "aside": aside,
        "settled_by": settled_by,
        "problem": problem if settled_by is None else "",
    }
    if aside and settled_by is None:
        context |= _asked(request, story, aside)
    return TemplateResponse(request, TEMPLATE, context, status=200 if aside else 404)


def _settle(request: HttpRequest, story: Article, aside: Revision) -> HttpResponse:
    """Raises NotAllowed where a choice is missing or the story was saved meanwhile."""
    seen = request.POST.get("newest", "")
    newest = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
    merged = story.overlaps(aside)
    given = [request.POST.get(name, "") for name in _radio_names(merged)]
    choices = [
        choice if choice != "both" or _joinable(overlap) else ""
        for choice, overlap in zip(given, merged.overlaps, strict=True)
    ]
    written = story.settle(aside, choices, request.user, newest)
    said = _("Saved: the merged story is revision %d.") % written.revision.number
    waiting = story.revisions.filter(kind=Revision.Kind.ASIDE, settled_by__isnull=True)
    if another := waiting.defer("content").order_by("number").first():
        address = reverse("admin:articles_article_conflict", args=[story.pk, another.number])
        more = _("Another version is still waiting for a choice.")
        messages.success(request, format_html('{} <a href="{}">{}</a>', said, address, more))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))


def _asked(request: HttpRequest, story: Article, aside: Revision) -> dict[str, Any]:
    """The questions, the people on either side, and what comes in by itself."""
    merged = story.overlaps(aside)
    theirs = story.content()
    by_itself = merged.settled(["theirs"] * len(merged.overlaps))
    base = aside.based_on.content if aside.based_on else {}
    names = Names(base, aside.content, theirs)
    asked = [
        _question(request, name, overlap, names)
        # In the order of the form, whatever order the database keeps a content's fields in.
        for name, overlap in sorted(
            zip(_radio_names(merged), merged.overlaps, strict=True),
            key=lambda pair: (contents.FIELDS.index(pair[1].field), pair[1].place),
        )
    ]
    return {
        "questions": asked,
        "by_itself": differences(theirs, by_itself, names),
        "newest": story.base_number(),
        "yours": aside.by_id == request.user.pk,
        "theirs_yours": bool(story.working and story.working.by_id == request.user.pk),
        "others": _others(story, aside),
    }


def _question(request: HttpRequest, name: str, overlap: Overlap, names: Names) -> Question:
    theirs, mine, rich = contrasted(overlap.field, overlap.theirs, overlap.mine, names)
    base = names.said(overlap.field, overlap.base)
    if rich and overlap.base:
        base = names.figures(shown(sanitiser.working(overlap.base)))
    return Question(
        name,
        label_of(overlap.field),
        mine,
        theirs,
        base,
        rich,
        _joinable(overlap),
        request.POST.get(name, ""),
    )


def _joinable(overlap: Overlap) -> bool:
    """Whether both may stand, one after the other."""
    return overlap.joinable and overlap.field in JOINED


def _radio_names(merged: Merged) -> list[str]:
    """A name for each overlap, made from what both wrote."""
    seen: Counter[str] = Counter()
    names = []
    for one in merged.overlaps:
        asked = repr((one.field, one.base, one.mine, one.theirs))
        digest = sha256(asked.encode(errors="surrogatepass")).hexdigest()[:16]
        seen[digest] += 1
        names.append(f"choice-{digest}-{seen[digest]}")
    return names


def _others(story: Article, aside: Revision) -> str:
    """Who saved the story since the revision that the one set aside began from."""
    began = aside.based_on.number if aside.based_on else 0
    line = story.revisions.exclude(kind=Revision.Kind.ASIDE).filter(number__gt=began)
    names = line.order_by("-number").values_list("by_name", flat=True)[:20]
    known = list(dict.fromkeys(name or _("the system") for name in names))
    return join_names(known, _("and"))

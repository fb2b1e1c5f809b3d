"""Breaking news: the page that it is typed on, the confirmation, and what is done to a banner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.breaking.form import BreakingForm
from articles.models import Article, Banner, NotAllowed
from articles.models.breaking import queue
from articles.models.breaking.rights import may_break

MAX_ID = 2**63 - 1


def breaking(request: HttpRequest) -> HttpResponse:
    """The form; posted, what will happen; posted once more with the confirmation, it happens."""
    person: Any = request.user
    if not may_break(person, anywhere=True):
        raise PermissionDenied(_("You may not break news. Ask a managing editor."))
    story = _story(request.POST.get("story") or request.GET.get("story"), person)
    form = BreakingForm(person, request.POST if request.method == "POST" else None, story)
    if request.method == "GET" or not form.is_valid() or "_back" in request.POST:
        return _page(request, form)
    if "_confirmed" not in request.POST:
        return _confirmation(request, form)
    try:
        banner = form.break_it()
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form)
    messages.success(request, _became(banner))
    return HttpResponseRedirect(reverse("admin:index"))


def _story(number: str | None, person: Any) -> Article | None:
    """The story of that number, which readers have and which the person may break; None where none
    is named."""
    if not number:
        return None
    known = number.isascii() and number.isdigit() and len(number) < 19 and int(number) <= MAX_ID
    story = Article.objects.within_reach_of(person).filter(pk=number).first() if known else None
    if story is None:
        raise Http404(_("This story no longer exists."))
    if not may_break(person, story.section_id):
        raise PermissionDenied(_("You may not break news in this section."))
    return story


def _page(request: HttpRequest, form: BreakingForm) -> HttpResponse:
    title = _("Breaking news") if form.story is None else _("Break this story")
    # A banner of words alone may wait for just this story.
    alone = Banner.objects.open().filter(story=None) if form.story is not None else ()
    theirs = [one for one in alone if may_break(request.user, one.section_id)]
    return _answer(request, form, "form", title, waiting_for_story=theirs)


def _confirmation(request: HttpRequest, form: BreakingForm) -> HttpResponse:
    given = form.cleaned_data
    start, end, behind = queue.would_be_up(Banner, given["minutes"], form.story)
    more = {
        "given": given,
        "starts": _hour(start),
        "ends": _hour(end),
        "behind": behind,
        "advice": form.advice(),
    }
    return _answer(request, form, "confirm", _("Break this news?"), **more)


def _answer(
    request: HttpRequest, form: BreakingForm, name: str, title: str, **more: Any
) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, "form": form, **more}
    request.current_app = admin.site.name
    return TemplateResponse(request, f"admin/breaking/{name}.html", context)


def _became(banner: Banner) -> str:
    """What happened, which somebody else's banner may have changed since the confirmation."""
    hours = {"start": _hour(banner.starts_at), "end": _hour(banner.ends_at)}
    if banner.taken_down_at is not None:
        return _("This was already done, and the banner has been taken down.")
    if banner.is_up():
        return _("The banner is on every page until %(end)s.") % hours
    return _("Another banner is up. Yours follows at %(start)s, until %(end)s.") % hours


def _hour(moment: Any) -> str:
    return time_format(timezone.localtime(moment), "H:i")


# --- What is done to a banner -----------------------------------------------------------

Verb = Callable[[Banner, HttpRequest], str]


def _extend(banner: Banner, request: HttpRequest) -> str:
    banner.extend(request.user)
    return _("The banner is up until %(end)s now.") % {"end": _hour(banner.ends_at)}


def _end(banner: Banner, request: HttpRequest) -> str:
    banner.end(request.user)
    return _("The banner is down.")


def _undo(banner: Banner, request: HttpRequest) -> str:
    banner.undo(request.user)
    if banner.is_stub:
        return _("Undone: the banner is down, and the story is withdrawn.")
    return _("The banner was removed. The story is unchanged.")


def _up(banner: Banner, request: HttpRequest) -> str:
    banner.move_up(request.user)
    return _("The banner was moved up.")


def _link(banner: Banner, request: HttpRequest) -> str:
    story = _story(request.POST.get("story", ""), request.user)
    if story is None:
        raise Http404(_("This story no longer exists."))
    banner.link(story, request.user)
    return _("The banner now links to the story.")


def _reword(banner: Banner, request: HttpRequest) -> str:
    again = "again" in request.POST
    banner.reword(request.POST.get("words", ""), request.user, again=again)
    if again:
        return _("The banner was changed, and is shown again to readers who closed it.")
    return _("The banner was changed. Readers who closed it won’t see it again.")


def done(verb: Verb) -> Callable[..., HttpResponse]:
    """A view that does `verb` to a banner, and says so on the start page."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        if not may_break(request.user, anywhere=True):
            raise PermissionDenied
        banner = Banner.objects.filter(pk=pk).first() if pk <= MAX_ID else None
        if banner is None:
            raise Http404(_("This banner no longer exists."))
        try:
            messages.success(request, verb(banner, request))
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:index"))

    return view


VERBS: dict[str, Verb] = {
    "extend": _extend,
    "end": _end,
    "undo": _undo,
    "up": _up,
    "link": _link,
    "reword": _reword,
}


def patterns() -> list[URLPattern]:
    """Under the desk's."""
    at: Any = admin.site.admin_view
    return [
        path("breaking/", at(never_cache(breaking)), name="breaking"),
        *(
            path(
                f"breaking/<int:pk>/{name}/",
                at(require_POST(done(verb))),
                name=f"breaking_{name}",
            )
            for name, verb in VERBS.items()
        ),
    ]

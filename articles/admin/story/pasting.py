"""What is pasted into a text: made canonical, with what that changed or left out in words."""

from __future__ import annotations

import json
import re
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.common.json_views import json_view, refusal
from articles.lib.html import canonical, sanitiser
from articles.lib.incoming import players
from articles.lib.incoming.plain_text import as_html
from articles.lib.incoming.report import Report
from articles.lib.incoming.written import markdown
from articles.models import Picture
from articles.models.pictures.shown import of_upload

#: Characters of one paste: some 150,000 words with their markup.
MAX_CHARACTERS = 2_000_000
MOST_PICTURES = 100
#: A picture that was in the HTML itself, and was taken out of it before it was sent.
_HELD = re.compile(r"desk-paste:([0-9]{1,3})")
#: The address of a picture as readers see it; it names the hash of the upload.
_OF_OURS = re.compile(
    r"""(?<=src=)["'][^"'<>]{0,500}/pictures/[0-9a-f]{2}/([0-9a-f]{32})[^"'<>]{0,200}["']"""
)
#: What stands in a text that nobody has formatted.
_PLAIN = re.compile(r"</?(?:p|br|a)\b[^>]*>")
_FIRST_OWN = 500  # those of the clipboard have smaller numbers
_NOBODYS = 10**15


def urls(desk: Any) -> list[URLPattern]:
    """The door, for the stories' admin."""
    site: AdminSite = desk.admin_site
    return [
        path("paste/", json_view(site, never_cache(require_POST(paste))), name="articles_paste")
    ]


def paste(request: HttpRequest) -> HttpResponse:
    """Answer the canonical form of `html`, or of `text` where there is none, and what was done.

    `wanted` are the numbers of pictures that the text would show if they were in the library:
    they are uploaded, and the same is posted again with their numbers there as `pictures`.
    `room` says what may become a player where it is pasted: `line` all that is an address, `text`
    lines among others, and embed codes in both. A text without formatting that is likely to be
    Markdown is answered as that besides, as `markdown`, to be offered.
    """
    given, text = request.POST.get("html", ""), request.POST.get("text", "")
    room = request.POST.get("room", "")
    if len(given) + len(text) > MAX_CHARACTERS:
        return refusal(_("This is too long to paste in one go."), 413)
    if room and players.is_code(text) and (answer := _of_code(text)):
        return JsonResponse(answer)
    asked = "pictures" not in request.POST
    pictures = _held(given) if asked else _pictures(request.POST["pictures"])
    given, own = _own(given)
    report = Report()
    made = sanitiser.cleaned(given, report, pictures=own | pictures)
    if not made and text.strip():
        report = Report()
        made = sanitiser.cleaned(as_html(text), report)
    if room == "line" or (room and made.count("<p") > 1):
        made = players.of_lines(made)
    if asked and (wanted := _shown(made)):
        return JsonResponse({"html": "", "wanted": wanted})
    return JsonResponse(
        {
            "html": made,
            "told": summary_of(report, added=0 if asked else len(pictures)),
            "more": more(report),
            "pictures": report.counts["pictures"],
            **_formatted(made, text),
        }
    )


def _formatted(made: str, text: str) -> dict[str, str]:
    """Return the text as Markdown, where it has no other formatting and that makes a difference."""
    if "<" in _PLAIN.sub("", made) or not (given := markdown.as_html(text)):
        return {}
    formatted = sanitiser.cleaned(given, Report())
    return {"markdown": formatted} if formatted != made else {}


def _of_code(code: str) -> dict[str, Any] | None:
    """Return what an embed code becomes: its player, or a link where nobody let its site in; None
    for what is none."""
    report = Report()
    made = sanitiser.cleaned(code, report)
    if players.is_player(made):
        return {"html": made, "told": "", "more": [], "pictures": 0}
    if not (address := players.frame_in(code)):
        return None
    return {
        "html": sanitiser.sanitise(as_html(address)),
        "told": _("Players of this site can’t be shown here: a link stands in its place."),
        "more": [],
        "pictures": 0,
    }


def _pictures(written: str) -> dict[int, int]:
    """Return the pictures that were uploaded for this: by their number in it, those there are."""
    try:
        asked = {int(number): int(pk) for number, pk in json.loads(written).items()}
    except (ValueError, TypeError, AttributeError):
        return {}
    asked = dict(list(asked.items())[:MOST_PICTURES])
    there = set(Picture.objects.filter(pk__in=asked.values()).values_list("pk", flat=True))
    return {number: pk for number, pk in asked.items() if pk in there}


def _own(given: str) -> tuple[str, dict[int, int]]:
    """Return the text with a place for each picture of ours that readers see, and which it is."""
    found: dict[str, int] = {}
    for digest in dict.fromkeys(_OF_OURS.findall(given)):
        if len(found) < MOST_PICTURES and (numbers := of_upload(digest)):
            found[digest] = min(numbers)
    places = {digest: _FIRST_OWN + at for at, digest in enumerate(found)}

    def place(address: re.Match[str]) -> str:
        return f'"desk-paste:{places[address[1]]}"' if address[1] in places else address[0]

    return _OF_OURS.sub(place, given), {places[digest]: pk for digest, pk in found.items()}


def _held(given: str) -> dict[int, int]:
    """Return a number for each picture that waits, which none of ours has."""
    numbers = [int(number) for number in _HELD.findall(given)[:MOST_PICTURES]]
    return {number: _NOBODYS + number for number in numbers if number < _FIRST_OWN}


def _shown(made: str) -> list[int]:
    return [pk - _NOBODYS for pk in canonical.picture_ids(made) if pk >= _NOBODYS]


def summary_of(report: Report, *, added: int = 0) -> str:
    """Return one line that says what was left out and changed; "" where nothing was."""
    parts = []
    if left_out := ", ".join(filter(None, _left_out(report))):
        parts.append(_("Left out: %s.") % left_out)
    if kept := ", ".join(filter(None, _kept(report, added))):
        parts.append(_("Kept: %s.") % kept)
    return " ".join(parts)


def _left_out(report: Report) -> list[str]:
    counts = report.counts
    comments = max(counts["comments"], counts["comment marks"])
    dead = counts["links"] + counts["places"]
    return [
        _some(ngettext("%d comment", "%d comments", comments), comments),
        _some(
            ngettext("%d deleted passage", "%d deleted passages", counts["deleted"]),
            counts["deleted"],
        ),
        _("hidden text") if counts["hidden"] else "",
        _("header and footer") if counts["heads"] else "",
        _some(ngettext("%d picture", "%d pictures", counts["pictures"]), counts["pictures"]),
        _some(
            ngettext("%d player or frame", "%d players or frames", counts["frames"]),
            counts["frames"],
        ),
        _some(
            ngettext("%d link that leads nowhere here", "%d links that lead nowhere here", dead),
            dead,
        ),
    ]


def _kept(report: Report, added: int) -> list[str]:
    counts = report.counts
    return [
        _some(
            ngettext(
                "%d link, now straight to its page",
                "%d links, now straight to their pages",
                counts["unwrapped"],
            ),
            counts["unwrapped"],
        ),
        _some(ngettext("%d footnote", "%d footnotes", counts["notes"]), counts["notes"]),
        _some(
            ngettext(
                "%d formula, as a line of text",
                "%d formulas, each as a line of text",
                counts["formulas"],
            ),
            counts["formulas"],
        ),
        _some(
            ngettext(
                "%d picture, which needs alt text and credit in the library",
                "%d pictures, which need alt text and credit in the library",
                added,
            ),
            added,
        ),
    ]


def _some(words: str, count: int) -> str:
    return words % count if count else ""


def more(report: Report) -> list[str]:
    """Return the particulars: what each was about."""
    names = {
        "comments": _("Comment: %s"),
        "deleted": _("Deleted (tracked change): %s"),
        "hidden": _("Hidden: %s"),
        "heads": _("Header or footer: %s"),
        "pictures": _("Picture: %s"),
        "frames": _("Player or frame: %s"),
        "formulas": _("Formula: %s"),
        "links": _("Link removed: %s"),
        "places": _("Link without its target: %s"),
        "unwrapped": _("Link: %s"),
    }
    return [name % words for kind, name in names.items() for words in report.samples.get(kind, ())]

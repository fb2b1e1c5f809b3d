"""Where the stories of the list stand on fronts: a mark, and one click for the lead."""

from __future__ import annotations

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.admin.placing.panel import fronts_of, leading
from articles.admin.placing.views import address_of
from articles.models import Article, Front, Status
from articles.models.fronts.told.in_play import LIVE, Standing, in_play

#: What can't be placed: readers will not see it again.
GONE = {Status.WITHDRAWN, Status.EXPIRED}


class PlacedList(ChangeList):
    """A page of stories, each with where it stands and where this person may have it lead. As
    many queries as for one story."""

    def get_results(self, request: HttpRequest) -> None:
        """Read once for all on the page."""
        super().get_results(request)
        stories = list(self.result_list)
        play = in_play() if stories else None
        fronts = fronts_of(request.user, play) if play else {}
        placed = play.standings_of([story.pk for story in stories]) if play else {}
        back = request.get_full_path()
        for story in stories:
            story.stands = placed.get(story.pk, [])
            story.leadable = [] if story.status in GONE else leading(fronts, story)[:1]
            story.listed_at_address = back
        self.result_list = stories


def marks(story: Article) -> SafeString:
    """Where it stands, live: as chips; and the button that has it lead."""
    stands: list[Standing] = getattr(story, "stands", [])
    chips = {str(one.front): one.leads for one in stands if one.state == LIVE}
    told = format_html_join(
        " ",
        '<span class="chip" data-status="{}">{}</span>',
        (
            (
                "live" if leads else "scheduled",
                (_("Leads %(front)s") if leads else _("On %(front)s")) % {"front": front},
            )
            for front, leads in chips.items()
        ),
    )
    leads_now = {one.front.key for one in stands if one.leads and one.state == LIVE}
    fronts = [one for one in getattr(story, "leadable", []) if one.key not in leads_now]
    return format_html("{} {}", told, _button(story, fronts))


def _button(story: Article, fronts: list[Front]) -> SafeString:
    return format_html_join(
        " ",
        '<button type="submit" class="button small plain row-lead" name="row" value="lead {}"'
        ' formaction="{}" aria-label="{}">{}</button>',
        (
            (
                front.key,
                address_of(story.pk, getattr(story, "listed_at_address", "")),
                _("Lead %(front)s: %(story)s") % {"front": front, "story": story},
                _("Lead the front")
                if front.key == "home"
                else _("Lead %(front)s") % {"front": front},
            )
            for front in fronts
        ),
    )

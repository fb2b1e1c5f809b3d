"""A story's body as readers see it: its figures and embeds in full."""

from __future__ import annotations

import re

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.lib.embeds.embed import Embed
from articles.lib.html import canonical, notes
from articles.lib.html.direction import with_directions
from articles.models import Picture
from articles.models.common.prepared import Prepared
from articles.models.links.leading import leading
from articles.models.story.listing import of_picture
from articles.web.story import charts, embeds

_FACTS = re.compile(r'<aside( class="facts"[^>]*)>(.*?)</aside>', re.DOTALL)
PICTURES = Prepared(lambda *pks: Picture.objects.filter(pk__in=pks).defer(*of_picture()).order_by())


def note_words() -> notes.NoteWords:
    """What is said around footnotes."""
    return notes.NoteWords(_("Notes"), _("Note %d"), _("Back to the text"))


def rendered_body(
    body: str, pictures: dict[int, Picture] | None = None, runs: str = ""
) -> SafeString:
    """The stored body with its embeds and its pictures put in; one query for all of those, none
    where they are given. `runs` is which way the element around it says that it runs.

    A figure whose picture is no longer in the library is left out.
    """
    if pictures is None:
        ids = canonical.picture_ids(body)
        pictures = {one.pk: one for one in PICTURES(*ids)} if ids else {}

    def figure(pk: int, size: str, caption: str) -> str:
        if pk not in pictures:
            return ""
        context = {"picture": pictures[pk], "size": size, "caption": mark_safe(caption)}
        return render_to_string("partials/figure.html", context)

    def gallery(pks: list[int], size: str, caption: str) -> str:
        shown = [pictures[pk] for pk in pks if pk in pictures]
        if len(shown) < 2:
            return "".join(figure(one.pk, size, caption) for one in shown)
        context = {"pictures": shown, "size": size, "caption": mark_safe(caption)}
        return render_to_string("partials/gallery.html", context)

    def embed(found: Embed, caption: str, poster: int) -> str:
        return embeds.shown(found, caption, pictures.get(poster))

    shown = canonical.expand_figures(
        _with_boxes(leading(with_directions(body, runs))),
        figure,
        embed,
        gallery=gallery,
        chart=charts.shown,
        table_label=_("Table"),
    )
    return mark_safe(notes.numbered(shown, note_words()))


def _with_boxes(body: str) -> str:
    """Fact boxes as parts of the text: programs that look for a page's text leave asides out."""
    return _FACTS.sub(r"<section\1>\2</section>", body) if "<aside" in body else body

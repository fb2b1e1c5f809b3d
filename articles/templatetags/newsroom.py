"""Tags that say a story's time, its names and its pictures the same way everywhere."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from html import escape

from django import template
from django.conf import settings
from django.template import defaulttags
from django.template.base import FilterExpression, Parser, Token
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from articles.delivery.services import kept
from articles.lib.access.form_owner import FIELD, mark_of
from articles.lib.branding import sheets
from articles.lib.dependencies import note, recorded
from articles.lib.languages.attributes import as_html
from articles.lib.text.plain import join_names
from articles.lib.text.scripts import language_of
from articles.models import Article, Author, Picture
from articles.models.pictures.files import FORMATS
from articles.syndication.heads import cards

register = template.Library()

#: For how long a story's age is said before its date is.
YOUNG = timedelta(hours=12)
#: What browsers choose from, the best first; those that know neither get the JPEG.
SOURCES = ("avif", "webp")
#: How wide that JPEG is, in pixels.
FALLBACK = 800


@register.simple_tag
def when(moment: datetime | None, lasting: object = False) -> SafeString | str:
    """The age of `moment` within twelve hours of now, else its date, as a `<time>`.

    `lasting` is for what is kept longer than an age is true: it says the date, which the page's
    script makes an age of.
    """
    if moment is None:
        return ""
    now = timezone.now()
    if lasting or moment > now or now - moment >= YOUNG:
        note("year")
        local = timezone.localtime(moment)
        this_year = local.year == timezone.localtime(now).year
        format_ = "MONTH_DAY_FORMAT" if this_year else "DATE_FORMAT"
        more = SafeString(' data-age="lasting"') if lasting else ""
        return _time(moment, formats.date_format(local, format_), more)
    # Pages are kept: a script puts the age right that was true when this one was made.
    if (page := recorded()) is not None:
        page.say_until(_true_until(moment, now))
    return _time(moment, _age(moment, now), SafeString(" data-age"))


def _true_until(moment: datetime, now: datetime) -> datetime:
    """Until when the age of `moment`, as it is said now, is true."""
    step = timedelta(minutes=1) if now - moment < timedelta(hours=1) else timedelta(hours=1)
    return moment + ((now - moment) // step + 1) * step


def _age(moment: datetime, now: datetime) -> str:
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}


@register.simple_tag
def when_full(moment: datetime | None) -> SafeString | str:
    """Day, hour and time zone of `moment`, as a `<time>`."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    written = pgettext("date format", "l j F Y, H:i")
    return _time(moment, f"{formats.date_format(local, written)} {local:%Z}")


def _time(moment: datetime, said: str, more: SafeString | str = "") -> SafeString:
    iso = timezone.localtime(moment).isoformat(timespec="seconds")
    return format_html('<time datetime="{}"{}>{}</time>', iso, more, said)


class FragmentNode(template.Node):
    """What stands around many pages, made once for all that have it alike."""

    def __init__(self, inside: template.NodeList, parts: list[FilterExpression]) -> None:
        self.inside, self.parts = inside, parts

    def render(self, context: template.Context) -> SafeString:
        """The part, out of those that are kept."""
        name = tuple(str(part.resolve(context, ignore_failures=True)) for part in self.parts)

        def make() -> SafeString:
            note("chrome", "year")
            return self.inside.render(context)

        return kept(("around", *name), make)


@register.tag
def fragment(parser: Parser, token: Token) -> FragmentNode:
    """`{% fragment "footer" feed_url %}…{% endfragment %}`: a part of the page that shows nothing
    but the paper, its sections, the year, and what it is given."""
    _tag, *parts = token.split_contents()
    inside = parser.parse(("endfragment",))
    parser.delete_first_token()
    return FragmentNode(inside, [parser.compile_filter(part) for part in parts])


@register.filter
def script(value: object) -> SafeString:
    """`value` as a literal in a script of its own file: JSON, whose text can end no script."""
    return SafeString(json.dumps(value).replace("<", "\\u003c"))


@register.simple_tag
def lang(words: str) -> SafeString | str:
    """The attribute that says in which language `words` are, where their script is another one
    than the page's, so that they are set and read out as they should be."""
    found = language_of(words, get_language() or settings.LANGUAGE_CODE)
    return format_html(' lang="{}"', found) if found else ""


@register.simple_tag
def in_language(words: str, story: object) -> SafeString:
    """Both attributes of an element with `words` of `story`: which way they run, and the language
    that they are in, where it is another one than the page's."""
    return as_html(words, getattr(story, "language", ""))


@register.simple_tag
def style(kind: str) -> SafeString:
    """The sheet of a kind of page (newsportal/stylesheet.py has them), to stand in its head."""
    return sheets.element(settings.STYLE_SHEETS[kind])


@register.simple_tag(takes_context=True)
def theme_style(context: template.Context) -> SafeString:
    """The paper's own tokens, to stand after ours; they are in a layer above them."""
    return sheets.element(kept(("around", "theme"), lambda: _theme(context)))


def _theme(context: template.Context) -> str:
    note("chrome")
    return str(context.get("theme", ""))


@register.simple_tag(takes_context=True)
def social_card(context: template.Context) -> SafeString:
    """What other sites show of the story whose page this is."""
    return cards.story(
        context["told"],
        site=context["site"],
        canonical=context.get("canonical") or "",
    )


@register.simple_tag
def page_words(page: object) -> str:
    """What stands behind the name of a list from its second page on: “, page 2”."""
    number = getattr(page, "number", 1)
    return ", " + _("page %(number)s") % {"number": formats.localize(number)} if number > 1 else ""


@register.simple_tag
def byline_names(story: Article) -> SafeString:
    """The names over the story: “A, B and C”, each in its own direction. Its bylines must have
    been fetched."""
    names = [f"<bdi>{escape(name)}</bdi>" for name in story.names()]
    return SafeString(join_names(names, escape(_("and"))))


@register.simple_tag
def card_names(story: Article, by: Author | None = None) -> SafeString:
    """Whose a story is, on its card: the face beside an opinion, and the names, but for that of
    `by` alone, whose page it is. Its bylines must have been fetched."""
    alone = len(story.byline_list) == 1
    shown = face(story.byline_list[0].author) if story.kind == "opinion" and alone else ""
    names = "" if by and not story.agency and len(story.byline_list) < 2 else byline_names(story)
    return format_html('{}<span class="card__names">{}</span> ' if names else "{}", shown, names)


@register.simple_tag
def picture(
    pic: Picture | None,
    sizes: str = "100vw",
    eager: bool = False,
    most: int = 0,
    told: bool = True,
) -> SafeString | str:
    """A `<picture>` of the renditions that there are; empty while there is none.

    `sizes` says how wide it is shown, `most` up to how many pixels a rendition may be asked for
    (0: any); `eager` is for the one picture that the page opens with; not `told` is one whose
    words stand beside it anyway. Its place is filled with its main colour until it is there.
    """
    if pic is None or not pic.is_shown:
        return ""
    sources = "".join(
        f'<source type="{FORMATS[kind]}" srcset="{escape(srcset)}" sizes="{escape(sizes)}">'
        for kind in SOURCES
        if (srcset := pic.srcset(kind, most))
    )
    hurry = 'fetchpriority="high"' if eager else 'loading="lazy" decoding="async"'
    src = pic.jpeg_for(min(most, FALLBACK) if most else FALLBACK)
    alt = pic.alt_text if told and not pic.decorative else ""
    return SafeString(
        f'<picture>{sources}<img src="{escape(src)}" width="{pic.width}" height="{pic.height}"'
        f' alt="{escape(alt)}" data-focal="{pic.focal_class}" data-tone="{pic.tone_class}"'
        f" {hurry}></picture>"
    )


@register.simple_tag
def face(author: Author) -> SafeString | str:
    """The author's picture, small and round beside their name; empty where there is none."""
    shown = picture(author.picture, sizes="4rem", most=240, told=False)
    return format_html('<span class="face">{}</span>', shown) if shown else ""


class TokenNode(defaulttags.CsrfTokenNode):
    """The token against forged posts, and the mark of whoever has opened the page."""

    def render(self, context: template.Context) -> str:
        """Two hidden fields; of somebody who is not logged in, one."""
        token = super().render(context)
        user = getattr(context.get("request"), "user", None) if token else None
        if user is None or not user.is_authenticated:
            return token
        field = '<input type="hidden" name="{}" value="{}">'
        return token + format_html(field, FIELD, mark_of(user.pk))


@register.tag("csrf_token")
def csrf_token(_parser: Parser, _token: Token) -> TokenNode:
    """In the place of Django's tag of that name, in its own pages too: no form can be without."""
    return TokenNode()

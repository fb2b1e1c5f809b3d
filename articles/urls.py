"""Every public address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import path, re_path, register_converter

from articles.api import v1
from articles.lib.access.content_policy import REPORTS
from articles.lib.text.slugs import SLUG
from articles.syndication.feeds.history import MonthInPath
from articles.syndication.machines import robots, site_files, terms
from articles.syndication.maps import months, news, others
from articles.web import calendar_feed, media, pages, twins
from articles.web.errors.violations import reports
from articles.web.fronts import front
from articles.web.health import health, metrics
from articles.web.lists import corrections, feeds, listings, partners, section
from articles.web.notices.off import off
from articles.web.search import page as search_page
from articles.web.search import suggestions
from articles.web.sitewide import banner, offline
from articles.web.story import embedding, preview
from articles.web.story import page as story
from articles.web.story.card import card as social_card
from articles.web.styleguide import pages as styleguide


class SlugInPath:
    """What stands for a noun in its address."""

    regex = SLUG

    def to_python(self, value: str) -> str:
        """The slug."""
        return value

    def to_url(self, value: str) -> str:
        """The same; `reverse` encodes it."""
        return value


class TwinForm:
    """A form in which a page has a twin, as its address ends."""

    regex = "json|md"

    def to_python(self, value: str) -> str:
        """The form."""
        return value

    def to_url(self, value: str) -> str:
        """The same."""
        return value


class FeedForm:
    """A format that a feed has beside RSS, in its address."""

    regex = "atom|json"

    def to_python(self, value: str) -> str:
        """The format."""
        return value

    def to_url(self, value: str) -> str:
        """The same."""
        return value


register_converter(SlugInPath, "name")
register_converter(FeedForm, "form")
register_converter(TwinForm, "twin")
register_converter(MonthInPath, "month")


def feed(route: str, view: Callable[..., Any], name: str, *, has_months: bool = True) -> list[Any]:
    """The addresses of a feed: one a format, and those of its pages of history."""
    ways = ["", "<form:form>/"]
    if has_months:
        ways += ["<month:month>/", "<form:form>/<month:month>/"]
    return [path(f"{route}{way}", view, name=name) for way in ways]


#: Of a story, whose number leads to the right one: also with marks beside the kana (NFD).
WRITTEN = SLUG.replace("]+", "\u3099\u309a]+")

urlpatterns = [
    path("", front.front, name="front"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path(REPORTS.removeprefix("/"), reports, name="csp-reports"),
    path("robots.txt", robots.robots, name="robots"),
    path(".well-known/security.txt", site_files.security_txt, name="security-txt"),
    path(".well-known/tdmrep.json", terms.tdmrep, name="tdmrep"),
    path(".well-known/gpc.json", terms.gpc, name="gpc"),
    path(".well-known/trust.txt", site_files.site_file, {"name": "trust.txt"}, name="trust-known"),
    path("trust.txt", site_files.site_file, {"name": "trust.txt"}, name="trust-txt"),
    path("ads.txt", site_files.site_file, {"name": "ads.txt"}, name="ads-txt"),
    path("humans.txt", site_files.site_file, {"name": "humans.txt"}, name="humans-txt"),
    path("tdm-policy.json", terms.tdm_policy, name="tdm-policy"),
    path("license.xml", terms.licence, name="licence"),
    path(".well-known/notices/<str:token>/", off, name="notices-off"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("sw.js", offline.worker, name="worker"),
    path("banner.html", banner.banner, name="banner"),
    path("offline/", offline.offline, name="offline"),
    path(v1.BASE, v1.urls),
    v1.REST,
    path("sitemap.xml", months.index, name="sitemap"),
    path("sitemap-news.xml", news.news, name="sitemap-news"),
    path("sitemap-pages.xml", others.pages, name="sitemap-pages"),
    path("sitemap-authors.xml", others.authors, name="sitemap-authors"),
    path("sitemap-topics.xml", others.topics, name="sitemap-topics"),
    re_path(
        r"^sitemap-(?P<year>[0-9]{4})-(?P<month>[0-9]{2})\.xml$", months.month, name="sitemap-month"
    ),
    re_path(
        r"^sitemap-(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<part>[1-9][0-9]{0,2})\.xml$",
        months.month,
        name="sitemap-month",
    ),
    path("sitemap-<int:number>.xml", months.old_part, name="sitemap-part"),
    re_path(
        r"^media/cards/(?P<pk>[0-9]{1,18})-(?P<file>[0-9a-f]{32}\.(?:png|jpg))$",
        social_card,
        name="social-card",
    ),
    path("media/<path:path>", media.rendition, name="media"),
    path("feed/partners/<name:slug>/", partners.partner, name="partner-feed"),
    path("feed/partners/<name:slug>/<str:token>/", partners.partner, name="partner-feed-secret"),
    *feed("feed/", feeds.front, "feed"),
    path("llms.txt", twins.llms_txt, name="llms-txt"),
    path("index.<twin:form>", twins.front, name="front-twin"),
    path("latest.<twin:form>", twins.latest, name="latest-twin"),
    path("about.<twin:form>", twins.first_page, name="first-page-twin"),
    path("about/<name:slug>.<twin:form>", twins.page, name="page-twin"),
    path("by/<name:slug>.<twin:form>", twins.author, name="author-twin"),
    path("topic/<name:slug>.<twin:form>", twins.topic, name="topic-twin"),
    path("<name:slug>.<twin:form>", twins.section, name="section-twin"),
    re_path(
        rf"^(?P<section>{WRITTEN})/(?P<slug>{WRITTEN})-(?P<pk>[0-9]{{1,18}})\.(?P<form>json|md|txt)$",
        twins.article,
        name="article-twin",
    ),
    path("latest/", listings.latest, name="latest"),
    path("embed/oembed/", embedding.oembed, name="oembed"),
    re_path(r"^embed/(?P<pk>[0-9]{1,18})/$", embedding.card, name="embed"),
    path("search/", search_page.search, name="search"),
    path("search/suggest/", suggestions.suggest, name="search-suggest"),
    *feed("search/feed/", feeds.search, "search-feed", has_months=False),
    path("corrections/", corrections.corrections, name="corrections"),
    *feed("corrections/feed/", feeds.corrections, "corrections-feed", has_months=False),
    re_path(r"^preview/story/(?P<pk>[0-9]{1,18})/$", preview.story, name="preview-story"),
    path("preview/new/", preview.new, name="preview-new"),
    path("preview/<str:token>/", preview.shared, name="preview-shared"),
    path("calendar/<str:token>.ics", calendar_feed.feed, name="planning-feed"),
    path("about/", pages.about, name="about"),
    path("about/<name:slug>/", pages.page, name="page"),
    path("by/<name:slug>/", listings.author, name="author"),
    *feed("by/<name:slug>/feed/", feeds.author, "author-feed"),
    path("topic/<name:slug>/", listings.topic, name="topic"),
    *feed("topic/<name:slug>/feed/", feeds.topic, "topic-feed"),
    path("<name:slug>/", section.section, name="section"),
    path("<name:slug>/archive/", section.months, name="months"),
    *feed("<name:slug>/feed/", feeds.section, "section-feed"),
    re_path(
        rf"^(?P<slug>{SLUG})/(?P<year>[0-9]{{4}})/(?P<month>[0-9]{{2}})/$",
        section.archive,
        name="archive",
    ),
    re_path(
        rf"^(?P<section>{WRITTEN})/(?P<slug>{WRITTEN})-(?P<pk>[0-9]{{1,18}})/$",
        story.article,
        name="article",
    ),
]

if settings.DEBUG:
    urlpatterns[:0] = [
        path("styleguide/", styleguide.styleguide),
        path("styleguide/<slug:name>/", styleguide.styleguide),
    ]

"""The readers' doors, and those of machines."""

from __future__ import annotations

from articles.doors.rules import BOTH, GET, POST, Door, Shows, Who, door

ANYBODY = Who.ANYBODY
LIVE, NOTHING = Shows.LIVE, Shows.NOTHING

PUBLIC: dict[str, Door] = {
    # Pages
    "front": door(ANYBODY, GET, LIVE),
    "latest": door(ANYBODY, GET, LIVE),
    "section": door(ANYBODY, GET, LIVE),
    "months": door(ANYBODY, GET, LIVE),
    "archive": door(ANYBODY, GET, LIVE),
    "author": door(ANYBODY, GET, LIVE),
    "topic": door(ANYBODY, GET, LIVE),
    "search": door(ANYBODY, GET, LIVE),
    "search-suggest": door(ANYBODY, GET, LIVE),
    "corrections": door(ANYBODY, GET, LIVE),
    "article": door(ANYBODY, GET, Shows.ADDRESS),
    "about": door(ANYBODY, GET, NOTHING),
    "page": door(ANYBODY, GET, NOTHING),
    "social-card": door(ANYBODY, GET, Shows.ADDRESS),
    "media": door(ANYBODY, GET, Shows.FILES),
    "oembed": door(ANYBODY, GET, LIVE, besides="the address of a story that is live"),
    "embed": door(ANYBODY, GET, LIVE, besides="a story that is live"),
    # Their twins
    "front-twin": door(ANYBODY, GET, LIVE),
    "latest-twin": door(ANYBODY, GET, LIVE),
    "section-twin": door(ANYBODY, GET, LIVE),
    "author-twin": door(ANYBODY, GET, LIVE),
    "topic-twin": door(ANYBODY, GET, LIVE),
    "first-page-twin": door(ANYBODY, GET, NOTHING),
    "page-twin": door(ANYBODY, GET, NOTHING),
    "article-twin": door(ANYBODY, GET, Shows.ADDRESS),
    "llms-txt": door(ANYBODY, GET, NOTHING),
    # Previews
    "planning-feed": door(
        ANYBODY, GET, Shows.REACH, besides="the secret address of an account that is open"
    ),
    "preview-shared": door(ANYBODY, GET, Shows.LINK),
    "preview-story": door("articles.view_article", GET, Shows.REACH),
    "preview-new": door("articles.view_article", GET, Shows.OWN),
    # Feeds and machines
    "feed": door(ANYBODY, GET, LIVE),
    "section-feed": door(ANYBODY, GET, LIVE),
    "author-feed": door(ANYBODY, GET, LIVE),
    "topic-feed": door(ANYBODY, GET, LIVE),
    "corrections-feed": door(ANYBODY, GET, LIVE),
    "search-feed": door(ANYBODY, GET, LIVE),
    "partner-feed": door(
        ANYBODY, GET, LIVE, besides="one that is switched on; a token, where it has one"
    ),
    "partner-feed-secret": door(ANYBODY, GET, LIVE, besides="the feed’s token"),
    "sitemap": door(ANYBODY, GET, LIVE),
    "sitemap-month": door(ANYBODY, GET, LIVE),
    "sitemap-news": door(ANYBODY, GET, LIVE),
    "sitemap-pages": door(ANYBODY, GET, NOTHING),
    "sitemap-authors": door(ANYBODY, GET, LIVE),
    "sitemap-topics": door(ANYBODY, GET, LIVE),
    "sitemap-part": door(ANYBODY, GET, NOTHING, besides="leads to the index"),
    "robots": door(ANYBODY, GET, NOTHING),
    "security-txt": door(
        ANYBODY, GET, NOTHING, besides="where `SECURITY_CONTACT` is set or one is written"
    ),
    "ads-txt": door(ANYBODY, GET, NOTHING, besides="where one is written"),
    "trust-txt": door(ANYBODY, GET, NOTHING, besides="where one is written"),
    "trust-known": door(ANYBODY, GET, NOTHING, besides="where one is written"),
    "humans-txt": door(ANYBODY, GET, NOTHING, besides="where one is written"),
    "gpc": door(ANYBODY, GET, NOTHING, besides="where the settings say something of it"),
    "tdmrep": door(ANYBODY, GET, NOTHING),
    "tdm-policy": door(ANYBODY, GET, NOTHING),
    "licence": door(ANYBODY, GET, NOTHING),
    "manifest": door(ANYBODY, GET, NOTHING),
    "worker": door(ANYBODY, GET, NOTHING),
    "offline": door(ANYBODY, GET, NOTHING),
    "banner": door(ANYBODY, GET, LIVE),
    "healthz": door(ANYBODY, GET, NOTHING),
    "readyz": door(ANYBODY, GET, NOTHING),
    "metrics": door(Who.METRICS, GET, NOTHING),
    "notices-off": door(ANYBODY, BOTH, NOTHING, csrf=False, besides="a link from a mail"),
    # Programs
    "api:stories": door(ANYBODY, GET, LIVE),
    "api:story": door(ANYBODY, GET, Shows.ADDRESS),
    "api:sections": door(ANYBODY, GET, NOTHING),
    "api:section": door(ANYBODY, GET, NOTHING),
    "api:topics": door(ANYBODY, GET, LIVE),
    "api:topic": door(ANYBODY, GET, LIVE),
    "api:authors": door(ANYBODY, GET, LIVE),
    "api:author": door(ANYBODY, GET, LIVE),
    "api:pictures": door(ANYBODY, GET, LIVE),
    "api:picture": door(ANYBODY, GET, LIVE, besides="one that readers see in a story"),
    "api:fronts": door(ANYBODY, GET, LIVE),
    "api:front-home": door(ANYBODY, GET, LIVE),
    "api:front-section": door(ANYBODY, GET, LIVE),
    "api:front-topic": door(ANYBODY, GET, LIVE, besides="where an editor has laid one out"),
    "api:openapi": door(ANYBODY, GET, NOTHING),
    "api:desk-stories": door(Who.TOKEN, POST, Shows.REACH, csrf=False),
    "api:desk-story": door(Who.TOKEN, ("GET", "HEAD", "PATCH"), Shows.REACH, csrf=False),
    "api:desk-submit": door(Who.TOKEN, POST, Shows.REACH, csrf=False),
    "api:desk-publish": door(Who.TOKEN, POST, Shows.REACH, csrf=False),
    "api:desk-correct": door(Who.TOKEN, POST, Shows.REACH, csrf=False),
    "api:desk-withdraw": door(Who.TOKEN, POST, Shows.REACH, csrf=False),
    "api:desk-pictures": door(Who.TOKEN, POST, NOTHING, csrf=False),
    "api-missing": door(ANYBODY, GET, NOTHING, besides="always a 404, for programs"),
    "csp-reports": door(ANYBODY, POST, NOTHING, csrf=False),
}

"""A thousand ways to smuggle in a script, through every text that people type, with the policy of
our pages switched off: the browser runs none of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route

from articles.lib.html.sanitiser import sanitise
from articles.lib.text import visible
from articles.models import (
    Article,
    Author,
    Byline,
    Category,
    Comment,
    Correction,
    Entry,
    Paper,
    Picture,
    PreviewLink,
    Tagging,
    Topic,
)
from articles.models import Page as PaperPage
from tests import cast
from tests.conftest import ROOT
from tests.web.vectors import CANARY, packed, vectors

pytestmark = [pytest.mark.django_db, pytest.mark.not_measured]

SITE = "http://news.invalid"
#: Whatever a vector calls is put down.
WIRE = """
window.fired = [];
for (const name of ["tripped", "alert", "print", "prompt", "confirm"])
  Object.defineProperty(window, name, {value: () => { window.fired.push(name); }});
"""
#: What would run at a touch: handlers, addresses and scripts that hold a vector's call.
SCAN = r"""
() => {
  const call = /tripped|canary|alert\(1\)|print\(1\)|prompt\(1\)/i, found = [];
  for (const one of document.querySelectorAll("*")) {
    for (const {name, value} of one.attributes) {
      const plain = value.replace(/[\u0000-\u0020]/g, "");
      const leads = /^(href|src|action|formaction|xlink:href|data|poster)$/i.test(name);
      const runs = /^on|^srcdoc$/i.test(name)
        || (leads && /^(javascript|vbscript|data:text)/i.test(plain))
        || (name === "http-equiv" && /refresh/i.test(value));
      if (runs && (call.test(value) || name === "http-equiv"))
        found.push(`${one.tagName} ${name}=${value.slice(0, 60)}`);
    }
    if (one.matches("script:not([type$=json])") && call.test(one.textContent))
      found.push(`script ${one.textContent.slice(0, 60)}`);
    if (one.matches("style") && call.test(one.textContent)) found.push("style");
  }
  return [...found, ...window.fired];
}
"""


@pytest.fixture(scope="module")
def found() -> list[str]:
    """The vectors."""
    return vectors()


def fill(found: list[str], monkeypatch: pytest.MonkeyPatch) -> Article:
    """A newsroom in which every text is one of them; returns the story that says them all."""
    lines, short = packed(200, found), apart(packed(60, found))
    names = apart(packed(100, found))
    long, now = packed(1_000, found), timezone.now()
    monkeypatch.setattr("articles.web.lists.pagination.PAGE_SIZE", len(lines))
    monkeypatch.setattr("articles.web.search.asked.LONGEST_QUERY", 10_000)
    sections = Category.objects.bulk_create(
        Category(name=name, slug=f"s-{at}", description=name) for at, name in enumerate(short[:40])
    )
    authors = Author.objects.bulk_create(
        Author(name=name, role=name, slug=f"a-{at}", biography=name, expertise=name)
        for at, name in enumerate(names)
    )
    topics = Topic.objects.bulk_create(
        Topic(name=name, slug=f"t-{at}", description=name) for at, name in enumerate(names)
    )
    picture = cast.picture()
    Picture.objects.update(
        headline=lines[0],
        alt_text=long[0],
        caption=packed(2_000, found)[0],
        credit=lines[1],
        creator=lines[2],
        copyright=lines[3],
        terms=long[1],
        people=names[:9],
        tags=names[9:18],
    )
    stories = [
        Article(
            headline=line,
            slug=f"n-{at}",
            standfirst=line,
            trail_text=line,
            teaser=line,
            agency=names[at % len(names)],
            picture=picture,
            picture_caption=long[at % len(long)],
            search_title=names[at % len(names)],
            search_description=line,
            social_title=names[at % len(names)],
            social_description=line,
            section=sections[0],
            state="published",
            publish_at=now,
            first_published_at=now,
        )
        for at, line in enumerate(lines)
    ]
    Article.objects.bulk_create(stories)
    written = [
        Byline(article=story, author=authors[at % len(authors)], listed_at=now)
        for at, story in enumerate(stories)
    ]
    Byline.objects.bulk_create(written)
    whole = stories[0]
    # Each by itself: one that opens a script or a comment would swallow those after it.
    whole.body = "".join(sanitise(f"<p>Said: {vector}</p>{vector}") for vector in found)
    whole.save()
    beside(whole, found, topics)
    return whole


def apart(names: list[str]) -> list[str]:
    """Those that are different names once what nobody sees is left out."""
    return list({visible.line(name).casefold(): name for name in names}.values())


def beside(story: Article, found: list[str], topics: list[Topic]) -> None:
    """What stands around a story, and what the newsroom says of itself."""
    now, lines = timezone.now(), packed(1_000, found)
    Tagging.objects.bulk_create(
        Tagging(content_object=story, tag=topic, listed_at=now) for topic in topics[:60]
    )
    Correction.objects.bulk_create(Correction(article=story, text=text) for text in lines)
    Comment.objects.bulk_create(
        Comment(article=story, by_name=text[:150], text=text) for text in lines
    )
    PreviewLink.objects.bulk_create(
        PreviewLink(article=story, label=label) for label in packed(100, found)[:40]
    )
    Entry.objects.bulk_create(
        Entry(article=story, verb="paper", by_name=text[:150], title=text[:300], note=text)
        for text in lines
    )
    body = "".join(f"<p>{vector}</p>{vector}" for vector in found)
    short = packed(120, found)
    page = PaperPage(title=short[0], slug="imprint", description=short[1], body=body)
    page.is_published = page.in_footer = True
    page.save()
    paper = Paper.current()
    paper.name, paper.tagline, paper.footer = packed(60, found)[0], short[2], lines[0][:600]
    paper.save()


def addresses(story: Article, found: list[str]) -> Iterator[tuple[str, str]]:
    """The pages that show it all, for readers and at the desk, and who looks at them."""
    desk, number = "/admin/articles", story.pk
    for path in (
        "/",
        "/s-0/",
        "/latest/",
        "/by/a-0/",
        "/topic/t-0/",
        "/corrections/",
        "/about/imprint/",
        "/feed/",
        story.get_absolute_url(),
    ):
        yield "reader", path
    for path in (
        "/admin/",
        f"{desk}/article/",
        f"{desk}/article/{number}/change/",
        f"{desk}/article/{number}/history/",
        f"{desk}/article/{number}/comments/",
        f"{desk}/article/{number}/corrections/",
        f"{desk}/article/{number}/preview/",
        f"/preview/story/{number}/",
        f"{desk}/entry/",
        f"{desk}/author/",
        f"{desk}/category/",
        f"{desk}/topic/",
        f"{desk}/picture/",
        f"{desk}/picture/{story.picture_id}/change/",
        f"{desk}/page/",
        f"{desk}/paper/1/change/",
    ):
        yield "desk", path
    # Nothing is found; what was asked for is said.
    for text in packed(6_000, found):
        typed = quote(text, safe="")
        yield "reader", f"/search/?q={typed}"
        yield "reader", f"/{typed}/"
        yield "reader", f"/admin/login/?next={typed}"
        yield "desk", f"{desk}/author/?q={typed}"
        yield "desk", f"/admin/{typed}/"


def answers(story: Article, found: list[str]) -> dict[str, Any]:
    """What the portal answers at each of them."""
    clients = {"reader": Client(), "desk": Client()}
    clients["desk"].force_login(cast.managing_editor())
    told = {}
    for who, path in addresses(story, found):
        answer = clients[who].get(path)
        assert answer.status_code < 500, path
        if answer.status_code != 302:
            told[path] = (answer["Content-Type"], answer.getvalue())
    return told


def window(browser: Browser, told: dict[str, Any], asked: list[str]) -> Page:
    """A window in which these are the site, and nothing else is there."""
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(WIRE)
    page = context.new_page()

    def answered(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if CANARY in route.request.url.partition("?")[0] and path == route.request.url:
            asked.append(route.request.url)
        if path in told:
            kind, content = told[path]
            route.fulfill(body=content, content_type=kind)
            return
        file = ROOT / path.partition("?")[0].lstrip("/")
        # The editor and what else the desk has run on a story's form; other pages are read alone.
        has_scripts = page.url.endswith("/change/")
        if path.startswith("/static/") and has_scripts and file.is_file():
            route.fulfill(path=file)
        else:
            route.abort()

    page.route("**/*", answered)
    return page


def runs(page: Page, path: str) -> list[str]:
    """What of the page has run, or would."""
    page.goto(f"{SITE}{path}", wait_until="load")
    return [f"{path[:80]}: {one}" for one in page.evaluate(SCAN)]


def test_none_of_a_thousand_runs(
    browser: Browser, found: list[str], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    for name in ("story.admin.StoryAdmin", "dashboard.log.LogAdmin", "topics.admin.TopicAdmin"):
        monkeypatch.setattr(f"articles.admin.{name}.list_per_page", 1_000, raising=False)
    assert len(set(found)) >= 1_000
    told = answers(fill(found, monkeypatch), found)
    asked, ran = list[str](), list[str]()
    page = window(browser, told, asked)
    for path in told:
        ran += runs(page, path)
    page.context.close()
    assert ran == []
    assert asked == []


def test_they_would_run_where_nobody_looked(browser: Browser, found: list[str]) -> None:
    """The test above could not fail with vectors that do nothing."""
    asked, seen = list[str](), 0
    told = {
        f"/{at}": ("text/html; charset=utf-8", "\n".join(f"<div>{one}</div>" for one in some))
        for at, some in enumerate([found[start : start + 20] for start in range(0, 400, 20)])
    }
    page = window(browser, told, asked)
    for path in told:
        seen += bool(runs(page, path))
    page.context.close()
    assert seen > 10
    assert asked

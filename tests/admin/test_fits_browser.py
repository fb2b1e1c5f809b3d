"""Every page of the desk fits the screen that it is read on, and its help can be read."""

from __future__ import annotations

import re

from django.contrib.auth.models import User

from articles.models import Author, Category, Page, Topic
from tests import cast
from tests.admin.desk_pages import Window

#: What is too wide, and which help texts are squeezed, at the width that the page has now.
MISFITS = """() => {
    const words = (element) => `${element.id || element.className}: ${element.clientWidth}`;
    const squeezed = [...document.querySelectorAll(".help, .helptext")].filter((help) =>
        help.checkVisibility() && !help.classList.contains("visually-hidden")
        && help.textContent.trim().length > 30 && help.clientWidth < 190);
    const wide = document.documentElement.scrollWidth - innerWidth;
    return [...squeezed.map(words), ...(wide > 0 ? [`sideways: ${wide}`] : [])];
}"""
#: One long word, as German and addresses have them.
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
#: The pages that show it; the others have their own words, or what was cut to fit a column.
SHOW_IT = re.compile(
    r"|articles/article/|articles/article/\d+/change/|articles/picture/\d+/(change|replace|delete)/"
)


def addresses(boss: User) -> list[str]:
    """Every kind of page, with words that are longer than a line."""
    picture = cast.picture(caption=LONG, credit=LONG[:80])
    cast.draft(LONG, created_by=boss)
    story = cast.live(LONG, body=f"<p>{LONG}</p>", picture=picture, topics=[LONG[:60]])
    author = Author.objects.create(name=LONG[:60], role=LONG[:60])
    about = Page.objects.create(title=LONG[:100], is_published=True)
    topic, section = Topic.objects.get(), Category.objects.earliest("pk")
    story_pages = ("change", "history", "preview", "delete")
    nouns = ("article", "picture", "author", "topic", "category", "page", "entry")
    return [
        "",
        "password_change/",
        *(f"articles/{noun}/" for noun in nouns),
        *(f"articles/{noun}/add/" for noun in ("article", "author", "topic", "category", "page")),
        *(f"articles/article/{story.pk}/{page}/" for page in story_pages),
        *(f"articles/picture/{picture.pk}/{page}/" for page in ("change", "replace", "delete")),
        *(f"articles/topic/{topic.pk}/{page}/" for page in ("change", "rename", "delete")),
        f"articles/author/{author.pk}/change/",
        f"articles/category/{section.pk}/change/",
        f"articles/page/{about.pk}/change/",
        "articles/paper/1/change/",
        "articles/paper/policies/",
        "auth/user/",
        "auth/user/add/",
        f"auth/user/{boss.pk}/change/",
        f"auth/user/{boss.pk}/personal/",
    ]


def test_every_page_fits(logged_in: Window) -> None:
    """Each is loaded once and looked at as on a phone, a tablet and a desk."""
    boss = cast.managing_editor()
    boss.is_superuser = True
    boss.save()
    page = logged_in(boss)
    misfits = {}
    for path in addresses(boss):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"/admin/{path}")
        assert LONG[:60] in page.content() or not SHOW_IT.fullmatch(path), path
        for width in (1280, 768, 375):
            page.set_viewport_size({"width": width, "height": 800})
            if found := page.evaluate(MISFITS):
                misfits[path, width] = found
    assert misfits == {}
    page.goto("/admin/")
    rooms = page.locator(".desk-nav > ul")
    for width in (1024, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert rooms.evaluate("list => list.scrollWidth <= list.clientWidth"), width
    for width in (375, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        # What is one's own is in the head on every screen, and the name above in one line.
        page.locator(".account-button").click()
        page.locator("#account-menu").get_by_role("link", name="Security").hover()
        page.keyboard.press("Escape")
        assert page.locator("#site-name").evaluate("name => name.offsetHeight") < 40, width

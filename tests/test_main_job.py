"""The main job, in a real browser: an editor posts, a reader reads; then it is withdrawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Picture, Topic
from tests import cast

pytestmark = pytest.mark.every_database
HEADLINE = "Lukashenko offers Washington a way back: let the 2020 election rest"
STANDFIRST = "The leader of Belarus says relations could improve after years of tension."
PARAGRAPHS = (
    "Alexander Lukashenko wants Belarus and the United States to talk, and has named a price.",
    "He has been in power since 1994, and sanctions followed the protests of 2020.",
    "Only last week 123 detainees were released with the help of an American envoy.",
)


@pytest.fixture
def newsroom(live_server: Any) -> str:
    """Staff to choose from, and the address of the portal."""
    cast.managing_editor()
    cast.ottoline()
    cast.barnaby()
    Topic.objects.create(name="Belarus", slug="belarus")
    return str(live_server.url)


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains about."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "console",
        lambda message: heard.append(message.text) if message.type == "error" else None,
    )
    return heard


def log_in(page: Page, newsroom: str) -> None:
    """Come to the desk."""
    page.goto(f"{newsroom}/admin/")
    page.get_by_label("Username").fill("managing-editor")
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="New story").first).to_be_visible()


def add_picture(page: Page, folder: Path) -> None:
    """From the story's form: open the library, add a picture, and have it chosen."""
    file = folder / "talks.jpg"
    file.write_bytes(cast.jpeg(1700, 1100))
    page.get_by_role("button", name="Choose a picture").click()
    box = page.get_by_role("dialog")
    with page.expect_file_chooser() as chooser:
        box.get_by_role("button", name="Add a new picture").click()
    chooser.value.set_files(file)
    box.get_by_label("Alt text").fill("Two empty chairs at a long table")
    box.get_by_label("Caption").fill("Room for talks.")
    box.get_by_label("Credit").fill("The Newsportal studio")
    box.get_by_role("button", name="Use this picture").click()
    chosen = page.get_by_role("textbox", name="Alt text")
    expect(chosen).to_have_value("Two empty chairs at a long table")


def choose(page: Page, field: str, name: str) -> None:
    """Type a name into a field of several, and take what is offered first."""
    box = page.get_by_role("combobox", name=field, exact=True)
    box.fill(name)
    expect(page.get_by_role("option").filter(has_text=name).first).to_be_visible()
    box.press("Enter")
    expect(box).to_have_value("")


def write(page: Page, folder: Path) -> None:
    """Fill the story's form as a reporter would."""
    page.get_by_role("link", name="New story").first.click()
    page.get_by_label("Headline").fill(HEADLINE)
    page.get_by_label("Standfirst").fill(STANDFIRST)
    page.locator(".ProseMirror").click()
    for number, paragraph in enumerate(PARAGRAPHS):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.insert_text(paragraph)
    page.get_by_label("Section", exact=True).select_option("Politics")
    choose(page, "Bylines", "Ottoline Marsh")
    choose(page, "Bylines", "Barnaby Quill")
    choose(page, "Topics", "Belarus")
    choose(page, "Topics", "Diplomacy")
    add_picture(page, folder)


#: Where readers and machines find the story.
PLACES = [
    "/",
    "/politics/",
    "/by/ottoline-marsh/",
    "/by/barnaby-quill/",
    "/topic/belarus/",
    "/topic/diplomacy/",
    "/search/?q=lukashenko+price",
]
MACHINES = ["/feed/", "/politics/feed/atom/", "/politics.json", "/sitemap-news.xml"]


def read(page: Page, newsroom: str, places: list[str], address: str) -> None:
    """Find the story in each of these places, come to it from one, and find all of it there."""
    for place in places:
        page.goto(newsroom + place)
        link = page.get_by_role("link", name=HEADLINE).first
        expect(link).to_have_attribute("href", address)
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    for paragraph in PARAGRAPHS:
        expect(page.get_by_text(paragraph)).to_be_visible()
    for name in ("Ottoline Marsh", "Barnaby Quill", "Belarus", "Diplomacy"):
        expect(page.get_by_role("link", name=name).first).to_be_visible()
    expect(page.get_by_text(STANDFIRST).first).to_be_visible()
    expect(page.get_by_text("Room for talks.")).to_be_visible()


def test_an_editor_posts_and_a_reader_reads(
    page: Page, newsroom: str, complaints: list[str], tmp_path: Path
) -> None:
    log_in(page, newsroom)
    write(page, tmp_path)
    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator("[data-save-state]")).to_contain_text("Live.")
    story = Article.objects.get()
    assert story.names() == ["Ottoline Marsh", "Barnaby Quill"]
    assert Picture.objects.get() == story.picture
    assert complaints == []

    places = [*PLACES, f"/politics/{story.publish_at:%Y/%m}/"]
    page.context.clear_cookies()
    read(page, newsroom, places, story.get_absolute_url())
    for place in MACHINES:
        assert story.get_absolute_url() in page.request.get(newsroom + place).text()

    log_in(page, newsroom)
    page.goto(f"{newsroom}/admin/articles/article/{story.pk}/change/")
    page.get_by_role("button", name="Withdraw").first.click()
    page.get_by_label("Reason, for the record").fill("The talks were called off.")
    page.get_by_role("dialog").get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_text("now: Withdrawn")).to_be_visible()
    page.context.clear_cookies()
    for place in places:
        page.goto(newsroom + place)
        expect(page.get_by_role("link", name=HEADLINE)).to_have_count(0)
    for place in MACHINES:
        assert story.get_absolute_url() not in page.request.get(newsroom + place).text()
    assert page.request.get(newsroom + story.get_absolute_url()).status == 410


def test_a_reader_needs_no_script(browser: Any, newsroom: str) -> None:
    story = cast.live(HEADLINE, picture=cast.picture(), topics=["Belarus"])
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(newsroom)
    page.get_by_role("link", name=HEADLINE).click()
    expect(page).to_have_url(re.compile(re.escape(story.get_absolute_url())))
    page.get_by_role("link", name="Belarus").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Belarus")
    context.close()

"""How pictures come to a reader's phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Response

from articles.lib import imaging
from articles.models import Picture
from articles.models.pictures.renditions import make
from tests import cast

#: What the lead picture may weigh on a phone with two pixels to each point.
MOST = 120 * 1024
#: What has moved while the page was shown, and by how much.
SHIFTS = """new Promise((done) => {
  const moved = [];
  const rect = ({ x, y, width, height }) => [x, y, width, height].join(" ");
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      const parts = sources.map(({ node, previousRect, currentRect }) =>
        `${node?.outerHTML ?? node?.textContent}: ${rect(previousRect)} → ${rect(currentRect)}`);
      moved.push(`${value}: ${parts.join("; ")}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(moved), 500);
})"""


def drawing(name: str) -> imaging.Upload:
    """The file of a picture of the demo newsroom."""
    file: Path = settings.BASE_DIR / "articles/demo/pictures" / f"{name}.jpg"
    return imaging.receive(file.read_bytes())


def a_drawing(name: str) -> Picture:
    """A picture of the demo newsroom."""
    picture = Picture(alt_text="A drawing", caption="A drawing.", credit="The studio")
    picture.take(drawing(name))
    picture.save()
    return picture


@pytest.mark.parametrize("name", ["harbour-cranes", "lantern-market", "record-shop"])
def test_what_a_phone_gets_is_light(name: str) -> None:
    """The test below shows which files it takes."""
    picture, rights = drawing(name).picture, imaging.Rights()
    others = set(imaging.names(picture)) - {"800.avif"}
    ((_name, large),) = imaging.renditions(picture, rights, leave_out=others)
    assert 0 < len(large) <= MOST
    quick, first = imaging.quick(picture, rights)
    assert quick == "640.webp" and 0 < len(first) <= MOST


def test_a_lead_picture_is_light_and_moves_nothing(
    live_server: Any, browser: Browser, settings: Any
) -> None:
    """With all of its sizes, and as in the first moments, before a worker has been at it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    new, picture = a_drawing("lantern-market"), a_drawing("harbour-cranes")
    assert make(picture.pk)
    context = browser.new_context(viewport={"width": 375, "height": 800}, device_scale_factor=2)
    answers: dict[str, Response] = {}
    for lead, name in ((picture, "/800.avif"), (new, "/640.webp")):
        story = cast.live(picture=lead, body=f'{cast.BODY}<figure data-picture="{lead.pk}">')
        page = context.new_page()
        page.on("response", lambda answer: answers.update({answer.url: answer}))
        page.goto(f"{live_server.url}{story.get_absolute_url()}")
        page.wait_for_load_state("networkidle")
        shown = page.locator(".story__picture img").evaluate("(image) => image.currentSrc")
        assert shown.endswith(name)
        assert 0 < len(answers[shown].body()) <= MOST
        assert page.evaluate(SHIFTS) == []
        shape = page.locator(".story__picture img").bounding_box()
        assert shape and (shape["width"], round(shape["height"])) == (375, 211)
    context.close()

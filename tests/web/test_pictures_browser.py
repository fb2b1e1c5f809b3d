"""How pictures come to a reader's phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Response

from articles.lib import imaging
from articles.models import Picture
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


def a_drawing(name: str) -> Picture:
    """A picture of the demo newsroom."""
    file: Path = settings.BASE_DIR / "articles/demo/pictures" / f"{name}.jpg"
    picture = Picture(alt_text="A drawing", caption="A drawing.", credit="The studio")
    picture.take(imaging.receive(file.read_bytes()))
    picture.save()
    return picture


@pytest.mark.parametrize("name", ["harbour-cranes", "lantern-market", "record-shop"])
@pytest.mark.parametrize("made", [True, False], ids=["all sizes", "the quick one"])
def test_a_lead_picture_is_light_and_moves_nothing(
    live_server: Any, browser: Browser, name: str, made: bool
) -> None:
    picture = a_drawing(name)
    if not made:
        # As in the first moments, before a worker has been at it.
        Picture.objects.filter(pk=picture.pk).update(files=["640.webp"])
    story = cast.live(picture=picture, body=f'{cast.BODY}<figure data-picture="{picture.pk}">')
    context = browser.new_context(viewport={"width": 375, "height": 800}, device_scale_factor=2)
    page = context.new_page()
    answers: dict[str, Response] = {}
    page.on("response", lambda answer: answers.update({answer.url: answer}))
    page.goto(f"{live_server.url}{story.get_absolute_url()}")
    page.wait_for_load_state("networkidle")
    shown = page.locator(".story__picture img").evaluate("(image) => image.currentSrc")
    assert shown.endswith("/800.avif" if made else "/640.webp")
    assert 0 < len(answers[shown].body()) <= MOST
    assert page.evaluate(SHIFTS) == []
    size = page.locator(".story__picture img").evaluate("(i) => [i.clientWidth, i.clientHeight]")
    assert size == [375, 211]
    context.close()

"""The newsroom that a newcomer sees first, in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

BROKEN = """async () => {
  const images = [...document.images].filter((one) => one.checkVisibility());
  for (const one of images) one.loading = "eager";
  await Promise.all(images.map((one) => one.decode().catch(() => {})));
  return [images.length, images.filter((one) => !one.naturalWidth).map((one) => one.currentSrc)];
}"""


def test_every_picture_is_there_and_nothing_complains(page: Page, demo_newsroom: str) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    for path in ("/", "/politics/", "/latest/"):
        page.goto(f"{demo_newsroom}{path}")
        number, broken = page.evaluate(BROKEN)
        assert number > 3, path
        assert broken == [], path
        assert complaints == [], path

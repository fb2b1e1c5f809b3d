"""Pictures of the site, compared with those that were kept: what a change does to how it looks.

    python -m tests.pictures            compare; where something differs, write a page that shows it
    python -m tests.pictures --keep     keep the pictures of now in place of the former ones

They show the style guide's pages, whose stories are invented, at an hour of their own and in a
font of bars, so that they are the same on every machine.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "web" / "pictures"
NOW = "2025-06-02T09:30:00+00:00"
#: By how much a channel may differ before a pixel does, and how many pixels before a picture does.
SHADE, SHARE = 32, 0.002


@dataclass(frozen=True)
class Look:
    """A page of the style guide as somebody sees it."""

    page: str
    width: int
    scheme: str
    language: str = "en"

    @property
    def name(self) -> str:
        """What its picture is called."""
        return f"{self.page}-{self.width}-{self.scheme}-{self.language}"

    @property
    def file(self) -> Path:
        """Where its picture is kept."""
        return FOLDER / f"{self.name}.webp"


LOOKS = [
    Look("front", 1280, "light"),
    Look("front", 375, "dark"),
    Look("front", 1280, "dark", "ar"),
    Look("story", 1280, "light"),
    Look("story", 375, "light", "ar"),
    Look("story", 1280, "dark", "ar"),
    Look("section", 1280, "dark"),
    Look("section", 375, "light"),
    Look("author", 1280, "light", "ar"),
    Look("search", 375, "light"),
    Look("missing", 1280, "dark"),
    Look("components", 1280, "light"),
    Look("components", 375, "dark"),
    Look("components", 1280, "dark", "ar"),
]


def html_of(look: Look) -> str:
    """The page, as it would be at that hour."""
    import time_machine
    from django.test import RequestFactory

    from articles.web.styleguide import samples
    from articles.web.styleguide.pages import styleguide
    from tests.greeking import face

    samples.begin_anew()
    with time_machine.travel(NOW, tick=False):
        request = RequestFactory(SERVER_NAME="localhost").get(
            "/styleguide/", {"language": look.language}
        )
        page = styleguide(request, look.page).content.decode()
    return page.replace("</head>", f"<style>{face()}</style></head>").replace(' loading="lazy"', "")


@contextmanager
def camera(browser: Browser) -> Iterator[Page]:
    """What takes them at half the size, as somebody sees it who has no network and no script."""
    context = browser.new_context(
        device_scale_factor=0.5,
        reduced_motion="reduce",
        java_script_enabled=False,
        bypass_csp=True,
        offline=True,
    )
    yield context.new_page()
    context.close()


def take(camera: Page, look: Look) -> Image.Image:
    """Its picture."""
    camera.set_viewport_size({"width": look.width, "height": 800})
    camera.emulate_media(color_scheme="dark" if look.scheme == "dark" else "light")
    camera.set_content(html_of(look), wait_until="load")
    return Image.open(io.BytesIO(camera.screenshot(full_page=True))).convert("RGB")


def differing(kept: Image.Image, now: Image.Image) -> tuple[float, Image.Image]:
    """Which share of the pixels differs, and a picture of those that do."""
    size = (max(kept.width, now.width), max(kept.height, now.height))
    both = (0, 0, min(kept.width, now.width), min(kept.height, now.height))
    bands = ImageChops.difference(kept.crop(both), now.crop(both)).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    mask = Image.new("L", size, 255)  # what only one of them has differs
    mask.paste(most.point(lambda shade: 255 if shade > SHADE else 0))
    return mask.histogram()[255] / (size[0] * size[1]), mask


def changed(look: Look, now: Image.Image) -> float:
    """Which share of it is not as it was kept: 1 where nothing was kept."""
    if not look.file.exists():
        return 1.0
    return differing(Image.open(look.file).convert("RGB"), now)[0]


def keep(look: Look, now: Image.Image) -> None:
    """Let it be what is compared with."""
    FOLDER.mkdir(exist_ok=True)
    half = look.file.with_suffix(".half")  # whoever ends this midway has the former one still
    now.save(half, "WEBP", lossless=True, quality=100, method=6)
    half.replace(look.file)


def show(look: Look, now: Image.Image, folder: Path) -> str:
    """Write the picture that was kept, the one of now and what differs; a row that shows them."""
    now.save(folder / f"{look.name}-now.png")
    row = f"<h2>{look.name}</h2><div>"
    if look.file.exists():
        kept = Image.open(look.file).convert("RGB")
        kept.save(folder / f"{look.name}-kept.png")
        differing(kept, now)[1].save(folder / f"{look.name}-differs.png")
        row += f'<img src="{look.name}-kept.png" alt="As it was kept">'
    row += f'<img src="{look.name}-now.png" alt="As it is now">'
    if look.file.exists():
        row += f'<img src="{look.name}-differs.png" alt="What differs">'
    return f"{row}</div>"


def main(arguments: list[str]) -> int:
    """Compare or keep them all; 1 where something differs."""
    import django

    # The settings of the tests, in a folder of its own.
    from tests import conftest  # noqa: F401

    os.environ["DEBUG"] = "1"
    django.setup()
    return _compare("--keep" in arguments)


def _compare(keeping: bool) -> int:
    from playwright.sync_api import sync_playwright

    from tests.conftest import NO_BROWSER, browser, browser_arguments

    if not (path := browser()):
        print(f"Nothing to take pictures with: {NO_BROWSER}.")
        return 1
    report = Path(tempfile.gettempdir()) / "newsportal-pictures"
    report.mkdir(exist_ok=True)
    rows = []
    with (
        sync_playwright() as driver,
        driver.chromium.launch(executable_path=path, args=browser_arguments()) as chromium,
        camera(chromium) as page,
    ):
        for look in LOOKS:
            now = take(page, look)
            share = changed(look, now)
            if share > SHARE:
                print(f"{look.name}: {share:.1%} differs")
                rows.append(show(look, now, report))
            if keeping and share:
                keep(look, now)
    if not rows:
        print(f"{len(LOOKS)} pictures, all as they were kept.")
        return 0
    style = "<style>div{display:flex;gap:1rem;align-items:start}img{max-width:32%}</style>"
    (report / "index.html").write_text(f"<!doctype html>{style}{''.join(rows)}", "utf-8")
    print(f"What was kept, what is now and what differs: {report / 'index.html'}")
    return 0 if keeping else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The paper's own look on its pages: one line that the policy knows by its hash."""

from __future__ import annotations

import re
from math import isclose
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.branding import colours, footer, sheets
from articles.lib.branding.typefaces import STACKS
from articles.models import Paper
from articles.web.sitewide import theme
from tests import cast

pytestmark = pytest.mark.django_db

TOKENS = (Path(settings.BASE_DIR) / "static/css/site/tokens.css").read_text("utf-8")
any_colour = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def own_style(page: str) -> list[str]:
    """The style sheets of the page that are not the portal's."""
    return [css for css in re.findall(r"<style>(.*?)</style>", page) if "reset" not in css]


def test_nothing_set_is_nothing_sent(client: Client) -> None:
    assert own_style(client.get("/").content.decode()) == []
    Paper.objects.create(name="The Gannet")
    assert own_style(client.get("/").content.decode()) == []


def test_colours_and_letters_reach_every_page_within_the_policy(client: Client) -> None:
    story = cast.live()
    Paper.objects.create(accent="#7a1f5c", band="#102030", headline_face="slab", text_face="system")
    night = colours.by_night("#7a1f5c")
    for address in ("/", "/politics/", story.get_absolute_url(), "/search/", "/nowhere/"):
        answer = client.get(address)
        (css,) = own_style(answer.content.decode())
        policy = answer.headers["Content-Security-Policy"]
        styles = next(part for part in policy.split("; ") if part.startswith("style-src "))
        known = [sheets.hash_of(one) for one in re.findall(r"<style>(.*?)</style>", answer.text)]
        assert styles.split(" ") == ["style-src", "'self'", *known]
        assert css.startswith(f"@layer theme{{:root{{--brand:light-dark(#7a1f5c,{night});--band:")
        assert f"--serif:{STACKS['slab']}" in css
        assert f"--sans:{STACKS['system']}" in css
        assert "nonce" not in answer.content.decode()


def test_only_what_we_know_gets_into_the_sheet() -> None:
    paper = Paper(accent="</style>", accent_night="red", band="url(x)", headline_face="x;}")
    assert theme.sheet(paper) == ""
    assert theme.sheet(Paper(accent="#7a1f5c", accent_night="#</style>")).count("<") == 0


# --- Colours ------------------------------------------------------------------------------


def test_contrast_is_that_of_the_standard() -> None:
    assert colours.contrast("#000000", "#ffffff") == 21
    assert isclose(colours.contrast("#777777", "#ffffff"), 4.48, abs_tol=0.01)
    assert colours.contrast("#123456", "#123456") == 1


def test_the_grounds_are_those_of_the_design() -> None:
    def of(token: str) -> list[str]:
        pairs = re.search(rf"--{token}: light-dark\((.*?)\);", TOKENS)
        assert pairs is not None
        found = re.findall(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", pairs[1])
        from math import radians

        return [
            colours.hex_of((float(one) / 100, float(two), radians(float(three))))
            for one, two, three in found
        ]

    (paper, paper_night), (tint, tint_night) = of("paper"), of("tint")
    assert (paper, tint) == colours.DAY
    assert (paper_night, tint_night) == colours.NIGHT


@given(any_colour)
def test_every_colour_has_a_readable_one_near_it(colour: str) -> None:
    for grounds in (colours.DAY, colours.NIGHT, (colours.ON_BAND,)):
        near = colours.readable(colour, grounds)
        assert colours.is_one(near)
        assert colours.least(near, grounds) >= colours.ENOUGH
        if colours.least(colour, grounds) >= colours.ENOUGH:
            assert near == colour
    assert colours.least(colours.by_night(colour), colours.NIGHT) >= colours.ENOUGH
    assert colours.contrast(colours.dimmed(colour), colours.ON_BAND) >= colours.ENOUGH


@given(any_colour)
def test_a_colour_is_the_same_there_and_back(colour: str) -> None:
    again = colours.hex_of(colours.lch(colour))
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(again[1:]), strict=True)
    assert max(abs(one - other) for one, other in pairs) <= 1


# --- The footer ------------------------------------------------------------------------------


def test_links_are_written_as_lines() -> None:
    found = footer.columns(
        "Shop https://shop.example\n\nMore from us\nAll our letters /letters/\n"
        "Write mailto:us@example.org\nNothing under it\n"
    )
    assert found == [
        footer.Column("", [("Shop", "https://shop.example")]),
        footer.Column(
            "More from us",
            [("All our letters", "/letters/"), ("Write", "mailto:us@example.org")],
        ),
    ]
    assert footer.columns("javascript:alert(1) javascript:x") == []
    assert footer.profile("https://www.facebook.com/gannet")[0] == "Facebook"
    assert footer.profile("https://social.example/@gannet")[0] == "social.example"


def test_the_footer_shows_what_was_written(client: Client) -> None:
    Paper.objects.create(
        footer="Gannet Press, 1 Quay Street",
        links="More\nShop https://shop.example",
        profiles="https://bsky.app/profile/gannet",
        contact="desk@example.org",
    )
    page = client.get("/").content.decode()
    for part in (
        "<p>Gannet Press, 1 Quay Street</p>",
        '<h2 class="footer__heading" id="footer-1">More</h2>',
        '<a href="https://shop.example">Shop</a>',
        '<a href="https://bsky.app/profile/gannet" rel="me noopener">Bluesky</a>',
        'href="mailto:desk@example.org"',
    ):
        assert part in page

"""Which addresses become players, and what their frames load."""

from html import escape
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.html.embeds import FRAME_HOSTS, parse_embed

ID = "dQw4w9WgXcQ"
TUBE = f"https://www.youtube-nocookie.com/embed/{ID}"
SPOTIFY_ID = "4uLU6hMCjMI75M1A2tKUQC"

ACCEPTED = [
    (f"https://www.youtube.com/watch?v={ID}", TUBE, "16:9"),
    (f" https://youtube.com/watch?list=x&v={ID} ", TUBE, "16:9"),
    (f"https://m.youtube.com/watch?v={ID}&feature=share", TUBE, "16:9"),
    (f"https://youtu.be/{ID}?si=abc", TUBE, "16:9"),
    (f"https://youtu.be/{ID}?t=1h2m3s", f"{TUBE}?start=3723", "16:9"),
    (f"https://www.youtube.com/watch?v={ID}&t=90", f"{TUBE}?start=90", "16:9"),
    (f"https://youtu.be/{ID}?t=nonsense", TUBE, "16:9"),
    (f"https://www.youtube.com/shorts/{ID}", TUBE, "9:16"),
    (f"https://www.youtube.com/live/{ID}?feature=x", TUBE, "16:9"),
    (f"https://www.youtube.com/embed/{ID}?start=5", f"{TUBE}?start=5", "16:9"),
    (f"HTTPS://WWW.YOUTUBE-NOCOOKIE.COM/embed/{ID}", TUBE, "16:9"),
    ("https://vimeo.com/123", "https://player.vimeo.com/video/123?dnt=1", "16:9"),
    (
        "https://vimeo.com/123/abcdef0123",
        "https://player.vimeo.com/video/123?h=abcdef0123&dnt=1",
        "16:9",
    ),
    (
        "https://player.vimeo.com/video/123?h=abcdef0123",
        "https://player.vimeo.com/video/123?h=abcdef0123&dnt=1",
        "16:9",
    ),
    (
        "https://www.dailymotion.com/video/x8abcde",
        "https://geo.dailymotion.com/player.html?video=x8abcde",
        "16:9",
    ),
    ("https://dai.ly/x8abcde", "https://geo.dailymotion.com/player.html?video=x8abcde", "16:9"),
    (
        "https://geo.dailymotion.com/player.html?video=x8abcde",
        "https://geo.dailymotion.com/player.html?video=x8abcde",
        "16:9",
    ),
    (
        f"https://open.spotify.com/intl-de/track/{SPOTIFY_ID}?si=1",
        f"https://open.spotify.com/embed/track/{SPOTIFY_ID}",
        "5:2",
    ),
    (
        f"https://open.spotify.com/embed/album/{SPOTIFY_ID}",
        f"https://open.spotify.com/embed/album/{SPOTIFY_ID}",
        "16:9",
    ),
]

REFUSED = [
    "",
    "not an address",
    f"http://www.youtube.com/watch?v={ID}",
    f"//www.youtube.com/watch?v={ID}",
    f"https://www.youtube.com.evil.example/watch?v={ID}",
    f"https://evil.example/https://youtu.be/{ID}",
    f"https://user@www.youtube.com/watch?v={ID}",
    f"https://www.youtube.com:444/watch?v={ID}",
    f"https://[/{ID}",
    "https://www.youtube.com/",
    "https://www.youtube.com/watch?v=short",
    f"https://www.youtube.com/watch?v={ID}%22onload",
    f"https://www.youtube.com/user/{ID}",
    f"https://youtu.be/{ID}/more",
    "https://vimeo.com/",
    "https://vimeo.com/channels/staffpicks",
    "https://vimeo.com/123/abc/def",
    'https://vimeo.com/123/"><script>',
    "https://www.dailymotion.com/",
    "https://www.dailymotion.com/video/<b>",
    "https://dai.ly/",
    "https://open.spotify.com/user/someone",
    "https://open.spotify.com/track/short",
    "https://open.spotify.com/track",
    f"https://youtu.be/{ID}?" + "x" * 2000,
    "javascript:alert(1)",
]


@pytest.mark.parametrize(("url", "frame", "ratio"), ACCEPTED)
def test_the_usual_forms_of_addresses_are_known(url: str, frame: str, ratio: str) -> None:
    embed = parse_embed(url)
    assert embed is not None
    assert (embed.frame_url, embed.ratio) == (frame, ratio)
    assert embed.title_hint.startswith(embed.provider)


@pytest.mark.parametrize("url", REFUSED)
def test_all_others_are_refused(url: str) -> None:
    assert parse_embed(url) is None


@pytest.mark.parametrize(("url", "frame", "ratio"), ACCEPTED)
def test_the_source_stands_for_the_same_player(url: str, frame: str, ratio: str) -> None:
    embed = parse_embed(url)
    assert embed is not None
    assert parse_embed(embed.source_url) == embed


@given(
    st.sampled_from([url for url, _, _ in ACCEPTED]),
    st.integers(0, 60),
    st.text(st.sampled_from("\"'<>&?#=/\\ \n\t%2e:@[]aZ09é\x00\u202e"), max_size=4),
)
def test_no_frame_leaves_the_allowed_hosts_or_carries_what_was_typed(
    url: str, position: int, typed: str
) -> None:
    embed = parse_embed(url[:position] + typed + url[position:])
    if embed is None:
        return
    frame = urlsplit(embed.frame_url)
    assert f"{frame.scheme}://{frame.netloc}" in FRAME_HOSTS
    assert embed.frame_url.isascii()
    for address in (embed.frame_url, embed.source_url):
        assert escape(address).replace("&amp;", "&") == address
    assert parse_embed(embed.source_url) == embed


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    assert parse_embed(text) is None
    assert parse_embed(f"https://{text}") is None or text
    parse_embed(f"https://www.youtube.com/watch?v={text}")

"""Which addresses become players, and what their frames load."""

import re
from html import escape
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.embeds import custom
from articles.lib.embeds.registry import parse_embed

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

TIKTOK = "https://www.tiktok.com/player/v1/7301234567890123456"
TWEET = "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=20"
FACEBOOK = "https://www.facebook.com/plugins"
HOME = "https%3A%2F%2Fwww.facebook.com"
SKY = "https://embed.bsky.app/embed"
DID = "did:plc:z72i7hdynmk6r22z27h6tvur"
TOOT = "https://mastodon.social/@Gargron/100254678717223630"
CLOUD = "https://w.soundcloud.com/player/?url="
PERMALINK = (
    f"{FACEBOOK}/post.php?href={HOME}%2Fpermalink.php%3Fstory_fbid%3D1234567890%26id%3D98765"
    "&show_text=true"
)
BERLIN = (
    "https://www.openstreetmap.org/export/embed.html?bbox=13.36397%2C52.50998%2C13.39143%2C52.52252"
    "&layer=mapnik"
)
LIST = "PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf"

#: Each provider's usual addresses: mobile, short, in a reader's language, with a start, of frames.
ACCEPTED += [
    (f"https://www.youtube.com/watch?v={ID}#t=1m5s", f"{TUBE}?start=65", "16:9"),
    (f"https://youtu.be/{ID}?t=1:30", f"{TUBE}?start=90", "16:9"),
    (f"https://www.youtube.com/watch?v={ID}&list={LIST}&index=2&hl=de&gl=AT", TUBE, "16:9"),
    (f"https://m.youtube.com/shorts/{ID}?feature=share", TUBE, "9:16"),
    (f"https://music.youtube.com/watch?v={ID}", TUBE, "16:9"),
    (
        f"https://www.youtube.com/playlist?list={LIST}&si=x",
        f"https://www.youtube-nocookie.com/embed/videoseries?list={LIST}",
        "16:9",
    ),
    ("https://vimeo.com/123#t=90s", "https://player.vimeo.com/video/123?dnt=1#t=90s", "16:9"),
    ("https://vimeo.com/de/123", "https://player.vimeo.com/video/123?dnt=1", "16:9"),
    (
        "https://vimeo.com/channels/staffpicks/123?autoplay=1",
        "https://player.vimeo.com/video/123?dnt=1",
        "16:9",
    ),
    ("https://vimeo.com/showcase/9/video/123", "https://player.vimeo.com/video/123?dnt=1", "16:9"),
    (
        "https://www.dailymotion.com/de/video/x8abcde?start=30",
        "https://geo.dailymotion.com/player.html?video=x8abcde&startTime=30",
        "16:9",
    ),
    ("https://x.com/jack/status/20?s=20&t=abc", TWEET, "4:5"),
    ("https://twitter.com/jack/statuses/20", TWEET, "4:5"),
    ("https://mobile.twitter.com/jack/status/20/photo/1", TWEET, "4:5"),
    ("https://www.twitter.com/i/web/status/20", TWEET, "4:5"),
    ("https://platform.twitter.com/embed/Tweet.html?id=20&theme=dark", TWEET, "4:5"),
    (
        "https://www.instagram.com/p/CuZ_abcDEF1/?img_index=2&hl=de",
        "https://www.instagram.com/p/CuZ_abcDEF1/embed/",
        "4:5",
    ),
    (
        "https://instagram.com/some.one/reel/CuZ_abcDEF1/",
        "https://www.instagram.com/reel/CuZ_abcDEF1/embed/",
        "9:16",
    ),
    (
        "https://www.instagram.com/reels/CuZ_abcDEF1",
        "https://www.instagram.com/reel/CuZ_abcDEF1/embed/",
        "9:16",
    ),
    (
        "https://bsky.app/profile/news.example.com/post/3kabcdefgh2x?ref_src=embed",
        f"{SKY}/news.example.com/app.bsky.feed.post/3kabcdefgh2x",
        "4:5",
    ),
    (
        f"https://bsky.app/profile/{DID.replace(':', '%3A')}/post/3kabcdefgh2x",
        f"{SKY}/{DID}/app.bsky.feed.post/3kabcdefgh2x",
        "4:5",
    ),
    (TOOT, f"{TOOT}/embed", "4:5"),
    (f"{TOOT}/embed", f"{TOOT}/embed", "4:5"),
    (
        "https://mastodon.social/users/Gargron/statuses/100254678717223630",
        f"{TOOT}/embed",
        "4:5",
    ),
    ("https://www.tiktok.com/@some.one/video/7301234567890123456?lang=de-DE", TIKTOK, "9:16"),
    ("https://m.tiktok.com/v/7301234567890123456.html", TIKTOK, "9:16"),
    ("https://www.tiktok.com/embed/v2/7301234567890123456", TIKTOK, "9:16"),
    (
        "https://m.facebook.com/nasa/posts/1234567890?locale=de_DE",
        f"{FACEBOOK}/post.php?href={HOME}%2Fnasa%2Fposts%2F1234567890&show_text=true",
        "4:5",
    ),
    (
        "https://de-de.facebook.com/watch/?v=1234567890&ref=sharing",
        f"{FACEBOOK}/video.php?href={HOME}%2Fwatch%2F%3Fv%3D1234567890&show_text=false",
        "16:9",
    ),
    (
        "https://www.facebook.com/reel/1234567890",
        f"{FACEBOOK}/video.php?href={HOME}%2Freel%2F1234567890&show_text=false",
        "9:16",
    ),
    (
        f"{FACEBOOK}/post.php?href={HOME}%2Fnasa%2Fposts%2F1234567890&width=500",
        f"{FACEBOOK}/post.php?href={HOME}%2Fnasa%2Fposts%2F1234567890&show_text=true",
        "4:5",
    ),
    (
        "https://www.facebook.com/permalink.php?story_fbid=1234567890&id=98765",
        PERMALINK,
        "4:5",
    ),
    ("https://datawrapper.dwcdn.net/aB3xY/12/", "https://datawrapper.dwcdn.net/aB3xY/", "4:3"),
    ("https://www.datawrapper.de/_/aB3xY/?v=2", "https://datawrapper.dwcdn.net/aB3xY/", "4:3"),
    (
        "https://public.flourish.studio/visualisation/1234567/?utm_source=x",
        "https://flo.uri.sh/visualisation/1234567/embed",
        "4:3",
    ),
    (
        "https://flo.uri.sh/story/1234567/embed#slide-2",
        "https://flo.uri.sh/story/1234567/embed",
        "4:3",
    ),
    (
        "https://m.soundcloud.com/some-one/a-track?si=abc",
        f"{CLOUD}https%3A%2F%2Fsoundcloud.com%2Fsome-one%2Fa-track&visual=false",
        "5:2",
    ),
    (
        "https://soundcloud.com/some-one/sets/an-album",
        f"{CLOUD}https%3A%2F%2Fsoundcloud.com%2Fsome-one%2Fsets%2Fan-album&visual=false",
        "4:3",
    ),
    (
        f"{CLOUD}https%3A//api.soundcloud.com/tracks/293&color=%23ff5500&auto_play=true",
        f"{CLOUD}https%3A%2F%2Fapi.soundcloud.com%2Ftracks%2F293&visual=false",
        "5:2",
    ),
    (
        f"https://open.spotify.com/episode/{SPOTIFY_ID}?t=90",
        f"https://open.spotify.com/embed/episode/{SPOTIFY_ID}?t=90",
        "5:2",
    ),
    (
        "https://podcasts.apple.com/de/podcast/a-name/id1234567890?i=1000654321098&l=en",
        "https://embed.podcasts.apple.com/de/podcast/id1234567890?i=1000654321098",
        "5:2",
    ),
    ("https://www.openstreetmap.org/#map=15/52.51625/13.37770", BERLIN, "4:3"),
    (
        "https://osm.org/?mlat=52.51625&mlon=13.37770#map=15/52.51625/13.37770&layers=T",
        f"{BERLIN}&marker=52.51625%2C13.37770",
        "4:3",
    ),
    (f"{BERLIN}&marker=52.51625%2C13.37770", f"{BERLIN}&marker=52.51625%2C13.37770", "4:3"),
    ("https://files.example.com/a/Report_2024.pdf#page=3", "", "5:2"),
    ("https://cdn.example.com/ep/12.mp3?updated=1", "", "5:2"),
]
ORIGINS = {
    urlsplit(frame)._replace(path="", query="", fragment="").geturl() for _, frame, _ in ACCEPTED
}

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
    # Lookalikes, other letters, what hides where it leads, and pages that are no thing.
    f"https://www.yоutube.com/watch?v={ID}",
    f"https://youtube.com.:443@evil.example/watch?v={ID}",
    f"https://evil.example\\@www.youtube.com/watch?v={ID}",
    f"https://www.youtube.com\\.evil.example/watch?v={ID}",
    f"https://www.youtube.com./watch?v={ID}",
    f"https://www.you\ttube.com/watch?v={ID}",
    f"https://ｙｏｕｔｕｂｅ.com/watch?v={ID}",
    f"https://youtube.com%2eevil.example/watch?v={ID}",
    f"javascript:https://www.youtube.com/watch?v={ID}",
    f"data:text/html,https://www.youtube.com/watch?v={ID}",
    f"https://127.0.0.1/watch?v={ID}",
    "https://127.0.0.1/a.pdf",
    "https://[::1]/a.mp3",
    "https://localhost/a.pdf",
    "https://user@files.example.com/a.pdf",
    "https://files.example.com:8080/a.pdf",
    'https://files.example.com/a.pdf?"onload=',
    "https://x.com/jack",
    "https://x.com.evil.example/jack/status/20",
    "https://twitter.com/jack/status/20/../../evil",
    "https://www.instagram.com/some.one/",
    "https://www.instagram.com.evil.example/p/CuZ_abcDEF1/",
    "https://bsky.app/profile/news.example.com",
    "https://evil.example/@Gargron/100254678717223630",
    "https://mastodon.social/@Gargron",
    "https://mastodon.social/@a@other.example/100254678717223630",
    "https://vm.tiktok.com/ZMabcdef/",
    "https://www.tiktok.com/@some.one",
    "https://www.facebook.com/nasa",
    f"{FACEBOOK}/post.php?href=https%3A%2F%2Fevil.example%2Fnasa%2Fposts%2F1234567890",
    f"{FACEBOOK}/post.php?href=javascript%3Aalert(1)",
    "https://www.datawrapper.de/charts",
    "https://datawrapper.dwcdn.net/aB3xYz/",
    "https://public.flourish.studio/visualisation/x/",
    "https://soundcloud.com/some-one",
    "https://soundcloud.com/discover/sets",
    f"{CLOUD}https%3A//evil.example/tracks/293",
    "https://www.openstreetmap.org/#map=15/99.5/13.4",
    "https://www.openstreetmap.org/node/240109189",
    "https://www.openstreetmap.org/export/embed.html?bbox=1,2,3,<b>",
    "https://podcasts.apple.com/de/podcast/a-name",
]


@pytest.mark.parametrize(("url", "frame", "ratio"), ACCEPTED)
def test_the_usual_forms_of_addresses_are_known(url: str, frame: str, ratio: str) -> None:
    embed = parse_embed(url)
    assert embed is not None
    assert (embed.frame_url, embed.ratio) == (frame, ratio)
    assert embed.title_hint


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
    if not embed.frame_url:
        assert embed.file_url or embed.kind == "document"
        return
    frame = urlsplit(embed.frame_url)
    assert f"{frame.scheme}://{frame.netloc}" == embed.frame_origin
    assert embed.frame_origin in ORIGINS
    assert embed.frame_url.isascii()
    for address in (embed.frame_url, embed.source_url):
        assert escape(address).replace("&amp;", "&") == address
    assert parse_embed(embed.source_url) == embed


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    assert parse_embed(text) is None
    assert parse_embed(f"https://{text}") is None or text
    parse_embed(f"https://www.youtube.com/watch?v={text}")


def test_an_operator_says_what_is_let_in(settings: Any) -> None:
    settings.EMBEDS = ["vimeo", "mastodon"]
    settings.MASTODON_HOSTS = ["social.example.org"]
    settings.EMBED_PROVIDERS = [
        "Streamable | https://streamable.com/{id} | https://streamable.com/e/{id}",
        "Map | https://map.example.org/view?map={id} | https://map.example.org/f?m={id} | 4:3|map",
    ]
    assert parse_embed(f"https://youtu.be/{ID}") is None
    assert parse_embed(TOOT) is None
    toot = parse_embed("https://social.example.org/@who/100254678717223630")
    assert toot is not None and toot.frame_origin == "https://social.example.org"
    for address in ("https://www.streamable.com/ab12?x=1", "https://streamable.com/e/ab12"):
        film = parse_embed(address)
        assert film is not None
        assert film.frame_url == "https://streamable.com/e/ab12"
        assert parse_embed(film.source_url) == film
    mapped = parse_embed("https://map.example.org/view?lang=de&map=a-1&zoom=2")
    assert mapped is not None
    assert (mapped.kind, mapped.frame_url) == ("map", "https://map.example.org/f?m=a-1")
    for address in (
        "https://streamable.com.evil.example/ab12",
        "https://streamable.com/ab12/more",
        "https://streamable.com/a%22b",
        "https://map.example.org/view?xmap=a-1",
    ):
        assert parse_embed(address) is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Streamable", "parted by |"),
        ("A | http://a.example/{id} | https://a.example/{id}", "https://"),
        ("A | https://a.example/{id} | https://*.example/{id}", "one host"),
        ("A | https://a.example/{id} | https://a.example/", "{id} in it once"),
        ("A | https://{id}.example/ | https://a.example/{id}", "one host"),
        ("A | https://a.example/{id} | https://a.example/{id} | 3:7", "none of 16:9"),
        ("A | https://a.example/{id} | https://a.example/{id} | 16:9 | film", "none of video"),
        ("<b> | https://a.example/{id} | https://a.example/{id}", "a name"),
    ],
)
def test_a_line_that_is_none_says_what_is_wrong_with_it(line: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        custom.provider(line)

"""A story's address, for whom and when it answers what."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Article, Author, Category, State, Topic
from articles.models.story import checks
from articles.web.story.related import Rail
from tests import cast

pytestmark = pytest.mark.django_db


def test_it_works(client: Client) -> None:
    story = cast.live(
        standfirst="A vote of nine to seven.",
        authors=[cast.ottoline(), cast.barnaby()],
        topics=["Ports"],
        picture=cast.picture(),
        picture_caption="The crane, which stays.",
    )
    other = cast.live("A second story", body="<p>Quite another matter.</p>")
    page = client.get(story.get_absolute_url())
    assert page.status_code == 200
    text = page.content.decode()
    for said in (
        story.headline,
        "A vote of nine to seven.",
        "Ottoline Marsh",
        "/by/barnaby-quill/",
        "/topic/ports/",
        "The crane, which stays.",
        "A teal crane",
        "P. Gannet",
        "The old crane stays where it is.",
        other.get_absolute_url(),
    ):
        assert said in text
    assert text.count("<h1") == 1


def test_more_from_the_section_repeats_nothing(client: Client) -> None:
    story = cast.live()
    others = [cast.live(f"Other story number {number}") for number in range(8)]
    cast.live("From another section", section=cast.section("travel"))
    rail = client.get(story.get_absolute_url()).context["rail"]
    assert rail.section == story.section
    assert shown(rail) < {other.headline for other in others} and len(shown(rail)) == 6


def test_each_card_beside_it_says_what_its_story_is_about(client: Client) -> None:
    story = cast.live()
    sentence = (
        "The ferry to the outer islands leaves an hour later from Monday on, whatever the tide."
    )
    cast.live("With a picture", body=f"<p>{sentence}</p>", picture=cast.picture())
    cast.live("Without one", body=f"<p>{sentence}</p>")
    cards = client.get(story.get_absolute_url()).context["rail"].cards
    assert len(cards) == 2
    for card in cards:
        assert f">{sentence}</p>" in card


def shown(rail: Rail) -> set[str]:
    """The headlines on the cards of a rail, each of which is there once."""
    headlines = re.findall(r'/">([^<]*)</a></h3>', "".join(rail.cards))
    assert len(headlines) == len(set(headlines)) == len(rail.cards)
    return set(headlines)


def test_more_on_the_story_comes_from_its_topics(client: Client) -> None:
    story = cast.live(topics=["Fog", "Cranes"])
    on_it = [cast.live(f"On fog {number}", topics=["Fog"]) for number in range(2)]
    on_it += [cast.live("On both", topics=["Cranes", "Fog"], section=cast.section("travel"))]
    cast.live("On neither")
    rail = client.get(story.get_absolute_url()).context["rail"]
    assert rail.section is None
    assert shown(rail) == {other.headline for other in on_it}


def test_two_stories_on_its_topics_are_no_rail(client: Client) -> None:
    story = cast.live(topics=["Fog"])
    cast.live("On fog", topics=["Fog"])
    cast.live("On something else")
    rail = client.get(story.get_absolute_url()).context["rail"]
    assert rail.section == story.section
    assert shown(rail) == {"On fog", "On something else"}


def test_a_wrong_slug_or_section_leads_to_the_right_one(client: Client) -> None:
    story = cast.live()
    for wrong in (f"/politics/x-{story.pk}/", f"/travel/{story.slug}-{story.pk}/"):
        answer = client.get(wrong)
        assert (answer.status_code, answer["Location"]) == (301, story.get_absolute_url())


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.READY])
def test_nobody_without_the_right_learns_of_a_draft(client: Client, state: State) -> None:
    story = cast.draft("The secret plan", state=state)
    for who in (None, cast.reader()):
        if who:
            client.force_login(who)
        for address in (story.get_absolute_url(), f"/politics/x-{story.pk}/"):
            answer = client.get(address)
            assert answer.status_code == 404
            assert "secret plan" not in answer.content.decode()


def test_an_embargoed_story_is_a_404_until_its_hour(client: Client) -> None:
    story = cast.live(at=timezone.now() + timedelta(hours=1))
    assert client.get(story.get_absolute_url()).status_code == 404


def test_the_newsroom_sees_a_draft_as_its_readers_will(client: Client) -> None:
    story = cast.draft(created_by=cast.reporter())
    client.force_login(cast.reporter())
    answer = client.get(story.get_absolute_url())
    assert answer.status_code == 200
    assert "Draft" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_whoever_does_not_reach_a_draft_does_not_see_it(client: Client) -> None:
    story = cast.draft()
    for who in (cast.colleague(), cast.sports_editor(), cast.picture_editor(), cast.operator()):
        client.force_login(who)
        assert client.get(story.get_absolute_url()).status_code == 404


def test_everyone_sees_what_readers_have_of_a_live_story(client: Client) -> None:
    story = cast.live()
    story.write({**story.content(), "headline": "Not published yet"}, cast.editor())
    for who in (None, cast.editor()):
        if who:
            client.force_login(who)
        answer = client.get(story.get_absolute_url())
        assert "Not published yet" not in answer.content.decode()
        assert "X-Robots-Tag" not in answer


def test_a_story_whose_hour_never_came_says_nothing(client: Client) -> None:
    at = timezone.now() + timedelta(hours=1)
    story = cast.live(at=at)
    story.withdraw(None, "A mistake.")
    with time_machine.travel(at + timedelta(hours=1)):
        assert client.get(story.get_absolute_url()).status_code == 404


def test_withdrawn_and_expired_stories_are_gone(client: Client) -> None:
    withdrawn, expired = cast.live("One"), cast.live("Two")
    withdrawn.withdraw(None, "The figures were wrong.")
    Article.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    for story in (withdrawn, expired):
        answer = client.get(story.get_absolute_url())
        assert answer.status_code == 410
        assert "figures were wrong" not in answer.content.decode()
        assert ("has been withdrawn" in answer.text) is (story == withdrawn)
        assert ("for a limited time" in answer.text) is (story == expired)
    withdrawn.restore(None)
    assert client.get(withdrawn.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/politics/no-such-story-999/",
        f"/politics/far-{'9' * 18}/",
        f"/politics/further-{'9' * 30}/",
        "/politics/no-number/",
        "/nowhere/story-1/",
        "/politics/x-٣/",
    ],
)
def test_what_is_not_there_is_a_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_draft_without_a_section_has_no_address(client: Client) -> None:
    story = cast.draft(section=None)
    client.force_login(cast.editor())
    assert client.get(f"/politics/{story.slug}-{story.pk}/").status_code == 404


def test_figures_tables_and_embeds_are_shown_in_full(client: Client) -> None:
    picture = cast.picture("navy")
    story = cast.live(
        body=(
            f'<p>Look.</p><figure data-picture="{picture.pk}" data-size="wide"></figure>'
            '<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk"></figure>'
            "<table><tbody><tr><th>Year</th></tr><tr><td>2026</td></tr></tbody></table>"
        )
    )
    lost = '<figure data-picture="999"><figcaption>Lost</figcaption></figure>'
    Article.objects.update(body=story.body + lost)  # as when the library lost it afterwards
    text = client.get(story.get_absolute_url()).content.decode()
    assert picture.src in text
    assert "A navy crane" in text
    assert 'data-src="https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"' in text
    assert 'class="table-wide"' in text
    assert "Lost" not in text


def test_a_player_waits_behind_its_poster(client: Client) -> None:
    poster = cast.picture("navy")
    story = cast.live(
        body='<p>Look.</p><figure data-embed="https://vimeo.com/123" '
        f'data-poster="{poster.pk}"><figcaption>The <em>old</em> crane</figcaption></figure>'
    )
    text = client.get(story.get_absolute_url()).content.decode()
    player = text[text.index("<details") : text.index("</details>")]
    assert poster.src in player
    assert 'title="Video from Vimeo: The old crane"' in player
    assert " src=" not in player[player.index("<iframe") : player.index("</iframe>")]
    assert poster.credit in text[text.index("</details>") :]
    assert "Watch on Vimeo" in text
    assert [use.picture for use in story.picture_uses.all()] == [poster]
    # One that the library has lost since is drawn.
    Article.objects.update(body=story.body.replace(f'"{poster.pk}"', '"999"'))
    lost = client.get(story.get_absolute_url()).content.decode()
    assert "Play the video" in lost
    assert "<img" not in lost[lost.index("<details") : lost.index("</details>")]


def test_a_gallery_is_one_figure(client: Client) -> None:
    pictures = [cast.picture(colour) for colour in ("navy", "teal", "olive")]
    numbers = " ".join(str(picture.pk) for picture in pictures)
    story = cast.live(
        body=f'<p>Look.</p><figure data-gallery="{numbers}" data-size="full">'
        "<figcaption>Three <em>of</em> them</figcaption></figure>"
    )
    text = client.get(story.get_absolute_url()).content.decode()
    assert 'class="gallery" data-size="full"' in text
    assert "Gallery of 3 pictures" in text
    assert "Three <em>of</em> them" in text
    for picture in pictures:
        assert picture.src in text
    # What the library has lost since is left out; one that stays is a picture.
    for lost, said in ((1, "Gallery of 2 pictures"), (2, 'class="figure" data-size="full"')):
        kept = [str(picture.pk) for picture in pictures[lost:]] + ["998", "999"]
        body = f'<p>Look.</p><figure data-gallery="{" ".join(kept)}" data-size="full"></figure>'
        Article.objects.update(body=body)
        assert said in client.get(story.get_absolute_url()).content.decode()


def test_a_gallerys_pictures_are_checked_as_others_are() -> None:
    silent = cast.picture("navy", alt_text="")
    other = cast.picture()
    story = cast.draft(body=f'<p>Hi</p><figure data-gallery="{other.pk} {silent.pk}"></figure>')
    assert "no-alt" in [finding.code for finding in story.findings()]


def test_hostile_words_stay_words(client: Client) -> None:
    story = cast.live(
        'A <script>alert(1)</script> & "quoted" headline', teaser="<b>bold</b> & teaser"
    )
    for address in (story.get_absolute_url(), "/", "/politics/", "/feed/"):
        text = client.get(address).content.decode()
        assert "<script>alert" not in text
        assert "<b>bold" not in text


def test_right_to_left_and_long_words_are_served(client: Client) -> None:
    story = cast.live("مجلس الميناء يبقي الرافعة القديمة", slug="", body="<p>قال المجلس.</p>")
    assert story.slug.isascii()
    page = client.get(story.get_absolute_url())
    assert page.status_code == 200
    assert 'dir="auto"' in page.content.decode()


def test_public_pages_are_the_same_for_everyone(client: Client) -> None:
    story = cast.live()
    for address in ("/", "/politics/", story.get_absolute_url(), "/search/?q=crane"):
        answer = client.get(address)
        assert "Cookie" not in answer.get("Vary", "")
        assert not answer.cookies


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post(cast.live().get_absolute_url()).status_code == 405


def test_browsers_ask_again_for_what_may_come_back(client: Client) -> None:
    story = cast.live()
    path = story.get_absolute_url()
    moved = client.get(path.replace("/politics/", "/sports/"))
    assert (moved.status_code, moved["Cache-Control"]) == (301, "no-cache")
    story.withdraw(None, reason="It was wrong.")
    gone = client.get(path)
    assert (gone.status_code, gone["Cache-Control"]) == (410, "no-cache")


def test_a_paragraph_runs_as_its_own_words_do(client: Client) -> None:
    story = cast.live(body="<p>The council met.</p><p>اجتمع المجلس يوم الاثنين.</p>")
    for path in (story.get_absolute_url(), "/feed/"):
        text = html.unescape(client.get(path).text)
        assert '<p dir="rtl">اجتمع المجلس' in text and "<p>The council met." in text


def test_names_in_a_row_do_not_turn_each_other_around(client: Client) -> None:
    names = [Author.objects.create(name=name) for name in ("محمود", "Ada", "שרה")]
    story = cast.live(authors=names)
    for path in (story.get_absolute_url(), "/"):
        text = client.get(path).text
        for author in names:
            assert f"<bdi>{author.name}</bdi>" in text


def test_names_of_sections_and_topics_run_as_they_do(client: Client) -> None:
    """What stands beside a name, a number or a sign, is not turned around by it."""
    section = cast.section()
    Category.objects.filter(pk=section.pk).update(name="חדשות!")
    story = cast.live(topics=["G20: قمة"])
    month = f"{timezone.localtime(story.publish_at):%Y/%m}"
    for path in (
        story.get_absolute_url(),
        "/politics/",
        "/politics/archive/",
        f"/politics/{month}/",
    ):
        assert "<bdi>חדשות!</bdi>" in client.get(path).text, path
    topic = Topic.objects.get()
    for path in (story.get_absolute_url(), topic.get_absolute_url()):
        assert f"<bdi>{topic.name}</bdi>" in client.get(path).text, path


def test_a_page_lets_in_the_players_that_it_has_and_no_other(client: Client) -> None:
    post = '<figure data-embed="https://x.com/jack/status/20"></figure>'
    heard = (
        '<figure data-embed="https://cdn.example.com/12.mp3"><figcaption>Hear</figcaption></figure>'
    )
    paper = '<figure data-embed="https://files.example.com/Report_2024.pdf"></figure>'
    bare, shown = cast.live("Bare"), cast.live("Shown", body=f"<p>a</p>{post}{heard}{paper}")
    plain = client.get(bare.get_absolute_url())["Content-Security-Policy"]
    assert "frame-src" in plain and "frame-src h" not in plain
    assert "media-src 'self';" in plain
    page = client.get(shown.get_absolute_url())
    policy = page["Content-Security-Policy"]
    assert "frame-src https://platform.twitter.com;" in policy
    assert "media-src 'self' https:;" in policy
    text = page.content.decode()
    assert 'data-ratio="4:5" data-kind="post"' in text
    assert "Show the post" in text and 'title="Post on X"' in text
    assert '<audio class="embed__audio" controls preload="none"' in text
    assert 'aria-label="Audio from cdn.example.com: Hear"' in text
    assert '<b dir="auto">PDF: Report 2024</b>' in text
    assert "youtube" not in policy


def test_a_table_is_drawn_as_a_chart_with_its_numbers_below(client: Client) -> None:
    rows = "<tr><th>Ward</th><th>Votes</th></tr><tr><td>North</td><td>1,200</td></tr>"
    good = (
        f'<table data-chart="bar"><tbody>{rows}<tr><td>South</td><td>900</td></tr></tbody></table>'
    )
    words = '<table data-chart="line"><tbody><tr><td>a</td><td>some words</td></tr></tbody></table>'
    story = cast.live("Drawn", body=f"<p>a</p>{good}{good.replace('bar', 'line')}{words}")
    text = client.get(story.get_absolute_url()).content.decode()
    assert text.count('<figure class="chart"') == 2
    assert 'aria-label="Bar chart: Votes. Its numbers follow as a table."' in text
    assert text.count("<rect") >= 2 and text.count("<polyline") == 1
    assert text.count("<td>1,200</td>") == 2, "the table is there for those who want the numbers"
    assert "some words" in text and "data-chart" not in text
    assert "data-chart" not in client.get("/feed/").content.decode()
    found = checks.look(story, story.content())
    assert [one.code for one in found if one.code == "no-chart"] == ["no-chart"]


def test_a_fact_box_is_part_of_the_text_and_a_pull_quote_is_not(client: Client) -> None:
    """Programs that look for a page's text leave asides out."""
    story = cast.live(
        body='<aside class="facts"><h2>The crane</h2><p>Built in 1911</p></aside><p>Words.</p>'
        '<aside class="pull"><blockquote><p>It is ours.</p></blockquote></aside>'
    )
    page = client.get(story.get_absolute_url()).text
    assert '<section class="facts"><h2>The crane</h2><p>Built in 1911</p></section>' in page
    assert '<aside class="pull">' in page and page.count("<aside") == page.count("</aside>")

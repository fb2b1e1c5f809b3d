"""Stories on the desk: writing, choosing, the verbs, and who may do what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Autosave, State, Topic
from tests import cast

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/article/add/"
LIST = "/admin/articles/article/"


def change(story: Article) -> str:
    """The address of the story's form."""
    return reverse("admin:articles_article_change", args=[story.pk])


def filled(**fields: Any) -> dict[str, Any]:
    """The form as an editor fills it."""
    return {
        "headline": "Council keeps its old crane",
        "standfirst": "A vote of nine to seven.",
        "body": cast.BODY,
        "kind": "news",
        "section": cast.section().pk,
        "authors": [cast.ottoline().pk],
        **fields,
    }


@pytest.mark.every_database
def test_it_works(desk: Client) -> None:
    fog = Topic.objects.create(name="Fog")
    answer = desk.post(
        ADD,
        filled(
            authors=[cast.barnaby().pk, cast.ottoline().pk],
            topics=[str(fog.pk), "new:Cranes", "new:2026"],
            picture=cast.picture().pk,
            _move="publish",
            _reason="Checked by hand.",
        ),
        follow=True,
    )
    story = Article.objects.get()
    assert answer.redirect_chain[-1][0] == change(story)
    assert story.is_visible
    assert story.slug == "council-keeps-its-old-crane"
    assert story.names() == ["Barnaby Quill", "Ottoline Marsh"]
    assert sorted(topic.name for topic in story.topics.all()) == ["2026", "Cranes", "Fog"]
    assert story.created_by == cast.editor()
    assert story.get_absolute_url() in answer.content.decode()


def test_a_draft_needs_nothing(desk: Client) -> None:
    assert desk.post(ADD, {"kind": "news"}).status_code == 302
    assert Article.objects.get().state == State.DRAFT


def test_a_refused_verb_loses_no_word(desk: Client) -> None:
    answer = desk.post(ADD, filled(section="", authors=[], _move="publish"), follow=True)
    story = Article.objects.get()
    assert (story.state, story.body) == (State.DRAFT, cast.BODY)
    for lacking in ("a section", "a byline"):
        assert f"The story needs {lacking}" in answer.content.decode()


def test_a_form_with_errors_comes_back_with_every_word(desk: Client) -> None:
    topic = Topic.objects.create(name="Fog")
    answer = desk.post(
        ADD,
        filled(
            headline="Long " * 50,
            authors=[cast.ottoline().pk, 4711],
            topics=[topic.pk, "new:Cranes"],
            publish_at="not a date",
        ),
    )
    assert answer.status_code == 200
    text = answer.content.decode()
    for said in ("nine to seven", "The old crane stays", "Fog", "Cranes", "not a date"):
        assert said in text
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("topics", "said"),
    [
        (["4711"], "“4711” no longer exists. Please remove it."),
        (["4711", "4712"], "“4711”, “4712” no longer exist. Please remove them."),
        (["new:" + "x" * 101], "at most 100 characters"),
    ],
)
def test_topics_that_cannot_be_are_refused(desk: Client, topics: list[str], said: str) -> None:
    assert said in desk.post(ADD, filled(topics=topics)).content.decode()


def test_a_headline_is_one_line(desk: Client) -> None:
    desk.post(ADD, filled(headline="  Two\r\nlines   pasted "))
    assert Article.objects.get().headline == "Two lines pasted"


def test_the_text_is_sanitised_on_the_server(desk: Client) -> None:
    desk.post(ADD, filled(body='<p onclick="x()">Hi<script>alert(1)</script></p><h1>Big</h1>'))
    assert Article.objects.get().body == "<p>Hi</p><h2>Big</h2>"


def test_an_hour_to_come_schedules(desk: Client) -> None:
    due = timezone.localtime(timezone.now() + timedelta(days=1)).replace(microsecond=0)
    when = f"{due:%Y-%m-%dT%H:%M:%S}"
    answer = desk.post(ADD, filled(_move="publish", _reason="Yes", publish_at=when), follow=True)
    story = Article.objects.get()
    assert (story.publish_at, story.status) == (due, "scheduled")
    assert "Scheduled" in answer.content.decode()


def test_a_live_story_changes_only_when_its_changes_are_published(desk: Client) -> None:
    story = cast.live()
    desk.post(change(story), filled(headline="", section=""))
    fresh = Article.objects.get()
    assert (fresh.headline, fresh.has_changes) == (story.headline, True)
    answer = desk.post(change(story), filled(headline="", _move="publish"), follow=True)
    assert "The story needs a headline" in answer.content.decode()
    assert Article.objects.get().headline == story.headline
    desk.post(change(story), filled(headline="Changed", _move="publish", _reason="Yes"))
    fresh = Article.objects.get()
    assert (fresh.headline, fresh.publish_at) == ("Changed", story.publish_at)
    assert not fresh.has_changes


def test_warnings_ask_for_a_reason_and_the_text_is_saved(desk: Client) -> None:
    answer = desk.post(ADD, filled(_move="publish"), follow=True)
    assert "The story has no picture" in answer.content.decode()
    story = Article.objects.get()
    assert (story.state, story.body) == (State.DRAFT, cast.BODY)


def test_a_withdrawal_asks_for_its_reason_and_can_be_undone(client: Client) -> None:
    client.force_login(cast.managing_editor())
    story = cast.live()
    text = client.post(change(story), filled(_move="withdraw"), follow=True).content.decode()
    assert "reason" in text
    client.post(change(story), filled(_move="withdraw", _reason="Wrong figures."))
    assert Article.objects.get().withdrawal_reason == "Wrong figures."
    client.post(change(story), filled(headline="", _move="restore", _reason="Put right."))
    assert Article.objects.get().state == State.WITHDRAWN
    client.post(change(story), filled(_move="restore", _reason="Put right."))
    assert Article.objects.get().is_visible
    assert Article.objects.get().publish_at == story.publish_at


def test_the_whole_way_over_the_editors_desk(desk: Client) -> None:
    story = cast.draft()
    states = []
    for move in ("submit", "return", "submit", "approve", "publish"):
        desk.post(change(story), filled(_move=move, _reason="Checked."))
        states.append(Article.objects.get().state)
    assert states == ["in_review", "draft", "in_review", "ready", "published"]


def test_an_unknown_verb_only_saves(desk: Client) -> None:
    desk.post(ADD, filled(_move="explode"))
    assert Article.objects.get().state == State.DRAFT


def test_a_reporter_writes_her_own_stories_and_publishes_none(client: Client) -> None:
    client.force_login(cast.reporter())
    answer = client.post(ADD, filled(_move="publish"), follow=True)
    assert "Your role does not allow" in answer.content.decode()
    own = Article.objects.get()
    assert own.state == State.DRAFT
    own.publish(None)
    client.post(change(own), filled(headline="Better"))
    own.refresh_from_db()
    assert (own.content()["headline"], own.headline) == ("Better", "Council keeps its old crane")


def test_a_reporter_does_not_reach_the_stories_of_others(client: Client) -> None:
    client.force_login(cast.reporter())
    for story in (cast.draft(), cast.live("Out already")):
        for answer in (
            client.post(change(story), filled(headline="Mine")),
            client.get(change(story)),
        ):
            assert answer.status_code == 404
            assert story.headline not in answer.content.decode()
        assert "Mine" not in Article.objects.get(pk=story.pk).content()["headline"]


def test_a_form_that_nothing_was_refused_of_does_not_say_so(desk: Client) -> None:
    """By that its script knows that what it holds was never saved."""
    page = desk.get(change(cast.draft())).content.decode()
    assert [one for one in (" data-refused>", " data-refused=") if one in page] == []


# --- Posted by the form's script ----------------------------------------------------


def posted(desk: Client, address: str, **fields: Any) -> Any:
    """A post as the script makes it."""
    return desk.post(address, filled(**fields), headers={"accept": "application/json"})


def test_the_script_is_answered_with_the_storys_state(desk: Client) -> None:
    key = str(uuid4())
    answer = posted(desk, ADD, _key=key, _base="0")
    story = Article.objects.get()
    told = answer.json()
    assert (answer.status_code, told["ok"], told["base"]) == (200, True, 1)
    assert (told["pk"], told["url"]) == (story.pk, change(story))
    refused = posted(desk, change(story), _key=key, _base="1", _move="publish")
    assert refused.status_code == 409
    assert refused.json()["saved"] and "no topics" in " ".join(refused.json()["warnings"])
    wrong = posted(desk, change(story), _key=key, _base="1", headline="Long " * 60)
    assert wrong.status_code == 422 and list(wrong.json()["errors"]) == ["headline"]
    kept = Autosave.objects.get().content or {}
    assert kept["headline"] == ["Long " * 60]


def test_posting_the_same_form_twice_begins_one_story(desk: Client) -> None:
    key = str(uuid4())
    for _time in range(2):
        assert posted(desk, ADD, _key=key, _base="0").status_code == 200
    assert Article.objects.get().revisions.count() == 1


def test_two_editors_of_different_paragraphs_both_have_their_way(desk: Client) -> None:
    story = cast.draft()
    base = str(story.write(story.content(), None).revision.number)
    mine = cast.BODY.replace("Nine members", "Ten members")
    theirs = cast.BODY.replace("stays where it is", "goes")
    assert posted(desk, change(story), _base=base, body=theirs).status_code == 200
    answer = posted(desk, change(story), _base=base, body=mine).json()
    assert answer["merged"]
    assert "to_press_again" not in answer
    body = Article.objects.get().body
    assert "Ten members" in body and "crane goes" in body
    assert answer["content"]["fields"]["body"] == [body]


def test_a_verb_waits_for_another_press_where_changes_of_others_came_in(desk: Client) -> None:
    story = cast.draft()
    base = str(story.write(story.content(), None).revision.number)
    theirs = cast.BODY.replace("stays where it is", "goes")
    posted(desk, change(story), _base=base, body=theirs)
    mine = cast.BODY.replace("Nine members", "Ten members")
    answer = posted(desk, change(story), _base=base, body=mine, _move="submit").json()
    assert (answer["ok"], answer["to_press_again"], answer["status"]) == (True, True, "draft")


def test_what_overlaps_is_kept_and_asked(desk: Client) -> None:
    story = cast.draft()
    base = str(story.write(story.content(), None).revision.number)
    posted(desk, change(story), _base=base, headline="Theirs")
    answer = posted(desk, change(story), _base=base, headline="Mine", _move="publish")
    assert answer.status_code == 409
    story.refresh_from_db()
    (aside,) = story.set_aside()
    assert aside.content["headline"] == "Mine"
    assert (story.headline, story.state) == ("Theirs", State.DRAFT)
    assert answer.json()["conflict"].endswith(f"/{aside.number}/")


# --- A login that ran out -------------------------------------------------------------


def test_a_post_of_somebody_logged_out_keeps_the_text(client: Client) -> None:
    answer = client.post(ADD, filled(standfirst='Kept "word" for word'))
    assert answer.status_code == 401
    text = answer.content.decode()
    assert "Kept &quot;word&quot; for word" in text and "Log in" in text
    assert posted(client, ADD).json()["error"] == "You were logged out."


def test_a_token_that_ran_out_asks_for_one_more_press() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.editor())
    answer = strict.post(ADD, filled(headline="Kept"), headers={"origin": "http://testserver"})
    assert answer.status_code == 403
    assert 'value="Kept"' in answer.content.decode()
    foreign = strict.post(ADD, filled(headline="Kept"), headers={"origin": "http://else.where"})
    assert foreign.status_code == 403
    assert "Kept" not in foreign.content.decode()
    assert not Article.objects.exists()


# --- Typed and not saved ----------------------------------------------------------------

AUTOSAVE = "/admin/articles/article/autosave/"


@pytest.mark.every_database
def test_what_is_typed_is_kept_and_offered_again(desk: Client) -> None:
    story, key = cast.draft(), str(uuid4())
    told = desk.post(AUTOSAVE, filled(_key=key, _pk=story.pk, headline="Half a thou")).json()
    assert told["newest"] == 0 and "no picture" in told["checks"]
    assert Article.objects.get().headline == story.headline
    Autosave.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    (offered,) = desk.get(change(story)).context["autosaves"]
    assert desk.get(offered["url"]).json()["fields"]["headline"] == ["Half a thou"]
    posted(desk, change(story), _key=key, headline="Half a thought")
    assert not Autosave.objects.exists()


def test_autosave_refuses_in_words(client: Client) -> None:
    story, key = cast.draft(), str(uuid4())
    assert client.post(AUTOSAVE, filled(_key=key)).status_code == 401
    client.force_login(cast.reporter())
    assert client.post(AUTOSAVE, filled(_key=key, _pk=story.pk)).status_code == 404
    assert client.post(AUTOSAVE, filled(_key="no key")).status_code == 400
    for number in ("x", "9" * 30, "\0"):
        assert client.post(AUTOSAVE, filled(_key=key, _pk=number)).status_code == 404
    assert client.post(AUTOSAVE, filled(_key=key, headline="\0Nul")).status_code == 200
    url = f"{AUTOSAVE}{key}/"
    assert client.get(url).json()["fields"]["headline"] == ["Nul"]
    client.force_login(cast.colleague())
    assert client.get(url).status_code == 404
    assert client.post(AUTOSAVE, filled(_key=key)).status_code == 409
    client.force_login(cast.picture_editor())
    assert client.post(AUTOSAVE, filled(_key=key)).status_code == 403


def test_who_else_is_there_is_said(desk: Client) -> None:
    story = cast.draft(section=cast.section("sports"))
    other = Client()
    other.force_login(cast.sports_editor())
    presence = "/admin/articles/article/presence/"
    other.post(presence, {"_key": str(uuid4()), "_pk": story.pk})
    told = desk.post(presence, {"_key": str(uuid4()), "_pk": story.pk}).json()
    assert [one["name"] for one in told["others"]] == ["sports-editor"]
    assert "checks" not in told


def test_an_autosave_costs_few_queries(desk: Client) -> None:
    story = cast.draft(picture=cast.picture(), topics=["Ports"])
    story.write(story.content() | {"headline": "Again"}, None)
    fields = filled(_key=str(uuid4()), _pk=story.pk, picture=story.picture_id)
    desk.post(AUTOSAVE, fields)
    with CaptureQueriesContext(connection) as queries:
        desk.post(AUTOSAVE, fields)
    assert len(queries) <= 11


def test_a_reader_has_no_way_in(client: Client) -> None:
    story = cast.draft()
    client.force_login(cast.reader())
    for address in (ADD, LIST, change(story), "/admin/", "/admin/articles/picture/choose/"):
        assert client.get(address).status_code == 302


def test_staff_without_rights_are_refused_at_every_door(client: Client) -> None:
    user = cast.reader()
    user.is_staff = True
    user.save()
    client.force_login(user)
    picture, story = cast.picture(), cast.draft()
    suggest = "/admin/autocomplete/?app_label=articles&model_name=byline&field_name=author"
    for address in (
        ADD,
        LIST,
        change(story),
        suggest,
        "/admin/articles/picture/choose/",
        f"/admin/articles/picture/{picture.pk}/card/",
    ):
        assert client.get(address).status_code == 403, address
    assert client.get("/admin/").status_code == 200
    assert client.get(story.get_absolute_url()).status_code == 404


@pytest.mark.every_database
def test_what_was_ever_out_is_not_deleted(desk: Client) -> None:
    draft, live = cast.draft(), cast.live()
    gone = desk.post(f"{change(live).removesuffix('change/')}delete/", {"post": "yes"})
    assert gone.status_code == 403
    desk.post(f"{change(draft).removesuffix('change/')}delete/", {"post": "yes"})
    assert list(Article.objects.not_binned()) == [live]


def test_names_are_suggested(desk: Client) -> None:
    cast.ottoline()
    Topic.objects.create(name="Ports")
    for model, field, term, text in (
        ("byline", "author", "mar", "Ottoline Marsh"),
        ("tagging", "tag", "por", "Ports"),
    ):
        address = f"/admin/autocomplete/?app_label=articles&model_name={model}&field_name={field}"
        assert desk.get(f"{address}&term={term}").json()["results"][0]["text"] == text


def test_the_editors_import_map_is_allowed_by_its_nonce(desk: Client) -> None:
    answer = desk.get(ADD)
    policy = answer["Content-Security-Policy"]
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    assert nonce
    assert f'nonce="{nonce}"' in answer.content.decode()
    assert "unsafe-eval" not in policy

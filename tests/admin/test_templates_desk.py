"""Templates at the desk: offered in one press, listed, edited, retired, made of a story."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from articles.models import Article, Entry, StoryTemplate
from tests import cast
from tests.models.test_templates import template

pytestmark = pytest.mark.django_db
DESK = "/admin/articles/storytemplate/"
STORIES = "/admin/articles/article/"
#: What the template's form posts, with nothing chosen.
POSTED = {
    "name": "Match report", "description": "", "section": "", "order": "100", "level": "error",
    "topic": "", "least_words": "", "most_words": "", "kind": "news", "headline": "[[score]]",
    "standfirst": "", "body": "<p>[[Winners]]</p>", "picture_caption": "", "teaser": "",
}  # fmt: skip


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def test_new_stories_are_offered_the_templates_in_one_press() -> None:
    kind, client = template(description="At the whistle."), client_of(cast.reporter())
    template("Old", is_retired=True)
    for address in ("/admin/", STORIES, f"{STORIES}add/"):
        text = client.get(address).text
        assert f"{DESK}{kind.pk}/begin/" in text and "At the whistle." in text
        assert "Old" not in text
    key = client.get("/admin/").context["desk"]["copy_key"]
    for _time in range(2):
        page = client.post(f"{DESK}{kind.pk}/begin/", {"_copy": key}, follow=True)
    story = Article.objects.get()
    assert page.redirect_chain == [(f"{STORIES}{story.pk}/change/#fill", 302)]
    assert "4 places to fill in" in page.text
    assert 'data-place="Winners"' in page.text
    # Another one from the same page is another story.
    client.post(f"{DESK}{template('Obituary').pk}/begin/", {"_copy": key})
    assert Article.objects.count() == 2
    assert client.post(f"{DESK}999999999/begin/").status_code == 404
    assert client.get(f"{DESK}{kind.pk}/begin/").status_code == 405
    retired = StoryTemplate.objects.get(name="Old")
    assert "is retired" in client.post(f"{DESK}{retired.pk}/begin/", follow=True).text


def test_without_templates_nothing_is_offered() -> None:
    assert 'data-new-from=""' not in client_of(cast.reporter()).get("/admin/").text
    assert '<details class="new-from"' not in client_of(cast.reporter()).get("/admin/").text


def test_who_manages_them() -> None:
    kind, story = template(), cast.draft()
    for person in (cast.reporter(), cast.picture_editor(), cast.operator()):
        client = client_of(person)
        for page in (
            DESK,
            f"{DESK}add/",
            f"{DESK}{kind.pk}/change/",
            f"{STORIES}{story.pk}/template/",
        ):
            assert client.get(page).status_code == 403, (person, page)
    client = client_of(cast.editor())
    assert client.get(DESK).status_code == 200
    assert client.get(f"{DESK}{kind.pk}/delete/").status_code == 403
    assert client_of(cast.sports_editor()).get(f"{STORIES}{story.pk}/template/").status_code == 404


def test_a_template_is_edited_and_each_change_is_in_the_log() -> None:
    client = client_of(cast.editor())
    assert client.post(f"{DESK}add/", POSTED | {"version": "1"}).status_code == 302
    kind = StoryTemplate.objects.get()
    assert (kind.made_by, kind.content["headline"]) == (cast.editor(), "[[score]]")
    change = f"{DESK}{kind.pk}/change/"
    form = client.get(change)
    assert "[[Winners]]" in form.text and form.context["adminform"].form.initial["version"] == 1
    given = POSTED | {
        "name": "Report",
        "body": "<p>[[Losers]]</p><script>x</script>",
        "version": "1",
    }
    assert client.post(change, given | {"is_retired": "on"}).status_code == 302
    kind.refresh_from_db()
    assert (kind.name, kind.version, kind.is_retired) == ("Report", 2, True)
    assert kind.content["body"] == "<p>[[Losers]]</p>"
    told = [one.note for one in Entry.objects.filter(verb=Entry.Verb.TEMPLATE).order_by("pk")]
    assert "Text changed" in told and any("retired" in note for note in told)
    # Somebody else had the form open all the time.
    late = client.post(change, POSTED | {"version": "1"})
    assert "Someone saved this template meanwhile" in late.text
    assert 'name="version" value="2"' in late.text
    assert client.post(change, POSTED | {"version": "2"}).status_code == 302


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"topic": "Nowhere"}, "No topic has this name"),
        ({"least_words": "9", "most_words": "3"}, "lower than the minimum"),
        ({"name": "Obituary"}, "already exists"),
        ({"name": " \u200b"}, "required"),
        ({"section": "999"}, "valid choice"),
    ],
)
def test_what_is_refused_is_said(given: dict[str, str], said: str) -> None:
    template("Obituary")
    page = client_of(cast.editor()).post(f"{DESK}add/", POSTED | {"version": "1"} | given)
    assert page.status_code == 200 and said in page.text
    assert "[[Winners]]" in page.text
    assert StoryTemplate.objects.count() == 1


def test_a_template_is_made_of_a_story_or_gets_its_text() -> None:
    story, client = cast.draft("[[score]]", topics=["Ports"]), client_of(cast.editor())
    make = f"{STORIES}{story.pk}/template/"
    assert make in client.get(f"{STORIES}{story.pk}/change/").text
    assert "score" in client.get(make).text
    page = client.post(make, {"name": ""})
    assert page.status_code == 200 and "Give the new template a name." in page.text
    page = client.post(make, {"name": "Match report", "keep": ["topics"]}, follow=True)
    kind = StoryTemplate.objects.get()
    assert page.redirect_chain == [(f"{DESK}{kind.pk}/change/", 302)]
    assert kind.content["topics"] == ["Ports"]
    assert "already exists" in client.post(make, {"name": "Match report"}).text
    story.write(story.content() | {"headline": "[[result]]"}, None)
    client.post(make, {"replaces": str(kind.pk), "name": ""})
    kind.refresh_from_db()
    assert (kind.name, kind.content["headline"]) == ("Match report", "[[result]]")
    assert client.post(make, {"replaces": str(uuid4())}).status_code == 200


def test_many_are_ordered_and_retired_in_the_list() -> None:
    first, second = template("One"), template("Two")
    given = {
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-id": str(first.pk),
        "form-1-id": str(second.pk), "form-0-order": "5", "form-1-order": "3",
        "form-1-is_retired": "on", "_save": "Save",
    }  # fmt: skip
    client = client_of(cast.editor())
    assert client.post(DESK, given).status_code == 302
    said = {
        one.name: (one.order, one.is_retired, one.content["headline"])
        for one in StoryTemplate.objects.all()
    }
    assert said == {
        "One": (5, False, first.content["headline"]),
        "Two": (3, True, "[[score]] at the Oval"),
    }
    given = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "2",
        "form-0-id": str(second.pk),
        "form-1-id": str(first.pk),
        "form-0-order": "3",
        "form-1-order": "5",
        "_save": "Save",
    }
    client.post(DESK, given)
    assert not StoryTemplate.objects.filter(is_retired=True).exists()

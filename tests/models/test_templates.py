"""Stories begun from templates: what they begin with, who may, and what is asked of them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from articles.lib.text.places import places
from articles.models import Article, Entry, NotAllowed, StoryTemplate, Topic
from articles.models.copies.duplicating import offered
from articles.models.story.content import cleaned
from articles.models.templates.checks import MAX_PLACES, open_places
from articles.models.topics.changes import delete, merge, rename
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

FACTS = '<aside class="facts"><h3>The match</h3><p>[[scorers]]</p></aside>'
BODY = f"<p>[[Winners]] <b>beat</b> [[lo<i>se</i>rs]].</p>{FACTS}<p>The end.</p>"


def template(name: str = "Match report", **columns: Any) -> StoryTemplate:
    """One with three places in its text, and one in its headline."""
    said = {"headline": "[[score]] at the Oval", "body": BODY, **columns.pop("content", {})}
    return StoryTemplate.objects.create(name=name, content=cleaned(said), **columns)


def codes(story: Article) -> list[str]:
    """What its template has found."""
    found = [one.code for one in story.findings(told=cast.managing_editor())]
    return [code for code in found if code.startswith(("template", "open"))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("[[final score]]", ["final score"]),
        ("a [[b]] c [[ d ]]!", ["b", "d"]),
        ("[[ ]]", ["…"]),
        ("[[]] [x] [[x] [[\n]] [[[y]]]", ["y"]),
        ("[[" + "x" * 121 + "]]", []),
        ("[[" * 50_000, []),
    ],
)
def test_places_are_words_in_two_brackets(text: str, found: list[str]) -> None:
    assert places(text) == found


def test_it_works() -> None:
    kind = template(section=cast.section("sports"))
    story = Article.begin_from(kind, cast.reporter())
    assert (story.section, story.created_by, story.state) == (
        cast.section("sports"), cast.reporter(), "draft",
    )  # fmt: skip
    assert open_places(story.content()) == [
        ("headline", "score"), ("body", "Winners"), ("body", "losers"), ("body", "scorers"),
    ]  # fmt: skip
    (first,) = story.revisions.all()
    assert first.why == "From the template “Match report”"
    found = [one for one in story.findings() if one.code == "open-place"]
    assert [(one.level, one.field, one.place) for one in found] == [
        ("error", "headline", "score"), ("error", "body", "Winners"), ("error", "body", "losers"),
        ("error", "body", "scorers"),
    ]  # fmt: skip
    assert "“score”" in found[0].message
    filled = {"headline": "Nil–nil at the Oval", "body": "<p>Nobody won.</p>"}
    story.write(story.content() | filled, cast.reporter())
    assert codes(story) == []


def test_a_story_with_open_places_is_not_published() -> None:
    story = Article.begin_from(template(section=cast.section()), cast.editor())
    story.write(story.content() | {"agency": "Larkspur Wire"}, cast.editor())
    with pytest.raises(NotAllowed):
        story.publish(cast.editor(), reason="It is late.")
    assert Article.objects.get(pk=story.pk).state == "draft"


def test_brackets_of_a_story_of_no_template_are_asked_about() -> None:
    story = cast.draft(body="<p>In a shell one writes [[ -f name ]].</p>")
    (found,) = [one for one in story.findings() if one.code == "open-place"]
    assert (found.level, found.place) == ("warning", "-f name")


def test_no_more_than_some_are_named() -> None:
    many = "".join(f"<p>[[place {number}]]</p>" for number in range(MAX_PLACES + 8))
    story = Article.begin_from(template(content={"body": many}), cast.editor())
    found = [one for one in story.findings() if one.code == "open-place"]
    assert len(found) == MAX_PLACES + 1
    assert "9 more" in found[-1].message


def test_its_own_checks() -> None:
    topic = Topic.objects.create(name="Cricket", slug="cricket")
    needs = {f"needs_{name}": True for name in ("standfirst", "picture", "fact_box", "topic")}
    kind = template(topic=topic, least_words=3, most_words=5, content={"body": "<p>One.</p>"})
    StoryTemplate.objects.update(**needs)
    story = Article.begin_from(StoryTemplate.objects.get(), cast.editor())
    story.write(story.content() | {"headline": "Nil"}, cast.editor())
    assert codes(story) == [
        "template-standfirst", "template-picture", "template-fact_box", "template-topic",
        "template-own-topic", "template-words",
    ]  # fmt: skip
    facts = '<aside class="facts"><h3>Facts</h3><p>Two words.</p></aside>'
    whole = {
        "standfirst": "So it was.", "picture": cast.picture().pk, "topics": ["Cricket"],
        "body": f"<p>One.</p>{facts}",
    }  # fmt: skip
    story.write(story.content() | whole, cast.editor())
    assert codes(story) == []
    story.write(story.content() | {"body": f"<p>One two three.</p>{facts}"}, cast.editor())
    assert codes(story) == ["template-words"]
    # A check may also only warn.
    kind.level = StoryTemplate.Level.WARNING
    kind.most_words = 5
    kind.save()
    (found,) = [one for one in Article.objects.get().findings() if one.code.startswith("template")]
    assert (found.level, found.message) == (
        "warning", "“Match report” allows 5 words; the text has 6.",
    )  # fmt: skip


def test_a_topic_that_is_asked_for_is_renamed_merged_and_deleted() -> None:
    topic = Topic.objects.create(name="Cricket", slug="cricket")
    other = Topic.objects.create(name="Bat and ball", slug="bat-and-ball")
    template(topic=topic, content={"body": "<p>One.</p>", "headline": "Nil"})
    story = Article.begin_from(StoryTemplate.objects.get(), None)
    story.write(story.content() | {"topics": ["Cricket"]}, None)
    rename(topic, "The game", None)
    assert codes(Article.objects.get()) == []
    merge([topic], other, None)
    assert StoryTemplate.objects.get().topic == other
    assert codes(Article.objects.get()) == []
    delete(other, None)
    assert StoryTemplate.objects.get().topic is None
    assert codes(Article.objects.get()) == []
    story.delete()


def test_what_was_deleted_meanwhile_is_left_out() -> None:
    picture, author = cast.picture(), cast.barnaby()
    kind = template(content={"picture": picture.pk, "authors": [author.pk, cast.ottoline().pk]})
    picture.delete()
    author.delete()
    story = Article.begin_from(kind, cast.editor())
    assert (story.content()["picture"], story.content()["authors"]) == (None, [cast.ottoline().pk])


def test_who_is_offered_what_and_begins_it_once() -> None:
    everywhere, sports = template("Explainer"), template(section=cast.section("sports"))
    politics = template("Budget", section=cast.section())
    retired = template("Old", is_retired=True)
    assert offered(cast.reporter()) == offered(cast.chief()) == [politics, everywhere, sports]
    assert offered(cast.sports_editor()) == [everywhere, sports]
    assert offered(cast.picture_editor()) == []
    with pytest.raises(PermissionDenied):
        Article.begin_from(everywhere, cast.picture_editor())
    for one in (retired, politics):
        with pytest.raises(NotAllowed):
            Article.begin_from(one, cast.sports_editor())
    key = uuid4()
    assert len({Article.begin_from(sports, cast.reporter(), key=key).pk for _time in "12"}) == 1


def test_a_retired_template_breaks_no_story() -> None:
    kind = template(needs_picture=True, content={"body": "<p>x</p>", "headline": "x"})
    story = Article.begin_from(kind, cast.editor())
    StoryTemplate.objects.update(is_retired=True)
    assert codes(Article.objects.get()) == ["template-picture"]
    assert Article.objects.get(pk=story.duplicate(cast.editor()).pk).template == kind


def test_a_template_is_made_of_a_story() -> None:
    story = cast.draft("[[score]]", topics=["Ports"], picture=cast.picture(), slug="ours")
    for person in (cast.reporter(), cast.sports_editor()):
        with pytest.raises(PermissionDenied):
            story.make_template(person, StoryTemplate(name="No"))
    kind = StoryTemplate(name="Match report")
    story.make_template(cast.editor(), kind, ["topics"])
    kind.refresh_from_db()
    said = kind.content
    assert (said["headline"], said["slug"], said["topics"]) == ("[[score]]", "", ["Ports"])
    assert (said["authors"], said["picture"]) == ([], None)
    assert (kind.section, kind.made_by, kind.version) == (cast.section(), cast.editor(), 1)
    (entry,) = Entry.objects.filter(verb=Entry.Verb.TEMPLATE)
    assert (entry.title, entry.by_name) == ("Match report", "editor")
    story.make_template(cast.editor(), kind, ["authors"])
    kind.refresh_from_db()
    assert (kind.content["authors"], kind.version) == ([cast.ottoline().pk], 2)

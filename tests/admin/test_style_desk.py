"""House style on the desk: rules, trying them out, tables of them, the start set, the checks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.lib.style.ignoring import place_of
from articles.models import Article, Entry, IgnoredMark, NeedsReason, StyleRule
from articles.models.style.ignored import MOST_IGNORED, ignore
from articles.models.style.start import start_rules, take_start_set
from tests import cast

pytestmark = pytest.mark.django_db
AT_THE_DESK = cast.managing_editor

LIST = "/admin/articles/stylerule/"
RULE = {"pattern": "chairm(a|e)n", "proposal": "chair(|s)", "why": "Whoever sits there."}
FORM = RULE | {"of_word": "on", "is_active": "on", "since": "2026-05-01"}


def rule(**more: Any) -> StyleRule:
    return StyleRule.objects.create(**(RULE | more))


def take(desk: Client, table: str | bytes) -> Any:
    data = table.encode() if isinstance(table, str) else table
    return desk.post(f"{LIST}import/", {"file": SimpleUploadedFile("rules.csv", data)})


def test_a_rule_is_made_changed_and_deleted_and_the_log_knows(desk: Client) -> None:
    assert desk.post(f"{LIST}add/", FORM).status_code == 302
    made = StyleRule.objects.get()
    assert (made.by, made.is_active) == (cast.managing_editor(), True)
    desk.post(f"{LIST}{made.pk}/change/", FORM | {"proposal": "leader(|s)"})
    desk.post(LIST, {"action": "switch_off", "_selected_action": [made.pk], "index": 0})
    desk.post(f"{LIST}{made.pk}/delete/", {"post": "yes"})
    told = Entry.objects.filter(verb__in=["style", "style_delete"]).order_by("pk")
    verbs = [(one.verb, sorted(one.details.get("before", {}))) for one in told]
    assert verbs[1:3] == [("style", ["proposal"]), ("style", ["is_active"])]
    assert told.last().details["before"]["proposal"] == "leader(|s)"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"pattern": "(a"}, "A bracket isn’t closed"),
        ({"pattern": "a*b*c*d"}, "two *"),
        ({"proposal": "*"}, "Each *, ?, # and pair of brackets"),
        ({"proposal": "(a|b|c)"}, "Each *, ?, # and pair of brackets"),
        ({"exceptions": "fine\n(oh"}, "Line 2: A bracket"),
        ({"why": ""}, "This field is required"),
        ({"language": "xx"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(desk: Client, wrong: dict[str, str], said: str) -> None:
    answer = desk.post(f"{LIST}add/", FORM | wrong)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not StyleRule.objects.exists()


def test_a_rule_is_tried_out_before_it_is_saved(desk: Client) -> None:
    cast.live("The chairman speaks")
    cast.live("Nothing of it")
    cast.draft("A secret chairman")
    sample = "The chairmen met.\n<b>Nothing</b>"
    answer = desk.post(f"{LIST}try/", FORM | {"sample": sample, "why": ""})
    page = " ".join(answer.content.decode().split())
    assert "<mark>chairmen</mark> <ins>chairs</ins>" in page
    assert "&lt;b&gt;" in page
    assert "It would mark 1 of 2 stories published in the last 4 weeks." in page
    assert "secret" not in page
    assert "A bracket" in desk.post(f"{LIST}try/", FORM | {"pattern": "(a"}).content.decode()
    assert (
        "<mark>"
        in desk.post(f"{LIST}add/", FORM | {"sample": sample, "_try": "1"}).content.decode()
    )
    assert not StyleRule.objects.exists()


def test_writers_read_the_rules_and_change_none(client: Client) -> None:
    made = rule()
    client.force_login(cast.reporter())
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}{made.pk}/change/").status_code == 200
    for path, method in [
        ("add/", client.post),
        ("import/", client.post),
        ("start/", client.post),
        ("try/", client.post),
    ]:
        assert method(f"{LIST}{path}", FORM).status_code == 403
    assert client.post(f"{LIST}{made.pk}/change/", FORM | {"why": "x"}).status_code == 403


def test_a_table_goes_out_and_comes_in_again(desk: Client) -> None:
    rule(exceptions="Chairman Mao\nChairman Sly", section=cast.section(), language="en")
    rule(pattern="+1", proposal="", why="=SUM(A1)\nof it")
    was = [one.as_plain() for one in StyleRule.objects.all()]
    table = desk.get(f"{LIST}export/").content
    assert b"'=SUM" in table
    assert take(desk, table).status_code == 302
    assert [one.as_plain() for one in StyleRule.objects.all()] == was
    StyleRule.objects.all().delete()
    take(desk, table)
    found = [one.as_plain() | {"key": ""} for one in StyleRule.objects.all()]
    assert found == [one | {"key": ""} for one in was]
    take(desk, "pattern;why\r\nsome;One\r\n")
    assert StyleRule.objects.get(pattern="some").by == cast.managing_editor()


def test_what_is_wrong_with_a_table_is_said_by_line_and_nothing_is_taken(desk: Client) -> None:
    table = (
        "pattern,why,section,active,since\n"
        "good,Fine,,,\n"
        "(bad,Why,,,\n"
        "\n"
        "x,,,,\n"
        "y,Why,nowhere,,\n"
        "z,Why,,perhaps,\n"
        'w,Why,,,"May"\n'
        "good,Again,,,\n"
        "v,Why,,,,,,\n"
    )
    answer = take(desk, table)
    page = answer.content.decode()
    assert answer.status_code == 400
    for line, said in [
        (3, "word or pattern: A bracket"),
        (5, "why: "),
        (6, "there is no section"),
        (7, "yes or no"),
        (8, "since"),
        (9, "line 2 has the same pattern"),
        (10, "more values"),
    ]:
        assert re.search(rf"Line {line}: [^<]*{re.escape(said)}", page), (line, said)
    assert not StyleRule.objects.exists()


@pytest.mark.parametrize(
    "table", ["", "nonsense", b"\xff\xfe\x00", 'pattern,why\n"open', "pattern,colour\na,b"]
)
def test_what_is_no_table_is_refused(desk: Client, table: str | bytes) -> None:
    assert take(desk, table).status_code == 400
    assert not StyleRule.objects.exists()


def test_the_start_set_holds_and_is_added_once(desk: Client) -> None:
    rules = list(start_rules())
    for one in rules:
        one.full_clean()
        assert one.why
    assert len(rules) >= 100
    assert "The start set for English has" in desk.get(LIST).content.decode()
    StyleRule.objects.create(pattern=rules[0].pattern, why="Ours", is_active=False)
    assert take_start_set(cast.managing_editor()) == len(rules) - 1
    assert desk.post(f"{LIST}start/").status_code == 302
    assert StyleRule.objects.count() == len(rules)
    assert "The start set for English has" not in desk.get(LIST).content.decode()


# --- In the checks ------------------------------------------------------------------------------


def notes(story: Article) -> list[tuple[str, str, str]]:
    found = Article.objects.get(pk=story.pk).findings()
    return [(one.level, one.message, one.field) for one in found if one.code == "house-style"]


@pytest.mark.every_database
def test_the_checks_say_what_goes_against_the_rules() -> None:
    made, other = rule(), rule(pattern="crane", proposal="", section=cast.section("sports"))
    story = cast.draft("The chairmen", body="<p>Chairmen and a <em>chair</em>man. Crane.</p>")
    said = "House style: “chairmen”, better “chairs” (3×)"
    assert notes(story) == [("note", said, "headline")]
    story.publish(cast.managing_editor(), reason="No picture.")
    other.section = None
    other.save()
    assert len(notes(story)) == 2
    other.pattern = "barge"
    other.save()
    for field in ("search_title", "search_description", "social_title", "social_description"):
        story.write(story.content() | {field: "A barge"}, None)
        assert ("note", "House style: “barge”", field) in notes(story)
        story.write(story.content() | {field: ""}, None)
    other.is_active = False
    other.save()
    made.asks_reason = True
    made.save()
    assert notes(story) == [("warning", said, "headline")]
    made.language = "fr"
    made.save()
    assert notes(story) == []


def test_a_rule_may_ask_for_a_reason() -> None:
    rule(asks_reason=True)
    story = cast.draft("The chairmen", topics=["A"])
    with pytest.raises(NeedsReason, match="better “chairs”"):
        story.publish(cast.managing_editor())


@pytest.mark.every_database
def test_what_is_ignored_is_not_said_and_goes_with_a_copy() -> None:
    made = rule()
    body = "<p>We saw the chairman of it.</p><p>Another chairman came.</p>"
    story = cast.draft("A story", body=body, created_by=cast.managing_editor())
    text = "We saw the chairman of it."
    place = place_of(made.key, text, 11, 19)
    assert ignore(story, place, cast.reporter()) == ignore(story, place, cast.reporter())
    assert notes(story) == [("note", "House style: “chairman”, better “chair”", "body")]
    copy = story.duplicate(cast.managing_editor())
    assert notes(copy) == notes(story)
    IgnoredMark.objects.bulk_create(
        IgnoredMark(article=story, rule="x", words=str(n)) for n in range(MOST_IGNORED)
    )
    assert ignore(story, place._replace(words="else"), None) is None

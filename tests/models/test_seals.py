"""The log is sealed: what was changed, taken out or slipped in shows, and where."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Entry, Seal
from articles.models.changes import pruning
from articles.models.changes.log import record
from articles.models.changes.log_lines import BATCH, lines
from articles.models.changes.seals import KEPT_FOR, MAX_ENTRIES, Chain, ranges_of, seal
from tests import cast

pytestmark = pytest.mark.django_db
OPERATORS = Path(__file__).resolve().parent.parent.parent / "docs" / "operators.md"
#: When all that was written by now has settled.
SOON, LATER = timedelta(minutes=2), timedelta(hours=2)
LOGIN = Entry.Verb.LOGIN


def written(number: int = 3, verb: Entry.Verb = Entry.Verb.PAPER) -> list[Entry]:
    """Some entries."""
    for at in range(number):
        record(verb, None, title=f"Thing {at}", note="Said.", before={"a": at})
    return list(Entry.objects.order_by("-pk")[:number])[::-1]


def broken(**later: Any) -> list[str]:
    """Where the chain does not hold."""
    return [f"{one.seal}: {one.what}" for one in Chain(**later).breaks()]


def around(sql: str, *values: Any) -> None:
    """What somebody with the whole database does."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_it_works() -> None:
    assert seal() == 0
    written()
    assert seal() == 0  # nothing has settled yet
    assert seal(timezone.now() + SOON) == 3
    written(2)
    assert seal(timezone.now() + SOON) == 2
    first, second = Seal.objects.all()
    assert (first.previous, second.previous) == ("", first.digest)
    assert (first.count, second.count) == (3, 2)
    assert broken() == []
    assert seal(timezone.now() + SOON) == 0


@pytest.mark.parametrize("column", ["title", "note", "by_name", "details", "verb", "at"])
def test_a_changed_entry_shows(column: str) -> None:
    written()
    seal(timezone.now() + SOON)
    entry, other = Entry.objects.order_by("pk")[1], written(1)[0]
    value = {"details": '{"before": {"a": 9}}', "verb": "page", "at": str(other.at)}
    around(
        f"UPDATE articles_entry SET {column} = %s WHERE id = %s", value.get(column, "x"), entry.pk
    )
    assert broken() == [
        f"{Seal.objects.get().pk}: the words of an entry, or of the seal, were changed"
    ]


def test_a_missing_entry_shows() -> None:
    gone = written()[1].pk
    seal(timezone.now() + SOON)
    around("DELETE FROM articles_entry WHERE id = %s", gone)
    assert broken() == [f"{Seal.objects.get().pk}: missing: {gone}"]


def test_a_changed_or_missing_seal_shows() -> None:
    for _n in range(3):
        written(1)
        seal(timezone.now() + SOON)
    one, two, three = Seal.objects.all()
    around("UPDATE articles_seal SET digest = %s WHERE id = %s", "0" * 64, one.pk)
    assert [told.partition(":")[0] for told in broken()] == [str(one.pk), str(two.pk)]
    around("UPDATE articles_seal SET digest = %s WHERE id = %s", one.digest, one.pk)
    around("DELETE FROM articles_seal WHERE id = %s", two.pk)
    assert broken() == [f"{three.pk}: a seal before it is missing or was changed"]


def test_what_is_committed_late_goes_into_the_next_seal() -> None:
    late = written()[1]
    around("DELETE FROM articles_entry WHERE id = %s", late.pk)
    seal(timezone.now() + SOON)
    late._state.adding = True
    late.save(force_insert=True)
    assert seal(timezone.now() + SOON) == 1
    assert Seal.objects.last().ranges == [[late.pk, late.pk]]  # type: ignore[union-attr]
    assert broken() == []


def test_what_was_slipped_in_shows() -> None:
    slipped = written()[1]
    around("DELETE FROM articles_entry WHERE id = %s", slipped.pk)
    seal(timezone.now() + SOON)
    with time_machine.travel(timezone.now() + LATER, tick=False):
        written(1)
        seal(timezone.now() + SOON)
        slipped._state.adding = True
        slipped.save(force_insert=True)
        assert [told.partition(": ")[2] for told in broken()] == [
            "slipped in later: no seal holds it"
        ]


def test_many_are_sealed_in_several_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.models.changes.seals.MAX_ENTRIES", 4)
    written(6)
    written(5, LOGIN)
    assert MAX_ENTRIES == 1_000
    assert seal(timezone.now() + SOON) == 11
    assert [one.count for one in Seal.objects.all()] == [4, 2, 4, 1]
    assert broken() == []


def test_logins_are_pruned_and_the_rest_still_holds() -> None:
    for days in (0, 1, 3):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            written(2, LOGIN)
            written(1)
    seal(timezone.now() + timedelta(days=3) + SOON)
    with time_machine.travel(timezone.now() + KEPT_FOR + timedelta(days=1.5), tick=False):
        assert pruning.prune() == 4
        assert broken() == []
        # What is not old yet is missed.
        around("DELETE FROM articles_entry WHERE verb = %s", LOGIN)
        assert len(broken()) == 1


def test_a_story_and_an_account_go_and_the_seals_hold() -> None:
    story = cast.draft(created_by=cast.reporter())
    story.submit(cast.reporter(), "Please.")
    seal(timezone.now() + SOON)
    Article.objects.get(pk=story.pk).remove(None)
    cast.reporter().delete()
    assert not Entry.objects.filter(article=story.pk).exists()
    assert broken() == []


def test_nobody_changes_an_entry_or_a_seal_through_the_models() -> None:
    entry, story = written(1)[0], cast.draft()
    seal(timezone.now() + SOON)
    link = Seal.objects.get()
    ways: list[Callable[[Any], Any]] = [
        lambda row: row.save(),
        lambda row: row.save(force_update=True),
        lambda row: row.delete(),
        lambda row: type(row).objects.all().update(at=timezone.now()),
        lambda row: type(row).objects.all().delete(),
        lambda row: type(row)._base_manager.update(at=timezone.now()),
        lambda row: type(row)._base_manager.all().delete(),
        lambda row: type(row).objects.bulk_update([row], ["at"]),
        lambda row: type(row).objects.update_or_create(pk=row.pk, defaults={"at": timezone.now()}),
        lambda row: type(row).objects.bulk_create(
            [row], update_conflicts=True, update_fields=["at"], unique_fields=["id"]
        ),
    ]
    for row in (entry, link):
        for way in ways:
            with pytest.raises(TypeError), transaction.atomic():
                way(row)
    with pytest.raises(TypeError), transaction.atomic():
        story.entries.add(entry)
    assert broken() == []


def test_ranges() -> None:
    assert ranges_of([]) == []
    assert ranges_of([1, 2, 3, 7, 9, 10]) == [[1, 3], [7, 7], [9, 10]]


# --- The command ---------------------------------------------------------------------------


def said(*arguments: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("log", *arguments, stdout=out)
    return out.getvalue()


def test_it_is_printed_as_lines_of_json() -> None:
    written(2)
    with time_machine.travel(timezone.now() - timedelta(days=9), tick=False):
        written(1, Entry.Verb.PAGE)
    told = [json.loads(line) for line in said().splitlines()]
    assert [one["what"] for one in told] == ["paper", "paper", "page"]
    assert told[1]["details"] == {"before": {"a": 1}}
    day = f"{timezone.localdate() - timedelta(days=5)}"
    assert [json.loads(line)["what"] for line in said("--until", day).splitlines()] == ["page"]
    assert len(said("--since", day).splitlines()) == 2
    for wrong in ("never", "2026-02-31"):
        with pytest.raises(CommandError, match="give a day"):
            said("--since", wrong)


def test_it_is_verified() -> None:
    written()
    assert said("--verify") == "0 seals hold 0 entries.\n"
    seal(timezone.now() + SOON)
    digest = Seal.objects.get().digest
    assert said("--verify", "--expect", digest) == (
        f"1 seals hold 3 entries. The last one: {digest}.\n"
    )
    with pytest.raises(CommandError):
        said("--verify", "--expect", "0" * 64)
    around("UPDATE articles_entry SET note = 'Forged.'")
    with pytest.raises(CommandError):
        said("--verify")


def test_it_is_read_some_at_a_time() -> None:
    Entry.objects.bulk_create(Entry(verb="page") for _n in range(2 * BATCH + 1))
    with CaptureQueriesContext(connection) as queries:
        assert sum(1 for _line in lines(Entry.objects.all())) == 2 * BATCH + 1
    assert len(queries) == 4


# --- An account of the database that may not change it -----------------------------------------


@pytest.mark.postgresql
def test_the_account_that_docs_describe_can_only_add() -> None:
    sql = re.search(r"```sql\n(GRANT.*?)```", OPERATORS.read_text(), re.DOTALL)
    assert sql is not None
    entry = written(1)[0]
    story = cast.draft(created_by=cast.reporter())
    story.submit(cast.reporter(), "Please.")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE newsportal_of_test")
        cursor.execute(sql[1].replace("newsportal", "newsportal_of_test"))
        cursor.execute("SET LOCAL ROLE newsportal_of_test")
    for way in (
        lambda: around("UPDATE articles_entry SET note = 'Forged.'"),
        lambda: around("UPDATE articles_seal SET digest = ''"),
        lambda: around("DELETE FROM articles_seal"),
        lambda: around("TRUNCATE articles_entry"),
        lambda: QuerySet(Entry).filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            way()
    written(1)
    assert seal(timezone.now() + SOON) > 0
    assert not pruning.may_prune_log()
    with time_machine.travel(timezone.now() + KEPT_FOR + LATER, tick=False):
        pruning.prune()
    # A story goes, and its entries stay.
    Article.objects.get(pk=story.pk).remove(None)
    assert Entry.objects.filter(title=str(story)).exists()
    assert broken() == []
    around("RESET ROLE")

"""After a restore nobody goes on with what was made of the database before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.delivery.door import response_headers
from articles.delivery.ledger.ledger import Ledger
from articles.delivery.services import services
from articles.models import Entry, Purge, Restoration
from tests import cast
from tests.backup.doing import restore, take
from tests.database import database_url
from tests.delivery.host import running_host
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.mark.sqlite
def test_no_page_of_before_counts(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    generation, epoch = ledger.generation, ledger.epoch
    assert ledger.is_unchanged([], generation)
    ledger.know_life(7)
    assert not ledger.is_unchanged([], generation)
    assert ledger.epoch != epoch
    again = ledger.generation
    ledger.know_life(7)
    assert ledger.generation == again


@pytest.mark.sqlite
def test_caches_in_front_forget_the_whole_site(place: Any, settings: Any) -> None:
    settings.PURGE_BACKENDS = ["varnish"]
    settings.PURGE_VARNISH_URLS = ["http://127.0.0.1:9"]
    said = dict(response_headers.headers("article", 0, ["article:1"], []))
    assert said["xkey"].split() == ["site", "article:1"]
    take(place)
    Purge.objects.all().delete()
    restore(place)
    assert ["site"] in [row.keys for row in Purge.objects.all()]
    assert services().ledger.generation


@pytest.mark.sqlite
def test_the_log_says_so(place: Any) -> None:
    made = take(place)
    restore(place)
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.by) == (Entry.Verb.RESTORE_BACKUP, None)
    assert made.name in entry.title


@pytest.mark.postgresql
def test_a_host_that_runs_meanwhile_begins_anew(place: Any, tmp_path: Path) -> None:
    story = cast.live("Crane stays")
    path = story.get_absolute_url()
    take(place)
    with running_host(tmp_path / "host", DATABASE_URL=database_url()) as host:
        host.publish(story, "Crane goes")
        until(lambda: host.shows(path, "Crane goes"))
        host.at_rest()
        restore(place)
        until(lambda: host.shows(path, "Crane stays"))
        assert Restoration.current_life()
    assert Client().get(path).status_code == 200

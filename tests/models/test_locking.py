"""Two who write one story at the same moment."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, connections, transaction

from articles.models import Article, Picture
from tests import cast


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_has_waited_for_the_lock_has_the_newest_revision_and_picture() -> None:
    story, picture = Article.begin({"headline": "One"}, None), cast.picture()
    found: list[tuple[str, Picture | None]] = []

    def write_too() -> None:
        mine = Article.objects.get(pk=story.pk)
        with transaction.atomic():
            mine.lock()
            found.append((mine.content()["headline"], mine.picture))
        connections.close_all()

    other = threading.Thread(target=write_too)
    with transaction.atomic():
        story.write({"headline": "Two", "picture": picture.pk}, None)
        other.start()
        while not _somebody_waits():
            time.sleep(0.02)
    other.join()
    assert found == [("Two", picture)]


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])

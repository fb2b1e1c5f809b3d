"""The tables that a backup is brought back into: those of its release."""

from __future__ import annotations

import pytest

from articles.backup.releases import loader_for
from tests.migrating import every, names

pytestmark = pytest.mark.django_db

AT_ONCE = ("articles", "0001_squashed_0058")


def test_a_backup_of_this_release_has_its_tables_made_at_once() -> None:
    nodes = loader_for(list(every().disk_migrations)).graph.nodes
    assert AT_ONCE in nodes
    assert ("articles", names()[0]) not in nodes


def test_one_of_a_release_between_goes_through_each_of_them() -> None:
    of_then = [
        node for node in every().disk_migrations if node != ("articles", "0058_lists_of_the_desk")
    ]
    nodes = loader_for(of_then).graph.nodes
    assert {("articles", name) for name in names()} <= nodes.keys()

"""Migrations say what the models say, and every one of them can be taken back."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Category


@pytest.mark.django_db
def test_there_is_no_drift() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_all_can_be_taken_back_and_made_again() -> None:
    before = set(connection.introspection.table_names())
    call_command("migrate", "articles", "zero", verbosity=0)
    left = connection.introspection.table_names()
    assert not [table for table in left if table.startswith("articles_")]
    call_command("migrate", verbosity=0)
    assert set(connection.introspection.table_names()) == before
    assert Category.objects.count() == 4

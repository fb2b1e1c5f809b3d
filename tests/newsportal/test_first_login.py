"""The first account: made once, told as long as its password is ours, never brought back."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from newsportal.running import addresses
from newsportal.running.up import Plan, how_to_log_in, make_editor, welcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the login is kept."""
    return tmp_path / "editor-login"


@pytest.mark.every_database
def test_it_works(file: Path) -> None:
    make_editor(file)
    password = file.read_text().split()[1]
    assert len(password) >= 16
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    editor = User.objects.get(username="editor")
    assert editor.is_superuser
    assert editor.check_password(password)
    assert f"password {password} " in how_to_log_in(file)


@pytest.mark.every_database
def test_it_is_made_once(file: Path) -> None:
    make_editor(file)
    before = file.read_text()
    make_editor(file)
    assert file.read_text() == before
    assert User.objects.count() == 1


def test_a_file_of_a_lost_database_is_replaced(file: Path) -> None:
    file.write_text("editor old\n")
    file.chmod(0o644)
    make_editor(file)
    assert "old" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_removed_editor_stays_removed(file: Path) -> None:
    User.objects.create_superuser("chief", "", "x")
    make_editor(file)
    assert not User.objects.filter(username="editor").exists()
    assert not file.exists()


@pytest.mark.every_database
@pytest.mark.parametrize("change", ["password", "inactive", "removed", "file", "blank"])
def test_what_no_longer_holds_is_not_told(file: Path, change: str) -> None:
    make_editor(file)
    editor = User.objects.get(username="editor")
    if change == "password":
        editor.set_password("one of my own")
        editor.save()
    elif change == "inactive":
        User.objects.update(is_active=False)
    elif change == "removed":
        editor.delete()
    elif change == "file":
        file.unlink()
    else:
        file.write_text("")
    assert how_to_log_in(file) == "with your own account"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://localhost:8000/"),
        ("0.0.0.0", "http://localhost:8000/"),
        ("news.lan", "http://news.lan:8000/"),
        ("::1", "http://[::1]:8000/"),
    ],
)
def test_the_welcome_names_an_address_that_answers(host: str, url: str) -> None:
    text = welcome(Plan(host, 8000, 2, 4, demo=True), "as yourself", 1.25)
    assert url in text
    assert f"{url}admin/" in text


def test_addresses_always_hold_localhost() -> None:
    assert addresses.listened("localhost") == ["127.0.0.1"]
    assert addresses.listened("127.0.0.1") == ["127.0.0.1"]
    assert addresses.listened("0.0.0.0") == ["0.0.0.0"]
    assert addresses.listened("127.0.0.3") == ["127.0.0.3", "127.0.0.1"]
    assert addresses.names("::1") == ["[::1]"]
    assert "127.0.0.1" in addresses.names("0.0.0.0")

"""What every test stands on: settings of its own, storages of its own, a browser if there is one.

The settings are read after this file has pointed them away from the newsroom of whoever runs
the tests; that is why they are named here and not in pyproject.toml.

What to use when:

- `client` with `pytest.mark.django_db` for whatever can be seen without a browser: one transaction,
  rolled back, milliseconds. Most tests are that.
- `live_server` and `page` (or `browser`, for windows of one's own; at the desk `window` and
  `logged_in`, tests/admin/conftest.py) for what a browser does. The
  database is put back as it was after each test. These tests run on SQLite only, since what happens
  in a page is no matter of the database; `pytest.mark.every_database` lets one run on both.
- `demo_newsroom` for looks at many pages that change nothing (screens, axe, links): the address of
  a live server with the newsroom of `manage.py demo` and its pictures, which is made once a run.
- `running_postgres` (tests/postgres.py), `running_s3` (tests/s3.py) and the like for a server of
  one's own; make it in a fixture of the module or the session.
- `tests/cast.py` for people and stories.
"""

from __future__ import annotations

import atexit
import gc
import logging
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import django
import django.conf
import hypothesis
import pytest
from coverage import Coverage
from playwright.sync_api import Browser, BrowserContext
from pytest_django import DjangoDbBlocker

from tests.long import is_long, is_wholly_long
from tests.waiting import PATIENT

# What is loaded and collected stays; looking through it again and again, until that is said below,
# takes a third of the time of loading it.
gc.disable()

ROOT = Path(__file__).resolve().parent.parent
#: The first is the same browser without what nobody sees of it: a new window takes it a seventh
#: of the time.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
NO_BROWSER = "no Chromium is installed on this machine"
#: Where `python -m tests` has a PostgreSQL; the tests run on SQLite without it.
DATABASE = os.environ.get("TEST_DATABASE_URL", "")


#: Whose tests are of the database: PostgreSQL runs them all, but for those that need a browser.
#: Of other rooms it runs those that ask for transactions of their own, and those marked
#: `every_database`: each of these sends a statement that nobody else sends.
OF_THE_DATABASE = ("tests/models", "tests/search", "tests/delivery", "tests/test_")
#: Those of them that send none which others do not send as well, but for their tests that are
#: marked `every_database`, as counting by shape has shown.
ONE_IS_ENOUGH = (
    "tests/doors",
    "tests/search/test_search.py",
    "tests/test_renditions_command.py",
    *(
        f"tests/delivery/test_{name}.py"
        for name in (
            "fragments", "front_door", "front_door_changes", "keys", "queue", "response_headers",
        )
    ),
    *(
        f"tests/models/test_{name}.py"
        for name in (
            "bin", "bounds", "breaking", "checks", "invalidation", "logins", "notices", "nouns",
            "picture_rights", "picture_use", "publishing", "renditions", "scheduler",
            "scheduler_trying_again", "second_person", "story_links", "submitting",
            "submitting_rights", "topic_changes", "topic_deleting", "verbs", "working_copy",
        )
    ),
    *(
        f"tests/models/{name}.py"
        for name in (
            "fronts/test_bad_input", "fronts/test_filling", "fronts/test_front_pictures",
            "fronts/test_front_verbs", "fronts/test_placing", "fronts/test_taking_off",
            "planning/test_rescheduling", "translations/test_translating",
        )
    ),
)  # fmt: skip
#: What the file of any other says that PostgreSQL runs.
FOR_ANOTHER = re.compile(r"every_database|postgresql|transaction=True")
#: The marks of tests that reach nothing which others do not reach as well.
NOT_MEASURED = ("browser", "not_measured")


def _settings_of_our_own() -> Path:
    """Forget the settings in the environment, and give each process a folder of its own.

    Raises UsageError where they have been read before: they would be those of a newsroom.
    """
    if django.conf.settings.configured:
        raise pytest.UsageError("The tests have their own settings: unset DJANGO_SETTINGS_MODULE.")
    for file in (ROOT / "newsportal").rglob("*.py"):
        for name in re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', file.read_text()):
            os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="newsportal-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "static").mkdir()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "newsportal.settings",
        "VAR_DIR": str(folder),
        "SECRET_KEY": "only for the tests",
        "DATABASE_URL": DATABASE or f"sqlite:///{folder / 'newsportal.sqlite3'}",
        # The browser's driver keeps an event loop in this thread, which Django would take for
        # a view that blocks one.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }
    return folder


VAR_DIR = _settings_of_our_own()


def browser() -> str | None:
    """The path of an installed Chromium."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def browser_arguments() -> list[str]:
    """What it is started with. Root has no sandbox to put it in."""
    # The one without windows draws letters in another way unless told: all look the same here.
    arguments = ["--disable-gpu", "--disable-background-networking", "--font-render-hinting=slight"]
    return [*arguments, "--no-sandbox"] if os.geteuid() == 0 else arguments


def pytest_configure() -> None:
    """Load the settings, which the environment is ready for only now."""
    django.setup()
    from django.conf import settings
    from django.db import connections
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENT)
    # The same examples each time, however slow the machine is: no test fails by chance.
    hypothesis.settings.register_profile(
        "steady",
        derandomize=True,
        deadline=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("steady")

    _let_the_watch_ask()
    _begin_one_session()
    _say_nothing_between_tests()
    _let_browsers_keep_files()
    # The names with hashes are made when the portal starts; test_up looks at them. Once for all
    # tests: what a browser still asks for while one test gives way to the next would otherwise
    # bring back the store of before, in the middle of the next one.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    _quick_settings()

    # A thread has one connection, also while the browser's driver keeps an event loop in it:
    # Django would open a second one then, which knows nothing of the data to fill in again.
    connections._connections = threading.local()  # type: ignore[attr-defined]


def _quick_settings() -> None:
    """Passwords and background work are done at once."""
    from django.conf import settings
    from django.test.signals import setting_changed

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    for name in ("PASSWORD_HASHERS", "TASKS"):
        # Whoever has read it before, while modules were loaded, reads it again.
        setting_changed.send(None, setting=name, value=getattr(settings, name), enter=True)
    # What waits to be told is sent by those tests that ask for it. A thread that is still at it
    # when its test is over would meet the database being put back, or taken away.
    from articles.notifying import background

    for thread in (background.background, background.deliveries, background.pings):
        thread.call = _nothing  # type: ignore[method-assign]
    # Nobody of the cast has one; tests/admin/access is about them.
    settings.SECOND_FACTOR, settings.CONFIRM_AFTER_MINUTES = "off", 0


def _begin_one_session() -> None:
    """Whoever logs a client in has one session begun for it: Django's `force_login` would begin an
    empty one, and end it for the next, thousands of times."""
    from django.test.client import ClientMixin

    mixin: Any = ClientMixin
    log_in, session = mixin._login, mixin.session

    def begun(client: Any) -> Any:
        is_new = getattr(client, "is_coming_in", False) and not client.cookies
        return None if is_new else session.fget(client)

    def come_in(client: Any, *args: Any, **more: Any) -> None:
        client.is_coming_in = True
        try:
            log_in(client, *args, **more)
        finally:
            client.is_coming_in = False

    mixin.session, mixin._login = property(begun), come_in


def _say_nothing_between_tests() -> None:
    """pytest shows the log of a test that fails. What a browser still asks of the live server when
    its test is over would be written between the dots."""
    for handler in logging.root.handlers:
        handler.setLevel(logging.CRITICAL + 1)


def _let_the_watch_ask() -> None:
    """The watch over the database asks in a thread of its own, also while a test runs that is
    allowed none: that it is refused then says nothing of the database."""
    from articles.lib.database.availability import watch

    asks = watch.ask

    def ask() -> None:
        with suppress(RuntimeError):
            asks()

    watch.ask = ask


def _let_browsers_keep_files() -> None:
    """Files of the pages are the same all the time: a window that has them asks for none again. In
    a fresh clone, where all are young, it would ask whether each of seventy is still as it was."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler

    serve = StaticFilesHandler.serve

    def serve_for_long(self: Any, request: Any) -> Any:
        response = serve(self, request)
        response["Cache-Control"] = "max-age=86400"
        # As the pages have it: a tab that goes from a page to a file and back stays as it is.
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        return response

    StaticFilesHandler.serve = serve_for_long  # type: ignore[method-assign]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let no worker inherit that there are settings to read: it would read those of this process,
    its folder and all, before it has its own."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--only-database`: the tests that may come out differently on a second database;
    `--whole-database`: all that ask one, but for the browser's; `--long`: tests/long.py."""
    for option, what in (
        ("--only-database", "only what a second database may do differently"),
        ("--whole-database", "whatever asks a database, without a browser"),
    ):
        parser.addoption(option, action="store_true", help=what)
    what = "without what takes long, only that, or all (the default)"
    parser.addoption("--long", choices=("without", "only", "too"), default="too", help=what)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not load what is left to the long run, or what the second database would be asked nothing
    of: half the time until its first test."""
    if collection_path.suffix != ".py":
        return None
    name = collection_path.relative_to(ROOT).as_posix()
    if config.getoption("--long") == "without" and is_wholly_long(name, bool(DATABASE)):
        return True
    if not (DATABASE and config.getoption("--only-database")):
        return None
    if name.startswith(OF_THE_DATABASE) and not name.startswith(ONE_IS_ENOUGH):
        return None
    return None if FOR_ANOTHER.search(collection_path.read_text()) else True


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what needs a browser or a database that can't be rolled back; `-m` may ask for it."""
    fixtures = set(getattr(item, "fixturenames", ()))
    if "live_server" in fixtures:
        # A live server's test can't be rolled back: the tables are emptied, sections and all.
        item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))
    if "browser_type_launch_args" in fixtures:
        called = getattr(getattr(item, "callspec", None), "params", {})
        if "page" in called or "browser" in called:
            raise pytest.UsageError(f"{item.nodeid}: page and browser are a window's names")
        item.add_marker("browser")
        if not browser():
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure nothing where it would only cost time: half as much again, of the longest tests."""
    measuring = Coverage.current()
    if measuring is None or not any(map(item.get_closest_marker, NOT_MEASURED)):
        return (yield)
    measuring.stop()
    try:
        return (yield)
    finally:
        measuring.start()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say which engine the tests of one had to do with."""
    passed = terminalreporter.stats.get("passed", [])
    if any("tests/search/test_opensearch" in one.nodeid for one in passed):
        real = bool(os.environ.get("TEST_OPENSEARCH_URL"))
        asked = "also asked" if real else "not asked: TEST_OPENSEARCH_URL names none"
        terminalreporter.write_line(f"A real OpenSearch was {asked}.")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not for this database, and put the rest in order."""
    whole = config.getoption("--whole-database")
    only = whole or config.getoption("--only-database")
    other = "sqlite" if DATABASE else "postgresql"
    left_out = [
        item
        for item in items
        if item.get_closest_marker(other)
        or _is_of_the_other_run(item, config.getoption("--long"))
        or (only and not _depends_on_database(item, whole=whole))
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]
    # What empties PostgreSQL's tables comes after what relies on them, also where pytest has put
    # the tests of one browser together. On SQLite, where the file is put back, it comes first: a
    # browser is waited for, and beside the waiting there is all the rest to do.
    items.sort(key=_empties_tables, reverse=not DATABASE)


def pytest_collection_finish() -> None:
    """From now on, look for what the tests themselves leave lying about."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    gc.enable()


def _is_of_the_other_run(item: pytest.Item, long: str) -> bool:
    if long == "too":
        return False
    in_a_window = item.get_closest_marker("browser") is not None
    found = is_long(item.nodeid, in_a_window=in_a_window, on_postgresql=bool(DATABASE))
    return found != (long == "only")


def _depends_on_database(item: pytest.Item, *, whole: bool) -> bool:
    """Whether PostgreSQL may do differently; `whole` is satisfied with any use of a database."""
    if item.get_closest_marker("every_database") or item.get_closest_marker("postgresql"):
        return True
    if item.get_closest_marker("browser") or not _asks_a_database(item):
        return False
    if whole:
        return True
    if item.nodeid.startswith(ONE_IS_ENOUGH):
        return False
    transactions = any(one.kwargs.get("transaction") for one in item.iter_markers("django_db"))
    return transactions or item.nodeid.startswith(OF_THE_DATABASE)


def _asks_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db"):
        return True
    return bool({"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


def _empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run have in common."""
    folder = tmp_path_factory.getbasetemp()
    return folder if worker_id == "master" else folder.parent


def _nothing() -> None:
    """An answer, whatever was asked."""


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    shared: Path,
) -> Iterator[None]:
    """SQLite in a file, as in production; its own memory knows neither WAL nor two writers.

    The file is copied, and put back after a test that was no transaction. On PostgreSQL Django
    makes a database for each worker, and empties the tables.
    """
    from tests import database

    if DATABASE:
        from articles.lib.database.availability import watch

        # A database that is being made, or taken away, answers nobody: that takes longer on a busy
        # machine than the watch waits, and what it is asked for must not be broken off.
        asks, watch.ask = watch.ask, _nothing
        request.getfixturevalue("django_db_setup")
        database.copied_on_postgres()
        watch.ask = asks
        yield
        watch.ask, watch.is_away = _nothing, False
        with django_db_blocker.unblock():
            database.leave_alone_on_postgres()
        return
    from django.db import connections
    from django.test import TransactionTestCase

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        as_migrated = database.migrated(shared, VAR_DIR)
        database.use(VAR_DIR / "test.sqlite3")
        database.put_back(as_migrated)
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda _: database.put_back(as_migrated)
        )
        yield
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _cards_drawn_once() -> Iterator[None]:
    """Let a process draw each social card once: where a save is a commit, every story without a
    picture gets one, and the same words make the same bytes."""
    from articles.lib.cards import drawing

    draw = drawing.draw
    drawing.draw = cache(draw)
    yield
    drawing.draw = draw


@pytest.fixture
def known_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process knows which languages the vocabulary has, as it asks for once a minute: what is
    counted does not hang on when that was."""
    from articles.search.upkeep import learning

    monkeypatch.setitem(learning._complete, "until", float("inf"))
    monkeypatch.setitem(learning._languages, learning.language_of(""), float("inf"))


@pytest.fixture(autouse=True)
def _apart(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has files of its own. What is set here, and undone again, is so for each of
    thousands: `_quick_settings` says what is the same for all."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "originals": {
            "BACKEND": "articles.lib.host.storage.WholeFiles",
            "OPTIONS": {"location": tmp_path / "originals"},
        },
    }
    from django.core.files.storage import storages

    from articles.models import Picture

    # Nobody else keeps pages by our ledger, and has to notice a new one.
    monkeypatch.setattr("articles.delivery.ledger.shared.NOTICE", 0.0)
    # A field asks for its store once, when the model is made.
    field: Any = Picture._meta.get_field("original")
    monkeypatch.setattr(field, "storage", storages["originals"])


@pytest.fixture
def demo_newsroom(live_server: Any, shared: Path, settings: Any) -> str:
    """The address of a portal with the demo newsroom, for looking at. Made once a run on SQLite;
    its pictures are everybody's, so let nothing be changed."""
    from django.core.management import call_command

    from tests import database

    settings.MEDIA_ROOT = shared / "demo-media"
    # Only the first size of each picture is made: all of them would take a minute.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    made = shared / "demo.sqlite3"
    if DATABASE:
        call_command("demo", verbosity=0)
        return str(live_server.url)
    with database.alone(shared):
        if made.exists():
            database.put_back(made)
        else:
            call_command("demo", verbosity=0)
            database.keep(made)
    return str(live_server.url)


@pytest.fixture(scope="session", name="browser")
def _patient_browser(browser: Browser) -> Browser:
    """The browser that all tests of a process share, whose windows wait as long as we do."""
    new_context = browser.new_context

    def patient(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(PATIENT)
        return context

    browser.new_context = patient  # type: ignore[method-assign]
    return browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium."""
    return browser_type_launch_args | {"executable_path": browser(), "args": browser_arguments()}

"""The same trouble is one line a minute, whatever it is met at."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.db.transaction import TransactionManagementError

from articles.lib.host.logs import Throttled


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log of `tried` has."""
    handler, logger = Throttled(), logging.getLogger("tried")
    handler.setStream(text := io.StringIO())
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.propagate = False
    yield text
    logger.removeHandler(handler)
    logger.propagate = True


def fail(error: Exception, at: str = "/") -> None:
    try:
        raise error
    except type(error):
        logging.getLogger("tried").exception("Service Unavailable: %s", at)


def test_it_works(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("articles.lib.host.logs.monotonic", lambda: clock[0])
    for number in range(1_000):
        fail(OperationalError("The database is away.\nDETAIL: far"), f"/{number}/")
    first = "ERROR Service Unavailable: /0/ (OperationalError: The database is away.)\n"
    assert written.getvalue() == first
    clock[0] = 60.0
    fail(OperationalError("Still away."), "/x/")
    assert written.getvalue().splitlines()[1:] == [
        (
            "ERROR Service Unavailable: /x/ (OperationalError: Still away.) "
            "[999 more of the kind since it was last written]"
        )
    ]


def test_what_comes_of_a_broken_transaction_is_the_same(written: io.StringIO) -> None:
    fail(OperationalError("The database is away."))
    try:
        try:
            raise OperationalError("The database is away.")
        except OperationalError as error:
            raise TransactionManagementError("An error occurred.") from error
    except TransactionManagementError:
        logging.getLogger("tried").exception("It could not be seen what is due.")
    assert len(written.getvalue().splitlines()) == 1


def test_another_error_keeps_its_traceback_and_hides_no_third(written: io.StringIO) -> None:
    for _again in range(3):
        fail(ValueError("One."))
    fail(KeyError("Another."))
    text = written.getvalue()
    assert text.count("Traceback") == 2
    assert "ValueError: One." in text and "KeyError: 'Another.'" in text


def test_what_is_no_error_is_always_written(written: io.StringIO) -> None:
    for _again in range(2):
        logging.getLogger("tried").warning("Not Found: %s", "/a/")
    assert written.getvalue().count("Not Found: /a/") == 2


@pytest.mark.parametrize("path", ["/admin/login/choose/{}/", "/preview/{}/"])
def test_nobody_reads_an_address_that_opens_something(written: io.StringIO, path: str) -> None:
    """Django names the address of whatever it refuses, as for a missing token."""
    address = path.format("N0sSgtvbnWvCqjemhMj7:-_hWNJjsn:KfeY7rRCN87VSNZ")
    logging.getLogger("tried").warning("Forbidden (%s): %s", "CSRF token missing.", address)
    fail(OperationalError("The database is away."), address)
    assert "N0sS" not in written.getvalue()
    assert written.getvalue().count(path.format("…")) == 2


def test_a_preview_of_ones_own_keeps_its_address(written: io.StringIO) -> None:
    logging.getLogger("tried").warning("Not Found: %s", "/preview/story/1/")
    assert "/preview/story/1/" in written.getvalue()

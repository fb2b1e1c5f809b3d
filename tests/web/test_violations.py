"""What browsers report of our pages' policy: counted by what it was, and nothing else kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from articles.admin.dashboard.problems import STOPPED_OFTEN, problems_of
from articles.delivery.ledger import violations
from articles.delivery.ledger.violations import Violations
from tests import cast
from tests.waiting import until

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ADDRESS = "/.well-known/csp-reports"
PAGE = "https://news.example/politics/"


@pytest.fixture(autouse=True)
def counts(tmp_path: Path) -> Iterator[Violations]:
    counts = Violations(tmp_path / "violations")
    today = violations._today()
    with pytest.MonkeyPatch.context() as patch:
        # No midnight comes in the middle of a test.
        patch.setattr(violations, "_today", lambda: today)
        for module in (
            "articles.web.errors.violations",
            "articles.web.health.metrics",
            "articles.admin.dashboard.problems",
        ):
            patch.setattr(f"{module}.violations", lambda: counts)
        yield counts


def old(**fields: str) -> dict[str, Any]:
    return {"csp-report": {"document-uri": PAGE, **fields}}


def new(**fields: str) -> dict[str, Any]:
    body = {"documentURL": PAGE, **fields}
    return {"type": "csp-violation", "age": 1, "url": PAGE, "body": body}


def post(client: Client, reports: Any, kind: str = "application/csp-report") -> int:
    posted = reports if isinstance(reports, str | bytes) else json.dumps(reports)
    answer = client.post(ADDRESS, posted, content_type=kind)
    assert not answer.cookies and not answer.content
    return answer.status_code


@pytest.mark.parametrize(
    ("report", "counted"),
    [
        (
            old(**{"effective-directive": "script-src-elem", "blocked-uri": "inline"}),
            ("script-src", "inline", "readers"),
        ),
        (
            old(**{"violated-directive": "img-src 'self'", "blocked-uri": "https://x.example/a"}),
            ("img-src", "elsewhere", "readers"),
        ),
        (
            old(**{"violated-directive": "style-src-attr", "blocked-uri": "self"}),
            ("style-src", "inline", "readers"),
        ),
        (
            new(effectiveDirective="script-src-elem", blockedURL="https://news.example/a.js"),
            ("script-src", "own", "readers"),
        ),
        (
            new(effectiveDirective="img-src", blockedURL="data"),
            ("img-src", "data", "readers"),
        ),
        (
            new(
                effectiveDirective="require-trusted-types-for",
                blockedURL="trusted-types-sink",
                documentURL="https://news.example/admin/",
            ),
            ("require-trusted-types-for", "eval", "desk"),
        ),
        (
            new(
                effectiveDirective="script-src-elem",
                blockedURL="inline",
                sourceFile="moz-extension://1/a.js",
            ),
            ("script-src", "extension", "readers"),
        ),
        (new(effectiveDirective="made-up", blockedURL="x:y"), ("other", "elsewhere", "readers")),
    ],
)
def test_each_is_counted_as_what_it_was(
    client: Client, counts: Violations, report: dict[str, Any], counted: tuple[str, ...]
) -> None:
    posted = [report] if "type" in report else report
    assert post(client, posted) == 204
    assert [(one.directive, one.kind, one.place, one.total) for one in counts.found()] == [
        (*counted, 1)
    ]


@pytest.mark.parametrize(
    "posted",
    [
        "",
        "{",
        b"\xff\xfe",
        "[" * 20_000,
        "null",
        "[]",
        "[1]",
        '"csp-report"',
        {"csp-report": []},
        {"csp-report": "x"},
        {"type": "deprecation", "body": {"id": "x"}},
        old(**{"document-uri": "http://[", "effective-directive": "img-src"}),
    ],
)
def test_what_is_no_report_counts_nothing(client: Client, counts: Violations, posted: Any) -> None:
    assert post(client, posted) == 400
    assert list(counts.found()) == []


def test_fields_of_any_kind_and_length_are_taken(client: Client, counts: Violations) -> None:
    odd = {"effective-directive": ["script-src"], "blocked-uri": 7, "source-file": {"a": "b"}}
    assert post(client, {"csp-report": odd}) == 204
    assert post(client, old(**{"effective-directive": "script-src" * 9_000})) == 204
    assert sum(one.total for one in counts.found()) == 2


def test_of_a_long_list_some_are_counted(client: Client, counts: Violations) -> None:
    one = new(effectiveDirective="img-src", blockedURL="https://elsewhere.example/")
    many = [one] * 99
    assert post(client, many, "application/reports+json") == 204
    assert [one.total for one in counts.found()] == [20]


def test_nothing_that_strangers_write_is_kept(client: Client, tmp_path: Path) -> None:
    words = "secretly-written"
    post(client, old(**{"blocked-uri": f"https://{words}.example", "script-sample": words}))
    kept = (tmp_path / "violations").read_bytes()
    assert words.encode() not in kept and len(kept) < 6_000


def test_it_can_only_be_posted_to(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 405


def test_operators_read_the_counts(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "secret"
    post(client, old(**{"effective-directive": "script-src", "blocked-uri": "inline"}))
    text = client.get("/metrics", headers={"authorization": "Bearer secret"}).text
    labels = 'directive="script-src",kind="inline",place="readers"'
    assert f"newsportal_csp_violations_total{{{labels}}} 1\n" in text


def test_the_desk_is_told_of_what_our_pages_may_have_caused(
    client: Client, counts: Violations
) -> None:
    editor = cast.managing_editor()
    for _ in range(STOPPED_OFTEN):
        counts.count("script-src", violations.EXTENSION, violations.READERS)
        counts.count("img-src", violations.ELSEWHERE, violations.READERS)
    for _ in range(STOPPED_OFTEN - 1):
        counts.count("style-src", violations.INLINE, violations.DESK)
    assert [one for one in problems_of(editor) if "Security" in one.title] == []
    counts.count("style-src", violations.INLINE, violations.DESK)
    (told,) = [one for one in problems_of(editor) if "Security" in one.title]
    assert "10 times" in told.why and "style-src, inline" in told.why


def test_several_processes_count_together_and_a_lost_file_is_made_anew(tmp_path: Path) -> None:
    one, other = Violations(tmp_path / "shared"), Violations(tmp_path / "shared")
    one.count("img-src", violations.DATA, violations.READERS)
    other.count("img-src", violations.DATA, violations.READERS)
    assert [counted.total for counted in one.found()] == [2]


def test_without_a_disk_a_process_counts_for_itself(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    alone = Violations(tmp_path / "file" / "violations")
    alone.count("img-src", violations.DATA, violations.READERS)
    assert [counted.total for counted in alone.found()] == [1]


def test_a_browser_reports_what_it_has_stopped(
    page: Page, live_server: Any, counts: Violations
) -> None:
    """Text that is made a script's address, and a style in the mark-up; each is stopped, too."""
    page.goto(f"{live_server.url}/politics/")
    script = "Object.assign(document.createElement('script'), {src: 'https://evil.example/'})"
    caught = f"(() => {{ try {{ {script} }} catch (error) {{ return error.name }} }})()"
    assert page.evaluate(caught) == "TypeError"
    page.evaluate("document.body.setAttribute('style', 'margin-left: 99px')")
    assert page.evaluate("getComputedStyle(document.body).marginLeft") != "99px"

    def reported() -> set[tuple[str, str, str]]:
        page.evaluate("1")
        return {(one.directive, one.kind, one.place) for one in counts.found()}

    expected = {
        ("require-trusted-types-for", "eval", "readers"),
        ("style-src", "inline", "readers"),
    }
    until(lambda: reported() == expected)

"""What the measuring of delivery reads and counts; the measuring itself is for a quiet machine."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench import day
from bench.delivery.load import Failed, parsed

SAID = """Running 3s test @ http://127.0.0.1:8106/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   803.00us    1.20ms  48.87ms   95.00%
  Latency Distribution
     50%  803.00us
     75%    1.10ms
     90%    2.00ms
     99%    9.89ms
  28453 requests in 3.00s, 512.00MB read
Requests/sec:   9482.75
Transfer/sec:    170.66MB
"""


def test_it_works() -> None:
    found = parsed(SAID)
    assert (found.rate, found.requests) == (9482.75, 28_453)
    assert (found.p50, found.p99) == (0.803, 9.89)


@pytest.mark.parametrize(
    "trouble",
    ["  Non-2xx or 3xx responses: 3\n", "  Socket errors: connect 0, read 7, write 0, timeout 0\n"],
)
def test_an_answer_that_was_an_error_is_no_measure(trouble: str) -> None:
    with pytest.raises(Failed, match=trouble.split(":", maxsplit=1)[0].strip()):
        parsed(SAID + trouble)


def test_what_is_no_output_of_wrk_is_no_measure() -> None:
    with pytest.raises(Failed, match="nothing that can be read"):
        parsed("unable to connect")


def test_an_age_is_true_until_its_minute_or_hour_is_over() -> None:
    now = day.out_at(day.STORIES) + 90
    assert day.true_until(day.STORIES, now) == now + 30
    old = day.STORIES - 13 * 60
    assert day.true_until(old, now) > now + day.EVERY * day.STORIES


def test_a_publication_is_seen_on_the_front_at_once_and_beside_old_stories_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.delivery.ledger.ledger.time_ns", None)  # put back afterwards
    paper = day.Paper(random.Random(1))
    ours = day.Ours(tmp_path, paper)
    number, section = paper.publish()
    # One that has a topic with it.
    topics = set(paper.topics[number])
    old = next(one for one in range(1, 20_000) if topics & set(paper.topics[one]))
    for address in (("front", 0), ("story", old)):
        ours.ask(address, day.START + 60)
    ours.now = day.START + 61
    ours.publish(number, section)
    ours.ask(("story", old), day.START + 100)
    assert ours.renders == 2, "an old story's page waits"
    ours.ask(("front", 0), day.START + 100)
    assert ours.renders == 3

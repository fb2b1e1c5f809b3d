"""Who is refused again and again waits for the next refusal."""

from __future__ import annotations

from newsportal.reception import backoff
from newsportal.reception.backoff import FREE, LONGEST, Backoff


def test_it_works() -> None:
    one = Backoff()
    for _refusal in range(FREE):
        one.note("203.0.113.9", 0.0)
    assert one.delay("203.0.113.9", 0.0) == 0.0, "people do not come to that"
    for _refusal in range(200):
        one.note("203.0.113.9", 0.0)
    assert one.delay("203.0.113.9", 0.0) == LONGEST
    assert one.delay("203.0.113.10", 0.0) == 0.0, "others are not held up"
    assert one.delay("203.0.113.9", 3_600.0) == 0.0, "it is forgotten"


def test_whoever_cannot_be_told_apart_is_not_held_up() -> None:
    one = Backoff()
    for _refusal in range(200):
        one.note("", 0.0)
    assert one.delay("", 0.0) == 0.0


def test_networks_are_not_remembered_without_end() -> None:
    one = Backoff()
    for number in range(backoff.MOST_NETWORKS + 10):
        one.note(str(number), 0.0)
    assert len(one._known) == backoff.MOST_NETWORKS

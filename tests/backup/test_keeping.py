"""Which backups stay, and that no file goes which one of them names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as of_hypothesis
from hypothesis import strategies as st

from articles.backup import keeping, manifest
from articles.backup.manifest import STAMP
from articles.backup.places import Place
from tests import cast
from tests.backup.doing import silent, take, verify

NOW = datetime(2026, 11, 29, 3, 30, tzinfo=UTC)
RULE = {"day": 3, "week": 2, "month": 2}


def named(at: datetime) -> str:
    return f"{at.strftime(STAMP)}-0000"


def test_the_newest_of_days_weeks_and_months_stay() -> None:
    nights = [NOW - timedelta(days=number) for number in range(60)]
    staying = keeping.kept(map(named, nights), RULE, NOW)
    days = {(NOW.date() - datetime.strptime(name[:8], "%Y%m%d").date()).days for name in staying}  # noqa: DTZ007
    # Three days; the Sunday that this week ends with and the one before; the last of October.
    assert days == {0, 1, 2, 7, 29}


@of_hypothesis(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.integers(0, 10**8), unique=True, max_size=30),
    st.fixed_dictionaries({name: st.integers(0, 4) for name in RULE}),
)
def test_the_newest_always_stays(seconds: list[int], rule: dict[str, int]) -> None:
    names = [named(NOW - timedelta(seconds=one)) for one in seconds]
    staying = keeping.kept(names, rule, NOW)
    assert staying <= set(names)
    assert bool(staying) == bool(names)
    if names:
        assert max(names) in staying
    assert keeping.kept(staying, rule, NOW) == staying, "pruning again takes nothing more"


def test_one_of_a_time_to_come_takes_no_other_ones_place() -> None:
    """The clock was ahead when it was made."""
    ahead, newest, older = (named(NOW + timedelta(hours=hours)) for hours in (9, -1, -30))
    assert keeping.kept([ahead, newest, older], {"day": 1}, NOW) == {ahead, newest}


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_files_go_with_the_last_backup_that_names_them(place: Place) -> None:
    picture = cast.picture()
    cast.live("Crane stays")
    first = take(place)
    for rendition in picture.files:
        picture.original.storage.delete(rendition)
    original = str(picture.original.name)
    picture.original.storage.delete(original)
    second = take(place)
    assert keeping.prune(place, {"day": 9}, silent).backups == 1
    assert manifest.whole(place) == [second.name]
    assert not list(place.names(first.folder))
    verify(place, second)
    assert len(list(place.names("files/"))) == second.files


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_what_a_killed_one_has_left_goes_after_days(place: Place) -> None:
    from io import BytesIO

    old, young = named(NOW - timedelta(days=900)), named(datetime.now(UTC))
    for name in (old, young, "a folder of somebody else's"):
        place.put(f"{manifest.ROOT}{name}/tables/x/00001.gz", BytesIO(b"x"))
    take(place)
    keeping.prune(place, RULE, silent)
    assert set(manifest.half(place)) == {young, "a folder of somebody else's"}

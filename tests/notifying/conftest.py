"""What tests of notices, chats and webhooks stand on."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _budgets_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Accounts have the same numbers in all tests: what one has used up would be another's."""
    from articles.delivery.limits.buckets import Buckets
    from articles.delivery.limits.limiter import Limiter
    from articles.web.sitewide import limits

    limiter = Limiter(Buckets(tmp_path / "limits"))
    monkeypatch.setattr(limits, "limiter", lambda: limiter)

"""What looks words up: one file an engine. By a setting another one stands before the database's.

    engine = engine_of("default")
    engine.candidates("default", expression, Span(), 400, None)

An engine knows documents and tokens, nothing of stories, states or rights.
"""

from __future__ import annotations

from django.db import connections

from articles.models.search.telling import has_engine
from articles.search.engines import postgresql, sqlite
from articles.search.engines.base import (
    Candidate,
    Engine,
    Expression,
    Span,
    TookTooLong,
    Wanted,
)
from articles.search.engines.opensearch.lookup import OpenSearch

ENGINES: dict[str, Engine] = {"sqlite": sqlite, "postgresql": postgresql}

__all__ = ["Candidate", "Engine", "Expression", "Span", "TookTooLong", "Wanted", "engine_of"]


def engine_of(using: str) -> Engine:
    """The one that looks through the documents in that database."""
    own = ENGINES[connections[using].vendor]
    return OpenSearch(own) if has_engine() else own

"""The settings of a search engine beside the database; without one the database looks words up."""

from __future__ import annotations

from newsportal import environment as env

#: Where an OpenSearch is, without a name and a password, and what its indexes are called.
SEARCH_ENGINE_URL, SEARCH_ENGINE_AUTH = env.search_engine("SEARCH_ENGINE_URL")
#: Who has signed its certificate, where that is nobody whom the machine knows.
SEARCH_ENGINE_CA = env.file("SEARCH_ENGINE_CA")

"""The names that migrations know some modules by.

A released migration is never edited, and a few name functions by the module in which they stood
when it was written. What has moved since is known by its former name too: from here on, which
only whoever reads the migrations imports.
"""

import sys
from importlib import import_module
from types import ModuleType

from articles.lib.html import canonical
from articles.models.people import authors

#: Modules, by the names that they had.
FORMER = {
    "articles.lib.naming": "articles.lib.text.naming",
    "articles.lib.ordering": "articles.lib.text.ordering",
    "articles.models.paper": "articles.models.publication.paper",
    "articles.models.picture": "articles.models.pictures.picture",
    "articles.models.preview": "articles.models.desk.preview_links",
    "articles.models.slices": "articles.models.common.slices",
    "articles.search.postgresql": "articles.search.former.postgresql",
    "articles.search.sqlite": "articles.search.former.sqlite",
    "articles.models.taxonomy": "articles.models.topics.taxonomy",
}
#: Functions, where a room has the name that their module had.
INSIDE = {
    "articles.lib.html": [canonical.picture_ids],
    "articles.models.people": [authors.one_address_a_line],
}


class Verbs:
    """What the story had as a base before its columns stood in its bases: no columns."""


def know(name: str, module: ModuleType) -> None:
    """Let `import name` find `module`."""
    sys.modules.setdefault(name, module)
    room, _, last = name.rpartition(".")
    setattr(import_module(room), last, module)


for former, today in FORMER.items():
    know(former, import_module(today))
know("articles.models.verbs", sys.modules[__name__])
for room, functions in INSIDE.items():
    for function in functions:
        setattr(import_module(room), function.__name__, function)

"""Search over the stories, like a search engine's: what suits best first, at a bounded cost.

    found = find("harbour fog", Narrowed(section=3))
    found.numbers                       # of the stories, in order
    among(stories, "harbour fog")       # those of a list of the desk's, in its order
    picked(stories, "harb", most=8)     # those that are likely to be meant, as somebody types

A query is parsed (`lib/searching/query.py`), its words are given their forms (`forms.py`), and the
newest stories that have them are looked up (`gathering.py`, `engines/`), then, further back, those
that have them in their headlines; these few hundred are ranked. No question looks at all that
match, and none holds the database for longer than its budget.
"""

from articles.search.asking import Narrowed
from articles.search.finding import Among, Found, among, fewer_words, find, looked_up
from articles.search.picking import picked

__all__ = ["Among", "Found", "Narrowed", "among", "fewer_words", "find", "looked_up", "picked"]

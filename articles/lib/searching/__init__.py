"""Words, queries, and what is made of them: pure functions that know neither database nor index."""

from articles.lib.searching.folding import VERSION, fold, key, words

__all__ = ["VERSION", "fold", "key", "words"]

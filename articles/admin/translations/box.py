"""What the desk shows of a story's versions, and of what a version is translated from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from articles.admin.history.difference import Names
from articles.lib.languages.known import Language, direction_of, language
from articles.models import Article, Right, may
from articles.models.translations.blocks import Pair, blocks_to_translate
from articles.models.translations.group import Source, Version, of_stories, source_for


@dataclass(frozen=True, slots=True)
class Row:
    """A version, and what this person may know of it."""

    version: Version
    is_reached: bool
    is_this: bool

    @property
    def story(self) -> Article:
        """The story that it is."""
        return self.version.story


def rows_of(person: Any, story: Article) -> list[Row]:
    """The versions of `story`, itself among them; none where it has none."""
    group = of_stories([story.pk]).get(story.pk, [])
    return [Row(one, may(person, Right.VIEW, one.story), one.story.pk == story.pk) for one in group]


def box_context(person: Any, story: Article) -> dict[str, Any]:
    """What the form's box shows. No query for a story without versions, which knows that of itself
    (`form_state.stories()`)."""
    is_linked = getattr(story, "versions_of", story.pk) is not None
    return {
        "versions": rows_of(person, story) if is_linked else [],
        "may_translate": story.may_translate(person),
    }


def source_context(person: Any, story: Article) -> dict[str, Any]:
    """What a version is translated from, for what stands over its form; of others nothing."""
    number = getattr(story, "versions_of", None)
    is_version = number is not None and number != story.pk
    return {"source": source_for(story, person) if is_version else None, "is_version": is_version}


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A block of the source and the story's in its place, as pages show them."""

    field: str
    place: int
    shown: SafeString
    shown_own: SafeString


def _shown(pair: Pair, names: Names) -> ShownPair:
    sides = (pair.source, pair.own)
    both = [names.figures(one) if pair.field == "body" else escape(one) for one in sides]
    return ShownPair(pair.field, pair.place, *both)


def beside(story: Article, source: Source) -> dict[str, Any]:
    """The source block by block, and what stands in the story in each block's place."""
    own = story.content()
    names = Names(source.content, own)
    spoken: Language = language(source.story.language_code)
    tag = source.content["language"]
    return {
        "source": source,
        "pairs": [_shown(pair, names) for pair in blocks_to_translate(source.content, own)],
        "source_language": language(tag) if tag else spoken,
        "own_language": language(story.spoken()),
        "source_direction": direction_of(tag or spoken.tag),
    }

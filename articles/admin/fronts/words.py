"""What the tool calls what blocks are made of."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author, Category, Topic
from articles.models.fronts.block_types import BLOCK_TYPES, BlockType
from articles.models.fronts.layout import Layout

LOOKS = {
    "beside": _("Others beside the lead"),
    "below": _("Others below the lead"),
    "lead": _("Large at the start"),
    "mirror": _("Large at the end"),
    "row": _("All of one size"),
}
SIZES = {"small": _("Small"), "medium": _("Medium"), "large": _("Large")}
RULES = {
    "newest": _("The newest stories"),
    "section": _("A section"),
    "topic": _("A topic"),
    "kind": _("A kind of story"),
    "author": _("An author"),
    "most_read": _("Most read"),
}
#: So many topics and authors are offered, besides those that a block names already.
MAX_NAMES = 100

Choices = list[tuple[str, str]]


def types() -> dict[str, dict[str, Any]]:
    """The types of blocks, as the page's script reads them."""
    return {name: _type(kind) for name, kind in BLOCK_TYPES.items()}


def _type(kind: BlockType) -> dict[str, Any]:
    return {
        "label": str(kind.label),
        "least": kind.fewest,
        "most": kind.most,
        "most_in": {look: kind.most_in(look) for look in kind.looks},
        "count": kind.count,
        "looks": [(look, str(LOOKS.get(look, look))) for look in kind.looks if look],
        "sizes": [(size, str(SIZES.get(size, size))) for size in kind.sizes if size],
        # What stands for every other section fills itself.
        "fills": kind.name != "sections",
    }


def rules() -> Choices:
    """What can fill a block."""
    return [(name, str(label)) for name, label in RULES.items()]


def rules_of(layout: Layout) -> dict[str, Choices]:
    """What a rule can be of: all sections and kinds, some topics and authors, and those that the
    layout names. Three queries."""
    named: dict[str, set[int]] = {"topic": set(), "author": set()}
    for block in layout.blocks:
        if block.rule.by in named:
            named[block.rule.by].add(block.rule.of)
    sections = [(str(one.pk), one.name) for one in Category.objects.all()]
    return {
        "section": sections,
        "kind": [(value, str(label)) for value, label in Article.Kind.choices],
        "topic": _some(Topic.objects.all(), named["topic"]),
        "author": _some(Author.objects.all(), named["author"]),
    }


def _some(rows: Any, named: set[int]) -> Choices:
    """Some of `rows` by name, and those that are named."""
    plain = rows.order_by()
    some = plain.filter(pk__in=plain.order_by("-pk").values("pk")[:MAX_NAMES])
    found = (some | plain.filter(pk__in=named)).distinct() if named else some
    return sorted(((str(pk), name) for pk, name in found.values_list("pk", "name")), key=_by_name)


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()

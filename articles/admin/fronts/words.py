"""What the tool calls what blocks are made of."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
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
#: What is looked for by name, as the desk's suggestions know it: the relation, its field, the rows.
SEARCHED: dict[str, tuple[str, str, Any]] = {
    "topic": ("tagging", "tag", Topic),
    "author": ("byline", "author", Author),
}

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
        "rule": {"by": kind.rule, "of": kind.of},
        "looks": [(look, str(LOOKS.get(look, look))) for look in kind.looks if look],
        "sizes": [(size, str(SIZES.get(size, size))) for size in kind.sizes if size],
        # What stands for every other section is laid out by itself: nothing of it can be set.
        "set": kind.name != "sections",
    }


def rules() -> Choices:
    """What can fill a block."""
    return [(name, str(label)) for name, label in RULES.items()]


def rules_of() -> dict[str, Choices]:
    """What a rule can be of, where there are few of them: sections and kinds. One query."""
    return {
        "section": [(str(one.pk), one.name) for one in Category.objects.all()],
        "kind": [(value, str(label)) for value, label in Article.Kind.choices],
    }


def searched() -> dict[str, str]:
    """Where the others are looked for by name, under the rights of whoever asks."""
    at = reverse("admin:autocomplete")
    return {
        by: f"{at}?{urlencode({'app_label': 'articles', 'model_name': model, 'field_name': field})}"
        for by, (model, field, _rows) in SEARCHED.items()
    }


def named(layout: Layout) -> dict[str, dict[int, str]]:
    """What the topics and authors are called that rules of the layout are of; a query for each of
    the two, where there are."""
    found: dict[str, dict[int, str]] = {}
    for by, (_model, _field, rows) in SEARCHED.items():
        wanted = {block.rule.of for block in layout.blocks if block.rule.by == by}
        there = rows.objects.filter(pk__in=wanted).order_by().values_list("pk", "name")
        found[by] = dict(there) if wanted else {}
    return found

"""A rule of house style: what to look for, what to write instead, and why."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.lib.style import proposing
from articles.lib.style.pattern import LONGEST, Branch, Wrong, parse
from articles.models.common.actors import account
from articles.models.common.texts import Line, Lines
from articles.models.topics.taxonomy import Category

#: Rules that a newsroom may keep, and characters of what a rule says.
MOST_RULES, MOST_EXCEPTIONS = 3_000, 20
MAX_WHY = 500

SENTENCES = {
    "empty": _("A pattern needs a word or a sign to look for."),
    "long": _("A pattern may have %(most)d characters."),
    "bracket": _("A bracket isn’t closed, or was never opened. Write \\( for the sign itself."),
    "inside": _("Within brackets only words and | may stand: (a|b)."),
    "stars": _("A pattern may have two *, and not side by side."),
    "groups": _("A pattern may have six brackets."),
    "choices": _("Brackets may have twenty choices."),
    "escape": _("After \\ a sign has to follow."),
}


def sentence(wrong: Wrong) -> str:
    """What is wrong with a pattern, for people."""
    return str(SENTENCES[wrong.code]) % {"most": LONGEST}


def valid_pattern(text: str) -> None:
    """Refuse a pattern that can't be read."""
    try:
        parse(text)
    except Wrong as wrong:
        raise ValidationError(sentence(wrong), code="pattern") from wrong


def valid_exceptions(text: str) -> None:
    """Refuse exceptions that can't be read; say in which line."""
    lines = text.splitlines()
    if len(lines) > MOST_EXCEPTIONS:
        raise ValidationError(
            gettext("A rule may have %(most)d exceptions.") % {"most": MOST_EXCEPTIONS}
        )
    for number, line in enumerate(lines, 1):
        try:
            parse(line) if line.strip() else None
        except Wrong as wrong:
            said = gettext("Line %(number)d: %(said)s") % {
                "number": number,
                "said": sentence(wrong),
            }
            raise ValidationError(said) from wrong


def valid_proposal(proposal: str, branches: list[Branch]) -> None:
    """Refuse a proposal that the pattern gives nothing to: more stars than it has, or brackets that
    are none of its own."""
    try:
        proposals = proposing.parse(proposal)
    except Wrong as wrong:
        raise ValidationError({"proposal": sentence(wrong)}) from wrong
    for wanted in proposals:
        for branch in branches:
            groups = [len(node.choices) for node in branch if node.kind == "()"]
            given = [len(part[1]) for part in wanted if not isinstance(part, str) and part[1]]
            kinds = [part[0] for part in wanted if not isinstance(part, str)]
            there = [str(node.kind) for node in branch]
            if given != groups[: len(given)] or any(
                kinds.count(kind) > there.count(kind) for kind in "*?#"
            ):
                said = gettext(
                    "Each *, ?, # and pair of brackets in the proposal stands for one in the "
                    "pattern, brackets with as many choices. Write \\* for the sign itself."
                )
                raise ValidationError({"proposal": said})


class StyleRule(models.Model):
    """One rule. What it looks for is `articles/lib/style/pattern.py`'s to say."""

    pattern = Line(
        _("word or pattern"),
        max_length=LONGEST,
        validators=[valid_pattern],
        help_text=_(
            "* letters within a word · ? one letter · # a number · (a|b) one of these, one may be "
            "empty · a|b one of several."
        ),
    )
    proposal = Line(
        _("proposal"),
        max_length=LONGEST,
        blank=True,
        help_text=_("What to write instead; several with | between. *, # and (x|y) take over."),
    )
    why = Lines(_("why"), max_length=MAX_WHY, help_text=_("Shown to whoever writes."))
    exact = models.BooleanField(_("match case"), default=False)
    of_word = models.BooleanField(_("whole words"), default=True)
    outside_quotations = models.BooleanField(_("not in quotations"), default=False)
    exceptions = Lines(
        _("exceptions"),
        blank=True,
        max_length=2_000,
        validators=[valid_exceptions],
        help_text=_("Names and phrases that it is right in, one a line."),
    )
    section: models.ForeignKey[Category | None, Category | None] = models.ForeignKey(
        Category,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("section"),
        help_text=_("Empty for all."),
    )
    language = models.CharField(
        _("language"),
        max_length=35,
        blank=True,
        help_text=_("Of the stories that it is for; empty for all."),
    )
    asks_reason = models.BooleanField(
        _("ask for a reason"),
        default=False,
        help_text=_("Publishing a story against this rule asks for a reason."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    since = models.DateField(_("since"), default=timezone.localdate)
    by = account(verbose_name=_("who"), editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("style rule")
        verbose_name_plural = _("house style")
        ordering = ["pattern", "pk"]

    def __str__(self) -> str:
        return f"{self.pattern} → {self.proposal}" if self.proposal else self.pattern

    @property
    def key(self) -> str:
        """What marks of it are known by."""
        return f"rule:{self.pk}"

    def clean(self) -> None:
        """A proposal fits its pattern."""
        super().clean()
        try:
            branches = parse(self.pattern)
        except Wrong:
            return  # Said at its own field.
        valid_proposal(self.proposal, branches)

    def as_plain(self) -> dict[str, Any]:
        """The rule as browsers get it, and as the server asks it."""
        names = ("pattern", "proposal", "exceptions", "why", "exact", "of_word")
        plain = {name: getattr(self, name) for name in names}
        return plain | {
            "key": self.key,
            "outside_quotations": self.outside_quotations,
            "asks_reason": self.asks_reason,
            "section": self.section_id,
            "language": self.language,
        }

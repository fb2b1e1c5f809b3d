"""The form of what machines may do: switches for the site and its sections, exceptions for single
crawlers, and the text files that tell them of the paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from articles.lib.machines.crawlers import Crawler, Use, added, released
from articles.lib.machines.files import wrong_lines
from articles.lib.machines.policy import Policy
from articles.models import Category, Paper, SiteFile
from articles.models.common.texts import LineField, LinesField
from articles.models.publication.policies import USES, policy_of

ON_OFF = (("yes", _("Allow")), ("no", _("Refuse")))
STATES = {"yes": True, "no": False}
FILES = {
    SiteFile.Name.HUMANS: _("Who makes the site, as free text: /humans.txt."),
    SiteFile.Name.TRUST: _(
        "The publisher’s associations and profiles: /trust.txt, one per line, such as "
        "belongto=https://… Whether AI training is allowed is added from above."
    ),
    SiteFile.Name.ADS: _("Who may sell advertising here: /ads.txt, one per line."),
    SiteFile.Name.SECURITY: _(
        "Whom to contact about a vulnerability: /.well-known/security.txt. Leave empty to use "
        "the operator’s settings. Without an “Expires:” line it renews itself."
    ),
}


class PolicyForm(forms.Form):
    """All of it. Bad lines are named; what somebody else has saved meanwhile is not gone over
    without a word."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    added = LinesField(
        label=_("Other crawlers"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=_(
            "One per line: its name in robots.txt, what it reads for (search, ai-search or "
            "ai-training), and who sends it: NewsBot ai-search Example Ltd"
        ),
    )
    licence = LineField(
        label=_("Licences"),
        required=False,
        max_length=300,
        validators=[URLValidator(["https", "http"])],
        help_text=_("A page that explains how to get a licence, beginning with https://."),
    )
    directives = forms.BooleanField(
        label=_("Content-Signal and License as lines of robots.txt"),
        required=False,
        help_text=_(
            "Both are always in the headers of pages. Some validators, and Lighthouse until 2026, "
            "count these lines as errors; otherwise they are comments there."
        ),
    )
    gpc = forms.ChoiceField(
        label=_("Global Privacy Control"),
        required=False,
        choices=(("", _("Say nothing")), ("yes", _("Honoured")), ("no", _("Not honoured"))),
        help_text=_("Whether you honour readers’ requests not to sell or share their data."),
    )

    def __init__(self, paper: Paper, sections: list[Category], *args: Any, **kwargs: Any) -> None:
        self.paper, self.sections = paper, sections
        self.stored: dict[str, Any] = paper.policy if isinstance(paper.policy, dict) else {}
        self.policy = policy_of(paper, sections)
        self.crawlers = [*self.policy.crawlers]
        super().__init__(*args, **kwargs)
        if self.is_bound:
            ours, _wrong = added(str(self.data.get("added", "")))
            self.crawlers = [*released(), *ours]
        self._add_switches()
        self._add_files()
        gpc = self.stored.get("gpc") or {}
        self.initial = {
            **self.initial,
            "version": paper.version,
            "added": self.stored.get("added", ""),
            "licence": self.policy.licence,
            "directives": self.policy.has_directives,
            "gpc": _state(gpc.get("heeded")),
        }

    def _add_switches(self) -> None:
        """A switch for each use of the site and of each section, and one for each crawler."""
        sections = self.stored.get("sections") or {}
        for use, label in USES.items():
            at = "yes" if use in self.policy.site else "no"
            self._add(f"site_{use}", str(label), ON_OFF, at)
            for one in self.sections:
                at = _state((sections.get(str(one.pk)) or {}).get(use.value))
                said_of = f"{one.name}: {label}"
                self._add(f"section_{one.pk}_{use}", said_of, (("", _("As the site")), *ON_OFF), at)
        for crawler in self.crawlers:
            at = _state(self.policy.exceptions.get(crawler.name))
            words = (("", _("As its use")), ("yes", _("Allow all")), ("no", _("Refuse all")))
            self._add(f"crawler_{crawler.name}", crawler.name, words, at)

    def _add(self, name: str, label: str, choices: Any, at: str) -> None:
        select = forms.Select(attrs={"aria-label": label})
        # What a page without it posts leaves it as it is.
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, initial=at, required=False, widget=select
        )

    def _add_files(self) -> None:
        for name, help_text in FILES.items():
            self.fields[_field(name)] = LinesField(
                label=said("Text of %(file)s") % {"file": name.label},
                help_text=help_text,
                required=False,
                max_length=100_000,
                widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "spellcheck": "false"}),
            )
        texts = SiteFile.texts()
        self.initial = {**self.initial, **{_field(name): texts[name] for name in FILES}}

    # --- As the page shows it ---------------------------------------------------------

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """The site and each section, with its switches."""
        yield said("Whole site"), [self[f"site_{use}"] for use in Use]
        for one in self.sections:
            yield one.name, [self[f"section_{one.pk}_{use}"] for use in Use]

    def crawler_rows(self) -> Iterator[tuple[Crawler, str, Any, str]]:
        """Each crawler with what it reads for, its switch, and what it may read in words."""
        policy = self.read()
        for one in policy.crawlers:
            yield one, str(USES[one.use]), self[f"crawler_{one.name}"], in_words(policy, one)

    def file_fields(self) -> list[Any]:
        """The fields of the text files."""
        return [self[_field(name)] for name in FILES]

    def read(self) -> Policy:
        """The policy as the form has it."""
        if not self.is_bound or not self.is_valid_so_far():
            return self.policy
        paper = Paper(policy=self.value())
        return policy_of(paper, self.sections)

    def is_valid_so_far(self) -> bool:
        """Whether its switches can be read."""
        self.errors  # noqa: B018 - cleans it
        return hasattr(self, "cleaned_data")

    # --- What it says -------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Name the lines that are wrong, and what somebody else has done meanwhile."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for line in added(given.get("added", ""))[1]:
            self.add_error(
                "added",
                said("“%(line)s” can’t be read, or is in the list already.") % {"line": line},
            )
        for name in FILES:
            for sentence in wrong_lines(name, given.get(_field(name), "")):
                self.add_error(_field(name), sentence)
        if given.get("version") != self.paper.version:
            # Shown again, the form is one of the present version.
            self.data = {**self.data.dict(), "version": str(self.paper.version)}  # type: ignore[attr-defined]
            self.add_error(
                None,
                said(
                    "Someone saved the site settings while you were here. Save again to replace "
                    "what they changed on this page with yours."
                ),
            )
        return given

    def value(self) -> dict[str, Any]:
        """The policy as it is stored: only what was said."""
        given = self.cleaned_data
        sections = {
            str(one.pk): {
                use.value: STATES[at]
                for use in Use
                if (at := given.get(f"section_{one.pk}_{use}")) in STATES
            }
            for one in self.sections
        }
        return {
            "site": {use.value: self._of_site(use) for use in Use},
            "sections": {pk: switches for pk, switches in sections.items() if switches},
            "crawlers": {
                one.name: STATES[at]
                for one in self.crawlers
                if (at := given.get(f"crawler_{one.name}")) in STATES
            },
            "added": given.get("added", ""),
            "licence": given.get("licence", ""),
            "directives": given.get("directives", False),
            "gpc": self._gpc(given.get("gpc", "")),
        }

    def _of_site(self, use: Use) -> bool:
        at = self.cleaned_data.get(f"site_{use}")
        return STATES.get(at or "", use in self.policy.site)

    def _gpc(self, at: str) -> dict[str, Any] | None:
        """Said since the day on which it was said first."""
        if at not in STATES:
            return None
        known = self.stored.get("gpc") or {}
        if known.get("heeded") is STATES[at]:
            return dict(known)
        return {"heeded": STATES[at], "since": timezone.localdate().isoformat()}

    def texts(self) -> dict[str, str]:
        """The text files by name."""
        return {name.value: self.cleaned_data.get(_field(name), "") for name in FILES}


def in_words(policy: Policy, crawler: Crawler) -> str:
    """What a crawler may read."""
    whole, names = policy.reach(crawler)
    listed = ", ".join(names)
    if not names:
        return said("everything") if whole else said("nothing")
    words = said("everything but %(sections)s") if whole else said("only %(sections)s")
    return words % {"sections": listed}


def _state(switch: Any) -> str:
    return {True: "yes", False: "no"}.get(switch, "") if isinstance(switch, bool) else ""


def _field(name: str) -> str:
    return f"file_{name.removesuffix('.txt')}"

"""What machines may do, as it is stored with the paper; and the verb that changes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.lib.dependencies import note
from articles.lib.machines.crawlers import Use
from articles.lib.machines.policy import Policy
from articles.models.changes.log import Entry, differences, record
from articles.models.common.actors import Actor
from articles.models.publication.paper import Paper
from articles.models.publication.site_files import SiteFile
from articles.models.topics.taxonomy import Category

#: Beside what it says: when that was changed, for those who keep what is made of it.
CHANGED: Final = "changed"
USES = {
    Use.SEARCH: _("Search"),
    Use.AI_SEARCH: _("AI search"),
    Use.AI_TRAINING: _("AI training"),
}


def policy_of(paper: Paper, sections: Iterable[Category]) -> Policy:
    """The policy that is stored, for the sections that there are; no query."""
    note("chrome")
    return Policy.read(
        paper.policy, [(one.pk, one.name, one.get_absolute_url()) for one in sections]
    )


def current() -> tuple[Paper, Policy]:
    """The paper and its policy; two queries."""
    paper = Paper.current()
    return paper, policy_of(paper, Category.objects.all())


@transaction.atomic
def set_policies(
    by: Actor, policy: Mapping[str, Any], files: Mapping[str, str], said: str = ""
) -> bool:
    """Store what machines may do, and the text files; False where nothing is different. The log
    has the former values of whatever changed."""
    paper = Paper.objects.select_for_update().filter(pk=1).first() or Paper()
    former = SiteFile.texts()
    was = {"policy": _alone(paper.policy or {})} | former
    wanted = _alone(policy)
    now = {"policy": wanted} | {name: files.get(name, former[name]) for name in former}
    changed = [name for name in now if now[name] != was[name]]
    if not changed:
        return False
    told = [said, *differences(in_words(was["policy"]), in_words(now["policy"]), {})]
    told += differences(former, {name: now[name] for name in former}, {})
    record(
        Entry.Verb.POLICIES,
        by,
        title=gettext("Search engines and AI"),
        note="; ".join(filter(None, told)),
        before={name: was[name] for name in changed},
        after={name: now[name] for name in changed},
    )
    if "policy" in changed:
        paper.policy = wanted | {CHANGED: timezone.now().isoformat()}
    paper.version += 1
    paper.save()
    for name in changed:
        if name in former:
            SiteFile.objects.update_or_create(pk=name, defaults={"text": str(now[name])})
    return True


def changed_at(stored: Any) -> datetime | None:
    """When a stored policy was changed last; None where that is not known."""
    said = stored.get(CHANGED) if isinstance(stored, dict) else None
    return parse_datetime(said) if isinstance(said, str) else None


def _alone(policy: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in policy.items() if name != CHANGED}


def in_words(stored: Any) -> dict[str, Any]:
    """A stored policy as one value for each thing that it says, by what that is called."""
    names = {str(pk): name for pk, name in Category.objects.values_list("pk", "name")}
    uses = {use.value: str(label) for use, label in USES.items()}
    states = {True: gettext("allowed"), False: gettext("refused")}
    words: dict[str, Any] = {uses[use]: states[on] for use, on in stored.get("site", {}).items()}
    for number, switches in stored.get("sections", {}).items():
        for use, on in switches.items():
            words[f"{names.get(number, number)}: {uses[use]}"] = states[on]
    words |= {name: states[on] for name, on in stored.get("crawlers", {}).items()}
    words[gettext("Other crawlers")] = stored.get("added", "")
    words[gettext("Licences")] = stored.get("licence", "")
    words["Content-Signal"] = stored.get("directives", False)
    words["Global Privacy Control"] = (stored.get("gpc") or {}).get("heeded")
    return words

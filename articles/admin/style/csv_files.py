"""Rules as a table: given out, and taken in with what is wrong in which line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.admin.common.logged import labels_of
from articles.lib.languages.known import tag_of
from articles.models import Category, Entry, StyleRule
from articles.models.changes.log import record
from articles.models.style.rules import MOST_RULES

#: Bytes of a file, and errors that are shown of one.
MAX_BYTES, MAX_ERRORS = 2 * 1024 * 1024, 50
COLUMNS = (
    "pattern", "proposal", "why", "match case", "whole words", "not in quotations", "exceptions",
    "section", "language", "ask for a reason", "active", "since",
)  # fmt: skip
_FLAGS = {
    "match case": ("exact", False),
    "whole words": ("of_word", True),
    "not in quotations": ("outside_quotations", False),
    "ask for a reason": ("asks_reason", False),
    "active": ("is_active", True),
}
_YES, _NO = {"yes", "1", "true", "x"}, {"no", "0", "false"}
#: What a spreadsheet takes for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(rules: Any) -> str:
    """The rules as a table that a spreadsheet opens."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for rule in rules:
        flags = {
            name: "yes" if getattr(rule, field) else "no" for name, (field, _) in _FLAGS.items()
        }
        values = {
            "pattern": rule.pattern,
            "proposal": rule.proposal,
            "why": rule.why,
            "exceptions": " / ".join(rule.exceptions.splitlines()),
            "section": rule.section.slug if rule.section else "",
            "language": rule.language,
            "since": rule.since.isoformat(),
        } | flags
        table.writerow([_safe(str(values[name])) for name in COLUMNS])
    return "\ufeff" + out.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unsafe(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


@dataclass
class Taken:
    """What a file says: rules to add and to change, and what is wrong with it."""

    rules: list[StyleRule] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    same: int = 0
    errors: list[str] = field(default_factory=list)


def taken(data: bytes, by: Any) -> Taken:
    """Read a file. A line whose pattern there is already, for the same section and language,
    changes that rule."""
    found = Taken()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        found.errors.append(_("The file isn’t text in UTF-8. Save it as “CSV UTF-8”."))
        return found
    if "\0" in text:
        found.errors.append(_("The file isn’t text in UTF-8. Save it as “CSV UTF-8”."))
        return found
    there = {_identity(rule): rule for rule in StyleRule.objects.select_related("section")}
    sections = {one.slug: one for one in Category.objects.all()}
    seen: dict[Any, int] = {}
    try:
        for number, row in _rows(text, found):
            if len(found.errors) >= MAX_ERRORS:
                found.errors.append(_("There are more; the rest wasn’t read."))
                break
            try:
                _take(row, there, sections, seen, number, found, by)
            except ValidationError as wrong:
                found.errors += [_line(number, said) for said in _sentences(wrong)]
    except csv.Error as wrong:
        found.errors.append(_("The file can’t be read as a table: %(said)s") % {"said": wrong})
    if len(there) + found.added > MOST_RULES:
        said = _("There would be more than %(most)d rules. Delete some first.")
        found.errors.append(said % {"most": MOST_RULES})
    return found


def _line(number: int, said: str) -> str:
    return _("Line %(number)d: %(said)s") % {"number": number, "said": said}


def _sentences(wrong: ValidationError) -> Iterator[str]:
    if not hasattr(wrong, "error_dict"):
        yield from wrong.messages
        return
    for name, errors in wrong.message_dict.items():
        label = name if name == "__all__" else labels_of(StyleRule, [name])[name]
        yield from (one if name == "__all__" else f"{label}: {one}" for one in errors)


def _rows(text: str, found: Taken) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line that holds something, by the names of its columns."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    head = [name.strip().lower() for name in next(lines, [])]
    unknown = [name for name in head if name not in COLUMNS]
    if "pattern" not in head or unknown:
        said = _("The first line names the columns: %(columns)s. It has: %(there)s.")
        found.errors.append(
            said % {"columns": ", ".join(COLUMNS), "there": ", ".join(head)[:200] or _("nothing")}
        )
        return
    for values in lines:
        if not any(value.strip() for value in values):
            continue
        if len(values) > len(head):
            said = _("has more values than the first line has columns.")
            found.errors.append(_line(lines.line_num, said))
            continue
        pairs = zip(head, (_unsafe(value.strip()) for value in values), strict=False)
        yield lines.line_num, dict(pairs)


def _identity(rule: StyleRule) -> tuple[str, int | None, str]:
    return rule.pattern, rule.section_id, rule.language


def _take(
    row: dict[str, str],
    there: dict[Any, StyleRule],
    sections: dict[str, Category],
    seen: dict[Any, int],
    number: int,
    found: Taken,
    by: Any,
) -> None:
    slug = row.get("section", "")
    if slug and slug not in sections:
        known = ", ".join(sorted(sections))
        said = _("there is no section “%(slug)s”; there are %(known)s.")
        raise ValidationError(said % {"slug": slug, "known": known})
    if (language := row.get("language", "")) and not tag_of(language):
        raise ValidationError(_("there is no language “%(tag)s”.") % {"tag": language})
    rule = StyleRule(
        pattern=row.get("pattern", ""), section=sections.get(slug), language=tag_of(language)
    )
    rule.pattern = str(StyleRule._meta.get_field("pattern").to_python(rule.pattern))
    if (before := seen.setdefault(_identity(rule), number)) != number:
        raise ValidationError(_("line %(before)d has the same pattern.") % {"before": before})
    known_rule = there.get(_identity(rule))
    was = known_rule.as_plain() if known_rule else {}
    stood = (known_rule.is_active, known_rule.since) if known_rule else ()
    rule = known_rule or rule
    _fill(rule, row)
    rule.full_clean(validate_unique=False)
    if known_rule is None:
        rule.by_id = by.pk
        found.added += 1
    elif was == rule.as_plain() and stood == (rule.is_active, rule.since):
        found.same += 1
        return
    else:
        found.changed += 1
    found.rules.append(rule)


def _fill(rule: StyleRule, row: dict[str, str]) -> None:
    for name in ("proposal", "why"):
        setattr(rule, name, row.get(name, getattr(rule, name)))
    if "exceptions" in row:
        rule.exceptions = "\n".join(one.strip() for one in row["exceptions"].split(" / ")).strip()
    for name, (column, usual) in _FLAGS.items():
        if name in row:
            setattr(rule, column, _yes(name, row[name].lower(), usual=usual))
    if row.get("since"):
        try:
            rule.since = date.fromisoformat(row["since"])
        except ValueError as wrong:
            raise ValidationError(_("“since” is a date such as 2026-05-31.")) from wrong


def _yes(name: str, said: str, *, usual: bool) -> bool:
    if said and said not in _YES | _NO:
        raise ValidationError(_("“%(name)s” is yes or no.") % {"name": name})
    return said in _YES if said else usual


def keep(found: Taken, by: Any) -> None:
    """Save what a file says, all or nothing."""
    with transaction.atomic():
        for rule in found.rules:
            rule.save()
        if found.rules:
            note = _("imported: %(added)d new, %(changed)d changed") % {
                "added": found.added,
                "changed": found.changed,
            }
            rules = [rule.as_plain() for rule in found.rules]
            record(Entry.Verb.STYLE, by, title=_("House style"), note=note, after=rules)

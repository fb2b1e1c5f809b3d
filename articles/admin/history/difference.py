"""Compare two versions of a story field by field, in words that editors know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.lib.embeds.embed import Embed
from articles.lib.html import canonical
from articles.lib.html.reading import without
from articles.lib.languages.known import language
from articles.lib.merging import diff
from articles.models import Article, Author, Category, Picture
from articles.models.story import bounds
from articles.models.story import content as contents

#: Unchanged paragraphs that stand beside a change, so that one sees where it is.
BESIDE = 1
#: Fewer unchanged paragraphs than this are not worth folding away.
FOLDED = 3
#: Characters of HTML that a comparison of bodies shows at most, and changed passages.
MOST_SHOWN, MOST_ROWS = 2_000_000, 2_000
#: What is compared at all: characters and marks of a body, as two merged ones may have them, and
#: characters of another text.
LONGEST_BODY, MOST_MARKS = 2 * bounds.CHARACTERS, 4 * bounds.PARTS
LONGEST_TEXT = 20_000
#: What says nothing, as a field's value.
EMPTY: tuple[Any, ...] = (None, "", [])

#: What may be left with nothing in it, from the inside out.
HOLLOW = ("em", "strong", "p", "h2", "h3", "li")


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of a field: as one text, and as it was on either side."""

    kind: str  # same, added, removed, changed, folded, or cut: too much to be shown
    inline: SafeString
    before: SafeString | str = ""
    after: SafeString | str = ""
    #: What stands over a folded row, or instead of one that is cut.
    label: str = ""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that differs, with its rows."""

    name: str
    label: str
    rows: list[Row]
    #: Of words in a language of their own.
    language: str = ""


class Names:
    """The names of what the contents point to, fetched in at most three queries."""

    def __init__(self, *given: Mapping[str, Any]) -> None:
        sections = {number for one in given for number in _numbers([one.get("section")])}
        authors = {number for one in given for number in _numbers(one.get("authors") or [])}
        pictures = {number for one in given for number in _numbers([one.get("picture")])}
        for one in given:
            pictures.update(canonical.picture_ids(one.get("body") or ""))
        self.sections = Category.objects.in_bulk(sections) if sections else {}
        self.authors = Author.objects.in_bulk(authors) if authors else {}
        self.pictures = Picture.objects.in_bulk(pictures) if pictures else {}

    def said(self, field: str, value: Any) -> SafeString:
        """The value of a field that is no text, in words; of a picture also the picture."""
        if value in EMPTY:
            return format_html('<span class="nothing">{}</span>', _("nothing"))
        if field == "picture":
            return self.picture(value)
        if field in contents.LISTS:
            return format_html_join(", ", "{}", ((item,) for item in self.items(field, value)))
        return format_html("{}", self._word(field, value))

    def _word(self, field: str, value: Any) -> str:
        if field == "section":
            return str(self.sections.get(value) or _("a section that is gone"))
        if field == "kind":
            return str(dict(Article.Kind.choices).get(value, value))
        if field == "language":
            return language(str(value)).label
        if field in contents.FLAGS:
            return _("yes") if value else _("no")
        return _moment(value) if field in contents.MOMENTS else str(value)

    def items(self, field: str, values: Sequence[Any]) -> list[str]:
        """The names in a list."""
        if field != "authors":
            return [str(value) for value in values]
        gone = _("an author who is gone")
        return [str(self.authors[one]) if one in self.authors else gone for one in values]

    def picture(self, number: Any, caption: str = "") -> SafeString:
        """A picture, small, with its words."""
        found = self.pictures.get(number)
        if found is None:
            return format_html(
                '<span class="figure">{} {}</span>',
                _("A picture that is gone."),
                SafeString(caption),
            )
        small = format_html(
            '<img class="thumb" src="{}" alt="{}" width="96" height="64" loading="lazy">',
            found.url_for(320),
            found.alt_text,
        )
        shown = small if found.is_shown else ""
        words = SafeString(caption) or str(found)
        return format_html('<span class="figure">{} <span>{}</span></span>', shown, words)

    def player(self, found: Embed, caption: str, poster: int) -> SafeString:
        """A player by its address, with its poster, small."""
        named = _("Player: %(address)s") % {"address": found.source_url}
        still = self.picture(poster, " ") if poster else ""
        return format_html(
            '<span class="figure"><span>{}</span> {}</span>{}', named, SafeString(caption), still
        )

    def figures(self, body: str) -> SafeString:
        """A body, sanitised by whoever calls, its pictures small and its players named."""
        if "<figure" in body or "<table" in body:
            body = canonical.expand_figures(
                body,
                lambda number, _size, caption: self.picture(number, caption),
                self.player,
                table_label=_("Table"),
            )
        return SafeString(body)


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Names
) -> list[FieldDifference]:
    """The fields in which two contents differ, in the order of the form."""
    old, new = contents.blank() | dict(before), contents.blank() | dict(after)
    return [
        FieldDifference(name, label_of(name), _rows(name, old[name], new[name], names), in_)
        for name in contents.FIELDS
        if old[name] != new[name]
        for in_ in (new["language"] if _is_text(name) else "",)
    ]


def contrasted(
    field: str, theirs: Any, mine: Any, names: Names
) -> tuple[SafeString, SafeString, bool]:
    """Two versions that overlap, each with the words marked that only it has, and whether
    they are blocks of a body."""
    if field in contents.BODIES:
        rows = list(_body_rows(theirs or "", mine or "", names))
        left, right = (_joined(getattr(row, side) for row in rows) for side in ("before", "after"))
        return _told_apart(left), _told_apart(right), True
    if _is_text(field):
        row = _words(theirs or "", mine or "")
        return _told_apart(row.before), _told_apart(row.after), False
    return names.said(field, theirs), names.said(field, mine), False


def label_of(field: str) -> str:
    """The field's name as the form says it."""
    known: Any = Article._meta.get_field(field)
    return str(capfirst(str(known.verbose_name)))


# --- Each kind of field -----------------------------------------------------------


def _rows(field: str, old: Any, new: Any, names: Names) -> list[Row]:
    if field in contents.BODIES:
        return _folding(list(_body_rows(old or "", new or "", names)))
    if field in contents.LISTS and set(map(repr, old)) != set(map(repr, new)):
        return [_list_row(field, old, new, names)]
    if _is_text(field):
        return [_words(str(old or ""), str(new or ""))]
    before, after = names.said(field, old), names.said(field, new)
    # Nothing was neither added nor taken out.
    before = before if old in EMPTY else _removed(before)
    after = after if new in EMPTY else _added(after)
    inline = after if old in EMPTY else format_html("{} {}", before, "" if new in EMPTY else after)
    return [Row("changed", inline, before, after)]


def _words(old: str, new: str) -> Row:
    if max(len(old), len(new)) > LONGEST_TEXT:
        return _cut()
    pieces = diff.words(old, new)
    before = _joined(_piece(one) for one in pieces if one.kind != "added")
    after = _joined(_piece(one) for one in pieces if one.kind != "removed")
    nothing = format_html('<span class="nothing">{}</span>', _("nothing"))
    return Row("changed", _joined(map(_piece, pieces)), before or nothing, after or nothing)


def _piece(piece: diff.Piece) -> SafeString:
    marks = {"added": _added, "removed": _removed}
    text = format_html("{}", piece.text)
    return marks[piece.kind](text) if piece.kind in marks else text


def _list_row(field: str, old: list[Any], new: list[Any], names: Names) -> Row:
    gone, come = set(map(repr, old)), set(map(repr, new))

    def marked(values: list[Any], others: set[str], mark: Any) -> list[SafeString]:
        said = zip(values, names.items(field, values), strict=True)
        plain = ((value, format_html("{}", name)) for value, name in said)
        return [name if repr(value) in others else mark(name) for value, name in plain]

    before, after = marked(old, come, _removed), marked(new, gone, _added)
    left = [name for value, name in zip(old, before, strict=True) if repr(value) not in come]
    lists = ([*after, *left], before, after)
    return Row("changed", *(format_html_join(", ", "{}", ((x,) for x in one)) for one in lists))


def _body_rows(old: str, new: str, names: Names) -> Iterator[Row]:
    """The rows, as many as a page can show."""
    if any(len(one) > LONGEST_BODY or one.count("<") > MOST_MARKS for one in (old, new)):
        yield _cut()
        return
    shown = changed = 0
    for row in _all_body_rows(old, new, names):
        size = len(row.inline) + len(row.before) + len(row.after)
        shown += len(row.inline) if row.kind == "same" else size
        changed += row.kind != "same"
        if shown > MOST_SHOWN or changed > MOST_ROWS:
            yield _cut()
            return
        yield row


def _cut() -> Row:
    return Row("cut", SafeString(), label=_("The rest is too long to compare here."))


def _all_body_rows(old: str, new: str, names: Names) -> Iterator[Row]:
    for change in diff.bodies(old, new):
        before, after = _without(change.html, "ins"), _without(change.html, "del")
        yield Row(
            change.kind,
            _with_words(names.figures(change.html)),
            _with_words(names.figures(before)),
            _with_words(names.figures(after)),
        )


def _folding(rows: list[Row]) -> list[Row]:
    """The rows, with long runs of unchanged paragraphs folded but for those beside a change."""
    folded: list[Row] = []
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end].kind == "same":
            end += 1
        if end == start:
            folded.append(rows[start])
            start += 1
            continue
        first = start + (BESIDE if start else 0)
        last = end - (BESIDE if end < len(rows) else 0)
        if last - first < FOLDED:
            first = last = end
        folded += rows[start:first]
        if first < last:
            label = ngettext(
                "%(n)d paragraph unchanged", "%(n)d paragraphs unchanged", last - first
            )
            inline = _joined(row.inline for row in rows[first:last])
            folded.append(Row("folded", inline, label=label % {"n": last - first}))
        folded += rows[last:end]
        start = end
    return folded


# --- Marks: a line under or through, and a word for those who hear the page ---------


def _added(text: SafeString) -> SafeString:
    return format_html("<ins>{}{}</ins>", _said(_("added:")), text)


def _removed(text: SafeString) -> SafeString:
    return format_html("<del>{}{}</del>", _said(_("removed:")), text)


def _said(word: str) -> SafeString:
    return format_html('<span class="visually-hidden">{} </span>', word)


def _without(marked: str, name: str) -> str:
    """One of the two versions that `diff` has put into one: without what the other has."""
    left = without(marked, name)
    for hollow in HOLLOW:
        left = left.replace(f"<{hollow}></{hollow}>", "")
    return left


def _with_words(marked: SafeString) -> SafeString:
    """What `diff` has marked, with the words; its marks are the only ones, and bare."""
    text = str(marked)
    for tag, word in (("ins", _("added:")), ("del", _("removed:"))):
        text = text.replace(f"<{tag}>", f"<{tag}>{_said(word)}")
    for tag, word in (("ins", _("suggested:")), ("del", _("suggested to go:"))):
        mark = f'<mark class="suggested-{tag}">'
        text = text.replace(mark, f"{mark}{_said(word)}")
    return SafeString(text)


def _told_apart(marked: str) -> SafeString:
    """Neither version takes anything from the other one: what only one of them has is told."""
    own = f'<ins class="own">{_said(_("only in this version:"))}'
    for tag, word in (("ins", _("added:")), ("del", _("removed:"))):
        marked = marked.replace(f"<{tag}>{_said(word)}", own)
    return SafeString(marked.replace("</del>", "</ins>"))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(parts))


def _is_text(field: str) -> bool:
    return field in contents.TEXTS and field not in {"kind", "language"}


def _moment(value: Any) -> str:
    """Day and hour in the newsroom's zone; what can't be read stays as it is."""
    try:
        found = contents.moment(value)
        local = timezone.localtime(found) if found else None
    except (TypeError, ValueError, OverflowError):
        local = None
    return f"{date_format(local, 'j F Y, H:i')} {local:%Z}" if local else str(value)


def _numbers(values: Iterable[Any]) -> list[int]:
    return [value for value in values if isinstance(value, int) and 0 < value < 2**63]

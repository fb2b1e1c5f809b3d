"""Text on its way in: typed, pasted or imported, from whatever program and by whatever door.

Each program has ways of its own of writing lists, notes, remarks and what is not to be seen. Here
they are read, all in one place; what comes out is plain HTML, which the builder makes canonical.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from articles.lib.html.markup import Token
from articles.lib.incoming import formulas, links, lists, quotes, structure, tracked_changes, wikis
from articles.lib.incoming.figures import cards, media, placing
from articles.lib.incoming.forms import checkboxes, fields
from articles.lib.incoming.notes import footnotes, tooltips
from articles.lib.incoming.report import Report
from articles.lib.incoming.source import read
from articles.lib.incoming.visibility import hidden, visible_marks
from articles.lib.incoming.visibility.sheets import applied as styled


def plain(
    tokens: Iterable[Token],
    report: Report,
    *,
    language: str = "en",
    pictures: Mapping[int, int] | None = None,
    sheets: Iterable[str] = (),
) -> Iterator[Token]:
    """Yield a text without the ways of the program that it comes from.

    `report` is told what that took; `language` is that of its quotation marks; `pictures` are the
    numbers in the library of what was in the clipboard, by their numbers there; `sheets` are the
    style sheets that came along. Takes time in proportion to the tokens.
    """
    source = read(styled(tokens, sheets))
    formulas.read_out(source, report)
    for element in source.seen():
        if hidden.is_hidden(element):
            if words := source.words(element):
                report.tell("hidden", words)
            source.drop(element)
    tracked_changes.leave_out(source, report)
    wikis.leave_out(source)
    visible_marks.look(source, report)
    lists.join(source, report)
    links.lead_on(source, report)
    checkboxes.write(source)
    fields.write(source)
    cards.fill(source)
    media.take_along(source, report, pictures or {})
    quotes.put_in(source, language)
    places = footnotes.anchors(source)
    footnotes.take_along(source, report, places)
    tooltips.put_in(source, report, places)
    structure.settle(source, report, footnotes.anchors(source))
    placing.set_behind(source)
    yield from source.made()

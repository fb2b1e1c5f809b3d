"""What a chat is told, before it has a service's form."""

from __future__ import annotations

from dataclasses import dataclass

#: Parts what stands together without being seen.
APART = "\u200b"


@dataclass(frozen=True, slots=True)
class Message:
    """Lines of plain text, whoever wrote them: a form has to keep each from meaning more."""

    #: What happened: “Published”.
    what: str
    #: The headline.
    title: str
    #: Where, and who did it: “Politics · Ann Gannet”.
    facts: str = ""
    note: str = ""
    #: Where it leads, and what that is called; "" where the portal does not know its own address.
    address: str = ""
    opens: str = ""

    @property
    def lines(self) -> list[str]:
        """What follows the headline, as far as there is any."""
        return [line for line in (self.facts, f"“{self.note}”" if self.note else "") if line]


def keep_from_calling(text: str) -> str:
    """Names behind an @ call nobody."""
    return text.replace("@", f"@{APART}")

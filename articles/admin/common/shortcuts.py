"""The keys of the desk, in one place: the list that ? shows is made of it, and the page's script
hears what stands in that list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Right

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Key:
    """What a key does. `ways` are the keys for it, each with blanks between those that are pressed
    together, or for single ones after each other."""

    does: str
    ways: tuple[str, ...]
    label: Words
    needs: str = ""

    @property
    def combinations(self) -> list[list[str]]:
        """The ways, key by key."""
        return [way.split() for way in self.ways]

    @property
    def listened_to(self) -> str:
        """The ways, as the page's script reads them."""
        return "|".join(self.ways)


@dataclass(frozen=True, slots=True)
class Group:
    """Shortcuts that work in the same place."""

    label: Words
    keys: tuple[Key, ...]
    #: Whether the text's editor hears them, and not the page's script.
    of_editor: bool = False


GROUPS: dict[str, Group] = {
    "desk": Group(
        _("On every page"),
        (
            Key("new", ("n",), _("New story"), "articles.add_article"),
            Key("template", ("t",), _("New story from a template"), "articles.add_article"),
            Key("search", ("/",), _("Search"), Right.VIEW.value),
            Key("start", ("g s",), _("Go to the start page")),
            Key("notices", ("g n",), _("Go to your notices")),
            Key("keys", ("?",), _("Show keyboard shortcuts")),
        ),
    ),
    "story": Group(
        _("Story"),
        (
            Key("save", ("Ctrl S",), _("Save")),
            Key("main", ("Ctrl Enter",), _("Publish, or the next step")),
            Key("preview", ("Ctrl Alt P",), _("Preview beside the form")),
            # Ctrl F stays the browser's, which looks through all of the page.
            Key("find", ("Ctrl Shift H",), _("Find and replace")),
            Key("source", ("Ctrl Alt O",), _("Source beside a translation")),
            Key("comment", ("Ctrl Alt M",), _("Comment on this paragraph")),
            Key("style", ("Ctrl Alt Y",), _("Next house style or spelling mark")),
            Key("suggest", ("Ctrl Alt S",), _("Switch between suggesting and editing")),
            Key("next-suggestion", ("Ctrl Alt J",), _("Go to the next suggestion")),
            Key("take", ("Ctrl Alt K",), _("Accept the suggestion at the cursor")),
            Key("refuse", ("Ctrl Alt U",), _("Reject the suggestion at the cursor")),
            Key("menu", ("Alt F10",), _("From the text to its toolbar; Esc returns to the text")),
        ),
    ),
    "text": Group(
        _("Text"),
        (
            Key("bold", ("Ctrl B",), _("Bold")),
            Key("italic", ("Ctrl I",), _("Italic")),
            Key("strike", ("Ctrl Shift S",), _("Struck through")),
            Key("heading", ("Ctrl Alt 2",), _("Heading")),
            Key("subheading", ("Ctrl Alt 3",), _("Smaller heading")),
            Key("bullets", ("Ctrl Shift 8",), _("Bulleted list")),
            Key("numbers", ("Ctrl Shift 7",), _("Numbered list")),
            Key("quote", ("Ctrl Shift B",), _("Quotation")),
            Key("link", ("Ctrl K",), _("Link")),
            Key("footnote", ("Ctrl Alt F",), _("Insert a footnote")),
            Key("pull", ("Alt Shift Q",), _("Pull quote")),
            Key("blocks", ("/",), _("At the start of an empty paragraph: the insert menu")),
            Key(
                "move",
                ("Alt Shift ArrowUp", "Alt Shift ArrowDown"),
                _("Move the paragraph or box up or down"),
            ),
            Key("undo", ("Ctrl Z",), _("Undo")),
            Key("redo", ("Ctrl Shift Z",), _("Redo")),
        ),
        of_editor=True,
    ),
    "front": Group(
        _("Front"),
        (
            Key("front-page", ("f",), _("Go to the page")),
            Key("front-stories", ("l",), _("Go to the stories")),
            Key("front-check", ("w",), _("Go to the issues to check")),
            Key("front-undo", ("Ctrl Z",), _("Undo")),
            Key("front-redo", ("Ctrl Shift Z",), _("Redo")),
            Key("front-publish", ("Ctrl Enter",), _("Publish…")),
        ),
    ),
    "place": Group(
        _("Place on a front"),
        (
            Key("pick", ("Enter",), _("Pick up, or drop in the current place")),
            Key("walk", ("ArrowLeft", "ArrowRight"), _("From place to place; also ↑ and ↓")),
            Key("walk-blocks", ("PageUp", "PageDown"), _("From block to block")),
            Key("put-back", ("Esc",), _("Put back")),
            Key("off", ("Delete",), _("Take off")),
            Key("edit", ("e",), _("Headline, picture and end of the place")),
            Key("copy", ("c",), _("Copy to the clipboard")),
        ),
        of_editor=True,
    ),
    "history": Group(
        _("History"),
        (
            Key("earlier", ("j", "ArrowLeft"), _("Earlier change")),
            Key("later", ("k", "ArrowRight"), _("Later change")),
        ),
    ),
}


def groups_for(person: Any) -> dict[str, Any]:
    """The groups by name, with the keys that `person` has a use for."""
    return {
        name: {
            "label": group.label,
            "of_editor": group.of_editor,
            "keys": [key for key in group.keys if not key.needs or person.has_perm(key.needs)],
        }
        for name, group in GROUPS.items()
    }

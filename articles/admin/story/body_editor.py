"""Configure the editor of a story's text. What is stored of it, the sanitiser decides."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from articles.lib.html import sanitiser
from articles.models.story import bounds

#: The groups of the menu's buttons, in order.
MENU = ["headings", "lists", "nodes -blockType", "marks", "link", "figures", "table", "history"]

#: Extensions that need each other are all named: a missing one leaves no editor at all.
EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "StoryPicture": True,
    "StoryGallery": True,
    "StoryEmbed": True,
    "StoryPull": True,
    "StoryFacts": True,
    "StoryFootnote": True,
    "StoryLink": True,
    "StoryRules": True,
    "StorySuggestions": True,
    "StoryPaste": True,
    "StoryTools": True,
    "Placeholder": {"placeholder": "Write the story here"},
    # A newsroom wants its browsers' spelling checked.
    "NoSpellCheck": False,
    "Fullscreen": False,
    # Buttons only: the library's drop-down can't be opened from a keyboard.
    "Menu": {"groups": [{"group": group} for group in MENU]},
}

#: Of texts that are no story's: nobody would be shown what was suggested there.
NOT_OF_STORIES: dict[str, Any] = {
    "StorySuggestions": False,
    "Placeholder": {"placeholder": "Write here"},
}


def body_field(*, is_story: bool = False, **kwargs: Any) -> ProseEditorFormField:
    """The form field of a text; its value comes out sanitised. One that is too long to be looked at
    is an error, and comes back as it was typed. Only a story keeps what is suggested in it."""
    return ProseEditorFormField(
        config={"extensions": EXTENSIONS | ({} if is_story else NOT_OF_STORIES)},
        sanitize=_within_bounds,
        widget=AdminProseEditorWidget,
        **kwargs,
    )


def _within_bounds(body: str) -> str:
    if said := bounds.unreadable(body):
        raise ValidationError(said)
    return sanitiser.working(body)

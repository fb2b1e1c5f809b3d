"""What waits for somebody in the demo newsroom: submitted changes, and a translation whose source
has changed since."""

from __future__ import annotations

from typing import Any

from articles.models import Article, Change

#: A live story, a paragraph for its end, and what the editors are told of it.
SUBMITTED = "Night train to High Pell"
PARAGRAPH = (
    "<p>The night porter has asked for one more blanket a berth, and for fewer accordions.</p>"
)
NOTE = "A last line from the platform. Please check with the railway before it goes out."
#: A live story, what its version in Spanish begins with, and what the standfirst says by now.
TRANSLATED = "Skerrels ferry"
SPANISH = {
    "headline": "El ferri de las Skerrels da la vuelta con una tarta de boda a bordo",
    "standfirst": (
        "El barco de la tarde tenía ya a la vista el muelle de la isla cuando su capitana lo pensó "
        "mejor. El jueves se cancelan dos travesías."
    ),
}
BY_NOW = (
    "The evening sailing came within sight of the island pier before her master thought better of "
    "it. Two boats are cancelled on Thursday, and Friday’s first is in doubt."
)


def leave_waiting(user: Any) -> None:
    """Leave both, in a newsroom that was just made."""
    live = Article.objects.visible().filter(created_by=user)
    if story := live.filter(headline__startswith=SUBMITTED).first():
        content = story.content()
        story.write(content | {"body": content["body"] + PARAGRAPH}, None)
        story.submit_changes(None, NOTE)
    if source := live.filter(headline__startswith=TRANSLATED).first():
        version = source.translate("es", None)
        version.write(version.content() | SPANISH, None)
        Article.objects.filter(pk=version.pk).update(created_by=user)
        source.write(source.content() | {"standfirst": BY_NOW}, None)
        source.publish(None, change=Change.MINOR)

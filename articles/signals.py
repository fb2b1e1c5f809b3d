"""What the house tells itself: `changed`, once a change is committed, and what precedes it."""

from __future__ import annotations

from django.dispatch import Signal

#: Sent with `keys` (a list of surrogate keys such as `article:7`), at least once for each
#: change, in the process that made it or in a worker after a crash.
changed = Signal()

#: Sent with `keys` and `number` (the announcement's) within the transaction that changes
#: something: what is written by its receivers is committed with it, or not at all.
announced = Signal()

#: Sent with `story` (its number) and `event` within the transaction that webhooks are told of:
#: answered with what they are told of the story.
story_wanted = Signal()

#: Sent with `picture` (its number) once a picture is committed that lacks renditions.
renditions_wanted = Signal()

#: Sent with `story` (its number) once a change is committed of which its social card may have to
#: tell.
card_wanted = Signal()

#: Sent with `numbers`, `into` (a number, None for a deletion) and `by` within the transaction that
#: takes topics away, before they go.
topics_go = Signal()

#: The same where they are there again, because that was undone.
topics_are_back = Signal()

#: Sent with `life` within the transaction that puts a backup in the place of what is there.
putting_back = Signal()

#: Sent with `life` once the database is that of a backup: whoever keeps something begins anew.
was_put_back = Signal()

#: Sent with `job` (its number) once a bulk job is committed, and again where it was forgotten.
job_waits = Signal()

#: Sent once a mail is committed that waits to be sent.
mail_waits = Signal()

#: Sent once notices are committed of which mails or devices may have to tell.
notices_wait = Signal()

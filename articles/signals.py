"""What the house tells itself: `changed`, sent once a change is committed."""

from __future__ import annotations

from django.dispatch import Signal

#: Sent with `keys` (a list of surrogate keys such as `article:7`), at least once for each
#: change, in the process that made it or in a worker after a crash.
changed = Signal()

#: Sent with `picture` (its number) once a picture is committed that lacks renditions.
renditions_wanted = Signal()

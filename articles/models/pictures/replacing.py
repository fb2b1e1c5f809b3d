"""Putting another file in a picture's place, everywhere at once, and going back."""

from __future__ import annotations

from django.core.files.storage import storages
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.lib import imaging
from articles.models.changes.log import Entry, name_of, record
from articles.models.common.actors import Actor, account
from articles.models.common.texts import Line
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.pictures.picture import Picture

#: What belongs to the file, and comes and goes with it.
OF_FILE = ("sha256", "width", "height", "tone", "kind", "file_size", "focal_x", "focal_y",
           "source_type", "provenance")  # fmt: skip
OF_RENDITIONS = ("files", "edition", "made")
TAKEN = (
    *("sha256", "width", "height", "tone", "kind", "file_size", "original"),
    *("source_type", "provenance"),
    *(*OF_RENDITIONS, "renditions_due", "attempts", "renditions_error"),
)
#: How far shapes may differ so that the focal point still points at the same thing.
SAME_SHAPE = 0.02


class FormerFile(models.Model):
    """A file that a picture had before; its upload is kept."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="former_files")
    sha256 = models.CharField(max_length=64, db_index=True)
    #: OF_FILE and OF_RENDITIONS, as they were.
    details = models.JSONField()
    replaced_at = models.DateTimeField(default=timezone.now)
    by = account(blank=False)
    by_name = Line(max_length=150, blank=True)
    note = Line(gettext_lazy("why"), max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.picture} – {self.replaced_at:%Y-%m-%d %H:%M}"

    @property
    def as_picture(self) -> Picture:
        """The picture as it was, to be shown; not to be saved."""
        return Picture(alt_text=self.picture.alt_text, **self.details)


def twin_of(sha256: str) -> Picture | None:
    """The picture of the library that has this file."""
    return Picture.objects.filter(sha256=sha256).first()


def replace(picture: Picture, upload: imaging.Upload, by: Actor, note: str = "") -> None:
    """Put the file in `upload` in place of the picture's own: every story shows it from now on.

    Its words and rights stay. Raises NotAllowed where the library has that file already.
    """
    if (twin := twin_of(upload.sha256)) is not None:
        raise NotAllowed(
            _("This is the file that the picture has already.")
            if twin.pk == picture.pk
            else _("The library has this file already: “%(picture)s”.") % {"picture": twin}
        )
    taken = _taken(picture, upload)
    with transaction.atomic():
        row = _locked(picture)
        was, shape, focus = row.sha256, row.width / row.height, row.focus
        if abs(taken.width / taken.height / shape - 1) > SAME_SHAPE:
            focus = (0.5, 0.5)
        attempts = row.attempts if row.claimed_until else 0
        _put_by(row, by, note)
        _put_on(row, taken)
        # A worker that has the former file in hand goes on with this one.
        row.attempts = attempts
        row.focal_x, row.focal_y = focus
        _put_in(row, by, note, was)


def bring_back(former: FormerFile, by: Actor) -> None:
    """Give a picture the file again that it had; the present one becomes a former one.

    Raises NotAllowed where another picture has that file by now.
    """
    _refuse_twin(former)
    picture = former.as_picture
    files = [name for name in picture.files if _there(picture, name)]
    taken = None if files else _taken(former.picture, _read(former))
    note = _("Restored")
    with transaction.atomic():
        row = _locked(former.picture)
        _refuse_twin(former)
        _put_by(row, by, note)
        was = row.sha256
        for name, value in former.details.items():
            setattr(row, name, value)
        row.files = files
        row.original.name = f"{row.sha256[:2]}/{row.sha256}"
        if taken is not None:
            _put_on(row, taken)
        row.renditions_due = None
        former.delete()
        _put_in(row, by, note, was)


def _refuse_twin(former: FormerFile) -> None:
    if (twin := twin_of(former.sha256)) is not None:
        raise NotAllowed(_("The library has this file already: “%(picture)s”.") % {"picture": twin})


def _read(former: FormerFile) -> imaging.Upload:
    """Its upload, out of the store."""
    row = Picture(sha256=former.sha256)
    row.original.name = f"{row.sha256[:2]}/{row.sha256}"
    with row.original.open("rb") as file:
        return imaging.receive(file.read())


def _taken(picture: Picture, upload: imaging.Upload) -> Picture:
    """The picture as it would be with another file, which is stored by now: before the transaction,
    since a store may be far away."""
    taken = Picture.objects.get(pk=picture.pk)
    taken.take(upload)
    return taken


def _put_on(row: Picture, taken: Picture) -> None:
    """Let `row` have the file of `taken`. Its rights may have changed meanwhile: then the quick
    rendition says the former ones until a worker has made the others."""
    for name in TAKEN:
        setattr(row, name, getattr(taken, name))


def _there(picture: Picture, name: str) -> bool:
    return storages["default"].exists(f"{picture.folder}/{name}")


def _locked(picture: Picture) -> Picture:
    """The picture's row, locked."""
    return Picture.objects.select_for_update().get(pk=picture.pk)


def _put_by(row: Picture, by: Actor, note: str) -> None:
    """Keep the picture's present file as a former one."""
    FormerFile.objects.create(
        picture=row,
        sha256=row.sha256,
        details={name: getattr(row, name) for name in (*OF_FILE, *OF_RENDITIONS)},
        by_id=by.pk if by is not None else None,
        by_name=name_of(by),
        note=note.strip()[:300],
    )


def _put_in(row: Picture, by: Actor, note: str, was: str) -> None:
    """Save a row with another file than the one whose hash it `was`, and say so."""
    row.save(
        update_fields=[
            *OF_FILE,
            *OF_RENDITIONS,
            "original",
            "renditions_due",
            "attempts",
            "renditions_error",
        ]
    )
    record(
        Entry.Verb.REPLACE_PICTURE,
        by,
        title=str(row),
        note=note.strip(),
        picture=row.pk,
        before={"sha256": was},
        after={"sha256": row.sha256},
    )

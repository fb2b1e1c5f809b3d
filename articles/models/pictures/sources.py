"""How a picture came about: IPTC's digital source types, and what readers are told of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.lib.imaging.metadata.provenance import CHANGED, MADE


class Source(models.TextChoices):
    """The digital source types (cv.iptc.org/newscodes/digitalsourcetype)."""

    UNKNOWN = "", _("Unknown")
    CAPTURE = "digitalCapture", _("Camera original")
    COMPUTED = "computationalCapture", _("Camera, computed from several shots")
    NEGATIVE = "negativeFilm", _("Scan of a negative")
    POSITIVE = "positiveFilm", _("Scan of a slide")
    PRINT = "print", _("Scan of a print")
    EDITED = "humanEdits", _("Edited by a person")
    COMPOSITE = "composite", _("Composite")
    CAPTURES = "compositeCapture", _("Composite of photographs")
    SYNTHETIC = "compositeSynthetic", _("Composite with synthetic parts")
    DRAWN = "digitalCreation", _("Drawn or made by a person")
    SCREEN = "screenCapture", _("Screenshot")
    VIRTUAL = "virtualRecording", _("Recorded in a virtual world")
    DATA = "dataDrivenMedia", _("Made from data")
    ENHANCED = "algorithmicallyEnhanced", _("Enhanced by software")
    ALGORITHM = "algorithmicMedia", _("Made by software, without AI")
    MADE_WITH_AI = MADE, _("Made with AI")
    EDITED_WITH_AI = CHANGED, _("Edited with AI")


#: Those of AI.
AI = frozenset({Source.MADE_WITH_AI.value, Source.EDITED_WITH_AI.value})
#: What readers are told beside the credit; of all others nothing.
TOLD = {
    Source.CAPTURE.value: _("Camera original"),
    Source.COMPOSITE.value: _("Composite"),
    Source.CAPTURES.value: _("Composite"),
    Source.SYNTHETIC.value: _("Composite"),
    Source.MADE_WITH_AI.value: _("Made with AI"),
    Source.EDITED_WITH_AI.value: _("Edited with AI"),
}

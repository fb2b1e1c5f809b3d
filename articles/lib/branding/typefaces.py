"""Families of letters that readers' devices have already: nothing is loaded for them."""

from typing import Final

#: By the name under which a paper chooses them; each ends on a family that every device has.
STACKS: Final[dict[str, str]] = {
    "old-style": '"Iowan Old Style","Palatino Linotype","URW Palladio L",P052,Palatino,serif',
    "modern": 'Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,serif',
    "contrast": 'Didot,"Bodoni MT","Bodoni 72","Noto Serif Display","URW Bookman L",serif',
    "slab": 'Rockwell,"Rockwell Nova","Roboto Slab","DejaVu Serif","Sitka Small",serif',
    "humanist": 'Seravek,"Gill Sans Nova","Gill Sans",Ubuntu,Calibri,"DejaVu Sans",sans-serif',
    "geometric": 'Avenir,"Avenir Next",Montserrat,"Century Gothic","URW Gothic",sans-serif',
    "grotesque": '"Helvetica Neue",Helvetica,Inter,Roboto,"Nimbus Sans",Arial,sans-serif',
    "system": 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif',
}

"""Pictures that explain: sections, molecules and designs, drawn as code in panels that stack on a phone.

:func:`show` draws a picture by name. Each is a module with ``draw(**values)``; the lesson hands in what is shown as
fact, as a claim of its ledger or as a number that it computed. :class:`Strip` sets panels of several side by side, as
small links. ``kit`` holds what all of them draw with.
"""

from .kit import Picture, share_sheet
from .kit.picture import CREDIT
from .registry import PictureError, names, show
from .strip import Strip, Thumbnail

__all__ = ["CREDIT", "Picture", "PictureError", "Strip", "Thumbnail", "names", "share_sheet", "show"]

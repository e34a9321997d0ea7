"""Pictures that explain: sections, molecules and designs, drawn as code in panels that stack on a phone.

:func:`show` draws a picture by name. Each is a module with ``draw(**values)``; the lesson hands in what is shown as
fact, as a claim of its ledger or as a number that it computed. ``kit`` holds what all of them draw with.
"""

from .kit import Picture, share_sheet
from .registry import PictureError, names, show

__all__ = ["Picture", "PictureError", "names", "share_sheet", "show"]

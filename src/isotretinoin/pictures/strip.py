"""A strip of small pictures that tells a story: one panel of each, without its letters, and a link below it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..links import marked
from .kit import Picture
from .kit.roles import style_sheet
from .registry import PictureError

__all__ = ["Strip", "Thumbnail"]

_TEXT = re.compile(r"<text\b.*?</text>\n?", re.S)
_OPENING = re.compile(r'viewBox="[^"]*" style="[^"]*"')


@dataclass(frozen=True)
class Thumbnail:
    """One panel of a picture, cut out.

    Parameters
    ----------
    picture : Picture
    panel : int
        Which of its panels, from 0.
    cut : tuple of float
        Left, top, width and height of what is shown, in the panel's own units.
    words : str
        What it says, in one short sentence.
    link : str
        Where it leads, as the source file: ``../notebooks/01_a_headline_and_a_gland.ipynb``.

    Raises
    ------
    PictureError
        If the picture has no such panel.
    """

    picture: Picture
    panel: int
    cut: tuple[float, float, float, float]
    words: str
    link: str

    def __post_init__(self) -> None:
        count = len(self.picture.panels)
        if not 0 <= self.panel < count:
            raise PictureError(f"{self.picture.title!r} has panels 0 to {count - 1}, and no panel {self.panel}.")

    @property
    def drawing(self) -> str:
        """The panel as ``<svg>``: its letters would be too small to read, so the words below stand for them."""
        box = " ".join(f"{number:g}" for number in self.cut)
        bare = _TEXT.sub("", self.picture.panels[self.panel].markup())
        return _OPENING.sub(f'viewBox="{box}" preserveAspectRatio="xMidYMid slice"', bare, count=1)


class Strip:
    """Thumbnails side by side, each a link.

    Parameters
    ----------
    thumbnails : sequence of Thumbnail
    label : str
        What the strip is, for those who can't see it.

    Examples
    --------
    >>> from isotretinoin import evidence, pictures
    >>> gland = pictures.show("gland", smaller=evidence.claim("time-gland-90"))
    >>> one = pictures.Thumbnail(gland, 0, (0, 40, 338, 338), "A gland.", "01_a_headline_and_a_gland.ipynb")
    >>> pictures.Strip([one], "The story in one picture")
    The story in one picture: A gland.
    """

    def __init__(self, thumbnails: Sequence[Thumbnail], label: str) -> None:
        self.thumbnails = tuple(thumbnails)
        self.label = label

    def _repr_html_(self) -> str:
        items = "".join(
            f"<li>{marked(one.link, words)}</li>"
            for one in self.thumbnails
            for words in [f'<span class="iso-pic">{one.drawing}</span><span>{html.escape(one.words)}</span>']
        )
        label = html.escape(self.label)
        return f'<style>{style_sheet()}</style><ol class="iso-strip" aria-label="{label}">{items}</ol>'

    def __repr__(self) -> str:
        return f"{self.label}: {' '.join(one.words for one in self.thumbnails)}"

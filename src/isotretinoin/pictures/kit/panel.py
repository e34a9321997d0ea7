"""A panel: a part of a picture, drawn for the width that it has on a phone, with its letters at their real size."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike

from .curves import join, number, smooth

__all__ = ["Panel"]


class Panel:
    """A drawing of its own within a picture; lengths are CSS pixels on a page 690 wide.

    Parameters
    ----------
    width, height : float
        338 wide stands two in a row, 290 two in an explorable, 222 three in a row; each stands alone on a phone.

    Every method that draws names roles of :data:`~isotretinoin.pictures.kit.ROLES`, with their tints, and adds one
    element; later elements cover earlier ones.
    """

    def __init__(self, width: float = 338, height: float = 300) -> None:
        self.width = width
        self.height = height
        self.parts: list[str] = []

    def add(self, markup: str) -> None:
        """Add markup as it is."""
        self.parts.append(markup)

    @contextlib.contextmanager
    def at(
        self, x: float, y: float, turn: float = 0, scale: float = 1, alpha: float = 1, *, mark: str = ""
    ) -> Iterator[Panel]:
        """Move the origin while things are drawn.

        Parameters
        ----------
        turn : float
            In degrees, clockwise.
        mark : str
            Name of the thing, once in a picture: in an explorable it glides to where the next state has it.
        """
        moved = f"translate({number(x)} {number(y)})"
        moved += f" rotate({number(turn)})" if turn else ""
        moved += f" scale({scale:g})" if scale != 1 else ""
        pale = f' opacity="{alpha:g}"' if alpha != 1 else ""
        name = f' data-mark="{mark}"' if mark else ""
        self.add(f'<g{name} transform="{moved}"{pale}>')
        yield self
        self.add("</g>")

    @staticmethod
    def _look(
        fill: str | None, line: str | None, width: float, dash: str | None, alpha: float | None, square: bool
    ) -> str:
        look = f' fill="var(--{fill})"' if fill else ' fill="none"'
        if line:
            look += f' stroke="var(--{line})" stroke-width="{width:g}"'
            look += "" if square else ' stroke-linecap="round" stroke-linejoin="round"'
            look += f' stroke-dasharray="{dash}"' if dash else ""
        return look + (f' opacity="{alpha:g}"' if alpha is not None else "")

    def path(
        self,
        d: str,
        fill: str | None = None,
        line: str | None = None,
        width: float = 1.5,
        *,
        dash: str | None = None,
        alpha: float | None = None,
        square: bool = False,
    ) -> None:
        """Draw path data. Living things have round ends; ``square`` is for apparatus."""
        self.add(f'<path d="{d}"{self._look(fill, line, width, dash, alpha, square)}/>')

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        fill: str | None = None,
        line: str | None = None,
        width: float = 1.5,
        *,
        dash: str | None = None,
        alpha: float | None = None,
    ) -> None:
        """Draw a circle."""
        look = self._look(fill, line, width, dash, alpha, square=True)
        self.add(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"{look}/>')

    def oval(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        fill: str | None = None,
        line: str | None = None,
        width: float = 1.5,
        *,
        dash: str | None = None,
        alpha: float | None = None,
    ) -> None:
        """Draw an ellipse by its centre and half axes."""
        look = self._look(fill, line, width, dash, alpha, square=True)
        place = f'cx="{number(x)}" cy="{number(y)}" rx="{number(wide)}" ry="{number(high)}"'
        self.add(f"<ellipse {place}{look}/>")

    def box(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        fill: str | None = None,
        line: str | None = None,
        width: float = 1.5,
        *,
        round: float = 0,  # noqa: A002
        dash: str | None = None,
        alpha: float | None = None,
    ) -> None:
        """Draw a rectangle by its upper left corner; ``round`` is the radius of its corners."""
        look = self._look(fill, line, width, dash, alpha, square=True)
        place = f'x="{number(x)}" y="{number(y)}" width="{number(wide)}" height="{number(high)}"'
        place += f' rx="{number(round)}"' if round else ""
        self.add(f"<rect {place}{look}/>")

    def dots(self, places: Iterable[ArrayLike], role: str, size: float, alpha: float | None = None) -> None:
        """Draw many round dots of one size as one element: lines without length have round ends."""
        places = np.round(list(places))
        steps = np.diff(places, axis=0, prepend=0) if len(places) else []
        d = "".join(f"m{join([step])}h0" for step in steps)
        if d:
            self.path(d, line=role, width=size, alpha=alpha)

    def drops(self, found: Iterable[Sequence[float]], fill: str = "fat2", line: str = "fat", edge: float = 0.9) -> None:
        """Draw drops (x, y, radius), those of like size together."""
        sizes: dict[float, list[tuple[float, float]]] = {}
        for x, y, radius in found:
            sizes.setdefault(max(1.5, round(radius / 1.5) * 1.5), []).append((round(x), round(y)))
        for radius, places in sorted(sizes.items()):
            self.dots(places, line, 2 * radius + edge)
            self.dots(places, fill, 2 * radius - edge)

    def text(
        self, x: float, y: float, words: str, look: str = "", *, halo: str | None = None, line: float = 15
    ) -> None:
        """Write words; a bar parts lines, and *stars* set italics.

        Parameters
        ----------
        look : str
            Classes: ``head``, ``bold``, ``note`` (small and grey), ``mid`` or ``end`` (anchor), ``ngal`` or ``drug``
            (colour), ``bare`` (without a halo).
        halo : str, optional
            Role of what the words stand on, where that is not paper.
        line : float
            From one line to the next.
        """
        rows = [re.sub(r"\*(.+?)\*", r'<tspan class="it">\1</tspan>', html.escape(row)) for row in words.split("|")]
        marks = (f' class="{look}"' if look else "") + (f' style="--halo:var(--{halo})"' if halo else "")
        start = f'<text x="{number(x)}" y="{number(y)}"{marks}>'
        if len(rows) > 1:
            rows = [
                f'<tspan x="{number(x)}" dy="{number(line if place else 0)}">{row}</tspan>'
                for place, row in enumerate(rows)
            ]
        self.add(f"{start}{''.join(rows)}</text>")

    def leader(self, *points: ArrayLike) -> None:
        """Draw a thin line from a label to what it names, with a dot on the thing."""
        x, y = points[-1]
        self.add(f'<path class="lead" d="M{join(points)}"/>')
        self.add(f'<circle class="tip" cx="{number(x)}" cy="{number(y)}" r="2.4"/>')

    def arrow(
        self, *points: ArrayLike, role: str = "ink", width: float = 1.8, head: float = 7, dash: str | None = None
    ) -> None:
        """Draw a curved arrow through points, with a filled head at the last one."""
        at = [np.asarray(point, float) for point in points]
        back = at[-2] if len(at) == 2 else at[-1] * 0.6 + at[-2] * 0.3 + at[-3] * 0.1
        ahead = (at[-1] - back) / np.hypot(*(at[-1] - back))
        across = np.array([-ahead[1], ahead[0]]) * head * 0.5
        neck = at[-1] - ahead * head
        self.path(smooth([*at[:-1], at[-1] - ahead * head * 0.6]), line=role, width=width, dash=dash)
        self.path(f"M{join([at[-1], neck + across, neck + ahead * head * 0.28, neck - across])}Z", role)

    def markup(self) -> str:
        """Return the panel as one ``<svg>``, an element a line."""
        parts = "\n".join(self.parts)
        size = f"0 0 {number(self.width)} {number(self.height)}"
        wide = f"max-width:{number(self.width * 7 / 6)}px"
        return f'<svg viewBox="{size}" style="{wide}" aria-hidden="true" focusable="false">\n{parts}\n</svg>'

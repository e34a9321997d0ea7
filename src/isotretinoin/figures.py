"""House style of every figure: one palette, one size grid, and an alternative text that a figure can't do without.

The palette is Okabe and Ito's (2008, Color Universal Design), which stays apart under the three common colour-vision
deficiencies; its yellow and black are left out because they fail on a white or a dark page. Colour is never the only
carrier of a difference: markers and labels differ too.
"""

from __future__ import annotations

import html
import io
import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.figure import Figure

__all__ = ["MARKERS", "PALETTE", "SIZES", "AccessibleFigure", "show", "to_svg", "use"]

_BLUE, _ORANGE, _GREEN, _RED, _SKY, _PURPLE, _GREY = (
    "#0072B2",
    "#C77700",
    "#008A66",
    "#D55E00",
    "#3A93C9",
    "#B7609A",
    "#7F7F7F",
)

PALETTE: dict[str, str] = {
    "up": _RED,
    "down": _BLUE,
    "unchanged": _GREY,
    "female": _PURPLE,
    "male": _GREEN,
    "all": _GREY,
    "vehicle": _SKY,
    "treated": _RED,
    "baseline": _SKY,
    "on drug": _RED,
    "control siRNA": _ORANGE,
    "LCN2 siRNA": _BLUE,
    "highlight": _ORANGE,
    "true": _GREEN,
    "false": _RED,
}
"""Role to colour (hex). A figure names the role, never the colour."""

MARKERS: dict[str, str] = {
    "female": "o",
    "male": "s",
    "all": "D",
    "vehicle": "o",
    "treated": "s",
    "baseline": "o",
    "on drug": "s",
}
"""Role to marker, so that a role can be told without its colour."""

SIZES: dict[str, tuple[float, float]] = {
    "small": (4.2, 3.0),
    "column": (6.4, 3.8),
    "wide": (8.2, 3.8),
    "tall": (6.4, 5.4),
}
"""Name to width and height in inches; at 100 px an inch the widest fills the text column of the site."""

_STYLE = {
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": "medium",
    "figure.constrained_layout.use": True,
    "figure.figsize": SIZES["column"],
    "font.family": "sans-serif",
    "font.size": 10.0,
    "grid.alpha": 0.35,
    "legend.frameon": False,
    "lines.markersize": 5,
    "svg.fonttype": "none",
    "svg.hashsalt": "isotretinoin",
}


def use() -> None:
    """Set the house style for every figure drawn after this call."""
    sns.set_theme(style="ticks", rc=_STYLE)
    sns.set_palette([_BLUE, _RED, _GREEN, _PURPLE, _ORANGE, _SKY])


def to_svg(figure: Figure, alt: str) -> str:
    """Turn a figure into one accessible ``<svg>`` element and close it.

    Text stays text, the background is transparent, and black becomes the colour of the surrounding text, so that the
    same picture is legible in light mode, dark mode and print.

    Parameters
    ----------
    figure : matplotlib figure
        Closed afterwards.
    alt : str
        What the figure shows, as a sentence; states the finding, with its numbers.

    Raises
    ------
    ValueError
        If ``alt`` is empty.
    """
    if not alt.strip():
        raise ValueError("A figure needs an alternative text: say in one sentence what it shows.")
    buffer = io.StringIO()
    with mpl.rc_context({key: _STYLE[key] for key in ("svg.fonttype", "svg.hashsalt", "font.family")}):
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    plt.close(figure)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.S)
    svg = re.sub(r"(#000000|#262626)\b", "currentColor", svg)
    # Matplotlib writes black text without naming a colour; an SVG without one stays black on a dark page.
    svg = re.sub(r"<text ", '<text fill="currentColor" ', svg)
    # Matplotlib styles `*`, which would reach every drawing of the page; set on the root, its own marks inherit it.
    svg = re.sub(r"<style[^>]*>\s*\*\s*\{.*?</style>", "", svg, flags=re.S)
    # It numbers the groups of every figure alike; only ids that something refers to are made from their content.
    referenced = set(re.findall(r"""(?:url\(#|href="#)([^")]*)""", svg))
    svg = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in referenced else "", svg)
    svg = re.sub(r"\s*\n\s*", "\n", svg)
    start = f'<svg role="img" aria-label="{html.escape(alt)}" stroke-linejoin="round" stroke-linecap="butt" '
    return svg.strip().replace("<svg ", start, 1)


class AccessibleFigure:
    """A figure ready for display, with its alternative text."""

    def __init__(self, svg: str, alt: str) -> None:
        self.svg = svg
        self.alt = alt

    def _repr_html_(self) -> str:
        return f'<div class="iso-figure">{self.svg}</div>'

    def __repr__(self) -> str:
        return f"Figure: {self.alt}"


def show(figure: Figure, alt: str) -> AccessibleFigure:
    """Return the figure for display as the last value of a cell.

    ``alt`` is what a reader who can't see the figure gets: one or two sentences that state the finding, with numbers
    that code puts in.
    """
    return AccessibleFigure(to_svg(figure, alt), alt)

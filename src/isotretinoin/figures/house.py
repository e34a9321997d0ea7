"""House style of every figure: one palette, one size grid, and an alternative text that a figure can't do without.

The palette has Okabe and Ito's hues (2008, Color Universal Design) without yellow and black, which fail on a white or a
dark page. Lightness and hue are moved as little as it takes for every two colours to differ by 15 or more in CIELAB, as
they are and as people with the three colour-vision deficiencies see them (Machado and others 2009), while each has a
contrast of 3 to 1 on a light and on a dark page. Colour is never the only carrier of a difference: markers and labels
differ too.
"""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Iterable

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatterSciNotation, LogLocator, NullLocator
from PIL import Image

from .narrow import Layout, draw_as, draw_narrow

__all__ = ["MARKERS", "PALETTE", "SIZES", "AccessibleFigure", "band", "looks", "mark", "show", "to_svg", "use"]

_BLUE, _ORANGE, _GREEN, _RED, _SKY, _PURPLE, _GREY = (
    "#0466C3",
    "#CB7B00",
    "#008753",
    "#B54500",
    "#369AD8",
    "#B3599F",
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
    "week 1": _RED,
    "control siRNA": _ORANGE,
    "LCN2 siRNA": _BLUE,
    "highlight": _ORANGE,
    "true": _GREEN,
    "false": _RED,
}
"""Role to colour (hex). A figure names the role, never the colour."""

MARKERS: dict[str, str] = {
    "up": "^",
    "down": "v",
    "female": "o",
    "male": "s",
    "all": "D",
    "vehicle": "o",
    "treated": "s",
    "baseline": "o",
    "on drug": "s",
    "week 1": "s",
}
"""Role to marker, so that a role can be told without its colour."""

_CYCLE = (_BLUE, _RED, _GREEN, _PURPLE, _ORANGE, _SKY)
"""Colours of levels that are no role, in the order in which they are dealt out."""

_SHAPES = ("o", "s", "D", "^", "v", "P")
"""Markers of levels that are no role. All are filled, which seaborn asks for when it mixes markers."""

SIZES: dict[str, tuple[float, float]] = {
    "small": (6.4, 3.0),
    "column": (6.4, 3.8),
    "wide": (8.2, 3.8),
    "tall": (6.4, 5.4),
}
"""Name to width and height in inches; at 100 px an inch the widest fills the text column of the site."""

_TURNED = ("#000000", "#1a1a1a", "#262626")
"""What Matplotlib and seaborn call black: becomes the colour of the surrounding text."""

_MARK = "mark-"
"""Begins the id that Matplotlib writes for a mark with a name."""

_IMAGE_DPI = 100
_IMAGE = re.compile(r"(data:image/png;base64,)([A-Za-z0-9+/=\s]+)")
_LABEL = re.compile(r' role="img" aria-label="[^"]*"')

_INK = "#1f1f1f"
"""Black that stays black."""

_STYLE = {
    # Numbers are written out beside an axis: a factor in its corner is overlooked, and stands where the title does.
    "axes.formatter.limits": (-9, 9),
    "axes.formatter.useoffset": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": "medium",
    # Where Matplotlib puts it, too, after measuring all words of the axes at each drawing. Above an axis at the top,
    # which no figure of the course has, a title wants a ``pad``.
    "axes.titley": 1.0,
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
    # Here, because it loads all of scipy.stats: who needs a colour or a caption alone need not wait for it.
    import seaborn as sns

    sns.set_theme(style="ticks", rc=_STYLE)
    sns.set_palette(_CYCLE)


def looks(levels: Iterable[str]) -> dict[str, dict[str, str]]:
    """Give each level of a label its colour and its marker, as seaborn's ``palette`` and ``markers``.

    Parameters
    ----------
    levels : iterable of str
        Repeats are allowed. A level that is a role of the house, such as ``female``, keeps the look of that role; the
        others share out what is left, in the order in which they come.

    Raises
    ------
    ValueError
        If there are more levels than looks: nobody could tell them apart.
    """
    levels = list(dict.fromkeys(levels))
    roles = [level for level in levels if level in MARKERS]
    others = [level for level in levels if level not in MARKERS]
    found = {}
    for name, table, pool in (("palette", PALETTE, _CYCLE), ("markers", MARKERS, _SHAPES)):
        fixed = {role: table[role] for role in roles}
        free = [look for look in pool if look not in fixed.values()]
        if len(others) > len(free):
            raise ValueError(f"{len(levels)} levels are too many to be told apart. Join some of them first.")
        found[name] = fixed | dict(zip(others, free, strict=False))
    return found


def _keep_dark_on_mesh(figure: Figure) -> None:
    """Give dark text, frames and lines on a heat map a colour of their own: cells stay as light on a dark page."""
    for axes in figure.axes:
        if not any(isinstance(artist, QuadMesh) for artist in axes.collections):
            continue
        for drawn in (*axes.texts, *axes.lines):
            if to_hex(drawn.get_color()) in _TURNED:
                drawn.set_color(_INK)
        frames = (*axes.patches, *(lines for lines in axes.collections if isinstance(lines, LineCollection)))
        for drawn in frames:
            if {to_hex(colour) for colour in to_rgba_array(drawn.get_edgecolor())} & set(_TURNED):
                drawn.set_edgecolor(_INK)


class _Powers(LogFormatterSciNotation):
    """Powers of ten as text, 10³ and 2×10⁻⁴, where Matplotlib writes a formula.

    A formula is taken apart for each label of each picture, which is a third of the time of drawing an explorable's
    states, and no reader of a page can find or copy it as text.
    """

    _SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

    def __call__(self, x: float, pos: int | None = None) -> str:
        text = super().__call__(x, pos).removeprefix(r"$\mathdefault{").removesuffix("}$").replace(r"\times", "×")
        return re.sub(r"\^\{(.*?)\}", lambda power: power[1].translate(self._SUPERSCRIPT), text).replace("-", "−")


_DECADES = 3
"""Over more powers of ten than these, ticks between them say no more than the labels; each costs like a label."""


def _write_powers_as_text(figure: Figure) -> None:
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        for ticks in (axis.major, axis.minor):
            if type(ticks.formatter) is LogFormatterSciNotation:
                powers = _Powers()
                vars(powers).update(vars(ticks.formatter))
                ticks.formatter = powers
        if axis.get_scale() == "log" and isinstance(axis.minor.locator, LogLocator):
            low, high = sorted(axis.get_view_interval())
            if high > low * 10**_DECADES:
                axis.set_minor_locator(NullLocator())


def _with_palette(image: str) -> str:
    """Return a PNG (base64) with a palette where its colours are few: a cloud of points has a quarter of its size."""
    picture = Image.open(io.BytesIO(base64.b64decode(image))).convert("RGBA")
    pixels = np.asarray(picture).view("<u4")[..., 0]
    colours, places = np.unique(pixels, return_inverse=True)
    if len(colours) > 256:
        return image
    indexed = Image.fromarray(places.reshape(pixels.shape).astype(np.uint8), "P")
    channels = colours.view(np.uint8).reshape(-1, 4)
    indexed.putpalette(channels[:, :3].tobytes())
    buffer = io.BytesIO()
    indexed.save(buffer, "PNG", optimize=True, transparency=channels[:, 3].tobytes())
    return base64.b64encode(buffer.getvalue()).decode()


def _hold_alt(alt: str) -> None:
    if not alt.strip():
        raise ValueError("A figure needs an alternative text: say in one sentence what it shows.")


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
    _hold_alt(alt)
    _keep_dark_on_mesh(figure)
    _write_powers_as_text(figure)
    for patch in (figure.patch, *(axes.patch for axes in figure.axes)):
        patch.set(facecolor="none", edgecolor="none")
    # Of what is drawn as an image: a layout for a phone was measured in points.
    figure.set_dpi(max(_IMAGE_DPI, figure.get_dpi()))
    width, height = (72 * length for length in figure.get_size_inches())
    buffer = io.StringIO()
    with mpl.rc_context({key: _STYLE[key] for key in ("svg.fonttype", "svg.hashsalt", "font.family")}):
        # `savefig` draws a figure with a layout engine twice; the canvas draws it once, and lays it out as it does.
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    plt.close(figure)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.S)
    svg = re.sub(rf"({'|'.join(_TURNED)})\b", "currentColor", svg)
    svg = _IMAGE.sub(lambda found: found[1] + _with_palette(found[2]), svg)
    # Matplotlib writes black text without naming a colour; an SVG without one stays black on a dark page.
    svg = re.sub(r"<text ", '<text fill="currentColor" ', svg)
    # Matplotlib styles `*`, which would reach every drawing of the page; set on the root, its own marks inherit it.
    svg = re.sub(r"<style[^>]*>\s*\*\s*\{.*?</style>", "", svg, flags=re.S)
    svg = re.sub(rf' id="{_MARK}([^"]*)"', r' data-mark="\1"', svg)
    # It numbers the groups of every figure alike; only ids that something refers to are made from their content.
    referenced = set(re.findall(r"""(?:url\(#|href="#)([^")]*)""", svg))
    svg = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in referenced else "", svg)
    svg = re.sub(r"\s*\n\s*", "\n", svg)
    start = f'<svg role="img" aria-label="{html.escape(alt)}" stroke-linejoin="round" stroke-linecap="butt" '
    # How wide it was drawn, for a style sheet that must not shrink letters below what can be read; and its shape, for
    # one that leaves room for a figure before it is drawn.
    start += f'style="--drawn: {width:g}pt; --shape: {width:g}/{height:g}" '
    return svg.strip().replace("<svg ", start, 1)


def band(ax: Axes, low: float, high: float, role: str, label: str) -> None:
    """Mark a stretch of the horizontal axis by a hatched band with a line at each of its ends.

    A pale fill alone fades on a dark page and in a print without colour; strokes do not. An end beyond the axis gets no
    line, so that a stretch without an end looks like one.

    Parameters
    ----------
    ax : Axes
        With the limits of its horizontal axis already set; they stay as they are.
    low, high : float
        Ends of the stretch, in the units of the axis; may be infinite.
    role : str
        Role of :data:`PALETTE`.
    label : str
        For the legend.

    Raises
    ------
    ValueError
        If ``low`` does not lie below ``high``.
    """
    if not low < high:
        raise ValueError(f"A band needs a lower end below its upper end; got {low!r} and {high!r}.")
    left, right = sorted(ax.get_xlim())
    colour = PALETTE[role]
    ends = (max(low, left), min(high, right))
    ax.axvspan(*ends, facecolor=colour, alpha=0.15, linewidth=0, zorder=0.5)
    # A patch of its own: in SVG a pale fill that carries a hatch comes out solid.
    ax.axvspan(*ends, facecolor="none", edgecolor=colour, hatch="///", linewidth=0, zorder=0.6, label=label)
    for end in (low, high):
        if left <= end <= right:
            ax.axvline(end, color=colour, linewidth=1.5, zorder=1)
    ax.set_xlim(left, right)


class AccessibleFigure:
    """A figure ready for display, with its alternative text and its caption.

    A caption that says the finding serves readers who see the figure and readers who don't: the drawing is then hidden
    from screen readers, which would say it twice. A figure with an alternative text of its own keeps both.
    """

    def __init__(
        self, svg: str, alt: str, *, caption: str = "", credit: str = "", figure: Figure | None = None
    ) -> None:
        self.alt = alt
        self.caption = caption or alt
        """What the figure shows, below it; a page puts its number before it."""
        self.credit = credit
        """Who drew it, under which licence, and where its facts come from (HTML); our own data need none."""
        self._svg = svg
        self._scale = self._layout = ""
        self._figure = figure
        self._narrow = ""

    @property
    def svg(self) -> str:
        """The drawing; a Matplotlib figure is drawn when it is first asked for."""
        self.draw()
        return self._svg

    @property
    def scale(self) -> str:
        """Equal for two figures whose axes run alike: a mark's place means the same on both."""
        self.draw()
        return self._scale

    @property
    def layout(self) -> str:
        """Equal where the axes stand at the same place as well: one figure fits over the other."""
        self.draw()
        return self._layout

    def draw(self, like: Layout | None = None) -> Layout | None:
        """Draw :attr:`svg`, laid out as another figure where that fits, and return how it is laid out.

        Parameters
        ----------
        like : Layout, optional
            Of the state before, where this figure is one of many states.
        """
        if self._svg:
            return like
        self._svg, layout = draw_as(self._figure, lambda laid: to_svg(laid, self.alt), like)
        self._scale, self._layout = _scale(self._figure), _layout(self._figure)
        return layout

    @property
    def narrow(self) -> str:
        """The same figure laid out for a phone; empty where it can't be without cutting something off.

        It is drawn when it is first asked for.
        """
        if self._figure is not None:
            self.draw_narrow()
        return self._narrow

    def draw_narrow(self, like: Layout | None = None) -> Layout | None:
        """Draw :attr:`narrow`, laid out as another figure where that fits, and return how it is laid out.

        Parameters
        ----------
        like : Layout, optional
            Of the state before, where this figure is one of many states.
        """
        self.draw()
        figure, self._figure = self._figure, None
        if figure is None:
            return None
        drawing, layout = draw_narrow(figure, lambda laid: to_svg(laid, self.alt), like)
        self._narrow = _own_ids(drawing)
        return layout

    def _repr_html_(self) -> str:
        drawings = [self.svg]
        if self.narrow:
            # A page of the course shows the one that fits; where there is no style sheet of ours, the second is hidden.
            second = self.narrow.replace('style="', 'style="display: none; ', 1)
            drawings = [_of_class(self.svg, "iso-wide"), _of_class(second, "iso-narrow")]
        if self.caption == self.alt:
            drawings = [_LABEL.sub(' aria-hidden="true"', drawing, count=1) for drawing in drawings]
        caption = html.escape(self.caption, quote=False)
        # JupyterLab brings no style sheet of ours, and would draw the figure in from both sides.
        below = f'<figcaption class="iso-caption">{caption}</figcaption>'
        return f'<figure class="iso-figure" style="margin: 0">{"".join(drawings)}{below}</figure>'

    def __repr__(self) -> str:
        return f"Figure: {self.alt}"


def _of_class(svg: str, name: str) -> str:
    return svg.replace("<svg ", f'<svg class="{name}" ', 1)


def _own_ids(svg: str) -> str:
    """Return a drawing whose ids are not those of another drawing of the same figure on the page."""
    return re.sub(r'( id="|url\(#|href="#)', r"\1n-", svg)


def mark(artist: Artist, name: str) -> None:
    """Say what one mark of a figure stands for, so that it can be found again in another picture of the same thing.

    Parameters
    ----------
    artist : Matplotlib artist
        A line, a patch, a text: whatever draws the mark.
    name : str
        Of the thing, such as ``P5``; once in a figure.

    Examples
    --------
    >>> figure, axes = plt.subplots()
    >>> mark(axes.plot([0, 1], [8.1, 9.4])[0], "P5")
    >>> 'data-mark="P5"' in to_svg(figure, "Patient P5 rises.")
    True
    """
    artist.set_gid(f"{_MARK}{name}")


def _scale(figure: Figure) -> str:
    """Say in which units each of a figure's axes runs, from where to where."""
    told = []
    for axes in figure.axes:
        ends = " ".join(f"{end:.6g}" for end in (*axes.get_xlim(), *axes.get_ylim()))
        names = [text.get_text() for text in (*axes.get_xticklabels(), *axes.get_yticklabels())]
        told.append(f"{axes.get_xscale()} {axes.get_yscale()} {ends} {names}")
    return "; ".join(told)


def _layout(figure: Figure) -> str:
    """Say where a figure's axes stand, in pixels."""
    width, height = figure.get_size_inches() * 100
    places = (axes.get_position().bounds for axes in figure.axes)
    return f"{width:.0f}×{height:.0f} " + "; ".join(
        f"{left * width:.0f} {low * height:.0f} {across * width:.0f} {up * height:.0f}"
        for left, low, across, up in places
    )


def show(figure: Figure, caption: str = "", *, alt: str = "") -> AccessibleFigure:
    """Return the figure for display as the last value of a cell.

    Parameters
    ----------
    figure : matplotlib figure
        Closed afterwards.
    caption : str
        The finding, in one or two sentences with numbers that code puts in. Stands below the figure; a page of the
        course puts "Figure 7.3" before it.
    alt : str
        What a reader who can't see the figure gets, where that is more than the caption. Without a caption, it is one.

    Raises
    ------
    ValueError
        If there is neither.

    Examples
    --------
    >>> figure, axes = plt.subplots()
    >>> _ = axes.bar(["dish", "skin"], [85, 783])
    >>> show(figure, "The dish has 85 genes, the skin 783.")
    Figure: The dish has 85 genes, the skin 783.
    """
    alt = alt or caption
    _hold_alt(alt)
    plt.close(figure)
    return AccessibleFigure("", alt, caption=caption, figure=figure)

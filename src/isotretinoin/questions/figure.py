"""The figure of a question: estimates with their intervals, drawn as a picture that needs no script."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

__all__ = ["Figure", "Interval", "figure_svg", "figure_words"]

WIDTH, LEFT, RIGHT, TOP, ROW, FOOT = 340, 12, 328, 6, 44, 44
MOST_TICKS = 6


@dataclass(frozen=True)
class Interval:
    """One line of the figure: an estimate with the ends of its interval."""

    label: str
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Figure:
    """What is drawn: the words under the axis, and one interval a line."""

    axis: str
    rows: tuple[Interval, ...]


def _spell(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def _ticks(low: float, high: float) -> list[float]:
    """Return round numbers between two ends, at most ``MOST_TICKS`` of them, zero among them where it lies between."""
    step = 10.0 ** math.floor(math.log10(high - low))
    for factor in (0.1, 0.2, 0.5, 1, 2, 5):
        size = step * factor
        first, last = math.ceil(low / size - 1e-9), math.floor(high / size + 1e-9)
        if last - first < MOST_TICKS:
            return [round(place * size, 10) for place in range(first, last + 1)]
    raise AssertionError("a span holds at most three steps of five tenths of its power of ten")


def figure_words(figure: Figure) -> str:
    """Return the figure in words: each line with its numbers, for those who hear the page.

    >>> figure_words(Figure("change", (Interval("A", 1, -0.5, 2.5),)))
    'Estimates with 95 % intervals on the axis “change”. A: 1, from −0.5 to 2.5.'
    """
    rows = [
        f"{one.label}: {_spell(one.estimate)}, from {_spell(one.low)} to {_spell(one.high)}." for one in figure.rows
    ]
    return f"Estimates with 95 % intervals on the axis “{figure.axis}”. {' '.join(rows)}"


def figure_svg(figure: Figure) -> str:
    """Return the figure as inline SVG in the colour of the text around it, with its words as alternative text.

    Parameters
    ----------
    figure : Figure
        Zero is always on the axis, because the distance to it is what an interval is read for.
    """
    low = min(0.0, *(one.low for one in figure.rows))
    high = max(0.0, *(one.high for one in figure.rows))
    margin = 0.04 * (high - low or 1.0)
    low, high = low - margin, high + margin

    def place(value: float) -> str:
        return f"{LEFT + (value - low) / (high - low) * (RIGHT - LEFT):.1f}"

    bottom = TOP + ROW * len(figure.rows)
    parts = [
        f'<line x1="{place(0)}" x2="{place(0)}" y1="{TOP}" y2="{bottom}" stroke-dasharray="3 4" opacity="0.7"/>',
        f'<line x1="{LEFT}" x2="{RIGHT}" y1="{bottom}" y2="{bottom}"/>',
    ]
    texts = []
    for tick in _ticks(low, high):
        parts.append(f'<line x1="{place(tick)}" x2="{place(tick)}" y1="{bottom}" y2="{bottom + 5}"/>')
        texts.append(f'<text x="{place(tick)}" y="{bottom + 19}" text-anchor="middle">{_spell(tick)}</text>')
    for number, one in enumerate(figure.rows):
        y = TOP + ROW * number
        ends = f'x1="{place(one.low)}" x2="{place(one.high)}" y1="{y + 28}" y2="{y + 28}"'
        texts.append(f'<text x="{LEFT}" y="{y + 14}">{escape(one.label)}</text>')
        parts.append(f'<line {ends} stroke-width="3"/>')
        parts.append(f'<circle cx="{place(one.estimate)}" cy="{y + 28}" r="5.5" fill="currentColor"/>')
    middle = (LEFT + RIGHT) / 2
    texts.append(f'<text x="{middle:g}" y="{bottom + 38}" text-anchor="middle">{escape(figure.axis)}</text>')
    return (
        f'<svg class="iso-figure" viewBox="0 0 {WIDTH} {bottom + FOOT}" role="img" '
        f'aria-label="{escape(figure_words(figure))}"><g stroke="currentColor" fill="none">{"".join(parts)}</g>'
        f'<g fill="currentColor" font-size="13">{"".join(texts)}</g></svg>'
    )

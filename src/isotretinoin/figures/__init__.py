"""What every figure of the course shares: the house's style, its alternative text, and pictures that return.

``house`` holds palette, sizes and the way to an accessible SVG; ``estimates`` draws patients and intervals;
``p_values`` draws lists and their P values; ``distributions`` shows how chance spreads what is counted;
``narrow`` lays each of them out for a phone as well;
``labels`` writes the name of a line beside it, and draws how long things last; ``stability`` sets estimates beside the
truth and shows what hangs on one choice.
The drawing is here so that a lesson's code is about its science: what goes into a figure is computed in the open there.
"""

from .distributions import barcodes, chances, hills
from .estimates import by_sex, fold, intervals, many_intervals, pairs, pairs_and_intervals, recovered
from .house import MARKERS, PALETTE, SIZES, AccessibleFigure, band, looks, mark, show, to_svg, use
from .labels import label_lines, lifelines, spans
from .narrow import NARROW, Layout
from .p_values import p_histogram, p_outlines, ranked_squares, sorted_p, two_p
from .stability import against_truth, coverage, fragile

__all__ = [
    "MARKERS",
    "NARROW",
    "PALETTE",
    "SIZES",
    "AccessibleFigure",
    "Layout",
    "against_truth",
    "band",
    "barcodes",
    "by_sex",
    "chances",
    "coverage",
    "fold",
    "fragile",
    "hills",
    "intervals",
    "label_lines",
    "lifelines",
    "looks",
    "many_intervals",
    "mark",
    "p_histogram",
    "p_outlines",
    "pairs",
    "pairs_and_intervals",
    "ranked_squares",
    "recovered",
    "show",
    "sorted_p",
    "spans",
    "to_svg",
    "two_p",
    "use",
]

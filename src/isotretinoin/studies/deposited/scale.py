"""On which scale deposited values are: told array by array from quantiles, and from what the record says.

One extreme cell decides nothing, every array has to say the same, and what the record denies is believed. What can't be
told is refused, with what to pass instead: a fold change on a guessed scale is a wrong number that looks right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from ..study import StudyError

__all__ = ["SCALES", "Scale", "detect_scale", "to_log2"]

SCALES = ("log2", "linear", "ln", "log10")
"""What a reader may say of a record whose scale can't be told: ``studies.load(name, scale="ln")``."""

_TOP_OF_LN = 16 * math.log(2)
"""A scanner writes 16 bits, so that a natural logarithm ends at 11.09 and a decimal one at 4.82; a log2 reaches 16."""
_MOST_LOG2 = 20.0
"""Normalisation can lift a log2 value a little over 16, but not over this."""
_LEAST_MIDDLE_OF_LOG2 = 2.0
"""Half of a chip's probe sets read more than this on the log2 scale: darkness itself is near 4 to 6."""
_LEAST_TOP_OF_LINEAR = 100.0
_FLOOR = 1.0
_MOST_BELOW_FLOOR = 0.05
"""Share of linear values that may be cut at the floor: more of them, and the cut makes the result."""
_CODES = tuple(sign * (10.0**n - 1) for n in (2, 3, 4, 5, 6) for sign in (1, -1))
"""99, 999, 9999 and so on, with either sign: what programs write where a value is missing."""

_LOG = r"log(?:arithm(?:s|ic|ically)?)?"
_SAYS_LOG2 = re.compile(
    r"\blog\s*[-_]?\s*(?:base\s*)?\(?2(?!\d)|\blog₂|\b(?:base|basis)[ -]?(?:2|two)\b|\bbinary log", flags=re.I
)
_SAYS_LOG10 = re.compile(
    r"\blog\s*[-_]?\s*(?:base\s*)?\(?10\b|\blog₁₀|\blg\b|\b(?:base|basis)[ -]?(?:10|ten)\b|\b(?:decimal|common) log",
    re.I,
)
_SAYS_LN = re.compile(r"\bln\b|\bnatural[ -]log|\blog\s*[-_]?\(?e\b|\blog\s*(?:to\s+)?base[ -]?e\b|\bbase[ -]e\b", re.I)
_SAYS_NOT_LOG = re.compile(
    rf"\b(?:not|never|no|without)\b(?:[\s-]+\w+){{0,2}}?[\s-]+{_LOG}|\bnon-?\s?{_LOG}|\bun-?logged"
    rf"|\banti-?{_LOG}|\bun{_LOG}",
    flags=re.I,
)


class Deposited(Protocol):
    """Values as deposited, of which series, on which scale: what a series matrix has."""

    accession: str
    values: pd.DataFrame
    scale: Scale


@dataclass(frozen=True)
class Scale:
    """The scale of a table of values, and the observation that decides it.

    ``kind`` is ``log2``, ``linear``, ``centred`` (logarithms relative to each probe set's own middle) or ``unknown``.
    """

    kind: str
    because: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.because}"


def detect_scale(values: pd.DataFrame, stated: str | Sequence[str] = "") -> Scale:
    """Tell the scale of microarray values from the values themselves, and from what the record states.

    Parameters
    ----------
    values : DataFrame, shape (n_probe_sets, n_samples)
    stated : str or list of str
        How the record describes the processing: mentions of a logarithm and its base, and of none.

    Returns
    -------
    Scale
        ``unknown`` where arrays disagree, where record and values contradict each other, or where several scales could
        have given the values.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> rng = np.random.default_rng(1)
    >>> light = pd.DataFrame(2 ** rng.normal(8, 2, (1000, 3)).clip(1, 16), columns=["a", "b", "c"])
    >>> detect_scale(light).kind, detect_scale(np.log2(light)).kind, detect_scale(np.log10(light)).kind
    ('linear', 'log2', 'unknown')
    """
    text = stated if isinstance(stated, str) else " \n ".join(stated)
    code = _code(values)
    if code:
        return Scale("unknown", code)
    arrays = zip(values.columns, values.to_numpy().T, strict=True)
    found = {str(name): _scale_of_array(cells[np.isfinite(cells)]) for name, cells in arrays}
    kinds = {scale.kind for scale in found.values()}
    if len(kinds) > 1:
        said = "; ".join(f"{name} {scale.kind}, {scale.because}" for name, scale in _one_of_each(found).items())
        return Scale("unknown", f"the arrays disagree: {said}")
    low, high = float(values.min().min()), float(values.max().max())
    seen = f"values from {low:.2f} to {high:.2f}"
    kind, because = next(iter(kinds)), next(iter(found.values())).because
    if kind == "around zero":
        kind, because = _around_zero(values, text)
    return _with_statement(kind, f"{seen}; {because}", text)


def _one_of_each(found: dict[str, Scale]) -> dict[str, Scale]:
    first: dict[str, tuple[str, Scale]] = {}
    for name, scale in found.items():
        first.setdefault(scale.kind, (name, scale))
    return dict(first.values())


def _code(values: pd.DataFrame) -> str:
    """Name a number that stands far from all others and looks like a program's sign for a missing value."""
    cells = values.to_numpy()
    cells = cells[np.isfinite(cells)]
    is_code = np.isin(cells, _CODES)
    rest = cells[~is_code]
    if not is_code.any() or not rest.size:
        return ""
    high, low = max(1.5 * rest.max(), 20.0), min(1.5 * rest.min(), -20.0)
    far = cells[is_code & ((cells > high) | (cells < low))]
    if not far.size:
        return ""
    n = int((cells == far[0]).sum())
    return (
        f"the number {far[0]:g} stands in {n:,} cells far from all others, as a sign for a missing value does; "
        "empty these cells in a copy of the file first"
    )


def _scale_of_array(cells: np.ndarray) -> Scale:
    """Judge one array by its quantiles."""
    if not cells.size:
        return Scale("unknown", "no values")
    low, middle, bulk, top, high = np.quantile(cells, [0.0, 0.5, 0.99, 0.999, 1.0])
    negative, below = float(np.mean(cells < 0)), float(np.mean(cells < _FLOOR))
    if bulk > _LEAST_TOP_OF_LINEAR:
        if negative > 0.1:
            return Scale("unknown", f"{negative:.0%} of linear values are below zero")
        if below > _MOST_BELOW_FLOOR:
            return Scale(
                "unknown", f"{below:.0%} of linear values are below {_FLOOR:g}, where a logarithm has no bottom"
            )
        return Scale("linear", f"1 % of an array lie above {bulk:.0f}, beyond any logarithm of a 16-bit reading")
    if max(high, -low) > _MOST_LOG2:
        return Scale("unknown", f"99 % of an array lie below {bulk:.2f} and its largest at {high:.2f}")
    if middle >= _LEAST_MIDDLE_OF_LOG2 and top > _TOP_OF_LN:
        return Scale(
            "log2",
            f"half of an array lies above {middle:.2f} and its top at {top:.2f}, where a natural logarithm of 16 bits "
            f"ends at {_TOP_OF_LN:.2f}",
        )
    if middle >= _LEAST_MIDDLE_OF_LOG2:
        return Scale("some logarithm", f"half of an array lies above {middle:.2f} and its top at {top:.2f}")
    if negative > 0.1 and high > 0:
        return Scale("around zero", f"{negative:.0%} of an array lie below zero")
    return Scale("unknown", f"half of an array lies below {middle:.2f} and its top at {top:.2f}")


def _around_zero(values: pd.DataFrame, text: str) -> tuple[str, str]:
    """Tell values that were centred probe set by probe set from other ratios about zero."""
    middles = values.median(axis=1).abs().to_numpy()
    spread = values.sub(values.median(axis=1), axis=0).abs().to_numpy()
    middle, typical = float(np.nanmedian(middles)), float(np.nanmedian(spread))
    share = float((values < 0).to_numpy().mean())
    if middle <= max(0.5 * typical, 0.05):
        return "centred", f"{share:.0%} of them below zero, and the probe sets' medians near zero"
    if _SAYS_LOG2.search(text):
        return "ratios", f"{share:.0%} of them below zero"
    return "unknown", f"{share:.0%} of them below zero, ratios whose logarithm may have any base"


def _with_statement(kind: str, because: str, text: str) -> Scale:
    """Hold what the values say against what the record says."""
    log2 = bool(_SAYS_LOG2.search(text))
    other = next(
        (what for what, said in (("base 10", _SAYS_LOG10), ("a natural one", _SAYS_LN)) if said.search(text)), ""
    )
    denied = bool(_SAYS_NOT_LOG.search(text))
    if kind == "linear":
        if other and not log2:
            return Scale("unknown", f"{because}; but the record speaks of a logarithm, {other}")
        return Scale("linear", because)
    if kind == "unknown":
        return Scale("unknown", f"{because}, which several scales could give")
    if denied:
        return Scale("unknown", f"{because}; but the record says that no logarithm was taken")
    if other and not (log2 and kind == "log2"):
        return Scale("unknown", f"{because}; but the record speaks of another logarithm, {other}")
    if kind == "some logarithm":
        if log2:
            return Scale("log2", f"{because}, and the record states a logarithm to base 2")
        return Scale("unknown", f"{because}, which several scales could give")
    if kind == "ratios":
        return Scale("log2", f"{because}: ratios, and the record states a logarithm to base 2")
    return Scale(kind, because)


def to_log2(matrix: Deposited, given: str | None = None) -> tuple[pd.DataFrame, str, tuple[str, ...]]:
    """Bring deposited values to log2.

    Parameters
    ----------
    matrix : SeriesMatrix
        Its values as deposited, its accession, and the scale that ``detect_scale`` found.
    given : {"log2", "linear", "ln", "log10"}, optional
        What the reader says instead.

    Returns
    -------
    values : DataFrame
    scale : str
        What the values are now, and how that was found.
    changes : tuple of str
        What was done, in words; empty where nothing was.

    Raises
    ------
    StudyError
        If the scale can't be told, or the one that was given doesn't fit.
    """
    values, scale, accession = matrix.values, matrix.scale, matrix.accession
    if given is not None:
        return _as_given(values, accession, given)
    if scale.kind == "log2":
        return values, f"log2 as deposited ({scale.because})", ()
    if scale.kind == "centred":
        meaning = "log2 assumed, relative to the middle of each probe set, so that averages mean nothing"
        return values, f"centred as deposited ({scale.because}); {meaning}", ()
    if scale.kind == "linear":
        below = int((values < _FLOOR).to_numpy().sum())
        floored = f" after values below {_FLOOR:g} were set to {_FLOOR:g} (cells: {below:,})" if below else ""
        change = f"The logarithm to base 2 was taken{floored}."
        return np.log2(values.clip(lower=_FLOOR)), f"log2 of linear values ({scale.because})", (change,)
    raise StudyError(
        f"The scale of {accession} can't be told ({scale.because}), so no log2 fold change can be taken from it. "
        f"Find out from the article or its authors, and pass scale= one of {', '.join(map(repr, SCALES))}."
    )


def _as_given(values: pd.DataFrame, accession: str, given: str) -> tuple[pd.DataFrame, str, tuple[str, ...]]:
    if given not in SCALES:
        raise StudyError(f"Unknown scale {given!r}: it is one of {', '.join(SCALES)}.")
    if code := _code(values):
        raise StudyError(f"The values of {accession} can't be used: {code}.")
    said = f"{given} as the reader says, not found from the record"
    if given == "linear":
        lost = int((values <= 0).to_numpy().sum())
        change = "The logarithm to base 2 was taken" + (
            f"; cells at or below zero became empty: {lost:,}." if lost else "."
        )
        return np.log2(values.where(values > 0)), said, (change,)
    largest = float(values.abs().max().max())
    if largest > _MOST_LOG2:
        raise StudyError(f"The values of {accession} reach {largest:.4g}, which no {given} of a 16-bit reading does.")
    if given == "log2":
        return values, said, ()
    factor = {"ln": 1 / math.log(2), "log10": math.log2(10)}[given]
    return values * factor, said, (f"Logarithms were brought from {given} to base 2: all values times {factor:.6f}.",)

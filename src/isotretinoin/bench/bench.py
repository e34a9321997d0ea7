"""The widget: the same bench in JupyterLab and on a published page."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ..explore.choices import Choice, add_choice_traits
from ..front import join
from . import cells, patients, still
from .genes import FLAT, genes
from .tables import for_page

__all__ = ["KINDS", "Bench", "BenchError", "show"]

KINDS = ("patients", "cells")
_HERE = Path(__file__).parent


class BenchError(ValueError):
    """The bench was asked for in a way that can't work; the message says what to change."""


def _folds(rises: tuple[float, ...]) -> list[str]:
    return [f"{patients.fold(rise)}-fold" for rise in rises]


def _percent(shares: tuple[float, ...]) -> list[str]:
    return [f"{share:.0%}" for share in shares]


def _gene_help() -> str:
    in_cells = ", ".join(f"{gene.symbol} {patients.fold(gene.in_cells)}" for gene in genes().values())
    return (
        f"Recomputed: in the cells of record GSE10432 the drug changed the messages so many-fold: {in_cells}. "
        f"{FLAT} is flat. The patients are simulated. LCN2 rises in them as in the simulated study of lesson 9, "
        "every other gene as in the cells, in women and men alike: assumed."
    )


def _patient_choices() -> list[tuple[Choice, list[str] | None]]:
    own = genes()["LCN2"]
    rise = "True rise of the message in {} (assumed)"
    return [
        (Choice("silenced", (False, True), "LCN2 silenced", start=False), None),
        (Choice("sex", ("women", "men", "both"), "Whose numbers", start="both"), None),
        (
            Choice("gene", tuple(genes()), "Gene", _gene_help(), start="LCN2"),
            [f"{symbol}, flat" if symbol == FLAT else symbol for symbol in genes()],
        ),
        (
            Choice("dose", patients.DOSES, "Dose, by the curve of lesson 11’s model (assumed)", start=1.0),
            ["none", "a quarter", "half", "usual", "double"],
        ),
        (Choice("day", patients.DAYS, "Day of the second biopsy (time course assumed)", start=7), None),
        (Choice("left", patients.LEFT, "How much the siRNA leaves (assumed)", start=0.25), _percent(patients.LEFT)),
        (Choice("sirna", patients.SIRNA, "The siRNA that the second slice gets", start="LCN2 siRNA"), None),
        (Choice("takes", patients.TAKES, "The siRNA takes its share of (assumed)", start="the rise"), None),
        (Choice("women", patients.RISES, rise.format("women"), start=own.women), _folds(patients.RISES)),
        (Choice("men", patients.RISES, rise.format("men"), start=own.men), _folds(patients.RISES)),
        (
            Choice("differ", patients.DIFFER, "How far patients of one sex differ (assumed)", start=0.15),
            _percent(patients.DIFFER),
        ),
        (
            Choice("noise", patients.NOISE, "Noise of the arrays (assumed)", start=1.0),
            ["half", "as in the course", "double"],
        ),
        (Choice("study", tuple(range(patients.STUDIES)), "Study", start=0), None),
    ]


def _cell_choices() -> list[tuple[Choice, list[str] | None]]:
    return [
        (Choice("silenced", (False, True), "LCN2 silenced", start=False), None),
        (Choice("sex", ("women", "men", "both"), "Whose cells", start="men"), None),
        (Choice("imagined", (False, True), "Imagine a woman’s line (assumed)", start=False), None),
        (
            Choice("need", cells.NEEDS, "Share of the death signal that NGAL carries (assumed)", start=0.5),
            _percent(cells.NEEDS),
        ),
        (Choice("left", cells.LEFT, "How much the siRNA leaves (assumed)", start=0.25), _percent(cells.LEFT)),
        (Choice("dose", cells.DOSES, "Dose in µM; the record’s is 0.1", start=0.1), None),
        (Choice("day", cells.DAYS, "Days in the drug; the record’s are 3", start=3), None),
        (
            Choice("line", cells.LINES, "How strongly LCN2 answers in the woman’s line (assumed)", start=0.5),
            [f"{line:g}×" for line in cells.LINES],
        ),
    ]


_MORE = {
    "patients": "Gene, dose, day, siRNA, and everything assumed",
    "cells": "Dose, day, and everything assumed",
}
_ASSUMED = {
    "patients": (
        "These patients do not exist. Three women and three men come from the course’s simulator, with two arrays "
        "each, and a third array for the slice of skin that gets an siRNA. We know of no such experiment in skin. How "
        "women and men respond, how far patients differ, what an siRNA leaves and how evenly the slices take it up "
        "are assumed, and can be moved here. A hundred studies are always the same hundred, drawn once. On the log2 "
        "scale of lesson 9 the ratio men ÷ women is the difference men − women."
    ),
    "cells": (
        "The dishes show the model of lesson 11, a hundred dots for all cells of a dish. Two of its numbers are "
        "anchored in record GSE10432, the rise of LCN2 and that of TNFSF10; the rest is assumed. The record’s cells, "
        "SEB-1, come from one man. Numbers of a model have no interval; for an interval one needs plates."
    ),
}


class Bench(anywidget.AnyWidget):
    """The lab bench; made by :func:`show`.

    Each choice is a synced traitlet under its own name: read it, set it, ``observe`` it, link it.
    """

    _esm = join(_HERE / "js" / "bench.js")
    _css = (_HERE / "bench.css").read_text(encoding="utf-8")
    _kind = traitlets.Unicode().tag(sync=True)
    _name = traitlets.Unicode().tag(sync=True)
    _choices = traitlets.List().tag(sync=True)
    _tables = traitlets.Dict().tag(sync=True)
    # Choices whose controls stand in the open, above the folded ones.
    _open = traitlets.List().tag(sync=True)
    _more = traitlets.Unicode().tag(sync=True)
    _assumed = traitlets.Unicode().tag(sync=True)
    fallback = traitlets.Unicode().tag(sync=True)

    def __init__(self, kind: str, **state: Any) -> None:
        listed = _cell_choices() if kind == "cells" else _patient_choices()
        add_choice_traits(self, [choice for choice, _ in listed])
        described = [choice.describe() | ({"texts": texts} if texts else {}) for choice, texts in listed]
        self._names = [choice.name for choice, _ in listed]
        super().__init__(
            _kind=kind,
            _name="cells" if kind == "cells" else "bench",
            _choices=described,
            _tables=for_page(kind),
            _open=["need", "left"] if kind == "cells" else [],
            _more=_MORE[kind],
            _assumed=_ASSUMED[kind],
            **state,
        )
        self.fallback = still.fallback(kind, self.state, _ASSUMED[kind])

    @property
    def state(self) -> patients.PatientState | cells.CellState:
        """What is chosen at this moment."""
        made = cells.CellState if self._kind == "cells" else patients.PatientState
        return made(**{field.name: getattr(self, field.name) for field in fields(made)})

    @property
    def sentence(self) -> str:
        """What the bench says at this moment."""
        return still.sentence_of(self.state)

    def __repr__(self) -> str:
        return f"Bench({self._kind}): {self.sentence}"


def show(kind: str = "patients", **state: Any) -> Bench:
    """Put the lab bench on a page.

    Parameters
    ----------
    kind : {"patients", "cells"}
        Six simulated patients, or four dishes of the model of lesson 11.
    **state
        Choices to start with, such as ``silenced=True`` or ``sex="women"``; see :class:`PatientState` and
        :class:`CellState`.

    Raises
    ------
    BenchError
        If there is no such kind, choice or option.

    Examples
    --------
    >>> show("patients", silenced=True).silenced
    True
    """
    if kind not in KINDS:
        raise BenchError(f"The bench comes with {' or '.join(KINDS)}; got {kind!r}.")
    known = [choice.name for choice, _ in (_cell_choices() if kind == "cells" else _patient_choices())]
    unknown = sorted(set(state) - set(known))
    if unknown:
        raise BenchError(
            f"The bench with {kind} has no choice called {', '.join(unknown)}. It has: {', '.join(known)}."
        )
    gene = state.get("gene")
    if kind == "patients" and gene in genes():
        own = genes()[gene]
        state = {"women": own.women, "men": own.men} | state
    try:
        return Bench(kind, **state)
    except traitlets.TraitError as error:
        raise BenchError(str(error)) from None

"""The bench without its script: a still picture, the sentence, and a table of the two switches."""

from __future__ import annotations

import itertools
from dataclasses import replace
from html import escape

import matplotlib.pyplot as plt
import numpy as np

from .. import figures
from . import cells, patients
from .tables import drawn, reach

__all__ = ["estimates_of", "fallback", "sentence_of"]

State = patients.PatientState | cells.CellState


def estimates_of(state: patients.PatientState) -> tuple[np.ndarray, np.ndarray]:
    """Return the estimates of the state's study without and with the siRNA, each of shape (3, 3), log2."""
    changes = patients.changes(state, drawn(state.gene), reach(state.dose, state.day))
    without, with_sirna = (patients.estimates(change)[state.study] for change in changes)
    return without, with_sirna


def sentence_of(state: State) -> str:
    """Return what the bench says in a state."""
    if isinstance(state, cells.CellState):
        return cells.sentence(state)
    return patients.sentence(state, *estimates_of(state))


def _patients_picture(state: patients.PatientState) -> str:
    shown = patients.table(state, drawn(state.gene), reach(state.dose, state.day))
    after = "with siRNA" if state.silenced else "without siRNA"
    fig, (left, right) = plt.subplots(1, 2, figsize=figures.SIZES["wide"])
    figures.pairs(left, shown.reset_index(), "baseline", after, role="sex")
    left.set(ylabel=f"{state.gene}, log2 signal", title="six simulated patients")
    rows = estimates_of(state)[int(state.silenced)]
    named = dict(zip(("women", "men", "men − women"), map(tuple, rows), strict=True))
    figures.intervals(right, named, roles=["female", "male", "all"])
    right.set(xlabel=f"{state.gene}, log2 change with 95 % interval")
    return figures.to_svg(fig, sentence_of(state))


def _cells_picture(state: cells.CellState) -> str:
    shown = cells.plates(state, state.line if state.sex == "women" else 1.0)
    fig, ax = plt.subplots(figsize=figures.SIZES["column"])
    names = [f"{treatment}\n{sirna}" for treatment, sirna in shown]
    dying, gone = (100 * np.array([plate[part] for plate in shown.values()]) for part in (0, 1))
    ax.bar(names, dying, color=figures.PALETTE["treated"], label="dying")
    ax.bar(names, gone, bottom=dying, color=figures.PALETTE["unchanged"], label="lost")
    ax.set(ylabel="cells of a hundred", ylim=(0, 100), title="model, assumed scale")
    ax.legend()
    return figures.to_svg(fig, sentence_of(state))


def fallback(kind: str, state: State, assumed: str) -> str:
    """Return complete HTML for readers without the script, for print and for the time before it starts."""
    sexes = ("men", "women") if kind == "cells" else ("women", "men", "both")
    picture = _cells_picture(state) if kind == "cells" else _patients_picture(state)
    rows = "".join(
        f'<tr><th scope="row">{"on" if silenced else "off"}</th><th scope="row">{sex}</th>'
        f"<td>{escape(sentence_of(replace(state, silenced=silenced, sex=sex)))}</td></tr>"
        for silenced, sex in itertools.product((False, True), sexes)
    )
    return (
        f'<div class="lb-bench lb-still" data-kind="{kind}"><p class="lb-setting">LCN2 silenced: '
        f"{'on' if state.silenced else 'off'} · {escape(state.sex)}</p>"
        f'<div class="lb-picture">{picture}</div><p class="lb-sentence">{escape(sentence_of(state))}</p>'
        '<table class="lb-table"><thead><tr><th scope="col">LCN2 silenced</th><th scope="col">whose</th>'
        f'<th scope="col">what the bench shows</th></tr></thead><tbody>{rows}</tbody></table>'
        f'<p class="lb-assumed">{escape(assumed)}</p></div>'
    )

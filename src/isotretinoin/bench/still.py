"""The bench without its script: the same figure standing still, the sentence, and a table of the two switches.

It stands in the page before the script starts, so it is as wide and as high as what takes its place.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from html import escape

import numpy as np

from . import cells, patients
from .tables import drawn, reach

__all__ = ["estimates_of", "fallback", "sentence_of"]

State = patients.PatientState | cells.CellState

_HEIGHT = 300
_LEFT, _RIGHT = 392, 276
_LOW, _HIGH = -2.6, 4.4
_TICKS = {-2: "¼×", 0: "no change", 2: "4×", 4: "16×"}


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


def _tag(name: str, text: str = "", **attributes: object) -> str:
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{value:.1f}"'
        if isinstance(value, float)
        else f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{text}</{name}>"


def _line(look: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return _tag("line", class_=look, x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2))


def _text(look: str, text: str, x: float, y: float) -> str:
    return _tag("text", escape(text), class_=look, x=float(x), y=float(y))


def _mark(sex: str, look: str, x: float, y: float, r: float) -> str:
    look = f"{look} lb-{sex}"
    if sex == "women":
        return _tag("circle", class_=look, cx=float(x), cy=float(y), r=float(r))
    side = 1.8 * r
    turned = f"rotate(45 {x:.1f} {y:.1f})" if sex == "difference" else "rotate(0)"
    return _tag(
        "rect",
        class_=look,
        x=float(x - side / 2),
        y=float(y - side / 2),
        width=float(side),
        height=float(side),
        transform=turned,
    )


def _svg(width: int, parts: list[str], label: str = "") -> str:
    told = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return _tag("svg", "".join(parts), class_="lb-svg", viewBox=f"0 0 {width} {_HEIGHT}", **told)


def _patients_panel(state: patients.PatientState) -> str:
    shown = patients.table(state, drawn(state.gene), reach(state.dose, state.day))
    after = shown["with siRNA" if state.silenced else "without siRNA"]
    values = shown[["baseline", "without siRNA", "with siRNA"]].to_numpy()
    low, high = values.min() - 0.35, values.max() + 0.25

    def at(value: float) -> float:
        return 278 - (value - low) / (high - low) * 252

    parts = [_text("lb-tick", "log2", 0, 14.5)]
    for step in range(math.ceil(low), math.floor(high) + 1):
        parts += [_line("lb-grid", 26, at(step), _LEFT, at(step)), _text("lb-tick lb-end", str(step), 20, at(step) + 4)]
    room = (_LEFT - 38) / 2
    for side, sex in enumerate(("women", "men")):
        x1, x2 = 36 + side * (room + 12), 26 + side * (room + 12) + room - 54
        parts += [_mark(sex, "lb-mark", x1, 10, 5), _text(f"lb-head lb-{sex}", sex, x1 + 11, 14.5)]
        parts += [_text("lb-tick", "before", x1 - 8, 295), _text("lb-tick lb-end", f"day {state.day}", x2 + 14, 295)]
        mine = shown.index[3 * side : 3 * side + 3]
        label = -math.inf
        for name in sorted(mine, key=lambda one: -after[one]):
            x, y1, y2 = x2 + 9 * (list(mine).index(name) - 1), at(shown.loc[name, "baseline"]), at(after[name])
            label = max(y2, label + 15)
            parts += [_line(f"lb-line lb-{sex}", x1, y1, x, y2), _mark(sex, "lb-mark", x1, y1, 4)]
            parts += [_mark(sex, "lb-mark", x, y2, 5.5), _text("lb-name", name, x2 + 19, label + 4)]
    return _svg(_LEFT, parts, sentence_of(state))


def _estimates_panel(state: patients.PatientState) -> str:
    def at(log2: float) -> float:
        return 6 + (min(_HIGH, max(_LOW, log2)) - _LOW) / (_HIGH - _LOW) * (_RIGHT - 14)

    parts = []
    for tick, text in _TICKS.items():
        parts.append(_line("lb-grid" if tick else "lb-zero", at(tick), 2, at(tick), 280))
        parts.append(_text("lb-tick lb-mid", text, at(tick), 295))
    rows = estimates_of(state)[int(state.silenced)]
    titles = {"women": "women", "men": "men", "difference": "men ÷ women"}
    for row, (sex, title) in enumerate(titles.items()):
        middle, low, high = rows[row]
        top = row * 280 / 3
        parts += [_mark(sex, "lb-mark", 12, top + 12, 4.5), _text(f"lb-head lb-{sex}", title, 23, top + 16.5)]
        ends = f"{patients.fold(low)} to {patients.fold(high)}"
        parts += [_text("lb-ends lb-end", ends, _RIGHT - 54, top + 16.5)]
        parts += [_text("lb-value lb-end", f"{patients.fold(middle)}×", _RIGHT - 8, top + 16.5)]
        look, y = f"lb-estimate-line lb-{sex}", top + 38
        parts += [_line(look, at(low), y, at(high), y)]
        parts += [_line(look, at(end), y - 7, at(end), y + 7) for end in (low, high)]
        parts += [_mark(sex, "lb-estimate", at(middle), y, 8)]
    return _svg(_RIGHT, parts)


def _dishes_panel(state: cells.CellState) -> str:
    shown = cells.plates(state, state.line if state.sex == "women" else 1.0)
    parts = [
        _text("lb-head lb-mid", sirna, 120 + 184 * n, 13) for n, sirna in enumerate(("control siRNA", "LCN2 siRNA"))
    ]
    for number, ((treatment, sirna), (dying, gone)) in enumerate(shown.items()):
        x, y = 120 + 184 * (sirna != "control siRNA"), 80 + 144 * (treatment == "drug")
        parts.append(_tag("circle", class_="lb-glass", cx=float(x), cy=float(y), r=57.0))
        lost, marked = round(100 * gone), round(100 * (gone + dying))
        for n in range(cells.CELLS):
            rank = (37 * n + 29 * number) % cells.CELLS
            fate = "gone" if rank < lost else "dying" if rank < marked else "alive"
            r, turn = 53 * math.sqrt((n + 0.5) / cells.CELLS), n * math.pi * (3 - math.sqrt(5))
            place = {"cx": x + r * math.cos(turn), "cy": y + r * math.sin(turn)}
            parts.append(_tag("circle", class_=f"lb-cell lb-{fate}", r=3.6, **place))
        parts.append(_text("lb-tick lb-mid", f"{treatment}: {marked - lost} dying, {lost} lost", x, y + 71))
    return _svg(_LEFT, parts, sentence_of(state))


def _effects_panel(state: cells.CellState) -> str:
    control, silenced = cells.effects(state, state.line if state.sex == "women" else 1.0)
    told = {"control siRNA": f"+{control:.1f}", "LCN2 siRNA": f"+{silenced:.1f}"}
    told["effect left"] = f"{100 * silenced / control:.0f} %" if control else "none"
    parts = [_text("lb-tick", "dying cells that the drug adds, in a hundred", 6, 13)]
    for row, (title, value) in enumerate(told.items()):
        y = 38.5 + row * 93
        parts += [_text("lb-head", title, 6, y), _text("lb-value lb-end", value, _RIGHT - 8, y)]
    return _svg(_RIGHT, parts)


def fallback(kind: str, state: State, assumed: str) -> str:
    """Return complete HTML for readers without the script, for print and for the time before it starts.

    Parameters
    ----------
    kind : {"patients", "cells"}
    state : PatientState or CellState
        What the figure shows.
    assumed : str
        What is assumed, in words.
    """
    sexes = ("men", "women") if kind == "cells" else ("women", "men", "both")
    left, right = (
        (_dishes_panel(state), _effects_panel(state))
        if kind == "cells"
        else (_patients_panel(state), _estimates_panel(state))
    )
    rows = "".join(
        f'<tr><th scope="row">{"on" if silenced else "off"}</th><th scope="row">{sex}</th>'
        f"<td>{escape(sentence_of(replace(state, silenced=silenced, sex=sex)))}</td></tr>"
        for silenced, sex in itertools.product((False, True), sexes)
    )
    what = "model, four dishes" if kind == "cells" else f"simulated, {state.gene} in six patients"
    return (
        f'<div class="lb-bench lb-still" data-kind="{kind}"><p class="lb-setting">LCN2 silenced: '
        f"{'on' if state.silenced else 'off'} · {escape(state.sex)}</p>"
        f'<p class="lb-title">{escape(what)}</p>'
        f'<div class="lb-figure"><div class="lb-left">{left}</div><div class="lb-right">{right}</div></div>'
        f'<p class="lb-sentence">{escape(sentence_of(state))}</p>'
        '<table class="lb-table"><thead><tr><th scope="col">LCN2 silenced</th><th scope="col">whose</th>'
        f'<th scope="col">what the bench shows</th></tr></thead><tbody>{rows}</tbody></table>'
        f'<p class="lb-assumed">{escape(assumed)}</p></div>'
    )

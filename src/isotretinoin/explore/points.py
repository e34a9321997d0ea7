"""``explore_points``: thousands of points, of which each state calls some up and some down."""

from __future__ import annotations

import base64
import itertools
import json
import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from isotretinoin import figures

from . import svg
from .budget import Budget, ExploreError, Meter, as_budget
from .choices import Choice, read_choices
from .states import StatesWidget, front_end, style_sheet

__all__ = ["PointExplorer", "explore_points"]

Rule = Sequence[tuple[str, str, float]]
"""Conditions that hold together, each a column, a sign and a cut: ``[("adjusted_p", "<", 0.05)]``."""

SIGNS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
CLASSES = ("rest", "up", "down")
_ENTRIES = frozenset({"sentence", "up", "down", "guides"})
_STEPS = 2_000
_LARGEST_STILL_AS_VECTOR = 400


class PointExplorer(StatesWidget):
    """Many points, of which each state calls some up and some down; made by :func:`explore_points`.

    ``selected`` is the name or the group (a gene) that the reader marked, or empty.
    """

    _esm = front_end("points.js")
    _css = style_sheet()
    _points = traitlets.Dict().tag(sync=True)
    _guides = traitlets.List().tag(sync=True)
    _texts = traitlets.Dict().tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        choices: list[Choice],
        sentences: list[str],
        title: str | None,
        table: pd.DataFrame,
        columns: Mapping[str, Any],
        calls: np.ndarray,
        **state: Any,
    ) -> None:
        self._table = table
        self._columns = columns
        self._calls = calls
        keys = [columns["name"]] + ([columns["group"]] if columns["group"] else [])
        self._known = set(itertools.chain.from_iterable(table[key].astype(str) for key in keys)) | {""}
        super().__init__(choices, sentences, title, range(len(sentences)), **state)
        self.fallback = self._make_fallback()

    @traitlets.validate("selected")
    def _selected_is_known(self, proposal: Mapping[str, Any]) -> str:
        if proposal["value"] not in self._known:
            raise traitlets.TraitError(f"No point and no group is called {proposal['value']!r}.")
        return proposal["value"]

    @property
    def counts(self) -> dict[str, int]:
        """How many points the present state calls up and down, and the rest."""
        calls = self._calls[self._state_number()]
        return {text: int((calls == number).sum()) for number, text in enumerate(CLASSES)}

    @property
    def called(self) -> pd.DataFrame:
        """The points that the present state calls, strongest first, with a column ``call`` (``up`` or ``down``)."""
        calls = self._calls[self._state_number()]
        rows = np.flatnonzero(calls)
        return self._table.iloc[rows].assign(call=[CLASSES[number] for number in calls[rows]])

    @property
    def states(self) -> pd.DataFrame:
        """All states: one column for each choice, ``n_up``, ``n_down`` and ``sentence``."""
        table = super().states
        for number, text in ((1, "n_up"), (2, "n_down")):
            table.insert(table.shape[1] - 1, text, (self._calls == number).sum(axis=1))
        return table

    def _still_picture(self, number: int) -> str:
        figure = Figure(figsize=figures.SIZES["column"], dpi=150, layout="constrained")
        axes = figure.add_subplot()
        x = self._table[self._columns["x"]].to_numpy(float)
        y = self._table[self._columns["y"]].to_numpy(float)
        calls = self._calls[number]
        for code, marker, size in ((1, "^", 4.5), (2, "v", 4.5), (0, "o", 1.6)):
            here = calls == code
            axes.plot(
                x[here],
                y[here],
                marker,
                color=figures.PALETTE["unchanged" if code == 0 else CLASSES[code]],
                markersize=size,
                markeredgewidth=0,
                alpha=0.5 if code == 0 else 1,
                zorder=2 if code == 0 else 3,
                # Thousands of vector marks would weigh more than the live figure.
                rasterized=code == 0 or int(here.sum()) > _LARGEST_STILL_AS_VECTOR,
                label=f"{self._texts['classes'][CLASSES[code]]}: {int(here.sum()):,}",
            )
        _draw_guides(axes, self._guides[number])
        axes.set(xlabel=self._texts["x"], ylabel=self._texts["y"])
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside upper left", ncols=3, frameon=False, handletextpad=0.2, columnspacing=1.2)
        return svg.prepare(figures.to_svg(figure, alt=self._sentences[number]))


def _draw_guides(axes: Axes, guides: Iterable[Mapping[str, float]]) -> None:
    x_limits, y_limits = axes.get_xlim(), axes.get_ylim()
    style = {"color": "black", "linewidth": 0.8, "linestyle": (0, (4, 3))}
    for guide in guides:
        if "x" in guide:
            axes.axvline(guide["x"], **style)
        elif "y" in guide:
            axes.axhline(guide["y"], **style)
        else:
            axes.axline((0.0, guide["intercept"]), slope=guide["slope"], **style)
    axes.set(xlim=x_limits, ylim=y_limits)


def _base64(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype="<u2").tobytes()).decode("ascii")


def _quantise(values: np.ndarray, column: str) -> dict[str, Any]:
    """Write a coordinate in 16 bits as a decimal number, so that what the reader sees is the value rounded once."""
    if not np.isfinite(values).all():
        count = int((~np.isfinite(values)).sum())
        raise ExploreError(f"{count} of {len(values)} points have no finite {column}. Leave them out before.")
    spread = float(np.ptp(values)) or 1.0
    decimals = int(np.ceil(np.log10(_STEPS / spread)))
    whole = np.rint(values * 10.0**decimals)
    first = int(whole.min())
    return {"data": _base64(whole - first), "first": first, "decimals": decimals}


def _three_digits(value: float) -> str:
    text = f"{value:.3g}".replace("e-0", "e-")
    return f"−{text[1:]}" if value < 0 else text


def _column_text(column: pd.Series) -> list[str]:
    if pd.api.types.is_float_dtype(column):
        return ["" if np.isnan(value) else _three_digits(value) for value in column.to_numpy(float)]
    return ["" if missing else str(value) for value, missing in zip(column, column.isna(), strict=True)]


def _lines(column: pd.Series, name: str) -> str:
    texts = _column_text(column)
    if any("\n" in text for text in texts):
        raise ExploreError(f"The column {name} has line breaks in its cells. Replace them by spaces.")
    return "\n".join(texts)


def _mask(table: pd.DataFrame, rule: Any, what: str) -> np.ndarray:
    """Return which points a rule calls; a rule may be a mask already."""
    if rule is None:
        return np.zeros(len(table), dtype=bool)
    if isinstance(rule, pd.Series):
        if not rule.index.equals(table.index):
            raise ExploreError(f"{what} has another index than the table. Use the same rows in the same order.")
        rule = rule.to_numpy()
    if isinstance(rule, np.ndarray):
        if rule.dtype != bool or rule.shape != (len(table),):
            raise ExploreError(
                f"{what} has type {rule.dtype} and shape {rule.shape}. "
                f"Give {len(table)} times True or False, or rules such as [('d', '>=', 2.5)]."
            )
        return rule
    mask = np.ones(len(table), dtype=bool)
    try:
        conditions = [(str(column), str(sign), float(cut)) for column, sign, cut in rule]
    except (TypeError, ValueError):
        raise ExploreError(f"{what} is {rule!r}. Give rules such as [('d', '>=', 2.5)], or a mask.") from None
    if not conditions:
        raise ExploreError(f"{what} has no condition and would call every point. Give None to call none.")
    for column, sign, cut in conditions:
        if column not in table.columns:
            raise ExploreError(f"{what} asks for the column {column!r}; the table has {', '.join(table.columns)}.")
        if sign not in SIGNS:
            raise ExploreError(f"{what} has the sign {sign!r}. Use one of {', '.join(SIGNS)}.")
        mask &= SIGNS[sign](table[column].to_numpy(float), cut)
    return mask


def _read_guides(guides: Any, what: str) -> list[dict[str, Any]]:
    read = []
    for guide in guides or ():
        numbers = {key: float(value) for key, value in guide.items() if key != "label"}
        if set(numbers) not in ({"x"}, {"y"}, {"slope", "intercept"}):
            raise ExploreError(
                f"{what} has the guide {guide!r}. Give {{'x': …}}, {{'y': …}} or {{'slope': …, 'intercept': …}}."
            )
        read.append(numbers | ({"label": str(guide["label"])} if guide.get("label") else {}))
    return read


def _order_states(choices: Sequence[Choice], states: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the states in the order of the choices' product; each combination must be there once."""
    found: dict[tuple[int, ...], Mapping[str, Any]] = {}
    for state in states:
        key = tuple(choice.find(state[choice.name]) for choice in choices)
        if key in found:
            chosen = ", ".join(f"{choice.name}={state[choice.name]!r}" for choice in choices)
            raise ExploreError(f"Two states have {chosen}. Each combination stands for one state.")
        found[key] = state
    ordered = []
    for key in itertools.product(*(range(len(choice.options)) for choice in choices)):
        if key not in found:
            missing = ", ".join(f"{c.name}={c.options[at]!r}" for c, at in zip(choices, key, strict=True))
            raise ExploreError(f"There is no state for {missing}. Give one for each combination of the choices.")
        ordered.append(found[key])
    return ordered


def _read_table(table: pd.DataFrame, used: Mapping[str, Any], order_by: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the table with its index as a column, strongest points first, and the order of its rows."""
    if not isinstance(table, pd.DataFrame) or table.empty:
        raise ExploreError("There are no points: the table has to be a DataFrame with at least one row.")
    if table.index.name and table.index.name not in table.columns:
        table = table.assign(**{table.index.name: table.index})
    wanted = [
        used["x"],
        used["y"],
        used["name"],
        *([used["group"]] if used["group"] else []),
        *used["detail"],
        order_by,
    ]
    missing = [column for column in dict.fromkeys(wanted) if column not in table.columns]
    if missing:
        raise ExploreError(
            f"The table has no column {', '.join(missing)}. It has: {', '.join(map(str, table.columns))}."
        )
    if table[used["name"]].duplicated().any():
        twice = table[used["name"]][table[used["name"]].duplicated()].iloc[0]
        raise ExploreError(f"The column {used['name']} names two points {twice!r}. Each point needs a name of its own.")
    if len(table) > 2**16:
        raise ExploreError(f"{len(table)} points are more than the 65536 that fit. Leave some out.")
    order = np.argsort(-table[order_by].abs().to_numpy(float), kind="stable")
    return table, order


def explore_points(
    table: pd.DataFrame,
    *,
    x: str,
    y: str,
    name: str,
    states: Iterable[Mapping[str, Any]],
    group: str | None = None,
    detail: Sequence[str] = (),
    order_by: str | None = None,
    title: str | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    search_label: str = "Find a point",
    classes: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    help: Mapping[str, str] | None = None,  # noqa: A002
    budget: Budget | Mapping[str, float] | None = None,
) -> PointExplorer:
    """Draw many points; controls choose the state that calls some of them up and some down.

    Python applies the rules and counts; the page looks each point's class up. Hovering names a point, a search marks
    one point or a whole group, and a table lists the strongest called points for readers who don't see the figure.

    Parameters
    ----------
    table : DataFrame, one row for each point
        The index counts as a column under its name.
    x, y : str
        Columns of the coordinates; finite numbers. Shown with four or more significant steps across the range.
    name : str
        Column that names each point once (a probe set).
    states : iterable of dict
        Each with the value of every choice, ``sentence``, and optionally ``up`` and ``down`` (conditions that hold
        together, such as ``[("adjusted_p", "<", 0.05), ("log2_fold_change", ">=", 1)]``; or a mask in the order of the
        table) and ``guides`` (lines ``{"x": 1}``, ``{"y": 1.3}`` or ``{"slope": 1, "intercept": 0.9}``, with a
        ``label`` if wanted). Each combination of the choices' values once; the first state's values come first.
    group : str, optional
        Column of names that several points may share (a gene); found by the search, shown as the label.
    detail : sequence of str
        More columns to show for a point, numbers with three significant digits.
    order_by : str, optional
        Column whose largest absolute values come first in the table of called points; ``y`` if not given.
    title, x_label, y_label, search_label : str
        Texts of the figure.
    classes : mapping, optional
        Texts for ``up``, ``down`` and ``rest`` in the legend.
    labels : mapping, optional
        Name of a choice or of a column to the text that readers see.
    help : mapping, optional
        Name of a choice to one line of explanation.
    budget : Budget or mapping, optional
        As for :func:`explore`; 200 states unless another limit is given, since a state costs a few bytes.

    Returns
    -------
    PointExplorer
        A widget with one traitlet for each choice, and ``selected``.

    Raises
    ------
    ExploreError
        If the table or a state can't be used.
    BudgetError
        If the states are too many or too large.
    """
    used = {"x": x, "y": y, "name": name, "group": group, "detail": tuple(detail)}
    table, order = _read_table(table, used, order_by or y)
    labels = dict(labels or {})
    given = [dict(state) for state in states]
    choices = _read_state_choices(given, labels, help, table)
    meter = Meter(as_budget(budget, Budget(states=200)))
    meter.states({choice.name: len(choice.options) for choice in choices})
    given = _order_states(choices, given)

    calls = np.zeros((len(given), len(table)), dtype=np.uint8)
    guides = []
    for number, state in enumerate(given):
        what = "The state " + ", ".join(f"{choice.name}={state[choice.name]!r}" for choice in choices)
        up, down = (_mask(table, state.get(key), f"{what}: {key}") for key in ("up", "down"))
        if (up & down).any():
            raise ExploreError(f"{what} calls {int((up & down).sum())} points both up and down. The rules overlap.")
        calls[number, up] = 1
        calls[number, down] = 2
        guides.append(_read_guides(state.get("guides"), what))
        meter.time(number + 1, len(given))
    table, calls = table.iloc[order], calls[:, order]

    def text(column: str) -> str:
        return labels.get(column, column.replace("_", " "))

    texts = {
        "x": x_label or text(x),
        "y": y_label or text(y),
        "name": text(name),
        "group": text(group) if group else "",
        "detail": [text(column) for column in used["detail"]],
        "order": text(order_by) if order_by else y_label or text(y),
        "search": search_label,
        "classes": {"up": "up", "down": "down", "rest": "neither"} | dict(classes or {}),
    }
    # A point's classes over all states form one of few patterns, whatever the rules are.
    patterns, pattern = np.unique(calls.T, axis=0, return_inverse=True)
    points = {
        "count": len(table),
        "x": _quantise(table[x].to_numpy(float), x),
        "y": _quantise(table[y].to_numpy(float), y),
        "names": _lines(table[name], name),
        "groups": _lines(table[group], group) if group else "",
        "details": [_lines(table[column], column) for column in used["detail"]],
        "patterns": ["".join(map(str, row)) for row in patterns],
        "pattern": _base64(pattern.ravel()),
    }
    sentences = [state["sentence"] for state in given]
    size = len(json.dumps([points, guides, sentences], ensure_ascii=False).encode())
    meter.size(size, "Show fewer detail columns or fewer points")
    return PointExplorer(choices, sentences, title, table, used, calls, _points=points, _guides=guides, _texts=texts)


def _read_state_choices(
    states: Sequence[Mapping[str, Any]],
    labels: dict[str, str],
    help: Mapping[str, str] | None,  # noqa: A002
    table: pd.DataFrame,
) -> list[Choice]:
    """Return the choices that the states spell out, in the order in which their values appear."""
    if not states:
        raise ExploreError("There are no states. Give at least two.")
    names = [name for name in states[0] if name not in _ENTRIES]
    for state in states:
        if {name for name in state if name not in _ENTRIES} != set(names):
            raise ExploreError(
                f"A state has the choices {sorted(set(state) - _ENTRIES)}, the first one {sorted(names)}."
            )
        if not isinstance(state.get("sentence"), str) or not state["sentence"].strip():
            chosen = ", ".join(f"{name}={state[name]!r}" for name in names)
            raise ExploreError(
                f"The state {chosen} has no sentence. Say in one what the figure shows, with its numbers."
            )
    options = {name: list(dict.fromkeys(state[name] for state in states)) for name in names}
    unknown = sorted(set(labels) - set(names) - set(map(str, table.columns)))
    if unknown:
        raise ExploreError(f"labels names {', '.join(unknown)}, which is neither a choice nor a column.")
    choice_labels = {name: label for name, label in labels.items() if name in names}
    return read_choices(options, choice_labels, help, reserved=PointExplorer)

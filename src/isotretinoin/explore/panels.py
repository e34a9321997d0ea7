"""A scene as Python says it: panels with two axes each, and layers of marks with names and data coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from .. import figures
from .budget import ExploreError
from .columns import digits

__all__ = ["Axis", "Layer", "Panel", "Scene"]

SHAPES = ("o", "s", "D", "^", "v", "P")
"""Markers that the page can draw, as Matplotlib calls them."""

Table = pd.DataFrame | Mapping[str, Any]


@dataclass(frozen=True)
class Axis:
    """One axis of a panel.

    Parameters
    ----------
    label : str
        What it shows, with its unit.
    domain : (float, float), optional
        Its ends; as far as the marks of all states reach where they are not given.
    names : sequence of str, optional
        Names that stand on it in place of numbers; marks say 0 for the first, 1 for the second, or the name.
    log : bool
        A factor is as wide everywhere.
    hidden : bool
        It places marks and is not drawn.
    """

    label: str = ""
    domain: tuple[float, float] | None = None
    names: tuple[str, ...] | None = None
    log: bool = False
    hidden: bool = False

    def __post_init__(self) -> None:
        if self.domain is not None and not self.domain[0] < self.domain[1]:
            raise ExploreError(
                f"The axis {self.label!r} runs from {self.domain[0]} to {self.domain[1]}. Put less first."
            )
        if self.log and self.domain is not None and self.domain[0] <= 0:
            raise ExploreError(f"The axis {self.label!r} is logarithmic and has to begin above 0.")

    @classmethod
    def read(cls, given: Axis | str | Sequence[str]) -> Axis:
        """Return an axis from an axis, from its label, or from the names that stand on it."""
        if isinstance(given, Axis):
            return given
        return cls(given) if isinstance(given, str) else cls(names=tuple(given))

    def place(self, values: pd.Series) -> np.ndarray:
        """Return coordinates as numbers: the place of a name, a number as it is."""
        if self.names is None or pd.api.types.is_numeric_dtype(values):
            return values.to_numpy(float)
        strange = sorted(set(values.astype(str)) - set(self.names))
        if strange:
            raise ExploreError(f"{', '.join(strange)} stands on no axis. The axis has: {', '.join(self.names)}.")
        return values.astype(str).map(list(self.names).index).to_numpy(float)


@dataclass(frozen=True)
class Layer:
    """Marks of one kind, in the order in which they are drawn."""

    kind: str
    name: str
    columns: dict[str, np.ndarray]
    looks: dict[str, Any] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many marks it has."""
        return len(self.columns["ids"])

    def reach(self, axis: str) -> np.ndarray:
        """Return all coordinates along ``x`` or ``y``."""
        names = {"x": ("x", "x1", "x2"), "y": ("y", "y1", "y2")}[axis]
        found = [self.columns[name] for name in names if name in self.columns]
        return np.concatenate(found) if found else np.zeros(0)


def _told(column: pd.Series) -> np.ndarray:
    """Return a column as a reader sees it: numbers with three digits."""
    if pd.api.types.is_float_dtype(column):
        texts = ["" if np.isnan(value) else f"{value:.3g}".replace("e-0", "e-") for value in column.to_numpy(float)]
        texts = [text.replace("-", "−", 1) if text.startswith("-") else text for text in texts]
    else:
        texts = ["" if missing else str(value) for value, missing in zip(column, column.isna(), strict=True)]
    return np.array(texts, dtype=str)


class Panel:
    """Two axes and the marks between them.

    Parameters
    ----------
    x, y : Axis, str or sequence of str
        An axis, its label, or the names that stand on it.
    title : str
        Stands above it.
    height : int
        In pixels, at any width.
    share : float
        Of the width, beside other panels.

    Examples
    --------
    >>> panel = Panel(x=["baseline", "week 1"], y="LCN2 (log2)")
    >>> pairs = {"patient": ["P1", "P1"], "visit": ["baseline", "week 1"], "level": [8.1, 9.6]}
    >>> panel.lines(pairs, id="patient", x="visit", y="level", role="female").layers[0].count
    1
    """

    def __init__(
        self,
        x: Axis | str | Sequence[str],
        y: Axis | str | Sequence[str],
        *,
        title: str = "",
        height: int = 300,
        share: float = 1.0,
    ) -> None:
        self.x, self.y = Axis.read(x), Axis.read(y)
        self.title, self.height, self.share = title, height, share
        self.layers: list[Layer] = []

    @property
    def frame(self) -> tuple[Any, ...]:
        """What has to be alike in all states; a title may differ."""
        return self.x, self.y, self.height, self.share

    def _column(self, table: pd.DataFrame, given: str) -> pd.Series:
        if given not in table.columns:
            raise ExploreError(f"The table has no column {given!r}. It has: {', '.join(map(str, table.columns))}.")
        return table[given]

    def _each(self, table: pd.DataFrame, given: Any) -> np.ndarray:
        """Return a value for each mark: of a column, or the same for all."""
        if isinstance(given, str) and given in table.columns:
            return table[given].to_numpy()
        return np.full(len(table), given)

    def _add(
        self, kind: str, name: str | None, table: pd.DataFrame, columns: dict[str, Any], looks: dict[str, Any]
    ) -> Panel:
        columns = {key: np.asarray(column) for key, column in columns.items() if column is not None}
        known = set(figures.PALETTE)
        strange = sorted(set(map(str, columns.get("roles", ()))) - known)
        if strange:
            raise ExploreError(f"{', '.join(strange)} is no role of the palette. Roles: {', '.join(sorted(known))}.")
        wrong = sorted(set(map(str, columns.get("shapes", ()))) - set(SHAPES))
        if wrong:
            raise ExploreError(f"{', '.join(wrong)} is no shape. Shapes: {', '.join(SHAPES)}.")
        for which in ("x", "y", "x1", "x2", "y1", "y2"):
            lost = int((~np.isfinite(columns[which])).sum()) if which in columns else 0
            if lost:
                told = f"{lost} of {len(columns[which])} marks of {name or kind} have no finite {which[0]}"
                raise ExploreError(f"{told}. Leave them out before.")
        ids = pd.Series(columns["ids"])
        if ids.duplicated().any():
            raise ExploreError(f"Two marks of a layer are called {ids[ids.duplicated()].iloc[0]!r}. Name each once.")
        number = sum(layer.kind == kind for layer in self.layers)
        name = name or (kind if not number else f"{kind} {number + 1}")
        if any(layer.name == name for layer in self.layers):
            raise ExploreError(f"Two layers of a panel are called {name!r}.")
        self.layers.append(Layer(kind, name, columns, looks))
        return self

    def _looks_of(self, table: pd.DataFrame, role: str, shape: str | None) -> dict[str, np.ndarray]:
        roles = self._each(table, role).astype(str)
        shapes = self._each(table, shape) if shape else np.array([figures.MARKERS.get(one, "o") for one in roles])
        return {"roles": roles, "shapes": shapes}

    def _tells(self, table: pd.DataFrame, tell: Mapping[str, str]) -> tuple[dict[str, np.ndarray], list[str]]:
        columns = {f"tell{number}": _told(self._column(table, name)) for number, name in enumerate(tell)}
        return columns, list(tell.values())

    def points(
        self,
        table: Table,
        *,
        x: str,
        y: str,
        id: str,  # noqa: A002
        role: str = "all",
        shape: str | None = None,
        hollow: str | bool = False,
        group: str | None = None,
        label: str | None = None,
        tell: Mapping[str, str] | None = None,
        order: str | None = None,
        name: str | None = None,
    ) -> Panel:
        """Draw a point for each row.

        Parameters
        ----------
        table : DataFrame or mapping of columns
        x, y : str
            Columns with the coordinates.
        id : str
            Column that names each thing once: the same name in another state is the same thing.
        role, shape, hollow : str
            A column, or one value for all. Shapes are Matplotlib's; those of the role where none is given.
        group : str, optional
            Column of names that several points may share, for the search.
        label : str, optional
            Column of words that stand beside the points.
        tell : mapping, optional
            Columns that a point tells beside its coordinates, to what a reader is to call them.
        order : str, optional
            Column whose largest values come first: on top, and in the table of points that differ from most.
        name : str, optional
            Of the layer, where the same kind of mark stands in several.
        """
        frame = pd.DataFrame(table)
        if order is not None:
            frame = frame.sort_values(self._column(frame, order).name, ascending=False, kind="stable")
        told, names = self._tells(frame, tell or {})
        columns = {
            "ids": self._column(frame, id).astype(str).to_numpy(),
            "x": self.x.place(self._column(frame, x)),
            "y": self.y.place(self._column(frame, y)),
            **self._looks_of(frame, role, shape),
            "hollow": self._each(frame, hollow).astype(bool) if hollow is not False else None,
            "groups": None if group is None else self._column(frame, group).fillna("").astype(str).to_numpy(),
            "labels": None if label is None else self._column(frame, label).astype(str).to_numpy(),
            **told,
        }
        return self._add("points", name, frame, columns, {"tell": names, "order": order or ""})

    def lines(
        self,
        table: Table,
        *,
        x: str,
        y: str,
        id: str,  # noqa: A002
        role: str = "all",
        dashed: bool = False,
        label: bool = False,
        name: str | None = None,
    ) -> Panel:
        """Draw a line through the rows of each name, in their order.

        Parameters
        ----------
        table, x, y, id, role, name
            As for :meth:`points`; all rows of a line have one role.
        dashed : bool
        label : bool
            The name stands at the end of its line.
        """
        frame = pd.DataFrame(table)
        ids = self._column(frame, id).astype(str)
        order = ids.drop_duplicates()
        roles = pd.Series(self._each(frame, role).astype(str), index=frame.index).groupby(ids).first().reindex(order)
        by_line = [np.flatnonzero(ids.to_numpy() == one) for one in order]
        rows = np.concatenate(by_line)
        columns = {
            "ids": order.to_numpy(),
            "x": self.x.place(self._column(frame, x))[rows],
            "y": self.y.place(self._column(frame, y))[rows],
            "lengths": np.array([len(one) for one in by_line], dtype=np.int64),
            "roles": roles.to_numpy(),
        }
        return self._add("lines", name, frame, columns, {"dashed": dashed, "labelled": label})

    def intervals(
        self,
        table: Table,
        *,
        id: str,  # noqa: A002
        low: str,
        high: str,
        x: str,
        y: str,
        role: str = "all",
        shape: str | None = None,
        label: str | None = None,
        tell: Mapping[str, str] | None = None,
        name: str | None = None,
    ) -> Panel:
        """Draw an interval with its estimate for each row, along the axis that has numbers.

        Parameters
        ----------
        low, high : str
            Columns with the ends, along the axis of numbers: x, if y has names, else y.
        table, x, y, id, role, shape, label, tell, name
            As for :meth:`points`; x and y place the estimate.
        """
        frame = pd.DataFrame(table)
        along = "x" if self.y.names is not None else "y"
        told, names = self._tells(frame, tell or {})
        columns = {
            "ids": self._column(frame, id).astype(str).to_numpy(),
            "x": self.x.place(self._column(frame, x)),
            "y": self.y.place(self._column(frame, y)),
            f"{along}1": self._column(frame, low).to_numpy(float),
            f"{along}2": self._column(frame, high).to_numpy(float),
            **self._looks_of(frame, role, shape),
            "labels": None if label is None else self._column(frame, label).astype(str).to_numpy(),
            **told,
        }
        return self._add("intervals", name, frame, columns, {"along": along, "tell": names})

    def bars(
        self,
        table: Table,
        *,
        id: str,  # noqa: A002
        x: str,
        y: str,
        role: str = "all",
        label: str | None = None,
        tell: Mapping[str, str] | None = None,
        name: str | None = None,
    ) -> Panel:
        """Draw a bar from zero for each row, along the axis that has numbers.

        Parameters
        ----------
        table, x, y, id, role, label, tell, name
            As for :meth:`points`.
        """
        frame = pd.DataFrame(table)
        told, names = self._tells(frame, tell or {})
        columns = {
            "ids": self._column(frame, id).astype(str).to_numpy(),
            "x": self.x.place(self._column(frame, x)),
            "y": self.y.place(self._column(frame, y)),
            "roles": self._each(frame, role).astype(str),
            "labels": None if label is None else self._column(frame, label).astype(str).to_numpy(),
            **told,
        }
        along = "x" if self.y.names is not None else "y"
        return self._add("bars", name, frame, columns, {"along": along, "tell": names})

    def texts(
        self,
        table: Table,
        *,
        id: str,  # noqa: A002
        x: str,
        y: str,
        text: str,
        align: str = "middle",
        name: str | None = None,
    ) -> Panel:
        """Write words at places.

        Parameters
        ----------
        text : str
            Column with the words.
        align : str
            ``start``, ``middle`` or ``end``: which part of the words stands at the place.
        table, x, y, id, name
            As for :meth:`points`.
        """
        frame = pd.DataFrame(table)
        columns = {
            "ids": self._column(frame, id).astype(str).to_numpy(),
            "x": self.x.place(self._column(frame, x)),
            "y": self.y.place(self._column(frame, y)),
            "labels": self._column(frame, text).astype(str).to_numpy(),
        }
        return self._add("texts", name, frame, columns, {"align": align})

    def rule(
        self,
        name: str,
        *,
        x: float | None = None,
        y: float | None = None,
        slope: float | None = None,
        intercept: float = 0.0,
        label: str = "",
    ) -> Panel:
        """Draw a dashed line across the panel: at an x, at a y, or with a slope.

        Parameters
        ----------
        name : str
            Under which it moves from state to state.
        x, y, slope, intercept : float
            Give one of x, y and slope.
        label : str
            Stands at its end.
        """
        if sum(one is not None for one in (x, y, slope)) != 1:
            raise ExploreError(f"The rule {name!r} needs one of x, y and slope.")
        looks: dict[str, Any] = {"label": label}
        if slope is not None:
            looks |= {"slope": float(slope), "intercept": float(intercept)}
        else:
            looks |= {"along": "x" if y is None else "y", "at": float(y if x is None else x)}
        return self._add("rule", name, pd.DataFrame(), {"ids": np.array([name])}, looks)

    def band(
        self, name: str, low: float, high: float, *, along: str = "x", role: str = "all", label: str = ""
    ) -> Panel:
        """Shade a stretch of an axis, with a line at each end.

        Parameters
        ----------
        name : str
            Under which it moves from state to state.
        low, high : float
            Ends in the units of the axis; beyond the axis where there is no end.
        along : str
            ``x`` or ``y``.
        role, label : str
        """
        if not low < high:
            raise ExploreError(f"The band {name!r} runs from {low} to {high}. Put less first.")
        looks = {"low": float(low), "high": float(high), "along": along, "label": label}
        return self._add("band", name, pd.DataFrame(), {"ids": np.array([name]), "roles": np.array([role])}, looks)

    def describe(self, scenes: Sequence[Scene]) -> dict[str, Any]:
        """Return what the page needs to draw the axes, long enough for the marks of all states."""
        number = next(scene.panels.index(self) for scene in scenes if self in scene.panels)
        twins = [scene.panels[number] for scene in scenes]
        titles = [twin.title for twin in twins]
        return {
            "titles": titles if len(set(titles)) > 1 else titles[:1],
            "height": self.height,
            "share": self.share,
            "x": _describe_axis(self.x, "x", twins),
            "y": _describe_axis(self.y, "y", twins),
        }


def _describe_axis(axis: Axis, which: str, panels: Sequence[Panel]) -> dict[str, Any]:
    described: dict[str, Any] = {"label": axis.label}
    if axis.names is not None:
        return described | {"names": list(axis.names), "hidden": axis.hidden}
    values = [layer.reach(which) for panel in panels for layer in panel.layers]
    together = np.concatenate([*values, np.zeros(0)])
    decimals = min(6, max(0, digits(together) - 1)) if len(together) else 0
    domain = axis.domain or span(axis, together, zero=any(_from_zero(panel, which) for panel in panels))
    return described | {"domain": list(domain), "log": axis.log, "hidden": axis.hidden, "decimals": decimals}


def _from_zero(panel: Panel, which: str) -> bool:
    return any(layer.kind == "bars" and layer.looks["along"] == which for layer in panel.layers)


def span(axis: Axis, values: np.ndarray, *, zero: bool) -> tuple[float, float]:
    """Return the ends of an axis without any of its own: the marks' and a little room; zero where bars stand on it."""
    if not len(values):
        raise ExploreError(f"No mark says how long the axis {axis.label!r} is. Give its domain.")
    if axis.log:
        low, high = float(values.min()), float(values.max())
        return (low / 1.2, high * 1.2)
    low, high = float(values.min()), float(values.max())
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = 0.05 * ((high - low) or abs(high) or 1.0)
    return (low if zero and low == 0 else low - room, high if zero and high == 0 else high + room)


class Scene:
    """Panels that stand side by side where there is room, one below the other on a phone.

    Examples
    --------
    >>> Scene(Panel("dose", "level"), Panel("dose", "cells")).panels[1].y.label
    'cells'
    """

    def __init__(self, *panels: Panel) -> None:
        if not panels:
            raise ExploreError("A scene needs one panel or more.")
        self.panels = list(panels)

    @property
    def marks(self) -> pd.DataFrame:
        """All marks: ``panel``, ``layer``, ``id``, and what they have of ``x``, ``y``, ends, role and words."""
        tables = []
        for number, panel in enumerate(self.panels):
            for layer in panel.layers:
                if layer.kind == "lines":
                    continue
                names = {"ids": "id", "roles": "role", "shapes": "shape", "labels": "label", "groups": "group"}
                table = pd.DataFrame({names.get(key, key): column for key, column in layer.columns.items()})
                tables.append(table.assign(panel=number, layer=layer.name))
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["panel", "layer", "id"])

"""``explore_scene``: Python computes for each state what marks there are and where; the page draws and moves them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import traitlets

from .. import figures
from . import svg
from .budget import Budget, ExploreError, Meter, as_budget
from .choices import Choice, Option, read_choices
from .columns import Columns
from .panels import Panel, Scene
from .states import StatesWidget, call_state, front_end, name_of, style_sheet
from .still import draw_scene

__all__ = ["SceneExplorer", "explore_scene"]

CLOUD = 300
"""Points of one layer beyond which they are drawn on a canvas."""


class SceneExplorer(StatesWidget):
    """A scene of marks for each combination of a few choices; made by :func:`explore_scene`.

    ``selected`` is the name or the group of the marks that the reader looked for, or empty.
    """

    _esm = front_end("scenes.js")
    _css = style_sheet()
    _scene = traitlets.Dict().tag(sync=True)
    _ghost = traitlets.Bool(False).tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self, choices: list[Choice], sentences: list[str], title: str | None, scenes: list[Scene], **state: Any
    ) -> None:
        self._scenes = scenes
        layers = [layer for scene in scenes for panel in scene.panels for layer in panel.layers]
        names = (layer.columns.get(key) for layer in layers for key in ("ids", "groups"))
        self._known = {""}.union(*(map(str, column) for column in names if column is not None))
        super().__init__(choices, sentences, title, map(tuple, state["_scene"]["states"]), **state)
        self.fallback = self._make_fallback()

    @traitlets.validate("selected")
    def _selected_is_known(self, proposal: Mapping[str, Any]) -> str:
        if proposal["value"] not in self._known:
            raise traitlets.TraitError(f"No mark and no group is called {proposal['value']!r}.")
        return proposal["value"]

    @property
    def scene(self) -> Scene:
        """The scene of the present state."""
        return self._scenes[self._state_number()]

    @property
    def marks(self) -> pd.DataFrame:
        """The marks of the present state, a row each: ``panel``, ``layer``, ``id``, ``role`` and their coordinates."""
        return self.scene.marks

    def _still_picture(self, number: int) -> str:
        domains = [{which: panel[which].get("domain") for which in "xy"} for panel in self._scene["panels"]]
        figure = draw_scene(self._scenes[number], domains)
        return svg.prepare(figures.to_svg(figure, alt=self._sentences[number]))


@dataclass(frozen=True)
class _Packed:
    """The scenes of all states as the page gets them."""

    value: dict[str, Any]
    size: int


def _same_panels(scenes: Sequence[Scene], told: Sequence[str]) -> None:
    """Refuse states that differ in their axes: a mark that moves because its axis did tells nothing."""
    first = [panel.frame for panel in scenes[0].panels]
    for scene, state in zip(scenes, told, strict=True):
        if [panel.frame for panel in scene.panels] != first:
            raise ExploreError(
                f"The panels of {state} differ from those of {told[0]}: give the same axes in each state."
            )


def _pack(scenes: Sequence[Scene], legend: Sequence[Mapping[str, str]], search: str) -> _Packed:
    columns = Columns()
    layers: dict[str, int] = {}
    states = []
    common = _commonest_roles(scenes)
    for scene in scenes:
        state = []
        for number, panel in enumerate(scene.panels):
            for layer in panel.layers:
                written = {"panel": number, "kind": layer.kind, "key": f"{number}/{layer.name}", "count": layer.count}
                written |= layer.looks | {name: columns.add(column) for name, column in layer.columns.items()}
                if layer.kind == "points" and layer.count > CLOUD:
                    written |= {"kind": "cloud", "base": common[number, layer.name]}
                text = json.dumps(written, ensure_ascii=False)
                state.append(layers.setdefault(text, len(layers)))
        states.append(state)
    value = {
        "panels": [panel.describe(scenes) for panel in scenes[0].panels],
        "columns": columns.packed(),
        "layers": [json.loads(text) for text in layers],
        "states": states,
        "legend": [dict(entry) for entry in legend],
        "search": search,
    }
    return _Packed(value, len(json.dumps(value, ensure_ascii=False).encode()))


def _commonest_roles(scenes: Sequence[Scene]) -> dict[tuple[int, str], str]:
    """Return for each layer the role of most of its marks: a canvas draws all marks in it, once."""
    found: dict[tuple[int, str], list[str]] = {}
    for scene in scenes:
        for number, panel in enumerate(scene.panels):
            for layer in panel.layers:
                if "roles" in layer.columns and layer.count:
                    names, counts = np.unique(layer.columns["roles"].astype(str), return_counts=True)
                    found.setdefault((number, layer.name), []).append(str(names[counts.argmax()]))
    return {key: max(set(roles), key=roles.count) for key, roles in found.items()}


def _read_scene(result: Any, called: str) -> tuple[Scene, str]:
    scene, sentence = result
    if isinstance(scene, Panel):
        scene = Scene(scene)
    if not isinstance(scene, Scene):
        raise ExploreError(f"{called} returned {type(scene).__name__}. Return a Panel or a Scene of panels.")
    if not any(panel.layers for panel in scene.panels):
        raise ExploreError(f"{called} returned a scene without marks.")
    return scene, sentence


def explore_scene(
    f: Callable[..., tuple[Scene | Panel, str]],
    /,
    *,
    labels: Mapping[str, str] | None = None,
    help: Mapping[str, str] | None = None,  # noqa: A002
    title: str | None = None,
    legend: Mapping[str, str] | None = None,
    search: str = "",
    ghost: bool = False,
    budget: Budget | Mapping[str, float] | None = None,
    **choices: Iterable[Option],
) -> SceneExplorer:
    """Make a figure whose marks move when a reader chooses, in a running notebook and on a published page alike.

    Python calls ``f`` once for each combination of the choices and keeps the marks of every state; the page draws them
    at the width that it has. A mark with the same name in two states is the same thing and glides from its old place to
    the new one; one that only one of them has fades. The pointer, a finger and the arrow keys tell a mark's numbers.
    More than 300 points of one layer are drawn on a canvas.

    Parameters
    ----------
    f : callable
        Takes each choice by name; returns a :class:`Panel`, or a :class:`Scene` of several, and one sentence that says
        what it shows. All states have the same panels and axes; an axis without a domain is as long as the marks of all
        states need.
    labels, help, title, budget
        As for :func:`explore`; 400 states unless another limit is given, since a state costs a few hundred bytes.
    legend : mapping, optional
        Role to its text, in order; each with the number of marks where they are on a canvas.
    search : str, optional
        Label of a field in which a reader finds a mark by its name or its group.
    ghost : bool
        Offers a switch that keeps the last state visible, hollow, behind the present one.
    **choices : iterable
        As for :func:`explore`.

    Returns
    -------
    SceneExplorer
        A widget with one traitlet for each choice, and ``selected``.

    Raises
    ------
    ExploreError
        If a choice or what ``f`` returns can't be used.
    BudgetError
        If the states are too many, too large or too slow.

    Examples
    --------
    >>> def cells(drug):
    ...     panel = Panel(x=["vehicle", "drug"], y=Axis("level (log2)", (0, 10)))
    ...     table = pd.DataFrame({"dish": ["A", "B"], "arm": [0, 1], "level": [2.0, 2.0 + 5 * drug]})
    ...     panel.points(table, id="dish", x="arm", y="level", role="treated")
    ...     return panel, f"Dish B is {5 * drug} above dish A."
    >>> from isotretinoin.explore import Axis
    >>> cells_of = explore_scene(cells, drug=[False, True])
    >>> cells_of.drug = True
    >>> cells_of.marks[["id", "x", "y"]].to_dict("list")
    {'id': ['A', 'B'], 'x': [0.0, 1.0], 'y': [2.0, 7.0]}
    """
    listed = read_choices(choices, labels, help, reserved=SceneExplorer)
    meter = Meter(as_budget(budget, Budget(states=400)))
    meter.states({choice.name: len(choice.options) for choice in listed})
    scenes, sentences, told = [], [], []
    states = list(itertools.product(*(choice.options for choice in listed)))
    for number, options in enumerate(states):
        result, called = call_state(f, dict(zip([choice.name for choice in listed], options, strict=True)))
        scene, sentence = _read_scene(result, called)
        scenes.append(scene)
        sentences.append(sentence)
        told.append(called)
        meter.time(number + 1, len(states))
    _same_panels(scenes, told)
    entries = [
        {"role": role, "shape": figures.MARKERS.get(role, "o"), "text": text} for role, text in (legend or {}).items()
    ]
    packed = _pack(scenes, entries, search)
    meter.size(packed.size, "Show fewer marks or tell fewer of their numbers")
    return SceneExplorer(listed, sentences, title, scenes, _name=name_of(f), _scene=packed.value, _ghost=ghost)

"""``explore``: one Python function of a few discrete choices becomes a figure that a reader can question."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

import traitlets
from matplotlib.figure import Figure

from isotretinoin import figures

from . import svg
from .budget import Budget, ExploreError, Meter, as_budget
from .choices import Choice, Option, read_choices
from .states import StatesWidget, call_state, front_end, name_of, numbered, style_sheet

__all__ = ["Explorer", "explore"]

_DRAWN = re.compile(r"^<svg[^>]*--drawn: ([\d.]+)pt")
_SHAPE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_SHRUNK = 0.83
"""Share of its width to which the style sheet lets a picture shrink before it scrolls."""


class Explorer(StatesWidget):
    """A figure for each combination of a few choices; made by :func:`explore`."""

    _esm = front_end("frames.js")
    _css = style_sheet()
    # Equal numbers in ``layouts`` where the axes of two pictures stand at the same place.
    _pictures = traitlets.Dict().tag(sync=True)
    # The same pictures laid out for a phone; empty where those of the column fit there, or none could be laid out.
    _narrow = traitlets.Dict().tag(sync=True)
    _pick = traitlets.List().tag(sync=True)
    _alts = traitlets.Dict().tag(sync=True)
    # Choices whose change lets marks glide; equal numbers where the axes of two states run alike.
    _glides = traitlets.List().tag(sync=True)
    _scales = traitlets.List().tag(sync=True)
    _ghost = traitlets.Bool(False).tag(sync=True)

    def __init__(self, choices: list[Choice], sentences: list[str], title: str | None, **state: Any) -> None:
        looks = zip(state["_pick"], (state["_alts"].get(str(n)) for n in range(len(sentences))), strict=True)
        super().__init__(choices, sentences, title, looks, **state)
        self.fallback = self._make_fallback()

    def _alt(self, number: int) -> str:
        return self._alts.get(str(number), self._sentences[number])

    def _still_picture(self, number: int) -> str:
        return self.picture(number)

    def _phone_shape(self, number: int) -> str:
        if not self._narrow:
            return ""
        width, height = _SHAPE.search(svg.unpack(self._narrow, self._pick[number])).groups()
        return f"{width} / {height}"

    def picture(self, number: int | None = None) -> str:
        """Return the drawing of a state by its row in :attr:`states`; without a number, of the present one."""
        number = self._state_number() if number is None else number
        picture = svg.unpack(self._pictures, self._pick[number])
        return svg.with_label(picture, self._alt(number))


@dataclass(frozen=True)
class _State:
    """What Python drew for one state: the picture without its alternative text, and what is said of it."""

    picture: str
    alt: str
    sentence: str
    scale: str
    layout: str
    credit: str


def _call(
    f: Callable[..., Any], state: Mapping[str, Option], like: figures.Layout | None
) -> tuple[_State, figures.AccessibleFigure, figures.Layout | None]:
    (figure, sentence), called = call_state(f, state)
    if isinstance(figure, Figure):
        figure = figures.show(figure, alt=sentence)
    if not isinstance(figure, figures.AccessibleFigure):
        hint = " Its .figure is meant." if hasattr(figure, "figure") else ""
        raise ExploreError(f"{called} returned {type(figure).__name__}, which is no Matplotlib figure.{hint}")
    layout = figure.draw(like)
    picture, label = svg.split_label(svg.prepare(figure.svg))
    return _State(picture, unescape(label), sentence, figure.scale, figure.layout, figure.credit), figure, layout


class _Narrow:
    """Draws the pictures of one explorable once more, for a phone: all of them, or none."""

    def __init__(self) -> None:
        self.pictures: list[str] = []
        self._layouts: list[tuple[str, figures.Layout]] = []
        self._layout: figures.Layout | None = None
        self._goes = True

    def add(self, state: _State, figure: figures.AccessibleFigure) -> None:
        """Draw a state's picture once more, unless it fits a phone as it is."""
        drawn = _DRAWN.search(state.picture)
        self._goes = self._goes and drawn is not None and _SHRUNK * float(drawn[1]) > figures.NARROW * 72
        if self._goes:
            self._layout = figure.draw_narrow(self._layout)
            self._goes = self._layout is not None
        if self._goes:
            self.pictures.append(svg.split_label(svg.prepare(figure.narrow))[0])
            self._layouts.append((state.scale, self._layout))

    def packed(self) -> dict[str, Any]:
        return _pack(self.pictures, self._layouts) if self._goes else {}


def _pack(pictures: Iterable[str], layouts: Iterable[Hashable]) -> dict[str, Any]:
    return svg.pack(pictures) | {"layouts": numbered(layouts)}


def _size(*values: Any) -> int:
    return len(json.dumps(values, ensure_ascii=False).encode())


def _read_glides(given: Collection[str], choices: Sequence[Choice]) -> list[str]:
    names = [choice.name for choice in choices]
    if isinstance(given, str):
        given = [given]
    unknown = sorted(set(given) - set(names))
    if unknown:
        raise ExploreError(f"glides names {', '.join(unknown)}, which is no choice. Choices: {', '.join(names)}.")
    return [name for name in names if name in given]


def explore(
    f: Callable[..., tuple[Figure | figures.AccessibleFigure, str]],
    /,
    *,
    labels: Mapping[str, str] | None = None,
    help: Mapping[str, str] | None = None,  # noqa: A002
    title: str | None = None,
    budget: Budget | Mapping[str, float] | None = None,
    glides: Collection[str] = (),
    ghost: bool = False,
    **choices: Iterable[Option],
) -> Explorer:
    """Make a figure that a reader can question, in a running notebook and on a published page alike.

    Has the shape of ``ipywidgets.interact``. Python calls ``f`` once for each combination of the choices, at once; the
    notebook and the page look the same results up, so that the page needs no kernel.

    Parameters
    ----------
    f : callable
        Takes each choice by name; returns a Matplotlib figure and one sentence that says what it shows.
    labels : mapping, optional
        Name of a choice to the text beside its control; the name itself where nothing is given.
    help : mapping, optional
        Name of a choice to one line of explanation.
    title : str, optional
        Stands above the figure.
    budget : Budget or mapping, optional
        Limits, of ``states`` (60), ``bytes`` (1.5 MB before compression) and ``seconds`` (60); name those to change.
    glides : collection of str, optional
        Choices whose change lets every mark glide from its old place to the new one. Name a choice only where each mark
        stays the same thing: the same patient, the same gene. Marks named by :func:`isotretinoin.figures.mark` are
        matched by their names; without names, pictures that are built alike glide as a whole. Every other change
        cross-fades, and so does one that gives an axis other limits.
    ghost : bool
        Offers a switch that keeps the last state visible, pale, behind the present one.
    **choices : iterable
        ``[False, True]`` becomes a switch; words and two or three numbers become radio buttons, more numbers a slider.
        The first option of each is the state that the figure starts in. A control shows numbers from small to large.

    Returns
    -------
    Explorer
        A widget with one traitlet for each choice.

    Raises
    ------
    ExploreError
        If a choice or what ``f`` returns can't be used.
    BudgetError
        If the states are too many, too large or too slow.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> def draw(drug, sex):
    ...     figure, axes = plt.subplots(figsize=(2, 1))
    ...     axes.bar([sex], [int(drug)])
    ...     return figure, f"Mean change {int(drug)} in {sex}."
    >>> explorer = explore(draw, drug=[False, True], sex=["all", "female", "male"], labels={"drug": "On drug"})
    >>> explorer.drug, explorer.sex
    (False, 'all')
    """
    listed = read_choices(choices, labels, help, reserved=Explorer)
    gliding = _read_glides(glides, listed)
    meter = Meter(as_budget(budget))
    meter.states({choice.name: len(choice.options) for choice in listed})
    states = list(itertools.product(*(choice.options for choice in listed)))

    distinct: dict[str, _State] = {}
    drawn: list[_State] = []
    narrow, layout = _Narrow(), None
    for number, options in enumerate(states):
        state, figure, layout = _call(f, dict(zip([choice.name for choice in listed], options, strict=True)), layout)
        drawn.append(state)
        if distinct.setdefault(state.picture, state) is state:
            narrow.add(state, figure)
        meter.time(number + 1, len(states))
    places = {picture: number for number, picture in enumerate(distinct)}
    pick = [places[state.picture] for state in drawn]
    sentences = [state.sentence for state in drawn]
    alts = {str(number): state.alt for number, state in enumerate(drawn) if state.alt not in ("", state.sentence)}
    packed = _pack(distinct, ((state.scale, state.layout) for state in distinct.values()))
    packed_narrow = narrow.packed()
    # A page loads one of the two.
    size = max(_size(pictures, pick, sentences, alts) for pictures in (packed, packed_narrow))
    meter.size(size, "Draw fewer marks, rasterise the dense ones (rasterized=True), offer fewer options")
    return Explorer(
        listed,
        sentences,
        title,
        _name=name_of(f),
        _pictures=packed,
        _narrow=packed_narrow,
        _pick=pick,
        _alts=alts,
        _glides=gliding,
        _scales=numbered(state.scale for state in drawn),
        _ghost=ghost,
        _credit=" ".join(dict.fromkeys(state.credit for state in drawn if state.credit)),
    )

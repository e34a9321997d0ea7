"""``explore``: one Python function of a few discrete choices becomes a figure that a reader can question."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any

import traitlets
from matplotlib.figure import Figure

from isotretinoin import figures

from . import svg
from .budget import Budget, ExploreError, Meter, as_budget
from .choices import Choice, Option, read_choices
from .states import StatesWidget, front_end

__all__ = ["Explorer", "explore"]


class Explorer(StatesWidget):
    """A figure for each combination of a few choices; made by :func:`explore`."""

    _esm = front_end("controls.js", "frames.js")
    _css = front_end("explore.css")
    _pictures = traitlets.Dict().tag(sync=True)
    _pick = traitlets.List().tag(sync=True)
    _alts = traitlets.Dict().tag(sync=True)

    def __init__(self, choices: list[Choice], sentences: list[str], title: str | None, **state: Any) -> None:
        super().__init__(choices, sentences, title, **state)
        self.fallback = self._make_fallback()

    def _alt(self, number: int) -> str:
        return self._alts.get(str(number), self._sentences[number])

    def _still_picture(self, number: int) -> str:
        return self.picture(number)

    def picture(self, number: int | None = None) -> str:
        """Return the drawing of a state by its row in :attr:`states`; without a number, of the present one."""
        number = self._state_number() if number is None else number
        picture = svg.unpack(self._pictures, self._pick[number])
        return svg.with_label(picture, self._alt(number))


def _call(f: Callable[..., Any], state: Mapping[str, Option]) -> tuple[str, str, str]:
    """Return picture (without alternative text), alternative text and sentence of one state."""
    told = ", ".join(f"{name}={option!r}" for name, option in state.items())
    called = f"{getattr(f, '__name__', 'the function')}({told})"
    try:
        result = f(**state)
    except Exception as error:
        error.add_note(f"explore was computing {called}.")
        raise
    if not (isinstance(result, tuple) and len(result) == 2):
        raise ExploreError(f"{called} returned {type(result).__name__}. Return two things: the figure and a sentence.")
    figure, sentence = result
    if not isinstance(sentence, str) or not sentence.strip():
        raise ExploreError(f"{called} returned no sentence. Say in one what the figure shows, with its numbers.")
    if isinstance(figure, figures.AccessibleFigure):
        picture = figure.svg
    elif isinstance(figure, Figure):
        picture = figures.to_svg(figure, alt=sentence)
    else:
        hint = " Its .figure is meant." if hasattr(figure, "figure") else ""
        raise ExploreError(f"{called} returned {type(figure).__name__}, which is no Matplotlib figure.{hint}")
    picture, label = svg.split_label(svg.prepare(picture))
    return picture, unescape(label), sentence


def explore(
    f: Callable[..., tuple[Figure | figures.AccessibleFigure, str]],
    /,
    *,
    labels: Mapping[str, str] | None = None,
    help: Mapping[str, str] | None = None,  # noqa: A002
    title: str | None = None,
    budget: Budget | Mapping[str, float] | None = None,
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
    **choices : iterable
        ``[False, True]`` becomes a switch, words become radio buttons, numbers (a ``range``, a list) a slider.
        The first option of each is the state that the figure starts in.

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
    >>> def draw(drug, sex):
    ...     figure, axes = plt.subplots()
    ...     ...
    ...     return figure, f"Mean change {change:.1f} in {sex}."
    >>> explore(draw, drug=[False, True], sex=["all", "female", "male"], labels={"drug": "On drug"})
    """
    listed = read_choices(choices, labels, help, reserved=Explorer)
    meter = Meter(as_budget(budget))
    meter.states({choice.name: len(choice.options) for choice in listed})
    states = list(itertools.product(*(choice.options for choice in listed)))

    distinct: dict[str, int] = {}
    pick, sentences, alts = [], [], {}
    packed: dict[str, list] = {}
    for number, options in enumerate(states):
        picture, alt, sentence = _call(f, dict(zip([choice.name for choice in listed], options, strict=True)))
        pick.append(distinct.setdefault(picture, len(distinct)))
        sentences.append(sentence)
        if alt and alt != sentence:
            alts[str(number)] = alt
        meter.time(number + 1, len(states))
    packed = svg.pack(distinct)
    size = len(json.dumps([packed, pick, sentences, alts], ensure_ascii=False).encode())
    meter.size(size, "Draw fewer marks, rasterise the dense ones (rasterized=True), offer fewer options")
    return Explorer(listed, sentences, title, _pictures=packed, _pick=pick, _alts=alts)

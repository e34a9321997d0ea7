"""``explore``: one Python function of a few discrete choices becomes a figure that a reader can question."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Mapping
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from matplotlib.figure import Figure

from .. import figures
from . import svg
from .budget import Budget, ExploreError, Meter, as_budget
from .choices import Choice, Option, add_choice_traits, read_choices
from .fallback import fallback_html

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Explorer", "StatesWidget", "explore"]

HERE = Path(__file__).parent


class StatesWidget(anywidget.AnyWidget):
    """What both kinds of explorable share: choices as traitlets, one sentence for each state, a fallback.

    Each choice is a synced traitlet under its own name: read it, set it, ``observe`` it, link it.
    """

    _title = traitlets.Unicode("").tag(sync=True)
    _choices = traitlets.List().tag(sync=True)
    _sentences = traitlets.List().tag(sync=True)
    fallback = traitlets.Unicode("").tag(sync=True)

    def __init__(self, choices: list[Choice], sentences: list[str], title: str | None, **state: Any) -> None:
        self._choice_list = choices
        self._all_states = list(itertools.product(*(choice.options for choice in choices)))
        add_choice_traits(self, choices)
        self._heard_from_page = False
        super().__init__(
            _title=title or "",
            _choices=[choice.describe() for choice in choices],
            _sentences=sentences,
            **state,
        )
        self.observe(self._refresh_fallback, [choice.name for choice in choices])

    def _still_picture(self, number: int) -> str:
        """Return the ``<svg>`` of one state for the fallback."""
        raise NotImplementedError

    def _state_number(self) -> int:
        number = 0
        for choice in self._choice_list:
            number = number * len(choice.options) + choice.find(getattr(self, choice.name))
        return number

    def _make_fallback(self) -> str:
        number = self._state_number()
        return fallback_html(
            self._title, self._still_picture(number), self._choice_list, self._all_states, self._sentences, number
        )

    def _refresh_fallback(self, _change: object) -> None:
        # The published page starts in the state that the notebook left; a click in a running notebook changes no page.
        if not self._heard_from_page:
            self.fallback = self._make_fallback()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take over what the reader chose in the page."""
        self._heard_from_page = True
        try:
            super().set_state(sync_data)
        finally:
            self._heard_from_page = False

    @property
    def sentence(self) -> str:
        """What the figure shows in the present state."""
        return self._sentences[self._state_number()]

    @property
    def states(self) -> pd.DataFrame:
        """All states: one column for each choice, and ``sentence``."""
        import pandas as pd

        table = pd.DataFrame(self._all_states, columns=[choice.name for choice in self._choice_list])
        return table.assign(sentence=self._sentences)

    def __repr__(self) -> str:
        chosen = ", ".join(f"{choice.name}={getattr(self, choice.name)!r}" for choice in self._choice_list)
        return f"{type(self).__name__}({chosen}): {self.sentence}"


class Explorer(StatesWidget):
    """A figure for each combination of a few choices; made by :func:`explore`."""

    _esm = (HERE / "controls.js").read_text(encoding="utf-8") + (HERE / "frames.js").read_text(encoding="utf-8")
    _css = (HERE / "explore.css").read_text(encoding="utf-8")
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
        """Return the ``<svg>`` of a state by its row in :attr:`states`; without a number, of the present one."""
        number = self._state_number() if number is None else number
        picture = svg.unpack(self._pictures, self._pick[number])
        return picture.replace("<svg", f'<svg aria-label="{escape(self._alt(number))}"', 1)


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
        raise ExploreError(
            f"{called} returned {type(result).__name__}. Return two things: the figure and one sentence."
        )
    figure, sentence = result
    if not isinstance(sentence, str) or not sentence.strip():
        raise ExploreError(
            f"{called} returned no sentence. Say in one sentence what the figure shows, with its numbers."
        )
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

"""What both kinds of explorable share: choices as traitlets, one sentence for each state, a fallback."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from ..figures import PALETTE
from ..front import join
from .budget import ExploreError
from .choices import Choice, Option, add_choice_traits
from .fallback import fallback_html

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["StatesWidget", "call_state", "front_end", "name_of", "numbered", "style_sheet"]

HERE = Path(__file__).parent


def front_end(name: str) -> str:
    """Return the code of one kind of explorable as one text: an anywidget's code is one module, and has to be."""
    return join(HERE / name)


def style_sheet() -> str:
    """Return the style sheet that all explorables share, with the colour of each role of the house."""
    roles = (f".iso-role-{re.sub(r'[^a-z0-9]+', '-', role.lower())}" for role in PALETTE)
    colours = "".join(
        f"{name} {{ --iso-role: {colour}; }}\n" for name, colour in zip(roles, PALETTE.values(), strict=True)
    )
    return (HERE / "explore.css").read_text(encoding="utf-8") + colours


def numbered(things: Iterable[Hashable]) -> list[int]:
    """Give equal things equal numbers, in the order in which they come.

    >>> numbered("abca")
    [0, 1, 2, 0]
    """
    known: dict[Hashable, int] = {}
    return [known.setdefault(thing, len(known)) for thing in things]


def name_of(f: Callable[..., Any]) -> str:
    """Return a name for a function's figure that can stand in an address.

    >>> name_of(lambda: 1)
    'figure'
    """
    name = getattr(f, "__name__", "")
    return name if name.isidentifier() else "figure"


def call_state(f: Callable[..., Any], state: Mapping[str, Option]) -> tuple[tuple[Any, str], str]:
    """Call an explorable's function for one state.

    Returns
    -------
    result : tuple
        What it drew, and its sentence.
    called : str
        The call in words, for messages.

    Raises
    ------
    ExploreError
        If it returns anything else.
    """
    told = ", ".join(f"{name}={option!r}" for name, option in state.items())
    called = f"{getattr(f, '__name__', 'the function')}({told})"
    try:
        result = f(**state)
    except Exception as error:
        error.add_note(f"explore was computing {called}.")
        raise
    if not (isinstance(result, tuple) and len(result) == 2):
        raise ExploreError(f"{called} returned {type(result).__name__}. Return two things: the figure and a sentence.")
    if not isinstance(result[1], str) or not result[1].strip():
        raise ExploreError(f"{called} returned no sentence. Say in one what the figure shows, with its numbers.")
    return result, called


class StatesWidget(anywidget.AnyWidget):
    """What both kinds of explorable share: choices as traitlets, one sentence for each state, a fallback.

    Each choice is a synced traitlet under its own name: read it, set it, ``observe`` it, link it.
    """

    _title = traitlets.Unicode("").tag(sync=True)
    _choices = traitlets.List().tag(sync=True)
    _sentences = traitlets.List().tag(sync=True)
    # States in which a reader sees the same have the same number.
    _same = traitlets.List().tag(sync=True)
    # Who drew its pictures, where they are drawings (HTML).
    _credit = traitlets.Unicode("").tag(sync=True)
    # Stands for the figure in the address of its page.
    _name = traitlets.Unicode("").tag(sync=True)
    fallback = traitlets.Unicode("").tag(sync=True)

    # Messages from a page being worked on; one for all widgets, since a link carries a choice on to others.
    _hearing = 0

    def __init__(
        self, choices: list[Choice], sentences: list[str], title: str | None, looks: Iterable[Hashable], **state: Any
    ) -> None:
        self._choice_list = choices
        self._all_states = list(itertools.product(*(choice.options for choice in choices)))
        add_choice_traits(self, choices)
        super().__init__(
            _title=title or "",
            _choices=[choice.describe() for choice in choices],
            _sentences=sentences,
            _same=numbered(zip(looks, sentences, strict=True)),
            **state,
        )
        self.observe(self._refresh_fallback, [choice.name for choice in choices])

    def _still_picture(self, number: int) -> str:
        """Return the ``<svg>`` of one state for the fallback."""
        raise NotImplementedError

    def _phone_shape(self, _number: int) -> str:
        """Return width / height of the picture that takes the fallback's place on a phone, where it is another."""
        return ""

    def _state_number(self) -> int:
        number = 0
        for choice in self._choice_list:
            number = number * len(choice.options) + choice.find(getattr(self, choice.name))
        return number

    def _make_fallback(self) -> str:
        number = self._state_number()
        return fallback_html(
            self._title,
            self._still_picture(number),
            self._choice_list,
            self._all_states,
            self._sentences,
            number,
            credit=self._credit,
            phone_shape=self._phone_shape(number),
        )

    def _refresh_fallback(self, _change: object) -> None:
        # The published page starts in the state that the notebook left; a click in a running notebook changes no page.
        if not StatesWidget._hearing:
            self.fallback = self._make_fallback()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take over what the reader chose in the page."""
        StatesWidget._hearing += 1
        try:
            super().set_state(sync_data)
        finally:
            StatesWidget._hearing -= 1

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

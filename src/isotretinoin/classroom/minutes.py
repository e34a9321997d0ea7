"""How long a lesson takes, worked out from what is in it: prose, open code, questions, explorables, exercises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .contract import Heading, Notebook

__all__ = ["Minutes", "minutes_of"]

WORDS_A_MINUTE = 180
SECONDS_A_LINE = 5
MINUTES_A_CHECK = 1.3
MINUTES_AN_EXPLORABLE = 5
MINUTES_AN_EXERCISE = 7
"""Assumed paces of a reader who is new to the subject; a class may be slower or faster by a factor."""

_WORD = re.compile(r"[^\W_][\w’'-]*")
_NO_PROSE = re.compile(r"<details.*?</details>|^```.*?^```|\]\([^)]*\)|<[^>]+>", re.S | re.M)
_ASKS = re.compile(r"^lesson\.(?:check|predict)\(", re.M)
_EXPLORES = re.compile(r"\b(?:explore(?:_points|_scene)?|bench\.show)\(")
_EXERCISE = re.compile(r"(?:Exercises?|Your turn)\b", re.I)
_FURTHER = re.compile(r"Going further\b", re.I)


@dataclass(frozen=True)
class Minutes:
    """Minutes of a lesson, in whole numbers of five from 10 on.

    Attributes
    ----------
    core : int
        What every reader reads and answers.
    exercises : int
        The exercises, beside the core.
    further : int
        The optional part *Going further*.
    """

    core: int
    exercises: int
    further: int

    @property
    def words(self) -> str:
        """Return the sum in words: ``read 55 minutes, with exercises 80``."""
        said = f"read {self.core} minutes"
        if self.exercises:
            said += f", with exercises {self.core + self.exercises}"
        return said + (f", going further {self.further} more" if self.further else "")


def _parts(notebook: Notebook) -> Iterator[tuple[str, str, str, bool]]:
    """Yield part (``core``, ``exercises``, ``further``), type, source and whether it stands open, of each cell."""
    part = "core"
    for (kind, source), is_open in zip(notebook.cells, notebook.is_open, strict=True):
        for heading in Notebook(notebook.path, {}, [(kind, source)]).headings:
            part = _part_of(heading, part)
        yield part, kind, source, is_open


def _part_of(heading: Heading, before: str) -> str:
    if heading.level > 2:
        return before
    if _FURTHER.match(heading.text):
        return "further"
    return "exercises" if _EXERCISE.match(heading.text) else "core"


def _five(minutes: float) -> int:
    return 5 * round(minutes / 5) if minutes >= 10 else round(minutes)


def minutes_of(notebook: Notebook) -> Minutes:
    """Return the minutes that a lesson takes.

    Prose counts at 180 words a minute, an open line of code 5 seconds, a question 1.3 minutes, an explorable 5 and an
    exercise 7. What is folded, such as a solution, does not count; an exercise counts as a whole, with all it says.
    """
    spent = {"core": 0.0, "exercises": 0.0, "further": 0.0}
    for part, kind, source, is_open in _parts(notebook):
        if part == "exercises":
            titles = Notebook(notebook.path, {}, [(kind, source)]).headings
            spent[part] += MINUTES_AN_EXERCISE * sum(
                bool(_EXERCISE.match(one.text)) and one.level > 2 for one in titles
            )
        elif kind == "markdown":
            spent[part] += len(_WORD.findall(_NO_PROSE.sub(" ", source))) / WORDS_A_MINUTE
        else:
            lines = sum(bool(line.strip()) for line in source.splitlines()) if is_open else 0
            spent[part] += lines * SECONDS_A_LINE / 60
            spent[part] += len(_ASKS.findall(source)) * MINUTES_A_CHECK
            spent[part] += len(_EXPLORES.findall(source)) * MINUTES_AN_EXPLORABLE
    return Minutes(*(_five(spent[part]) for part in ("core", "exercises", "further")))

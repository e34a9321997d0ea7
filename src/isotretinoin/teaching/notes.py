"""What a teacher has to write about a lesson: ``data/lessons/NN/teaching.yml``. All else is the lesson's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

__all__ = ["IN_CLASS", "Step", "TeachingError", "TeachingNotes", "read_notes"]

IN_CLASS = 50
"""Minutes of one meeting of a class."""


class TeachingError(ValueError):
    """The notes for teachers or a plan can't be used; the message says which and why."""


@dataclass(frozen=True)
class Step:
    """Some minutes of a meeting and what happens in them."""

    minutes: int
    what: str


@dataclass(frozen=True)
class TeachingNotes:
    """How to spend one meeting on a lesson, what to draw, what to ask, where it goes wrong (inline Markdown)."""

    plan: tuple[Step, ...]
    board: tuple[str, ...]
    prompts: tuple[str, ...]
    traps: tuple[str, ...]


def steps(entries: object, where: str) -> tuple[Step, ...]:
    """Return the steps of a plan.

    Raises
    ------
    TeachingError
        If an entry has no whole minutes or no text.
    """
    if not isinstance(entries, list) or not entries:
        raise TeachingError(f"{where}: the plan must be a list of minutes and what happens in them.")
    for entry in entries:
        minutes = entry.get("minutes") if isinstance(entry, Mapping) else None
        if isinstance(minutes, bool) or not isinstance(minutes, int) or minutes < 1 or not entry.get("what"):
            raise TeachingError(f"{where}: {entry!r} needs `minutes`, a whole number, and `what`, a text.")
    return tuple(Step(entry["minutes"], entry["what"]) for entry in entries)


def read_notes(root: Path, lesson: str) -> TeachingNotes:
    """Return the notes for a lesson (``"07"``).

    Raises
    ------
    TeachingError
        If there are none, a part is missing, or the minutes of the meeting don't add up to :data:`IN_CLASS`.
    """
    path = root / "data" / "lessons" / lesson / "teaching.yml"
    shown = f"data/lessons/{lesson}/teaching.yml"
    if not path.is_file():
        raise TeachingError(f"Lesson {lesson} has no notes for teachers: write {shown}.")
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TeachingError(f"{shown} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, Mapping) or set(content) != {"plan", "board", "prompts", "traps"}:
        raise TeachingError(f"{shown} must have plan, board, prompts and traps, and nothing else.")
    for name in ("board", "prompts", "traps"):
        value = content[name]
        if not (isinstance(value, list) and value and all(isinstance(one, str) and one.strip() for one in value)):
            raise TeachingError(f"{shown}: `{name}` must be a list of texts.")
    plan = steps(content["plan"], shown)
    total = sum(step.minutes for step in plan)
    if total != IN_CLASS:
        raise TeachingError(f"{shown}: the minutes of the plan add up to {total}, not to {IN_CLASS}.")
    return TeachingNotes(plan, tuple(content["board"]), tuple(content["prompts"]), tuple(content["traps"]))

"""What a teacher has to write about a lesson: ``data/lessons/NN/teaching.yml``. All else is the lesson's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from isotretinoin.authored import Document, Fields, Many, Named, Text, Whole, listing, read_file

__all__ = ["IN_CLASS", "NOTES", "Step", "TeachingError", "TeachingNotes", "notes_file", "read_notes"]

IN_CLASS = 50
"""Minutes of one meeting of a class."""


class TeachingError(ValueError):
    """Notes for teachers, a plan or slides can't be used; the message says which and why."""


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
    titles: Mapping[str, str]
    """Sections whose explorable has a slide, to what the slide says over it, where no key point says it."""


STEP = Fields({"minutes": Whole(1), "what": Text(about="What happens in them.")})
NOTES = Fields(
    {
        "plan": Many(STEP, name="step", about=f"The steps of one meeting; their minutes add up to {IN_CLASS}."),
        "board": Many(about="What to draw."),
        "prompts": Many(about="What to ask."),
        "traps": Many(about="Where it goes wrong."),
    },
    {"titles": Named(Text(about="What is to be seen."), names="sections with an explorable")},
)
"""What a ``teaching.yml`` holds."""


def notes_file(root: Path, lesson: str) -> Document:
    """Return what the notes for a lesson hold; everything that is wrong with them is in ``problems``."""
    document = read_file(root / "data" / "lessons" / lesson / "teaching.yml", root, NOTES)
    if not document.problems:
        total = sum(step["minutes"] for step in document.content["plan"])
        if total != IN_CLASS:
            document.top.key("plan").complain(f"its minutes add up to {total}, not to {IN_CLASS}")
    return document


def read_notes(root: Path, lesson: str) -> TeachingNotes:
    """Return the notes for a lesson (``"07"``).

    Raises
    ------
    TeachingError
        If there are none, or anything is wrong with them; the message lists every problem.
    """
    path = root / "data" / "lessons" / lesson / "teaching.yml"
    if not path.is_file():
        raise TeachingError(f"Lesson {lesson} has no notes for teachers: write data/lessons/{lesson}/teaching.yml.")
    document = notes_file(root, lesson)
    if document.problems:
        raise TeachingError(f"The notes for lesson {lesson} can't be used:{listing(document.problems)}")
    content = document.content
    plan = tuple(Step(step["minutes"], step["what"]) for step in content["plan"])
    lists = (tuple(content[name]) for name in ("board", "prompts", "traps"))
    return TeachingNotes(plan, *lists, content.get("titles") or {})

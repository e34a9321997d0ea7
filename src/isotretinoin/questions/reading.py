"""Read the question bank as authors write it, ``data/lessons/NN/questions.yml``, and collect every fault of it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from isotretinoin.authored import Document, Fields, Kinds, Many, Place, Problem, Text, read_file

from .bank import Bank, Misconception
from .kinds import KINDS

__all__ = ["MISCONCEPTIONS", "QUESTIONS", "lesson_of", "read_bank"]

QUESTIONS = Many(Kinds("kind", {name: kind.file_form() for name, kind in KINDS.items()}), least=0, by="id")
"""What a ``questions.yml`` holds."""
MISCONCEPTIONS = Many(
    Fields(
        {
            "id": Text(r"m-[a-z0-9]+(-[a-z0-9]+)*", "m- and words in small letters, with hyphens"),
            "statement": Text(about="The idea, as somebody who holds it would say it."),
            "tempting": Text(about="Why it is tempting."),
            "cure": Text(about="What cures it."),
        }
    ),
    least=0,
    by="id",
)
"""What a ``misconceptions.yml`` holds."""


def _entries(document: Document, form: Many) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Yield the entries of a file with their places; one that has a problem already is left out."""
    if not isinstance(document.content, list):
        return
    faulty = {problem.entry for problem in document.problems}
    for number, entry in enumerate(document.content):
        named = entry.get("id") if isinstance(entry, Mapping) else None
        place = form.place(document.top, number, named)
        if place.labels[0] not in faulty:
            yield place, entry


def _read_misconceptions(root: Path, bank: Bank) -> None:
    for path in sorted((root / "data" / "lessons").rglob("misconceptions.yml")):
        document = read_file(path, root, MISCONCEPTIONS)
        for place, entry in _entries(document, MISCONCEPTIONS):
            if entry["id"] in bank.misconceptions:
                place.complain("is there twice: use the entry that exists, or find another id")
            else:
                bank.misconceptions[entry["id"]] = Misconception(**entry)
        bank.problems += document.problems


def _hold_ideas(value: Any, at: Place, bank: Bank) -> None:
    """Complain about every misconception that an entry names and no file has."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            _hold_ideas(one, at.item(number, f"entry {number + 1}"), bank)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if key == "misconception" and one not in bank.misconceptions:
                close = difflib.get_close_matches(str(one), list(bank.misconceptions), n=1, cutoff=0.8)
                hint = f" Did you mean {close[0]}?" if close else ""
                at.key(key).complain(f"is {one}, which is in no misconceptions.yml.{hint}")
            elif isinstance(one, (list, Mapping)):
                _hold_ideas(one, at.key(key), bank)


def _read_question(entry: Mapping[str, Any], place: Place, bank: Bank) -> None:
    kind, before = KINDS[entry["kind"]], place.document.count
    if entry["id"] in bank.questions:
        place.complain("is there twice")
    kind.hold(entry, place)
    _hold_ideas(entry, place, bank)
    if place.document.count == before:
        bank.questions[entry["id"]] = kind.from_entry(entry)


def _name_former(bank: Bank, released: Path) -> None:
    """Give each question that is as version 0.1 had it the fingerprint under which pages of then kept answers."""
    if not released.is_file():
        return
    revisions = json.loads(released.read_text(encoding="utf-8"))["revisions"]
    for name, question in bank.questions.items():
        if revisions.get(name) == question.revision:
            bank.questions[name] = replace(question, formerly=(question.wording,))


def lesson_of(problem: Problem) -> str:
    """Return the lesson whose folder holds the file of a problem; empty where it is of several."""
    folder = problem.file.split("/")[-2] if "/" in problem.file else ""
    return folder if folder.isdecimal() else ""


def _hold_objectives(place: Place, entry: Mapping[str, Any], objectives: Mapping[str, set[str]]) -> None:
    if entry["lesson"] not in objectives:
        place.complain(f"belongs to lesson {entry['lesson']}, which has no notebook")
    elif entry["objective"] not in objectives[entry["lesson"]]:
        place.complain(f"names objective {entry['objective']}, which lesson {entry['lesson']} does not have")


def read_bank(root: Path, objectives: Mapping[str, set[str]] | None = None) -> Bank:
    """Read every question and misconception of the course.

    A faulty entry stays out and its faults are in ``Bank.problems``, so that one lesson's slip stops no other lesson.

    Parameters
    ----------
    root : Path
        The course's folder.
    objectives : mapping, optional
        Lesson id to the ids of its objectives; where given, each question must name one of them.
    """
    bank = Bank()
    _read_misconceptions(root, bank)
    # Last the forms of the test: they belong to no one lesson.
    for path in [
        *sorted((root / "data" / "lessons").glob("*/questions.yml")),
        *(root / "data").glob("tests/questions.yml"),
    ]:
        document = read_file(path, root, QUESTIONS)
        for place, entry in _entries(document, QUESTIONS):
            _read_question(entry, place, bank)
            if objectives is not None:
                _hold_objectives(place, entry, objectives)
        bank.problems += document.problems
    _name_former(bank, root / "data" / "lessons" / "released.json")
    return bank

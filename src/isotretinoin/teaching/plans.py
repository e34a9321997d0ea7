"""Courses of different length, from ``data/teaching/plans.yml``: timetables follow from the lessons' own minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from isotretinoin.classroom.contract import Contract

from .notes import IN_CLASS, TeachingError, read_notes

__all__ = ["Plan", "Row", "read_plans", "timetable"]


@dataclass(frozen=True)
class Plan:
    """A course of some length: what its blocks are, or which rule makes them."""

    id: str
    title: str
    audience: str
    blocks: tuple[Mapping[str, object], ...] = ()
    most: int = 0
    lesson_in_class: str = ""
    all_lessons: bool = False
    assignments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Row:
    """A line of a timetable: when it starts (minutes from the beginning), how long it takes, what it is."""

    start: int
    minutes: int
    what: str
    lesson: str = ""
    homework: str = ""


def read_plans(root: Path) -> dict[str, Plan]:
    """Return the plans by id, in the order of the file."""
    content = yaml.safe_load((root / "data" / "teaching" / "plans.yml").read_text(encoding="utf-8"))
    return {
        entry["id"]: Plan(
            entry["id"],
            entry["title"],
            entry["for"],
            tuple(entry.get("blocks", ())),
            entry.get("most", entry.get("minutes", 0)),
            entry.get("lesson_in_class", ""),
            entry.get("all_lessons", False),
            tuple(entry.get("assignments", {}).items()),
        )
        for entry in content
    }


def timetable(root: Path, plan: Plan, contracts: Mapping[str, Contract]) -> list[Row]:
    """Return the lines of a plan.

    A meeting on one lesson follows that lesson's notes. A term has one meeting for each lesson, and the lesson's own
    minutes are its homework. Any other plan takes the minutes of each lesson from its contract.

    Raises
    ------
    TeachingError
        If a lesson is not there, or the blocks take longer than the plan allows.
    """
    by_id = {contract.id: contract for contract in contracts.values()}
    rows: list[Row] = []
    if plan.lesson_in_class:
        start = 0
        for step in read_notes(root, plan.lesson_in_class).plan:
            rows.append(Row(start, step.minutes, step.what, plan.lesson_in_class))
            start += step.minutes
    elif plan.all_lessons:
        given = dict(plan.assignments)
        for week, contract in enumerate(by_id.values()):
            homework = f"read lesson {int(contract.id)}, about {contract.minutes} minutes"
            if contract.id in given:
                homework += f"; afterwards assignment {given[contract.id]}"
            rows.append(Row(week, IN_CLASS, contract.title, contract.id, homework))
    else:
        start = 0
        for block in plan.blocks:
            lesson = str(block.get("lesson", ""))
            if lesson and lesson not in by_id:
                raise TeachingError(f"The plan {plan.id} has lesson {lesson}, which does not exist.")
            minutes = by_id[lesson].minutes if lesson else int(str(block["minutes"]))
            rows.append(Row(start, minutes, by_id[lesson].title if lesson else str(block["what"]), lesson))
            start += minutes
    total = 0 if plan.all_lessons else sum(row.minutes for row in rows)
    if plan.most and total > plan.most:
        raise TeachingError(f"The plan {plan.id} takes {total} minutes and may take {plan.most}.")
    return rows

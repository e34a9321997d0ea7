"""Courses of different length, from ``data/teaching/plans.yml``: timetables follow from the lessons' own minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from isotretinoin.authored import Document, Fields, Flag, Many, Named, Text, Whole, listing, read_file
from isotretinoin.classroom.contract import Contract

from .notes import IN_CLASS, TeachingError, read_notes

__all__ = ["PLANS", "Plan", "Row", "plans_file", "read_plans", "timetable"]


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


PLANS = Many(
    Fields(
        {"id": Text(), "title": Text(), "for": Text(about="Whom it suits.")},
        {
            "blocks": Many(
                Fields(
                    {},
                    {
                        "lesson": Text(r"\d\d", "two digits", quoted=True, about="It takes the lesson's own minutes."),
                        "minutes": Whole(1, about="Of what is no lesson."),
                        "what": Text(),
                    },
                ),
                name="block",
            ),
            "most": Whole(1, about="Minutes that the blocks may take."),
            "minutes": Whole(1, about="Minutes of the whole plan."),
            "in_class": Whole(1, about="Minutes of one meeting of a term."),
            "lesson_in_class": Text(r"\d\d", "two digits", quoted=True, about="The lesson whose notes are the plan."),
            "all_lessons": Flag(about="Whether each lesson has a meeting."),
            "assignments": Named(Text(), "lessons", about="Lesson to the assignment that follows it."),
        },
    ),
    name="plan",
    by="id",
)
"""What ``data/teaching/plans.yml`` holds."""


def _hold_plans(document: Document) -> None:
    """Complain about blocks that are neither a lesson nor minutes of something else."""
    for at, plan in enumerate(document.content):
        place = PLANS.place(document.top, at, plan["id"]).key("blocks")
        for number, block in enumerate(plan.get("blocks") or []):
            if set(block) not in ({"lesson"}, {"minutes", "what"}):
                message = "needs `lesson`, or `minutes` and `what`"
                place.item(number, f"block {number + 1}", instead=True).complain(message)


def plans_file(root: Path) -> Document:
    """Return what the file of plans holds; everything that is wrong with it is in its ``problems``."""
    document = read_file(root / "data" / "teaching" / "plans.yml", root, PLANS)
    if not document.problems:
        _hold_plans(document)
    return document


def read_plans(root: Path) -> dict[str, Plan]:
    """Return the plans by id, in the order of the file.

    Raises
    ------
    TeachingError
        If anything is wrong with the file; the message lists every problem.
    """
    document = plans_file(root)
    if document.problems:
        raise TeachingError(f"The plans for courses can't be used:{listing(document.problems)}")
    return {
        entry["id"]: Plan(
            entry["id"],
            entry["title"],
            entry["for"],
            tuple(entry.get("blocks") or ()),
            entry.get("most") or entry.get("minutes") or 0,
            entry.get("lesson_in_class") or "",
            entry.get("all_lessons") or False,
            tuple((entry.get("assignments") or {}).items()),
        )
        for entry in document.content
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

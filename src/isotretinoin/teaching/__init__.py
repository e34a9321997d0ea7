"""The teaching guide: what a teacher is told about lessons and courses, drawn from contracts, bank and notes."""

from .guide import (
    answer_patterns,
    assignments,
    course_plan,
    course_table,
    decks,
    form_blueprint,
    form_noise,
    measured,
    part_notes,
)
from .notes import TeachingError, TeachingNotes, read_notes
from .plans import Plan, read_plans, timetable

__all__ = [
    "Plan",
    "TeachingError",
    "TeachingNotes",
    "answer_patterns",
    "assignments",
    "course_plan",
    "course_table",
    "decks",
    "form_blueprint",
    "form_noise",
    "measured",
    "part_notes",
    "read_notes",
    "read_plans",
    "timetable",
]

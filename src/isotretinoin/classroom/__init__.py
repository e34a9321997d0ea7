"""Lessons that keep their promises: contract, question bank, checks in the page, and the test of all three."""

from .assignments import dataset
from .bank import Bank, BankError, read_bank
from .contract import Contract, LessonError, read_contracts
from .course import Problem, check_course, style_figures
from .course_test import CourseTest, course_test
from .glossary import Term, read_glossary
from .lesson import Lesson, lesson
from .page import link_pages
from .rubric import Rubric, RubricError, read_rubric
from .widgets import Check, ExitTicket, Prediction

__all__ = [
    "Bank",
    "BankError",
    "Check",
    "Contract",
    "CourseTest",
    "ExitTicket",
    "Lesson",
    "LessonError",
    "Prediction",
    "Problem",
    "Rubric",
    "RubricError",
    "Term",
    "check_course",
    "course_test",
    "dataset",
    "lesson",
    "link_pages",
    "read_bank",
    "read_contracts",
    "read_glossary",
    "read_rubric",
    "style_figures",
]

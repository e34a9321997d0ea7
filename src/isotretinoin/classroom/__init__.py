"""Lessons that keep their promises: contract, question bank, checks in the page, and the test of all three."""

from .bank import Bank, BankError, read_bank
from .contract import LessonError
from .course import Problem, check_course, style_figures
from .lesson import Lesson, lesson
from .page import link_pages
from .widgets import Check, ExitTicket, Prediction

__all__ = [
    "Bank",
    "BankError",
    "Check",
    "ExitTicket",
    "Lesson",
    "LessonError",
    "Prediction",
    "Problem",
    "check_course",
    "lesson",
    "link_pages",
    "read_bank",
    "style_figures",
]

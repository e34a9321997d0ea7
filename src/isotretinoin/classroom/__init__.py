"""What a lesson's page shows and promises: contract, checks, tests before and after, and whether it all holds.

Knows the lessons' files and the question bank. Must never know assignments, grading or what only a teacher reads: a
reader of a lesson loads none of them.
"""

from isotretinoin.questions.bank import Bank, BankError
from isotretinoin.questions.reading import read_bank

from .before_after import CourseTest, course_test
from .contract import Contract, LessonError, read_contracts
from .glossary import Term, read_glossary
from .lesson import Lesson, lesson
from .promises import BrokenPromise, check_course
from .rubric import Rubric, read_rubric
from .style import style_figures
from .widgets import Check, ExitTicket, Prediction

__all__ = [
    "Bank",
    "BankError",
    "BrokenPromise",
    "Check",
    "Contract",
    "CourseTest",
    "ExitTicket",
    "Lesson",
    "LessonError",
    "Prediction",
    "Rubric",
    "Term",
    "check_course",
    "course_test",
    "lesson",
    "read_bank",
    "read_contracts",
    "read_glossary",
    "read_rubric",
    "style_figures",
]

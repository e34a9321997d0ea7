"""The files of answers that pages save: read, held against the question bank, counted for a class.

Knows the form of these files and the bank. Must never know who the students are: a person here is what belongs to one
browser, without a name.
"""

from .counts import SMALLEST, ClassAnswers, count_answers
from .form import FormError, Saved, read_saved
from .intake import Account, AnswersError, gather

__all__ = [
    "SMALLEST",
    "Account",
    "AnswersError",
    "ClassAnswers",
    "FormError",
    "Saved",
    "count_answers",
    "gather",
    "read_saved",
]

"""The test before and after the course: two parallel forms, crossed over within a class, scored in the page.

Each reader takes one form before the course and the other one after it. Which comes first, a code that the teacher
gives out decides, or a draw.
"""

from __future__ import annotations

import math
from typing import Any

import traitlets

from isotretinoin import course_root
from isotretinoin.links import to
from isotretinoin.questions.bank import FORMS, Bank, BankError
from isotretinoin.questions.blueprint import Blueprint, read_blueprint
from isotretinoin.questions.question import Question
from isotretinoin.questions.reading import read_bank

from .contract import Contract, read_contracts
from .widgets import Asked, answer_key, describe, still_question

__all__ = ["CourseTest", "change_interval", "course_test", "first_form"]

_HERE = "book/test.md"
TITLES = {"pre-test": "The pre-test", "post-test": "The post-test"}
TWO_SIDED = 1.959964
"""Quantile of the normal distribution that leaves 2.5 % above it."""


class CourseTest(Asked):
    """A test of the whole course: every question is asked at once and scored when the reader asks for it.

    The first score stays: what is answered afterwards is practice.

    Attributes
    ----------
    form : str
        ``"a"`` or ``"b"``; empty before the reader has one.
    answers : dict
        Id of a question to the answer, as ``Check.answer`` holds it; ``"?"`` for “I don't know yet”.
    score : int
        Number of right answers at the first attempt, -1 before the test is scored.
    """

    form = traitlets.Unicode("").tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    score = traitlets.Int(-1).tag(sync=True)

    def __init__(self, use: str, bank: Bank, blueprint: Blueprint, contracts: dict[str, Contract]) -> None:
        lessons = {one.id: (name, one.title) for name, one in contracts.items()}
        places = {outcome.id: place for place, outcome in enumerate(blueprint.outcomes)}
        forms = {form[-1]: _questions(form, bank, lessons, places) for form in FORMS}
        described = {
            "id": use,
            "lesson": use,
            "kind": "test",
            "title": TITLES[use],
            "themes": [
                {"title": theme.title, "outcomes": [{"id": one.id, "text": one.text} for one in theme.outcomes]}
                for theme in blueprint.themes
            ],
            "forms": {
                letter: {
                    "revision": "-".join(one.revision for one in questions),
                    "items": [_item(one, bank, lessons) for one in questions],
                }
                for letter, questions in forms.items()
            },
            # Before the course feedback would teach to the test; after it, it closes what is still open.
            "feedback": use == "post-test",
        }
        super().__init__(_question=described, fallback=_fallback(use, forms, bank))


def _questions(form: str, bank: Bank, lessons: dict[str, Any], places: dict[str, int]) -> list[Question]:
    """Return the questions of a form in the order of the blueprint, first all in the course's settings."""
    found = [one for one in bank.questions.values() if one.use == form and one.lesson in lessons]
    if not found or any(one.outcome not in places for one in found):
        raise BankError(
            f"The test can't be asked: data/tests/questions.yml must have questions with `use: {form}`, each with an "
            "outcome of data/tests/blueprint.yml. `python -m isotretinoin.classroom check` names what is missing."
        )
    return sorted(found, key=lambda one: (one.setting, places[one.outcome], one.id))


def _item(question: Question, bank: Bank, lessons: dict[str, tuple[str, str]]) -> dict[str, Any]:
    name, title = lessons[question.lesson]
    taught = {"href": to(f"notebooks/{name}.ipynb", _HERE), "words": f"Lesson {int(question.lesson)}, {title}"}
    return {**describe(question, bank.misconceptions), "outcome": question.outcome, "teaches": taught}


def _fallback(use: str, forms: dict[str, list[Question]], bank: Bank) -> str:
    """Return what a reader has in print and without JavaScript: both forms, and for the post-test a folded key."""
    parts = []
    for letter, questions in forms.items():
        items = []
        for question in questions:
            key = answer_key(question, bank.misconceptions) if use == "post-test" else ""
            items.append(f"<li>{still_question(question)}<p>☐ I don't know yet</p>{key}</li>")
        parts.append(f'<p class="iso-kind">{TITLES[use]}, form {letter.upper()}</p><ol>{"".join(items)}</ol>')
    return f'<div class="iso-class iso-still">{"".join(parts)}</div>'


def first_form(code: str) -> str:
    """Return the form that the owner of a code takes before the course, ``"a"`` or ``"b"``; the other comes after it.

    The last letter or digit decides: an odd digit and every second letter from *a* on give form A. The page does the
    same, so that a teacher who numbers a class has half of it in each order.

    Parameters
    ----------
    code : str
        Whatever a teacher gives out: a number, a name.

    Raises
    ------
    ValueError
        If the code holds no letter and no digit.

    Examples
    --------
    >>> [first_form(str(number)) for number in (7, 8, 9, 10)]
    ['a', 'b', 'a', 'b']
    >>> first_form("Anna"), first_form("Bob")
    ('a', 'b')
    """
    signs = [sign for sign in code.lower() if sign.isalnum()]
    if not signs:
        raise ValueError("A code needs a letter or a digit.")
    return "a" if ord(signs[-1]) % 2 else "b"


def change_interval(before: int, after: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of the change of one person's score, in items, from the number of items alone.

    It treats the items of either form as drawn by chance from all that could be asked, which overstates the noise
    where the forms are parallel. One added success and one added failure a form keep it sound near both ends (Agresti
    and Caffo 2000, The American Statistician 54:280).

    Parameters
    ----------
    before, after : int
        Right answers, 0 to ``of``.
    of : int
        Items of a form.

    Raises
    ------
    ValueError
        If a score is not between zero and ``of``.

    Examples
    --------
    >>> low, high = change_interval(12, 16, 24)
    >>> f"{low:.1f} to {high:.1f}"
    '-2.7 to 10.1'
    """
    if of < 1 or not (0 <= before <= of and 0 <= after <= of):
        raise ValueError(f"Scores lie between 0 and the number of items, not {before} and {after} of {of}.")
    shares = [(score + 1) / (of + 2) for score in (before, after)]
    reach = TWO_SIDED * math.sqrt(sum(share * (1 - share) / (of + 2) for share in shares))
    middle = shares[1] - shares[0]
    return of * (middle - reach), of * (middle + reach)


def course_test(use: str) -> CourseTest:
    """Return the test before or after the course.

    Parameters
    ----------
    use : str
        ``"pre-test"`` or ``"post-test"``.

    Raises
    ------
    BankError
        If ``use`` is something else, or the bank has no question for a form.
    """
    if use not in TITLES:
        raise BankError(f"There is no test {use!r}: ask for {' or '.join(map(repr, TITLES))}.")
    root = course_root()
    return CourseTest(use, read_bank(root), read_blueprint(root), read_contracts(root))

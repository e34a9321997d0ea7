"""The tests before and after the course: the same objectives, other questions, scored in the page."""

from __future__ import annotations

from typing import Any

import traitlets

from isotretinoin import course_root
from isotretinoin.links import to
from isotretinoin.questions.bank import Bank, BankError
from isotretinoin.questions.question import Question
from isotretinoin.questions.reading import read_bank

from .contract import Contract, read_contracts
from .widgets import Asked, answer_key, describe, still_question

__all__ = ["CourseTest", "course_test"]

_HERE = "book/test.md"
TITLES = {"pre-test": "The pre-test", "post-test": "The post-test"}


class CourseTest(Asked):
    """A test of the whole course: every question is asked at once and scored when the reader asks for it.

    Attributes
    ----------
    answers : dict
        Id of a question to the answer, as ``Check.answer`` holds it.
    score : int
        Number of right answers, -1 before the test is scored.
    """

    answers = traitlets.Dict().tag(sync=True)
    score = traitlets.Int(-1).tag(sync=True)

    def __init__(self, use: str, bank: Bank, contracts: dict[str, Contract]) -> None:
        lessons = {one.id: (name, one.title) for name, one in contracts.items()}
        questions = sorted(
            (one for one in bank.questions.values() if one.use == use and one.lesson in lessons),
            key=lambda one: (one.lesson, one.id),
        )
        if not questions:
            raise BankError(f"No question in data/lessons/ says `use: {use}`, so there is no {use}.")
        items: list[dict[str, Any]] = []
        for question in questions:
            name, title = lessons[question.lesson]
            taught = {"href": to(f"notebooks/{name}.ipynb", _HERE), "words": f"Lesson {int(question.lesson)}, {title}"}
            items.append({**describe(question, bank.misconceptions), "teaches": taught})
        described = {
            "id": use,
            "lesson": use,
            "kind": "test",
            "title": TITLES[use],
            **_revisions(questions),
            "items": items,
            # Before the course feedback would teach to the test; after it, it closes what is still open.
            "feedback": use == "post-test",
        }
        super().__init__(_question=described, fallback=_fallback(use, questions, bank))


def _revisions(questions: list[Question]) -> dict[str, Any]:
    """Return the test's revision, and that of an earlier version where no question of it has changed since."""
    found: dict[str, Any] = {"revision": "-".join(question.revision for question in questions)}
    if all(question.formerly for question in questions):
        found["formerly"] = ["-".join(question.formerly[0] for question in questions)]
    return found


def _fallback(use: str, questions: list[Question], bank: Bank) -> str:
    """Return what a reader has in print and without JavaScript: all questions, and for the post-test a folded key."""
    items = []
    for question in questions:
        key = answer_key(question, bank.misconceptions) if use == "post-test" else ""
        items.append(f"<li>{still_question(question)}{key}</li>")
    return f'<div class="iso-class iso-still"><p class="iso-kind">{TITLES[use]}</p><ol>{"".join(items)}</ol></div>'


def course_test(use: str) -> CourseTest:
    """Return the test before or after the course.

    Parameters
    ----------
    use : str
        ``"pre-test"`` or ``"post-test"``.

    Raises
    ------
    BankError
        If ``use`` is something else, or the bank has no question for it.
    """
    if use not in TITLES:
        raise BankError(f"There is no test {use!r}: ask for {' or '.join(map(repr, TITLES))}.")
    root = course_root()
    return CourseTest(use, read_bank(root), read_contracts(root))

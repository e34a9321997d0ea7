"""What the question bank says to a cell that a reader writes and runs in the page, before one of its solutions."""

from __future__ import annotations

from typing import Any

from isotretinoin.links import link_pages
from isotretinoin.questions.bank import Bank
from isotretinoin.questions.kinds import Numeric
from isotretinoin.questions.markup import inline
from isotretinoin.questions.question import Question

from .contract import Notebook

__all__ = ["solution_of", "tried_answers"]


def solution_of(question: Question) -> str:
    """Return the id of the solution cell whose number a question asks for, or ""."""
    return question.solution if isinstance(question, Numeric) else ""


def tried_answers(notebook: Notebook, bank: Bank) -> dict[int, list[dict[str, Any]]]:
    """Return what the bank says to the numbers that a tried cell prints.

    Parameters
    ----------
    notebook : Notebook
        The lesson.
    bank : Bank
        Where its questions are; those with a ``solution`` count.

    Returns
    -------
    dict of int to list of dict
        Position of a solution among all of the lesson, from 0, to the answers that have a number: whether it is
        ``right``, ``number``, ``tolerance``, and ``feedback`` as HTML of the published page. The right one is first.

    Raises
    ------
    ValueError
        If a question names a cell that is no solution of the lesson.
    """
    found = {}
    for question in bank.of_lesson(notebook.name[:2]):
        if solution := solution_of(question):
            found[notebook.solutions.index(solution)] = [
                {
                    "right": answer.right,
                    "number": answer.number,
                    "tolerance": answer.tolerance,
                    "feedback": link_pages(inline(answer.feedback)),
                }
                for answer in question.answers()
                if not answer.others
            ]
    return found

"""Which questions go out together: one set for each lesson, one for each test of the course."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..bank import Bank
from ..question import FORMS, USES, Question

__all__ = ["QuestionSet", "collect", "page_only"]

_TESTS = dict(zip(FORMS, ("Test of the course, form A", "Test of the course, form B"), strict=True))


@dataclass(frozen=True)
class QuestionSet:
    """Questions that a teacher gives together: a quiz in Canvas, a category in Moodle."""

    id: str
    title: str
    questions: tuple[Question, ...]


def _asked_for(bank: Bank, lessons: Collection[str], uses: Collection[str]) -> list[Question]:
    return [
        question
        for question in bank.questions.values()
        if (not lessons or question.lesson in lessons) and (not uses or question.use in uses)
    ]


def page_only(bank: Bank, lessons: Collection[str] = (), uses: Collection[str] = ()) -> tuple[str, ...]:
    """Return the ids of the questions that can't be asked without their page, among those asked for."""
    return tuple(question.id for question in _asked_for(bank, lessons, uses) if question.needs)


def collect(
    bank: Bank, titles: Mapping[str, str], lessons: Collection[str] = (), uses: Collection[str] = ()
) -> list[QuestionSet]:
    """Return the sets in the order of the course; empty ``lessons`` or ``uses`` mean all of them.

    Questions that need their page are in no set: see ``page_only``.

    Parameters
    ----------
    bank : Bank
    titles : mapping of str to str
        Id of each lesson to its title.
    lessons, uses : collection of str

    Raises
    ------
    ValueError
        If a lesson or a use is named that does not exist.
    """
    for name in lessons:
        if name not in titles:
            raise ValueError(f"There is no lesson {name!r}. There are: {', '.join(sorted(titles))}.")
    for use in uses:
        if use not in USES:
            raise ValueError(f"There is no use {use!r}. There are: {', '.join(USES)}.")
    wanted = [question for question in _asked_for(bank, lessons, uses) if not question.needs]
    sets = [
        QuestionSet(
            f"lesson-{lesson}",
            f"Lesson {int(lesson)}: {title}",
            tuple(one for one in wanted if one.lesson == lesson and one.use not in _TESTS),
        )
        for lesson, title in sorted(titles.items())
    ]
    sets += [QuestionSet(use, title, tuple(one for one in wanted if one.use == use)) for use, title in _TESTS.items()]
    return [one for one in sets if one.questions]

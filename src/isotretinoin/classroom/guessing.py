"""How far a choice question gives its key away to somebody who has not read the page.

Length and wording are the two clues that test-wise students use: the longest option, and options with absolute words or
without a reason struck out (Millman, Bishop and Ebel 1965, Educational and Psychological Measurement 25:707).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from isotretinoin.questions.bank import FORMS, Bank
from isotretinoin.questions.kinds import Choice
from isotretinoin.questions.markup import plain
from isotretinoin.questions.question import Question

__all__ = ["Guessed", "check_wording", "guessed"]

LONGEST_KEY = 1.25
"""The key's length, as a multiple of the mean length of the wrong options, above which it stands out."""
RANK_SHARE = 0.5
"""Share of a lesson's items in which the key may be the longest option, or the shortest."""
COURSE_SHARE = 0.4
"""The same over the course, and the share that a test-wise rule may get right."""
FEW = 4
"""With fewer items than this a share says nothing."""

_REASON = re.compile(r"\b(?:since|because)\b", re.I)
_ABSOLUTE = re.compile(r"\b(?:always|never|all|none|no|only|every|nothing|must|cannot|can't|impossible)\b", re.I)
_STRAW = re.compile(r"(?:nothing|none|no one|nobody)\b", re.I)
_THING = r"(?:figure|picture|plot|panel|bench|map|table|list|sketch|drawing|heat map|histogram|curve|page|lesson)s?"
_ON_PAGE = re.compile(
    rf"\b{_THING}\s+(?:above|below|printed|shown|on this page)\b|\b(?:above|below|the) {_THING} (?:above|below)\b"
    rf"|\b(?:as|is|are|was|were)\s+(?:printed|shown|drawn)\s+(?:above|below|here)\b|\bthis (?:page|lesson)\b"
    rf"|\bour (?:rules|table|map|list)\b|\bthe (?:explorable|table of findings)\b"
    rf"|\b(?:in|of) the (?:simulation|table|map)\b",
    re.I,
)
_SECOND_SENTENCE = re.compile(r"[.!?;]\s+\S")


@dataclass(frozen=True)
class Guessed:
    """How many of ``items`` single-choice questions are answered by length or by a test-wise rule alone.

    Attributes
    ----------
    items, longest, shortest, test_wise : int
        ``longest`` and ``shortest`` count items whose key has that length; of two that are equally long the first on
        the page is taken. ``test_wise`` counts those where the rule "strike reasons and absolute words, then
        take the longest" finds the key.
    """

    items: int
    longest: int
    shortest: int
    test_wise: int


def _single(questions: Iterable[Question]) -> list[Question]:
    return [one for one in questions if isinstance(one, Choice) and one.has_key and not one.multiple]


def _texts(question: Question) -> tuple[list[str], int]:
    """Return the options as a reader sees them, in the order of the page, and the place of the key among them."""
    answers = question.answers()
    shown = [answers[place] for place in question.shown_order()]
    return [plain(answer.words) for answer in shown], next(at for at, answer in enumerate(shown) if answer.right)


def _by_rule(texts: list[str]) -> int:
    kept = [at for at, text in enumerate(texts) if not _REASON.search(text) and not _ABSOLUTE.search(text)]
    return max(kept or range(len(texts)), key=lambda at: len(texts[at]))


def guessed(questions: Iterable[Question]) -> Guessed:
    """Return how many of the single-choice questions give their key away.

    Examples
    --------
    >>> from isotretinoin.questions.kinds import Choice, Option
    >>> options = Option("It fell", "", correct=True), Option("It rose by a half", "")
    >>> guessed([Choice(id="q07-x", lesson="07", objective="7.1", stem="What happened?", options=options)])
    Guessed(items=1, longest=0, shortest=1, test_wise=0)
    """
    items = [_texts(question) for question in _single(questions)]
    lengths = [([len(text) for text in texts], key) for texts, key in items]
    return Guessed(
        len(items),
        sum(sizes.index(max(sizes)) == key for sizes, key in lengths),
        sum(sizes.index(min(sizes)) == key for sizes, key in lengths),
        sum(_by_rule(texts) == key for texts, key in items),
    )


def _faults(question: Question) -> Iterator[tuple[str, str]]:
    texts, key = _texts(question)
    lengths = [len(text) for text in texts]
    others = (sum(lengths) - lengths[key]) / (len(lengths) - 1)
    if lengths[key] > LONGEST_KEY * others:
        yield (
            "Q01",
            f"the right option has {lengths[key]} letters, {lengths[key] / others:.2f} times the mean of the others; "
            f"at most {LONGEST_KEY} times is wanted. Shorten it, or give the wrong ones as much to say.",
        )
    for name, pattern in (("a reason (since, because)", _REASON), ("a second sentence", _SECOND_SENTENCE)):
        having = sum(bool(pattern.search(text)) for text in texts)
        if 0 < having < len(texts):
            yield "Q03", f"{having} of {len(texts)} options have {name}. Give it to all of them or to none."
    for at, text in enumerate(texts):
        if at != key and _STRAW.match(text):
            yield "Q04", f"the option “{text}” is a straw man. Write what somebody who errs would say."
    if question.stem.strip().split("\n\n")[-1].count("?") > 1:
        yield "Q05", "asks two questions at once. Ask one, and make the other a question of its own."


def _refers_to_page(question: Question) -> bool:
    """Return whether a question can't be asked without its page: by its words, or because it shows a figure."""
    asked = [question.stem, *question.shown]
    return question.figure is not None or any(_ON_PAGE.search(plain(text)) for text in asked)


def check_wording(bank: Bank) -> Iterator[tuple[str, str, str]]:
    """Yield lesson id (empty for the course), code and sentence for each way in which a key can be guessed.

    Parameters
    ----------
    bank : Bank
    """
    for question in bank.questions.values():
        if not question.needs and _refers_to_page(question):
            message = f"{question.id} refers to what stands on its page. Write `needs: page`, or put it into the stem."
            yield question.lesson, "Q06", message
    lessons = sorted({question.lesson for question in bank.questions.values()})
    for lesson in lessons:
        questions = bank.of_lesson(lesson)
        for question in _single(questions):
            for code, message in _faults(question):
                yield lesson, code, f"{question.id}: {message}"
        found = guessed(questions)
        for length, count in (("longest", found.longest), ("shortest", found.shortest)):
            if found.items >= FEW and count > RANK_SHARE * found.items:
                yield lesson, "Q02", f"in {count} of {found.items} items the right option is the {length} one."
    parts = {use: [one for one in bank.questions.values() if one.use == use] for use in FORMS}
    for place, questions in {"the course": list(bank.questions.values()), **parts}.items():
        found = guessed(questions)
        for rule, count in (("the longest option", found.longest), ("a test-wise rule", found.test_wise)):
            if found.items >= FEW and count > COURSE_SHARE * found.items:
                yield "", "Q02", f"in {count} of {found.items} items of {place} {rule} is right."

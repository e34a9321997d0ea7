"""One file of answers as ``classroom/js/save.js`` makes it: of a lesson from its ticket, of the course from a test."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isotretinoin.questions.kinds import KINDS

__all__ = ["MOST_ATTEMPTS", "UNSURE", "Attempt", "FormError", "Item", "Record", "Saved", "read_saved"]

MOST_ATTEMPTS = 50
"""A page keeps the last fifty attempts at a question, so that the first of so many is not known."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_REVISION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{8})*")
_QUESTION_ID = re.compile(r"[pq](\d\d)-[a-z0-9-]+")
_RESULTS = ("right", "wrong", "")
UNSURE = "I don't know yet"
"""What a test's item says where the reader chose to answer nothing; its result is then "unsure"."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class FormError(ValueError):
    """A file is not as a page of the course saves it; the message says why."""


@dataclass(frozen=True)
class Attempt:
    """One press of the button: the answer in words, right or wrong ("" for a prediction), the time."""

    said: str
    result: str
    misconceptions: tuple[str, ...]
    at: str


@dataclass(frozen=True)
class Item:
    """The answer to one question of a test; ``said`` is "" where nothing was answered."""

    id: str
    lesson: str
    revision: str
    asked: str
    said: str
    result: str
    misconceptions: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """All that was kept of one question, one exit ticket or one test.

    Attributes
    ----------
    id, lesson, kind, revision, at : str
        ``kind`` is choice, numeric, order, predict, exit or test; ``at`` is the time of the last change.
    asked, said : tuple of str
        The question and the answer in words; an exit ticket has several of each.
    attempts : tuple of Attempt
        Empty for exit tickets, tests, and questions that were never checked.
    items : tuple of Item
        The questions of a test.
    score : int
        Number of right answers of a test; -1 before it is scored.
    form : str
        Which form of a test, "a" or "b"; "" for a test of the time when there was one form each.
    """

    id: str
    lesson: str
    kind: str
    revision: str
    at: str
    asked: tuple[str, ...]
    said: tuple[str, ...]
    attempts: tuple[Attempt, ...] = ()
    items: tuple[Item, ...] = ()
    score: int = -1
    form: str = ""


@dataclass(frozen=True)
class Saved:
    """One file: the lesson that it is of ("" for the whole course), the time of saving, its records."""

    lesson: str
    at: str
    records: tuple[Record, ...]


def read_saved(raw: bytes) -> Saved:
    """Return what a file holds.

    Parameters
    ----------
    raw : bytes
        The file.

    Raises
    ------
    FormError
        If it is something else, or a part of it is not as a page saves it.

    Examples
    --------
    >>> read_saved(b'{"format": "isotretinoin-answers", "version": 1, "answers": []}')
    Traceback (most recent call last):
    ...
    isotretinoin.answers.form.FormError: It holds no answer.
    """
    content = _parsed(raw)
    if not isinstance(content, dict) or content.get("format") != "isotretinoin-answers":
        raise FormError("It is no file of answers that a page of this course saves.")
    if content.get("version") != 1 or isinstance(content.get("version"), bool):
        raise FormError("Its form has another version number than this library reads: bring the library up to date.")
    answers = content.get("answers")
    if not isinstance(answers, list) or not answers:
        raise FormError("It holds no answer.")
    lesson = content.get("lesson")
    of = _text(lesson, "id") if lesson is not None else ""
    records = tuple(_record(entry) for entry in answers)
    # A page keeps an answer to an older wording beside that to the wording of now.
    wordings = {(one.lesson, one.id, one.revision, *(one.asked if one.kind == "exit" else ())) for one in records}
    if len(wordings) < len(records):
        raise FormError("It was changed: it holds two records of one question.")
    strangers = [record.id for record in records if of and record.lesson != of]
    if strangers:
        raise FormError(f"It was changed: it is of lesson {of} and holds an answer to {strangers[0]}.")
    return Saved(of, _time(content, "saved"), records)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except RecursionError:
        raise FormError("It is nested too deeply to be a file of answers.") from None
    except ValueError:
        raise FormError("It is no JSON, so no page of this course saved it as it is.") from None


def _value(entry: object, name: str, kind: type) -> Any:
    found = entry.get(name) if isinstance(entry, Mapping) else None
    if not isinstance(found, kind) or isinstance(found, bool):
        raise FormError(f"Its {name!r} is not as a page saves it.")
    return found


def _clean(text: str) -> str:
    # Half a character, or a sign that steers a terminal, can be written in JSON and in no report.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", whole.replace("\r\n", "\n"))


def _text(entry: object, name: str) -> str:
    return _clean(_value(entry, name, str))


def _texts(entry: object, name: str) -> tuple[str, ...]:
    found = _value(entry, name, list)
    if not all(isinstance(one, str) for one in found):
        raise FormError(f"Its {name!r} is not as a page saves it.")
    return tuple(map(_clean, found))


def _time(entry: object, name: str) -> str:
    found = _text(entry, name)
    if not _TIME.fullmatch(found):
        raise FormError(f"Its {name!r} is no time as a page writes it.")
    return found


def _choice_of(entry: object, name: str, allowed: tuple[str, ...]) -> str:
    found = _text(entry, name)
    if found not in allowed:
        raise FormError(f"Its {name!r} is not as a page saves it.")
    return found


def _record(entry: object) -> Record:
    kind = _choice_of(entry, "kind", (*KINDS, "exit", "test"))
    common = {"id": _text(entry, "id"), "lesson": _text(entry, "lesson"), "kind": kind, "at": _time(entry, "at")}
    if kind == "exit":
        asked, said = _texts(entry, "question"), _texts(entry, "answer")
        if common["id"] != f"exit-{common['lesson']}" or len(asked) != len(said):
            raise FormError("An exit ticket in it is not as a page saves it.")
        return Record(**common, revision="", asked=asked, said=said)
    revision = _text(entry, "revision")
    if not _REVISION.fullmatch(revision):
        raise FormError("Its 'revision' is not as a page saves it.")
    if kind == "test":
        return _test(entry, common, revision)
    _known_id(common["id"], common["lesson"])
    if (common["id"][0] == "p") != (kind == "predict"):
        raise FormError(f"It was changed: {common['id']} is no question of the kind {kind}.")
    attempts = tuple(_attempt(one, kind) for one in _value(entry, "attempts", list))
    if len(attempts) > MOST_ATTEMPTS:
        raise FormError(f"It was changed: {common['id']} has more attempts than a page keeps.")
    result = "" if kind == "predict" else _choice_of(entry, "result", _RESULTS)
    if result and (not attempts or attempts[-1].result != result):
        raise FormError(f"It was changed: the result of {common['id']} is not that of its last attempt.")
    asked, said = (_text(entry, "question"),), (_text(entry, "answer_text"),)
    return Record(**common, revision=revision, asked=asked, said=said, attempts=attempts)


def _known_id(question: str, lesson: str) -> None:
    found = _QUESTION_ID.fullmatch(question)
    if not found or found[1] != lesson:
        raise FormError(f"It was changed: lesson {lesson} has no question {question}.")


def _attempt(entry: object, kind: str) -> Attempt:
    said, at = _text(entry, "answer"), _time(entry, "at")
    if kind == "predict":
        return Attempt(said, "", (), at)
    return Attempt(said, _choice_of(entry, "result", _RESULTS[:2]), _texts(entry, "misconceptions"), at)


def _test(entry: object, common: dict[str, str], revision: str) -> Record:
    use = _choice_of(entry, "id", ("pre-test", "post-test"))
    listed, revisions = _value(entry, "items", list), revision.split("-")
    score, of = _value(entry, "score", int), _value(entry, "of", int)
    if common["lesson"] != use or not len(listed) == len(revisions) == of:
        raise FormError(f"It was changed: its {use} does not have the questions that it names.")
    form = _choice_of(entry, "form", ("a", "b")) if "form" in entry else ""
    items = tuple(_item(one, own) for one, own in zip(listed, revisions, strict=True))
    if score >= 0 and score != sum(item.result == "right" for item in items):
        raise FormError(f"It was changed: the score of its {use} is not the number of right answers in it.")
    if score < -1 or (score == -1 and any(item.result for item in items)):
        raise FormError(f"It was changed: its {use} has results without a score.")
    return Record(
        **common, revision=revision, asked=(_text(entry, "question"),), said=(), items=items, score=score, form=form
    )


def _item(entry: object, revision: str) -> Item:
    question, lesson = _text(entry, "id"), _text(entry, "lesson")
    _known_id(question, lesson)
    said, result = _text(entry, "answer"), _choice_of(entry, "result", (*_RESULTS, "unsure"))
    if result == "unsure" and said != UNSURE:
        raise FormError(f"It was changed: the answer to {question} is not the one that its result is of.")
    return Item(question, lesson, revision, _text(entry, "question"), said, result, _texts(entry, "misconceptions"))

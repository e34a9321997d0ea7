"""Read the question bank as authors write it, ``data/lessons/NN/questions.yml``, and collect every fault of it."""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from .bank import FORMS, SETTINGS, USES, Bank, BankProblem, Misconception
from .figure import Figure, Interval
from .kinds import KINDS, Option, WrongNumber

__all__ = ["is_text", "read_bank"]


def is_text(value: object) -> bool:
    """Return whether a value read from YAML is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())


_COMMON = {"id", "lesson", "objective", "kind", "stem", "use", "needs", "outcome", "setting", "figure"}


_KEYS = {
    "choice": _COMMON | {"options", "multiple", "shuffle"},
    "predict": _COMMON | {"options", "shuffle"},
    "numeric": _COMMON | {"answer", "tolerance", "unit", "feedback", "wrong", "otherwise"},
    "order": _COMMON | {"lines", "feedback", "otherwise"},
}


_OPTION_KEYS = {"text", "correct", "misconception", "feedback"}


# The safe loader in C reads the bank ten times as fast, where PyYAML has it; each lesson reads the whole bank.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_ID = re.compile(r"[pq]\d\d-[a-z0-9]+(-[a-z0-9]+)*")


_MISCONCEPTION_ID = re.compile(r"m-[a-z0-9]+(-[a-z0-9]+)*")


def _number(value: object) -> float | None:
    """Return a number written in YAML as a number or as text: ``0.05``, ``1e-3`` (a text to YAML), ``1/35``."""
    if isinstance(value, bool):
        return None
    try:
        number = float(Fraction(value.replace(" ", ""))) if isinstance(value, str) else float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) else None


class _Reader:
    """Checks one entry after another and keeps what is wrong."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.file = self.entry = self.lesson = ""
        self.count = 0

    def complain(self, message: str) -> None:
        self.bank.problems.append(BankProblem(self.file, self.entry, message, self.lesson))
        self.count += 1

    def open(self, path: Path) -> list[Any]:
        folder = path.parent.name
        self.lesson = folder if re.fullmatch(r"\d\d", folder) else ""
        place = folder if folder == "tests" else self.lesson
        self.file, self.entry = f"{place}/{path.name}".lstrip("/"), "the file"
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), _LOADER)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            self.complain(f"is no YAML: {' '.join(str(error).split())}")
            return []
        if content is None:
            return []
        if not isinstance(content, list):
            self.complain("must be one list: each entry starts with '- id: …'")
            return []
        return content

    def begin(self, entry: object, number: int) -> bool:
        self.count = 0
        named = entry.get("id") if isinstance(entry, Mapping) else None
        self.entry = named if is_text(named) else f"entry {number}"
        if not isinstance(entry, Mapping) or not is_text(named):
            self.complain("needs an `id`")
        return self.count == 0

    def needs(self, entry: Mapping[str, Any], *names: str, where: str = "") -> None:
        for name in names:
            if not is_text(entry.get(name)):
                hint = " in quotes" if name in ("lesson", "objective") else ""
                self.complain(f"{where}needs `{name}`, a text{hint}")

    def refuse_others(self, entry: Mapping[str, Any], allowed: set[str], where: str = "") -> None:
        for name in entry:
            if name not in allowed:
                close = difflib.get_close_matches(str(name), sorted(allowed), n=1)
                hint = f" Did you mean `{close[0]}`?" if close else f" Known are: {', '.join(sorted(allowed))}."
                self.complain(f"{where}has a key `{name}` that means nothing.{hint}")

    def knows(self, misconception: object, where: str) -> None:
        if not is_text(misconception):
            self.complain(f"{where}names no misconception")
        elif misconception not in self.bank.misconceptions:
            close = difflib.get_close_matches(str(misconception), list(self.bank.misconceptions), n=1, cutoff=0.8)
            hint = f" Did you mean {close[0]}?" if close else ""
            self.complain(f"{where}names the misconception {misconception}, which is in no misconceptions.yml.{hint}")


def _read_misconceptions(paths: Iterable[Path], reader: _Reader) -> None:
    for path in paths:
        for number, entry in enumerate(reader.open(path), 1):
            if not reader.begin(entry, number):
                continue
            if not _MISCONCEPTION_ID.fullmatch(entry["id"]):
                reader.complain("an id of a misconception is m- and words in small letters, with hyphens")
            if entry["id"] in reader.bank.misconceptions:
                reader.complain("is there twice: use the entry that exists, or find another id")
            reader.needs(entry, "statement", "tempting", "cure")
            reader.refuse_others(entry, {"id", "statement", "tempting", "cure"})
            if reader.count == 0:
                reader.bank.misconceptions[entry["id"]] = Misconception(**entry)


def _check_option(option: Mapping[str, Any], choice: bool, where: str, reader: _Reader) -> None:
    reader.needs(option, "text", where=where)
    reader.refuse_others(option, _OPTION_KEYS, where)
    if choice:
        reader.needs(option, "feedback", where=where)
    if option.get("correct", False) not in (True, False):
        reader.complain(f"{where}: `correct` is true or is left out")
    if choice and not option.get("correct"):
        reader.knows(option.get("misconception"), where)
    elif option.get("misconception") is not None:
        reader.knows(option["misconception"], where)
        if option.get("correct"):
            reader.complain(f"{where}is correct and names a misconception; it can't be both")


def _read_options(entry: Mapping[str, Any], reader: _Reader) -> dict[str, Any]:
    options = entry.get("options")
    if not isinstance(options, list) or len(options) < 2 or not all(isinstance(one, Mapping) for one in options):
        reader.complain("needs two or more `options`, each with a `text`")
        return {}
    choice = entry["kind"] == "choice"
    for number, option in enumerate(options, 1):
        _check_option(option, choice, f"option {number} ", reader)
    texts = [option.get("text") for option in options]
    if len(set(map(str, texts))) < len(texts):
        reader.complain("has two options with the same text")
    right = sum(option.get("correct") is True for option in options)
    if not choice:
        if right:
            reader.complain("is a prediction: no option is `correct` (what came out is the reveal)")
    elif entry.get("multiple") is True:
        if not 0 < right < len(options):
            reader.complain("needs one or more options with `correct: true`, and one or more without")
    elif right != 1:
        reader.complain(f"needs exactly one option with `correct: true`, it has {right} (or say `multiple: true`)")
    for name in ("multiple", "shuffle"):
        if entry.get(name, True) not in (True, False):
            reader.complain(f"`{name}` is true or false")
    if reader.count:
        return {}
    return {
        "options": tuple(
            Option(
                text=option["text"],
                feedback=option.get("feedback") or "",
                correct=bool(option.get("correct", False)),
                misconception=option.get("misconception") or "",
            )
            for option in options
        ),
        "multiple": bool(entry.get("multiple", False)),
        "shuffle": bool(entry.get("shuffle", True)),
    }


def _span(value: float, tolerance: float) -> tuple[float, float]:
    return value - tolerance, value + tolerance


def _read_number(entry: Mapping[str, Any], reader: _Reader) -> dict[str, Any]:
    reader.needs(entry, "feedback", "otherwise")
    answer, tolerance = _number(entry.get("answer")), _number(entry.get("tolerance"))
    if answer is None:
        reader.complain("needs `answer`, a number (0.05, 1e-3 and 1/35 are numbers)")
    if tolerance is None or tolerance < 0:
        reader.complain("needs `tolerance`, a number of 0 or more in the unit of the answer")
    if not isinstance(entry.get("unit", ""), str):
        reader.complain("`unit` must be a text")
    wrong = entry.get("wrong", [])
    if not isinstance(wrong, list) or not all(isinstance(one, Mapping) for one in wrong):
        reader.complain("`wrong` must be a list, each entry with answer, tolerance, misconception and feedback")
        wrong = []
    right = None if answer is None or tolerance is None else _span(answer, tolerance)
    spans: list[tuple[float, float]] = []
    read = []
    for number, one in enumerate(wrong, 1):
        where = f"wrong answer {number} "
        reader.needs(one, "feedback", where=where)
        reader.refuse_others(one, {"answer", "tolerance", "misconception", "feedback"}, where)
        reader.knows(one.get("misconception"), where)
        value, width = _number(one.get("answer")), _number(one.get("tolerance", 0))
        if value is None or width is None or width < 0:
            reader.complain(f"{where}needs `answer` and `tolerance`, numbers")
            continue
        low, high = _span(value, width)
        if right and low <= right[1] and right[0] <= high:
            reader.complain(f"{where}overlaps with the right answer: make a tolerance smaller")
        # The first that fits is used, so that one number can stand before the range around it.
        if any(other_low <= low and high <= other_high for other_low, other_high in spans):
            reader.complain(f"{where}can never show: an earlier wrong answer takes all its numbers. Put it first")
        spans.append((low, high))
        read.append(WrongNumber(value, width, str(one.get("misconception")), str(one.get("feedback"))))
    if reader.count:
        return {}
    return {
        "answer": answer,
        "tolerance": tolerance,
        "unit": entry.get("unit", ""),
        "wrong": tuple(read),
        "feedback": entry["feedback"],
        "otherwise": entry["otherwise"],
    }


def _read_lines(entry: Mapping[str, Any], reader: _Reader) -> dict[str, Any]:
    reader.needs(entry, "feedback", "otherwise")
    lines = entry.get("lines")
    if not isinstance(lines, list) or len(lines) < 3 or not all(map(is_text, lines)):
        reader.complain("needs three or more `lines`, each a text, in the right order")
    elif len(set(lines)) < len(lines):
        reader.complain("has the same line twice: two orders would be right")
    if reader.count:
        return {}
    return {"lines": tuple(lines), "feedback": entry["feedback"], "otherwise": entry["otherwise"]}


_READ = {"choice": _read_options, "predict": _read_options, "numeric": _read_number, "order": _read_lines}


def _read_figure(entry: Mapping[str, Any], reader: _Reader) -> Figure | None:
    """Return the intervals that a question shows; an entry without `figure` has none."""
    given = entry.get("figure")
    if given is None:
        return None
    rows = given.get("rows") if isinstance(given, Mapping) else None
    if not is_text(given.get("axis") if isinstance(given, Mapping) else None) or not isinstance(rows, list) or not rows:
        reader.complain("its `figure` needs `axis`, a text, and `rows`, each with label, estimate, low and high")
        return None
    read = []
    for number, row in enumerate(rows, 1):
        named = row if isinstance(row, Mapping) else {}
        low, estimate, high = (_number(named.get(name)) for name in ("low", "estimate", "high"))
        if not is_text(named.get("label")) or None in (low, estimate, high) or not low <= estimate <= high:
            reader.complain(f"row {number} of its `figure` needs a label and low, estimate and high in this order")
        else:
            read.append(Interval(named["label"], estimate, low, high))
    return Figure(given["axis"], tuple(read))


def _read_place(entry: Mapping[str, Any], reader: _Reader) -> dict[str, Any]:
    """Return where a question may be asked and which place of the blueprint it fills."""
    use, needs = entry.get("use", "page"), entry.get("needs", "")
    if use not in USES:
        reader.complain(f"`use` must be one of {', '.join(USES)}, not {use!r}")
    if needs not in ("", "page"):
        reader.complain(f"`needs` is `page` or is left out, not {needs!r}")
    if use in FORMS:
        reader.needs(entry, "outcome")
        if entry.get("setting") not in SETTINGS:
            reader.complain(f"is in a form, so its `setting` must be one of {', '.join(SETTINGS)}")
        if entry.get("kind") not in ("choice", "numeric"):
            reader.complain("is in a form, so it must be of kind choice or numeric")
    elif "outcome" in entry or "setting" in entry:
        reader.complain("names an `outcome` or a `setting`: only a question of a form has them")
    found = {name: entry.get(name, "") for name in ("needs", "outcome", "setting")}
    return {"use": use, **found, "figure": _read_figure(entry, reader)}


def _read_question(entry: Mapping[str, Any], reader: _Reader) -> None:
    reader.needs(entry, "lesson", "objective", "stem")
    kind = entry.get("kind")
    if kind not in KINDS:
        reader.complain(f"`kind` must be one of {', '.join(KINDS)}, not {kind!r}")
        return
    lesson = entry.get("lesson")
    if is_text(lesson):
        reader.lesson = lesson
        letter = "p" if kind == "predict" else "q"
        if not _ID.fullmatch(entry["id"]) or not entry["id"].startswith(f"{letter}{lesson}-"):
            reader.complain(f"its id must be {letter}{lesson}- and words in small letters, with hyphens")
    if entry["id"] in reader.bank.questions:
        reader.complain("is there twice")
    place = _read_place(entry, reader)
    reader.refuse_others(entry, _KEYS[kind])
    details = _READ[kind](entry, reader)
    if reader.count == 0:
        common = {name: entry[name] for name in ("id", "lesson", "objective", "stem")}
        reader.bank.questions[entry["id"]] = KINDS[kind](**common, **place, **details)


def _name_former(bank: Bank, released: Path) -> None:
    """Give each question that is as version 0.1 had it the fingerprint under which pages of then kept answers."""
    if not released.is_file():
        return
    revisions = json.loads(released.read_text(encoding="utf-8"))["revisions"]
    for name, question in bank.questions.items():
        if revisions.get(name) == question.revision:
            bank.questions[name] = replace(question, formerly=(question.wording,))


def read_bank(root: Path, objectives: Mapping[str, set[str]] | None = None) -> Bank:
    """Read every question and misconception of the course.

    A faulty entry stays out and its faults are in ``Bank.problems``, so that one lesson's slip stops no other lesson.

    Parameters
    ----------
    root : Path
        The course's folder.
    objectives : mapping, optional
        Lesson id to the ids of its objectives; where given, each question must name one of them.
    """
    folder = root / "data" / "lessons"
    bank = Bank()
    reader = _Reader(bank)
    _read_misconceptions(sorted(folder.rglob("misconceptions.yml")), reader)
    # Last the forms of the test: they belong to no one lesson.
    for path in [*sorted(folder.glob("*/questions.yml")), *(root / "data").glob("tests/questions.yml")]:
        entries = reader.open(path)
        of_file = reader.lesson
        for number, entry in enumerate(entries, 1):
            reader.lesson = of_file
            if reader.begin(entry, number):
                _read_question(entry, reader)
    _name_former(bank, folder / "released.json")
    if objectives is not None:
        for question in bank.questions.values():
            if question.lesson not in objectives:
                message = f"belongs to lesson {question.lesson}, which has no notebook"
            elif question.objective not in objectives[question.lesson]:
                message = f"names objective {question.objective}, which lesson {question.lesson} does not have"
            else:
                continue
            bank.problems.append(BankProblem(f"{question.lesson}/questions.yml", question.id, message, question.lesson))
    return bank

"""A question and its parts, whatever its kind: page, slides, guide and exports only lay them out."""

from __future__ import annotations

import hashlib
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from isotretinoin.authored import Const, Fields, Form, Many, Number, OneOf, Place, Text, number_of

from .figure import Figure, Interval

__all__ = ["FORMS", "SETTINGS", "USES", "Answer", "Question", "spell"]

FORMS = ("form-a", "form-b")
"""The two forms of the course's test, by the ``use`` of their questions."""
USES = ("page", "welcome", *FORMS)
SETTINGS = ("course", "elsewhere")
"""Where a question of a form plays: in a setting of the course, or in one that no page has."""

_ROW = Fields({"label": Text(), **dict.fromkeys(("estimate", "low", "high"), Number())})
_PLACE: dict[str, Form] = {
    "use": OneOf(USES, about="Where it is asked; without it, the lesson's notebook asks it."),
    "needs": Const("page", about="It asks about what stands on its page; no other system gets it."),
    "outcome": Text(about="Of a question of a form: an outcome of data/tests/blueprint.yml."),
    "setting": OneOf(SETTINGS, about="Of a question of a form: where it plays."),
    "figure": Fields(
        {"axis": Text(about="The words under the axis."), "rows": Many(_ROW, name="row")},
        about="Estimates with their intervals, drawn above the question.",
    ),
}


def spell(number: float) -> str:
    """Return a number in words of print: six significant digits at most, and a true minus.

    >>> spell(-1.5), spell(0.1 + 0.2), spell(20)
    ('−1.5', '0.3', '20')
    """
    return f"{number:.6g}".replace("-", "−")


@dataclass(frozen=True)
class Answer:
    """What somebody may answer (Markdown).

    Attributes
    ----------
    words : str
        The answer in words: an option, ``20 ways``, the lines with arrows between, ``Any other number``.
    right : bool or None
        None where no answer is right, as in a prediction.
    feedback, misconception : str
        What the page says to it, and the id of the idea that it shows; both may be empty.
    picks : tuple of int
        Positions in ``Question.shown`` that make up the answer, in their order; empty where it is typed.
    others : bool
        Whether it stands for all answers that are not named.
    number, tolerance : float
        What a typed answer is held against; NaN where nothing is typed.
    """

    words: str
    right: bool | None
    feedback: str = ""
    misconception: str = ""
    picks: tuple[int, ...] = ()
    others: bool = False
    number: float = math.nan
    tolerance: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Question(ABC):
    """One question (texts are inline Markdown); each kind is a class in ``questions/kinds/``.

    Attributes
    ----------
    id, lesson, objective, stem, use : str
    needs : str
        ``"page"`` where the question can't be asked without what stands on its page.
    outcome, setting : str
        Which place of the blueprint a question of a form fills.
    figure : Figure or None
        What is drawn above the question.
    formerly : tuple of str
        Fingerprints under which browsers keep answers to this same wording and key from before ``revision`` had its
        form of now.
    kind : str
        Its name in the bank's files.
    form : str
        How it is answered: ``choices`` picks of ``shown``, ``number`` types one, ``order`` puts ``shown`` in order.
    asked_with : str
        The lesson's method that asks it, ``check`` or ``predict``.
    in_forms : bool
        Whether a form of the course's test may ask it.
    """

    id: str
    lesson: str
    objective: str
    stem: str
    use: str = "page"
    needs: str = ""
    outcome: str = ""
    setting: str = ""
    figure: Figure | None = None
    formerly: tuple[str, ...] = ()

    kind: ClassVar[str]
    form: ClassVar[str]
    asked_with: ClassVar[str] = "check"
    in_forms: ClassVar[bool] = False

    requires: ClassVar[Mapping[str, Form]]
    may: ClassVar[Mapping[str, Form]] = MappingProxyType({})

    @classmethod
    def file_form(cls) -> Fields:
        """Return how a question of this kind is written in ``questions.yml``."""
        letter = cls.asked_with.replace("check", "q")[0]
        like = f"{letter}, the lesson's two digits, a hyphen and words in small letters, such as {letter}07-two-rows"
        common = {
            "id": Text(rf"{letter}\d\d-[a-z0-9]+(-[a-z0-9]+)*", like, about=f"It starts with {letter}07- in lesson 7."),
            "lesson": Text(r"\d\d", "two digits", quoted=True, about='Such as "07".'),
            "objective": Text(quoted=True, about='One of the objectives of the lesson\'s contract, such as "7.1".'),
            "kind": Const(cls.kind),
            "stem": Text(about="The last paragraph is the question; what stands before it is its setting."),
        }
        return Fields({**common, **cls.requires}, {**_PLACE, **cls.may})

    @classmethod
    def hold(cls, entry: Mapping[str, Any], at: Place) -> None:
        """Complain about what no form can say of an entry that has the right form."""
        start = f"{entry['id'][0]}{entry['lesson']}-"
        if not entry["id"].startswith(start):
            at.complain(f"`id` must start with {start}, as the lesson is {entry['lesson']}")
        _hold_form(entry, cls.in_forms, at)
        for number, row in enumerate((entry.get("figure") or {}).get("rows", ())):
            if not _interval(row).low <= _interval(row).estimate <= _interval(row).high:
                place = at.key("figure").key("rows").item(number, f"row {number + 1}", instead=True)
                place.complain("its numbers must be in order: low, estimate, high")

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any]) -> Question:
        """Return the question of an entry that has been checked."""
        common = {name: entry[name] for name in ("id", "lesson", "objective", "stem")}
        place = {name: entry.get(name) or "" for name in ("needs", "outcome", "setting")}
        drawn = entry.get("figure")
        figure = Figure(drawn["axis"], tuple(map(_interval, drawn["rows"]))) if drawn else None
        return cls(**common, **place, use=entry.get("use") or "page", figure=figure, **cls.parts_of(entry))

    @classmethod
    @abstractmethod
    def parts_of(cls, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of this kind from an entry of the bank's file."""

    @abstractmethod
    def answers(self) -> tuple[Answer, ...]:
        """Return every answer that has a feedback of its own, in the order of the bank; that for others comes last."""

    @property
    def instruction(self) -> str:
        """Return what to do with the question, where the stem does not say it (Markdown)."""
        return ""

    @property
    def shown(self) -> tuple[str, ...]:
        """Return what stands there to be picked or moved, in the order of the bank (Markdown)."""
        return ()

    def shown_order(self) -> list[int]:
        """Return the positions of what is shown in the order of the page, the same for every reader."""
        return list(range(len(self.shown)))

    def details(self) -> dict[str, Any]:
        """Return what the page's script of this kind needs beside the parts."""
        return {}

    def result(self, said: str) -> str:
        """Return "right" or "wrong" for an answer in plain words, or "" where only the page can tell."""
        return ""

    @property
    def has_key(self) -> bool:
        """Return whether any answer is right; none is, where a prediction is asked for."""
        return bool(self.right)

    @property
    def reads(self) -> str:
        """Return what has to be read to answer it: "figure", "table", or "" for neither."""
        if self.figure is not None:
            return "figure"
        return "table" if "\n|---" in self.stem else ""

    @property
    def right(self) -> tuple[Answer, ...]:
        """Return the right answers."""
        return tuple(answer for answer in self.answers() if answer.right)

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """Return the ids of the misconceptions that the question can reveal."""
        return tuple(dict.fromkeys(answer.misconception for answer in self.answers() if answer.misconception))

    @property
    def prose(self) -> str:
        """Return all that a reader may come to read of it, as paragraphs of Markdown."""
        return "\n\n".join([self.stem, *self.shown, *(answer.feedback for answer in self.answers())])

    def _key(self) -> Mapping[str, Any]:
        """Return what of wording and key is not in the stem, by the names in ``_KEY``."""
        return {}

    @property
    def revision(self) -> str:
        """Return a short fingerprint of wording and key: a kept answer belongs to the question that it answers."""
        drawn = () if self.figure is None else (self.figure,)
        return _fingerprint((self.stem, *(_KEY | dict(self._key())).values(), *drawn))

    @property
    def wording(self) -> str:
        """Return the fingerprint of the wording alone, under which pages of version 0.1 kept answers."""
        key = _KEY | dict(self._key())
        return _fingerprint(
            (self.stem, [text for text, _ in key["options"]], key["lines"], key["answer"], key["multiple"])
        )


# The order is that in which fingerprints have always been taken: another one would lose every kept answer.
_KEY: dict[str, Any] = {"options": [], "lines": (), "answer": math.nan, "tolerance": 0.0, "multiple": False}


def _fingerprint(content: tuple[Any, ...]) -> str:
    return hashlib.sha256(repr(content).encode()).hexdigest()[:8]


def _interval(row: Mapping[str, Any]) -> Interval:
    return Interval(row["label"], *(number_of(row[name]) or 0.0 for name in ("estimate", "low", "high")))


def _hold_form(entry: Mapping[str, Any], in_forms: bool, at: Place) -> None:
    """Hold the place in the blueprint: a question of a form has one, and no other question."""
    if entry.get("use") not in FORMS:
        if entry.get("outcome") is not None or entry.get("setting") is not None:
            at.complain("names an `outcome` or a `setting`: only a question of a form has them")
        return
    for name, form in (("outcome", _PLACE["outcome"]), ("setting", _PLACE["setting"])):
        if entry.get(name) is None:
            at.complain(f"is in a form, so it needs `{name}`, {form.what}")
    if not in_forms:
        at.complain("is in a form, so it must be of kind choice or numeric")

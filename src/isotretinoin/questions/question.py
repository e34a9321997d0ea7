"""A question and its parts, whatever its kind: page, slides, guide and exports only lay them out."""

from __future__ import annotations

import hashlib
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from isotretinoin.authored import Const, Fields, Form, OneOf, Place, Text

__all__ = ["USES", "Answer", "Question", "spell"]

USES = ("page", "welcome", "pre-test", "post-test")


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
    formerly : tuple of str
        Fingerprints under which browsers keep answers to this same wording and key from before ``revision`` had its
        form of now.
    kind : str
        Its name in the bank's files.
    form : str
        How it is answered: ``choices`` picks of ``shown``, ``number`` types one, ``order`` puts ``shown`` in order.
    asked_with : str
        The lesson's method that asks it, ``check`` or ``predict``.
    """

    id: str
    lesson: str
    objective: str
    stem: str
    use: str = "page"
    formerly: tuple[str, ...] = ()

    kind: ClassVar[str]
    form: ClassVar[str]
    asked_with: ClassVar[str] = "check"

    needs: ClassVar[Mapping[str, Form]]
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
        use = OneOf(USES, about="Where it is asked; without it, the lesson's notebook asks it.")
        return Fields({**common, **cls.needs}, {"use": use, **cls.may})

    @classmethod
    def hold(cls, entry: Mapping[str, Any], at: Place) -> None:
        """Complain about what no form can say of an entry that has the right form."""
        start = f"{entry['id'][0]}{entry['lesson']}-"
        if not entry["id"].startswith(start):
            at.complain(f"`id` must start with {start}, as the lesson is {entry['lesson']}")

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
        return _fingerprint((self.stem, *(_KEY | dict(self._key())).values()))

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

"""Mark what was handed in, against a key that is recomputed for each student.

The key of an assignment is a tuple of :class:`Question`. A question says what is right (``expected``), when an answer
agrees with it (``agrees``), and what somebody with a known wrong idea would have handed in (``mistakes``), so that the
mark comes with a reason. Everything here runs in the grader's process, on plain data.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from isotretinoin.assignments.hand_in import CallFailed, NotHandedIn

__all__ = [
    "Agrees",
    "Case",
    "KeyProblem",
    "Mistake",
    "Question",
    "Verdict",
    "calls",
    "close",
    "fits",
    "labels",
    "mark",
    "series",
    "table",
    "text",
    "unordered",
]

Agrees = Callable[[Any, Any], bool]
"""``agrees(handed_in, expected)``: is this answer the expected one?"""


class KeyProblem(Exception):  # noqa: N818 - it is a problem of the key, and the student did nothing wrong
    """The key of a question failed: no student can be marked on it before it is mended."""


_ROUNDED = "Numbers that are right and rounded further than the question allows get this message too."


@dataclass(frozen=True)
class Case:
    """One student and the data that this student was given.

    Attributes
    ----------
    student_id : str
        Id of the owner of the submission, as the teacher knows it.
    data : object
        ``dataset(student_id, assignment)``.
    """

    student_id: str
    data: Any


@dataclass(frozen=True)
class Mistake:
    """A wrong answer whose reason is known.

    Attributes
    ----------
    name : str
        Short name, for the class report: "natural logarithm".
    misconception : str
        Id in ``a ``misconceptions.yml`` of ``data/lessons/````, or "" for a slip that is no misconception.
    message : str
        What the student is told: what went wrong, and what to look at.
    answer : callable
        Takes the :class:`Case`; returns what somebody with this idea hands in.
    agrees : callable or None
        Comparator of its own, where the question's is too strict for a mistake that comes in many forms.
    """

    name: str
    misconception: str
    message: str
    answer: Callable[[Case], Any]
    agrees: Agrees | None = None


@dataclass(frozen=True)
class Question:
    """One auto-graded question.

    Attributes
    ----------
    id : str
        As the hidden part of its test cell hands it in.
    title : str
        For feedback and report.
    points : float
        For a right answer; a wrong one has none.
    objectives : tuple of str
        Ids of lesson objectives.
    expected : callable
        Takes the :class:`Case`; returns the right answer. For a function question: the list of results of the calls.
    agrees : callable
        ``agrees(handed_in, expected)``, one of the comparators of this module or your own.
    mistakes : tuple of Mistake
        Tried in order after ``expected``; the first that agrees names the reason.
    otherwise : str
        What a wrong answer without a known reason is told. If it holds numbers, a sentence on rounding follows.
    personal : bool
        True where the right answer tells students apart, so that a wrong answer which is another student's right one
        calls for a human. False for function questions on a common fixture and for coarse answers such as counts.
    """

    id: str
    title: str
    points: float
    objectives: tuple[str, ...]
    expected: Callable[[Case], Any]
    agrees: Agrees
    mistakes: tuple[Mistake, ...] = ()
    otherwise: str = ""
    personal: bool = True


@dataclass(frozen=True)
class Verdict:
    """The mark of one question, with its reason.

    Attributes
    ----------
    question : str
        Id of the question.
    points, possible : float
        Points given and points that a right answer has.
    right : bool
    handed_in : bool
        False where there was nothing to mark.
    mistake, misconception : str
        Name of the known mistake and id of its misconception, or "".
    message : str
        For the student.
    stopped : bool
        Whether there was nothing to mark because a cell had ended in an error.
    """

    question: str
    points: float
    possible: float
    right: bool
    handed_in: bool
    mistake: str
    misconception: str
    message: str
    stopped: bool = False


def mark(question: Question, handed_in: object, case: Case, stopped: str = "") -> Verdict:
    """Mark one answer.

    Parameters
    ----------
    question : Question
    handed_in : object
        As ``assignments.hand_in.unpacked`` returns it; None where nothing came. No value of it raises.
    case : Case
    stopped : str, optional
        Why no answer came, as a sentence, where a cell of the student's or the check itself stopped.

    Returns
    -------
    Verdict

    Raises
    ------
    KeyProblem
        If the question's own ``expected`` fails for this case. That is a fault of the key and not of the answer.
    """

    def verdict(right: bool, message: str, mistake: str = "", misconception: str = "", there: bool = True) -> Verdict:
        points = question.points if right else 0.0
        return Verdict(question.id, points, question.points, right, there, mistake, misconception, message)

    if handed_in is None and stopped:
        return replace(verdict(False, stopped, there=False), stopped=True)
    if handed_in is None:
        return verdict(False, "Nothing was handed in here: the answer is still None.", there=False)
    if isinstance(handed_in, NotHandedIn):
        return verdict(False, _not_handed_in(handed_in), there=False)
    if fits(question, handed_in, case):
        return verdict(True, "Right.")
    if isinstance(handed_in, list) and handed_in and all(entry is None for entry in handed_in):
        return verdict(False, "Nothing was handed in here: the function returned None each time.", there=False)
    for mistake in question.mistakes:
        try:
            expected = mistake.answer(case)
        except Exception as error:
            raise KeyProblem(f"{question.id}: the mistake {mistake.name!r} cannot be computed: {error!r}") from error
        if _agree(mistake.agrees or question.agrees, handed_in, expected):
            return verdict(False, mistake.message, mistake.name, mistake.misconception)
    message = question.otherwise or "This is not the expected answer."
    # Rounded too far, a right answer looks like any wrong one: the student has to hear that this may be the reason.
    return verdict(False, f"{message} {_ROUNDED}" if _holds_numbers(handed_in) else message)


def fits(question: Question, handed_in: object, case: Case) -> bool:
    """Return True if the answer is right for this case, whoever handed it in.

    Raises
    ------
    KeyProblem
        If the question's own ``expected`` fails.
    """
    try:
        expected = question.expected(case)
    except Exception as error:
        raise KeyProblem(f"{question.id}: the right answer cannot be computed: {error!r}") from error
    return _agree(question.agrees, handed_in, expected)


def _agree(agrees: Agrees, handed_in: object, expected: object) -> bool:
    # A comparator may stumble over an answer that nobody thought of. Such an answer does not agree.
    try:
        return bool(agrees(handed_in, expected))
    except Exception:
        return False


def _not_handed_in(value: NotHandedIn) -> str:
    if value.kind == "too large":
        return f"The answer was too large to be handed in ({value.reason}). Hand in only what the question asks for."
    return f"The answer is of the kind '{value.kind}', which cannot be marked. Look at what the question asks for."


def close(
    rtol: float = 1e-6, atol: float = 0.0, *, decimals: int | None = None, significant: int | None = None
) -> Agrees:
    """Agree on a number, or on numbers in the order of the expected ones.

    Parameters
    ----------
    rtol, atol : float
        Two numbers agree if they differ by at most ``atol + rtol * |expected|``.
    decimals : int, optional
        Also accept what was rounded to this many decimals or more.
    significant : int, optional
        Also accept what was rounded to this many significant digits or more: for P values.

    Returns
    -------
    callable
        Accepts a number, list, array, Series (in its order), or anything with a single entry where one is expected.
        Missing agrees with missing, and an infinity with the same infinity.
    """

    def agrees(handed_in: Any, expected: Any) -> bool:
        wanted, given = _numbers(expected), _numbers(handed_in)
        if given is None or wanted is None or given.shape != wanted.shape:
            return False
        tolerance = atol + rtol * np.abs(wanted)
        if decimals is not None:
            tolerance = np.maximum(tolerance, 0.5 * 10.0**-decimals * (1 + 1e-6))
        if significant is not None:
            with np.errstate(divide="ignore"):
                unit = 10.0 ** (np.floor(np.log10(np.abs(wanted))) - significant + 1)
            tolerance = np.maximum(tolerance, np.where(np.isfinite(unit), 0.5 * unit * (1 + 1e-6), 0))
        with np.errstate(invalid="ignore"):
            near = np.isfinite(wanted) & (np.abs(given - wanted) <= tolerance)
        return bool(np.all(near | (given == wanted) | (np.isnan(given) & np.isnan(wanted))))

    return agrees


def series(
    rtol: float = 1e-6, atol: float = 0.0, *, decimals: int | None = None, significant: int | None = None
) -> Agrees:
    """Agree on named numbers, whatever their order.

    Labels are matched as text. An answer without labels (list, array, Series with the default index) counts in the
    order of the expected Series. Labels that are missing, doubled or too many disagree. Tolerances as in :func:`close`.
    """
    near = close(rtol, atol, decimals=decimals, significant=significant)

    def agrees(handed_in: Any, expected: pd.Series) -> bool:
        given = _aligned(handed_in, [str(label) for label in expected.index])
        return given is not None and near(given, expected.to_numpy(dtype=float, na_value=math.nan))

    return agrees


def table(columns: Mapping[str, Agrees] | Agrees | None = None) -> Agrees:
    """Agree on a table: rows matched by label, columns by name, whatever their order.

    Parameters
    ----------
    columns : mapping, or one comparator of numbers, optional
        Comparator for each column that counts (an answer may have further ones), or one for all columns of the
        expected table; :func:`close` with its defaults if left out. Each gets two plain lists in the same order.
    """

    def agrees(handed_in: Any, expected: pd.DataFrame) -> bool:
        if isinstance(handed_in, Mapping):
            handed_in = pd.DataFrame(dict(handed_in))
        if not isinstance(handed_in, pd.DataFrame):
            return False
        rules = columns if isinstance(columns, Mapping) else {name: columns or close() for name in expected.columns}
        rows = [str(label) for label in expected.index]
        names = [str(name) for name in handed_in.columns]
        for name, rule in rules.items():
            if names.count(str(name)) != 1:
                return False
            given = _aligned(handed_in.iloc[:, names.index(str(name))], rows)
            if given is None or not rule(given, expected[name].tolist()):
                return False
        return True

    return agrees


def labels(*, ordered: bool = False) -> Agrees:
    """Agree on a list of names, as a set unless ``ordered``. Doubled names disagree; a Series counts by its values."""

    def agrees(handed_in: Any, expected: Iterable) -> bool:
        if isinstance(handed_in, str) or not isinstance(handed_in, (Sequence, np.ndarray, pd.Series, pd.Index)):
            return False
        given, wanted = [str(name) for name in handed_in], [str(name) for name in expected]
        return given == wanted if ordered else sorted(given) == sorted(wanted)

    return agrees


def text() -> Agrees:
    """Agree on a word or phrase, without regard to case, outer blanks or the kind of space between words."""

    def agrees(handed_in: Any, expected: str) -> bool:
        return isinstance(handed_in, str) and " ".join(handed_in.split()).lower() == " ".join(expected.split()).lower()

    return agrees


def unordered(near: Agrees) -> Agrees:
    """Agree on numbers whatever their order, by a comparator of numbers in order such as :func:`close`."""

    def agrees(handed_in: Any, expected: Any) -> bool:
        given, wanted = _numbers(handed_in), _numbers(expected)
        if given is None or wanted is None:
            return False
        return near(np.sort(given, axis=None), np.sort(wanted, axis=None))

    return agrees


def calls(result: Agrees) -> Agrees:
    """Agree on the results of a student's function, call by call, by the comparator of one result.

    A call that raised disagrees.
    """

    def agrees(handed_in: Any, expected: Sequence) -> bool:
        if not isinstance(handed_in, list) or len(handed_in) != len(expected):
            return False
        return all(
            not isinstance(given, (CallFailed, NotHandedIn)) and result(given, wanted)
            for given, wanted in zip(handed_in, expected, strict=True)
        )

    return agrees


def _numbers(value: Any) -> np.ndarray | None:
    """Return numbers as an array of floats, a single one as shape (); None where they are no numbers."""
    if isinstance(value, (NotHandedIn, CallFailed, str)):
        return None
    if isinstance(value, numbers.Real):
        return np.asarray(float(value))
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, pd.DataFrame) and 1 in value.shape:
        value = value.iloc[:, 0] if value.shape[1] == 1 else value.iloc[0]
    if isinstance(value, (pd.Series, pd.Index)):
        value = value.to_numpy(dtype=float, na_value=math.nan)
    array = np.asarray([math.nan if entry is None else entry for entry in value] if isinstance(value, list) else value)
    if array.dtype.kind not in "biuf":
        return None
    array = array.astype(float)
    return array.reshape(()) if array.size == 1 else array.squeeze()


def _holds_numbers(value: Any) -> bool:
    """Whether an answer is a number or has one in it, so that it can have been rounded."""
    if isinstance(value, (pd.DataFrame, pd.Series, pd.Index)):
        value = value.to_numpy()
    if isinstance(value, np.ndarray):
        value = value.ravel().tolist()
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return any(map(_holds_numbers, value))
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _aligned(value: Any, wanted: list[str]) -> list | None:
    """Return the entries of an answer in the order of the wanted labels, or None where they do not match."""
    if isinstance(value, pd.DataFrame) and value.shape[1] == 1:
        value = value.iloc[:, 0]
    if isinstance(value, Mapping):
        value = pd.Series(list(value.values()), index=[str(key) for key in value])
    if isinstance(value, pd.Series):
        given = [str(label) for label in value.index]
        if given != [str(i) for i in range(len(given))] or wanted == given:
            if sorted(given) != sorted(wanted) or len(set(given)) != len(given):
                return None
            place = {label: i for i, label in enumerate(given)}
            entries = value.tolist()
            return [entries[place[label]] for label in wanted]
    if isinstance(value, (str, bytes)) or not isinstance(value, (list, tuple, np.ndarray, pd.Series)):
        return None
    entries = value.tolist() if isinstance(value, (np.ndarray, pd.Series)) else list(value)
    return entries if len(entries) == len(wanted) else None

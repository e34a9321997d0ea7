"""How strong is a claim? Rules that anybody can read, applied to columns of the ledger.

The rules are an argument of the course and no standard of medicine, so this file holds none: a lesson states them, and
:func:`grade` applies what it is told. What the ledger can't know stands in ``data/evidence/weighing.csv``: which part
of the story a claim is about, in which material it was seen, by which design, and whether others saw the same. These
four columns are the course's own reading, one row for each claim that bears on how the drug works.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from .faults import Fault
from .records import LedgerError, folder, ledger

__all__ = [
    "ANSWER",
    "ANSWERS",
    "GRADES",
    "READINGS",
    "add_answer",
    "check_weighing",
    "grade",
    "smallest_group",
    "standing",
    "weighed",
]

NAME = "weighing.csv"

READINGS: dict[str, dict[str, str]] = {
    "part": {
        "the drug empties the gland": "sebum, gland size and what they do and don't explain",
        "the drug raises NGAL": "message or protein, in skin or in cells",
        "sebocytes die on the drug": "death, arrest and their marks",
        "NGAL kills cells": "in sebocytes and elsewhere",
        "the death needs NGAL": "what happens without it",
        "NGAL starves skin bacteria": "iron, siderophores and the order of events",
        "a receptor makes it selective": "who binds NGAL and passes it on",
        "men respond more": "the remark on sex and what so few patients can show",
        "rival: retinoid receptors": "the drug as a source of ATRA, for and against",
        "rival: FoxO, p53 and TRAIL": "other switches of cell death",
        "rival: the immune response": "toll-like receptor 2 and interferon genes",
        "rival: skin bacteria": "strains and diversity",
    },
    "material": {
        "patients": "people or samples from them",
        "sebocyte line": "cells that descend from a human oil gland",
        "other cells": "any other cells in a dish",
        "animals": "whole animals or what was taken from them",
        "molecules": "purified molecules, or bacteria in a broth",
        "arithmetic": "worked out from a design, without data",
        "words": "a text that reports no measurement of its own",
    },
    "design": {
        "compared": "somebody changed one thing and kept an arm without the change",
        "followed": "people before and after, or groups that nobody assigned",
        "measured": "a property was read, nothing was changed",
        "computed": "arithmetic",
        "said": "nobody measured anything for it",
    },
    "repeated": {
        "other group": "another laboratory reports the same in the same kind of sample",
        "disputed": "another group reports otherwise",
        "none known": "neither is known to us",
    },
}
"""Column of the hand-made table to its values, each with what it means."""

GRADES: dict[str, float] = {"strong": 4, "fair": 3, "weak": 1, "bare": float("-inf")}
"""Grade to the fewest points that earn it, best first."""


ANSWER = "record-sex-difference"
"""Identifier of the row that the patients' own arrays add."""

ANSWERS: dict[str, str | None] = {
    "as told": "for",
    "other way": "against",
    "not to be told": "neutral",
    "one sex missing": None,
}
"""What the arrays can say of women and men, and the stance of the row that it adds; None for no row."""

_ASKED = "seed-sex-difference"


def smallest_group(n: str) -> float:
    """Return the size of the smallest group that a ledger's ``n`` names, or NaN where it names none.

    ``"25 vs 15"`` gives 15 and ``"11 (9 F, 2 M)"`` gives 11: what stands in brackets splits a group that was counted
    already. The digit in a name such as SEB-1 is no number, and the rows of an array are no group.
    """
    numbers = re.findall(r"(?<![\w-])\d+", re.sub(r"\(.*?\)", "", n))
    return float(min(map(int, numbers))) if numbers and "probe sets" not in n else float("nan")


def weighed() -> pd.DataFrame:
    """Return the claims that bear on how the drug works, with what a set of rules may look at.

    Returns
    -------
    DataFrame, index ``id``
        All columns of the ledger, then ``smallest_n`` (float, NaN where the source at hand gives none) and the
        hand-made ``part``, ``material``, ``design``, ``repeated``, whose values :data:`READINGS` explains.
    """
    readings = pd.read_csv(folder() / NAME, dtype=str, keep_default_na=False).set_index("id")
    table = readings.join(ledger(), how="left")[[*ledger().columns, *READINGS]]
    table.insert(len(ledger().columns), "smallest_n", table["n"].map(smallest_group))
    return table


def grade(
    claims: pd.DataFrame, start: Mapping[str, float], steps: Mapping[str, tuple[str, float]], by: str = "material"
) -> pd.DataFrame:
    """Apply a set of rules: points to start with, steps up or down, and a grade for the sum.

    Parameters
    ----------
    claims : DataFrame
        As :func:`weighed` returns it, or some of its rows.
    start : mapping
        Value of the column ``by`` to the points that a claim starts with.
    steps : mapping
        Name of a step to a pair: a condition on the columns in the words of ``DataFrame.eval``, such as
        ``"level == 'secondary'"``, and the points that it adds (a negative number takes away).
    by : str
        Column that decides the start.

    Returns
    -------
    DataFrame, index as ``claims``
        ``start``, one column for each step (0 where its condition does not hold), ``points`` (their sum) and ``grade``,
        an ordered category of :data:`GRADES`, ``bare`` first.

    Raises
    ------
    LedgerError
        If a value has no start, or a condition can't be read.
    """
    unknown = sorted(set(claims[by]) - set(start))
    if unknown:
        raise LedgerError(f"No start is given for {by} {', '.join(map(repr, unknown))}. Add it to the start.")
    graded = pd.DataFrame({"start": claims[by].map(start)}, index=claims.index)
    for name, (condition, points) in steps.items():
        graded[name] = _holds(claims, name, condition) * points
    graded["points"] = graded.sum(axis=1)
    ordered = sorted(GRADES, key=GRADES.get)
    edges = [GRADES[name] for name in ordered]
    places = pd.Series(edges).searchsorted(graded["points"], side="right") - 1
    graded["grade"] = pd.Categorical.from_codes(places, categories=ordered, ordered=True)
    return graded


def add_answer(claims: pd.DataFrame, code: str, statement: str, n_women: int, n_men: int, stamp: str) -> pd.DataFrame:
    """Add what the patients' own arrays say of women and men, as a row that the same rules grade.

    An answer the other way also makes the article's remark a disputed one. An answer without both sexes adds nothing.

    Parameters
    ----------
    claims : DataFrame
        As :func:`weighed` returns it.
    code : str
        One of :data:`ANSWERS`.
    statement : str
        What may be said.
    n_women, n_men : int
        Patients whose sex was read.
    stamp : str
        Where the values come from: ``recomputed`` for the record, otherwise words such as ``made-up file``.

    Returns
    -------
    DataFrame
        The claims, with one more row of index :data:`ANSWER` where there is an answer.

    Raises
    ------
    LedgerError
        If the code is unknown.

    Examples
    --------
    >>> more = add_answer(weighed(), "as told", "Men responded more.", 3, 3, "recomputed")
    >>> more.loc["record-sex-difference", ["stance", "level", "n"]].tolist()
    ['for', 'recomputed', '3 vs 3']
    """
    if code not in ANSWERS:
        raise LedgerError(f"There is no answer {code!r}: it is one of {', '.join(ANSWERS)}.")
    stance = ANSWERS[code]
    if stance is None:
        return claims
    row = dict.fromkeys(claims.columns, "") | {
        "claim": statement,
        "n": f"{n_women} vs {n_men}",
        "evidence_kind": "array",
        "level": stamp,
        "stance": stance,
        "smallest_n": float(min(n_women, n_men)),
        "part": "men respond more",
        "material": "patients",
        "design": "followed",
        "repeated": "none known",
    }
    more = pd.concat([claims, pd.DataFrame([row], index=pd.Index([ANSWER], name=claims.index.name))])
    if code == "other way":
        more.loc[_ASKED, "repeated"] = "disputed"
    return more


def standing(claims: pd.DataFrame, graded: pd.DataFrame, part: str) -> dict[str, str | None]:
    """Return the best grade of what speaks for a part of the story, and of what speaks against it.

    Parameters
    ----------
    claims, graded : DataFrame
        As :func:`weighed` and :func:`grade` return them.
    part : str
        One of the parts in :data:`READINGS`.

    Returns
    -------
    dict
        ``for`` and ``against``, each a grade, or None where nothing speaks so.

    Raises
    ------
    LedgerError
        If there is no such part.
    """
    if part not in READINGS["part"]:
        raise LedgerError(f"There is no part {part!r} of the story: it is one of {', '.join(READINGS['part'])}.")
    found = {}
    for side in ("for", "against"):
        grades = graded.loc[(claims["part"] == part) & (claims["stance"] == side), "grade"]
        found[side] = None if grades.empty else str(grades.max())
    return found


def _holds(claims: pd.DataFrame, name: str, condition: str) -> pd.Series:
    try:
        holds = claims.eval(condition, engine="python")
    except Exception as error:  # pandas lets through whatever Python's parser or a missing name raises
        raise LedgerError(f"The step {name!r} has the condition {condition!r}, which can't be read: {error}.") from None
    if not (isinstance(holds, pd.Series) and holds.dtype == bool):
        raise LedgerError(f"The condition {condition!r} of the step {name!r} must be true or false for each claim.")
    return holds


def check_weighing(where: Path, printable: Sequence[str]) -> list[Fault]:
    """Check the hand-made table: each row a printable claim, once, and each cell a word that is explained."""
    name, found, seen = f"data/evidence/{NAME}", [], set()
    with (where / NAME).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != ("id", *READINGS):
            return [Fault(name, "header", f"the columns must be id, {', '.join(READINGS)}")]
        for row in reader:
            place = f"line {reader.line_num}"
            if row["id"] not in printable:
                found.append(Fault(name, place, f"'{row['id']}' is no printable claim"))
            if row["id"] in seen:
                found.append(Fault(name, place, f"'{row['id']}' stands there twice"))
            seen.add(row["id"])
            for column, words in READINGS.items():
                if row[column] not in words:
                    found.append(Fault(name, place, f"the {column} {row[column]!r} is none of {', '.join(words)}"))
    return found

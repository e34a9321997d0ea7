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

from .problems import Problem
from .records import folder, ledger

__all__ = ["GRADES", "READINGS", "GradingError", "check_weighing", "grade", "smallest_group", "weighed"]

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


class GradingError(ValueError):
    """A set of rules can't be applied; the message says what to change."""


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
    GradingError
        If a value has no start, or a condition can't be read.
    """
    unknown = sorted(set(claims[by]) - set(start))
    if unknown:
        raise GradingError(f"No start is given for {by} {', '.join(map(repr, unknown))}. Add it to the start.")
    graded = pd.DataFrame({"start": claims[by].map(start)}, index=claims.index)
    for name, (condition, points) in steps.items():
        graded[name] = _holds(claims, name, condition) * points
    graded["points"] = graded.sum(axis=1)
    ordered = sorted(GRADES, key=GRADES.get)
    edges = [GRADES[name] for name in ordered]
    places = pd.Series(edges).searchsorted(graded["points"], side="right") - 1
    graded["grade"] = pd.Categorical.from_codes(places, categories=ordered, ordered=True)
    return graded


def _holds(claims: pd.DataFrame, name: str, condition: str) -> pd.Series:
    try:
        holds = claims.eval(condition, engine="python")
    except Exception as error:  # pandas lets through whatever Python's parser or a missing name raises
        raise GradingError(
            f"The step {name!r} has the condition {condition!r}, which can't be read: {error}."
        ) from None
    if not (isinstance(holds, pd.Series) and holds.dtype == bool):
        raise GradingError(f"The condition {condition!r} of the step {name!r} must be true or false for each claim.")
    return holds


def check_weighing(where: Path, printable: Sequence[str]) -> list[Problem]:
    """Check the hand-made table: each row a printable claim, once, and each cell a word that is explained."""
    name, found, seen = f"data/evidence/{NAME}", [], set()
    with (where / NAME).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != ("id", *READINGS):
            return [Problem(name, "header", f"the columns must be id, {', '.join(READINGS)}")]
        for row in reader:
            place = f"line {reader.line_num}"
            if row["id"] not in printable:
                found.append(Problem(name, place, f"'{row['id']}' is no printable claim"))
            if row["id"] in seen:
                found.append(Problem(name, place, f"'{row['id']}' stands there twice"))
            seen.add(row["id"])
            for column, words in READINGS.items():
                if row[column] not in words:
                    found.append(Problem(name, place, f"the {column} {row[column]!r} is none of {', '.join(words)}"))
    return found

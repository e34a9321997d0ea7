"""From what a reader typed to what follows: the rules of the form, in Python.

``rules.js`` holds the same rules for the page, where no Python runs; a test compares the two on many inputs. Both
read the numbers, the words and the table of the model from one specification.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from .fields import FIELDS

__all__ = ["WORDS", "TypedError", "check_typed", "recompute"]

WORDS: dict[str, str] = {
    "left": "The drug adds {whole} points of dying cells under control siRNA and {silenced} under LCN2 siRNA: "
    "{left} % of its effect is left.",
    "left_none": "Under control siRNA the drug adds no dying cells in these numbers, so no share of it can be left. "
    "Check which plate is which.",
    "verb_ended": "So little comes near “ended”, if the interval of the difference is narrow.",
    "verb_inhibits": "“Inhibits” stands. “Ended” and “essential” do not, because too much is left.",
    "verb_little": "Nearly all of it is left: even “inhibits” needs an interval that excludes no effect at all.",
    "need": "In the model so much is left after a knockdown of {efficiency} % if NGAL carries about {need} % of the "
    "signal beside a separate route. All other numbers of the model are assumed.",
    "need_above": "More is left than the model leaves after a knockdown of {efficiency} % for any need: here NGAL "
    "would be a bystander.",
    "need_below": "Less is left than the model leaves after a knockdown of {efficiency} % even where NGAL is the only "
    "route: one of its assumed numbers does not fit these cells.",
    "need_weak": "A knockdown of {efficiency} % is too weak to tell a need from none.",
    "range": "After a knockdown of {efficiency} % the model leaves {low} % of the drug's effect if NGAL is the only "
    "route, and all of it if NGAL is none.",
    "sexes": "With {women} women and {men} men no two-sided exact rank-sum test can give less than P = {p}.",
    "sexes_one": "All patients are of one sex, so this study can't compare the sexes.",
    "skin_same": "These are the article's two numbers, {up} and {down}: then they are the numbers of skin, and this "
    "course is wrong on the headline.",
    "skin_other": "The article's {up} and {down} are not the numbers of skin, as the deposited record of the cells "
    "says.",
    "dose": "A dose of {dose} µM is {where} the highest blood concentrations after a single dose of the drug, {low} to "
    "{high} µM, free and bound drug together.",
}
"""Key of a finding to its sentence; a name in braces is filled in."""

_PLATES = ("vehicle_control", "drug_control", "vehicle_silenced", "drug_silenced")
_WEAKEST = 10.0
_SLACK = 0.05


class TypedError(ValueError):
    """A typed value can't be meant; the message says what to type."""


def check_typed(typed: Mapping[str, float]) -> dict[str, float]:
    """Return what was typed as numbers.

    Raises
    ------
    TypedError
        If a name is no field of the form, or a value is no number in the range of its field.

    Examples
    --------
    >>> check_typed({"efficiency": 70})
    {'efficiency': 70.0}
    """
    for name, value in typed.items():
        if name not in FIELDS:
            raise TypedError(f"The form has no field {name!r}. It has: {', '.join(FIELDS)}.")
        field = FIELDS[name]
        kind = "a whole number" if field.whole else "a number"
        fits = isinstance(value, int | float) and not isinstance(value, bool) and field.low <= value <= field.high
        if not fits or (field.whole and value != math.floor(value)):
            unit = f" {field.unit}" if field.unit else ""
            raise TypedError(f"{field.label}: type {kind} from {field.low:g} to {field.high:g}{unit}; got {value!r}.")
    return {name: float(value) for name, value in typed.items()}


def recompute(specification: Mapping[str, Any], typed: Mapping[str, float]) -> dict[str, Any]:
    """Return what follows from the typed values.

    Parameters
    ----------
    specification : mapping
        ``OpenPaper.specification``: words, the model's table, the numbers of the ledger, grades by number.
    typed : mapping of field to number
        What is known so far; a field that is left out is not known.

    Returns
    -------
    dict
        ``left``: share of the drug's effect that is left, or None; ``findings``: list of dict with ``id`` and
        ``words``; ``grades``: list of dict with ``claim``, ``before`` and ``after``.

    Raises
    ------
    TypedError
        As in ``check_typed``.
    """
    values = check_typed(typed)
    findings: list[dict[str, str]] = []

    def say(key: str, **numbers: str) -> None:
        findings.append({"id": key, "words": specification["words"][key].format(**numbers)})

    left = _left(values, say)
    _model(specification["model"], values.get("efficiency"), left, say)
    _patients(specification["ledger"], values, say)
    _dose(specification["ledger"], values.get("lowest_dose"), say)
    return {"left": left, "findings": findings, "grades": _grades(specification["grades"], values)}


def _percent(share: float) -> str:
    # Half goes up, as in the page's script: Python's own rounding takes it to the even number.
    return str(math.floor(100 * share + 0.5))


def _spell(value: float) -> str:
    return f"{value:.6g}"


def _left(values: Mapping[str, float], say) -> float | None:
    if any(name not in values for name in _PLATES):
        return None
    whole = values["drug_control"] - values["vehicle_control"]
    silenced = values["drug_silenced"] - values["vehicle_silenced"]
    if whole <= 0:
        say("left_none")
        return None
    left = silenced / whole
    say("left", whole=_spell(whole), silenced=_spell(silenced), left=_percent(left))
    say("verb_little" if left >= 0.9 else "verb_inhibits" if left > 0.1 else "verb_ended")
    return left


def _model(model: Mapping[str, Any], efficiency: float | None, left: float | None, say) -> None:
    if efficiency is None:
        return
    known = {"efficiency": _spell(efficiency)}
    needs, by_need = model["needs"], _leaves(model, efficiency)
    if left is None:
        say("range", low=_percent(by_need[-1]), **known)
    elif efficiency < _WEAKEST:
        say("need_weak", **known)
    elif left > by_need[0] + _SLACK:
        say("need_above", **known)
    elif left < by_need[-1] - _SLACK:
        say("need_below", **known)
    else:
        say("need", need=_percent(_need(needs, by_need, left)), **known)


def _leaves(model: Mapping[str, Any], efficiency: float) -> list[float]:
    """Return what the model leaves for each need, between the two efficiencies of its table on either side."""
    grid: Sequence[float] = model["efficiencies"]
    at = next(n for n in range(1, len(grid)) if efficiency <= grid[n])
    part = (efficiency - grid[at - 1]) / (grid[at] - grid[at - 1])
    return [row[at - 1] + part * (row[at] - row[at - 1]) for row in model["left"]]


def _need(needs: Sequence[float], by_need: Sequence[float], left: float) -> float:
    """Return the need at which so much is left; the more NGAL is needed, the less is left."""
    if left >= by_need[0]:
        return needs[0]
    for (low, more), (high, less) in pairwise(zip(needs, by_need, strict=True)):
        if left >= less:
            return low + (high - low) * (more - left) / (more - less)
    return needs[-1]


def _patients(ledger: Mapping[str, float], values: Mapping[str, float], say) -> None:
    if "women" in values and "men" in values:
        women, men = int(values["women"]), int(values["men"])
        if min(women, men) == 0:
            say("sexes_one")
        else:
            floor = min(2 / math.comb(women + men, women), 1.0)
            say("sexes", women=str(women), men=str(men), p=f"{floor:.2g}")
    if "skin_up" in values and "skin_down" in values:
        same = values["skin_up"] == ledger["up"] and values["skin_down"] == ledger["down"]
        say("skin_same" if same else "skin_other", up=_spell(ledger["up"]), down=_spell(ledger["down"]))


def _dose(ledger: Mapping[str, float], dose: float | None, say) -> None:
    if dose is None:
        return
    low, high = ledger["plasma_low"], ledger["plasma_high"]
    where = "below" if dose < low else "above" if dose > high else "within"
    say("dose", dose=_spell(dose), where=where, low=_spell(low), high=_spell(high))


def _grades(graded: Sequence[Mapping[str, Any]], values: Mapping[str, float]) -> list[dict[str, str]]:
    found = []
    for one in graded:
        if one["field"] in values:
            after = [grade for least, grade in one["by_number"] if least <= values[one["field"]]][-1]
            found.append({"claim": one["claim"], "before": one["before"], "after": after})
    return found

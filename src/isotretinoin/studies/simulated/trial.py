"""A simulated trial in a sealed envelope: the rule is written down first, then the data open.

Two arms, active and placebo, half women and half men in each. Every patient is measured before and at the end, for an
outcome of the oil gland, where a change is wanted, for one of the epidermis, where it is not, and for some further
outcomes that the drug does not touch. **Every number is assumed**: no trial of a selective alternative was available
to us, nor the spread of such outcomes between patients. All values are in standard deviations of one patient's change.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from numbers import Integral, Real
from types import MappingProxyType

import numpy as np
import pandas as pd

from ..study import StudyError

__all__ = ["ARMS", "SealedTrial", "TrialError", "TrialParameters", "capstone_trial", "simulate_trial"]

ARMS = ("active", "placebo")


class TrialError(StudyError):
    """A trial that can't be drawn, or an envelope that may not be opened; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class TrialParameters:
    """The truth of a simulated trial; all of it assumed.

    Parameters
    ----------
    per_arm : int
        Patients in each arm, an even number of 4 or more: half of them women.
    gland, epidermis : float
        True mean change that the drug adds, in standard deviations of one patient's change. For the gland a positive
        number is the wanted effect, for the epidermis it is harm.
    men_more : float
        How much larger the effect on the gland is in men than in women; the mean over both sexes stays ``gland``.
    others : int
        Further outcomes that the drug does not touch.
    spread : float
        Standard deviation of patients before the trial, in standard deviations of one patient's change.
    """

    per_arm: int = 64
    gland: float = 0.8
    epidermis: float = 0.0
    men_more: float = 0.0
    others: int = 4
    spread: float = 1.5

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            kind = Integral if field.type == "int" else Real
            if isinstance(value, bool) or not isinstance(value, kind) or not math.isfinite(value):
                raise TrialError(
                    f"{field.name} must be a {'whole' if kind is Integral else 'finite'} number: {value!r}."
                )
        if self.per_arm < 4 or self.per_arm % 2:
            raise TrialError(f"per_arm must be an even number of 4 or more, half of it women; got {self.per_arm}.")
        if self.others < 0 or self.spread < 0:
            raise TrialError("others and spread can't be negative.")

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes, the planned ones first."""
        return ("gland", "epidermis", *(f"other {number}" for number in range(1, self.others + 1)))


def simulate_trial(parameters: TrialParameters, seed: int, *, repeats: int = 1) -> pd.DataFrame:
    """Draw a trial, or the same trial many times over.

    Two trials that differ in their effects alone have the same patients at the same seed.

    Parameters
    ----------
    parameters : TrialParameters
        The truth.
    seed : int
        Of ``numpy.random.default_rng``.
    repeats : int
        Number of trials.

    Returns
    -------
    DataFrame, one row for each patient, ``repeats × 2 × per_arm`` rows
        ``trial`` (from 1), ``arm``, ``patient`` (from 1, within the trial), ``sex``, and for each outcome two columns,
        such as ``gland before`` and ``gland after``. Rows are sorted by trial and arm, and women come first in an arm.

    Raises
    ------
    TrialError
        If seed or repeats are not whole numbers, or repeats is below 1.

    Examples
    --------
    >>> simulate_trial(TrialParameters(), seed=1).shape
    (128, 16)
    """
    for name, value, least in (("seed", seed, 0), ("repeats", repeats, 1)):
        if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
            raise TrialError(f"{name} must be a whole number, {least} or more; got {value!r}.")
    size = (repeats, len(ARMS), parameters.per_arm)
    treated = np.array([1.0, 0.0])[:, None]
    men = np.repeat([0.0, 1.0], parameters.per_arm // 2)
    added = {
        "gland": treated * (parameters.gland + parameters.men_more * (men - 0.5)),
        "epidermis": treated * parameters.epidermis,
    }
    rng = np.random.default_rng(seed)
    columns = {
        "trial": np.repeat(np.arange(1, repeats + 1), 2 * parameters.per_arm),
        "arm": np.tile(np.repeat(ARMS, parameters.per_arm), repeats),
        "patient": np.tile(np.arange(1, 2 * parameters.per_arm + 1), repeats),
        "sex": np.tile(np.where(men, "male", "female"), 2 * repeats),
    }
    for outcome in parameters.outcomes:
        before = rng.normal(0, parameters.spread, size)
        change = rng.normal(0, 1, size) + added.get(outcome, 0.0)
        columns[f"{outcome} before"] = before.ravel()
        columns[f"{outcome} after"] = (before + change).ravel()
    return pd.DataFrame(columns)


class SealedTrial:
    """A trial that opens only after a rule has been written down, and keeps that rule.

    Examples
    --------
    >>> trial = SealedTrial(TrialParameters(), seed=15)
    >>> trial.commit({"gland": "lower end of the 95 % interval above 0"})
    >>> data = trial.open()
    """

    def __init__(self, parameters: TrialParameters, seed: int) -> None:
        self._parameters = parameters
        self._seed = seed
        self._rule: Mapping[str, object] | None = None
        self._opened = False

    @property
    def truth(self) -> TrialParameters:
        """The parameters that the data were drawn from.

        Raises
        ------
        TrialError
            If the trial has not been opened.
        """
        if not self._opened:
            raise TrialError("The truth stays in the envelope until the data are open: call trial.open() first.")
        return self._parameters

    @property
    def rule(self) -> Mapping[str, object] | None:
        """The rule as it was written down, or None while there is none; it can be read and not changed."""
        return self._rule

    def commit(self, rule: Mapping[str, object]) -> None:
        """Write the rule down, once.

        Raises
        ------
        TrialError
            If the rule is empty or no mapping, or another one has been written down. Writing the same rule again is
            fine, so that a cell can be run twice.
        """
        if not isinstance(rule, Mapping) or not rule:
            raise TrialError('A rule is a mapping that names each condition, as in {"gland at least": 0.0}.')
        if self._rule is not None and dict(rule) != dict(self._rule):
            raise TrialError(
                f"The rule is already written down: {dict(self._rule)}. It can't be changed. "
                "To plan another trial, make a new SealedTrial."
            )
        self._rule = MappingProxyType(dict(rule))

    def open(self) -> pd.DataFrame:
        """Return the data of the trial, as :func:`simulate_trial` does.

        Raises
        ------
        TrialError
            If no rule has been written down.
        """
        if self._rule is None:
            raise TrialError("The envelope is sealed: write the rule down first, with trial.commit(rule).")
        self._opened = True
        return simulate_trial(self._parameters, self._seed)


def capstone_trial() -> SealedTrial:
    """Return the sealed trial of the last lesson. Its truth stands here, so that no lesson shows it beforehand.

    Examples
    --------
    >>> isinstance(capstone_trial(), SealedTrial)
    True
    """
    return SealedTrial(TrialParameters(gland=0.8, epidermis=0.2), seed=15)

"""Dose, *LCN2* mRNA, NGAL, apoptosis: the chain of the 2008 claim as six equations, with a second route beside it.

The model follows one culture plate from the moment the drug is added::

    drug --> LCN2 mRNA --> NGAL --> signal --> living cell --> TUNEL-positive cell --> gone
      \\-> TNFSF10 mRNA ------------/

An siRNA leaves a share of the *LCN2* mRNA, the same share whatever the drug does, and fades::

    share left = 1 / (1 + strength),    strength falls by half in sirna_half_life

Its ``efficiency`` is the share of the mRNA that is missing when the cells are counted, against a plate with control
siRNA. 1 leaves nothing at any time; any other siRNA was stronger before the count than at it, since it fades.

NGAL of the cell and NGAL from a bottle are two columns. The model knows one place for both: it does not follow how NGAL
leaves the cell, and takes the cell's own to act where it is. How well added NGAL acts beside it, ``added_activity``, is
assumed: in a dish it may carry other iron or other sugars, or not reach the place where the cell's own acts. A share
of the death in vehicle, ``baseline_by_ngal``, is assumed to need NGAL: a knockdown can show something without drug.

Two numbers are anchored on a deposited record (GSE10432: *LCN2* 7.3-fold and *TNFSF10* 4.7-fold after 72 h in 0.1 µM
13-cis retinoic acid). Every other number is assumed, and ``Parameters.table()`` says so line by line. What the model
returns is therefore no measurement. It shows which results a wiring would give.

The two routes meet in a plane through the four corners of a factorial experiment. With the NGAL route ``x`` and the
other route ``y``, both between 0 (as in vehicle) and 1 (full)::

    signal = sufficiency * x + (1 - necessity) * y + (necessity - sufficiency) * x * y

so that ``necessity`` is the share of the full signal that is lost without the NGAL route, and ``sufficiency`` the share
that the NGAL route gives alone. Equal values make two separate routes, ``sufficiency > necessity`` two routes that
stand in for each other, ``necessity > sufficiency`` two routes that need each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.integrate import solve_ivp

from .parameters import ParameterError, ParameterSet, check, is_number, number

__all__ = [
    "ANCHOR_DOSE",
    "ANCHOR_HOURS",
    "CELL_TYPES",
    "LARGEST_DOSE",
    "LONGEST",
    "MOST_NGAL",
    "SIRNA",
    "WIRINGS",
    "ParameterError",
    "Parameters",
    "at",
    "causes_of_what_is_left",
    "drug_effect_left",
    "experiment",
    "predict_wirings",
    "residual_map",
    "simulate",
]

ANCHOR_DOSE = 0.1
"""Dose of the anchoring record GSE10432, in µM (claim ``geo-dose``)."""

ANCHOR_HOURS = 72.0
"""Duration of the anchoring record GSE10432, in hours (claim ``geo-duration``)."""

SIRNA = ("none", "control siRNA", "LCN2 siRNA")
"""What is transfected: nothing, an siRNA without a target, or an siRNA against *LCN2*."""

CELL_TYPES: dict[str, dict[str, float]] = {
    "sebocyte": {"receptor": 1.0, "other_route": 1.0},
    "sebocyte without the receptor": {"receptor": 0.0, "other_route": 1.0},
    "keratinocyte-like": {"receptor": 0.0, "other_route": 0.0},
}
"""Cell type to the arms that it has. Assumed throughout: the receptor forms of skin cells were not available to us."""

WIRINGS: dict[str, dict[str, float]] = {
    "NGAL is the only route": {"necessity": 1.0, "sufficiency": 1.0},
    "two separate routes": {"necessity": 0.5, "sufficiency": 0.5},
    "either route is enough": {"necessity": 0.0, "sufficiency": 1.0},
    "NGAL needs a partner": {"necessity": 1.0, "sufficiency": 0.0},
    "NGAL is a bystander": {"necessity": 0.0, "sufficiency": 0.0},
}
"""Story to its place on the square of necessity and sufficiency: the four corners and the middle."""

LONGEST = 240.0
"""Longest time course, h. On a real plate neither medium nor knockdown lasts longer."""

LARGEST_DOSE = 1000.0
"""Largest dose, µM: ten thousand times the anchor's."""

MOST_NGAL = 10_000.0
"""Most NGAL that can be added, in multiples of the NGAL of a vehicle plate."""

_MOST_FOLD = 10_000.0
_FEWEST = 1e-6
_NEVER = 1e9
_COLUMNS = ("drug_response", "lcn2_mrna", "ngal", "tnfsf10_mrna", "alive", "dying", "gone")


@dataclass(frozen=True, kw_only=True)
class Parameters(ParameterSet):
    """Numbers of the model; each field knows its unit and where its value comes from.

    ``replace`` returns a copy with other values, ``for_cell`` the copy for a cell type, and ``table`` lists them all.

    Raises
    ------
    ParameterError
        If a value is not a number in the range of its field, which ``table`` states.
    """

    lcn2_fold: float = number(
        2**2.86,
        "fold of vehicle",
        "LCN2 mRNA at 0.1 µM, 72 h, without siRNA",
        lower=1.01,
        upper=1000,
        anchor="GSE10432, claim lcn2-fold",
    )
    tnfsf10_fold: float = number(
        2**2.22,
        "fold of vehicle",
        "TNFSF10 (TRAIL) mRNA at 0.1 µM, 72 h",
        lower=1.01,
        upper=1000,
        anchor="GSE10432, claim gene-tnfsf10",
    )
    half_dose: float = number(0.05, "µM", "dose of the half-maximal response", lower=1e-3, upper=1)
    dose_steepness: float = number(1.5, "none", "Hill coefficient of the dose response", lower=0.2, upper=8)
    drug_delay: float = number(6.0, "h", "time constant from drug to transcription", lower=0.01, upper=48)
    lcn2_response: float = number(
        1.0, "none", "factor on the rise of LCN2 mRNA, for a person who responds more or less than the anchor", upper=10
    )
    mrna_half_life: float = number(7.0, "h", "half-life of both mRNAs", lower=0.01, upper=100)
    ngal_half_life: float = number(24.0, "h", "half-life of NGAL", lower=0.01, upper=1000)
    sirna_lead: float = number(24.0, "h", "time from transfection to drug", upper=120)
    sirna_half_life: float = number(
        168.0, "h", "time in which the strength of the siRNA falls by half", lower=1, upper=_NEVER
    )
    off_target: float = number(0.0, "share", "share of the other route that the LCN2 siRNA hits by mistake", upper=1)
    transfection_death: float = number(
        0.0005, "1/h", "death rate that transfection itself adds, with either siRNA", upper=0.1
    )
    added_activity: float = number(
        1.0,
        "share",
        "how well added NGAL acts, beside as much of the cell's own: its iron, its sugars, its place",
        upper=1,
    )
    half_rise: float = number(
        1 / 3, "share of the rise at 0.1 µM, 72 h", "rise that switches a route half on", lower=0.01, upper=10
    )
    arm_steepness: float = number(2.0, "none", "Hill coefficient of each route", lower=0.2, upper=20)
    necessity: float = number(0.5, "share", "share of the full signal that is lost without the NGAL route", upper=1)
    sufficiency: float = number(0.5, "share", "share of the full signal that the NGAL route gives alone", upper=1)
    receptor: float = number(1.0, "share", "responsive share of the NGAL receptor", upper=1)
    other_route: float = number(1.0, "share", "strength of the route beside NGAL", upper=1)
    baseline_death: float = number(0.0005, "1/h", "death rate in vehicle", lower=1e-6, upper=0.05)
    baseline_by_ngal: float = number(0.2, "share", "share of the death in vehicle that needs NGAL", upper=1)
    drug_death: float = number(0.005, "1/h", "death rate that the full signal adds", upper=0.5)
    clearance: float = number(0.05, "1/h", "rate at which TUNEL-positive cells disappear", lower=1e-3, upper=10)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.clearance <= self.baseline_death + self.drug_death + self.transfection_death:
            raise ParameterError(
                "clearance must be faster than the fastest death (baseline_death + drug_death + transfection_death); "
                "otherwise dying cells pile up without limit."
            )

    def for_cell(self, cell_type: str) -> Parameters:
        """Return a copy for one of ``CELL_TYPES``."""
        if cell_type not in CELL_TYPES:
            raise ParameterError(f"cell_type is one of {', '.join(CELL_TYPES)}; got {cell_type!r}.")
        return replace(self, **CELL_TYPES[cell_type])


def simulate(
    dose: float = ANCHOR_DOSE,
    *,
    sirna: str = "none",
    efficiency: float | None = None,
    measured: float | None = None,
    recombinant_ngal: float = 0.0,
    hours: float = ANCHOR_HOURS,
    every: float = 1.0,
    parameters: Parameters | None = None,
) -> pd.DataFrame:
    """Follow one plate from the addition of the drug (hour 0).

    Parameters
    ----------
    dose : float
        13-cis retinoic acid in µM, at most ``LARGEST_DOSE``; 0 is vehicle.
    sirna : {"none", "control siRNA", "LCN2 siRNA"}
        Transfected ``parameters.sirna_lead`` hours before the drug.
    efficiency : float
        Share of the *LCN2* mRNA that the *LCN2* siRNA has removed at the hour ``measured``, 0 to 1, against a plate
        with control siRNA and the same drug. 1 leaves nothing. Needed with ``sirna="LCN2 siRNA"``, and without meaning
        otherwise; no measured value is known to us.
    measured : float, optional
        Hour after the drug at which the efficiency was measured. Where left out it is ``hours``, when the cells are
        counted. As the siRNA fades, one that removes a half at the start removes less at the end.
    recombinant_ngal : float
        NGAL added to the medium with the drug, in multiples of the NGAL level of a vehicle plate, at most
        ``MOST_NGAL``. It stays constant.
    hours, every : float
        Length (at most ``LONGEST``) and step of the returned time course, h.
    parameters : Parameters, optional
        The defaults where left out.

    Returns
    -------
    DataFrame
        Index ``hours``. ``drug_response`` is how far transcription has answered, 0 to 1. ``lcn2_mrna``,
        ``tnfsf10_mrna`` and ``ngal`` (the cell's own) are folds of vehicle. ``added_ngal`` is what was added, in the
        same unit, and ``acting_ngal`` what of both acts. ``signal`` is the death signal, 0 to 1.
        ``alive``, ``dying`` and ``gone`` are shares of the cells at the start and add up to 1. ``tunel`` is the share
        of TUNEL-positive cells among those still on the plate; its scale is assumed.

    Raises
    ------
    ParameterError
        If an argument is out of its range, or if no cell is left to count.

    Examples
    --------
    >>> course = simulate(sirna="LCN2 siRNA", efficiency=0.5)
    >>> control = simulate(sirna="control siRNA")
    >>> round(float(course["lcn2_mrna"].loc[72] / control["lcn2_mrna"].loc[72]), 6)
    0.5
    """
    if not is_number(every) or every <= 0:
        raise ParameterError(f"every is the step of the time course in hours, above 0; got {every!r}.")
    check("hours", hours, LONGEST, zero=False)
    # A last step that falls on `hours` itself, whatever the step.
    times = np.append(np.arange(0.0, hours - 1e-9, every), hours)
    return _solve(
        times, *_plate(dose, sirna, efficiency, hours if measured is None else measured, recombinant_ngal, parameters)
    )


def at(
    hours: float = ANCHOR_HOURS,
    *,
    dose: float = ANCHOR_DOSE,
    sirna: str = "none",
    efficiency: float | None = None,
    measured: float | None = None,
    recombinant_ngal: float = 0.0,
    parameters: Parameters | None = None,
) -> pd.Series:
    """Return the plate at one time after the drug; arguments and entries as in ``simulate``.

    Examples
    --------
    >>> bool(at(72, dose=0.1)["tunel"] > at(72, dose=0.0)["tunel"])
    True
    """
    check("hours", hours, LONGEST)
    values = _snapshot(
        float(hours),
        *_plate(dose, sirna, efficiency, hours if measured is None else measured, recombinant_ngal, parameters),
    )
    return pd.Series(dict(values), name=f"{hours:g} h")


def drug_effect_left(
    efficiency: float,
    *,
    hours: float = ANCHOR_HOURS,
    dose: float = ANCHOR_DOSE,
    parameters: Parameters | None = None,
) -> float:
    """Return the share of the drug's effect on ``tunel`` that the *LCN2* siRNA leaves, 1 where it does nothing.

    The effect is drug minus vehicle, each under the same siRNA, and the whole is the effect under control siRNA. The
    unknown scale of ``tunel`` all but cancels. ``efficiency`` is that at ``hours``, when the cells are counted.

    Raises
    ------
    ParameterError
        If an argument is out of range, or if there is no drug effect of which a share could be left.

    Examples
    --------
    >>> one_route = Parameters(necessity=1, sufficiency=1)
    >>> round(drug_effect_left(1.0, parameters=one_route), 3), round(drug_effect_left(0.0, parameters=one_route), 3)
    (0.0, 1.0)
    """

    def effect(sirna: str) -> float:
        drug, vehicle = (
            at(hours, dose=d, sirna=sirna, efficiency=efficiency, parameters=parameters) for d in (dose, 0.0)
        )
        return drug["tunel"] - vehicle["tunel"]

    whole = effect("control siRNA")
    if whole < 1e-9:
        raise ParameterError(
            "Under control siRNA the drug has no effect here, so no share of it can be left. "
            "Choose a dose and hours above 0 and a cell type that responds."
        )
    return float(effect("LCN2 siRNA") / whole)


def causes_of_what_is_left(
    efficiency: float,
    *,
    hours: float = ANCHOR_HOURS,
    dose: float = ANCHOR_DOSE,
    parameters: Parameters | None = None,
) -> pd.DataFrame:
    """Return how the share of the message that an siRNA leaves becomes the share of the killing that it leaves.

    Each row takes one step along the chain; between the third and the fourth the siRNA begins to fade.

    Parameters
    ----------
    efficiency, hours, dose, parameters
        As in ``drug_effect_left``.

    Returns
    -------
    DataFrame
        Index ``step``. ``left`` is the share that is left there, ``change`` what the step adds to the row before (0 in
        the first), ``cause`` says in words why. The last ``left`` is ``drug_effect_left``.

    Raises
    ------
    ParameterError
        If an argument is out of range, or if there is no drug effect of which a share could be left.

    Examples
    --------
    >>> table = causes_of_what_is_left(0.5, parameters=Parameters(necessity=1, sufficiency=1))
    >>> round(float(table["left"].iloc[0]), 6)
    0.5
    """
    base = parameters or Parameters()
    killing = drug_effect_left(efficiency, hours=hours, dose=dose, parameters=parameters)

    def left(entry: str, over: float, p: Parameters) -> float:
        silenced, control = (
            at(hours, dose=dose, sirna=sirna, efficiency=efficiency, parameters=p)[entry] - over
            for sirna in ("LCN2 siRNA", "control siRNA")
        )
        return max(silenced, 0.0) / control

    lasting = base.replace(sirna_half_life=_NEVER)
    steps = {
        "message": (left("lcn2_mrna", 0.0, base), "what the siRNA leaves when the cells are counted"),
        "rise of the message": (
            left("lcn2_mrna", 1.0, base),
            "only the rise above vehicle kills, and the siRNA cuts from all",
        ),
        "rise of NGAL": (left("ngal", 1.0, lasting), "the protein follows the message late"),
        "rise of NGAL, siRNA fades": (left("ngal", 1.0, base), "an siRNA that fades was stronger before the count"),
        "signal": (
            left("signal", 0.0, base),
            "the curve from NGAL to the signal is not straight, and other routes go on",
        ),
        "killing": (killing, "cells that are dying at the count were sent to death in the hours before"),
    }
    table = pd.DataFrame.from_dict(steps, orient="index", columns=["left", "cause"]).rename_axis("step")
    table.insert(1, "change", table["left"].diff().fillna(0.0))
    return table


def experiment(
    efficiency: float,
    *,
    recombinant_ngal: float = 6.0,
    hours: float = ANCHOR_HOURS,
    dose: float = ANCHOR_DOSE,
    parameters: Parameters | None = None,
) -> pd.DataFrame:
    """Return the arms of a full knockdown experiment with its controls and its rescue.

    Returns
    -------
    DataFrame
        One row per arm: ``arm``, ``treatment`` ("vehicle" or "drug"), ``dose``, ``sirna``, ``recombinant_ngal`` and the
        entries of ``at``.

    Examples
    --------
    >>> experiment(0.8)["arm"].tolist()[:2]
    ['vehicle, untouched', 'drug, untouched']
    """
    arms = {
        "vehicle, untouched": (0.0, "none", 0.0),
        "drug, untouched": (dose, "none", 0.0),
        "vehicle, control siRNA": (0.0, "control siRNA", 0.0),
        "drug, control siRNA": (dose, "control siRNA", 0.0),
        "vehicle, LCN2 siRNA": (0.0, "LCN2 siRNA", 0.0),
        "drug, LCN2 siRNA": (dose, "LCN2 siRNA", 0.0),
        "drug, LCN2 siRNA, NGAL added": (dose, "LCN2 siRNA", recombinant_ngal),
        "vehicle, NGAL added": (0.0, "none", recombinant_ngal),
    }
    rows = []
    for arm, (arm_dose, sirna, added) in arms.items():
        state = at(
            hours, dose=arm_dose, sirna=sirna, efficiency=efficiency, recombinant_ngal=added, parameters=parameters
        )
        given = {"treatment": "drug" if arm_dose else "vehicle", "dose": arm_dose}
        rows.append({"arm": arm, **given, "sirna": sirna, "recombinant_ngal": added, **state})
    return pd.DataFrame(rows)


def residual_map(
    efficiencies: Iterable[float], necessities: Iterable[float], *, parameters: Parameters | None = None
) -> pd.DataFrame:
    """Return ``drug_effect_left`` for each necessity (rows) and efficiency (columns), with sufficiency = necessity.

    Examples
    --------
    >>> residual_map([0.0, 1.0], [1.0]).round(2).to_numpy().tolist()
    [[1.0, 0.0]]
    """
    base, columns = parameters or Parameters(), list(efficiencies)
    rows = {
        need: [drug_effect_left(e, parameters=base.replace(necessity=need, sufficiency=need)) for e in columns]
        for need in necessities
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("necessity")


def predict_wirings(
    efficiency: float, *, recombinant_ngal: float = 6.0, parameters: Parameters | None = None
) -> pd.DataFrame:
    """Return ``tunel`` at the anchor's dose and time for each of ``WIRINGS`` (rows) in each arm of ``experiment``.

    Examples
    --------
    >>> predict_wirings(0.8).shape
    (5, 8)
    """
    base = parameters or Parameters()
    rows = {
        name: experiment(efficiency, recombinant_ngal=recombinant_ngal, parameters=base.replace(**wiring))
        .set_index("arm")["tunel"]
        .rename(None)
        for name, wiring in WIRINGS.items()
    }
    return pd.DataFrame(rows).T.rename_axis("wiring")


def _plate(
    dose: float,
    sirna: str,
    efficiency: float | None,
    measured: float,
    recombinant_ngal: float,
    parameters: Parameters | None,
) -> tuple[float, str, float, float, float, Parameters]:
    """Check what is done to a plate; an siRNA that does not hit *LCN2* has efficiency 0."""
    check("dose", dose, LARGEST_DOSE)
    check("recombinant_ngal", recombinant_ngal, MOST_NGAL)
    check("measured", measured, LONGEST)
    if sirna not in SIRNA:
        raise ParameterError(f"sirna is one of {', '.join(SIRNA)}; got {sirna!r}.")
    if sirna == "LCN2 siRNA" and efficiency is None:
        raise ParameterError(
            "Say how much of the LCN2 mRNA the siRNA removes: efficiency, from 0 to 1. "
            "There is no default, because the abstract of the 2008 paper does not give the value."
        )
    if efficiency is not None:
        check("efficiency", efficiency, 1)
    if parameters is not None and not isinstance(parameters, Parameters):
        raise ParameterError(f"parameters is an apoptosis.Parameters(...); got {type(parameters).__name__}.")
    removed = float(efficiency) if sirna == "LCN2 siRNA" else 0.0
    return float(dose), sirna, removed, float(measured), float(recombinant_ngal), parameters or Parameters()


@lru_cache(maxsize=4096)
def _snapshot(hours: float, *plate) -> tuple[tuple[str, float], ...]:
    # Time 0 needs no solution after the drug; a hair later is the same number to all shown digits.
    state = _solve(np.array([max(hours, 1e-6)]), *plate).iloc[-1]
    return tuple(state.items())


def _hill(ratio: float | np.ndarray, steepness: float) -> float | np.ndarray:
    """Return the share that is on at a multiple of the half-way point; the ranges of the fields keep powers finite."""
    power = ratio**steepness
    return power / (1 + power)


def _sirna_leaves(times: float | np.ndarray, efficiency: float, measured: float, p: Parameters) -> float | np.ndarray:
    """Return the share of the message that the siRNA leaves at these hours."""
    if efficiency == 1:
        return 0.0 * times
    strength = efficiency / (1 - efficiency) * 0.5 ** ((times - measured) / p.sirna_half_life)
    return 1 / (1 + strength)


@lru_cache(maxsize=512)
def _anchor(p: Parameters) -> tuple[float, float, float]:
    """Return the maximal rise of both mRNAs that meets the anchors, and the rise of NGAL at the anchor.

    Every level is linear in the maximal rise, so one unit response at the anchor gives all three.
    """
    mrna_rate, ngal_rate = math.log(2) / p.mrna_half_life, math.log(2) / p.ngal_half_life
    plateau = _hill(ANCHOR_DOSE / p.half_dose, p.dose_steepness)

    def unit_response(_, y):
        drug, mrna, ngal = y
        return [(plateau - drug) / p.drug_delay, mrna_rate * (drug - mrna), ngal_rate * (mrna - ngal)]

    end = solve_ivp(unit_response, (0, ANCHOR_HOURS), [0, 0, 0], method="LSODA", rtol=1e-10, atol=1e-12).y[:, -1]
    rises = [(fold - 1) / end[1] for fold in (p.lcn2_fold, p.tnfsf10_fold)]
    if not max(rises) < _MOST_FOLD:
        raise ParameterError(
            f"With these numbers so little of the response is there at {ANCHOR_DOSE:g} µM and {ANCHOR_HOURS:g} h that "
            f"the full response would be above {_MOST_FOLD:,.0f}-fold. Give a smaller half_dose, dose_steepness, "
            "drug_delay, mrna_half_life or fold."
        )
    return *rises, rises[0] * end[2]


def _solve(
    times: np.ndarray,
    dose: float,
    sirna: str,
    efficiency: float,
    measured: float,
    recombinant_ngal: float,
    p: Parameters,
) -> pd.DataFrame:
    lcn2_rise, tnfsf10_rise, ngal_anchor_rise = _anchor(p)
    mrna_rate, ngal_rate = math.log(2) / p.mrna_half_life, math.log(2) / p.ngal_half_life
    transfected = sirna != "none"
    spared = 1 - (p.off_target if sirna == "LCN2 siRNA" else 0.0)

    def acting(ngal, added):
        return ngal + p.added_activity * added

    def background(ngal, added):
        """Death rate without any signal: a part of it needs NGAL, and transfection adds to it."""
        missing = np.maximum(1 - acting(ngal, added), 0.0)
        own = p.baseline_death * (1 - p.baseline_by_ngal * p.receptor * missing)
        return own + (p.transfection_death if transfected else 0.0)

    def arm(rise):
        """Share to which an arm is on, from its rise as a share of the rise at the anchor."""
        return _hill(np.maximum(rise, 0.0) / p.half_rise, p.arm_steepness)

    def signal(ngal, tnfsf10, added):
        x = p.receptor * arm((acting(ngal, added) - 1) / ngal_anchor_rise)
        y = p.other_route * spared * arm((tnfsf10 - 1) / (p.tnfsf10_fold - 1))
        return p.sufficiency * x + (1 - p.necessity) * y + (p.necessity - p.sufficiency) * x * y

    def equations(plateau, added):
        def rates(t, y):
            drug, uncut, ngal, tnfsf10, alive, dying, _ = y
            lcn2 = _sirna_leaves(t, efficiency, measured, p) * uncut
            dead_per_hour = (background(ngal, added) + p.drug_death * signal(ngal, tnfsf10, added)) * alive
            return [
                (plateau - drug) / p.drug_delay,
                mrna_rate * (1 + p.lcn2_response * lcn2_rise * drug - uncut),
                ngal_rate * (lcn2 - ngal),
                mrna_rate * (1 + tnfsf10_rise * drug - tnfsf10),
                -dead_per_hour,
                dead_per_hour - p.clearance * dying,
                p.clearance * dying,
            ]

        return rates

    tolerance = {"method": "LSODA", "rtol": 1e-9, "atol": 1e-11}
    # At this ratio the share of dying cells stands still, as on a plate that nobody has touched.
    dying = p.baseline_death / p.clearance
    state = np.array([0.0, 1.0, 1.0, 1.0, 1 - dying, dying, 0.0])
    if transfected and p.sirna_lead > 0:
        state = solve_ivp(equations(0.0, 0.0), (-p.sirna_lead, 0.0), state, **tolerance).y[:, -1]
    after = equations(_hill(dose / p.half_dose, p.dose_steepness), recombinant_ngal)
    course = solve_ivp(after, (0.0, times[-1]), state, t_eval=times, **tolerance).y
    # The solver's own error can leave a rate that is truly zero a hair below it.
    frame = pd.DataFrame(np.maximum(course, 0.0).T, columns=_COLUMNS, index=pd.Index(times, name="hours"))
    frame["lcn2_mrna"] *= _sirna_leaves(times, efficiency, measured, p)
    frame.insert(3, "added_ngal", recombinant_ngal)
    frame.insert(4, "acting_ngal", acting(frame["ngal"], recombinant_ngal))
    frame["signal"] = signal(frame["ngal"], frame["tnfsf10_mrna"], recombinant_ngal)
    on_plate = frame["dying"] + frame["alive"]
    if on_plate.min() < _FEWEST:
        raise ParameterError(
            "With these death rates no cell is left to count at the end. Give fewer hours or a smaller drug_death, "
            "baseline_death or transfection_death."
        )
    frame["tunel"] = frame["dying"] / on_plate
    return frame

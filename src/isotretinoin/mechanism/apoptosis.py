"""Dose, *LCN2* mRNA, NGAL, apoptosis: the chain of the 2008 claim as six equations, with a second route beside it.

The model follows one culture plate from the moment the drug is added::

    drug --> LCN2 mRNA --> NGAL --> signal --> living cell --> TUNEL-positive cell --> gone
      \\-> TNFSF10 mRNA ------------/

Two numbers are anchored on a deposited record (GSE10432: *LCN2* 7.3-fold and *TNFSF10* 4.7-fold after 72 h in 0.1 µM
13-cis retinoic acid). Every other number is assumed, and ``Parameters.table()`` says so line by line. What the model
returns is therefore no measurement. It shows which results a wiring would give.

The two routes meet in a plane through the four corners of a factorial experiment. With the NGAL arm ``x`` and the other
arm ``y``, both between 0 (as in vehicle) and 1 (full)::

    signal = sufficiency * x + (1 - necessity) * y + (necessity - sufficiency) * x * y

so that ``necessity`` is the share of the full signal that is lost without the NGAL arm, and ``sufficiency`` the share
that the NGAL arm gives alone. Equal values make two separate routes, ``sufficiency > necessity`` two routes that stand
in for each other, ``necessity > sufficiency`` two routes that need each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.integrate import solve_ivp

from .parameters import ParameterError, ParameterSet, check, is_number, number

__all__ = [
    "ANCHOR_DOSE",
    "ANCHOR_HOURS",
    "CELL_TYPES",
    "LONGEST",
    "SIRNA",
    "WIRINGS",
    "ParameterError",
    "Parameters",
    "at",
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

_COLUMNS = ("drug_response", "lcn2_mrna", "ngal", "tnfsf10_mrna", "alive", "dying", "gone")


@dataclass(frozen=True, kw_only=True)
class Parameters(ParameterSet):
    """Numbers of the model; each field knows its unit and where its value comes from.

    ``replace`` returns a copy with other values, ``for_cell`` the copy for a cell type, and ``table`` lists them all.

    Raises
    ------
    ParameterError
        If a value is not a finite number in the range of its field.
    """

    lcn2_fold: float = number(
        2**2.86, "fold of vehicle", "LCN2 mRNA at 0.1 µM, 72 h, without siRNA", anchor="GSE10432, claim lcn2-fold"
    )
    tnfsf10_fold: float = number(
        2**2.22, "fold of vehicle", "TNFSF10 (TRAIL) mRNA at 0.1 µM, 72 h", anchor="GSE10432, claim gene-tnfsf10"
    )
    half_dose: float = number(0.05, "µM", "dose of the half-maximal response", zero=False)
    dose_steepness: float = number(1.5, "none", "Hill coefficient of the dose response", zero=False)
    drug_delay: float = number(6.0, "h", "time constant from drug to transcription", zero=False)
    lcn2_response: float = number(
        1.0, "none", "factor on the rise of LCN2 mRNA, for a person who responds more or less than the anchor"
    )
    mrna_half_life: float = number(7.0, "h", "half-life of both mRNAs", zero=False)
    ngal_half_life: float = number(24.0, "h", "half-life of NGAL", zero=False)
    sirna_lead: float = number(24.0, "h", "time from transfection to drug")
    sirna_half_life: float = number(168.0, "h", "time in which the knockdown fades by half", zero=False)
    off_target: float = number(0.0, "share", "share of the other route that the LCN2 siRNA hits by mistake", upper=1)
    transfection_death: float = number(0.0005, "1/h", "death rate that transfection itself adds, with either siRNA")
    half_rise: float = number(
        1 / 3, "share of the rise at 0.1 µM, 72 h", "rise that switches an arm half on", zero=False
    )
    arm_steepness: float = number(2.0, "none", "Hill coefficient of each arm", zero=False)
    necessity: float = number(0.5, "share", "share of the full signal that is lost without the NGAL arm", upper=1)
    sufficiency: float = number(0.5, "share", "share of the full signal that the NGAL arm gives alone", upper=1)
    receptor: float = number(1.0, "share", "responsive share of the NGAL receptor", upper=1)
    other_route: float = number(1.0, "share", "strength of the route beside NGAL", upper=1)
    baseline_death: float = number(0.0005, "1/h", "death rate in vehicle", zero=False)
    drug_death: float = number(0.005, "1/h", "death rate that the full signal adds")
    clearance: float = number(0.05, "1/h", "rate at which TUNEL-positive cells disappear", zero=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("lcn2_fold", "tnfsf10_fold"):
            if getattr(self, name) <= 1:
                raise ParameterError(f"{name} is a rise, so it must be above 1; got {getattr(self, name):g}.")
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

    def table(self) -> pd.DataFrame:
        """Return one row per parameter: ``parameter``, ``value``, ``unit``, ``status``, ``meaning``.

        ``status`` is "assumed", or "anchored" with its record and claim, or, for an anchor that was moved, says so.
        """
        rows = []
        for item in fields(self):
            value, anchor = getattr(self, item.name), item.metadata["anchor"]
            status = f"anchored: {anchor}" if anchor else "assumed"
            if anchor and value != item.default:
                status = f"assumed: moved away from its anchor ({anchor})"
            rows.append((item.name, value, item.metadata["unit"], status, item.metadata["meaning"]))
        return pd.DataFrame(rows, columns=["parameter", "value", "unit", "status", "meaning"])


def simulate(
    dose: float = ANCHOR_DOSE,
    *,
    sirna: str = "none",
    efficiency: float | None = None,
    recombinant_ngal: float = 0.0,
    hours: float = ANCHOR_HOURS,
    every: float = 1.0,
    parameters: Parameters | None = None,
) -> pd.DataFrame:
    """Follow one plate from the addition of the drug (hour 0).

    Parameters
    ----------
    dose : float
        13-cis retinoic acid in µM; 0 is vehicle.
    sirna : {"none", "control siRNA", "LCN2 siRNA"}
        Transfected ``parameters.sirna_lead`` hours before the drug.
    efficiency : float
        Share of the *LCN2* mRNA that the *LCN2* siRNA has removed when the drug is added, 0 to 1. Needed with
        ``sirna="LCN2 siRNA"``, and without meaning otherwise; no measured value is known to us.
    recombinant_ngal : float
        NGAL added to the medium with the drug, in multiples of the NGAL level of a vehicle plate. It stays constant.
    hours, every : float
        Length (at most ``LONGEST``) and step of the returned time course, h.
    parameters : Parameters, optional
        The defaults where left out.

    Returns
    -------
    DataFrame
        Index ``hours``. ``drug_response`` is how far transcription has answered, 0 to 1. ``lcn2_mrna``,
        ``tnfsf10_mrna`` and ``ngal`` (the cell's own) are folds of vehicle. ``signal`` is the death signal, 0 to 1.
        ``alive``, ``dying`` and ``gone`` are shares of the cells at the start and add up to 1. ``tunel`` is the share
        of TUNEL-positive cells among those still on the plate; its scale is assumed.

    Raises
    ------
    ParameterError
        If an argument is out of its range.
    """
    if not is_number(every) or every <= 0:
        raise ParameterError(f"every is the step of the time course in hours, above 0; got {every!r}.")
    check("hours", hours, LONGEST, zero=False)
    # A last step that falls on `hours` itself, whatever the step.
    times = np.append(np.arange(0.0, hours - 1e-9, every), hours)
    return _solve(times, *_plate(dose, sirna, efficiency, recombinant_ngal, parameters))


def at(
    hours: float = ANCHOR_HOURS,
    *,
    dose: float = ANCHOR_DOSE,
    sirna: str = "none",
    efficiency: float | None = None,
    recombinant_ngal: float = 0.0,
    parameters: Parameters | None = None,
) -> pd.Series:
    """Return the plate at one time after the drug; arguments and entries as in ``simulate``."""
    check("hours", hours, LONGEST)
    values = _snapshot(float(hours), *_plate(dose, sirna, efficiency, recombinant_ngal, parameters))
    return pd.Series(dict(values), name=f"{hours:g} h")


def drug_effect_left(
    efficiency: float,
    *,
    hours: float = ANCHOR_HOURS,
    dose: float = ANCHOR_DOSE,
    parameters: Parameters | None = None,
) -> float:
    """Return the share of the drug's effect on ``tunel`` that the *LCN2* siRNA leaves, 0 to 1.

    The effect is drug minus vehicle, each under the same siRNA, and the whole is the effect under control siRNA. The
    unknown scale of ``tunel`` all but cancels.

    Raises
    ------
    ParameterError
        If an argument is out of range, or if there is no drug effect of which a share could be left.
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
    """Return ``drug_effect_left`` for each necessity (rows) and efficiency (columns), with sufficiency = necessity."""
    base, columns = parameters or Parameters(), list(efficiencies)
    rows = {
        need: [drug_effect_left(e, parameters=base.replace(necessity=need, sufficiency=need)) for e in columns]
        for need in necessities
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("necessity")


def predict_wirings(
    efficiency: float, *, recombinant_ngal: float = 6.0, parameters: Parameters | None = None
) -> pd.DataFrame:
    """Return ``tunel`` at the anchor's dose and time for each of ``WIRINGS`` (rows) in each arm of ``experiment``."""
    base = parameters or Parameters()
    rows = {
        name: experiment(efficiency, recombinant_ngal=recombinant_ngal, parameters=base.replace(**wiring))
        .set_index("arm")["tunel"]
        .rename(None)
        for name, wiring in WIRINGS.items()
    }
    return pd.DataFrame(rows).T.rename_axis("wiring")


def _plate(
    dose: float, sirna: str, efficiency: float | None, recombinant_ngal: float, parameters: Parameters | None
) -> tuple[float, str, float, float, Parameters]:
    """Check what is done to a plate; an siRNA that does not hit *LCN2* has efficiency 0."""
    check("dose", dose)
    check("recombinant_ngal", recombinant_ngal)
    if sirna not in SIRNA:
        raise ParameterError(f"sirna is one of {', '.join(SIRNA)}; got {sirna!r}.")
    if sirna == "LCN2 siRNA" and efficiency is None:
        raise ParameterError(
            "Say how much of the LCN2 mRNA the siRNA removes: efficiency, from 0 to 1. "
            "There is no default, because the value of the 2008 experiment was not available to us."
        )
    if efficiency is not None:
        check("efficiency", efficiency, 1)
    if parameters is not None and not isinstance(parameters, Parameters):
        raise ParameterError(f"parameters is an apoptosis.Parameters(...); got {type(parameters).__name__}.")
    removed = float(efficiency) if sirna == "LCN2 siRNA" else 0.0
    return float(dose), sirna, removed, float(recombinant_ngal), parameters or Parameters()


@lru_cache(maxsize=4096)
def _snapshot(hours: float, *plate) -> tuple[tuple[str, float], ...]:
    # Time 0 needs no solution after the drug; a hair later is the same number to all shown digits.
    state = _solve(np.array([max(hours, 1e-6)]), *plate).iloc[-1]
    return tuple(state.items())


def _dose_response(dose: float, p: Parameters) -> float:
    return dose**p.dose_steepness / (p.half_dose**p.dose_steepness + dose**p.dose_steepness)


@lru_cache(maxsize=512)
def _anchor(p: Parameters) -> tuple[float, float, float]:
    """Return the maximal rise of both mRNAs that meets the anchors, and the rise of NGAL at the anchor.

    Every level is linear in the maximal rise, so one unit response at the anchor gives all three.
    """
    mrna_rate, ngal_rate = math.log(2) / p.mrna_half_life, math.log(2) / p.ngal_half_life
    plateau = _dose_response(ANCHOR_DOSE, p)

    def unit_response(_, y):
        drug, mrna, ngal = y
        return [(plateau - drug) / p.drug_delay, mrna_rate * (drug - mrna), ngal_rate * (mrna - ngal)]

    end = solve_ivp(unit_response, (0, ANCHOR_HOURS), [0, 0, 0], method="LSODA", rtol=1e-10, atol=1e-12).y[:, -1]
    lcn2_rise = (p.lcn2_fold - 1) / end[1]
    return lcn2_rise, (p.tnfsf10_fold - 1) / end[1], lcn2_rise * end[2]


def _solve(
    times: np.ndarray, dose: float, sirna: str, efficiency: float, recombinant_ngal: float, p: Parameters
) -> pd.DataFrame:
    lcn2_rise, tnfsf10_rise, ngal_anchor_rise = _anchor(p)
    mrna_rate, ngal_rate = math.log(2) / p.mrna_half_life, math.log(2) / p.ngal_half_life
    transfected = sirna != "none"
    background = p.baseline_death + (p.transfection_death if transfected else 0.0)
    spared = 1 - (p.off_target if sirna == "LCN2 siRNA" else 0.0)

    def arm(rise):
        """Share to which an arm is on, from its rise as a share of the rise at the anchor."""
        rise = np.maximum(rise, 0.0) ** p.arm_steepness
        return rise / (p.half_rise**p.arm_steepness + rise)

    def signal(ngal, tnfsf10, added):
        x = p.receptor * arm((ngal + added - 1) / ngal_anchor_rise)
        y = p.other_route * spared * arm((tnfsf10 - 1) / (p.tnfsf10_fold - 1))
        return p.sufficiency * x + (1 - p.necessity) * y + (p.necessity - p.sufficiency) * x * y

    def equations(plateau, added):
        def rates(t, y):
            drug, lcn2, ngal, tnfsf10, alive, dying, _ = y
            remaining = 1 - efficiency * 0.5 ** (max(t, 0.0) / p.sirna_half_life)
            dead_per_hour = (background + p.drug_death * signal(ngal, tnfsf10, added)) * alive
            return [
                (plateau - drug) / p.drug_delay,
                mrna_rate * ((1 + p.lcn2_response * lcn2_rise * drug) * remaining - lcn2),
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
    after = equations(_dose_response(dose, p), recombinant_ngal)
    course = solve_ivp(after, (0.0, times[-1]), state, t_eval=times, **tolerance).y
    # The solver's own error can leave a rate that is truly zero a hair below it.
    frame = pd.DataFrame(np.maximum(course, 0.0).T, columns=_COLUMNS, index=pd.Index(times, name="hours"))
    frame["signal"] = signal(frame["ngal"], frame["tnfsf10_mrna"], recombinant_ngal)
    frame["tunel"] = frame["dying"] / (frame["dying"] + frame["alive"])
    return frame

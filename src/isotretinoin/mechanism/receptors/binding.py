"""NGAL, the forms of its receptor, and the answer of two kinds of cell: binding, reserve and selectivity.

A ligand meets the receptors of a cell in three steps::

    ligand in the medium --binding--> bound receptors --efficacy--> stimulus --transduction--> response

Binding is at equilibrium and follows the law of mass action, with as many forms of ligand and of receptor as wanted. A
ligand that is bound is missing in the medium (depletion). The step from bound receptors to response is the operational
model of Black and Leff (1983, https://doi.org/10.1098/rspb.1983.0093), in which a cell with many more receptors than it
needs has a reserve::

    stimulus = sum over forms of efficacy * bound copies / half_response
    response = maximum * stimulus**steepness / (1 + stimulus**steepness)

**Every number in ``Parameters`` is assumed.** Neither levels of receptor forms in skin cells nor affinities for them
were available to us. The three names of the forms are those of a news article (claim ``seed-three-receptor-forms``) and
stand for no named protein. What the model returns shows what a wiring would give, and is no measurement.

Concentrations are in nM, levels in copies per cell. Without ``cells_per_ml`` the medium is taken to be so large that
the cells can't deplete it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from ..parameters import ParameterError, check

__all__ = [
    "CELLS",
    "FORMS",
    "QUANTITIES",
    "Candidate",
    "CellType",
    "Equilibrium",
    "Parameters",
    "concentration",
    "curve",
    "curves",
    "equilibrium",
    "occupancy",
    "occupied",
    "transduce",
]

FORMS = ("short", "long", "high molecular weight")
"""Receptor forms of the article's hypothesis (claim ``seed-three-receptor-forms``); they stand for no named protein."""

CELLS = ("sebocyte", "keratinocyte")
"""The two kinds of cell that ``Parameters`` has levels for."""

QUANTITIES = ("response", "bound")
"""What can be measured on a dish: the response, or the bound copies per cell."""

_AVOGADRO = 6.02214076e23


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A ligand: NGAL itself, one of its forms, or a molecule designed in its place.

    Parameters
    ----------
    name : str
    kd : mapping of str to float
        Receptor form to dissociation constant in nM. A form that is left out is not bound.
    efficacy : mapping of str to float, or float
        Share of the full stimulus that a bound copy of each form gives, 0 to 1; one number counts for all forms. A form
        that is bound and left out here passes nothing on.

    Raises
    ------
    ParameterError
        If a number is out of its range, or an efficacy is given for a form that is not bound.
    """

    name: str = "candidate"
    kd: Mapping[str, float]
    efficacy: Mapping[str, float] | float = 1.0

    def __post_init__(self) -> None:
        kd = _table("kd", self.kd, "dissociation constant in nM", zero=False)
        given = self.efficacy if isinstance(self.efficacy, Mapping) else dict.fromkeys(kd, self.efficacy)
        efficacy = _table("efficacy", given, "share of the full stimulus", upper=1)
        unbound = sorted(set(efficacy) - set(kd))
        if unbound:
            raise ParameterError(f"efficacy is given for {', '.join(unbound)}, which has no kd. Give its kd as well.")
        object.__setattr__(self, "kd", MappingProxyType(kd))
        object.__setattr__(self, "efficacy", MappingProxyType({form: efficacy.get(form, 0.0) for form in kd}))


@dataclass(frozen=True, kw_only=True)
class CellType:
    """A kind of cell: how many copies of each receptor form it has, and how it turns bound copies into a response.

    Parameters
    ----------
    name : str
    levels : mapping of str to float
        Receptor form to copies per cell.
    half_response : float
        Copies per cell that give half of ``maximum`` when a ligand of efficacy 1 has bound them.
    steepness : float
        Exponent of the step from stimulus to response.
    maximum : float
        Largest response that the cell can give.
    """

    name: str = "cell"
    levels: Mapping[str, float]
    half_response: float
    steepness: float = 1.0
    maximum: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", MappingProxyType(_table("levels", self.levels, "copies per cell")))
        for name in ("half_response", "steepness", "maximum"):
            check(name, getattr(self, name), zero=False)

    @classmethod
    def from_reserve(cls, name: str, levels: Mapping[str, float], reserve: float, **more: float) -> CellType:
        """Return the cell whose ``half_response`` is its total level divided by ``reserve``."""
        check("reserve", reserve, zero=False)
        total = sum(_table("levels", levels, "copies per cell").values())
        if total == 0:
            raise ParameterError("A cell without receptors has no reserve. Give a level, or half_response itself.")
        return cls(name=name, levels=levels, half_response=total / reserve, **more)

    @property
    def reserve(self) -> float:
        """Total level divided by ``half_response``: the transducer ratio tau of a ligand that fully uses all forms."""
        return sum(self.levels.values()) / self.half_response

    def with_levels(self, **changes: float) -> CellType:
        """Return a copy with other levels; write a form of several words with underscores.

        ``half_response`` stays, so that the reserve moves with the level.
        """
        named = {form.replace("_", " "): level for form, level in changes.items()}
        return replace(self, levels={**self.levels, **named})


def _assumed(default: float, unit: str, meaning: str, *, upper: float = math.inf, zero: bool = True):
    return field(default=default, metadata={"unit": unit, "meaning": meaning, "upper": upper, "zero": zero})


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """Numbers of the example; each field knows its unit, and every one of them is assumed.

    The three forms were given three characters, so that each way to differ is there once: the short form binds tightly
    and passes the signal on, the long form binds weakly and passes it on, the form of high molecular weight binds
    tightly and passes nothing on. No source says so.

    Raises
    ------
    ParameterError
        If a value is not a finite number in the range of its field.
    """

    sebocyte_short: float = _assumed(20_000, "copies per cell", "level of the short form in a sebocyte")
    sebocyte_long: float = _assumed(2_000, "copies per cell", "level of the long form in a sebocyte")
    sebocyte_high: float = _assumed(2_000, "copies per cell", "level of the high-molecular-weight form in a sebocyte")
    keratinocyte_short: float = _assumed(500, "copies per cell", "level of the short form in a keratinocyte")
    keratinocyte_long: float = _assumed(2_000, "copies per cell", "level of the long form in a keratinocyte")
    keratinocyte_high: float = _assumed(
        20_000, "copies per cell", "level of the high-molecular-weight form in a keratinocyte"
    )
    kd_short: float = _assumed(5.0, "nM", "dissociation constant of NGAL and the short form", zero=False)
    kd_long: float = _assumed(200.0, "nM", "dissociation constant of NGAL and the long form", zero=False)
    kd_high: float = _assumed(5.0, "nM", "dissociation constant of NGAL and the high-molecular-weight form", zero=False)
    efficacy_short: float = _assumed(1.0, "share", "what a bound copy of the short form passes on", upper=1)
    efficacy_long: float = _assumed(1.0, "share", "what a bound copy of the long form passes on", upper=1)
    efficacy_high: float = _assumed(
        0.0, "share", "what a bound copy of the high-molecular-weight form passes on", upper=1
    )
    half_response: float = _assumed(
        1_000, "copies per cell", "bound copies of efficacy 1 that give half of the maximum, in both cells", zero=False
    )
    steepness: float = _assumed(1.0, "none", "exponent of the step from stimulus to response", zero=False)

    def __post_init__(self) -> None:
        for item in fields(self):
            check(item.name, getattr(self, item.name), upper=item.metadata["upper"], zero=item.metadata["zero"])

    def replace(self, **changes: float) -> Parameters:
        """Return a copy in which the named values are changed."""
        unknown = sorted(set(changes) - {item.name for item in fields(self)})
        if unknown:
            known = ", ".join(item.name for item in fields(self))
            raise ParameterError(f"The model has no parameter {', '.join(unknown)}. It has: {known}.")
        return replace(self, **changes)

    def ngal(self) -> Candidate:
        """Return NGAL as a ligand of the three forms."""
        return Candidate(name="NGAL", kd=self._by_form("kd"), efficacy=self._by_form("efficacy"))

    def cell(self, name: str) -> CellType:
        """Return one of ``CELLS``."""
        if name not in CELLS:
            raise ParameterError(f"cell is one of {', '.join(CELLS)}; got {name!r}.")
        return CellType(
            name=name, levels=self._by_form(name), half_response=self.half_response, steepness=self.steepness
        )

    def table(self) -> pd.DataFrame:
        """Return one row per parameter: ``parameter``, ``value``, ``unit``, ``status`` ("assumed"), ``meaning``."""
        rows = [
            (item.name, getattr(self, item.name), item.metadata["unit"], "assumed", item.metadata["meaning"])
            for item in fields(self)
        ]
        return pd.DataFrame(rows, columns=["parameter", "value", "unit", "status", "meaning"])

    def _by_form(self, prefix: str) -> dict[str, float]:
        return {form: getattr(self, f"{prefix}_{form.split()[0]}") for form in FORMS}


@dataclass(frozen=True)
class Equilibrium:
    """Where binding has come to rest, in nM.

    ``free_ligand`` has shape (..., ligands), ``free_receptor`` (..., receptors), ``bound`` (..., ligands, receptors).
    """

    free_ligand: np.ndarray
    free_receptor: np.ndarray
    bound: np.ndarray


def occupancy(free: float | np.ndarray, kd: float) -> float | np.ndarray:
    """Return the occupied share of one receptor form: ``free / (kd + free)``.

    Parameters
    ----------
    free : float or array
        Free ligand, nM, 0 or more; any shape.
    kd : float
        Dissociation constant, nM, above 0.

    Examples
    --------
    >>> occupancy(5.0, kd=5.0)
    0.5
    """
    check("kd", kd, zero=False)
    free = read_amounts("free", free)
    return as_plain(free / (kd + free))


def occupied(total: float | np.ndarray, receptors: float | np.ndarray, kd: float) -> float | np.ndarray:
    """Return the occupied share of one receptor form when bound ligand is missing in the medium.

    The exact root of the quadratic equation of one ligand and one receptor.

    Parameters
    ----------
    total : float or array
        Ligand that was put in, nM.
    receptors : float or array
        All receptors as a concentration in the medium, nM (see ``concentration``).
    kd : float
        Dissociation constant, nM.

    Examples
    --------
    >>> occupied(10.0, receptors=0.0, kd=10.0), round(occupied(10.0, receptors=100.0, kd=10.0), 2)
    (0.5, 0.09)
    """
    check("kd", kd, zero=False)
    total, receptors = read_amounts("total", total), read_amounts("receptors", receptors)
    # The usual form of the root subtracts two large numbers and loses its digits; this one only adds.
    root = np.sqrt((total - receptors) ** 2 + kd**2 + 2 * kd * (total + receptors))
    return as_plain(2 * total / (total + receptors + kd + root))


def concentration(copies: float, cells_per_ml: float) -> float:
    """Return copies per cell as a concentration in the medium, nM.

    Examples
    --------
    >>> round(concentration(20_000, 1e6), 4)
    0.0332
    """
    check("copies", copies)
    check("cells_per_ml", cells_per_ml)
    return copies * cells_per_ml * 1000 / _AVOGADRO * 1e9


def equilibrium(ligands: np.ndarray, receptors: np.ndarray, kd: np.ndarray) -> Equilibrium:
    """Return the equilibrium of several ligands with several receptors, nothing taken to be in excess.

    The free receptors follow from the free ligands; the logarithms of the free ligands are the minimum of a strictly
    convex function whose gradient is the mass balance. So there is one solution, and Newton's method finds it.

    Parameters
    ----------
    ligands : array, shape (..., ligands)
        Total of each ligand, nM; leading axes are experiments.
    receptors : array, shape (receptors,)
        Total of each receptor, nM.
    kd : array, shape (ligands, receptors)
        Dissociation constants, nM; infinite where a pair does not bind.

    Raises
    ------
    ParameterError
        If a shape or a number does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> equilibrium(np.array([10.0]), np.array([10.0]), np.array([[5.0]])).bound.round(2).tolist()
    [[5.0]]
    """
    total, sites, kd = (
        read_amounts("ligands", ligands),
        read_amounts("receptors", receptors),
        np.asarray(kd, dtype=float),
    )
    if total.ndim == 0 or sites.ndim != 1 or kd.shape != (total.shape[-1], sites.size):
        raise ParameterError(
            f"kd needs one row per ligand and one column per receptor; got ligands {total.shape}, "
            f"receptors {sites.shape}, kd {kd.shape}."
        )
    if np.isnan(kd).any() or (kd <= 0).any():
        raise ParameterError("kd must be above 0 throughout; write np.inf for a pair that does not bind.")
    flat = total.reshape(-1, total.shape[-1])
    free = _free_ligands(flat, sites, 1 / kd).reshape(total.shape)
    free_sites = sites / (1 + free @ (1 / kd))
    return Equilibrium(free, free_sites, free[..., :, None] * free_sites[..., None, :] / kd)


def transduce(stimulus: float | np.ndarray, *, steepness: float = 1.0, maximum: float = 1.0) -> float | np.ndarray:
    """Return the response to a stimulus: half of ``maximum`` at a stimulus of 1 (operational model).

    Examples
    --------
    >>> transduce(1.0), round(transduce(9.0), 3)
    (0.5, 0.9)
    """
    check("steepness", steepness, zero=False)
    check("maximum", maximum, zero=False)
    stimulus = read_amounts("stimulus", stimulus)
    with np.errstate(divide="ignore"):
        # Written with the inverse, a huge stimulus gives the maximum where the other form gives inf / inf.
        return as_plain(maximum / (1 + stimulus ** (-steepness)))


def curve(
    candidate: Candidate,
    cell: CellType,
    doses: Iterable[float],
    *,
    cells_per_ml: float = 0.0,
    beside: Sequence[tuple[Candidate, float]] = (),
) -> pd.DataFrame:
    """Return what a cell does at each dose of a candidate.

    Parameters
    ----------
    candidate : Candidate
    cell : CellType
    doses : iterable of float
        Candidate that is put in, nM.
    cells_per_ml : float
        Cells in each ml of medium; they deplete it. 0 is a medium without end.
    beside : sequence of (Candidate, float)
        Other ligands with their fixed amounts in nM, such as NGAL that is there already. All compete for the same
        receptors.

    Returns
    -------
    DataFrame
        Index ``dose``. ``free`` (candidate left in the medium, nM), for each form of the cell ``bound <form>`` (copies
        per cell, all ligands together) and ``occupied <form>`` (share; missing where the cell has no copy),
        ``stimulus`` and ``response``.

    Raises
    ------
    ParameterError
        If a number is out of its range.

    Examples
    --------
    >>> model = Parameters()
    >>> curve(model.ngal(), model.cell("sebocyte"), [0.0, 1.0, 100.0])["response"].round(2).tolist()
    [0.0, 0.77, 0.95]
    """
    dose = np.atleast_1d(read_amounts("doses", list(doses)))
    check("cells_per_ml", cells_per_ml)
    ligands = [candidate, *(other for other, _ in beside)]
    amounts = np.column_stack([dose, *(np.full_like(dose, check("amount", amount)) for _, amount in beside)])
    forms, levels = list(cell.levels), np.array(list(cell.levels.values()))
    kd = np.array([[ligand.kd.get(form, math.inf) for form in forms] for ligand in ligands])
    efficacy = np.array([[ligand.efficacy.get(form, 0.0) for form in forms] for ligand in ligands])
    sites = levels * concentration(1.0, cells_per_ml)
    free = _free_ligands(amounts, sites, 1 / kd) if sites.any() else amounts
    weight = free[:, :, None] / kd
    share = weight / (1 + weight.sum(axis=1, keepdims=True))
    frame = pd.DataFrame({"free": free[:, 0]}, index=pd.Index(dose, name="dose"))
    for column, form in enumerate(forms):
        frame[f"bound {form}"] = share[:, :, column].sum(axis=1) * levels[column]
        frame[f"occupied {form}"] = share[:, :, column].sum(axis=1) if levels[column] else np.nan
    frame["stimulus"] = (share * efficacy * levels).sum(axis=(1, 2)) / cell.half_response
    frame["response"] = transduce(frame["stimulus"].to_numpy(), steepness=cell.steepness, maximum=cell.maximum)
    return frame


def curves(candidate: Candidate, cells: Iterable[CellType], doses: Iterable[float], **more) -> pd.DataFrame:
    """Return ``curve`` of several cells as one long table: ``cell``, ``dose``, ``free``, ``stimulus``, ``response``.

    Examples
    --------
    >>> model = Parameters()
    >>> curves(model.ngal(), [model.cell(name) for name in CELLS], [1.0, 100.0]).shape
    (4, 5)
    """
    doses, parts = list(doses), []
    for cell in cells:
        part = curve(candidate, cell, doses, **more).reset_index()[["dose", "free", "stimulus", "response"]]
        part.insert(0, "cell", cell.name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _free_ligands(total: np.ndarray, sites: np.ndarray, affinity: np.ndarray) -> np.ndarray:
    """Return the free ligands of each experiment (rows); ``affinity`` is 1 / kd."""
    free = np.zeros_like(total)
    for row, amounts in enumerate(total):
        there = amounts > 0
        if there.any():
            free[row, there] = _newton(amounts[there], sites, affinity[there])
    return free


def _newton(total: np.ndarray, sites: np.ndarray, affinity: np.ndarray) -> np.ndarray:
    def potential(x: np.ndarray) -> float:
        free = np.exp(x)
        return free.sum() - total @ x + sites @ np.log1p(free @ affinity)

    # The lower bound of each free amount is a start from which the steps stay in range.
    x = np.log(total / (1 + affinity @ sites))
    value = potential(x)
    for _ in range(200):
        free = np.exp(x)
        loaded = affinity * free[:, None] / (1 + free @ affinity)
        gradient = free - total + loaded @ sites
        if np.all(np.abs(gradient) <= 1e-12 * total):
            break
        hessian = np.diag(free + loaded @ sites) - (loaded * sites) @ loaded.T
        step = np.linalg.solve(hessian, gradient)
        step *= min(1.0, 3.0 / np.abs(step).max())
        size, new = 1.0, potential(x - step)
        while new > value + 1e-14 * abs(value) and size > 1e-6:
            size /= 2
            new = potential(x - size * step)
        x, value = x - size * step, new
    return np.minimum(np.exp(x), total)


def as_plain(value: np.ndarray) -> float | np.ndarray:
    return float(value) if np.ndim(value) == 0 else value


def read_amounts(name: str, values: object) -> np.ndarray:
    try:
        amounts = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ParameterError(f"{name} must be numbers, 0 or more; got {values!r}.") from None
    if amounts.size == 0 or not np.isfinite(amounts).all() or (amounts < 0).any():
        raise ParameterError(f"{name} must be finite numbers, 0 or more; got {values!r}.")
    return amounts


def _table(name: str, given: object, meaning: str, *, upper: float = math.inf, zero: bool = True) -> dict[str, float]:
    if not isinstance(given, Mapping) or not given:
        raise ParameterError(f"{name} maps receptor forms to numbers ({meaning}), as {{'short': 5}}; got {given!r}.")
    return {form: check(f"{name} of {form}", value, upper=upper, zero=zero) for form, value in given.items()}

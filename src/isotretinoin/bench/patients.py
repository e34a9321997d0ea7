"""Simulated patients of the bench: six in each study, three women and three men, all numbers assumed.

A patient's log2 change of one gene is::

    change = rise × (1 + differ × z) × reach + noise × e

with the true ``rise`` of the patient's sex, the patient's own deviate ``z``, the ``reach`` of the drug at this dose
and day (1 at the usual dose after a week, from the model of lesson 11) and the noise ``e`` of the two arrays. The slice
that gets an siRNA is measured by an array of its own, with the noise ``e2``. Where the siRNA leaves the share ``left``
of what it hits, a patient keeps ``kept = left ** exp(2 × differ × u)``, since no two slices take an siRNA up alike. It
takes a share of the rise (``rise × kept``) or of all message (``+ log2 kept``).

The deviates come from :func:`isotretinoin.studies.simulate`, one study for each seed; study 0 is the simulated skin
study of the course, so that the bench and lesson 9 show the same six patients.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace

import numpy as np
import pandas as pd
from scipy import stats as distributions

from .. import studies
from ..mechanism import apoptosis
from .genes import GENES, genes

__all__ = [
    "DAYS",
    "DOSES",
    "NAMES",
    "SEXES",
    "SIRNA",
    "STUDIES",
    "TAKES",
    "Draws",
    "PatientState",
    "changes",
    "draw",
    "estimates",
    "reach",
    "table",
]

SEXES = ("female", "female", "female", "male", "male", "male")
"""Sex of the six patients of every study."""

STUDIES = 101
"""Study 0 is the course's simulated skin study, 1 to 100 are new."""

SEED = 20081118
"""First seed of the new studies; taken once, before anything was drawn, and never tuned."""

NAMES = {
    "female": ("Ada", "Bea", "Clara", "Dina", "Edie", "Faye", "Gina", "Hana", "Ines", "Jana", "Kaya", "Lena"),
    "male": ("Max", "Ned", "Otto", "Paul", "Quin", "Ravi", "Sam", "Theo", "Udo", "Vic", "Will", "Zeno"),
}
"""Invented names, dealt out in turn."""

DOSES = (0.0, 0.25, 0.5, 1.0, 2.0)
"""Dose as a share of the usual one. That a share of the usual dose acts as this share of 0.1 µM does on the model's
cells is assumed."""

DAYS = (1, 2, 3, 5, 7)
SIRNA = ("LCN2 siRNA", "control siRNA")
TAKES = ("the rise", "all message")
LEFT = (0.0, 0.1, 0.25, 0.5, 0.75)
RISES = tuple(step / 5 for step in range(21))
DIFFER = (0.0, 0.15, 0.3, 0.5)
NOISE = (0.5, 1.0, 2.0)

FLOOR = 2.0**-5
"""Least share of the message that an array still sees; assumed."""


@dataclass(frozen=True, kw_only=True)
class PatientState:
    """What is chosen on the bench; everything that changes a number.

    Parameters
    ----------
    silenced : bool
        Whether the second slice of each patient, the one with the siRNA, is looked at.
    sex : {"both", "women", "men"}
        Whom the sentence speaks of; no number depends on it.
    gene : str
        One of :data:`GENES`.
    dose : float
        Share of the usual dose, one of :data:`DOSES`.
    day : int
        One of :data:`DAYS`.
    left : float
        Share that the siRNA leaves.
    sirna : {"LCN2 siRNA", "control siRNA"}
    takes : {"the rise", "all message"}
        What the siRNA takes its share of.
    women, men : float or None
        True log2 rise; None for the gene's own.
    differ : float
        Standard deviation between patients of the same sex, as a share of the rise.
    noise : float
        Factor on the noise of the arrays.
    study : int
        0 to 100.
    """

    silenced: bool = False
    sex: str = "both"
    gene: str = "LCN2"
    dose: float = 1.0
    day: int = 7
    left: float = 0.25
    sirna: str = "LCN2 siRNA"
    takes: str = "the rise"
    women: float | None = None
    men: float | None = None
    differ: float = 0.15
    noise: float = 1.0
    study: int = 0

    @property
    def hit(self) -> bool:
        """Whether the second slice has lost message: only the LCN2 siRNA hits, and only *LCN2* (assumed)."""
        return self.sirna == "LCN2 siRNA" and self.gene == "LCN2"

    @property
    def rises(self) -> tuple[float, float]:
        """True log2 rise of women and of men, at the usual dose after a week."""
        own = genes()[self.gene]
        return (own.women if self.women is None else self.women), (own.men if self.men is None else self.men)


@dataclass(frozen=True, kw_only=True)
class Draws:
    """What chance gave each patient of each study for one gene, shape (studies, 6).

    Attributes
    ----------
    b : baseline minus the gene's level, log2
    z : deviate of the response
    e, e2 : noise of the change, without and with siRNA, log2
    u : deviate of the uptake of the siRNA
    """

    b: np.ndarray
    z: np.ndarray
    e: np.ndarray
    e2: np.ndarray
    u: np.ndarray

    def packed(self) -> dict[str, tuple[list[float], float, list[int]]]:
        """Return each part as the six numbers of study 0, a unit, and whole numbers of it (−127 to 127) for the rest.

        Study 0 keeps three decimals, so that the bench and the lesson print the same numbers of the same patients.
        """
        found = {}
        for name, value in asdict(self).items():
            first, rest = np.round(value[0], 3), value[1:]
            unit = math.ceil(1000 * max(np.abs(rest).max(), 0.001) / 127) / 1000
            found[name] = (first.tolist(), unit, np.rint(rest / unit).astype(int).ravel().tolist())
        return found

    @classmethod
    def unpacked(cls, packed: dict[str, tuple[list[float], float, list[int]]]) -> Draws:
        """Return what :meth:`packed` packed."""
        return cls(
            **{
                name: np.vstack([first, np.reshape(values, (-1, 6)) * unit])
                for name, (first, unit, values) in packed.items()
            }
        )


def _study_values(study: studies.Study, probe_set: str) -> tuple[np.ndarray, np.ndarray]:
    """Return baseline and change of the six patients, log2."""
    row = study.expression.loc[probe_set].to_numpy(float)
    return row[:6], row[6:] - row[:6]


def draw(gene: str) -> Draws:
    """Draw all studies for one gene; the same on every machine with the pinned numpy.

    The simulator gives baseline, response and noise; the second slice and its uptake of the siRNA come from a generator
    of their own.
    """
    own, skin = genes()[gene], studies.CONFIGURATIONS["skin"]
    # At the same seed the noise does not depend on the effect, so that a rise of 1 gives everybody's deviates.
    row = replace(skin.sex_response, symbol=gene, probe_set=GENES[gene], mean=own.level, female=1.0, male=1.0)
    small = replace(skin, n_probe_sets=60, n_up=0, n_down=0, n_weak=0, modules=(), sex_response=row)
    number = list(GENES).index(gene)
    parts = {"b": [], "z": [], "e": []}
    for study in range(STUDIES):
        if study == 0 and gene == "LCN2":
            drawn, probe_set = studies.simulate("skin", 10434), skin.sex_response.probe_set
            values = studies.load("skin", source="replica")
            rises = np.where(np.array(SEXES) == "male", own.men, own.women)
        else:
            drawn, probe_set = studies.simulate(small, SEED + 1000 * number + study), GENES[gene]
            values, rises = drawn, np.ones(6)
        baseline, change = _study_values(values, probe_set)
        response = drawn.latent.responses.loc[probe_set].to_numpy()
        z = (response / rises - 1) / row.heterogeneity
        parts["b"].append(baseline - own.level)
        parts["z"].append(z)
        # What is left, so that the change stays the study's own.
        parts["e"].append(change - rises * (1 + row.heterogeneity * z))
    rng = np.random.default_rng([SEED, number])
    shape = (STUDIES, 6)
    second = rng.normal(0, row.sd, shape)
    # The slices share the baseline array, so half of the noise of the change is common to both.
    first = np.array(parts["e"])
    e2 = first + second
    u = rng.normal(size=shape)
    return Draws(**{name: np.array(value) for name, value in parts.items()}, e2=e2, u=u)


def reach(dose: float, day: int) -> float:
    """Return how far the drug has raised a message at this dose and day, as a share of the usual dose's week (log2).

    Dose response and time course are those of the model of lesson 11; that patients' skin follows them is assumed.
    """

    def rise(share: float, hours: float) -> float:
        return float(np.log2(apoptosis.at(hours, dose=share * apoptosis.ANCHOR_DOSE)["lcn2_mrna"]))

    return round(rise(dose, 24.0 * day) / rise(1.0, 24.0 * max(DAYS)), 4)


def changes(state: PatientState, draws: Draws, reached: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the log2 changes of every study without and with the siRNA, each of shape (studies, 6)."""
    women, men = state.rises
    rise = np.where(np.array(SEXES) == "male", men, women)
    true = rise * (1 + state.differ * draws.z) * reached
    kept = np.power(state.left, np.exp(2 * state.differ * draws.u)) if state.hit else np.ones_like(draws.u)
    # An array can't show a message of nothing: what is left of it has a floor at the array's own background.
    silenced = true * kept if state.takes == "the rise" else true + np.log2(np.maximum(kept, FLOOR))
    return true + state.noise * draws.e, silenced + state.noise * draws.e2


def estimates(change: np.ndarray) -> np.ndarray:
    """Return mean and 95 % interval of women, men and men − women.

    Women and men each have the interval of a t test of their three changes against 0. The difference has the interval
    of the interaction of sex and treatment, with the pooled variance of both groups.

    Parameters
    ----------
    change : array of shape (studies, 6), log2

    Returns
    -------
    array of shape (studies, 3, 3)
        Rows women, men, men − women; columns estimate, lower and upper end, log2.
    """
    women, men = change[:, :3], change[:, 3:]
    variances = [group.var(axis=1, ddof=1) for group in (women, men)]
    means = [group.mean(axis=1) for group in (women, men)]
    rows = [
        (mean, np.sqrt(variance / 3), distributions.t.ppf(0.975, 2))
        for mean, variance in zip(means, variances, strict=True)
    ]
    rows.append((means[1] - means[0], np.sqrt(sum(variances) / 2 * 2 / 3), distributions.t.ppf(0.975, 4)))
    return np.stack([np.stack([m, m - t * se, m + t * se], axis=1) for m, se, t in rows], axis=1)


def table(state: PatientState, draws: Draws, reached: float) -> pd.DataFrame:
    """Return the six patients of the state's study, as a lesson shows them.

    Returns
    -------
    DataFrame, one row for each patient
        Index ``name``; ``sex``, ``baseline``, ``without siRNA`` and ``with siRNA`` (log2 signal), and both changes.
    """
    without, with_sirna = (change[state.study] for change in changes(state, draws, reached))
    baseline = genes()[state.gene].level + draws.b[state.study]
    return pd.DataFrame(
        {
            "sex": SEXES,
            "baseline": baseline,
            "without siRNA": baseline + without,
            "with siRNA": baseline + with_sirna,
            "change": without,
            "change with siRNA": with_sirna,
        },
        index=pd.Index(names(state.study), name="name"),
    )


def fold(log2: float) -> str:
    """Return a log2 change in fold, as it is said: 2.4, 13, 0.7, 0.08."""
    value = 2.0**log2
    return f"{value:.0f}" if value >= 10 else f"{value:.{2 if value < 0.2 else 1}f}"


def _moves(log2: float) -> str:
    said = fold(log2)
    if said == "1.0":
        return "stays level"
    return f"rises {said}-fold" if log2 > 0 else f"drops to {said}-fold"


def _subject(state: PatientState) -> str:
    if not state.silenced:
        return state.gene
    return "With LCN2 silenced, it" if state.hit else f"With {state.sirna}, {state.gene}"


def sentence(state: PatientState, without: np.ndarray, with_sirna: np.ndarray) -> str:
    """Return what the figure shows, in one or two sentences and in fold changes.

    Parameters
    ----------
    state : PatientState
    without, with_sirna : array of shape (3, 3)
        The estimates of the state's study, as from :func:`estimates`.
    """
    now, other = (with_sirna, without) if state.silenced else (without, with_sirna)
    women_once, men_once = (fold(row[0]) for row in other[:2])
    women, men = (_moves(row[0]) for row in now[:2])
    if state.sex == "both":
        if women.split()[0] == men.split()[0] == "rises":
            men = men.removeprefix("rises ")
        middle, low, high = now[2]
        end = "so the sexes differ" if low > 0 or high < 0 else "so there may be no difference"
        once = f" ({women_once} and {men_once} without)" if state.silenced else ""
        return (
            f"{_subject(state)} {women} in women and {men} in men{once}. Men’s change is {fold(middle)} times women’s "
            f"(95\u00a0% interval {fold(low)} to {fold(high)}), {end}."
        )
    row, moves, once, rest = (0, women, women_once, "men") if state.sex == "women" else (1, men, men_once, "women")
    before = f" ({once} without)" if state.silenced else ""
    _, low, high = now[row]
    end = "so the change is clear" if low > 0 or high < 0 else "so there may be no change"
    return (
        f"{_subject(state)} {moves} in these three {state.sex}{before}; 95\u00a0% interval {fold(low)} to "
        f"{fold(high)}, {end}. Only the interval of men ÷ women tells whether {rest} differ."
    )


def counts(change: np.ndarray) -> dict[str, int]:
    """Return in how many of the hundred new studies what is significant at 5 %.

    Returns
    -------
    dict
        ``women``, ``men`` (that sex alone), ``both``, ``neither``, and ``difference`` (the interaction).
    """
    ends = estimates(change)[1:]
    women, men, difference = ((ends[:, :, 1] > 0) | (ends[:, :, 2] < 0)).T
    return {
        "women": int((women & ~men).sum()),
        "men": int((men & ~women).sum()),
        "both": int((women & men).sum()),
        "neither": int((~women & ~men).sum()),
        "difference": int(difference.sum()),
    }


def names(study: int) -> list[str]:
    """Return the invented names of a study's six patients."""
    pools = [NAMES[sex] for sex in ("female", "male")]
    return [pool[(3 * study + place) % len(pool)] for pool in pools for place in range(3)]


def grid(**chosen: tuple) -> Iterator[PatientState]:
    """Yield a state for each combination of the given choices, the others as they stand."""
    known = {field.name for field in fields(PatientState)}
    if not set(chosen) <= known:
        raise ValueError(f"A state has no choice called {', '.join(sorted(set(chosen) - known))}.")
    for values in itertools.product(*chosen.values()):
        yield PatientState(**dict(zip(chosen, values, strict=True)))

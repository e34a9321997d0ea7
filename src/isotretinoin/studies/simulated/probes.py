"""Draw the light of a small chip, probe by probe, with the truth beside it.

One perfect-match (PM) probe sees the background of its array, what sticks to it unspecifically, and the RNA it was made
for; its mismatch (MM) partner sees the same background, nearly the same sticking and a share of the RNA:

``PM = background + brightness × (stray + 2^(level + affinity + noise))``
``MM = background + brightness × (stray' + share × 2^(level + affinity + noise))``

Every parameter of :class:`Chip` is *assumed*: the shapes are those that the literature describes, the numbers are ours
and stand for no real chip. Each part has its own stream of random numbers under the seed, so that two chips that differ
in one parameter alone share everything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..study import StudyError
from .simulator import whole_seed

__all__ = ["BRIGHTEST", "Chip", "ProbeStudy", "simulate_probes"]

BRIGHTEST = 2**16 - 1
"""Largest light that a scanner of 16 bits can report; brighter features all read this."""

_EVENNESS = 4
"""How alike the mismatch probes are in the share they catch: the parameters of a beta distribution add up to it."""

_PARTS = ("levels", "effects", "samples", "affinities", "stray", "shares", "noise", "arrays", "places", "smears")


@dataclass(frozen=True, kw_only=True)
class Chip:
    """What a simulated chip and its experiment depend on, apart from the seed. Every number is assumed.

    Parameters
    ----------
    n_probe_sets : int
        Probe sets on the chip.
    n_pairs : int
        Pairs of a PM and an MM probe in each probe set, at least 3. Eleven is the number of the HG-U133 chips, of which
        the skin arrays are one (claim ``data-u133-probes``); the older HG-U95Av2 of the sebocyte arrays has 16 (claim
        ``data-u95-probes``).
    group_sizes : tuple of int
        Numbers of vehicle and of treated arrays; at least one of each.
    n_up, n_down : int
        Probe sets whose RNA rises or falls in the treated group.
    effect : float
        Size of each of these changes, log2.
    level_mean, level_sd : float
        Of the probe sets' levels of RNA, log2 of light.
    sample_sd : float
        Standard deviation of a level between arrays of one group, log2.
    affinity_sd : float
        How much the probes of one probe set differ in brightness, standard deviation, log2.
    noise_sd : float
        Of a single probe on a single array, log2.
    background_mean, background_sd : float
        Light where nothing is bound: mean over a typical array, and spread between features.
    background_drift : float
        Standard deviation of the background's mean between arrays, as a share of the mean.
    stray_mean, stray_sd : float
        Unspecific sticking: mean of its log2, and spread between probes.
    mismatch_share : float
        Mean share of a probe's RNA that its mismatch partner catches, above 0 and below 1.
    brightness : mapping of str to float, optional
        Array to its brightness as a factor, where it is to be known; the others are drawn.
    brightness_sd : float
        Of the arrays' brightness, log2.
    smears : mapping of str to float, optional
        Array to the share of its surface, above 0 and below 1, that a bright smear covers.
    smear_light : float
        Light that a smear adds.
    """

    n_probe_sets: int = 400
    n_pairs: int = 11
    group_sizes: tuple[int, int] = (3, 3)
    n_up: int = 20
    n_down: int = 20
    effect: float = 1.5
    level_mean: float = 6.5
    level_sd: float = 2.5
    sample_sd: float = 0.1
    affinity_sd: float = 1.2
    noise_sd: float = 0.2
    background_mean: float = 120.0
    background_sd: float = 15.0
    background_drift: float = 0.25
    stray_mean: float = 4.5
    stray_sd: float = 0.8
    mismatch_share: float = 0.35
    brightness: Mapping[str, float] = field(default_factory=dict)
    brightness_sd: float = 0.5
    smears: Mapping[str, float] = field(default_factory=dict)
    smear_light: float = 4000.0

    def __post_init__(self) -> None:
        wrong = ""
        if self.n_pairs < 3:
            wrong = "a probe set needs at least 3 pairs of probes"
        elif min(self.group_sizes) < 1 or len(self.group_sizes) != 2:
            wrong = "both groups need at least one array"
        elif min(self.n_up, self.n_down) < 0 or self.n_up + self.n_down > self.n_probe_sets:
            wrong = "more probe sets change than there are, or fewer than none"
        elif not 0 < self.mismatch_share < 1:
            wrong = "the share that a mismatch probe catches lies between 0 and 1"
        elif any(not 0 < share < 1 for share in self.smears.values()):
            wrong = "a smear covers a share of the array between 0 and 1"
        elif any(not factor > 0 for factor in self.brightness.values()):
            wrong = "a brightness is a positive factor"
        elif strange := sorted({*self.brightness, *self.smears} - set(self.arrays)):
            wrong = f"there is no array {', '.join(strange)}; the arrays are {', '.join(self.arrays)}"
        if wrong:
            raise StudyError(f"This chip can't be simulated: {wrong}.")

    @property
    def arrays(self) -> list[str]:
        """Names of the arrays, vehicle first."""
        groups = zip(("vehicle", "treated"), self.group_sizes, strict=True)
        return [f"{group}_{i + 1}" for group, size in groups for i in range(size)]


@dataclass(frozen=True, eq=False, kw_only=True)
class ProbeStudy:
    """A simulated experiment at the level of probes.

    Attributes
    ----------
    chip : Chip
        The assumed parameters.
    seed : int
    pm, mm : DataFrame, shape (n_probes, n_arrays)
        Light of the perfect-match and mismatch probes, linear, from 0 to :data:`BRIGHTEST`; index named ``probe``.
    probes : DataFrame, index: probe
        ``probe_set``; ``pair``, its number within the set; ``row`` and ``column`` of the PM feature on the chip (its
        MM partner lies one row below).
    samples : DataFrame, index: sample
        ``group``, vehicle or treated.
    truth : DataFrame, index: probe_set
        ``kind`` (unchanged, up or down) and ``log2_fold_change``, before the arrays' own scatter.
    levels : DataFrame, shape (n_probe_sets, n_arrays)
        True amount of RNA in each sample, log2.
    arrays : DataFrame, index: sample
        True ``brightness`` and ``background`` of each array, and the share covered by a ``smear``.
    affinity : Series, index: probe
        True affinity of each probe, log2.
    """

    chip: Chip
    seed: int
    pm: pd.DataFrame
    mm: pd.DataFrame
    probes: pd.DataFrame
    samples: pd.DataFrame
    truth: pd.DataFrame
    levels: pd.DataFrame
    arrays: pd.DataFrame
    affinity: pd.Series

    @property
    def label(self) -> str:
        """What figures write beside their title."""
        return "simulated"

    def image(self, array: str) -> np.ndarray:
        """Return the scan of one array: light by row and column, NaN where the chip holds no feature."""
        if array not in self.pm:
            raise StudyError(f"There is no array {array!r}; the arrays are {', '.join(self.pm)}.")
        scan = np.full((self.probes["row"].max() + 2, self.probes["column"].max() + 1), np.nan)
        scan[self.probes["row"], self.probes["column"]] = self.pm[array]
        scan[self.probes["row"] + 1, self.probes["column"]] = self.mm[array]
        return scan


def simulate_probes(chip: Chip | None = None, seed: int = 3) -> ProbeStudy:
    """Draw one experiment at the level of probes.

    Parameters
    ----------
    chip : Chip, optional
        The assumed parameters; the defaults where nothing is given.
    seed : int
        0 or larger. The same chip and seed give the same light on the same version of numpy.

    Returns
    -------
    ProbeStudy

    Raises
    ------
    StudyError
        If the chip is impossible or the seed is not a whole number from 0.

    Examples
    --------
    >>> type(simulate_probes(seed=3)).__name__
    'ProbeStudy'
    """
    chip = Chip() if chip is None else chip
    seed = whole_seed(seed)
    spawned = np.random.SeedSequence(seed).spawn(len(_PARTS))
    streams = dict(zip(_PARTS, map(np.random.default_rng, spawned), strict=True))
    samples = pd.DataFrame(
        {"group": np.repeat(["vehicle", "treated"], chip.group_sizes)}, index=pd.Index(chip.arrays, name="sample")
    )
    sets = pd.Index([f"SIM{i + 1:04d}_sim" for i in range(chip.n_probe_sets)], name="probe_set")
    truth, levels = _draw_levels(chip, streams, sets, samples)
    probes = _lay_out(chip, streams["places"], sets)
    arrays = _draw_arrays(chip, streams["arrays"], samples)

    n_probes, n_arrays = len(probes), len(samples)
    affinity = streams["affinities"].normal(0, chip.affinity_sd, n_probes)
    # Bright and dim probes of a set balance, so that a level means the light of a set's typical probe.
    affinity -= np.repeat(affinity.reshape(-1, chip.n_pairs).mean(axis=1), chip.n_pairs)
    noise = chip.noise_sd * streams["noise"].normal(size=(2, n_probes, n_arrays))
    bound = 2 ** (np.repeat(levels.to_numpy(), chip.n_pairs, axis=0) + affinity[:, None])
    stray = 2 ** streams["stray"].normal(chip.stray_mean, chip.stray_sd, (n_probes, 1))
    catch = _EVENNESS * chip.mismatch_share
    share = streams["shares"].beta(catch, _EVENNESS - catch, (n_probes, 1))

    background = arrays["background"].to_numpy() + chip.background_sd * streams["arrays"].normal(
        size=(2, n_probes, n_arrays)
    )
    smear = _smears(chip, streams["smears"], probes, samples)
    light = []
    for half, caught in enumerate((1.0, share)):
        seen = arrays["brightness"].to_numpy() * (stray + caught * bound) * 2 ** noise[half]
        seen = np.clip(np.rint(background[half] + seen + smear[half]), 0, BRIGHTEST)
        light.append(pd.DataFrame(seen, index=probes.index, columns=samples.index))
    return ProbeStudy(
        chip=chip,
        seed=seed,
        pm=light[0],
        mm=light[1],
        probes=probes,
        samples=samples,
        truth=truth,
        levels=levels,
        arrays=arrays,
        affinity=pd.Series(affinity, index=probes.index, name="affinity"),
    )


def _draw_levels(
    chip: Chip, streams: dict[str, np.random.Generator], sets: pd.Index, samples: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    order = streams["effects"].permutation(chip.n_probe_sets)
    kind = np.full(chip.n_probe_sets, "unchanged", dtype=object)
    kind[order[: chip.n_up]] = "up"
    kind[order[chip.n_up : chip.n_up + chip.n_down]] = "down"
    change = chip.effect * ((kind == "up").astype(float) - (kind == "down"))
    level = streams["levels"].normal(chip.level_mean, chip.level_sd, (chip.n_probe_sets, 1))
    scatter = chip.sample_sd * streams["samples"].normal(size=(chip.n_probe_sets, len(samples)))
    treated = (samples["group"] == "treated").to_numpy()
    levels = pd.DataFrame(level + change[:, None] * treated + scatter, index=sets, columns=samples.index)
    return pd.DataFrame({"kind": kind, "log2_fold_change": change}, index=sets), levels


def _lay_out(chip: Chip, rng: np.random.Generator, sets: pd.Index) -> pd.DataFrame:
    """Scatter the pairs over a nearly square chip, as real ones are: the probes of a set don't lie side by side."""
    n_probes = chip.n_probe_sets * chip.n_pairs
    width = int(np.ceil(np.sqrt(2 * n_probes)))
    place = rng.permutation(n_probes)
    probe_set = np.repeat(sets.to_numpy(), chip.n_pairs)
    pair = np.tile(np.arange(1, chip.n_pairs + 1), chip.n_probe_sets)
    names = pd.Index([f"{name}:{number:02d}" for name, number in zip(probe_set, pair, strict=True)], name="probe")
    return pd.DataFrame(
        {"probe_set": probe_set, "pair": pair, "row": 2 * (place // width), "column": place % width}, index=names
    )


def _draw_arrays(chip: Chip, rng: np.random.Generator, samples: pd.DataFrame) -> pd.DataFrame:
    brightness = pd.Series(2 ** (chip.brightness_sd * rng.normal(size=len(samples))), index=samples.index)
    brightness.update(pd.Series(chip.brightness, dtype=float))
    drift = np.exp(chip.background_drift * rng.normal(size=len(samples)))
    smear = pd.Series(0.0, index=samples.index)
    smear.update(pd.Series(chip.smears, dtype=float))
    return pd.DataFrame({"brightness": brightness, "background": chip.background_mean * drift, "smear": smear})


def _smears(chip: Chip, rng: np.random.Generator, probes: pd.DataFrame, samples: pd.DataFrame) -> np.ndarray:
    """Return the light that smears add to PM and MM features, shape (2, n_probes, n_arrays)."""
    light = np.zeros((2, len(probes), len(samples)))
    # One place for each array, smeared or not, so that a second smear leaves the first where it is.
    centres = rng.random((len(samples), 2))
    size = np.array([probes["row"].max() + 2, probes["column"].max() + 1])
    for number, array in enumerate(samples.index):
        share = chip.smears.get(array, 0)
        if not share:
            continue
        places = probes[["row", "column"]].to_numpy()
        away = [np.hypot(*((places + np.array([half, 0])) / size - centres[number]).T) for half in (0, 1)]
        edge = np.quantile(np.concatenate(away), share)
        for half in (0, 1):
            light[half, away[half] <= edge, number] = chip.smear_light
    return light

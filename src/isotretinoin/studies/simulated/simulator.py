"""Draw a study whose truth is known.

One array value is the sum of the probe set's mean, the patient's own level, the composition of the biopsy (sparse
latent factors), the noise (dense latent factors and independent noise, with a variance of its own for each probe set)
and, on the second array of a patient or in the treated group, the response:

``y = mean + patient + Σ loading × composition + sd × (Σ √share × loading × factor + √rest × noise) + response``

Every part has its own stream of random numbers under the seed. Two configurations that differ in their effects alone
have the same noise at the same seed, so that a null study is the twin of the study with effects.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from isotretinoin import course_root

from ..study import Provenance, Study, StudyError
from .configurations import CONFIGURATIONS, Configuration, configuration

__all__ = ["TRUTH_KINDS", "Latent", "SimulatedStudy", "simulate"]

TRUTH_KINDS = ("unchanged", "weak", "up", "down")
"""What can be true of a simulated probe set."""

LICENCE = "CC BY 4.0"

_PARTS = ("genes", "levels", "spreads", "effects", "modules", "factors", "patients", "noise", "responses", "named rows")
_RECORDED_COLUMNS = ("probe_set", "gene_symbol", "direction", "mean_vehicle", "mean_treated", "sd_pooled")


@dataclass(frozen=True, eq=False, kw_only=True)
class Latent:
    """What no experimenter sees: the factors behind a simulated study.

    Attributes
    ----------
    factors : DataFrame, shape (n_samples, n_factors)
        Value of each latent factor in each sample; columns ``array-wide 1``, … and the names of the tissue modules.
    loadings : DataFrame, shape (n_probe_sets, n_factors)
        Change of a probe set, log2 units, for one unit of the factor.
    responses : DataFrame, shape (n_probe_sets, n_treated)
        True response of each probe set in each patient, or in each treated array.
    """

    factors: pd.DataFrame
    loadings: pd.DataFrame
    responses: pd.DataFrame


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class SimulatedStudy(Study):
    """A :class:`Study` fresh from the simulator, with its latent parts in ``latent``.

    ``truth`` has one row per probe set: ``kind`` (one of :data:`TRUTH_KINDS`), ``log2_fold_change`` (true mean response
    over the patients of this study's sexes), ``gene``, ``mean``, ``sd`` (of the noise), ``origin`` ("simulated" or
    "record") and, in a paired study, ``log2_fold_change_female`` and ``log2_fold_change_male``. For the recorded rows
    of ``seb1`` the record's difference stands as the truth, because the deposit's truth is not known.
    """

    latent: Latent | None = None


def simulate(config: Configuration | str, seed: int) -> SimulatedStudy:
    """Draw one study.

    Parameters
    ----------
    config : Configuration or str
        A configuration, or the name of one in :data:`CONFIGURATIONS`.
    seed : int
        0 or larger. The same configuration and seed give the same study on the same version of numpy; numpy does not
        promise it between versions, so a study that must not change is shipped as a file.

    Returns
    -------
    SimulatedStudy
        Expression in log2 units, with ``.truth`` and ``.latent``.

    Raises
    ------
    StudyError
        For an unknown name, an impossible parameter, a seed that is not a whole number from 0, or a table of recorded
        rows that is missing or incomplete.

    Examples
    --------
    >>> simulate("skin-small", seed=1).expression.shape
    (2000, 12)
    """
    config = configuration(config) if isinstance(config, str) else config
    if not isinstance(config, Configuration):
        raise StudyError(f"A configuration or the name of one is needed, not {type(config).__name__}.")
    seed = whole_seed(seed)
    streams = dict(
        zip(_PARTS, map(np.random.default_rng, np.random.SeedSequence(seed).spawn(len(_PARTS))), strict=True)
    )

    # Shared between draws: a Study takes a table of its own.
    samples = _samples(tuple(config.sexes), tuple(config.times), tuple(config.group_sizes))
    model = _Model(config, streams, samples)
    model.draw_probe_sets()
    model.draw_effects()
    return model.study(seed)


def whole_seed(seed: object) -> int:
    try:
        whole = operator.index(seed)
    except TypeError:
        whole = -1
    if whole < 0 or isinstance(seed, bool):
        raise StudyError(f"A seed is a whole number from 0, not {seed!r}.")
    return whole


@cache
def _samples(sexes: tuple[str, ...], times: tuple[str, ...], group_sizes: tuple[int, ...]) -> pd.DataFrame:
    """Lay out the arrays: all untreated ones first, then the treated ones in the same order of patients."""
    if not sexes:
        groups = np.repeat(["vehicle", "treated"], group_sizes)
        index = [
            f"{group}_{i + 1}"
            for group, size in zip(("vehicle", "treated"), group_sizes, strict=True)
            for i in range(size)
        ]
        return pd.DataFrame({"group": groups}, index=pd.Index(index, name="sample"))
    patients = [f"P{i + 1}" for i in range(len(sexes))]
    table = pd.DataFrame(
        {
            "patient": patients * 2,
            "time": np.repeat(times, len(patients)),
            "sex": list(sexes) * 2,
        }
    )
    table.index = pd.Index(table["patient"] + "_" + table["time"].str.replace(" ", "_"), name="sample")
    return table


@cache
def _names(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return ids for n probe sets, and symbols for n genes; a lesson draws hundreds of studies of one size."""
    numbers = range(1, n + 1)
    ids = np.array([f"SIM{number:05d}_sim" for number in numbers], dtype=object)
    return ids, np.array([f"SIMG{number:05d}" for number in numbers], dtype=object)


class _Model:
    """The parts of one draw, in the order in which they are needed."""

    def __init__(self, config: Configuration, streams: dict[str, np.random.Generator], samples: pd.DataFrame) -> None:
        self.config = config
        self.streams = streams
        self.samples = samples
        self.n_samples = len(samples)
        self.n_untreated = len(config.sexes) or config.group_sizes[0]
        self.n_treated = self.n_samples - self.n_untreated

    def draw_probe_sets(self) -> None:
        """Draw each probe set's gene, mean and noise."""
        config, n = self.config, self.config.n_probe_sets
        # Neighbours share a gene; each row begins a new one with the same chance, so that gene sizes are geometric.
        begins = self.streams["genes"].random(n) < 1 / config.probe_sets_per_gene
        begins[0] = True
        self.gene = np.cumsum(begins) - 1
        self.n_genes = int(self.gene[-1]) + 1

        probabilities, levels = zip(*config.mean_quantiles, strict=True)
        self.mean = np.interp(self.streams["levels"].random(n), probabilities, levels)
        trend = np.interp(self.mean, *zip(*config.sd_trend, strict=True))
        chi_squared = self.streams["spreads"].chisquare(config.prior_df, n)
        self.sd = config.prior_sd * trend * np.sqrt(config.prior_df / chi_squared)

        rng = self.streams["modules"]
        self.module_loadings = np.zeros((n, len(config.modules)))
        for column, module in enumerate(config.modules):
            size = min(self.n_genes, max(1, round(module.n_probe_sets / config.probe_sets_per_gene)))
            member = np.isin(self.gene, rng.choice(self.n_genes, size, replace=False))
            loading = rng.normal(module.loading, module.loading / 3, n)
            self.module_loadings[member, column] = loading[member]

        names = [module.name for module in config.modules]
        dense = [f"array-wide {i + 1}" for i in range(len(config.dense_factors))]
        rng = self.streams["factors"]
        self.factors = pd.DataFrame(
            rng.normal(size=(self.n_samples, len(dense) + len(names))),
            index=self.samples.index,
            columns=[*dense, *names],
        )
        shares = np.sqrt(np.array(config.dense_factors))
        self.dense_loadings = rng.normal(size=(n, len(dense))) * shares * self.sd[:, None]

        ids, symbols = _names(n)
        self.ids, self.symbol = ids.copy(), symbols[self.gene]
        self.origin = np.full(n, "simulated", dtype=object)

    def draw_effects(self) -> None:
        """Draw a true effect per gene, share it among its probe sets, and let patients differ."""
        config, rng = self.config, self.streams["effects"]
        n = config.n_probe_sets
        n_up, n_down, n_weak = config.effect_genes
        order = rng.permutation(self.n_genes)
        if n_up + n_down + n_weak >= self.n_genes:
            raise StudyError(f"Configuration {config.name!r}: too few genes for all effects; ask for fewer.")
        effect = np.zeros(self.n_genes)
        kind = np.full(self.n_genes, "unchanged", dtype=object)
        up, down, weak, _ = np.split(order, np.cumsum([n_up, n_down, n_weak]))
        effect[up] = config.effect_floor + rng.gamma(config.effect_shape, config.effect_scale_up, n_up)
        effect[down] = -config.effect_floor - rng.gamma(config.effect_shape, config.effect_scale_down, n_down)
        effect[weak] = rng.normal(0.0, config.weak_sd, n_weak)
        kind[up], kind[down], kind[weak] = "up", "down", "weak"

        self.kind = kind[self.gene]
        self.effect = effect[self.gene] * rng.uniform(*config.affinity, n)
        if config.weak_unit == "noise sd":
            self.effect *= np.where(self.kind == "weak", self.sd, 1.0)
        self.effect_by_sex = {"female": self.effect.copy(), "male": self.effect.copy()}
        relative = 1 + config.heterogeneity * self.streams["responses"].normal(size=(n, self.n_treated))
        self.responses = self.effect[:, None] * relative
        if config.sex_response is not None:
            self._place_sex_response()

    def _place_sex_response(self) -> None:
        """Give one unchanged row the name, level and response of the gene that the course follows."""
        row, rng = self.config.sex_response, self.streams["named rows"]
        # A gene with one probe set, so that no simulated neighbour shares the name.
        alone = np.bincount(self.gene)[self.gene] == 1
        free = np.flatnonzero((self.kind == "unchanged") & alone)
        if not len(free):
            raise StudyError(
                f"Configuration {self.config.name!r}: no unchanged gene with one probe set is left for {row.symbol}."
            )
        at = int(rng.choice(free))
        self.dense_loadings[at] *= row.sd / self.sd[at]
        self.module_loadings[at] = 0.0
        self.mean[at], self.sd[at] = row.mean, row.sd
        self.ids[at], self.symbol[at] = row.probe_set, row.symbol
        by_patient = np.where(np.array(self.config.sexes) == "male", row.male, row.female)
        self.effect[at] = by_patient.mean()
        self.effect_by_sex["female"][at], self.effect_by_sex["male"][at] = row.female, row.male
        self.kind[at] = "up" if self.effect[at] > 0 else "down" if self.effect[at] < 0 else "unchanged"
        self.responses[at] = by_patient * (1 + row.heterogeneity * rng.normal(size=self.n_treated))

    def noise(self) -> np.ndarray:
        """Draw what differs between arrays without any effect, shape (n_probe_sets, n_samples)."""
        config, n = self.config, self.config.n_probe_sets
        rest = np.sqrt(1 - sum(config.dense_factors))
        noise = rest * self.sd[:, None] * self.streams["noise"].normal(size=(n, self.n_samples))
        noise += np.hstack([self.dense_loadings, self.module_loadings]) @ self.factors.to_numpy().T
        if config.is_paired:
            rng = self.streams["patients"]
            # Gamma with mean 1: some genes differ much between people, most a little.
            spread = config.patient_sd * rng.gamma(4.0, 0.25, (n, 1))
            noise += np.tile(spread * rng.normal(size=(n, self.n_treated)), 2)
        return noise

    def study(self, seed: int) -> SimulatedStudy:
        """Add the parts up."""
        config = self.config
        noise = self.noise()
        values = self.mean[:, None] + noise
        values[:, self.n_untreated :] += self.responses
        if config.recorded_rows:
            self._place_recorded_rows(values, noise)
        index = pd.Index(self.ids, name="probe_set")
        expression = pd.DataFrame(values, index=index, columns=self.samples.index)
        columns = {
            "kind": self.kind,
            "log2_fold_change": self.effect,
            "gene": self.symbol,
            "mean": self.mean,
            "sd": self.sd,
            "origin": self.origin,
        }
        if config.is_paired:
            columns |= {f"log2_fold_change_{sex}": self.effect_by_sex[sex] for sex in ("female", "male")}
        treated = self.samples.index[self.n_untreated :]
        latent = Latent(
            factors=self.factors,
            loadings=pd.DataFrame(
                np.hstack([self.dense_loadings, self.module_loadings]), index=index, columns=self.factors.columns
            ),
            responses=pd.DataFrame(self.responses, index=index, columns=treated),
        )
        return SimulatedStudy(
            name=config.name,
            expression=expression,
            samples=self.samples,
            probe_sets=pd.DataFrame({"symbol": self.symbol, "origin": self.origin}, index=index),
            provenance=_provenance(config, seed),
            truth=pd.DataFrame(columns, index=index),
            latent=latent,
        )

    def _place_recorded_rows(self, values: np.ndarray, noise: np.ndarray) -> None:
        """Scale the noise of some rows so that group means and pooled standard deviation are the record's."""
        table = _recorded_table(self.config)
        free = np.flatnonzero(self.kind == "unchanged")
        rows = np.sort(self.streams["named rows"].choice(free, len(table), replace=False))
        split = self.n_untreated
        centred = noise[rows]
        for group in (slice(None, split), slice(split, None)):
            centred[:, group] -= centred[:, group].mean(axis=1, keepdims=True)
        pooled = np.sqrt((centred**2).sum(axis=1) / (self.n_samples - 2))
        means = table[["mean_vehicle", "mean_treated"]].to_numpy()
        sd = table["sd_pooled"].to_numpy()
        values[rows] = np.repeat(means, self.config.group_sizes, axis=1) + centred * (sd / pooled)[:, None]

        difference = means[:, 1] - means[:, 0]
        self.ids[rows], self.symbol[rows] = table["probe_set"], table["gene_symbol"]
        self.kind[rows], self.effect[rows] = table["direction"], difference
        self.mean[rows], self.sd[rows], self.origin[rows] = means[:, 0], sd, "record"
        self.dense_loadings[rows], self.module_loadings[rows] = 0.0, 0.0
        self.responses[rows] = difference[:, None]


def _recorded_table(config: Configuration) -> pd.DataFrame:
    path = course_root() / "data" / "evidence" / "tables" / config.recorded_rows
    if not path.is_file():
        raise StudyError(
            f"The configuration {config.name} needs data/evidence/tables/{config.recorded_rows}, which is not there. "
            "Restore the file from the repository, or use the configuration without recorded rows."
        )
    table = pd.read_csv(path, keep_default_na=False, dtype={"probe_set": str})
    missing = [name for name in _RECORDED_COLUMNS if name not in table]
    if missing:
        raise StudyError(f"data/evidence/tables/{config.recorded_rows} has no column {', '.join(missing)}.")
    if not table["direction"].isin(["up", "down"]).all() or not (table["sd_pooled"] > 0).all():
        raise StudyError(f"data/evidence/tables/{config.recorded_rows}: a direction or a spread is impossible.")
    return table


def _provenance(config: Configuration, seed: int) -> Provenance:
    named = CONFIGURATIONS.get(config.name) == config
    changes = ["Drawn from a model; no value was measured."]
    if config.recorded_rows:
        changes = [
            f"The probe sets of {config.recorded_rows} have the group means and pooled standard deviations of the "
            "deposited values; their single values, and everything about the other rows, are drawn from a model."
        ]
    return Provenance(
        kind="simulated",
        source="simulator",
        accession=config.accession,
        licence=LICENCE,
        scale="log2, by construction",
        changes=tuple(changes),
        configuration=config.name if named else f"{config.name}, changed",
        seed=seed,
    )

"""Named sets of parameters for the simulator, each parameter with the ground it stands on.

Three words say what a parameter rests on. *Measured*: a figure of real arrays. *Assumed*: nobody gave us a figure, and
a plain choice was made. *Tuned*: turned by hand until a stated picture came out, so that this picture proves nothing.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType

import pandas as pd

from ..study import StudyError

__all__ = ["CONFIGURATIONS", "GROUNDS", "Configuration", "Module", "SexResponse", "configuration"]

GROUNDS = ("record", "measured", "design", "assumed", "tuned")
"""First word of every source: what a parameter rests on."""

_BLADDER = (
    "57 human bladder arrays on HG-U133A (bladderbatch 1.36.0, RMA log2, residuals of outcome and batch), "
    "the nearest tissue that was at hand; no skin arrays"
)
_DEPOSIT = "GSE10432, deposited values, residuals of the two groups"


def _refuse(condition: bool, message: str) -> None:
    if condition:
        raise StudyError(message)


@dataclass(frozen=True)
class Module:
    """Genes that move together because a biopsy holds more or less of one tissue.

    Parameters
    ----------
    name : str
        What the biopsy holds more or less of.
    n_probe_sets : int
        Expected number of member probe sets.
    loading : float
        Mean change of a member, log2 units, for one standard deviation of the tissue's share; its spread between
        members is a third of that.
    """

    name: str
    n_probe_sets: int
    loading: float


@dataclass(frozen=True)
class SexResponse:
    """The response of one probe set that differs between women and men.

    Parameters
    ----------
    probe_set, symbol : str
        The real identifier and gene that the row stands for. Its values are simulated all the same.
    mean : float
        Expression before treatment, log2.
    sd : float
        Standard deviation of the arrays' noise, log2.
    male, female : float
        True response, log2 fold change.
    heterogeneity : float
        Standard deviation of the response between patients, as a share of the response.
    """

    probe_set: str
    symbol: str
    mean: float
    sd: float
    male: float
    female: float
    heterogeneity: float


def _ground(source: str, **kwargs: object) -> object:
    return field(metadata={"source": source}, **kwargs)


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Everything that a simulated study depends on, apart from its seed.

    The unit is log2 expression throughout. :meth:`parameters` gives the source of each value. A changed copy is made
    with :func:`dataclasses.replace`.

    Parameters
    ----------
    name : str
        Short name.
    summary : str
        What the configuration is for.
    accession : str
        The record that it stands for; empty if none.
    n_probe_sets : int
        Rows.
    probe_sets_per_gene : float
        Mean number of probe sets of a gene, at least 1; the number is geometric.
    sexes : tuple of {"female", "male"}
        One entry per patient of a paired study. Empty for two groups of unpaired arrays.
    times : tuple of str
        Names of the two time points of a paired study.
    group_sizes : tuple of int
        Number of vehicle and of treated arrays. Empty for a paired study.
    mean_quantiles : tuple of (probability, log2 expression)
        Distribution of the probe sets' means.
    sd_trend : tuple of (log2 expression, relative standard deviation)
        How the noise changes with the mean; 1 everywhere for none.
    prior_df, prior_sd : float
        Noise variances are ``prior_sd**2 * prior_df / chi-squared(prior_df)``, the model of moderated t (Smyth 2004).
    dense_factors : tuple of float
        Share of the noise variance that each array-wide latent factor carries; every probe set has a loading.
    modules : tuple of Module
        Sparse latent factors.
    patient_sd : float
        Typical standard deviation between patients, the same before and after; 0 in an unpaired study.
    n_up, n_down : int
        Expected number of probe sets with a strong true effect.
    effect_floor, effect_shape, effect_scale_up, effect_scale_down : float
        A gene's strong effect has the size ``effect_floor + gamma(effect_shape, scale)``.
    affinity : tuple of (low, high)
        A probe set shows this share of its gene's effect, drawn evenly.
    n_weak : int
        Expected number of probe sets with a weak true effect.
    weak_sd : float
        Standard deviation of the weak effects, which go both ways.
    weak_unit : {"log2", "noise sd"}
        Unit of ``weak_sd``: log2 expression, or the probe set's own noise, so that what varies more also responds more.
    heterogeneity : float
        Standard deviation of a probe set's response between patients, as a share of its true effect.
    sex_response : SexResponse or None
        The row that responds differently in women and men.
    recorded_rows : str
        Table in ``data/evidence/tables`` whose probe sets take their group means and pooled standard deviations from
        the record instead of the model; empty for none.
    sources : mapping of parameter to text
        Sources that differ from the usual ones.

    Raises
    ------
    StudyError
        If no study can have these parameters; the message says which one and what it may be.
    """

    name: str
    summary: str = ""
    accession: str = ""
    n_probe_sets: int = _ground("record: HG-U133A 2.0 (GPL571) has 22,277 probe sets", default=22277)
    probe_sets_per_gene: float = _ground("assumed", default=1.6)
    sexes: tuple[str, ...] = _ground("assumed: the record available to us gives no sex", default=())
    times: tuple[str, ...] = _ground("record: the two time points of the series", default=("baseline", "week 1"))
    group_sizes: tuple[int, ...] = _ground("design: a paired study has none", default=())
    mean_quantiles: tuple[tuple[float, float], ...] = _ground(f"measured: {_BLADDER}; both ends assumed", default=())
    sd_trend: tuple[tuple[float, float], ...] = _ground(
        f"measured: {_BLADDER}; median residual SD in bins of the mean, relative to the bin at 6.15",
        default=((6.15, 1.0),),
    )
    prior_df: float = _ground(
        "assumed: within a patient nobody measured it; 4.0 in GSE10432, 2.8 to 7.2 between subjects in six sets of "
        "tissue arrays",
        default=4.0,
    )
    prior_sd: float = _ground(
        "assumed: within a patient nobody measured it; 0.205 in GSE10432, 0.24 to 0.31 between subjects in tissue",
        default=0.21,
    )
    dense_factors: tuple[float, ...] = _ground(
        "measured: principal components of standardised residuals in tissue, first 0.23 to 0.28, second 0.08 to 0.13",
        default=(),
    )
    modules: tuple[Module, ...] = _ground("assumed: names, sizes and loadings", default=())
    patient_sd: float = _ground("assumed: pairing removes it", default=0.0)
    n_up: int = _ground("design: none", default=0)
    n_down: int = _ground("design: none", default=0)
    effect_floor: float = _ground("assumed", default=0.25)
    effect_shape: float = _ground("assumed", default=3.0)
    effect_scale_up: float = _ground("assumed", default=0.245)
    effect_scale_down: float = _ground("assumed", default=0.22)
    affinity: tuple[float, float] = _ground("assumed", default=(0.7, 1.0))
    n_weak: int = _ground("assumed", default=0)
    weak_sd: float = _ground("assumed", default=0.08)
    weak_unit: str = _ground("assumed", default="log2")
    heterogeneity: float = _ground("assumed", default=0.0)
    sex_response: SexResponse | None = _ground("design: none", default=None)  # noqa: RUF009
    recorded_rows: str = _ground("design: none", default="")
    sources: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", MappingProxyType(dict(self.sources)))
        self._check_design()
        self._check_noise()
        self._check_effects()
        self._check_sources()

    @property
    def is_paired(self) -> bool:
        """Whether each patient has an array at both time points."""
        return bool(self.sexes)

    @property
    def n_genes(self) -> int:
        """Expected number of genes."""
        return max(1, round(self.n_probe_sets / self.probe_sets_per_gene))

    @property
    def effect_genes(self) -> tuple[int, int, int]:
        """Number of genes with a strong rise, a strong fall and a weak effect."""
        up, down, weak = (round(n / self.probe_sets_per_gene) for n in (self.n_up, self.n_down, self.n_weak))
        return up, down, weak

    def parameters(self) -> pd.DataFrame:
        """List every parameter with its value and its source.

        Returns
        -------
        DataFrame, index: parameter
            Columns ``value``, ``ground`` (one of :data:`GROUNDS`) and ``source`` (the whole text).
        """
        rows = []
        for item in fields(self):
            if "source" not in item.metadata:
                continue
            source = self.sources.get(item.name, item.metadata["source"])
            rows.append((item.name, getattr(self, item.name), source.split(":")[0], source))
        return pd.DataFrame(rows, columns=["parameter", "value", "ground", "source"]).set_index("parameter")

    def _check_design(self) -> None:
        who = f"Configuration {self.name!r}"
        _refuse(not self.name, "A configuration needs a name.")
        whole = isinstance(self.n_probe_sets, int) and not isinstance(self.n_probe_sets, bool)
        _refuse(
            not whole or not 10 <= self.n_probe_sets <= 99_999,
            f"{who}: n_probe_sets is {self.n_probe_sets!r}; a whole number from 10 to 99,999 is needed.",
        )
        _refuse(
            not _finite(self.probe_sets_per_gene) or self.probe_sets_per_gene < 1,
            f"{who}: probe_sets_per_gene is {self.probe_sets_per_gene!r}; a gene has 1 or more.",
        )
        _refuse(
            bool(self.sexes) == bool(self.group_sizes),
            f"{who}: give either sexes (one per patient, paired) or group_sizes (two unpaired groups), not both.",
        )
        if self.is_paired:
            strange = sorted({str(sex) for sex in self.sexes} - {"female", "male"})
            _refuse(bool(strange), f"{who}: sexes are 'female' and 'male' here, not {', '.join(map(repr, strange))}.")
            _refuse(len(self.sexes) < 2, f"{who}: a paired study needs 2 or more patients.")
            _refuse(
                len(self.times) != 2 or len(set(self.times)) != 2,
                f"{who}: times are the names of two different time points, not {self.times!r}.",
            )
        else:
            sizes = self.group_sizes
            _refuse(
                len(sizes) != 2 or any(not isinstance(n, int) or n < 2 for n in sizes),
                f"{who}: group_sizes are the numbers of vehicle and treated arrays, each 2 or more, not {sizes!r}.",
            )
            _refuse(self.patient_sd != 0, f"{who}: unpaired arrays have no patients, so patient_sd must be 0.")

    def _check_noise(self) -> None:
        who = f"Configuration {self.name!r}"
        for name in ("prior_df", "prior_sd"):
            value = getattr(self, name)
            _refuse(not _finite(value) or value <= 0, f"{who}: {name} is {value!r}; it must be above 0.")
        for name in ("patient_sd", "weak_sd", "heterogeneity", "effect_floor"):
            value = getattr(self, name)
            _refuse(not _finite(value) or value < 0, f"{who}: {name} is {value!r}; it must be 0 or more.")
        shares = self.dense_factors
        _refuse(
            any(not _finite(share) or share < 0 for share in shares) or sum(shares) >= 1,
            f"{who}: dense_factors are shares of the noise variance, from 0 and together below 1, not {shares!r}.",
        )
        _refuse(
            len(self.mean_quantiles) < 2, f"{who}: mean_quantiles needs two or more (probability, expression) pairs."
        )
        probabilities, levels = zip(*self.mean_quantiles, strict=True)
        _refuse(
            probabilities[0] != 0 or probabilities[-1] != 1 or not _rises(probabilities) or not _rises(levels),
            f"{who}: mean_quantiles must rise, from probability 0 to probability 1.",
        )
        _refuse(
            not self.sd_trend
            or not _rises([mean for mean, _ in self.sd_trend])
            or any(s <= 0 for _, s in self.sd_trend),
            f"{who}: sd_trend needs (expression, relative SD) pairs with rising expression and SDs above 0.",
        )
        for module in self.modules:
            _refuse(
                not 0 < module.n_probe_sets <= self.n_probe_sets,
                f"{who}: the module {module.name} has {module.n_probe_sets} of {self.n_probe_sets} probe sets.",
            )

    def _check_effects(self) -> None:
        who = f"Configuration {self.name!r}"
        for name in ("n_up", "n_down", "n_weak"):
            value = getattr(self, name)
            _refuse(not isinstance(value, int) or value < 0, f"{who}: {name} is {value!r}; give a whole number from 0.")
        total = self.n_up + self.n_down + self.n_weak
        _refuse(
            sum(self.effect_genes) >= self.n_genes,
            f"{who}: {total} probe sets with an effect don't fit among {self.n_probe_sets}; some must stay unchanged.",
        )
        for name in ("effect_shape", "effect_scale_up", "effect_scale_down"):
            value = getattr(self, name)
            _refuse(not _finite(value) or value <= 0, f"{who}: {name} is {value!r}; it must be above 0.")
        _refuse(
            self.weak_unit not in ("log2", "noise sd"),
            f"{who}: weak_unit is 'log2' or 'noise sd', not {self.weak_unit!r}.",
        )
        low, high = self.affinity
        _refuse(not 0 < low <= high <= 1, f"{who}: affinity is a range within 0 and 1, not {self.affinity!r}.")
        row = self.sex_response
        _refuse(
            row is not None and not self.is_paired,
            f"{who}: a response that differs by sex needs patients with a sex; this study has none.",
        )
        if row is not None:
            numbers = (row.mean, row.sd, row.male, row.female, row.heterogeneity)
            _refuse(not all(map(_finite, numbers)), f"{who}: {row.symbol} has a value that is not a number.")
            _refuse(row.sd <= 0 or row.heterogeneity < 0, f"{who}: the spreads of {row.symbol} cannot be negative.")
        _refuse(
            bool(self.recorded_rows) and self.is_paired,
            f"{who}: recorded rows have group means and pooled standard deviations, which fit an unpaired study only.",
        )

    def _check_sources(self) -> None:
        known = {item.name for item in fields(self) if "source" in item.metadata}
        strange = sorted(set(self.sources) - known)
        _refuse(bool(strange), f"Configuration {self.name!r}: no parameter is called {', '.join(strange)}.")
        for name, source in self.sources.items():
            _refuse(
                source.split(":")[0] not in GROUNDS,
                f"Configuration {self.name!r}: the source of {name} must begin with one of {', '.join(GROUNDS)}.",
            )


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _rises(values: object) -> bool:
    values = list(values)
    return all(map(_finite, values)) and all(a < b for a, b in itertools.pairwise(values))


# Array means and their spread, from the residual fits of real arrays; the ends (probability 0 and 1) are assumed.
_TISSUE_MEANS = (
    (0.0, 3.0),
    (0.001, 3.150),
    (0.01, 3.321),
    (0.05, 3.702),
    (0.1, 4.055),
    (0.25, 4.924),
    (0.5, 6.039),
    (0.75, 7.127),
    (0.9, 8.192),
    (0.95, 8.927),
    (0.99, 10.993),
    (0.999, 12.753),
    (1.0, 13.5),
)
_TISSUE_TREND = (
    (3.47, 0.46),
    (4.22, 0.69),
    (5.05, 0.85),
    (6.15, 1.00),
    (7.26, 1.16),
    (8.52, 1.36),
    (10.10, 1.40),
)
_CELL_MEANS = (
    (0.0, 2.5),
    (0.001, 2.644),
    (0.01, 2.859),
    (0.05, 3.313),
    (0.1, 3.795),
    (0.25, 4.936),
    (0.5, 6.276),
    (0.75, 7.486),
    (0.9, 8.592),
    (0.95, 9.381),
    (0.99, 11.186),
    (0.999, 12.641),
    (1.0, 13.5),
)
_BIOPSY = (Module("sebaceous", 250, 0.225), Module("immune", 600, 0.175), Module("epidermal", 500, 0.125))

# No number for NGAL or LCN2 by sex was ever found. With three men among six patients a response in men only could not
# be called by any paired test, so the women respond too.
_LCN2 = SexResponse("212531_at", "LCN2", mean=7.0, sd=0.22, male=2.6, female=1.4, heterogeneity=0.15)
_LCN2_SOURCE = (
    "assumed: every number. An article reports a response strong in males and very small in females, without a figure, "
    "and no NGAL number by sex is known to us; 2.6 and 1.4 are a compromise that a paired test of six patients can see"
)

SKIN = Configuration(
    name="skin",
    summary="Six patients, three women and three men, one biopsy before and one after a week of isotretinoin.",
    accession="GSE10433",
    sexes=("female", "female", "female", "male", "male", "male"),
    mean_quantiles=_TISSUE_MEANS,
    sd_trend=_TISSUE_TREND,
    dense_factors=(0.25, 0.10),
    modules=_BIOPSY,
    patient_sd=0.30,
    n_up=134,
    n_down=74,
    n_weak=2500,
    heterogeneity=0.25,
    sex_response=_LCN2,
    sources={
        "n_up": "tuned: until moderated t with Benjamini-Hochberg at 5 % called about 80 probe sets at the median",
        "n_down": "tuned: until moderated t with Benjamini-Hochberg at 5 % called about 80 probe sets at the median",
        "sex_response": _LCN2_SOURCE,
    },
)

SKIN_8WK = replace(
    SKIN,
    name="skin-8wk",
    summary="Eight patients, four women and four men, before and after eight weeks of isotretinoin.",
    accession="GSE11792",
    sexes=("female",) * 4 + ("male",) * 4,
    times=("baseline", "week 8"),
    n_up=236,
    n_down=780,
    n_weak=3200,
    sources={
        "n_up": "tuned: until moderated t with Benjamini-Hochberg at 5 % called about the 197 rises that a copy of "
        "the record's summary gives (secondary source, method not stated)",
        "n_down": "tuned: until moderated t with Benjamini-Hochberg at 5 % called about the 587 falls that a copy of "
        "the record's summary gives (secondary source, method not stated)",
        "sex_response": _LCN2_SOURCE + "; that LCN2 still responds at eight weeks is assumed as well",
    },
)

SEB1 = Configuration(
    name="seb1",
    summary="Cultured SEB-1 sebocytes, three vehicle and three treated arrays, not paired.",
    accession="GSE10432",
    n_probe_sets=12625,
    group_sizes=(3, 3),
    mean_quantiles=_CELL_MEANS,
    sd_trend=((6.0, 1.0),),
    prior_df=4.0,
    prior_sd=0.205,
    dense_factors=(0.10, 0.05),
    n_weak=11000,
    weak_sd=0.8,
    weak_unit="noise sd",
    recorded_rows="sebocyte_sam_85.csv",
    sources={
        "n_probe_sets": "record: HG-U95Av2 (GPL8300) has 12,625 probe sets",
        "sexes": "record: one cell line, so no patients",
        "times": "design: one time point; not used",
        "group_sizes": "record: three plates with vehicle, three with 0.1 µM 13-cis retinoic acid for 72 h",
        "mean_quantiles": "measured: GSE10432, deposited values; both ends assumed",
        "sd_trend": f"measured: {_DEPOSIT}; no trend worth a parameter (bins lie between 0.91 and 1.26)",
        "prior_df": f"measured: {_DEPOSIT}, limma's d0 is 4.0",
        "prior_sd": f"measured: {_DEPOSIT}, limma's s0 is 0.205",
        "dense_factors": "tuned: until the four principal components of the standardised residuals had about the "
        "shares that they have in GSE10432",
        "modules": "design: one cell line, no tissue composition",
        "patient_sd": "design: no patients",
        "n_weak": "tuned: together with weak_sd, until about as many probe sets had Student's P < 0.05 and a twofold "
        "change as in GSE10432",
        "weak_sd": "tuned: together with n_weak",
        "weak_unit": "assumed: effects grow with a row's noise, as in the prior of Smyth (2004)",
        "heterogeneity": "assumed: plates of one cell line respond alike",
        "recorded_rows": "record: group means and pooled standard deviations of the 85 probe sets that SAM calls in "
        "GSE10432, recomputed from the deposited values",
    },
)

SKIN_SMALL = replace(
    SKIN,
    name="skin-small",
    summary="The skin study with 2,000 probe sets and larger effects: a study of its own for each student.",
    accession="",
    n_probe_sets=2000,
    modules=tuple(Module(module.name, module.n_probe_sets // 10, module.loading) for module in _BIOPSY),
    n_up=60,
    n_down=40,
    n_weak=180,
    effect_floor=0.4,
    sources={
        "n_probe_sets": "assumed: small enough for a spreadsheet",
        "n_up": "assumed",
        "n_down": "assumed",
        "effect_floor": "assumed: larger than in skin, so that every seed has something to find",
        "sex_response": _LCN2_SOURCE,
    },
)


def _null(of: Configuration) -> Configuration:
    """Take every effect out of a configuration; the noise of a seed stays the same."""
    none = "design: nothing responds"
    return replace(
        of,
        name=f"{of.name}-null",
        summary=f"As {of.name}, but nothing responds to the drug: every call is false.",
        accession="",
        n_up=0,
        n_down=0,
        n_weak=0,
        sex_response=None,
        recorded_rows="",
        sources={
            **of.sources,
            "n_up": none,
            "n_down": none,
            "n_weak": none,
            "sex_response": none,
            "recorded_rows": none,
        },
    )


CONFIGURATIONS: Mapping[str, Configuration] = MappingProxyType(
    {
        item.name: item
        for item in (
            SEB1,
            SKIN,
            SKIN_8WK,
            SKIN_SMALL,
            _null(SEB1),
            _null(SKIN),
            _null(SKIN_8WK),
            _null(SKIN_SMALL),
        )
    }
)
"""Every named configuration."""


def configuration(name: str) -> Configuration:
    """Return the configuration of that name.

    Raises
    ------
    StudyError
        If there is none; the message lists the names.
    """
    if name not in CONFIGURATIONS:
        raise StudyError(f"No configuration is called {name!r}. There are: {', '.join(CONFIGURATIONS)}.")
    return CONFIGURATIONS[name]

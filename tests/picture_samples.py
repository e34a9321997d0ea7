"""Each picture of the course as its lessons show it: its name and the values that come in."""

from __future__ import annotations

from functools import cache, partial
from itertools import combinations, product
from operator import mul
from typing import Any

from scipy.stats import hypergeom

from isotretinoin import pictures
from isotretinoin.evidence import claim
from isotretinoin.pictures import Picture
from isotretinoin.pictures.drawings.quantiles import STEPS as QUANTILE_STEPS
from isotretinoin.pictures.drawings.rivals import STEPS
from isotretinoin.pictures.drawings.two_worlds import RESCUES

_KNOCKDOWN = {"rise": claim("lcn2-fold"), "kept": 0.3}
_ARRAYS = [float(value) for value in claim("lcn2-arrays").value.replace("|", " ").split()]
_EXCHANGE = {
    "values": _ARRAYS,
    "differences": [(2 * sum(way) - sum(_ARRAYS)) / 3 for way in combinations(_ARRAYS, 3)],
    "sources": (claim("lcn2-arrays"), claim("calc-3v3-floor")),
}
_CHANGES = [1.9, 1.2, 2.3, 0.8, 1.1, 0.6]
_IRON = {"sources": (claim("iron-goetz"), claim("iron-siderophore-specific"), claim("iron-evasion"))}
_TRIAL = {"arm": 63, "benefit": "0", "harm": "0.5", "sources": (claim("wk8-composition"),)}
_CHIP = {"pairs": claim("data-u95-probes"), "reading": "9.45", "sources": (claim("lcn2-arrays"),)}
_URN = {"name": "urn", "universe": 1200, "marked": 40, "hand": 60, "sources": (claim("gene-slc22a17-absent"),)}


def _hands(universe: int) -> list[float]:
    return [float(chance) for chance in hypergeom.pmf(range(11), universe, 40, 60)]


_SKIN = tuple(
    map(claim, ("skin-lcn2-top", "skin-grt-top-two", "skin-reanalysis-up", "creeds-lcn2-both", "seed-lcn2-top"))
)
_DISH = tuple(
    map(
        claim,
        ("geo-58-up-cells", "data-superseries-summary", "seed-58-up-in-skin", "skin-lcn2-top", "creeds-lcn2-both"),
    )
)
_QUANTILES = {
    "arrays": {"A": (200, 900, 300, 500), "B": (400, 2100, 800, 1000), "C": (150, 300, 250, 600)},
    "probes": tuple("pqrs"),
    "sources": (claim("geo-rma-quantile-tukey"),),
}

SAMPLES: dict[str, dict[str, Any]] = {
    "gland, lesson 1": {"name": "gland", "smaller": claim("time-gland-90"), "days": claim("death-turnover")},
    "gland, lesson 10": {
        "name": "gland",
        "surface": claim("det-surface-2p4"),
        "gland": claim("det-gland-increase"),
        "follicle": claim("det-normal-follicles"),
    },
    "knockdown and control": {"name": "knockdown", **_KNOCKDOWN},
    "knockdown": {"name": "knockdown", **_KNOCKDOWN, "silenced": True},
    "knockdown without the drug": {"name": "knockdown", **_KNOCKDOWN, "silenced": True, "drug": False},
    "control": {"name": "knockdown", **_KNOCKDOWN, "silenced": False},
    "control without the drug": {"name": "knockdown", **_KNOCKDOWN, "silenced": False, "drug": False},
    "chip, all steps": {"name": "chip", **_CHIP},
    "chip, first step": {"name": "chip", **_CHIP, "step": "1 take the RNA"},
    "chip, second step": {"name": "chip", **_CHIP, "step": "2 copy and dye"},
    "chip, third step": {"name": "chip", **_CHIP, "step": "3 catch"},
    "chip, fourth step": {"name": "chip", **_CHIP, "step": "4 light to number"},
    **{f"iron, {cups} NGAL": {"name": "iron_piracy", **_IRON, "cups": cups} for cups in (0, 2, 4, 6)},
    **{f"iron, sugar, {cups} NGAL": {"name": "iron_piracy", **_IRON, "cups": cups, "sugar": True} for cups in (0, 6)},
    **{f"exchange, way {way}": {"name": "exchange", **_EXCHANGE, "way": way} for way in (1, 7, 20)},
    "one unit": {
        "name": "one_unit",
        "donor": claim("geo-donor"),
        "plates": claim("geo-design-3v3"),
        "dose": claim("geo-dose"),
        "hours": claim("geo-duration"),
        "patients": claim("skin-seven-patients"),
        "pairs": claim("skin-six-pairs"),
    },
    "chain": {
        "name": "chain",
        "up": claim("geo-58-up-cells"),
        "down": claim("geo-27-down-cells"),
        "total": claim("geo-85-hits"),
        "plates": claim("geo-design-3v3"),
        "dose": claim("geo-dose"),
        "hours": claim("geo-duration"),
        "sources": (claim("data-superseries-summary"), claim("skin-lcn2-top"), claim("seed-58-up-in-skin")),
    },
    "locks": {
        "name": "locks",
        "putative": claim("rec-six-putative"),
        "bound": (4, 4, 1),
        "responses": (0.67, 0.0, 0.33),
        "sources": (claim("seed-three-receptor-forms"),),
    },
    "sign flip": {
        "name": "sign_flip",
        "changes": _CHANGES,
        "means": [sum(map(mul, signs, _CHANGES)) / 6 for signs in product((1, -1), repeat=6)],
        "floor": claim("calc-signflip-floor"),
        "names": ["P1", "P2", "P3", "P4", "P5", "P6"],
        "square": [False, False, False, True, True, True],
    },
    "rivals": {
        "name": "rivals",
        "grades": dict(zip(STEPS, ("fair", "fair", "fair", "fair", "fair", "bare", "weak", "bare"), strict=True)),
        "atra": claim("mech-atra"),
        "trail": claim("gene-tnfsf10"),
        "sources": tuple(
            map(claim, ("det-gland-increase", "cell-sirna-inhibits", "ap-rar-antagonist", "mech-p53-patients"))
        ),
    },
    "wirings": {
        "name": "wirings",
        "patterns": ((1, 1), (0.5, 0.5), (0, 1), (1, 0), (0, 0)),
        "sources": (claim("cell-sirna-inhibits"), claim("cell-rhngal-kills")),
    },
    "three studies": {
        "name": "three_studies",
        "donor": claim("geo-donor"),
        "plates": claim("geo-design-3v3"),
        "dose": claim("geo-dose"),
        "hours": claim("geo-duration"),
        "sets": claim("geo-12625"),
        "public": claim("geo-dates"),
        "patients": claim("skin-seven-patients"),
        "pairs": claim("skin-six-pairs"),
        "late": claim("wk8-eight-patients"),
        "changed": claim("wk8-784"),
        "chip": "HG-U133A 2.0",
    },
    "urn": {**_URN, "shared": 3, "chances": _hands(1200)},
    "urn, nothing marked": {**_URN, "shared": 0, "chances": _hands(1200)},
    "urn, genes in use": {**_URN, "shared": 5, "dark": 600, "chances": _hands(600)},
    "two gaps": {
        "name": "two_gaps",
        "women": (1.23, 0.94, 1.53),
        "men": (2.73, 1.92, 3.53),
        "difference": (1.5, 0.94, 2.05),
        "errors": (0.069, 0.187),
        "trap": {
            "women": (2.14, -1.88, 6.16),
            "men": (2.14, 1.2, 3.08),
            "men − women": (0.0, -2.66, 2.67),
        },
        "sources": (claim("seed-sex-difference"),),
    },
    "four windows": {
        "name": "four_windows",
        "surface": claim("det-surface-2p4"),
        "sources": tuple(map(claim, ("skin-lcn2-top", "det-gland-increase", "det-serum-50v30"))),
    },
    "voices": {
        "name": "voices",
        "right": (True, True, False, True, True, False, True, True, True),
        "shares": (0.9, 0.7),
        "skin": tuple(one.source.short for one in _SKIN),
        "other": (claim("skin-qpcr-independent").source.short,),
        "dish": (*(one.source.short for one in _DISH), "this course"),
        "sources": (*_SKIN, claim("skin-qpcr-independent"), *_DISH),
    },
    **{f"quantiles, {step}": {"name": "quantiles", **_QUANTILES, "step": step} for step in QUANTILE_STEPS},
    "square": {
        "name": "square",
        **{"false": 92, "alone": 1797, "found": 100, "missed": 11},
        "rows": claim("geo-12625"),
        "chance": 631,
        "sources": (claim("calc-false-positives"),),
    },
    "masses": {
        "name": "masses",
        "residues": claim("prot-178-residues"),
        "alone": claim("prot-25kda"),
        "forms": claim("prot-22-45-90"),
        "together": claim("prot-135kda"),
        "enzyme": 92,
        "rise": claim("lcn2-fold"),
        "half_life": 48,
        "days": (3, 7),
    },
    "two worlds": {
        "name": "two_worlds",
        "food": dict(zip(RESCUES, (0.1, 0.1, 0.1, 1.0), strict=True)),
        "iron": dict(zip(RESCUES, (0.1, 1.05, 1.0, 0.1), strict=True)),
        "sources": (claim("time-sebum-before-bacteria"), claim("time-ngal-first")),
    },
    "background": {
        "name": "background",
        **{"glow": 100, "dim": 20, "bright": 2000},
        "sources": (claim("geo-rma-quantile-tukey"),),
    },
    "shadow": {
        "name": "shadow",
        "cloud": [
            *((-2.1, 0.3), (-1.6, -0.4), (-1.3, 0.2), (-0.8, 0.5), (-0.4, -0.3), (0.1, 0.1)),
            *((0.4, -0.5), (0.7, 0.4), (1.0, -0.2), (1.2, 0.3), (1.5, -0.3), (1.3, -0.1)),
        ],
        "shares": (0.94, 0.06),
        "pairs": claim("skin-six-pairs"),
    },
    "data frame": {"name": "data_frame", "plates": claim("lcn2-arrays")},
    "trial, sealed": {"name": "trial", **_TRIAL},
    "trial, opened": {"name": "trial", **_TRIAL, "gland": (0.4, 1.2), "skin": (-0.05, 0.6)},
}


def draw_again(sample: str) -> Picture:
    """Draw the picture of a sample."""
    values = dict(SAMPLES[sample])
    return partial(pictures.show, values.pop("name"))(**values)


@cache
def drawn(sample: str) -> Picture:
    """Return the picture of a sample, drawn once for all tests."""
    return draw_again(sample)

"""Each picture of the course as its lessons show it: its name and the values that come in."""

from __future__ import annotations

from functools import partial
from typing import Any

from isotretinoin import pictures
from isotretinoin.evidence import claim
from isotretinoin.pictures import Picture

_KNOCKDOWN = {"rise": claim("lcn2-fold"), "kept": 0.3}
_CHIP = {"pairs": 11, "reading": "9.45", "sources": (claim("lcn2-arrays"),)}

SAMPLES: dict[str, dict[str, Any]] = {
    "gland, lesson 1": {"name": "gland", "smaller": claim("time-gland-90")},
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
}


def drawn(sample: str) -> Picture:
    """Return the picture of a sample."""
    values = dict(SAMPLES[sample])
    return partial(pictures.show, values.pop("name"))(**values)

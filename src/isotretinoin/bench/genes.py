"""The genes of the bench, and what each did in the cells of the record GSE10432."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import pandas as pd

from .. import course_root
from ..studies import CONFIGURATIONS

__all__ = ["FLAT", "GENES", "Gene", "genes", "record_of"]

GENES = MappingProxyType(
    {
        "LCN2": "32821_at",
        "TNFSF10": "1715_at",
        "CDKN1A": "2031_s_at",
        "GDF15": "1890_at",
        "FAS": "37643_at",
        "RARRES1": "1042_at",
        "CASP3": "36143_at",
    }
)
"""Gene to its probe set on the chip of GSE10432, in the order of the bench."""

FLAT = "CASP3"
"""The gene that does not react in the record's cells (claim ``gene-casp3-flat``)."""


@dataclass(frozen=True, kw_only=True)
class Gene:
    """One gene of the bench.

    Parameters
    ----------
    symbol : str
    in_cells : float
        Log2 fold change in the record's cells, recomputed from the deposited values.
    level : float
        Level before the drug in the simulated patients, log2 signal; assumed.
    women, men : float
        True log2 rise at the usual dose after a week in the simulated patients; assumed.
    """

    symbol: str
    in_cells: float
    level: float
    women: float
    men: float


def record_of(values: pd.DataFrame, probe_set: str) -> tuple[float, float]:
    """Return vehicle mean and log2 fold change of a probe set, from the three and three values of its row."""
    row = values.loc[probe_set]
    vehicle, treated = (row.filter(like=f"{group}_").astype(float).mean() for group in ("vehicle", "treated"))
    return float(vehicle), float(treated - vehicle)


@cache
def genes() -> dict[str, Gene]:
    """Return the genes of the bench by symbol.

    *LCN2* rises in the patients as in the simulated skin study of the course. Every other gene rises in women and in
    men alike, by what it did in the record's cells. No value of any gene by sex was available to us, so all of this is
    assumed; what the cells did is recomputed.
    """
    table = pd.read_csv(course_root() / "data" / "evidence" / "tables" / "sebocyte_gene_values.csv", dtype=str)
    values = table.set_index("probe_set")
    skin = CONFIGURATIONS["skin"].sex_response
    found = {}
    for symbol, probe_set in GENES.items():
        vehicle, rise = record_of(values, probe_set)
        # To a fifth of a doubling, the step in which the bench moves it.
        assumed = max(0.0, round(5 * rise) / 5)
        alike = {"level": round(vehicle, 1), "women": assumed, "men": assumed}
        own = {"level": skin.mean, "women": skin.female, "men": skin.male}
        found[symbol] = Gene(symbol=symbol, in_cells=round(rise, 2), **(own if symbol == skin.symbol else alike))
    return found

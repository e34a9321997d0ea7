"""The values that the course does not have, each with the paper that may hold it and the place to look."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FIELDS", "GROUPS", "Field", "Group"]


@dataclass(frozen=True)
class Field:
    """One value to look up.

    Parameters
    ----------
    id : str
    label : str
        What to type, as a question or a name.
    unit : str
        "" for a count.
    low, high : float
        Smallest and largest value that can be meant.
    whole : bool
        Whether it is a count.
    counts_for : tuple of str
        Ids of the claims whose number of experiments or people it is.
    """

    id: str
    label: str
    unit: str = ""
    low: float = 0.0
    high: float = 100.0
    whole: bool = False
    counts_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """The values of one paper that belong together.

    Parameters
    ----------
    id, title : str
    source : str
        Key of the paper in the bibliography; it must be free to read.
    where : str
        Where in the paper to look.
    fields : tuple of Field
    """

    id: str
    title: str
    source: str
    where: str
    fields: tuple[Field, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "knockdown",
        "The knockdown",
        "nelson2008",
        "the part of the results on siRNA with its figure, the figure's legend, and the methods",
        (
            Field("efficiency", "LCN2 message that the siRNA removed", "%"),
            Field("vehicle_control", "Dying cells: vehicle, control siRNA", "%"),
            Field("drug_control", "Dying cells: drug, control siRNA", "%"),
            Field("vehicle_silenced", "Dying cells: vehicle, LCN2 siRNA", "%"),
            Field("drug_silenced", "Dying cells: drug, LCN2 siRNA", "%"),
            Field(
                "plates",
                "Independent experiments or plates in each arm",
                low=1,
                whole=True,
                counts_for=("cell-sirna-inhibits", "cell-rhngal-kills"),
            ),
        ),
    ),
    Group(
        "patients",
        "The patients and their arrays",
        "nelson2008",
        "the table or the paragraph on the patients, and the first part of the results",
        (
            Field("women", "Women among the patients", high=7, whole=True),
            Field("men", "Men among the patients", high=7, whole=True),
            Field("skin_up", "Genes up in skin after one week", high=30_000, whole=True),
            Field("skin_down", "Genes down in skin after one week", high=30_000, whole=True),
        ),
    ),
    Group(
        "surface",
        "NGAL at the skin surface",
        "lumsden2011",
        "the methods and the legend of the figure on isotretinoin",
        (
            Field(
                "surface_patients",
                "Patients whose surface NGAL was followed on isotretinoin",
                low=1,
                high=1000,
                whole=True,
                counts_for=("det-surface-2p4", "time-ngal-first"),
            ),
        ),
    ),
    Group(
        "first",
        "The first report of the death",
        "nelson2006",
        "the figures on annexin V and TUNEL, and their legends",
        (
            Field("lowest_dose", "Lowest dose at which more cells die than in vehicle", "µM", low=0.001, high=1000),
            Field(
                "experiments",
                "Independent experiments",
                low=1,
                whole=True,
                counts_for=("ap-viable-cells", "ap-cell-cycle", "ap-markers", "ap-not-9cis-atra", "ap-rar-antagonist"),
            ),
        ),
    ),
)
"""What to look up, paper by paper. The course read the abstracts only; the values are in none of them."""

FIELDS: dict[str, Field] = {field.id: field for group in GROUPS for field in group.fields}
"""Id to field."""

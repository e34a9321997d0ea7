"""NGAL, the forms of its receptor, and the answer of two kinds of cell: binding, selectivity, and a simulated assay."""

from .binding import (
    CELLS,
    FORMS,
    Candidate,
    CellType,
    Equilibrium,
    ParameterError,
    Parameters,
    concentration,
    curve,
    curves,
    equilibrium,
    occupancy,
    occupied,
    transduce,
)
from .binding_assay import chi_square, measure
from .selectivity import Profile, Window, ceiling, dose_for, level_for, profile, selectivity, window

__all__ = [
    "CELLS",
    "FORMS",
    "Candidate",
    "CellType",
    "Equilibrium",
    "ParameterError",
    "Parameters",
    "Profile",
    "Window",
    "ceiling",
    "chi_square",
    "concentration",
    "curve",
    "curves",
    "dose_for",
    "equilibrium",
    "level_for",
    "measure",
    "occupancy",
    "occupied",
    "profile",
    "selectivity",
    "transduce",
    "window",
]

"""The people behind a study's arrays: their sex, which arrays are of one person, and how each of them changed.

The rooms beside this one know either studies or statistics. This one asks a study with statistics, and every answer
says what it rests on and what it can't tell.
"""

from .answer import CODES, SexAnswer, sex_difference
from .identity import (
    PatientError,
    SamePerson,
    infer_sex,
    load_paired,
    paired,
    same_person,
    sex_markers,
    with_pairs,
    with_sex,
)
from .response import before_after

__all__ = [
    "CODES",
    "PatientError",
    "SamePerson",
    "SexAnswer",
    "before_after",
    "infer_sex",
    "load_paired",
    "paired",
    "same_person",
    "sex_difference",
    "sex_markers",
    "with_pairs",
    "with_sex",
]

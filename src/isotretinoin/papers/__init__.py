"""What a reader finds when she opens a paper that this course knows by its abstract, and what follows from it."""

from .fields import FIELDS, GROUPS, Field, Group
from .form import OpenPaper, open_the_paper
from .rules import TypedError, check_typed, recompute

__all__ = [
    "FIELDS",
    "GROUPS",
    "Field",
    "Group",
    "OpenPaper",
    "TypedError",
    "check_typed",
    "open_the_paper",
    "recompute",
]

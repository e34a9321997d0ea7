"""What an assignment's notebook uses: the student's own data, visible checks, and handing in."""

from .data import ASSIGNMENTS, AssignmentError, Dataset, dataset
from .fixtures import fixture
from .hand_in import hand_in, hand_in_calls
from .identity import SALT, StudentIdError, normal_id

__all__ = [
    "ASSIGNMENTS",
    "SALT",
    "AssignmentError",
    "Dataset",
    "StudentIdError",
    "dataset",
    "fixture",
    "hand_in",
    "hand_in_calls",
    "normal_id",
]

"""What a student's notebook imports: data of one's own, visible checks, handing in.

Knows the simulator and the models, to draw data. Must never know a key, nbgrader, or the pages of lessons: a student's
kernel loads this room and nothing beside it.
"""

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

"""The lab bench: the figure of this course, with its two switches, its simulated patients and its four dishes.

:func:`show` puts it on a page. What it shows is computed here and nowhere else: :mod:`.patients` draws six patients
from the simulator, :mod:`.cells` asks the model of lesson 11, and :mod:`.tables` packs both for the page, which only
combines them. A test compares what the page combines with what Python gives.
"""

from .bench import KINDS, Bench, BenchError, show
from .cells import CellState
from .patients import PatientState

__all__ = ["KINDS", "Bench", "BenchError", "CellState", "PatientState", "show"]

"""Explorables: figures of a few discrete choices that work alike in a running notebook and on a published page.

:func:`explore` keeps a figure for each combination of the choices; :func:`explore_points` draws many points and marks
those that a state calls. Both are anywidgets, so that ``observe`` and ``link`` work where there is a kernel.
"""

from .budget import Budget, BudgetError, ExploreError
from .frames import Explorer, explore
from .points import PointExplorer, explore_points

__all__ = ["Budget", "BudgetError", "ExploreError", "Explorer", "PointExplorer", "explore", "explore_points"]

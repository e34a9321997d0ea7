"""Explorables: figures of a few discrete choices that work alike in a running notebook and on a published page.

:func:`explore` keeps a picture for each combination of the choices; :func:`explore_scene` keeps the marks of each, in
tables, and the page draws and moves them. Both are anywidgets, so that ``observe`` and ``link`` work where there is a
kernel. ``stage.js`` is the frame that both share: controls, sentence, table of all states, address, print.
"""

from .budget import Budget, BudgetError, ExploreError
from .frames import Explorer, explore
from .panels import Axis, Panel, Scene
from .scenes import SceneExplorer, explore_scene

__all__ = [
    "Axis",
    "Budget",
    "BudgetError",
    "ExploreError",
    "Explorer",
    "Panel",
    "Scene",
    "SceneExplorer",
    "explore",
    "explore_scene",
]

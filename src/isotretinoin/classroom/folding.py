"""Which code of a lesson stands open on its page, and what a folded cell is called."""

from __future__ import annotations

from typing import Any

from .contract import HIDDEN_TAGS, SOLUTION, TEACH

__all__ = ["fold_code"]

FOLDED = "hide-input"
"""The tag for which MyST-NB folds a cell's source."""
_CALLED = {"code_prompt_show": "Solution in code", "code_prompt_hide": "Fold the solution"}
# Tags with which an author has said already what becomes of a cell.
_DECIDED = HIDDEN_TAGS | {TEACH, FOLDED, SOLUTION}


def fold_code(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook in which code that nobody has to read is tagged to be folded; the given one is not changed.

    The site keeps a notebook's results under its cells with their tags, so that it is folded before it is executed.

    Examples
    --------
    >>> cell = {"cell_type": "code", "source": "x = 1", "metadata": {}}
    >>> fold_code({"cells": [cell]})["cells"][0]["metadata"]["tags"]
    ['hide-input']
    """
    cells = []
    for cell in notebook["cells"]:
        tags = cell.get("metadata", {}).get("tags", [])
        if SOLUTION in tags:
            cell = {**cell, "metadata": {**cell["metadata"], "mystnb": _CALLED}}
        if cell["cell_type"] == "code" and not _DECIDED & set(tags):
            cell = {**cell, "metadata": {**cell["metadata"], "tags": [*tags, FOLDED]}}
        cells.append(cell)
    return {**notebook, "cells": cells}

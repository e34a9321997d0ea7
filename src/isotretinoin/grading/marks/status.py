"""What can become of a submission, in words that the gradebook, queues and Gradescope share."""

from __future__ import annotations

from typing import Any

__all__ = ["STATUSES", "empty_status"]

STATUSES = ("ok", "damaged-and-repaired", "timeout", "crash", "needs-a-human", "no-submission")
"""What can become of a submission, from nothing special to nothing there."""


def empty_status(status: str, notes: list[str], *, graded: bool = True) -> dict[str, Any]:
    """Return the part of a status that says that nothing was run."""
    nothing: dict[str, Any] = {"points": 0.0, "possible": None, "questions": {}, "by_hand": [], "typed_ids": []}
    return nothing | {"status": status, "notes": notes, "unexplained": {}, "graded": graded}

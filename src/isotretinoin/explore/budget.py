"""What an explorable may cost: states, bytes in the page, processor seconds of a notebook's run."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

__all__ = ["Budget", "BudgetError", "ExploreError", "Meter", "as_budget"]


class ExploreError(ValueError):
    """An explorable was asked for in a way that can't work; the message says what to change."""


class BudgetError(ExploreError):
    """An explorable costs more than its budget."""


@dataclass(frozen=True)
class Budget:
    """The most that one explorable may cost."""

    states: int = 60
    """Combinations of the choices. Each is a figure that somebody has to look at."""
    bytes: int = 1_500_000
    """Size of everything that travels with the page, before compression."""
    seconds: float = 60.0
    """Processor time in which Python computes all states: other work on the machine must not fail a build."""


def as_budget(given: Budget | Mapping[str, float] | None, default: Budget | None = None) -> Budget:
    """Return a budget from None (the default), a Budget, or a mapping of the limits to change."""
    default = default or Budget()
    if given is None:
        return default
    if isinstance(given, Budget):
        return given
    known = [field.name for field in fields(Budget)]
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ExploreError(f"A budget has no limit called {', '.join(unknown)}. It has: {', '.join(known)}.")
    return replace(default, **given)


class Meter:
    """Counts what an explorable has cost so far and stops it at its budget."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._start = time.process_time()

    def states(self, sizes: Mapping[str, int]) -> None:
        """Check the number of states before any of them is computed."""
        total = 1
        for size in sizes.values():
            total *= size
        if total > self.budget.states:
            product = " × ".join(f"{size} ({name})" for name, size in sizes.items())
            raise BudgetError(
                f"{product} make {total} states, over the budget of {self.budget.states}. "
                f"Offer fewer options, or allow more with budget={{'states': {total}}}."
            )

    def time(self, done: int, total: int) -> None:
        """Check the processor time after ``done`` of ``total`` states."""
        spent = time.process_time() - self._start
        if spent > self.budget.seconds:
            raise BudgetError(
                f"{done} of {total} states took {spent:.0f} s of processor time, over the budget of "
                f"{self.budget.seconds:g} s. "
                "Compute what the states share once, before the function; offer fewer options; "
                f"or allow more with budget={{'seconds': {max(1, round(spent / max(done, 1) * total * 1.3))}}}."
            )

    def size(self, size: int, advice: str) -> None:
        """Check the bytes that travel with the page."""
        if size > self.budget.bytes:
            raise BudgetError(
                f"The states are {size / 1e6:.2f} MB, over the budget of {self.budget.bytes / 1e6:.2f} MB. {advice}, "
                f"or allow more with budget={{'bytes': {size}}}."
            )

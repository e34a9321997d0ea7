"""Mix what a question shows, in the same way for every reader."""

from __future__ import annotations

import hashlib
import random

__all__ = ["mixed"]


def mixed(name: str, count: int, *, starts_right: bool = True) -> list[int]:
    """Return the positions from 0 in an order that follows from a name alone.

    Parameters
    ----------
    name : str
        Such as the id of a question.
    count : int
        Number of positions; two or more where the first may not stay first.
    starts_right : bool
        Whether position 0 may come first.

    Examples
    --------
    >>> mixed("q03-row", 3)
    [0, 2, 1]
    """
    order = list(range(count))
    generator = random.Random(hashlib.sha256(name.encode()).hexdigest())
    generator.shuffle(order)
    while not starts_right and order[0] == 0:
        generator.shuffle(order)
    return order

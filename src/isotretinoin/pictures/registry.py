"""The pictures by name."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from difflib import get_close_matches
from typing import Any

from . import drawings
from .kit import Picture

__all__ = ["PictureError", "names", "show"]


class PictureError(ValueError):
    """There is no such picture, or it needs other values."""


def names() -> list[str]:
    """Return the names of all pictures: each module of ``drawings`` is one."""
    return sorted(module.name for module in pkgutil.iter_modules(drawings.__path__))


def _plain(value: Any) -> Any:
    """Return the value of a claim; anything else comes back as it is."""
    return value.value if hasattr(value, "source") and hasattr(value, "value") else value


def show(name: str, *, caption: str | None = None, sources: tuple[Any, ...] = (), **values: Any) -> Picture:
    """Draw a picture for display as the last value of a cell.

    Parameters
    ----------
    name : str
        One of :func:`names`.
    caption : str, optional
        In place of the picture's own.
    sources : tuple of claims
        Claims that the picture shows without a value of theirs.
    **values
        What the drawing shows as fact: claims of the ledger, whose value is drawn and whose source is named below the
        caption, or plain values.

    Raises
    ------
    PictureError
        If there is no such picture, or a value is missing, unknown or unusable.
    """
    if name not in names():
        near = get_close_matches(name, names(), n=1)
        hint = f" Do you mean {near[0]!r}?" if near else f" There are: {', '.join(names())}."
        raise PictureError(f"There is no picture {name!r}.{hint}")
    draw = importlib.import_module(f"{drawings.__name__}.{name}").draw
    try:
        inspect.signature(draw).bind(**values)
    except TypeError as error:
        raise PictureError(f"The picture {name!r} wants {inspect.signature(draw)}: {error}.") from None
    picture = draw(**{key: _plain(value) for key, value in values.items()})
    facts = [value for value in values.values() if _plain(value) is not value]
    picture = picture.with_facts([*facts, *sources])
    return picture if caption is None else picture.with_caption(caption)

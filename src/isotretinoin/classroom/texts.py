"""What counts as a text in a file that a person wrote: an empty one says nothing."""

from __future__ import annotations

__all__ = ["is_text"]


def is_text(value: object) -> bool:
    """Return whether a value read from YAML is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())

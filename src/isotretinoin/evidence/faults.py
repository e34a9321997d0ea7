"""What a check reports."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fault"]


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands, what it is, and what to do about it."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.message}" if self.place else f"{self.file}: {self.message}"

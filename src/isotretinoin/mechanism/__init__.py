"""Small models of how the drug may act: each is a few equations, and each says which of its numbers are assumed."""

from . import apoptosis, counts, iron, receptors

__all__ = ["apoptosis", "counts", "iron", "receptors"]

"""The ledger's columns, and the words for what stands in them."""

from __future__ import annotations

__all__ = ["COLUMNS", "KINDS", "LEVELS", "STANCES"]

COLUMNS = (
    "id",
    "claim",
    "value",
    "unit",
    "n",
    "evidence_kind",
    "level",
    "stance",
    "source_key",
    "locator",
    "note",
    "corrected_by",
)


LEVELS = {
    "geo-record": "read in the deposited record",
    "paper": "read in the paper's abstract",
    "secondary": "reported by another page",
    "derived": "worked out from cited numbers",
    "recomputed": "recomputed from deposited data",
    "unverified": "recalled, not checked",
}
"""Level to words. ``unverified`` rows stay in the ledger as a warning and can never be printed."""


STANCES = {
    "for": "speaks for the starting story",
    "against": "speaks against the starting story",
    "neutral": "neutral",
    "correction": "sets a statement right",
}
"""Stance to words; the starting story is that NGAL-driven death of sebaceous cells is how isotretinoin works."""


KINDS = {
    "animal": "animal experiment",
    "array": "microarray",
    "cell-culture": "cell culture",
    "cohort": "cohort",
    "database": "database entry",
    "news": "news text",
    "patient": "patients",
    "protein": "protein measurement",
    "review": "review or label",
}
"""Kind of evidence to words."""

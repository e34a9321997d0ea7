"""What may be said, and on what ground: the claims ledger, the bibliography, and the checks that hold pages to them.

A lesson prints a number either from code or as a link to a claim; :func:`check_course` finds every other number.
"""

from isotretinoin.evidence.boxes import ClaimBox, box
from isotretinoin.evidence.course import check_course
from isotretinoin.evidence.grading import GRADES, READINGS, GradingError, grade, smallest_group, weighed
from isotretinoin.evidence.integrity import check_ledger
from isotretinoin.evidence.listing import ClaimTable, listed
from isotretinoin.evidence.problems import Problem
from isotretinoin.evidence.records import (
    Claim,
    ClaimError,
    LedgerError,
    Source,
    SourceError,
    TableError,
    claim,
    ledger,
    source,
    sources,
    tables,
)

__all__ = [
    "GRADES",
    "READINGS",
    "Claim",
    "ClaimBox",
    "ClaimError",
    "ClaimTable",
    "GradingError",
    "LedgerError",
    "Problem",
    "Source",
    "SourceError",
    "TableError",
    "box",
    "check_course",
    "check_ledger",
    "claim",
    "grade",
    "ledger",
    "listed",
    "smallest_group",
    "source",
    "sources",
    "tables",
    "weighed",
]

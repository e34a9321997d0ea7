"""What may be said, and on what ground: the claims ledger, the bibliography, and the checks that hold pages to them.

A lesson prints a number either from code or as a link to a claim; :func:`check_course` finds every other number.
"""

from .boxes import box
from .cards import ClaimBox
from .checks.course import check_course
from .checks.integrity import check_ledger
from .faults import Fault
from .listing import ClaimTable, listed
from .records import Claim, ClaimError, LedgerError, Source, claim, ledger, source, sources, tables
from .weighing import ANSWERS, GRADES, READINGS, add_answer, grade, smallest_group, standing, weighed

__all__ = [
    "ANSWERS",
    "GRADES",
    "READINGS",
    "Claim",
    "ClaimBox",
    "ClaimError",
    "ClaimTable",
    "Fault",
    "LedgerError",
    "Source",
    "add_answer",
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
    "standing",
    "tables",
    "weighed",
]

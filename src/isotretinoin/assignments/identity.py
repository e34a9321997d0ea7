"""From a course id to the seed of that student's data."""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["SALT", "StudentIdError", "normal_id", "seed_of"]

SALT = "isotretinoin-2026"
"""One word for a whole class; another gives every id other data. ``instructor/README.md`` says when to change it."""

_PATTERN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")


class StudentIdError(ValueError):
    """Not an id that data can be made for; the message says what to type."""


def normal_id(student_id: object) -> str:
    """Return the one spelling of a course id: no blanks around it, small letters.

    Parameters
    ----------
    student_id : str
        The pseudonymous id that the teacher handed out, such as ``s017`` or ``otter-42``. A whole number is taken as
        its digits, because many learning platforms number their students.

    Raises
    ------
    StudentIdError
        For anything else. There is one message for all cases, so that it can be explained once.
    """
    if isinstance(student_id, int) and not isinstance(student_id, bool):
        student_id = str(student_id)
    text = unicodedata.normalize("NFKC", student_id).strip().lower() if isinstance(student_id, str) else ""
    if not _PATTERN.fullmatch(text):
        shown = repr(student_id)
        raise StudentIdError(
            f"{shown if len(shown) <= 60 else shown[:57] + '…'} is not a course id. Type the id that your teacher gave "
            'you, in quotes, such as "s017": 1 to 40 letters a–z, digits, points, hyphens or underscores, with a '
            "letter or digit at both ends. Do not use your name or e-mail address."
        )
    return text


def seed_of(student_id: object, assignment: str, salt: str = SALT) -> int:
    """Return the seed of a student's data for an assignment: 8 bytes of sha256 of ``salt|assignment|id``.

    Raises
    ------
    StudentIdError
        If ``student_id`` is no course id.
    """
    digest = hashlib.sha256(f"{salt}|{assignment}|{normal_id(student_id)}".encode()).digest()
    return int.from_bytes(digest[:8], "big")

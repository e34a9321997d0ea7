"""Read the key of an assignment from its file."""

from __future__ import annotations

import importlib.util
import sys
from functools import lru_cache

from .marking import Question
from .release import AssignmentSource, AssignmentSourceError

__all__ = ["read_key"]


@lru_cache(maxsize=16)
def read_key(source: AssignmentSource) -> tuple[Question, ...]:
    """Return the questions of an assignment; the file is read once in a process.

    Raises
    ------
    AssignmentSourceError
        If the file cannot be imported, or holds no questions.
    """
    name = f"isotretinoin_key_{source.name}"
    spec = importlib.util.spec_from_file_location(name, source.key)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
        questions = tuple(module.QUESTIONS)
    except Exception as error:
        raise AssignmentSourceError(f"The key of {source.name} cannot be read: {error!r}") from error
    if not questions or not all(isinstance(question, Question) for question in questions):
        raise AssignmentSourceError(f"The key of {source.name} has to hold QUESTIONS, a tuple of Question.")
    return questions

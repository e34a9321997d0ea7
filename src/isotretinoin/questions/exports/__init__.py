"""The question bank for other systems: Canvas (QTI 1.2), Moodle (XML) and everything that reads GIFT."""

from .export import FORMATS, Export, export_questions
from .sets import QuestionSet, collect
from .text import CannotCarryError, Remark

__all__ = ["FORMATS", "CannotCarryError", "Export", "QuestionSet", "Remark", "collect", "export_questions"]

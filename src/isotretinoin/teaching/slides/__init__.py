"""Slides for teachers, made from the executed lessons: questions, figures, checks, key points, speaker notes."""

from .deck import make_slides
from .outline import SESSIONS, Session, Slide, session_slides

__all__ = ["SESSIONS", "Session", "Slide", "make_slides", "session_slides"]

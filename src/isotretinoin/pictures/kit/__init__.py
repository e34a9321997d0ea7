"""The kit of the pictures: roles instead of colours, curves, tissue, things that return, and panels that hold them."""

from . import cells, curves, things
from .curves import ring, smooth, wave
from .panel import Panel
from .picture import Fact, Picture
from .roles import PAPER, ROLES, TINTS, colours, share_sheet, style_sheet

__all__ = [
    "PAPER",
    "ROLES",
    "TINTS",
    "Fact",
    "Panel",
    "Picture",
    "cells",
    "colours",
    "curves",
    "ring",
    "share_sheet",
    "smooth",
    "style_sheet",
    "things",
    "wave",
]

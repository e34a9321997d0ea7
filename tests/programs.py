"""Programs of the course that belong to no package: those in ``tools/`` and the extensions of the site."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]


def load(place: str) -> ModuleType:
    """Load a file as a module of its own name, since one in ``tools/`` is called as a module of Python's.

    Parameters
    ----------
    place : str
        From the course's folder, such as ``book/_ext/course_site.py``.
    """
    path = ROOT / place
    name = f"loaded_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # a dataclass looks up its module by name
    spec.loader.exec_module(module)
    return module

"""Old names of modules, for one release: a class in the middle of a term keeps its notebooks and its folders of marks.

Released notebooks import ``isotretinoin.classroom.assignments``, and the configuration in a folder of marks imports
``isotretinoin.classroom.grading.gradebook``. Both still work and say where the module lives now.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import MappingProxyType, ModuleType

__all__ = ["MOVED", "forward_old_names"]

_OLD, _NEW = "isotretinoin.classroom.", "isotretinoin."

MOVED = MappingProxyType(
    {
        "assignments": "assignments",
        "assignments.checks": "assignments.checks",
        "assignments.data": "assignments.data",
        "assignments.fixtures": "assignments.fixtures",
        "assignments.hand_in": "assignments.hand_in",
        "assignments.identity": "assignments.identity",
        "bank": "questions.bank",
        "grading": "grading",
        "grading.gradebook": "grading.marks.gradebook",
        "grading.marking": "grading.author.marking",
        "teaching": "teaching",
    }
)
"""What a class has in its hands: old name after ``isotretinoin.classroom.`` to new name after ``isotretinoin.``."""


class _Forward(Loader):
    def __init__(self, new: str) -> None:
        self.new = new

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        warnings.warn(
            f"{spec.name} has moved to {self.new}. The old name goes with the next release: "
            "release the assignment again, or change the import.",
            FutureWarning,
            stacklevel=2,
        )
        return ModuleType(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        # One module under two names: what is looked up or patched under either is the same object.
        sys.modules[module.__name__] = import_module(self.new)


class _OldNames(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        new = MOVED.get(fullname.removeprefix(_OLD)) if fullname.startswith(_OLD) else None
        return ModuleSpec(fullname, _Forward(_NEW + new), is_package=True) if new else None


def forward_old_names() -> None:
    """Let the old names of modules lead to the new ones; a second call changes nothing."""
    if not any(isinstance(finder, _OldNames) for finder in sys.meta_path):
        # First, or the path of the moved package would load a second copy under the old name.
        sys.meta_path.insert(0, _OldNames())

"""Every package that the library imports is declared: what lessons need always, the rest in the extra that needs it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "isotretinoin"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {"grading": ("grading",), "classroom": ("site",), "pages": ("site",)}
"""Room to the extras that it may rely on beside what is always installed."""


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> set[str]:
    wanted = [*PROJECT["dependencies"], *(one for name in extras for one in PROJECT["optional-dependencies"][name])]
    return {canonical(re.match(r"[\w.-]+", one)[0]) for one in wanted}


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"isotretinoin"}


@pytest.fixture(scope="module")
def known() -> dict[str, list[str]]:
    """Return the packages that each module comes from."""
    return dict(packages_distributions())


@pytest.mark.parametrize(
    "room", sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and path.stem[0] != "_")
)
def test_what_a_room_imports_is_declared(known, room: str):
    here = declared(*EXTRAS.get(room, ()))
    for path in (PACKAGE / room).rglob("*.py"):
        for name in imported(path):
            owners = {canonical(one) for one in known.get(name, [name])}
            assert owners & here, f"{path.relative_to(PACKAGE)} imports {name}, which pyproject.toml does not declare"

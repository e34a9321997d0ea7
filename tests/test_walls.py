"""The rooms of the library don't know each other; lessons combine them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "isotretinoin"
MAY_USE = {
    # Assignment 4 draws its plates from the models of the lessons on NGAL, so that a class has one simulator.
    "classroom": {"studies", "stats", "figures", "mechanism"},
    "evidence": set(),
    "explore": {"figures", "front"},
    "figures": set(),
    # What runs in a browser and is no explorable's own; other rooms with widgets may use it as well.
    "front": set(),
    "mechanism": set(),
    "pictures": {"figures"},
    "stats": set(),
    "studies": set(),
}


def rooms() -> list[str]:
    return sorted({path.stem if path.is_file() else path.name for path in PACKAGE.iterdir() if path.stem[0] != "_"})


def imported_rooms(path: Path) -> set[str]:
    """Return the rooms of the library that a file imports, by absolute or relative import."""
    inside = path.relative_to(PACKAGE).parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.ImportFrom):
            base = ["isotretinoin", *inside][: len(inside) + 2 - node.level]
            base += node.module.split(".") if node.module else []
            names = [".".join([*base, alias.name]) for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("isotretinoin.")}
    return found & set(MAY_USE)


def test_every_room_has_its_rule():
    assert rooms() == sorted(MAY_USE)


@pytest.mark.parametrize("room", sorted(MAY_USE))
def test_room_imports_no_other(room: str):
    home = PACKAGE / room
    files = sorted(home.rglob("*.py")) if home.is_dir() else [PACKAGE / f"{room}.py"]
    assert files
    for path in files:
        strangers = imported_rooms(path) - MAY_USE[room] - {room}
        assert not strangers, f"{path.name} imports {sorted(strangers)}; a lesson or classroom should combine them"


def test_relative_imports_are_seen(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    (tmp_path / "stats").mkdir()
    planted = tmp_path / "stats" / "sam.py"
    planted.write_text("from ..studies import load\nfrom .. import explore\nfrom .designs import Design\n")
    assert imported_rooms(planted) == {"studies", "explore", "stats"}

"""The rooms of the library don't know each other; lessons combine them. Walls inside rooms are held here too."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "isotretinoin"
MAY_USE = {
    "_moved": set(),
    "answers": {"questions"},
    "assignments": {"mechanism", "studies"},
    "authored": set(),
    "bench": {"explore", "figures", "front", "mechanism", "stats", "studies"},
    "checkout": set(),
    "classroom": {"authored", "front", "links", "questions"},
    "evidence": {"authored", "links"},
    "explore": {"figures", "front"},
    "figures": set(),
    "front": set(),
    "grading": {"assignments", "checkout", "questions"},
    "links": set(),
    "mechanism": set(),
    "papers": {"evidence", "front", "mechanism"},
    "pages": {"explore", "front"},
    "patients": {"stats", "studies"},
    "pictures": {"figures", "links"},
    "questions": {"authored", "links"},
    "stats": set(),
    "studies": set(),
    "teaching": {"answers", "authored", "classroom", "links", "questions"},
}
"""Room to the rooms that it may use."""

INSIDE = {
    "grading/kernel": {"grading.author", "grading.intake", "grading.marks", "grading.gradescope", "assignments"},
    "grading/intake": {"grading.kernel", "grading.marks", "grading.gradescope"},
    "grading/author": {"grading.intake", "grading.marks", "grading.gradescope"},
    "grading/marks": {"grading.gradescope"},
    "studies/simulated": {"studies.deposited"},
    "studies/deposited": {"studies.simulated"},
}
"""Folder inside a room to what it must never import."""


def rooms() -> list[str]:
    names = {path.stem if path.is_file() else path.name for path in PACKAGE.iterdir()}
    return sorted(names - {"__init__", "__pycache__"})


def imported(path: Path) -> set[str]:
    """Return the modules of the library that a file imports, without ``isotretinoin.``: by statement or by name.

    The second is ``import_module("…")`` with a text, or with an f-string up to its first brace.
    """
    inside = path.relative_to(PACKAGE).with_suffix("").parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found |= set(_names(node, inside))
    return {name.removeprefix("isotretinoin.") for name in found if name.startswith("isotretinoin.")}


def _names(node: ast.AST, inside: tuple[str, ...]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = _resolved("." * node.level + (node.module or ""), inside)
        return [base, *(f"{base}.{alias.name}" for alias in node.names)]
    if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "import_module" and node.args:
        first = node.args[0]
        if isinstance(first, ast.JoinedStr):
            first = first.values[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            return [_resolved(first.value.rstrip("."), inside)]
    return []


def _resolved(name: str, inside: tuple[str, ...]) -> str:
    level = len(name) - len(name.lstrip("."))
    if level == 0:
        return name
    base = ["isotretinoin", *inside][: len(inside) + 2 - level]
    return ".".join([*base, *filter(None, name.lstrip(".").split("."))])


def imported_rooms(path: Path) -> set[str]:
    """Return the rooms of the library that a file imports."""
    return {name.split(".")[0] for name in imported(path)} & set(MAY_USE)


def files_of(place: str) -> list[Path]:
    home = PACKAGE / place
    return sorted(home.rglob("*.py")) if home.is_dir() else [home.with_suffix(".py")]


def test_every_room_has_its_rule():
    assert rooms() == sorted(MAY_USE)


def test_the_table_for_contributors_says_the_same():
    text = (PACKAGE.parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .*? \| ([^|]*) \| [^|]* \|$", text, re.M)
    told = {room: set(re.findall(r"`(\w+)`", uses)) for room, uses in rows}
    # A file of a few lines is no room that anybody looks for.
    assert told == {room: uses for room, uses in MAY_USE.items() if (PACKAGE / room).is_dir()}


def test_no_circle_of_rooms():
    """Rooms can be put on floors: each uses only rooms below it."""
    left = {room: set(uses) for room, uses in MAY_USE.items()}
    while left:
        ground = {room for room, uses in left.items() if not uses & set(left)}
        assert ground, f"these rooms use each other: {sorted(left)}"
        left = {room: uses for room, uses in left.items() if room not in ground}


@pytest.mark.parametrize("room", sorted(MAY_USE))
def test_room_imports_no_other(room: str):
    files = files_of(room)
    assert files
    for path in files:
        strangers = imported_rooms(path) - MAY_USE[room] - {room}
        assert not strangers, f"{path.name} imports {sorted(strangers)}; a lesson should combine them"


@pytest.mark.parametrize("place", sorted(INSIDE))
def test_walls_inside_rooms(place: str):
    files = files_of(place)
    assert files
    for path in files:
        strangers = {name for name in imported(path) if any(f"{name}.".startswith(f"{one}.") for one in INSIDE[place])}
        assert not strangers, f"{place}/{path.name} imports {sorted(strangers)}"


def test_only_the_command_line_knows_gradescope():
    for path in files_of("grading"):
        if "gradescope" not in path.parts and path.name != "__main__.py":
            assert not any("grading.gradescope" in name for name in imported(path)), path.name


def test_largest_room_holds_at_most_a_quarter():
    lines = {room: sum(len(path.read_text().splitlines()) for path in files_of(room)) for room in MAY_USE}
    largest = max(lines, key=lines.get)
    assert lines[largest] <= sum(lines.values()) / 4, f"{largest} holds {lines[largest]} of {sum(lines.values())} lines"


def test_all_forms_of_import_are_seen(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    (tmp_path / "stats").mkdir()
    planted = tmp_path / "stats" / "sam.py"
    planted.write_text(
        "from ..studies import load\nfrom .. import explore\nfrom .designs import Design\n"
        "from importlib import import_module\nimport_module('isotretinoin.evidence.records')\n"
        "import_module(f'.draws.{name}', __package__)\nimport_module(f'isotretinoin.mechanism.{name}')\n"
    )
    assert imported_rooms(planted) == {"studies", "explore", "stats", "evidence", "mechanism"}
    assert {"stats.draws", "stats.designs", "evidence.records"} <= imported(planted)


def test_files_of_one_room_import_each_other_relatively():
    """One style: a dot says "of this room", and the whole name says that a wall is crossed."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"isotretinoin.{room}."):
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert found == []

"""What a stranger relies on before any code runs: pins, versions, the two commands, nothing of one machine."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from programs import load

from isotretinoin.classroom import read_contracts

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "-C", ROOT, "ls-files"], capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this copy of the course is no Git checkout, so there is no list of its files")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


@pytest.mark.parametrize("pins", ["requirements.txt", "binder/requirements.txt", "binder/base.txt"])
def test_pins_are_exact_and_bare(pins: str):
    for line in (ROOT / pins).read_text().splitlines():
        if line and not line.startswith("#"):
            assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*==[^ ;]+( ; .+)?", line), (
                f"{pins}: {line!r} is no exact, bare pin"
            )


def test_jupyter_book_is_the_one_that_reads_the_configuration():
    site = PROJECT["optional-dependencies"]["site"]
    assert "jupyter-book>=1.0.4,<2" in site
    assert re.search(r"^jupyter-book==1\.", (ROOT / "requirements.txt").read_text(), re.M)


def test_versions_agree():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    changelog = (ROOT / "CHANGELOG.md").read_text()
    newest = re.search(r"^## (\S+) \((\S+)\)", changelog, re.M)
    assert citation["version"] == PROJECT["version"] == newest[1]
    assert str(citation["date-released"]) == newest[2]


def test_every_page_is_in_the_table_of_contents():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    listed = {toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])}
    pages = {str(path.relative_to(ROOT).with_suffix("")) for path in (ROOT / "book").rglob("*.md")}
    lessons = {str(path.relative_to(ROOT).with_suffix("")) for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert listed == pages | lessons


def test_no_path_of_one_machine():
    here = re.compile(r"(?<![\w.~-])/(?:home|Users|root|work|tmp/\w+)/\w")
    for path in tracked_files():
        if path.suffix in {".gz", ".png", ".svg"}:
            continue
        found = here.search(path.read_text(encoding="utf-8", errors="replace"))
        assert not found, f"{path.relative_to(ROOT)} names {found[0]!r}"


def test_tracked_files_are_small():
    heavy = [path.relative_to(ROOT) for path in tracked_files() if path.stat().st_size > 1.5e6]
    assert not heavy


def test_every_module_names_what_it_gives_out():
    """A reader of a file sees at its top what others may use; what a whole room offers stands in its ``__init__``."""
    files = [path for path in sorted((ROOT / "src" / "isotretinoin").rglob("*.py")) if not path.name.startswith("__")]
    assert len(files) > 100
    assert [path.name for path in files if not re.search(r"^__all__ = ", path.read_text("utf-8"), re.M)] == []


def test_welcome_page_knows_every_lesson():
    """The page's table gives each lesson's title and minutes, as its own contract does."""
    assert "```{lesson-table}" in (ROOT / "book" / "welcome.md").read_text()
    table = load("book/_ext/course_welcome.py").lesson_table(read_contracts(ROOT))
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        contract = yaml.safe_load((ROOT / "data" / "lessons" / path.name[:2] / "contract.yml").read_text())
        link = f"[{contract['title']}](../notebooks/{path.name})"
        assert f"| {int(contract['id'])} | {link} | {contract['minutes']} minutes |" in table

"""British spelling of everything that readers see: hunspell's dictionary and the course's own words."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "tests" / "words.txt"
# Code, formulas, addresses, names of things and markup are not English.
NOT_PROSE = re.compile(
    r"^```(?!\{glossary\}).*?^```|^---\n.*?^---$|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|\]\([^)]*\)|https?://\S+|<[^>\n]+>|\{[a-z-]+\}"
    r"|(?<!\w)\*[A-Z0-9]{2,}\w*\*(?!\w)|\b\w*\d\w*\b",
    re.S | re.M,
)


def notebook(path: Path) -> str:
    content = json.loads(path.read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "markdown"]
    return "\n\n".join(cells)


def bank(value, key: str = "") -> list[str]:
    """Return the texts of a question file; ids, kinds and links between entries stay out."""
    if isinstance(value, dict):
        return [text for name, part in value.items() for text in bank(part, name)]
    if isinstance(value, list):
        return [text for part in value for text in bank(part, key)]
    wanted = {"stem", "text", "feedback", "otherwise", "lines", "unit", "statement", "tempting", "cure"}
    wanted |= {
        "title",
        "levels",
        "reason",
        "what",
        "for",
        "board",
        "prompts",
        "traps",
        "question",
        "why",
        "exit_ticket",
    }
    return [value] if isinstance(value, str) and key in wanted else []


@cache
def texts() -> dict[str, str]:
    found = {}
    folders = [ROOT / name for name in ("book", "data", "instructor", "notebooks")]
    for path in sorted([*ROOT.glob("*.md"), *(path for folder in folders for path in folder.rglob("*.md"))]):
        # The evidence page and the sources quote titles and names from the ledger.
        if path.name not in ("evidence.md", "sources.md"):
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
    for path in sorted([*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "notebooks" / "assignments").glob("*.ipynb")]):
        found[str(path.relative_to(ROOT))] = notebook(path)
    for path in sorted(
        [
            *(ROOT / "data" / "lessons").rglob("*.yml"),
            *(ROOT / "data" / "tests").rglob("*.yml"),
            *(ROOT / "data" / "teaching").glob("*.yml"),
        ]
    ):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found[str(path.relative_to(ROOT))] = "\n\n".join(bank(content))
    return found


BETWEEN = "qqq"
"""Stands between two texts; no dictionary knows it, so that it stands between their words in the answer too."""


def misspelt(*asked: str) -> list[list[str]]:
    """Return the words of each text that the dictionary does not know; it is asked once, since it is slow to start."""
    prose = [re.sub(r"'s\b|-th\b", " ", NOT_PROSE.sub(" ", text).replace("’", "'")) for text in asked]
    command = ["hunspell", "-d", "en_GB", "-p", str(WORDS), "-i", "utf-8", "-l"]
    told = subprocess.run(command, input=f"\n{BETWEEN}\n".join(prose), capture_output=True, text=True, check=True)
    unknown = re.split(rf"^{BETWEEN}$", told.stdout, flags=re.M)
    # The dictionary knows both -isation and -ization; the course writes the first.
    return [
        sorted({*words.split(), *re.findall(r"\b\w+ization\b", text)})
        for words, text in zip(unknown, prose, strict=True)
    ]


@cache
def all_misspelt() -> dict[str, list[str]]:
    return dict(zip(texts(), misspelt(*texts().values()), strict=True))


@pytest.fixture(scope="module", autouse=True)
def _hunspell():
    if not shutil.which("hunspell"):
        pytest.fail("hunspell is not installed: run 'make test', or install hunspell and hunspell-en-gb")


@pytest.mark.parametrize("name", sorted(texts()))
def test_words_are_spelt_as_the_dictionary_has_them(name):
    found = all_misspelt()[name]
    assert not found, f"{name}: {', '.join(found)}. Mend them, or add a word of the trade to tests/words.txt"


def test_a_slip_is_found():
    found = misspelt("A recieved letter.", "Nothing here.", "The normalization of a sebocyte, recieved.")
    assert found == [["recieved"], [], ["normalization", "recieved"]]

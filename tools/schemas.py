"""Write the JSON Schemas of all YAML that people write, one for each kind of file, from the forms that check it.

An editor that knows them completes keys and marks a fault where it is typed; ``.vscode/settings.json`` says which file
has which.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from isotretinoin.authored import Form, schema_of
from isotretinoin.classroom.contract import CONTRACT
from isotretinoin.classroom.rubric import RUBRIC
from isotretinoin.evidence.checks.allowed import ALLOWED
from isotretinoin.questions.blueprint import BLUEPRINT
from isotretinoin.questions.reading import MISCONCEPTIONS, QUESTIONS
from isotretinoin.teaching.notes import NOTES
from isotretinoin.teaching.plans import PLANS

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path("data") / "schema"
KINDS: dict[str, tuple[Form, str, list[str]]] = {
    "contract": (CONTRACT, "What a lesson promises", ["data/lessons/*/contract.yml"]),
    "questions": (QUESTIONS, "Questions of a lesson", ["data/lessons/*/questions.yml", "data/tests/questions.yml"]),
    "blueprint": (BLUEPRINT, "What the tests of the course ask", ["data/tests/blueprint.yml"]),
    "misconceptions": (
        MISCONCEPTIONS,
        "Ideas that readers bring along",
        ["data/lessons/misconceptions.yml", "data/lessons/*/misconceptions.yml"],
    ),
    "teaching": (NOTES, "Notes for the teacher of a lesson", ["data/lessons/*/teaching.yml"]),
    "rubric": (RUBRIC, "How a written answer is graded", ["data/lessons/*/rubric.yml"]),
    "plans": (PLANS, "Courses of different length", ["data/teaching/plans.yml"]),
    "allowed_numbers": (ALLOWED, "Numbers that need no claim", ["data/evidence/allowed_numbers.yml"]),
}
"""Name of a schema to the form that it is made from, its title, and the files that it is for."""


def files() -> dict[str, str]:
    """Return path from the course's folder and content of every file that this command writes."""
    found = {
        (FOLDER / f"{name}.json").as_posix(): _text(schema_of(form, title)) for name, (form, title, _) in KINDS.items()
    }
    mapping = {f"./{(FOLDER / f'{name}.json').as_posix()}": globs for name, (_, _, globs) in KINDS.items()}
    return found | {".vscode/settings.json": _text({"yaml.schemas": mapping})}


def _text(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    for name, text in files().items():
        (ROOT / name).parent.mkdir(exist_ok=True)
        (ROOT / name).write_text(text, encoding="utf-8")
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())

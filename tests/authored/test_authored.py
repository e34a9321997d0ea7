"""YAML that people write: every problem is collected, with file and line, and in the same words everywhere."""

from __future__ import annotations

import json

import pytest
import schemas
import yaml
from jsonschema import Draft202012Validator

from isotretinoin import course_root
from isotretinoin.authored import (
    Document,
    Fields,
    Flag,
    Kinds,
    Many,
    Named,
    Number,
    OneOf,
    Text,
    Whole,
    listing,
    read_file,
    read_text,
)
from isotretinoin.classroom.rubric import rubric_file
from isotretinoin.questions.reading import read_bank
from isotretinoin.teaching.__main__ import main
from isotretinoin.teaching.notes import notes_file
from isotretinoin.teaching.plans import plans_file

ROOT = course_root()
STEP = Fields(
    {"what": Text(), "minutes": Whole(1, 50)}, {"open": Flag(), "share": Number(least=0), "use": OneOf(("a", "b"))}
)
PLAN = Fields({"steps": Many(STEP, name="step", least=2)}, {"notes": Named(Text(), "names")})
PATHS = {
    name: sorted(path for glob in globs for path in ROOT.glob(glob)) for name, (_, _, globs) in schemas.KINDS.items()
}


def said(text: str, form=PLAN) -> list[str]:
    return [str(problem) for problem in read_text(text, "plan.yml", form).problems]


def test_every_problem_is_collected_with_its_line():
    text = "steps:\n- what: Talk\n  minutes: 99\n- what: 3\n  minute: 5\nnotes: {a: b, c: [d]}\nmore: 1\n"
    assert said(text) == [
        "plan.yml, line 3, step 1: `minutes` must be a whole number from 1 to 50, not 99",
        "plan.yml, line 4, step 2: needs `minutes`, a whole number from 1 to 50",
        "plan.yml, line 4, step 2: `what` must be a text, not 3",
        "plan.yml, line 5, step 2: has a key `minute` that means nothing. Did you mean `minutes`?",
        "plan.yml, line 6, `notes`: `c` must be a text, not a list",
        "plan.yml, line 7: has a key `more` that means nothing. Known are: notes, steps",
    ]


STEPS = "steps:\n- {what: a, minutes: 1}\n- {what: b, minutes: 2, "


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must be keys with values (steps), not a missing value"),
        ("- a", "must be keys with values (steps), not a list"),
        ("steps: []", "`steps` must be a list of 2 or more steps, not 0"),
        ("steps: {a: b}", "`steps` must be a list of 2 or more steps, not a mapping of keys to values"),
        ("steps: [", "is no YAML"),
        ("a: b: c", "is no YAML: mapping values are not allowed"),
        ("a: &x [*x]", "plan.yml"),
        ("a: 2020-33-33", "is no YAML: month must be in 1..12"),
        ("a: !!python/object:os.system x", "is no YAML"),
        ("\x00", "is no YAML"),
        (STEPS + "open: maybe}", "line 3, step 2: `open` must be true or false, not 'maybe'"),
        (STEPS + "share: many}", "`share` must be a number of 0 or more (0.05, 1e-3 and 1/35 are numbers), not 'many'"),
        (STEPS + "share: -1/2}", "`share` must be a number of 0 or more"),
        (STEPS + "use: c}", "`use` must be one of a, b, not 'c'"),
        (STEPS + "use: [a]}", "`use` must be one of a, b, not a list"),
        (STEPS + "what: c}", "line 3: has the key `what` twice in one place"),
        (STEPS + "? [a, b] : c}", "line 3: is no YAML: found unhashable key"),
    ],
)
def test_no_slip_ends_in_a_traceback(text, message):
    found = said(text)
    assert any(message in one for one in found), found


def test_a_kind_has_its_own_keys():
    form = Many(Kinds("kind", {"a": Fields({"kind": Text(), "x": Text()}), "b": Fields({"kind": Text()})}), by="id")
    assert said("- {kind: c}\n- {x: y}\n- 7\n- {kind: b, x: y}\n- {kind: [a]}", form) == [
        "plan.yml, line 1, entry 1: `kind` must be one of a, b, not 'c'",
        "plan.yml, line 2, entry 2: needs `kind`, one of a, b",
        "plan.yml, line 3, entry 3: must be keys with values, `kind` among them, not 7",
        "plan.yml, line 4, entry 4: has a key `x` that means nothing. Known are: kind",
        "plan.yml, line 5, entry 5: `kind` must be one of a, b, not a list",
    ]


def test_entries_are_named_by_what_names_them():
    form = Many(Fields({"id": Text()}), by="id")
    assert said("- {id: one, b: 1}\n- {id: one}\n- {b: 2}", form) == [
        "plan.yml, line 1, one: has a key `b` that means nothing. Known are: id",
        "plan.yml, line 2, one: has the id of an entry before it: take another id",
        "plan.yml, line 3, entry 3: needs `id`, a text",
        "plan.yml, line 3, entry 3: has a key `b` that means nothing. Known are: id",
    ]


def test_a_file_that_is_none(tmp_path):
    assert str(read_file(tmp_path / "a.yml", tmp_path).problems[0]) == "a.yml: is missing: write it"
    (tmp_path / "b.yml").write_bytes(b"a: b\nc: \xff\xfe\n")
    assert (
        str(read_file(tmp_path / "b.yml", tmp_path).problems[0])
        == "b.yml, line 2: is no YAML: it is not saved as UTF-8"
    )
    (tmp_path / "c").mkdir()
    assert "can't be read" in str(read_file(tmp_path / "c", tmp_path).problems[0])


def test_a_list_of_problems_is_one_message():
    problems = read_text("steps: 1\nstep: 2", "plan.yml", PLAN).problems
    assert listing(problems) == (
        "\n- plan.yml, line 1: `steps` must be a list of 2 or more steps, not 1."
        "\n- plan.yml, line 2: has a key `step` that means nothing. Did you mean `steps`?"
    )


# ---- The schemas --------------------------------------------------------------------------------


def test_committed_schemas_are_those_of_the_forms():
    for name, text in schemas.files().items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, f"{name} is old: run python tools/schemas.py"


def test_every_yaml_of_the_course_has_a_schema():
    known = {path for paths in PATHS.values() for path in paths}
    assert set((ROOT / "data").rglob("*.yml")) == known
    assert all(PATHS.values())


@pytest.mark.parametrize("name", schemas.KINDS)
def test_committed_files_keep_their_schema(name):
    schema = json.loads((ROOT / schemas.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for path in PATHS[name]:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert [error.message for error in validator.iter_errors(content)] == [], path


@pytest.mark.parametrize("name", schemas.KINDS)
def test_what_a_form_refuses_its_schema_refuses_too(name):
    """Each value of a file in turn is replaced or taken out; both say the same of what is left."""
    form = schemas.KINDS[name][0]
    validator = Draft202012Validator(json.loads((ROOT / schemas.FOLDER / f"{name}.json").read_text(encoding="utf-8")))
    content = yaml.safe_load(PATHS[name][0].read_text(encoding="utf-8"))
    content = content[:6] if isinstance(content, list) else content
    changed = 0
    for change in _changes(content):
        document = Document("x.yml", content)
        form.check(content, document.top)
        ours = not document.problems
        assert ours == validator.is_valid(content), (change, document.problems)
        changed += not ours
    assert changed > 5


def _changes(content, depth: int = 0):
    """Yield after each change of a value; the value is put back afterwards."""
    keys = list(content) if isinstance(content, dict) else range(min(len(content), 2))
    for key in keys:
        before = content[key]
        for other in (7, "", ["a"], {"b": "c"}):
            content[key] = other
            yield key, other
        content[key] = before
        if isinstance(before, (dict, list)) and before and depth < 4:
            yield from _changes(before, depth + 1)
        if isinstance(content, dict):
            content[f"{key}-x"] = content.pop(key)
            yield key, "renamed"
            content[key] = content.pop(f"{key}-x")


def test_the_courses_own_files_have_no_problem(capsys):
    assert read_bank(ROOT).problems == []
    for path in PATHS["teaching"]:
        assert notes_file(ROOT, path.parent.name).problems == ()
    for path in PATHS["rubric"]:
        assert rubric_file(ROOT, path.parent.name).problems == ()
    assert plans_file(ROOT).problems == ()
    assert main(["check"]) == 0
    assert "No problems in the plans and the notes for 15 lessons." in capsys.readouterr().out

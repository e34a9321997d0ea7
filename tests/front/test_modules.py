"""JavaScript without a browser: modules join, hold what their comments say of types, and do what their names say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from isotretinoin.front import JoinError, classic, join

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OUTSIDE = ROOT / "_build" / "outside" / "node_modules"


def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("Node.js is not here; pages need none, tests of JavaScript do")
    return found


def run(*command: str | Path, **more: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | more, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "main.js"


def test_parts_of_explorables_do_what_they_say():
    run(node(), "--test", HERE / "modules.test.mjs")


def test_parts_of_questions_do_what_they_say():
    run(node(), "--test", HERE / "classroom.test.mjs")


def test_a_tried_cell_is_judged_by_its_numbers():
    run(node(), "--test", HERE / "tried.test.mjs")


def test_ticks_are_those_of_d3():
    d3 = OUTSIDE / "d3-array" / "dist" / "d3-array.mjs"
    if not d3.is_file():
        pytest.skip("d3-array is not here: tools/outside-tools installs it")
    run(node(), "--test", HERE / "ticks.test.mjs", D3_ARRAY=d3.as_uri())


def test_types_hold():
    compiler = OUTSIDE / "typescript" / "bin" / "tsc"
    if not compiler.is_file():
        pytest.skip("TypeScript is not here: tools/outside-tools installs it")
    run(node(), compiler, "--project", HERE / "tsconfig.json")


def test_a_wrong_type_is_seen(tmp_path):
    compiler = OUTSIDE / "typescript" / "bin" / "tsc"
    if not compiler.is_file():
        pytest.skip("TypeScript is not here: tools/outside-tools installs it")
    options = json.loads((HERE / "tsconfig.json").read_text()) | {"include": ["wrong.js"]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(options))
    (tmp_path / "wrong.js").write_text('/** @param {number} one */\nexport const f = (one) => one;\nf("two");\n')
    done = subprocess.run([node(), compiler, "--project", tmp_path], capture_output=True, text=True, check=False)
    assert "not assignable to parameter of type 'number'" in done.stdout


@pytest.mark.parametrize("kind", ["explore/frames", "explore/scenes", "classroom/js/classroom", "bench/js/bench"])
def test_a_joined_kind_is_a_script_that_runs(kind, tmp_path):
    text = join(ROOT / "src" / "isotretinoin" / f"{kind}.js")
    assert "import" not in [line.split(" ")[0] for line in text.splitlines()]
    assert text.count("\nconst make = ") == 1
    script = tmp_path / "script.cjs"
    check = '\nconsole.log(typeof isotretinoinWidgets["kind-1"].render);\n'
    script.write_text(classic(text, "kind-1") + check)
    done = subprocess.run([node(), script], capture_output=True, text=True, check=False)
    assert done.stdout == "function\n", done.stderr


def test_the_judge_of_tried_cells_is_a_script_of_its_own(tmp_path):
    script = tmp_path / "script.cjs"
    text = classic(join(ROOT / "src" / "isotretinoin" / "classroom" / "js" / "tried.js"), "tried")
    script.write_text(text + '\nconsole.log(isotretinoinWidgets.tried.judge("6", "6", []).text);\n')
    done = subprocess.run([node(), script], capture_output=True, text=True, check=False)
    assert done.stdout == "Your output has every number that the solution prints.\n", done.stderr


def test_modules_come_in_the_order_of_need_and_once(tmp_path):
    main = write(
        tmp_path,
        main='import { b } from "./b.js";\nimport { a } from "./a.js";\nexport default { a, b };\n',
        a="// what a is\nexport const a = 1;\n",
        b='import { a } from "./a.js";\n/**\n * what b is\n */\nexport const b = a + 1;\n',
    )
    assert join(main) == "const a = 1;\nconst b = a + 1;\nexport default { a, b };"


def test_a_cast_is_no_comment(tmp_path):
    main = write(tmp_path, main="const a = {};\n/** @type {any} */ (a).b = 1;\n/** gone */\nexport default a;\n")
    assert join(main) == "const a = {};\n/** @type {any} */ (a).b = 1;\nexport default a;"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"main": 'import { a } from "./a.js";\nexport default a;\n'}, r"imports \./a\.js, which is no file"),
        (
            {"main": 'import { a } from "./a.js";\nexport default a;\n', "a": "const a = 1;\n"},
            r"imports a, which a\.js does not export",
        ),
        (
            {"main": 'import { a as c } from "./a.js";\nexport default c;\n', "a": "export const a = 1;\n"},
            "under its own name",
        ),
        ({"main": 'import * as a from "./a.js";\nexport default a;\n', "a": ""}, "can't be joined"),
        ({"main": "const a = 1;\n"}, "does not end in export default"),
        (
            {
                "main": 'import { a } from "./a.js";\nconst b = a;\nexport default b;\n',
                "a": "const b = 2;\nexport const a = b;\n",
            },
            r"main\.js and a\.js both declare b",
        ),
        (
            {
                "main": 'import { a } from "./a.js";\nexport default a;\n',
                "a": 'import { b } from "./b.js";\nexport const a = b;\n',
                "b": 'import { a } from "./a.js";\nexport const b = a;\n',
            },
            r"circle: a\.js → b\.js → a\.js",
        ),
    ],
)
def test_modules_that_cannot_share_a_scope_are_refused(tmp_path, files, message):
    with pytest.raises(JoinError, match=message):
        join(write(tmp_path, **files))


@pytest.mark.parametrize(
    "module", ["const a = 1;", 'import a from "b";\nexport default a;', "export const a = 1;\nexport default a;"]
)
def test_code_that_is_no_whole_module_is_no_script(module):
    with pytest.raises(JoinError, match="imports others or does not end in export default"):
        classic(module, "name")

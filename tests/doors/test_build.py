"""How the door of the reader's browser is built: official files, all that the library imports, no contact line."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import geo_files
import lite_wheels
import pytest
import yaml
from bs4 import BeautifulSoup
from classroom_samples import NAME, sound_course, write_course
from lite_pyodide import SourceError, core_files, file_source, wanted_packages
from lite_wheels import course_files, deposited_files, repacked, wheel
from programs import load

import lite
from isotretinoin.studies import sources
from isotretinoin.studies.deposited.platforms import read_platform
from isotretinoin.studies.deposited.series_matrix import read_series_matrix

ROOT = Path(__file__).resolve().parents[2]
CONFIG = yaml.safe_load((ROOT / "lite" / "packages.yml").read_text(encoding="utf-8"))


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# --- only official files ---------------------------------------------------------------------------------------------


def test_a_core_file_that_is_missing_or_other_is_refused():
    config = {"core": {"pyodide.js": sha(b"official")}}
    assert core_files(config, {"pyodide.js": b"official"}.get) == {"pyodide.js": b"official"}
    with pytest.raises(SourceError, match="not the official one"):
        core_files(config, {"pyodide.js": b"another"}.get)
    with pytest.raises(SourceError, match=r"has no pyodide\.js"):
        core_files(config, {}.get)


def test_a_wheel_is_held_against_the_official_lock():
    lock = {
        "packages": {name: {"file_name": f"{name}.whl", "sha256": sha(name.encode())} for name in ("numpy", "extra")}
    }
    config = {"from_pyodide": [["numpy"]], "where_there": ["extra"]}
    assert set(wanted_packages(config, lock, {"numpy.whl": b"numpy"}.get)[0]) == {"numpy"}
    both = {"numpy.whl": b"numpy", "extra.whl": b"extra"}
    assert set(wanted_packages(config, lock, both.get)[0]) == {"numpy", "extra"}
    with pytest.raises(SourceError, match=r"extra\.whl of this source is not the official one"):
        wanted_packages(config, lock, (both | {"extra.whl": b"forged"}).get)
    with pytest.raises(SourceError, match=r"has no numpy\.whl"):
        wanted_packages(config, lock, {}.get)


def test_a_folder_is_a_source_and_a_missing_one_is_explained(tmp_path):
    (tmp_path / "a.whl").write_bytes(b"a")
    get = file_source(str(tmp_path), CONFIG, tmp_path)
    assert (get("a.whl"), get("b.whl")) == (b"a", None)
    with pytest.raises(SourceError, match="unpacked Pyodide"):
        file_source(str(tmp_path / "nowhere"), CONFIG, tmp_path)


# --- wheels ----------------------------------------------------------------------------------------------------------


def test_the_same_files_give_the_same_wheel_and_its_record_is_true():
    files = {"a/__init__.py": b"x = 1\n", "a/b.txt": "é".encode()}
    name, content = wheel("a-name", "1.0", files)
    assert (name, wheel("a-name", "1.0", dict(reversed(files.items())))[1]) == ("a_name-1.0-py3-none-any.whl", content)
    packed = zipfile.ZipFile(io.BytesIO(content))
    record = packed.read("a_name-1.0.dist-info/RECORD").decode().splitlines()
    assert len(record) == len(packed.namelist())
    for line in record[:-1]:
        path, digest, size = line.split(",")
        assert (digest, int(size)) == (f"sha256={lite_wheels._record_hash(packed.read(path))}", len(packed.read(path)))


def test_a_package_with_a_compiled_part_is_refused_unless_it_does_without():
    with pytest.raises(ValueError, match="numpy has a compiled part"):
        repacked("numpy")
    version, name, content = repacked("pyyaml", ("yaml/_yaml*",))
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert name == f"pyyaml-{version}-py3-none-any.whl"
    assert "yaml/loader.py" in names
    assert any("LICENSE" in one for one in names), "a package goes with its licence"
    assert not [one for one in names if one.endswith(".so")]


def test_everything_the_library_imports_is_in_the_browser():
    """What is imported inside a function may be missing there; what stands at the top may not."""
    imports = {name for one in CONFIG["from_environment"].values() for name in one["imports"]}
    pyodide = {name.replace("-", "_") for line in CONFIG["from_pyodide"] for name in line}
    needed = set()
    for name, content in course_files(ROOT).items():
        # What happens to a built page happens where the site is built.
        if not name.endswith(".py") or "isotretinoin/pages/" in name:
            continue
        for node in ast.parse(content).body:
            if isinstance(node, ast.Import):
                needed |= {one.name.split(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                needed.add(node.module.split(".")[0])
    needed -= set(sys.stdlib_module_names) | {"isotretinoin"}
    assert {"numpy", "anywidget", "yaml"} <= needed
    assert needed - imports - pyodide - {"IPython", "PIL"} == set()


def test_the_course_lies_in_its_wheel():
    files = course_files(ROOT)
    home = lite_wheels.HOME
    assert f"{home}/data/evidence/claims.csv" in files
    assert "isotretinoin/__init__.py" in files
    assert "matplotlib/fontlist.json" in files
    lessons = [name for name in files if name.startswith(f"{home}/notebooks/")]
    assert len(lessons) == len(list((ROOT / "notebooks").glob("*.ipynb")))
    kept_back = ("instructor", "isotretinoin/grading/", "isotretinoin/teaching/")
    assert not [name for name in files if name.startswith(kept_back)], "answers and grading stay at home"


# --- deposited values ------------------------------------------------------------------------------------------------


def test_deposited_values_travel_without_the_people_to_write_to(tmp_path, monkeypatch):
    contact = ('!Series_contact_name\t"Ada,,Person"', '!Series_contact_email\t"ada@example.org"')
    seb1 = geo_files.seb1_files()
    monkeypatch.setattr(sources, "PINS", geo_files.pin(seb1))
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(tmp_path))
    monkeypatch.setenv("ISOTRETINOIN_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("ISOTRETINOIN_OFFLINE", "1")
    for name, content in seb1.items():
        (tmp_path / name).write_bytes(content)
    matrix = tmp_path / "GSE10432_series_matrix.txt.gz"
    text = lite_wheels.gzip.decompress(matrix.read_bytes()).decode()
    persons = "\t".join(["!Sample_contact_name", *6 * ['"Ada"']]) + "\n!series_matrix_table_begin"
    text = text.replace("!Series_sample_id", "\n".join(contact) + "\n!Series_sample_id", 1)
    matrix.write_bytes(geo_files.packed(text.replace("!series_matrix_table_begin", persons)))

    files, kinds = deposited_files()
    assert kinds == {"seb1": "record", "skin": "simulated", "skin-8wk": "simulated"}
    out = tmp_path / "out"
    out.mkdir()
    for name, content in files.items():
        (out / name).write_bytes(content)
    carried = lite_wheels.gzip.decompress((out / matrix.name).read_bytes()).decode()
    assert "contact" not in carried.lower()
    assert "Ada" not in carried
    assert read_series_matrix(out / matrix.name).values.equals(read_series_matrix(matrix).values)
    table = next(name for name in files if name.startswith("GPL8300"))
    there, here = read_platform(out / table), read_platform(tmp_path / table)
    assert there.table.equals(here.table)
    assert there.date == here.date


def test_without_deposited_files_none_travel(tmp_path, monkeypatch):
    monkeypatch.delenv("ISOTRETINOIN_GEO_DIR", raising=False)
    monkeypatch.setenv("ISOTRETINOIN_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("ISOTRETINOIN_OFFLINE", "1")
    files, kinds = deposited_files()
    assert not files
    assert set(kinds.values()) == {"simulated"}


# --- cells that are tried in the page --------------------------------------------------------------------------------

TRIED = """
import json, sys
sys.argv = ["try"]
exec(open({program!r}).read())
cells = ["x = 3", "print(x)\\nx + 1", "import pandas as pd\\npd.DataFrame({{'a': [1]}})", "1 / 0", "x = (", "x + 4;",
         "import matplotlib.pyplot as plt\\nplt.plot([1, 2]);"]
print(json.dumps([json.loads(run_here(cell)) for cell in cells]))
"""


def test_a_tried_cell_shows_what_a_notebook_shows():
    program = TRIED.format(program=str(ROOT / "lite" / "try_here.py"))
    environment = os.environ | {"MPLBACKEND": "agg"}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment)
    assert ran.returncode == 0, ran.stderr
    nothing, printed, table, error, syntax, silent, drawn = json.loads(ran.stdout.splitlines()[-1])
    assert nothing == []
    assert printed == [{"kind": "text", "text": "3\n"}, {"kind": "text", "text": "4"}]
    assert [one["kind"] for one in table] == ["html"]
    assert "<table" in table[0]["text"]
    assert error == [{"kind": "error", "text": "ZeroDivisionError: division by zero"}]
    assert syntax[0]["kind"] == "error"
    assert syntax[0]["text"].startswith("SyntaxError")
    assert silent == []
    assert "<svg" in drawn[0]["text"]


def test_jupyterlite_is_found_from_another_folder(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(lite, "build", lambda source, jupyter, output: asked.append(jupyter) or tmp_path)
    assert lite.main(["--jupyter", ".venv-lite/bin/jupyter", "--output", str(tmp_path)]) == 0
    assert asked == [Path.cwd() / ".venv-lite" / "bin" / "jupyter"]


# --- what is staged --------------------------------------------------------------------------------------------------


def test_every_lesson_and_assignment_is_staged_bare_and_marked(tmp_path):
    lite.stage_notebooks(tmp_path)
    staged = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.ipynb")}
    names = [path for path in (ROOT / "notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts]
    assert staged == {path.relative_to(ROOT).as_posix() for path in names}
    for place in staged:
        notebook = json.loads((tmp_path / place).read_text(encoding="utf-8"))
        assert notebook["metadata"]["door"]["original"] == sha(lite_wheels.bare_notebook(ROOT / place))[:12]
        assert not [cell for cell in notebook["cells"] if cell.get("outputs")]


def test_the_notice_names_each_package_with_its_licence(tmp_path):
    info = "METADATA"
    said = {"one": "License-Expression: MIT", "two": "Classifier: License :: OSI Approved :: BSD License", "three": ""}
    for name, line in said.items():
        metadata = f"Name: {name}\nVersion: 1\n{line}\n"
        file_name, content = wheel(name, "1", {f"{name}-1.dist-info/{info}": metadata.encode()})
        (tmp_path / file_name).write_bytes(content)
    lines = lite.notice(tmp_path).splitlines()[2:]
    assert lines == ["one 1: MIT", "three 1: see its files", "two 1: BSD License"]


def test_the_settings_name_the_values_only_where_they_are(tmp_path):
    def environment() -> dict:
        settings = json.loads((tmp_path / "jupyter-lite.json").read_text(encoding="utf-8"))
        (plugin,) = settings["jupyter-config-data"]["litePluginSettings"].values()
        return plugin["loadPyodideOptions"]["env"]

    lite.stage_settings(tmp_path, has_deposited=False)
    assert "ISOTRETINOIN_GEO_DIR" not in environment()
    lite.stage_settings(tmp_path, has_deposited=True)
    assert environment()["ISOTRETINOIN_GEO_DIR"].endswith(f"site-packages/{lite.GEO}")


# --- the button on the pages -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def extension():
    return load("book/_ext/course_door.py")


def lesson_page(extension, folder: Path, page: str = "notebooks/05_a_lesson") -> str:
    app = SimpleNamespace(srcdir=str(folder), config=SimpleNamespace(course_door=""))
    extension._find_door(app, app.config)
    context = {"body": f"<section><h1>Lesson</h1>{extension.PLACE}</section>"}
    if page != "book/browser":
        context["body"] = "<section><h1>Lesson</h1></section>"
    extension._lead_to_door(app, page, "page.html", context, None)
    return context["body"]


def test_a_lesson_has_a_button_only_beside_a_door_of_the_same_state(extension, tmp_path, monkeypatch):
    monkeypatch.setenv("ISOTRETINOIN_DOOR", "state")
    assert "lite/" not in lesson_page(extension, tmp_path)
    assert "built without it" in lesson_page(extension, tmp_path, "book/browser")
    place = "notebooks/05_a_lesson.ipynb"
    about = {"key": "state", "megabytes": 60, "originals": {place: "0"}, "titles": {place: "A lesson"}}
    about["values"] = {"seb1": "record", "skin": "simulated"}
    (tmp_path / "_build" / "lite").mkdir(parents=True)
    (tmp_path / "_build" / "lite" / "door.json").write_text(json.dumps(about))
    (tmp_path / "notebooks").mkdir()
    solution = {"cell_type": "code", "id": "l05-gap", "source": "print(3)", "metadata": {"tags": ["hide-cell"]}}
    (tmp_path / place).write_text(json.dumps({"cells": [solution]}))
    page = lesson_page(extension, tmp_path)
    assert 'href="../lite/open.html?path=notebooks/05_a_lesson.ipynb"' in page
    assert "about 60 MB" in page
    assert '<script src="../_static/try-here.js" data-notebook="notebooks/05_a_lesson.ipynb"' in page
    assert "data-answers" not in page
    listed = lesson_page(extension, tmp_path, "book/browser")
    assert "the deposited values of seb1 and simulated replicas of skin" in listed
    assert "A lesson</a>" in listed
    assert "lite/" not in lesson_page(extension, tmp_path, "book/welcome")
    monkeypatch.setenv("ISOTRETINOIN_DOOR", "a later state")
    assert "lite/" not in lesson_page(extension, tmp_path)


def test_a_page_carries_what_the_bank_says_to_a_tried_cell(extension, tmp_path, monkeypatch):
    monkeypatch.setenv("ISOTRETINOIN_DOOR", "state")
    course = sound_course()
    course["solutions"] = {"l03-share": "print(1 / 20)"}
    course["questions"][3] |= {"solution": "l03-share", "feedback": "Yes, 'one' of <twenty>."}
    root = write_course(tmp_path, course)
    place = f"notebooks/{NAME}.ipynb"
    about = {"key": "state", "megabytes": 60, "originals": {place: "0"}, "titles": {place: "A lesson"}, "values": {}}
    (root / "_build" / "lite").mkdir(parents=True)
    (root / "_build" / "lite" / "door.json").write_text(json.dumps(about))
    page = BeautifulSoup(lesson_page(extension, root, place.removesuffix(".ipynb")), "html.parser")
    sources = [script["src"] for script in page.find_all("script")]
    assert sources == ["../_static/tried.js", "../_static/try-here.js"]
    (answers,) = json.loads(page.find_all("script")[1]["data-answers"]).values()
    assert [one["right"] for one in answers] == [True, False, False]
    assert answers[0]["feedback"] == "Yes, 'one' of &lt;twenty&gt;."
    assert all(not script.string for script in page.find_all("script")), "no code stands in the page"


def test_a_site_with_the_door_has_the_script_that_judges(extension, tmp_path):
    for name in ("out/_static", "_build/lite"):
        (tmp_path / name).mkdir(parents=True)
    app = SimpleNamespace(srcdir=str(tmp_path), outdir=str(tmp_path / "out"), builder=SimpleNamespace(format="html"))
    for door, there in (("", False), ("{}", True)):
        app.config = SimpleNamespace(course_door=door)
        extension._carry_door(app, None)
        assert (tmp_path / "out" / "_static" / extension.JUDGE).is_file() is there

"""Build the door of the reader's browser into ``_build/lite``: every lesson and assignment, run by Python in the page.

The result is a folder of static files. It asks no other host for anything, neither when it is opened nor later.
``tools/site.py`` puts it into the website, and each lesson then shows a button that leads to it.
"""

from __future__ import annotations

import argparse
import email
import gzip
import hashlib
import json
import math
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import yaml
from lite_pyodide import LOCK, SourceError, core_files, file_source, wanted_packages
from lite_wheels import HOME, bare_notebook, course_files, deposited_files, repacked, wheel
from site_inputs import door_key

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
APPS = ("lab", "notebooks", "edit", "tree")
GEO = f"{HOME}/geo"
UNSAID = {
    "isotretinoin": "BSD-3-Clause; texts and figures CC-BY-4.0",
    "sqlite3": "a part of CPython, with SQLite (public domain)",
    "ssl": "a part of CPython",
}
"""Licences of packages that do not name theirs in their metadata."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", default="packages", help="packages, cdn, or a folder with an unpacked Pyodide")
    parser.add_argument("--jupyter", type=Path, default=ROOT / ".venv-lite" / "bin" / "jupyter")
    parser.add_argument("--output", type=Path, default=BUILD / "lite")
    asked = parser.parse_args(arguments)
    try:
        built = build(asked.source, asked.jupyter.absolute(), asked.output.resolve())
    except (SourceError, ValueError) as problem:
        print(f"The browser door was not built: {problem}", file=sys.stderr)
        return 1
    megabytes = sum(path.stat().st_size for path in built.rglob("*") if path.is_file()) / 1e6
    print(f"The browser door stands in {built} ({megabytes:.0f} MB).")
    return 0


def build(source: str, jupyter: Path, output: Path) -> Path:
    """Build the door into ``output`` and return it.

    Raises
    ------
    SourceError
        If Pyodide's files can't be had from the source.
    ValueError
        If a package can't run in a browser, or JupyterLite fails.
    """
    config = yaml.safe_load((ROOT / "lite" / "packages.yml").read_text(encoding="utf-8"))
    stage = output.with_name(f".{output.name}-stage")
    shutil.rmtree(stage, ignore_errors=True)
    entries, files = python_for_the_browser(config, source, jupyter)
    pyodide = stage / "static" / "pyodide"
    pyodide.mkdir(parents=True)
    for name, content in files.items():
        (pyodide / name).write_bytes(content)
    deposited, values = deposited_files()
    version, name, content = course_wheel(deposited)
    (pyodide / name).write_bytes(content)
    entries["isotretinoin"] = lock_entry("isotretinoin", version, name, content, config["course"])
    write_lock(pyodide / LOCK, entries)
    stage_notebooks(stage / "files")
    stage_settings(stage, bool(deposited))
    run_jupyter_lite(jupyter, stage, output)
    shutil.rmtree(stage)
    finish(output, {"version": version, "values": values, "key": door_key(ROOT), "source": source})
    return output


def python_for_the_browser(config: dict, source: str, jupyter: Path) -> tuple[dict[str, dict], dict[str, bytes]]:
    """Return the lock's entries and the files of Python, of its packages, and of the pure ones added to them."""
    get = file_source(source, config, BUILD / "pyodide")
    core = core_files(config, get)
    entries, files = wanted_packages(config, json.loads(core[LOCK]), get)
    files |= core
    for name, asked in config["from_environment"].items():
        version, file_name, content = repacked(name, tuple(asked.get("without", ())))
        files[file_name] = content
        entries[name] = lock_entry(name, version, file_name, content, asked)
    share = jupyter.parents[1] / "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
    for name in config["stand_ins"]:
        path = max(share.glob(f"{name}-*.whl"), default=None)
        if path is None:
            raise ValueError(f"{jupyter.parents[1]} has no JupyterLite: run `make lite`, which makes the environment.")
        files[path.name] = path.read_bytes()
        entries[name] = lock_entry(name, path.name.split("-")[1], path.name, files[path.name], {"imports": [name]})
    return entries, files


def lock_entry(name: str, version: str, file_name: str, content: bytes, asked: dict) -> dict:
    """Return an entry of Pyodide's lock for a wheel of ours."""
    depends = [one for part in asked.get("depends", ()) for one in ([part] if isinstance(part, str) else part)]
    return {
        "name": name,
        "version": version,
        "file_name": file_name,
        "install_dir": "site",
        "sha256": hashlib.sha256(content).hexdigest(),
        "package_type": "package",
        "imports": asked["imports"],
        "depends": depends,
        "unvendored_tests": False,
    }


def write_lock(path: Path, entries: dict[str, dict]) -> None:
    """Write the lock that the browser reads in the place of the official one; it names nothing that is not here."""
    info = json.loads(path.read_text(encoding="utf-8"))["info"]
    for entry in entries.values():
        # The official lock says prompt_toolkit where its key is prompt-toolkit.
        names = [name.replace("_", "-").lower() for name in entry["depends"]]
        entry["depends"] = [name for name in names if name in entries]
    path.write_text(json.dumps({"info": info, "packages": dict(sorted(entries.items()))}), encoding="utf-8")


def course_wheel(deposited: dict[str, bytes]) -> tuple[str, str, bytes]:
    """Return version, file name and content of the course's wheel; the version names the content."""
    files = course_files(ROOT) | {f"{GEO}/{name}": content for name, content in deposited.items()}
    parts = (hashlib.sha256(name.encode() + content).digest() for name, content in sorted(files.items()))
    version = f"{project_version()}+{hashlib.sha256(b''.join(parts)).hexdigest()[:12]}"
    return version, *wheel("isotretinoin", version, files)


def project_version() -> str:
    import tomllib

    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def stage_notebooks(folder: Path) -> None:
    """Put the notebooks where JupyterLite takes them from, each with the mark of the state that it is a copy of."""
    notebooks = ROOT / "notebooks"
    chosen = {path: path.relative_to(ROOT) for path in [*notebooks.glob("*.ipynb"), *notebooks.glob("*/*.ipynb")]}
    for path, place in sorted(chosen.items()):
        content = bare_notebook(path)
        notebook = json.loads(content)
        notebook["metadata"]["door"] = {"original": hashlib.sha256(content).hexdigest()[:12]}
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def stage_settings(stage: Path, has_deposited: bool) -> None:
    """Write JupyterLite's settings; deposited values, where there are any, lie in the course's wheel."""
    settings = json.loads((ROOT / "lite" / "jupyter-lite.json").read_text(encoding="utf-8"))
    plugins = settings["jupyter-config-data"]["litePluginSettings"]
    options = plugins["@jupyterlite/pyodide-kernel-extension:kernel"]["loadPyodideOptions"]
    if has_deposited:
        options["env"]["ISOTRETINOIN_GEO_DIR"] = options["env"]["ISOTRETINOIN_HOME"].replace(HOME, GEO)
    (stage / "jupyter-lite.json").write_text(json.dumps(settings, indent=2), encoding="utf-8")
    config = json.loads((ROOT / "lite" / "jupyter_lite_config.json").read_text(encoding="utf-8"))
    config["LiteBuildConfig"]["cache_dir"] = str(BUILD / ".lite-cache")
    (stage / "jupyter_lite_config.json").write_text(json.dumps(config), encoding="utf-8")


def run_jupyter_lite(jupyter: Path, stage: Path, output: Path) -> None:
    shutil.rmtree(output, ignore_errors=True)
    command = [jupyter, "lite", "build", "--lite-dir", stage, "--output-dir", output]
    done = subprocess.run(command, cwd=stage, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(f"JupyterLite failed.\n{(done.stdout + done.stderr)[-2000:]}")


def notice(pyodide: Path) -> str:
    """Return what the door is made of and under which licence each part stands, from the parts' own words."""
    lines = [
        "JupyterLite (BSD-3-Clause), Pyodide (MPL-2.0) with CPython (PSF-2.0), OpenBLAS (BSD-3-Clause) and OpenSSL "
        "(OpenSSL), and these packages, unchanged but for compiled parts left out:",
        "",
    ]
    for path in sorted(pyodide.glob("*.whl")):
        with zipfile.ZipFile(path) as packed:
            name = next(one for one in packed.namelist() if one.endswith(".dist-info/METADATA"))
            said = email.message_from_bytes(packed.read(name))
        classified = [one.split(" :: ")[-1] for one in said.get_all("Classifier", []) if one.startswith("License")]
        licence = said["License-Expression"] or ", ".join(classified) or (said["License"] or "").split("\n")[0]
        lines.append(f"{said['Name']} {said['Version']}: {licence or UNSAID.get(said['Name'], 'see its files')}")
    return "\n".join(lines) + "\n"


def weight(pyodide: Path) -> int:
    """Return the megabytes that a first start loads, packed as servers send them, up to the next five."""
    total = 0
    for path in pyodide.iterdir():
        content = path.read_bytes()
        total += len(content) if path.suffix in (".whl", ".zip") else len(gzip.compress(content))
    return 5 * math.ceil(total / 5e6)


def finish(output: Path, about: dict) -> None:
    """Add the course's own page before each notebook, what it says about this state, and the links to the course."""
    originals, titles = {}, {}
    for path in sorted((output / "files").rglob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        place = path.relative_to(output / "files").as_posix()
        originals[place] = notebook["metadata"]["door"]["original"]
        titles[place] = next(
            line.removeprefix("# ").strip()
            for cell in notebook["cells"]
            for line in "".join(cell["source"]).splitlines()
            if cell["cell_type"] == "markdown" and line.startswith("# ")
        )
    about |= {"originals": originals, "titles": titles, "megabytes": weight(output / "static" / "pyodide")}
    (output / "door.json").write_text(json.dumps(about, indent=1), encoding="utf-8")
    (output / "NOTICE.txt").write_text(notice(output / "static" / "pyodide"), encoding="utf-8")
    (output / "door.js").write_text(f"window.courseDoor = {json.dumps(about)};\n", encoding="utf-8")
    for name in ("open.html", "open.js", "course.js", "door.css", "try-worker.js", "try_here.py"):
        shutil.copy(ROOT / "lite" / name, output / name)
    scripts = "".join(f'<script src="../{name}"></script>' for name in ("door.js", "course.js"))
    added = f'{scripts}<link rel="stylesheet" href="../door.css">'
    for app in APPS:
        page = output / app / "index.html"
        html = page.read_text(encoding="utf-8")
        if html.count("<head>") != 1:
            raise ValueError(f"{page} of JupyterLite looks other than expected: its head was not found.")
        page.write_text(html.replace("<head>", f"<head>{added}"), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

"""Wheels for the browser that Pyodide has not: pure packages as they are installed here, and the course itself."""

from __future__ import annotations

import base64
import fnmatch
import gzip
import hashlib
import io
import json
import zipfile
from importlib import metadata
from pathlib import Path, PurePosixPath

from isotretinoin.studies import StudyError, load
from isotretinoin.studies.deposited.platforms import platform_file_names
from isotretinoin.studies.deposited.registry import STUDIES
from isotretinoin.studies.sources import cache_folder, mirror_file, mirror_folder

__all__ = ["HOME", "bare_notebook", "course_files", "deposited_files", "repacked", "wheel"]

HOME = "isotretinoin_course"
"""Folder of the course's data in its wheel."""
TEACHERS = ("grading", "teaching")
"""Rooms of the library that no lesson and no assignment needs."""
COMPILED = (".so", ".pyd")
LEFT_OUT = (".pyc", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "/WHEEL")
SYMBOL_COLUMNS = ("gene symbol", "gene_symbol", "symbol")
KEPT_COLUMNS = ("id", "probe_set", "probe set id", *SYMBOL_COLUMNS, "gene title", "gene_title", "annotation date")


def wheel(name: str, version: str, files: dict[str, bytes]) -> tuple[str, bytes]:
    """Pack files as a pure wheel; the same files give the same bytes.

    Returns
    -------
    file_name : str
    content : bytes

    >>> wheel("a-b", "1", {"a.py": b""})[0]
    'a_b-1-py3-none-any.whl'
    """
    stem = name.replace("-", "_")
    info = f"{stem}-{version}.dist-info"
    made = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files = files | {
        f"{info}/METADATA": files.get(f"{info}/METADATA", made.encode()),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: make lite\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = [f"{path},sha256={_record_hash(content)},{len(content)}\n" for path, content in sorted(files.items())]
    files[f"{info}/RECORD"] = ("".join(lines) + f"{info}/RECORD,,\n").encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return f"{stem}-{version}-py3-none-any.whl", packed.getvalue()


def _record_hash(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def repacked(name: str, without: tuple[str, ...] = ()) -> tuple[str, str, bytes]:
    """Return version, file name and content of a wheel with the Python part of an installed package.

    Parameters
    ----------
    name : str
    without : tuple of str
        Patterns of compiled files that the package can do without.

    Raises
    ------
    ValueError
        If a compiled file has no module in Python to take its place, or a file was changed since its installation.
    """
    installed = metadata.distribution(name)
    listed = {str(path): path for path in installed.files or [] if not str(path).startswith("..")}
    files = {}
    for path, entry in listed.items():
        if (
            path.endswith((".pyc", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "/WHEEL"))
            or "/tests/" in path
        ):
            continue
        if path.endswith(COMPILED):
            twin = str(PurePosixPath(path).with_name(PurePosixPath(path).name.split(".")[0] + ".py"))
            if twin not in listed and not any(fnmatch.fnmatch(path, pattern) for pattern in without):
                raise ValueError(f"{name} has a compiled part, {path}, and a browser can't run it.")
            continue
        content = Path(installed.locate_file(entry)).read_bytes()
        if entry.hash and entry.hash.value != _record_hash(content):
            raise ValueError(f"{path} of {name} was changed after it was installed: make the environment again.")
        files[path] = content
    file_name, content = wheel(name, installed.version, files)
    return installed.version, file_name, content


def bare_notebook(path: Path) -> bytes:
    """Return a notebook's bytes without outputs, as it should be opened."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def course_files(root: Path) -> dict[str, bytes]:
    """Return what the course's wheel holds: the library, its data and the lessons, by their place in the wheel."""
    files = {}
    library = root / "src" / "isotretinoin"
    for path in sorted(library.rglob("*")):
        room = path.relative_to(library).parts[0]
        if path.is_file() and room not in TEACHERS and "__pycache__" not in path.parts:
            files[path.relative_to(root / "src").as_posix()] = path.read_bytes()
    for path in sorted((root / "data").rglob("*")):
        if path.is_file():
            files[f"{HOME}/{path.relative_to(root).as_posix()}"] = path.read_bytes()
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        files[f"{HOME}/notebooks/{path.name}"] = bare_notebook(path)
    # Pyodide's matplotlib looks for this file, and without it searches for fonts at every start of a kernel.
    files["matplotlib/fontlist.json"] = (root / "lite" / "fontlist.json").read_bytes()
    return files


def deposited_files() -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the deposited files that the site was built from, and for each study where its values come from.

    Returns
    -------
    files : dict of str to bytes
        By file name: series matrices without the lines that name a person to write to, and platform tables with the
        columns that the library reads.
    sources : dict of str to str
        Study to ``record`` or ``simulated``.
    """
    files, sources = {}, {}
    for name, wanted in STUDIES.items():
        try:
            study = load(name)
        except StudyError as problem:
            raise ValueError(f"{name} can't be loaded for the door: {problem}") from problem
        sources[name] = study.provenance.kind
        if study.is_simulated:
            continue
        matrix = _kept(wanted.matrix_path, (wanted.matrix_file, wanted.matrix_file.removesuffix(".gz")))
        platform = _kept(wanted.platform_path, platform_file_names(wanted.platform))
        files[matrix.name] = _repack(matrix, _without_contact)
        files[platform.name] = _repack(platform, _with_needed_columns)
    return files, sources


def _kept(place: str, patterns: tuple[str, ...]) -> Path:
    folder = mirror_folder()
    found = folder and mirror_file(folder, patterns)
    return found or cache_folder() / PurePosixPath(place).name


def _repack(path: Path, change) -> bytes:
    raw = path.read_bytes()
    packed = raw[:2] == b"\x1f\x8b"
    before = (gzip.decompress(raw) if packed else raw).decode("utf-8", "surrogateescape")
    after = change(before)
    if after == before:
        return raw
    content = after.encode("utf-8", "surrogateescape")
    return gzip.compress(content, mtime=0) if packed else content


def _without_contact(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(line for line in lines if not line.startswith(("!Series_contact", "!Sample_contact")))


def _with_needed_columns(text: str) -> str:
    lines = text.split("\n")
    places = None
    for number, line in enumerate(lines):
        if not line.strip() or line[0] in "^!#":
            continue
        cells = line.rstrip("\r").split("\t")
        if places is None:
            places = [at for at, cell in enumerate(cells) if cell.strip().strip('"').lower() in KEPT_COLUMNS]
        lines[number] = "\t".join(cells[at] for at in places if at < len(cells))
    return "\n".join(lines)

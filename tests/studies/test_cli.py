"""The command line of the studies: what it prints, its exit codes, and that no traceback reaches a person."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys

import pytest
from geo_files import packed, pin, seb1_files, whole_matrix

from isotretinoin.studies import __main__ as cli
from isotretinoin.studies import replica, sources

MATRIX, PLATFORM = "GSE10432_series_matrix.txt.gz", "GPL8300.annot.gz"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return seb1_files()


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.delenv("ISOTRETINOIN_GEO_DIR", raising=False)
    monkeypatch.setenv("ISOTRETINOIN_OFFLINE", "1")
    monkeypatch.setenv("ISOTRETINOIN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def made_up_pin(files):
    return pin(files)


@pytest.fixture
def mirror(monkeypatch, tmp_path, files, made_up_pin):
    monkeypatch.setattr(sources, "PINS", made_up_pin)
    folder = tmp_path / "mirror"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(folder))
    return folder


def test_list_names_each_study_and_where_it_is(mirror, capsys):
    assert cli.main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"mirror: {mirror}"
    rows = {line.split()[0]: line for line in lines[2:]}
    assert list(rows) == ["seb1", "skin", "skin-8wk"]
    assert "GSE10432" in rows["seb1"]
    assert "mirror, replica" in rows["seb1"]
    assert "mirror" not in rows["skin"]


def test_verify_passes_what_is_sound(mirror, capsys):
    assert cli.main(["verify"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    assert [line.split()[1:3] for line in lines if "replica" in line] == [
        [name, "replica"] for name in ("seb1", "skin", "skin-8wk")
    ]
    assert any("whole study" in line for line in lines)


def test_verify_names_what_is_damaged_in_mirror_and_cache(mirror, cache, files, capsys):
    (mirror / PLATFORM).write_bytes(files[PLATFORM][:-20])
    cache.mkdir()
    (cache / MATRIX).write_bytes(b"")
    assert cli.main(["verify"]) == 1
    bad = [line for line in capsys.readouterr().out.splitlines() if line.startswith("BAD ")]
    assert [(line.split()[1:3]) for line in bad] == [["seb1", "mirror"], ["seb1", "cache"], ["seb1", "mirror"]]
    assert "cut short or damaged" in bad[0]
    assert "is empty" in bad[1]


def test_verify_goes_on_behind_a_file_that_is_no_table(mirror, capsys):
    (mirror / PLATFORM).write_bytes(b'{"error":"' + b"x" * 200_000 + b'"}')
    assert cli.main(["verify"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines if "replica" in line.split()] == ["seb1", "skin", "skin-8wk"]
    assert any(line.startswith("BAD  seb1      mirror   GPL8300") for line in lines)


def test_verify_finds_an_altered_value(mirror, files, capsys):
    text = gzip.decompress(files[MATRIX]).decode()
    (mirror / MATRIX).write_bytes(packed(text.replace('"7_made_up_at"\t', '"7_made_up_at"\t1', 1)))
    assert cli.main(["verify"]) == 1
    assert "values are not those that were deposited" in capsys.readouterr().out


def test_digests_are_kept_and_compared(mirror, tmp_path, made_up_pin, capsys):
    assert cli.main(["digest"]) == 0
    line = capsys.readouterr().out
    assert line == f"GSE10432 {made_up_pin['GSE10432']}\n"
    kept = tmp_path / "digests.txt"
    kept.write_text(line)
    assert cli.main(["digest", "--against", str(kept)]) == 0
    kept.write_text("GSE10432 0000\n")
    assert cli.main(["digest", "--against", str(kept)]) == 1
    assert "GSE10432: values changed" in capsys.readouterr().err
    kept.write_text("a word too many here\n")
    assert cli.main(["digest", "--against", str(kept)]) == 1
    assert "no list of digests" in capsys.readouterr().err


def test_verify_finds_arrays_of_another_study(mirror, monkeypatch, capsys):
    monkeypatch.setattr(sources, "PINS", {})
    text = whole_matrix(12625, [f"GSM{n}" for n in range(6)])
    (mirror / MATRIX).write_bytes(packed(text))
    assert cli.main(["verify"]) == 1
    assert "does not hold the arrays that it should" in capsys.readouterr().out


def test_verify_finds_a_changed_replica(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(replica, "replica_folder", lambda: tmp_path)
    assert cli.main(["verify"]) == 1
    assert capsys.readouterr().out.count("git checkout -- data/replicas") == 3


def test_fetch_of_all_reports_each_study_that_failed(capsys):
    assert cli.main(["fetch", "all"]) == 1
    said = capsys.readouterr()
    assert [line.split(":")[0] for line in said.err.splitlines()] == ["seb1", "skin", "skin-8wk"]
    assert "ISOTRETINOIN_OFFLINE forbids the network" in said.err
    assert not said.out


def test_a_mirror_that_is_no_folder(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(tmp_path / "nowhere"))
    assert cli.main(["list"]) == 1
    assert capsys.readouterr().err.startswith("error: ISOTRETINOIN_GEO_DIR names")


def test_an_interruption_is_no_traceback(monkeypatch, capsys):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "fetch_study", interrupted)
    assert cli.main(["fetch", "seb1"]) == 130
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code"), [([], 2), (["fetch", "liver"], 2), (["fetch", "seb1"], 1), (["--help"], 0)]
)
def test_exit_codes_of_the_command(arguments, code):
    command = [sys.executable, "-m", "isotretinoin.studies", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), timeout=600, check=False)
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr

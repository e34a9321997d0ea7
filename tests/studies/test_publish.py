"""What the workflow that publishes does with deposited studies: fetched once, kept by digest, refused if changed."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import yaml
from geo_files import packed

from isotretinoin.studies import __main__ as cli
from isotretinoin.studies.deposited.registry import PINS, STUDIES

ROOT = Path(__file__).parents[2]


def test_the_publishing_build_fetches_before_it_builds_and_may_not_go_on_without():
    build = yaml.safe_load((ROOT / ".github" / "workflows" / "site.yml").read_text())["jobs"]["build"]["steps"]
    runs = [step.get("run", step.get("uses", "")) for step in build]
    cache = next(n for n, run in enumerate(runs) if run.startswith("actions/cache"))
    assert build[cache]["with"]["path"] == "~/.cache/isotretinoin"
    fetch = runs.index("make studies")
    assert cache < fetch < next(n for n, run in enumerate(runs) if run.startswith("make lite"))
    assert build[fetch]["continue-on-error"] == "${{ github.ref != 'refs/heads/main' }}"


def test_releases_and_the_other_forge_fetch_too():
    release = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())["jobs"]["release"]["steps"]
    gitlab = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text())
    lists = [[step.get("run", "") for step in release], gitlab["site"]["script"], gitlab["release"]["script"]]
    for runs in lists:
        fetch = next(n for n, run in enumerate(runs) if run.startswith("make studies"))
        assert fetch < next(n for n, run in enumerate(runs) if run.startswith("make lite"))
    assert '[ "$CI_COMMIT_BRANCH" != "$CI_DEFAULT_BRANCH" ]' in " ".join(gitlab["site"]["script"])


def test_make_studies_fetches_all_and_compares():
    recipe = (ROOT / "Makefile").read_text().split("\nstudies:")[1].split("\n\n")[0]
    assert recipe.index("fetch all") < recipe.index("digest --against deploy/studies.txt")


def test_the_committed_list_agrees_with_the_pins():
    kept = cli._kept_digests(ROOT / "deploy" / "studies.txt")
    assert set(kept) <= {study.accession for study in STUDIES.values()}
    assert {series: kept[series] for series in PINS} == dict(PINS)


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    """A mirror with made-up values of a study without a pin."""
    import make_geo_files

    assert make_geo_files.main([str(tmp_path), "--only", "skin"]) == 0
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(tmp_path))
    monkeypatch.setenv("ISOTRETINOIN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


def test_a_first_fetch_prints_the_line_to_keep_and_a_changed_value_fails(made_up, capsys):
    kept = made_up / "studies.txt"
    kept.write_text("# digests\n")
    assert cli.main(["digest", "--against", str(kept)]) == 0
    line, advice = capsys.readouterr().out.splitlines()
    assert line.startswith("GSE10433 ")
    assert "add this one" in advice
    kept.write_text(f"# digests\n{line}\n")
    assert cli.main(["digest", "--against", str(kept)]) == 0
    assert capsys.readouterr().out == f"{line}\n"
    path = made_up / STUDIES["skin"].matrix_file
    head, table = gzip.decompress(path.read_bytes()).decode().split("!series_matrix_table_begin\n")
    rows = table.split("\n")
    cells = rows[1].split("\t")
    cells[1] = "9.8765"
    path.write_bytes(packed(head + "!series_matrix_table_begin\n" + "\n".join([rows[0], "\t".join(cells), *rows[2:]])))
    assert cli.main(["digest", "--against", str(kept)]) == 1
    assert "GSE10433: values changed since" in capsys.readouterr().err

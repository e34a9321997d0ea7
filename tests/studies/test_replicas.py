"""The shipped replicas: unchanged, honest about their rows, and as their README describes them."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from programs import load as load_program

from isotretinoin import course_root
from isotretinoin.studies import load, simulate

NAMES = ("seb1", "skin", "skin-8wk")
FOLDER = course_root() / "data" / "replicas"
SIMULATED = re.compile(r"SIM\d{5}_sim")


@pytest.fixture(scope="module")
def remake() -> ModuleType:
    return load_program("tools/remake_replicas.py")


@pytest.fixture(scope="module")
def calibrate() -> ModuleType:
    return load_program("tools/calibrate_simulator.py")


@pytest.fixture(scope="module")
def manifest() -> dict:
    return json.loads((FOLDER / "replicas.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def readme() -> str:
    return (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=NAMES)
def replica(request: pytest.FixtureRequest):
    return load(request.param, source="replica")


# --- files -----------------------------------------------------------------------------------------------------------


def test_the_manifest_describes_every_file(manifest: dict) -> None:
    assert set(manifest) == set(NAMES)
    for name, entry in manifest.items():
        on_disk = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (FOLDER / name).iterdir()}
        assert on_disk == entry["sha256"]
        assert entry["licence"] == "CC BY 4.0"
        assert entry["command"] == "make replicas"


def test_all_replicas_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 3_000_000


@pytest.mark.parametrize("name", NAMES)
def test_compressed_files_carry_neither_name_nor_time(name: str) -> None:
    for path in (FOLDER / name).glob("*.gz"):
        header = path.read_bytes()[:10]
        assert header[3] == 0, f"{path.name} carries a name or a comment"
        assert header[4:8] == bytes(4), f"{path.name} carries a time"


def test_the_replicas_are_what_the_simulator_gives(remake: ModuleType) -> None:
    """Every label as it is, every figure to one unit in the last decimal, on any numpy."""
    assert [line for recipe in remake.RECIPES for line in remake.differences(FOLDER, recipe)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_pinned_numpy_gives_the_same_text(name: str, remake: ModuleType, manifest: dict) -> None:
    made_with = manifest[name]["numpy"]
    if np.__version__ != made_with:
        pytest.skip(f"made with numpy {made_with}, this is {np.__version__}: streams of random numbers may differ")
    recipe = next(item for item in remake.RECIPES if item.name == name)
    for file, content in remake.replica(recipe)[0].items():
        shipped = (FOLDER / name / file).read_bytes()
        if file.endswith(".gz"):
            # Compressed bytes depend on the zlib of the machine, the text does not.
            shipped, content = gzip.decompress(shipped), gzip.decompress(content)
        assert shipped == content, f"{name}/{file} is not what 'make replicas' writes"


def test_the_same_recipe_gives_the_same_bytes_twice(remake: ModuleType) -> None:
    recipe = remake.Recipe("small", "skin-small", 1, "for this test")
    assert remake.replica(recipe)[0] == remake.replica(recipe)[0]


@pytest.mark.parametrize("damage", ["value", "label", "hash"])
def test_the_comparison_notices_a_change(damage: str, tmp_path: Path, remake: ModuleType) -> None:
    recipe = remake.Recipe("small", "skin-small", 1, "for this test")
    files, entry = remake.replica(recipe)
    text = gzip.decompress(files["expression.csv.gz"]).decode().splitlines()
    if damage == "value":
        cells = text[1].split(",")
        text[1] = ",".join([cells[0], f"{float(cells[1]) + 0.004:.3f}", *cells[2:]])
    elif damage == "label":
        text[1] = text[1].replace("SIM00001_sim", "SIM00001_at")
    files["expression.csv.gz"] = gzip.compress("\n".join(text).encode() + b"\n", mtime=0)
    entry["sha256"]["expression.csv.gz"] = hashlib.sha256(files["expression.csv.gz"]).hexdigest()
    if damage == "hash":
        entry["sha256"]["samples.csv"] = "0" * 64
    (tmp_path / "small").mkdir()
    for name, content in files.items():
        (tmp_path / "small" / name).write_bytes(content)
    (tmp_path / "replicas.json").write_text(json.dumps({"small": entry}), encoding="utf-8")
    assert len(remake.differences(tmp_path, recipe)) == 1


# --- content ---------------------------------------------------------------------------------------------------------


def test_figures_have_three_decimals(replica) -> None:
    values = replica.expression.to_numpy()
    np.testing.assert_allclose(values, np.round(values, 3), atol=1e-12)


def test_a_replica_says_that_it_is_simulated(replica) -> None:
    assert replica.is_simulated
    assert replica.label.startswith("simulated replica of GSE")
    assert replica.truth is not None


def test_real_identifiers_stand_for_real_probe_sets_only(replica) -> None:
    real = replica.expression.index[~replica.expression.index.str.fullmatch(SIMULATED)]
    if replica.name != "seb1":
        assert list(real) == ["212531_at"]
        assert replica.probe_sets.loc["212531_at", "symbol"] == "LCN2"
    else:
        table = pd.read_csv(course_root() / "data" / "evidence" / "tables" / "sebocyte_sam_85.csv")
        assert set(real) == set(table["probe_set"])
        assert (replica.probe_sets.loc[real, "origin"] == "record").all()
    others = replica.probe_sets.drop(index=real)
    assert others["symbol"].str.fullmatch(r"SIMG\d{5}").all()
    assert (others["origin"] == "simulated").all()


def test_recorded_rows_match_the_table_to_rounding() -> None:
    study = load("seb1", source="replica")
    table = pd.read_csv(course_root() / "data" / "evidence" / "tables" / "sebocyte_sam_85.csv").set_index("probe_set")
    values = study.expression.loc[table.index]
    groups = [values.loc[:, (study.samples["group"] == group).to_numpy()] for group in ("vehicle", "treated")]
    for column, group in zip(("mean_vehicle", "mean_treated"), groups, strict=True):
        np.testing.assert_allclose(group.mean(axis=1), table[column], atol=0.0006)
    pooled = np.sqrt(sum(group.var(axis=1, ddof=1) for group in groups) / 2)
    np.testing.assert_allclose(pooled, table["sd_pooled"], atol=0.001)
    effect = study.truth.loc[table.index, "log2_fold_change"]
    np.testing.assert_allclose(effect, table["log2_fold_change"], atol=0.0015)


def test_the_single_values_of_recorded_rows_are_not_the_deposited_ones() -> None:
    deposited = pd.read_csv(course_root() / "data" / "evidence" / "tables" / "sebocyte_gene_values.csv")
    row = deposited.set_index("probe_set").filter(regex=r"^(vehicle|treated)_\d$").loc["32821_at"]
    values = load("seb1", source="replica").expression.loc["32821_at"]
    assert np.abs(values.to_numpy() - row.to_numpy(float)).max() > 0.05


def test_lcn2_in_skin_responds_more_strongly_in_men() -> None:
    study = load("skin", source="replica")
    assert study.truth.loc["212531_at", ["log2_fold_change_female", "log2_fold_change_male"]].tolist() == [1.4, 2.6]
    values = study.expression.loc["212531_at"].to_numpy()
    sex = study.samples["sex"].to_numpy()[:6]
    change = values[6:] - values[:6]
    assert change[sex == "male"].min() > change[sex == "female"].max()


# --- calibration -----------------------------------------------------------------------------------------------------


def test_calibration_of_skin(calibrate: ModuleType) -> None:
    """A few seeds, so the bands are those of the README widened by about two standard errors of 12 draws."""
    runs = calibrate.repeated("skin", range(300, 312))
    moderated = runs.xs("moderated t, BH 5 %", level="method")
    assert 55 <= moderated["called"].median() <= 105
    assert moderated["false"].mean() <= 0.06 + 0.03
    raw = runs.xs("paired t, P < 0.05", level="method")
    assert raw["false"].mean() >= 0.6
    assert (raw["called"] > 5 * moderated["called"]).all()
    assert runs.xs("paired t, BH 5 %", level="method")["called"].median() <= 10
    assert (runs.xs("exact sign-flip, BH 5 %", level="method")["called"] == 0).all()


def test_calibration_of_the_null(calibrate: ModuleType) -> None:
    runs = calibrate.repeated("skin-null", range(300, 312))
    # At a true rate of 0.10 three or more of twelve happen in one of nine batches, four or more in one of forty.
    assert (runs.xs("moderated t, BH 5 %", level="method")["called"] > 0).sum() <= 3
    assert (runs.xs("exact sign-flip, BH 5 %", level="method")["called"] == 0).all()
    assert (runs["false"][runs["called"] > 0] == 1).all()


def test_every_small_study_has_something_to_find(calibrate: ModuleType) -> None:
    moderated = calibrate.repeated("skin-small", range(300, 325)).xs("moderated t, BH 5 %", level="method")
    assert moderated["called"].min() >= 40
    assert moderated["false"].mean() <= 0.06 + 0.03


# --- the README ------------------------------------------------------------------------------------------------------


def test_the_readme_gives_the_picture_of_the_shipped_files(calibrate: ModuleType, readme: str, monkeypatch) -> None:
    monkeypatch.delenv("ISOTRETINOIN_GEO_DIR", raising=False)
    for block, table in calibrate.shipped_blocks().items():
        assert calibrate.read(readme, block) == table, f"{block}: run tools/calibrate_simulator.py --replicas --write"


def test_the_readme_gives_the_picture_of_the_deposit(geo_mirror: Path, calibrate: ModuleType, readme: str) -> None:
    made = calibrate.shipped_blocks()
    for block in ("deposit seb1", "settings of deposit seb1"):
        assert calibrate.read(readme, block) == made[block]


def test_every_block_of_the_readme_is_filled(calibrate: ModuleType, readme: str) -> None:
    begun = re.findall(r"<!-- (?!end )(.+?) -->", readme)
    assert sorted(begun) == sorted(re.findall(r"<!-- end (.+?) -->", readme))
    assert {f"configuration {name}" for name in (*calibrate.PAIRED, "seb1")} <= set(begun)
    for block in begun:
        assert calibrate.read(readme, block), f"{block} is empty"


def test_the_calibration_in_the_readme_keeps_the_promises(calibrate: ModuleType, readme: str) -> None:
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in calibrate.read(readme, "configuration skin").splitlines()
    ]
    table = pd.DataFrame(rows[2:], columns=rows[0]).set_index("method")
    rate = table["mean false discovery proportion ± s.e."].str.split(" ").str[0].astype(float)
    median = table["calls, median"].astype(float)
    assert 65 <= median["moderated t, BH 5 %"] <= 95
    assert rate["moderated t, BH 5 %"] <= 0.06
    assert rate["paired t, P < 0.05"] >= 0.6
    assert median["exact sign-flip, BH 5 %"] == 0
    assert table.loc["exact sign-flip, BH 5 %", "5–95 % of seeds"] == "0–0"
    null = calibrate.read(readme, "null").splitlines()
    moderated = next(line for line in null if line.startswith("| moderated t, BH 5 %"))
    assert all(float(cell) <= 0.10 for cell in moderated.split("|")[2:-1])
    n_seeds = int(calibrate.read(readme, "seeds").split(" ")[0])
    assert n_seeds >= 100


def test_the_seed_of_skin_was_picked_as_the_readme_says(calibrate: ModuleType, readme: str) -> None:
    def passes(seed: int) -> list[bool]:
        found = calibrate.picture(simulate("skin", seed))
        moderated, raw = found.loc["moderated t, BH 5 %"], found.loc["paired t, P < 0.05"]
        return [65 <= moderated["called"] <= 95, bool(moderated["lcn2"]), moderated["false"] > 0, raw["false"] >= 0.6]

    first, second = passes(10433), passes(10434)
    assert not all(first)
    assert not first[2]
    assert all(second)
    refused = calibrate.picture(simulate("skin", 10433)).loc["moderated t, BH 5 %"]
    assert f"10433 calls {refused['called']} rows, none of them false" in readme


def test_the_dictionary_explains_every_column(replica, readme: str) -> None:
    columns = {*replica.samples, *replica.probe_sets, *(f"truth_{name}" for name in replica.truth)}
    assert [column for column in sorted(columns) if f"`{column}`" not in readme] == []

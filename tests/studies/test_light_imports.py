"""What a reader's browser can't have, or would load for nothing, stays out of the way of the lessons."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

ROOT = Path(__file__).resolve().parents[2]
LESSON = ROOT / "notebooks" / "11_does_ngal_kill_sebocytes.ipynb"
USED = """
import sys
from isotretinoin import classroom, evidence, explore, figures, mechanism, stats, studies
from isotretinoin.classroom import assignments
assignments.dataset("s017", "A4")
studies.load("seb1", "replica")
print(*sys.modules)
"""


def test_a_lesson_loads_nothing_that_only_downloads_need():
    loaded = subprocess.run([sys.executable, "-c", USED], capture_output=True, text=True, check=True).stdout.split()
    assert "isotretinoin.studies.deposited.download" in loaded
    assert not {"pooch", "requests", "urllib3", "filelock", "tqdm", "platformdirs"} & set(loaded)


def _cells(*names: str) -> str:
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(LESSON.read_text(encoding="utf-8"))["cells"]}
    return "\n".join(cells[name] for name in names)


@pytest.mark.parametrize("seed", range(5))
def test_the_quasi_binomial_model_of_lesson_11_is_the_one_of_statsmodels(seed):
    rng = np.random.default_rng(seed)
    arms = np.repeat(["control siRNA", "LCN2 siRNA"], rng.integers(3, 6, 2).astype(np.intp))
    counted = pd.DataFrame({"arm": arms, "cells": rng.integers(100, 500, len(arms))})
    counted["positive"] = rng.binomial(counted["cells"], rng.uniform(0.05, 0.3, len(arms)))
    counted["share"] = counted["positive"] / counted["cells"]
    pooled = counted.groupby("arm")[["positive", "cells"]].sum()
    names = {"counted": counted, "pooled": pooled, "stats": stats}
    exec(_cells("l11-quasi-design", "l11-quasi-code", "l11-quasi-test"), names)

    design = sm.add_constant((counted["arm"] == "LCN2 siRNA").astype(float))
    model = sm.GLM(counted["share"], design, family=sm.families.Binomial(), var_weights=counted["cells"])
    fit = model.fit(scale="X2", use_t=True)
    assert names["dispersion"] == pytest.approx(fit.scale, rel=1e-9)
    assert names["t"] == pytest.approx(fit.tvalues["arm"], rel=1e-6)
    assert names["df"] == fit.df_resid

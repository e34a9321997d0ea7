"""The bank that grades the grader of A4: code of the answer cell, right in other ways and wrong in typical ways."""

_SHARE = """share = plates["positive"] / plates["cells"]
by_arm = share.groupby(plates["arm"])
total = plates.groupby("arm")[["positive", "cells"]].sum()
pooled = total["positive"] / total["cells"]
"""
_TWO = """share = plates["positive"] / plates["cells"]
a = share[plates["arm"] == "drug, control siRNA"].to_numpy()
b = share[plates["arm"] == "drug, LCN2 siRNA"].to_numpy()
na, nb = len(a), len(b)
va, vb = a.var(ddof=1) / na, b.var(ddof=1) / nb
d, se = a.mean() - b.mean(), np.sqrt(va + vb)
df = (va + vb) ** 2 / (va**2 / (na - 1) + vb**2 / (nb - 1))
q = stats.t.ppf(0.975, df)
ka, Na = plates.loc[plates["arm"] == "drug, control siRNA", ["positive", "cells"]].sum()
kb, Nb = plates.loc[plates["arm"] == "drug, LCN2 siRNA", ["positive", "cells"]].sum()
"""
_DOSE = """x, y = doses["dose"].to_numpy(), (doses["positive"] / doses["cells"]).to_numpy()
def f(x, b, t, lh):
    return b + (t - b) * x / (np.exp(lh) + x)
start = [0.05, 0.4, np.log(0.1)]
"""
_X2 = """def dispersion(positive, cells, arm):
    first = arm == 0
    p = np.where(first, positive[first].sum() / cells[first].sum(), positive[~first].sum() / cells[~first].sum())
    x2 = (positive - cells * p) ** 2 / (cells * p * (1 - p))
"""
_FREE = """def left_free(loaded, ngal, kd):
    e = ngal - loaded + kd
    root = np.sqrt(e**2 + 4 * kd * loaded)
"""
SHARED = (_SHARE, _TWO, _DOSE)

RIGHT = {
    "q1": {
        "agg": _SHARE + 'arms = by_arm.agg(share="mean", se="sem")',
        "by hand": _SHARE
        + 'arms = pd.DataFrame({"share": by_arm.mean(), "se": by_arm.std() / np.sqrt(by_arm.size())})',
        "loop": """rows = {}
for arm, own in plates.groupby("arm"):
    s = own["positive"] / own["cells"]
    rows[arm] = {"share": s.mean(), "se": s.std(ddof=1) / len(s) ** 0.5}
arms = pd.DataFrame(rows).T""",
        "scipy": _SHARE + 'arms = pd.DataFrame({"se": by_arm.apply(stats.sem), "share": by_arm.mean()})',
        "rounded to four decimals": _SHARE
        + 'arms = by_arm.agg(["mean", "sem"]).set_axis(["share", "se"], axis=1).round(4)',
        "sorted by share": _SHARE
        + 'arms = by_arm.agg(["mean", "sem"]).set_axis(["share", "se"], axis=1).sort_values("share")',
        "further columns": _SHARE + 'arms = by_arm.agg(["mean", "sem", "size"]).set_axis(["share", "se", "n"], axis=1)',
        "dictionary": _SHARE + 'arms = {"share": by_arm.mean(), "se": by_arm.sem()}',
        "assigned": 'arms = plates.assign(s=plates["positive"] / plates["cells"]).groupby("arm")["s"].agg(share="mean", se=lambda s: s.sem())',
    },
    "q2": {
        "by hand": _TWO + "silenced = [d, d - q * se, d + q * se]",
        "array": _TWO + "silenced = np.array([d, d - q * se, d + q * se])",
        "turned round twice": _TWO
        + "ci = stats.ttest_ind(b, a, equal_var=False).confidence_interval()\nsilenced = (d, -ci.high, -ci.low)",
        "dictionary": _TWO + 'silenced = {"estimate": d, "low": d - q * se, "high": d + q * se}',
        "rounded to four decimals": _TWO + "silenced = [round(v, 4) for v in (d, d - q * se, d + q * se)]",
        "from summaries": _TWO
        + "t = stats.ttest_ind_from_stats(a.mean(), a.std(ddof=1), na, b.mean(), b.std(ddof=1), nb, equal_var=False)\nse = d / t.statistic\nsilenced = [d, d - q * se, d + q * se]",
        "t interval": _TWO + "silenced = [d, *stats.t.interval(0.95, df, loc=d, scale=se)]",
        "the library": """from isotretinoin import stats as course
own = plates[plates["arm"].isin(["drug, control siRNA", "drug, LCN2 siRNA"])]
row = course.unpaired_t((own["positive"] / own["cells"]).to_numpy(), (own["arm"] == "drug, control siRNA").to_numpy(), equal_var=False)
silenced = row[["log2_fold_change", "ci_low", "ci_high"]]""",
        "statsmodels": _TWO
        + """from statsmodels.stats.weightstats import CompareMeans, DescrStatsW
silenced = [d, *CompareMeans(DescrStatsW(a), DescrStatsW(b)).tconfint_diff(usevar="unequal")]""",
    },
    "q3": {
        "curve_fit": _DOSE + "p, _ = optimize.curve_fit(f, x, y, p0=start)\ncurve = (p[0], p[1], np.exp(p[2]))",
        "h itself, with bounds": _DOSE
        + "p, _ = optimize.curve_fit(lambda x, b, t, h: b + (t - b) * x / (h + x), x, y, p0=[0.05, 0.4, 0.1], bounds=(0, [1, 1, 10]))\ncurve = p",
        "least_squares": _DOSE
        + "p = optimize.least_squares(lambda p: f(x, *p) - y, start).x\ncurve = [p[0], p[1], np.exp(p[2])]",
        "means of the doses": _DOSE
        + "m = pd.Series(y).groupby(x).mean()\np, _ = optimize.curve_fit(f, m.index.to_numpy(), m.to_numpy(), p0=start)\ncurve = [p[0], p[1], np.exp(p[2])]",
        "minimize": _DOSE
        + 'p = optimize.minimize(lambda p: 1e4 * ((f(x, *p) - y) ** 2).sum(), start, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000}).x\ncurve = [p[0], p[1], np.exp(p[2])]',
        "straight line for each h": _DOSE
        + """def left(lh):
    return np.linalg.lstsq(np.column_stack([np.ones_like(x), x / (np.exp(lh) + x)]), y, rcond=None)[1][0]
lh = optimize.minimize_scalar(left, bounds=(-5, 2), method="bounded", options={"xatol": 1e-8}).x
c = np.linalg.lstsq(np.column_stack([np.ones_like(x), x / (np.exp(lh) + x)]), y, rcond=None)[0]
curve = [c[0], c[0] + c[1], np.exp(lh)]""",
        "dictionary, four digits": _DOSE
        + 'p, _ = optimize.curve_fit(f, x, y, p0=start)\ncurve = {k: float(f"{v:.4g}") for k, v in zip("bth", (p[0], p[1], np.exp(p[2])))}',
        "other parameters": _DOSE
        + "p, _ = optimize.curve_fit(lambda x, b, s, k: b + s * x * k / (1 + x * k), x, y, p0=[0.05, 0.4, 10])\ncurve = [p[0], p[0] + p[1], 1 / p[2]]",
    },
    "q4": {
        "numpy": _X2 + "    return x2.sum() / (len(arm) - 2)",
        "pandas": """def dispersion(positive, cells, arm):
    t = pd.DataFrame({"k": positive, "n": cells, "arm": arm})
    p = t.groupby("arm")["k"].transform("sum") / t.groupby("arm")["n"].transform("sum")
    return ((t["k"] - t["n"] * p) ** 2 / (t["n"] * p * (1 - p))).sum() / (len(t) - 2)""",
        "both cells of a chi-square": """def dispersion(positive, cells, arm):
    x2 = 0
    for which in np.unique(arm):
        k, n = positive[arm == which], cells[arm == which]
        x2 += stats.chi2_contingency([k, n - k], correction=False).statistic
    return x2 / (len(arm) - 2)""",
        "statsmodels": """import statsmodels.api as sm
def dispersion(positive, cells, arm):
    X = np.column_stack([arm == 0, arm == 1]).astype(float)
    fit = sm.GLM(positive / cells, X, family=sm.families.Binomial(), var_weights=cells).fit()
    return fit.pearson_chi2 / fit.df_resid""",
        "loop over plates": """def dispersion(positive, cells, arm):
    x2 = 0.0
    for k, n, a in zip(positive, cells, arm):
        p = sum(positive[arm == a]) / sum(cells[arm == a])
        x2 += (k - n * p) ** 2 / (n * p * (1 - p))
    return x2 / (len(arm) - 2)""",
        "shares": _X2
        + "    s = positive / cells\n    return np.sum((s - p) ** 2 / (p * (1 - p) / cells)) / (len(arm) - 2)",
        "four significant digits": _X2 + '    return float(f"{x2.sum() / (len(arm) - 2):.4g}")',
        "squared residuals": _X2
        + "    r = (positive - cells * p) / np.sqrt(cells * p * (1 - p))\n    return float(r @ r) / (arm.size - 2)",
    },
    "q5": {
        "stable root": _FREE + "    return 2 * kd * loaded / (root + e) if e > 0 else (root - e) / 2",
        "the library": "from isotretinoin.mechanism import iron\ndef left_free(loaded, ngal, kd):\n    return iron.not_captured(loaded, ngal, kd)",
        "all minus bound": "def left_free(loaded, ngal, kd):\n    b = loaded + ngal + kd\n    return loaded - (b - np.sqrt(b**2 - 4 * loaded * ngal)) / 2",
        "root search": "def left_free(loaded, ngal, kd):\n    return optimize.brentq(lambda free: free + ngal * free / (kd + free) - loaded, 0, loaded)",
        "numpy's roots": "def left_free(loaded, ngal, kd):\n    return max(np.roots([1, ngal - loaded + kd, -kd * loaded]).real)",
        "bisection": """def left_free(loaded, ngal, kd):
    low, high = 0.0, loaded
    for _ in range(60):
        middle = (low + high) / 2
        if middle + ngal * middle / (kd + middle) > loaded:
            high = middle
        else:
            low = middle
    return low""",
        "three significant digits": _FREE + '    return float(f"{(root - e) / 2:.3g}")',
        "plain Python": "def left_free(loaded, ngal, kd):\n    e = kd + ngal - loaded\n    return 0.5 * ((e * e + 4 * loaded * kd) ** 0.5 - e)",
    },
}

WRONG = {
    "q1": {
        "cells pooled": _SHARE + 'arms = pd.DataFrame({"share": pooled, "se": by_arm.sem()})',
        "cells pooled, binomial error": _SHARE
        + 'arms = pd.DataFrame({"share": pooled, "se": np.sqrt(pooled * (1 - pooled) / total["cells"])})',
        "binomial error": _SHARE
        + 'm = by_arm.mean()\narms = pd.DataFrame({"share": m, "se": np.sqrt(m * (1 - m) / total["cells"])})',
        "standard deviation": _SHARE + 'arms = pd.DataFrame({"share": by_arm.mean(), "se": by_arm.std()})',
        "SD with n": _SHARE
        + 'arms = pd.DataFrame({"share": by_arm.mean(), "se": by_arm.std(ddof=0) / np.sqrt(by_arm.size())})',
        "divided by n": _SHARE + 'arms = pd.DataFrame({"share": by_arm.mean(), "se": by_arm.std() / by_arm.size()})',
        "divided by root of cells": _SHARE
        + 'arms = pd.DataFrame({"share": by_arm.mean(), "se": by_arm.std() / np.sqrt(total["cells"])})',
        "four plates everywhere": _SHARE + 'arms = pd.DataFrame({"share": by_arm.mean(), "se": by_arm.std() / 2})',
        "in per cent": _SHARE + 'arms = pd.DataFrame({"share": 100 * by_arm.mean(), "se": 100 * by_arm.sem()})',
        "median": _SHARE + 'arms = pd.DataFrame({"share": by_arm.median(), "se": by_arm.sem()})',
        "counts in place of shares": 'g = plates.groupby("arm")["positive"]\narms = pd.DataFrame({"share": g.mean(), "se": g.sem()})',
        "living cells": _SHARE + 'arms = pd.DataFrame({"share": 1 - by_arm.mean(), "se": by_arm.sem()})',
        "odds": 'odds = plates["positive"] / (plates["cells"] - plates["positive"])\ng = odds.groupby(plates["arm"])\narms = pd.DataFrame({"share": g.mean(), "se": g.sem()})',
        "variance": _SHARE + 'arms = pd.DataFrame({"share": by_arm.mean(), "se": by_arm.var()})',
        "half-width": _SHARE + 'arms = pd.DataFrame({"share": by_arm.mean(), "se": 1.96 * by_arm.sem()})',
        "weighted by cells": _SHARE
        + 'w = plates["cells"]\nm = (share * w).groupby(plates["arm"]).sum() / w.groupby(plates["arm"]).sum()\narms = pd.DataFrame({"share": m, "se": by_arm.sem()})',
        "one arm lost": _SHARE + 'arms = pd.DataFrame({"share": by_arm.mean(), "se": by_arm.sem()}).iloc[1:]',
        "columns exchanged": _SHARE + 'arms = pd.DataFrame({"share": by_arm.sem(), "se": by_arm.mean()})',
        "spread of all plates": _SHARE
        + 'arms = pd.DataFrame({"share": by_arm.mean(), "se": share.std() / np.sqrt(by_arm.size())})',
    },
    "q2": {
        "cells pooled": _TWO
        + "p, r = ka / Na, kb / Nb\ns = np.sqrt(p * (1 - p) / Na + r * (1 - r) / Nb)\nsilenced = [p - r, p - r - 1.96 * s, p - r + 1.96 * s]",
        "plate means, cells for the error": _TWO
        + "p, r = ka / Na, kb / Nb\ns = np.sqrt(p * (1 - p) / Na + r * (1 - r) / Nb)\nsilenced = [d, d - 1.96 * s, d + 1.96 * s]",
        "Student": _TWO + "ci = stats.ttest_ind(a, b).confidence_interval()\nsilenced = [d, ci.low, ci.high]",
        "Student's degrees of freedom": _TWO
        + "q = stats.t.ppf(0.975, na + nb - 2)\nsilenced = [d, d - q * se, d + q * se]",
        "normal for t": _TWO + "silenced = [d, d - 1.96 * se, d + 1.96 * se]",
        "swapped sign": _TWO + "silenced = [-d, -d - q * se, -d + q * se]",
        "vehicle as control": _TWO
        + 'a = share[plates["arm"] == "vehicle, control siRNA"].to_numpy()\nci = stats.ttest_ind(a, b, equal_var=False).confidence_interval()\nsilenced = [a.mean() - b.mean(), ci.low, ci.high]',
        "rescue as control": _TWO
        + 'a = share[plates["arm"] == "drug, LCN2 siRNA, NGAL added"].to_numpy()\nci = stats.ttest_ind(a, b, equal_var=False).confidence_interval()\nsilenced = [a.mean() - b.mean(), ci.low, ci.high]',
        "LCN2 siRNA alone, drug and vehicle": _TWO
        + 'a = share[plates["arm"] == "vehicle, LCN2 siRNA"].to_numpy()\nci = stats.ttest_ind(b, a, equal_var=False).confidence_interval()\nsilenced = [b.mean() - a.mean(), ci.low, ci.high]',
        "90 per cent": _TWO + "q = stats.t.ppf(0.95, df)\nsilenced = [d, d - q * se, d + q * se]",
        "one standard error": _TWO + "silenced = [d, d - se, d + se]",
        "SD with n": _TWO + "s = np.sqrt(a.var() / na + b.var() / nb)\nsilenced = [d, d - q * s, d + q * s]",
        "standard errors added": _TWO + "s = np.sqrt(va) + np.sqrt(vb)\nsilenced = [d, d - q * s, d + q * s]",
        "smaller sample's degrees of freedom": _TWO
        + "q = stats.t.ppf(0.975, min(na, nb) - 1)\nsilenced = [d, d - q * se, d + q * se]",
        "relative reduction": _TWO + "silenced = [d / a.mean(), (d - q * se) / a.mean(), (d + q * se) / a.mean()]",
        "in percentage points": _TWO + "silenced = [100 * d, 100 * (d - q * se), 100 * (d + q * se)]",
        "paired by position": _TWO
        + "x = a[:nb] - b\nci = stats.ttest_1samp(x, 0).confidence_interval()\nsilenced = [x.mean(), ci.low, ci.high]",
        "difference of differences": _TWO
        + 'm = share.groupby(plates["arm"]).mean()\ne = d - (m["vehicle, control siRNA"] - m["vehicle, LCN2 siRNA"])\nsilenced = [e, e - q * se, e + q * se]',
        "mean of cells, spread of plates": _TWO + "e = ka / Na - kb / Nb\nsilenced = [e, e - q * se, e + q * se]",
        "copied from a neighbour": """other = dataset("neighbour-1", "A4").plates
share = other["positive"] / other["cells"]
a, b = share[other["arm"] == "drug, control siRNA"], share[other["arm"] == "drug, LCN2 siRNA"]
ci = stats.ttest_ind(a, b, equal_var=False).confidence_interval()
silenced = [a.mean() - b.mean(), ci.low, ci.high]""",
    },
    "q3": {
        "b fixed at 0": _DOSE
        + "p, _ = optimize.curve_fit(lambda x, t, lh: f(x, 0, t, lh), x, y, p0=start[1:])\ncurve = [0, p[0], np.exp(p[1])]",
        "b fixed at the vehicle": _DOSE
        + "b = y[x == 0].mean()\np, _ = optimize.curve_fit(lambda x, t, lh: f(x, b, t, lh), x, y, p0=start[1:])\ncurve = [b, p[0], np.exp(p[1])]",
        "t fixed at 1": _DOSE
        + "p, _ = optimize.curve_fit(lambda x, b, lh: f(x, b, 1, lh), x, y, p0=[0.05, 0])\ncurve = [p[0], 1, np.exp(p[1])]",
        "t fixed at the largest dose": _DOSE
        + "t = y[x == x.max()].mean()\np, _ = optimize.curve_fit(lambda x, b, lh: f(x, b, t, lh), x, y, p0=[0.05, -2])\ncurve = [p[0], t, np.exp(p[1])]",
        "slope of two": _DOSE
        + "p, _ = optimize.curve_fit(lambda x, b, t, lh: b + (t - b) * x**2 / (np.exp(2 * lh) + x**2), x, y, p0=start)\ncurve = [p[0], p[1], np.exp(p[2])]",
        "dose at half of t": _DOSE
        + "p, _ = optimize.curve_fit(f, x, y, p0=start)\nb, t, h = p[0], p[1], np.exp(p[2])\ncurve = [b, t, h * (t / 2 - b) / (t / 2)]",
        "logarithm of h": _DOSE + "p, _ = optimize.curve_fit(f, x, y, p0=start)\ncurve = list(p)",
        "decimal logarithm of h": _DOSE
        + "p, _ = optimize.curve_fit(f, x, y, p0=start)\ncurve = [p[0], p[1], p[2] / np.log(10)]",
        "h in nM": _DOSE + "p, _ = optimize.curve_fit(f, x, y, p0=start)\ncurve = [p[0], p[1], 1000 * np.exp(p[2])]",
        "rise in place of t": _DOSE
        + "p, _ = optimize.curve_fit(f, x, y, p0=start)\ncurve = [p[0], p[1] - p[0], np.exp(p[2])]",
        "order of the three": _DOSE
        + "p, _ = optimize.curve_fit(f, x, y, p0=start)\ncurve = [np.exp(p[2]), p[1], p[0]]",
        "read off the means": _DOSE
        + """m = pd.Series(y).groupby(x).mean()
half = (m.iloc[0] + m.iloc[-1]) / 2
curve = [m.iloc[0], m.iloc[-1], np.interp(half, m.to_numpy(), m.index.to_numpy())]""",
        "read off on a log axis": _DOSE
        + """m = pd.Series(y).groupby(x).mean().iloc[1:]
half = (y[x == 0].mean() + m.iloc[-1]) / 2
curve = [y[x == 0].mean(), m.iloc[-1], np.exp(np.interp(half, m.to_numpy(), np.log(m.index.to_numpy())))]""",
        "vehicle left out": _DOSE
        + "k = x > 0\np, _ = optimize.curve_fit(f, x[k], y[k], p0=start)\ncurve = [p[0], p[1], np.exp(p[2])]",
        "largest dose left out": _DOSE
        + "k = x < 3\np, _ = optimize.curve_fit(f, x[k], y[k], p0=start)\ncurve = [p[0], p[1], np.exp(p[2])]",
        "in per cent": _DOSE
        + "p, _ = optimize.curve_fit(f, x, 100 * y, p0=[5, 40, -2])\ncurve = [p[0], p[1], np.exp(p[2])]",
        "counts in place of shares": _DOSE
        + "p, _ = optimize.curve_fit(f, x, 500 * y, p0=[25, 200, -2])\ncurve = [p[0], p[1], np.exp(p[2])]",
        "fit of the logarithm": _DOSE
        + "p, _ = optimize.curve_fit(lambda x, *p: np.log(np.abs(f(x, *p)) + 1e-9), x, np.log(y + 1e-9), p0=start)\ncurve = [p[0], p[1], np.exp(p[2])]",
        "Lineweaver and Burk": _DOSE
        + "k = x > 0\nz = y[k] - y[x == 0].mean()\nz = np.maximum(z, 0.002)\ns, i = np.polyfit(1 / x[k], 1 / z, 1)\ncurve = [y[x == 0].mean(), y[x == 0].mean() + 1 / i, s / i]",
        "starting values": _DOSE + "curve = [start[0], start[1], np.exp(start[2])]",
        "one plate per dose": _DOSE
        + "p, _ = optimize.curve_fit(f, x[::4], y[::4], p0=start)\ncurve = [p[0], p[1], np.exp(p[2])]",
    },
    "q4": {
        "one share for both arms": "def dispersion(positive, cells, arm):\n    p = positive.sum() / cells.sum()\n    return ((positive - cells * p) ** 2 / (cells * p * (1 - p))).sum() / (len(arm) - 2)",
        "one share, n - 1": "def dispersion(positive, cells, arm):\n    p = positive.sum() / cells.sum()\n    return ((positive - cells * p) ** 2 / (cells * p * (1 - p))).sum() / (len(arm) - 1)",
        "divided by the plates": _X2 + "    return x2.sum() / len(arm)",
        "divided by plates minus one": _X2 + "    return x2.sum() / (len(arm) - 1)",
        "divided by the cells": _X2 + "    return x2.sum() / (cells.sum() - 2)",
        "not divided": _X2 + "    return x2.sum()",
        "root": _X2 + "    return np.sqrt(x2.sum() / (len(arm) - 2))",
        "1 - p left out": _X2 + "    return np.sum((positive - cells * p) ** 2 / (cells * p)) / (len(arm) - 2)",
        "cells left out": _X2 + "    return np.sum((positive / cells - p) ** 2 / (p * (1 - p))) / (len(arm) - 2)",
        "mean of shares for p": "def dispersion(positive, cells, arm):\n    s = positive / cells\n    p = np.where(arm == 0, s[arm == 0].mean(), s[arm == 1].mean())\n    return np.sum((positive - cells * p) ** 2 / (cells * p * (1 - p))) / (len(arm) - 2)",
        "own share of each plate": _X2
        + "    s = positive / cells\n    return np.sum((positive - cells * p) ** 2 / (cells * s * (1 - s))) / (len(arm) - 2)",
        "deviance": """def dispersion(positive, cells, arm):
    from scipy.special import xlogy
    total = 0
    for which in (0, 1):
        k, n = positive[arm == which], cells[arm == which]
        p = k.sum() / n.sum()
        total += 2 * np.sum(xlogy(k, k / (n * p)) + xlogy(n - k, (n - k) / (n * (1 - p))))
    return total / (len(arm) - 2)""",
        "size in place of square": _X2
        + "    return np.sum(np.abs(positive - cells * p) / np.sqrt(cells * p * (1 - p))) / (len(arm) - 2)",
        "the two-column trap": """import statsmodels.api as sm
def dispersion(positive, cells, arm):
    X = np.column_stack([arm == 0, arm == 1]).astype(float)
    counts = np.column_stack([positive, cells - positive])
    return sm.GLM(counts, X, family=sm.families.Binomial()).fit(scale="X2").scale / cells.mean()""",
        "average of the arms": _X2
        + "    first = arm == 0\n    return (x2[first].sum() / (first.sum() - 1) + x2[~first].sum() / ((~first).sum() - 1)) / 2",
        "first arm only": _X2 + "    first = arm == 0\n    return x2[first].sum() / (first.sum() - 1)",
        "P value": _X2 + "    return stats.chi2.sf(x2.sum(), len(arm) - 2)",
        "test of the arms": "def dispersion(positive, cells, arm):\n    k = [positive[arm == w].sum() for w in (0, 1)]\n    n = [cells[arm == w].sum() for w in (0, 1)]\n    return stats.chi2_contingency([k, np.subtract(n, k)], correction=False).statistic",
        "variance of shares": "def dispersion(positive, cells, arm):\n    s = positive / cells\n    return np.mean([s[arm == w].var(ddof=1) / s[arm == w].mean() for w in (0, 1)])",
        "poisson": _X2
        + "    mean = np.where(arm == 0, positive[arm == 0].mean(), positive[arm == 1].mean())\n    return np.sum((positive - mean) ** 2 / mean) / (len(arm) - 2)",
    },
    "q5": {
        "NGAL in excess": "def left_free(loaded, ngal, kd):\n    return loaded * kd / (kd + ngal)",
        "siderophore in excess": "def left_free(loaded, ngal, kd):\n    return loaded - ngal * loaded / (kd + loaded)",
        "one for one": "def left_free(loaded, ngal, kd):\n    return max(loaded - ngal, 0)",
        "bound in place of free": _FREE + "    return loaded - (root - e) / 2",
        "other root": _FREE + "    return abs((-e - root) / 2)",
        "free NGAL": _FREE + "    free = (root - e) / 2\n    return ngal * kd / (kd + free)",
        "sign of the excess": "def left_free(loaded, ngal, kd):\n    e = loaded - ngal + kd\n    return (-e + np.sqrt(e**2 + 4 * kd * loaded)) / 2",
        "kd subtracted": "def left_free(loaded, ngal, kd):\n    e = ngal - loaded - kd\n    return (-e + np.sqrt(e**2 + 4 * kd * loaded)) / 2",
        "kd left out": "def left_free(loaded, ngal, kd):\n    e = ngal - loaded\n    return (-e + np.sqrt(e**2 + 4 * kd * loaded)) / 2",
        "ngal under the root": "def left_free(loaded, ngal, kd):\n    e = ngal - loaded + kd\n    return (-e + np.sqrt(e**2 + 4 * kd * ngal)) / 2",
        "not halved": _FREE + "    return root - e",
        "two under the root": "def left_free(loaded, ngal, kd):\n    e = ngal - loaded + kd\n    return (-e + np.sqrt(e**2 + 2 * kd * loaded)) / 2",
        "share in place of amount": _FREE + "    return (root - e) / 2 / loaded",
        "share bound": _FREE + "    return 1 - (root - e) / 2 / loaded",
        "affinity for dissociation": "def left_free(loaded, ngal, kd):\n    k = 1 / kd\n    e = ngal - loaded + k\n    return (-e + np.sqrt(e**2 + 4 * k * loaded)) / 2",
        "half at kd": "def left_free(loaded, ngal, kd):\n    return loaded / (1 + ngal / (2 * kd))",
        "one step of correction": "def left_free(loaded, ngal, kd):\n    free = loaded * kd / (kd + ngal)\n    return loaded - ngal * free / (kd + free)",
        "partners exchanged": "def left_free(loaded, ngal, kd):\n    e = loaded - ngal + kd\n    return (-e + np.sqrt(e**2 + 4 * kd * ngal)) / 2",
        "two sites": "def left_free(loaded, ngal, kd):\n    e = 2 * ngal - loaded + kd\n    return (-e + np.sqrt(e**2 + 4 * kd * loaded)) / 2",
        "in µM": _FREE + "    return (root - e) / 2000",
    },
}

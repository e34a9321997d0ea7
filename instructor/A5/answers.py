"""The bank that grades the grader of A5: code of the answer cell, right in other ways and wrong in typical ways."""

_CH = """active = (trial["arm"] == "active").to_numpy()
outcomes = ["gland", "epidermis"]
after = trial[["gland after", "epidermis after"]].to_numpy()
before = trial[["gland before", "epidermis before"]].to_numpy()
x = after - before
na, nb = active.sum(), (~active).sum()
d = x[active].mean(axis=0) - x[~active].mean(axis=0)
pooled = ((na - 1) * x[active].var(axis=0, ddof=1) + (nb - 1) * x[~active].var(axis=0, ddof=1)) / (na + nb - 2)
se = np.sqrt(pooled * (1 / na + 1 / nb))
q = stats.t.ppf(0.975, na + nb - 2)
def rows(estimate, low, high):
    return pd.DataFrame({"estimate": estimate, "low": low, "high": high}, index=outcomes)
"""
_WINS = """looks = ["all", "women", "men", "halfway"]
p = useless[[f"P {look}" for look in looks]].to_numpy()
e = useless[[f"effect {look}" for look in looks]].to_numpy()
win = (p < 0.05) & (e > 0)
"""
_RULE = """def decide(trials):
    gl, gh = trials["gland_low"].to_numpy(), trials["gland_high"].to_numpy()
    el, eh = trials["epidermis_low"].to_numpy(), trials["epidermis_high"].to_numpy()
"""
_Z = """def per_arm(limit, power):
    z = stats.norm.ppf
"""
_W = """def window_fold(gland, epidermis, half, gets):
    def dose(copies, s):
        bound = s * half / copies
        return bound / (1 - bound)
"""
SHARED = (_CH, _WINS)

RIGHT = {
    "q1": {
        "by hand": _CH + "effects = rows(d, d - q * se, d + q * se)",
        "scipy on both columns": _CH
        + "ci = stats.ttest_ind(x[active], x[~active]).confidence_interval()\neffects = rows(d, ci.low, ci.high)",
        "loop": """out = {}
for o in ("epidermis", "gland"):
    c = (trial[f"{o} after"] - trial[f"{o} before"]).groupby(trial["arm"]).agg(list)
    r = stats.ttest_ind(c["active"], c["placebo"])
    ci = r.confidence_interval()
    out[o] = {"low": ci.low, "high": ci.high, "estimate": np.mean(c["active"]) - np.mean(c["placebo"])}
effects = pd.DataFrame(out).T""",
        "turned round twice": _CH
        + "ci = stats.ttest_ind(x[~active], x[active]).confidence_interval()\neffects = rows(d, -ci.high, -ci.low)",
        "rounded to three decimals": _CH + "effects = rows(d, d - q * se, d + q * se).round(3)",
        "further column": _CH
        + "effects = rows(d, d - q * se, d + q * se).assign(p=2 * stats.t.sf(abs(d / se), na + nb - 2))",
        "the library": _CH
        + """from isotretinoin import stats as course
effects = course.unpaired_t(pd.DataFrame(x.T, index=outcomes), active).rename(columns={"log2_fold_change": "estimate", "ci_low": "low", "ci_high": "high"})""",
        "regression on the arm": _CH
        + """X = np.column_stack([np.ones(len(active)), active])
b, rss, *_ = np.linalg.lstsq(X, x, rcond=None)
s = np.sqrt(rss / (len(active) - 2) * np.linalg.inv(X.T @ X)[1, 1])
effects = rows(b[1], b[1] - q * s, b[1] + q * s)""",
    },
    "q2": {
        "np.select": _RULE
        + '    return np.select([(gh < 0.5) | (el > 0.5), (gl > 0) & (eh < 0.5)], ["no-go", "go"], default="in between")',
        "loop": """def decide(trials):
    result = []
    for row in trials.itertuples():
        if row.gland_high < 0.5 or row.epidermis_low > 0.5:
            result.append("no-go")
        elif row.gland_low > 0 and row.epidermis_high < 0.5:
            result.append("go")
        else:
            result.append("in between")
    return result""",
        "apply": """def one(t):
    if t["gland_high"] < 0.5 or t["epidermis_low"] > 0.5:
        return "no-go"
    return "go" if t["gland_low"] > 0 and t["epidermis_high"] < 0.5 else "in between"
def decide(trials):
    return trials.apply(one, axis=1)""",
        "where in where": _RULE
        + '    return np.where((gh < 0.5) | (el > 0.5), "no-go", np.where((gl > 0) & (eh < 0.5), "go", "in between"))',
        "filled in order": """def decide(trials):
    result = pd.Series("in between", index=trials.index)
    result[(trials["gland_low"] > 0) & (trials["epidermis_high"] < 0.5)] = "go"
    result[(trials["gland_high"] < 0.5) | (trials["epidermis_low"] > 0.5)] = "no-go"
    return result""",
        "the other way round": _RULE
        + '    free = (gh >= 0.5) & (el <= 0.5)\n    good = (gl > 0) & (eh < 0.5)\n    return ["no-go" if not f else "go" if g else "in between" for f, g in zip(free, good)]',
        "query": """def decide(trials):
    no = set(trials.query("gland_high < 0.5 or epidermis_low > 0.5").index)
    yes = set(trials.query("gland_low > 0 and epidermis_high < 0.5").index) - no
    return tuple("no-go" if t in no else "go" if t in yes else "in between" for t in trials.index)""",
    },
    "q3": {
        "arrays": _WINS + "false_go = [win[:, 0].mean(), win[:, :3].any(axis=1).mean(), win.any(axis=1).mean()]",
        "array": _WINS
        + "false_go = np.array([win[:, 0].mean(), win[:, :3].any(axis=1).mean(), win.any(axis=1).mean()])",
        "one-sided P": _WINS
        + "one = np.where(e > 0, p / 2, 1)\nbest = np.minimum.accumulate(one, axis=1)\nfalse_go = [(best[:, k] < 0.025).mean() for k in (0, 2, 3)]",
        "or": """w = {k: (useless[f"P {k}"] < 0.05) & (useless[f"effect {k}"] > 0) for k in ("all", "women", "men", "halfway")}
sexes = w["all"] | w["women"] | w["men"]
false_go = (w["all"].mean(), sexes.mean(), (sexes | w["halfway"]).mean())""",
        "counts": _WINS
        + "n = len(useless)\nfalse_go = [win[:, 0].sum() / n, (win[:, :3].sum(axis=1) > 0).sum() / n, (win.sum(axis=1) > 0).sum() / n]",
        "dictionary": _WINS
        + 'false_go = {"planned": win[:, 0].mean(), "sex": win[:, :3].max(axis=1).mean(), "any": win.max(axis=1).mean()}',
        "loop": """a = b = c = 0
for row in useless.to_dict("records"):
    w = [row[f"P {k}"] < 0.05 and row[f"effect {k}"] > 0 for k in ("all", "women", "men", "halfway")]
    a += w[0]
    b += any(w[:3])
    c += any(w)
false_go = [a / 1000, b / 1000, c / 1000]""",
        "complement": _WINS
        + "false_go = [1 - (~win[:, 0]).mean(), 1 - (~win[:, :3]).all(axis=1).mean(), 1 - (~win).all(axis=1).mean()]",
    },
    "q4": {
        "math.ceil": "from math import ceil\ndef per_arm(limit, power):\n    return ceil(2 * ((stats.norm.ppf(0.975) + stats.norm.ppf(power)) / limit) ** 2)",
        "NormalDist": "from statistics import NormalDist\nimport math\ndef per_arm(limit, power):\n    z = NormalDist().inv_cdf\n    return math.ceil(2 * (z(0.975) + z(power)) ** 2 / limit**2)",
        "upper tails": "def per_arm(limit, power):\n    return np.ceil(2 * ((stats.norm.isf(0.025) + stats.norm.isf(1 - power)) / limit) ** 2)",
        "search": """def per_arm(limit, power):
    n = np.arange(1, 2000)
    reached = stats.norm.cdf(limit / np.sqrt(2 / n) - stats.norm.ppf(0.975)) >= power
    return n[reached][0]""",
        "special function": "from scipy.special import ndtri\ndef per_arm(limit, power):\n    n = 2 * ((ndtri(0.975) + ndtri(power)) / limit) ** 2\n    return int(n) + (n > int(n))",
        "floor division": "def per_arm(limit, power):\n    n = 2 * ((stats.norm.ppf(0.975) + stats.norm.ppf(power)) / limit) ** 2\n    return int(-(-n // 1))",
        "root search": "from scipy.optimize import brentq\ndef per_arm(limit, power):\n    z = stats.norm.ppf(0.975)\n    n = brentq(lambda n: stats.norm.cdf(limit * np.sqrt(n / 2) - z) - power, 0.1, 1e5)\n    return int(np.ceil(n))",
    },
    "q5": {
        "two lines": _W + "    return dose(epidermis, 1 / 9) / dose(gland, 1) / gets",
        "one line": "def window_fold(gland, epidermis, half, gets):\n    return (half / (9 * epidermis - half)) * (gland - half) / half / gets",
        "simplified": "def window_fold(gland, epidermis, half, gets):\n    return (gland - half) / (9 * epidermis - half) / gets",
        "root search": """from scipy.optimize import brentq
def window_fold(gland, epidermis, half, gets):
    def excess(log_c, copies, wanted):
        c = np.exp(log_c)
        s = copies / half * c / (c + 1)
        return s / (1 + s) - wanted
    low = np.exp(brentq(excess, -20, 20, args=(gland, 0.5), xtol=1e-12))
    high = np.exp(brentq(excess, -20, 20, args=(epidermis, 0.1), xtol=1e-12)) / gets
    return high / low""",
        "another K": """def window_fold(gland, epidermis, half, gets):
    K = 20.0
    def dose(copies, response):
        share = response / (1 - response) * half / copies
        return K * share / (1 - share)
    return dose(epidermis, 0.1) / (gets * dose(gland, 0.5))""",
        "the library": """from isotretinoin.mechanism import receptors
def window_fold(gland, epidermis, half, gets):
    drug = receptors.Candidate(kd={"form": 1.0})
    cells = [receptors.CellType(name=name, levels={"form": n}, half_response=half) for name, n in (("g", gland), ("e", epidermis))]
    return receptors.dose_for(0.1, drug, cells[1]) / gets / receptors.dose_for(0.5, drug, cells[0])""",
        "three significant digits": _W + '    return float(f"{dose(epidermis, 1 / 9) / dose(gland, 1) / gets:.3g}")',
    },
}

WRONG = {
    "q1": {
        "swapped sign": _CH + "effects = rows(-d, -d - q * se, -d + q * se)",
        "after only": _CH
        + "ci = stats.ttest_ind(after[active], after[~active]).confidence_interval()\neffects = rows(after[active].mean(0) - after[~active].mean(0), ci.low, ci.high)",
        "before only": _CH
        + "ci = stats.ttest_ind(before[active], before[~active]).confidence_interval()\neffects = rows(before[active].mean(0) - before[~active].mean(0), ci.low, ci.high)",
        "active arm alone": _CH
        + "ci = stats.ttest_1samp(x[active], 0).confidence_interval()\neffects = rows(x[active].mean(0), ci.low, ci.high)",
        "placebo alone": _CH
        + "ci = stats.ttest_1samp(x[~active], 0).confidence_interval()\neffects = rows(x[~active].mean(0), ci.low, ci.high)",
        "all patients": _CH
        + "ci = stats.ttest_1samp(x, 0).confidence_interval()\neffects = rows(x.mean(0), ci.low, ci.high)",
        "Welch": _CH
        + "ci = stats.ttest_ind(x[active], x[~active], equal_var=False).confidence_interval()\neffects = rows(d, ci.low, ci.high)",
        "normal for t": _CH + "effects = rows(d, d - 1.96 * se, d + 1.96 * se)",
        "90 per cent": _CH + "q = stats.t.ppf(0.95, na + nb - 2)\neffects = rows(d, d - q * se, d + q * se)",
        "99 per cent": _CH + "q = stats.t.ppf(0.995, na + nb - 2)\neffects = rows(d, d - q * se, d + q * se)",
        "one standard error": _CH + "effects = rows(d, d - se, d + se)",
        "one arm's degrees of freedom": _CH
        + "q = stats.t.ppf(0.975, na - 1)\neffects = rows(d, d - q * se, d + q * se)",
        "SD with n": _CH
        + "s = np.sqrt(x[active].var(0) / na + x[~active].var(0) / nb)\neffects = rows(d, d - q * s, d + q * s)",
        "SD in place of standard error": _CH + "s = np.sqrt(pooled)\neffects = rows(d, d - q * s, d + q * s)",
        "standard error of one arm": _CH + "s = np.sqrt(pooled / na)\neffects = rows(d, d - q * s, d + q * s)",
        "standard errors added": _CH
        + "s = stats.sem(x[active]) + stats.sem(x[~active])\neffects = rows(d, d - q * s, d + q * s)",
        "in the men": _CH
        + 'm = (trial["sex"] == "male").to_numpy()\nci = stats.ttest_ind(x[active & m], x[~active & m]).confidence_interval()\neffects = rows(x[active & m].mean(0) - x[~active & m].mean(0), ci.low, ci.high)',
        "paired by position": _CH
        + "y = x[active] - x[~active]\nci = stats.ttest_1samp(y, 0).confidence_interval()\neffects = rows(d, ci.low, ci.high)",
        "standardised": _CH + "s = np.sqrt(pooled)\neffects = rows(d / s, (d - q * se) / s, (d + q * se) / s)",
        "rows exchanged": _CH + "effects = rows(d, d - q * se, d + q * se).set_axis(['epidermis', 'gland'])",
        "ends exchanged": _CH + "effects = rows(d, d + q * se, d - q * se)",
        "by placebo's spread": _CH
        + "s = x[~active].std(axis=0, ddof=1) * np.sqrt(1 / na + 1 / nb)\neffects = rows(d, d - q * s, d + q * s)",
        "analysis of covariance": _CH
        + """import statsmodels.api as sm
fits = [sm.OLS(after[:, i], np.column_stack([np.ones(na + nb), active, before[:, i]])).fit() for i in (0, 1)]
low, high = np.array([fit.conf_int()[1] for fit in fits]).T
effects = rows([fit.params[1] for fit in fits], low, high)""",
        "medians": _CH
        + "m = np.median(x[active], axis=0) - np.median(x[~active], axis=0)\neffects = rows(m, m - q * se, m + q * se)",
    },
    "q2": {
        "go before no-go": _RULE
        + '    return np.select([(gl > 0) & (eh < 0.5), (gh < 0.5) | (el > 0.5)], ["go", "no-go"], "in between")',
        "at most for below, no-go": _RULE
        + '    return np.select([(gh <= 0.5) | (el > 0.5), (gl > 0) & (eh < 0.5)], ["no-go", "go"], "in between")',
        "at least for above, no-go": _RULE
        + '    return np.select([(gh < 0.5) | (el >= 0.5), (gl > 0) & (eh < 0.5)], ["no-go", "go"], "in between")',
        "at least for above, go": _RULE
        + '    return np.select([(gh < 0.5) | (el > 0.5), (gl >= 0) & (eh < 0.5)], ["no-go", "go"], "in between")',
        "at most for below, go": _RULE
        + '    return np.select([(gh < 0.5) | (el > 0.5), (gl > 0) & (eh <= 0.5)], ["no-go", "go"], "in between")',
        "both for no-go": _RULE
        + '    return np.select([(gh < 0.5) & (el > 0.5), (gl > 0) & (eh < 0.5)], ["no-go", "go"], "in between")',
        "one is enough for go": _RULE
        + '    return np.select([(gh < 0.5) | (el > 0.5), (gl > 0) | (eh < 0.5)], ["no-go", "go"], "in between")',
        "harm forgotten": _RULE + '    return np.select([gh < 0.5, gl > 0], ["no-go", "go"], "in between")',
        "benefit forgotten": _RULE + '    return np.select([el > 0.5, eh < 0.5], ["no-go", "go"], "in between")',
        "nothing in between": _RULE + '    return np.where((gl > 0) & (eh < 0.5), "go", "no-go")',
        "no no-go": _RULE + '    return np.where((gl > 0) & (eh < 0.5), "go", "in between")',
        "estimates in place of intervals": _RULE
        + '    g, e = (gl + gh) / 2, (el + eh) / 2\n    return np.select([(g < 0.5) | (e > 0.5), (g > 0) & (e < 0.5)], ["no-go", "go"], "in between")',
        "not significant is no-go": _RULE
        + '    return np.select([(gl <= 0) | (el > 0.5), (gl > 0) & (eh < 0.5)], ["no-go", "go"], "in between")',
        "harm not shown is no harm": _RULE
        + '    return np.select([(gh < 0.5) | (el > 0.5), (gl > 0) & (el < 0.5)], ["no-go", "go"], "in between")',
        "ends exchanged": _RULE
        + '    return np.select([(gl < 0.5) | (eh > 0.5), (gh > 0) & (el < 0.5)], ["no-go", "go"], "in between")',
        "epidermis against 0": _RULE
        + '    return np.select([(gh < 0.5) | (el > 0), (gl > 0) & (eh < 0.5)], ["no-go", "go"], "in between")',
        "gland against 0.5": _RULE
        + '    return np.select([(gh < 0.5) | (el > 0.5), (gl > 0.5) & (eh < 0.5)], ["no-go", "go"], "in between")',
        "gland no-go at 0": _RULE
        + '    return np.select([(gh < 0) | (el > 0.5), (gl > 0) & (eh < 0.5)], ["no-go", "go"], "in between")',
        "other words": _RULE
        + '    return np.select([(gh < 0.5) | (el > 0.5), (gl > 0) & (eh < 0.5)], ["stop", "continue"], "unclear")',
        "sorted by decision": _RULE
        + '    return sorted(np.select([(gh < 0.5) | (el > 0.5), (gl > 0) & (eh < 0.5)], ["no-go", "go"], "in between"))',
    },
    "q3": {
        "sign forgotten": _WINS
        + "win = p < 0.05\nfalse_go = [win[:, 0].mean(), win[:, :3].any(axis=1).mean(), win.any(axis=1).mean()]",
        "P forgotten": _WINS
        + "win = e > 0\nfalse_go = [win[:, 0].mean(), win[:, :3].any(axis=1).mean(), win.any(axis=1).mean()]",
        "all in place of any": _WINS
        + "false_go = [win[:, 0].mean(), win[:, :3].all(axis=1).mean(), win.all(axis=1).mean()]",
        "added up": _WINS + "s = win.mean(axis=0)\nfalse_go = [s[0], s[:3].sum(), s.sum()]",
        "as if independent": _WINS + "s = 1 - win.mean(axis=0)\nfalse_go = [1 - s[0], 1 - s[:3].prod(), 1 - s.prod()]",
        "by the formula": "false_go = [0.025, 1 - 0.975**3, 1 - 0.975**4]",
        "five per cent each": "false_go = [0.05, 1 - 0.95**3, 1 - 0.95**4]",
        "all patients left out": _WINS
        + "false_go = [win[:, 0].mean(), win[:, 1:3].any(axis=1).mean(), win[:, 1:].any(axis=1).mean()]",
        "women only": _WINS + "false_go = [win[:, 0].mean(), win[:, :2].any(axis=1).mean(), win.any(axis=1).mean()]",
        "halfway left out": _WINS
        + "false_go = [win[:, 0].mean(), win[:, :3].any(axis=1).mean(), win[:, :3].any(axis=1).mean()]",
        "losing looks": _WINS
        + "win = (p < 0.05) & (e < 0)\nfalse_go = [win[:, 0].mean(), win[:, :3].any(axis=1).mean(), win.any(axis=1).mean()]",
        "one per cent": _WINS
        + "win = (p < 0.01) & (e > 0)\nfalse_go = [win[:, 0].mean(), win[:, :3].any(axis=1).mean(), win.any(axis=1).mean()]",
        "ten per cent": _WINS
        + "win = (p < 0.10) & (e > 0)\nfalse_go = [win[:, 0].mean(), win[:, :3].any(axis=1).mean(), win.any(axis=1).mean()]",
        "halved twice": _WINS
        + "win = (p / 2 < 0.05) & (e > 0)\nfalse_go = [win[:, 0].mean(), win[:, :3].any(axis=1).mean(), win.any(axis=1).mean()]",
        "corrected": _WINS
        + "win = (p < 0.05 / 4) & (e > 0)\nfalse_go = [win[:, 0].mean(), win[:, :3].any(axis=1).mean(), win.any(axis=1).mean()]",
        "share of all looks": _WINS + "false_go = [win[:, 0].mean(), win[:, :3].mean(), win.mean()]",
        "in per cent": _WINS
        + "false_go = [100 * win[:, 0].mean(), 100 * win[:, :3].any(axis=1).mean(), 100 * win.any(axis=1).mean()]",
        "numbers in place of shares": _WINS
        + "false_go = [win[:, 0].sum(), win[:, :3].any(axis=1).sum(), win.any(axis=1).sum()]",
        "extra wins only": _WINS
        + "a = win[:, 0].mean()\nfalse_go = [a, win[:, :3].any(axis=1).mean() - a, win.any(axis=1).mean() - a]",
        "order exchanged": _WINS
        + "false_go = [win.any(axis=1).mean(), win[:, :3].any(axis=1).mean(), win[:, 0].mean()]",
        "mean effect of the sexes": _WINS
        + "win[:, 1] = win[:, 2] = win[:, 1] & win[:, 2]\nfalse_go = [win[:, 0].mean(), win[:, :3].any(axis=1).mean(), win.any(axis=1).mean()]",
    },
    "q4": {
        "one-sided": _Z + "    return int(np.ceil(2 * ((z(0.95) + z(power)) / limit) ** 2))",
        "two left out": _Z + "    return int(np.ceil(((z(0.975) + z(power)) / limit) ** 2))",
        "both arms": _Z + "    return 2 * int(np.ceil(2 * ((z(0.975) + z(power)) / limit) ** 2))",
        "power left out": _Z + "    return int(np.ceil(2 * (z(0.975) / limit) ** 2))",
        "power subtracted": _Z + "    return int(np.ceil(2 * ((z(0.975) - z(power)) / limit) ** 2))",
        "both halves of power": _Z + "    return int(np.ceil(2 * ((z(0.975) + z((1 + power) / 2)) / limit) ** 2))",
        "not squared": _Z + "    return int(np.ceil(2 * (z(0.975) + z(power)) / limit))",
        "limit not squared": _Z + "    return int(np.ceil(2 * (z(0.975) + z(power)) ** 2 / limit))",
        "rounded down": _Z + "    return int(2 * ((z(0.975) + z(power)) / limit) ** 2)",
        "one more": _Z + "    return int(np.ceil(2 * ((z(0.975) + z(power)) / limit) ** 2)) + 1",
        "not rounded": _Z + "    return 2 * ((z(0.975) + z(power)) / limit) ** 2",
        "always 80 per cent": _Z + "    return int(np.ceil(2 * ((z(0.975) + z(0.8)) / limit) ** 2))",
        "always sixty-four": "def per_arm(limit, power):\n    return 64",
        "1.96 squared": _Z + "    return int(np.ceil(2 * (1.96**2 + z(power) ** 2) / limit**2))",
        "four in place of two": _Z + "    return int(np.ceil(4 * ((z(0.975) + z(power)) / limit) ** 2))",
        "probabilities for points": _Z + "    return int(np.ceil(2 * ((0.975 + power) / limit) ** 2))",
        "multiplied by the limit": _Z + "    return int(np.ceil(2 * ((z(0.975) + z(power)) * limit) ** 2))",
        "t with ten degrees of freedom": "def per_arm(limit, power):\n    z = stats.t.ppf\n    return int(np.ceil(2 * ((z(0.975, 10) + z(power, 10)) / limit) ** 2))",
        "1 per cent": _Z + "    return int(np.ceil(2 * ((z(0.995) + z(power)) / limit) ** 2))",
        "beta for power": _Z + "    return int(np.ceil(2 * ((z(0.975) + z(1 - power)) / limit) ** 2))",
    },
    "q5": {
        "shortcut": "def window_fold(gland, epidermis, half, gets):\n    return gland / epidermis / gets / 9",
        "ratio of levels": "def window_fold(gland, epidermis, half, gets):\n    return gland / epidermis",
        "ratio of levels and exposure": "def window_fold(gland, epidermis, half, gets):\n    return gland / epidermis / gets",
        "exposure forgotten": _W + "    return dose(epidermis, 1 / 9) / dose(gland, 1)",
        "exposure turned round": _W + "    return dose(epidermis, 1 / 9) * gets / dose(gland, 1)",
        "stimulus of a tenth": _W + "    return dose(epidermis, 0.1) / gets / dose(gland, 1)",
        "stimulus of a half": _W + "    return dose(epidermis, 1 / 9) / gets / dose(gland, 0.5)",
        "responses as stimuli": _W + "    return dose(epidermis, 0.1) / gets / dose(gland, 0.5)",
        "a half in both": _W + "    e = min(half / epidermis, 0.95)\n    return e / (1 - e) / gets / dose(gland, 1)",
        "a tenth in both": _W + "    return dose(epidermis, 1 / 9) / gets / dose(gland, 1 / 9)",
        "cells exchanged": _W + "    return dose(gland, 1 / 9) / gets / dose(epidermis, 1 / 9)",
        "turned over": _W + "    return dose(gland, 1) * gets / dose(epidermis, 1 / 9)",
        "bound shares in place of doses": "def window_fold(gland, epidermis, half, gets):\n    return (half / 9 / epidermis) / gets / (half / gland)",
        "saturation in the gland only": _W + "    return (half / 9 / epidermis) / gets / dose(gland, 1)",
        "saturation in the epidermis only": _W + "    return dose(epidermis, 1 / 9) / gets / (half / gland)",
        "exposure on the copies": _W + "    return dose(epidermis * gets, 1 / 9) / dose(gland, 1)",
        "difference in place of ratio": _W + "    return dose(epidermis, 1 / 9) / gets - dose(gland, 1)",
        "logarithm": _W + "    return np.log10(dose(epidermis, 1 / 9) / gets / dose(gland, 1))",
        "a ninth of the response": _W + "    return dose(epidermis, (1 / 9) / (1 - 1 / 9)) / gets / dose(gland, 1)",
        "doses as occupancy": _W.replace("bound / (1 - bound)", "bound / (1 + bound)")
        + "    return dose(epidermis, 1 / 9) / gets / dose(gland, 1)",
    },
}

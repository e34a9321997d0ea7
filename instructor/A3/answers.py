"""The bank that grades the grader of A3: code of the answer cell, right in other ways and wrong in typical ways."""

_LCN2 = """own = samples.assign(log2=expression.loc[lcn2_row])
wide = own.pivot(index=["patient", "sex"], columns="time", values="log2").reset_index("sex")
wide["change"] = wide["week 1"] - wide["baseline"]
men, women = (wide.loc[wide["sex"] == sex, "change"].to_numpy() for sex in ("male", "female"))
nm, nw = len(men), len(women)
d = men.mean() - women.mean()
pooled = ((nm - 1) * men.var(ddof=1) + (nw - 1) * women.var(ddof=1)) / (nm + nw - 2)
se = np.sqrt(pooled * (1 / nm + 1 / nw))
q = stats.t.ppf(0.975, nm + nw - 2)
"""
_ROWS = """first = samples[samples["time"] == "baseline"].reset_index().set_index("patient").sort_index()
second = samples[samples["time"] == "week 1"].reset_index().set_index("patient").sort_index()
x0 = expression[first["array"]].to_numpy()
x1 = expression[second["array"]].to_numpy()
x = x1 - x0
male = (first["sex"] == "male").to_numpy()
"""
_POWER = """from scipy.special import nctdtr
def power(effect, n):
    df, far = n - 1, stats.t.ppf(0.975, n - 1)
    shift = effect * np.sqrt(n)
    return 1 - nctdtr(df, shift, far) + nctdtr(df, shift, -far)
"""
_WON = """repeats, truth = data.repeats, data.true_difference
p, e = repeats["p"].to_numpy(), repeats["estimate"].to_numpy()
won = p < 0.05
"""
SHARED = (_LCN2, _ROWS, _WON)

RIGHT = {
    "q1": {
        "by hand": _LCN2 + "difference = [d, d - q * se, d + q * se]",
        "array": _LCN2 + "difference = np.array([d, d - q * se, d + q * se])",
        "tuple and interval": _LCN2 + "difference = (d, *stats.t.interval(0.95, nm + nw - 2, loc=d, scale=se))",
        "dictionary": _LCN2 + 'difference = {"estimate": d, "low": d - q * se, "high": d + q * se}',
        "rounded to three decimals": _LCN2 + "difference = np.round([d, d - q * se, d + q * se], 3)",
        "Series": _LCN2 + 'difference = pd.Series({"estimate": d, "low": d - q * se, "high": d + q * se})',
        "turned round twice": _LCN2
        + "ci = stats.ttest_ind(women, men).confidence_interval()\ndifference = [d, -ci.high, -ci.low]",
        "the library": """from isotretinoin import stats as course
patients = samples.drop_duplicates("patient").set_index("patient")["sex"]
changes = course.paired_differences(expression, samples["time"] == "week 1", samples["patient"])
row = course.interaction(changes, patients[changes.columns].to_numpy()).loc[lcn2_row]
difference = row[["log2_fold_change", "ci_low", "ci_high"]]""",
        "regression on sex": _LCN2
        + """X = np.column_stack([np.ones(nm + nw), np.r_[np.ones(nm), np.zeros(nw)]])
y = np.r_[men, women]
b, rss = np.linalg.lstsq(X, y, rcond=None)[:2]
s = np.sqrt(rss[0] / (nm + nw - 2) * np.linalg.inv(X.T @ X)[1, 1])
difference = [b[1], b[1] - q * s, b[1] + q * s]""",
        "plain Python": _LCN2
        + """ss = sum((v - men.mean()) ** 2 for v in men) + sum((v - women.mean()) ** 2 for v in women)
h = q * (ss / (nm + nw - 2) * (1 / nm + 1 / nw)) ** 0.5
difference = [float(d), float(d - h), float(d + h)]""",
    },
    "q2": {
        "array": _ROWS + "interaction_p = stats.ttest_ind(x[:, male], x[:, ~male], axis=1).pvalue",
        "women minus men": _ROWS
        + "interaction_p = pd.Series(stats.ttest_ind(x[:, ~male], x[:, male], axis=1).pvalue, index=expression.index)",
        "F test": _ROWS
        + "interaction_p = pd.Series(stats.f_oneway(x[:, male], x[:, ~male], axis=1).pvalue, index=expression.index)",
        "rounded to four decimals": _ROWS
        + "interaction_p = pd.Series(stats.ttest_ind(x[:, male], x[:, ~male], axis=1).pvalue, index=expression.index).round(4)",
        "sorted": _ROWS
        + "interaction_p = pd.Series(stats.ttest_ind(x[:, male], x[:, ~male], axis=1).pvalue, index=expression.index).sort_values()",
        "dictionary": _ROWS
        + "interaction_p = dict(zip(expression.index, stats.ttest_ind(x[:, male], x[:, ~male], axis=1).pvalue))",
        "the library": """from isotretinoin import stats as course
patients = samples.drop_duplicates("patient").set_index("patient")["sex"]
changes = course.paired_differences(expression, samples["time"] == "week 1", samples["patient"])
interaction_p = course.interaction(changes, patients[changes.columns].to_numpy())["p_value"]""",
        "correlation with sex": _ROWS
        + """z = (male - male.mean()) / male.std()
centred = x - x.mean(axis=1, keepdims=True)
r = (centred * z).mean(axis=1) / x.std(axis=1)
n = len(male)
t = r * np.sqrt((n - 2) / (1 - r**2))
interaction_p = pd.Series(2 * stats.t.sf(abs(t), n - 2), index=expression.index)""",
        "table of one column": _ROWS
        + 'interaction_p = pd.DataFrame({"p": stats.ttest_ind(x[:, male], x[:, ~male], axis=1).pvalue}, index=expression.index)',
    },
    "q3": {
        "scipy's comb": "from scipy.special import comb\ndef exact_floor(n_women, n_men):\n    return min(1, 2 / comb(n_women + n_men, n_men))",
        "factorials": "from math import factorial as f\ndef exact_floor(n_women, n_men):\n    return min(1, 2 * f(n_women) * f(n_men) / f(n_women + n_men))",
        "the library": "from isotretinoin import stats as course\ndef exact_floor(n_women, n_men):\n    return course.exact_floor(n_women, n_men)",
        "all labellings listed": """from itertools import combinations
def exact_floor(n_women, n_men):
    labellings = sum(1 for _ in combinations(range(n_women + n_men), n_women))
    return 2 / labellings""",
        "gamma function": "from scipy.special import gammaln\ndef exact_floor(n_women, n_men):\n    return 2 * np.exp(gammaln(n_women + 1) + gammaln(n_men + 1) - gammaln(n_women + n_men + 1))",
        "product": """def exact_floor(n_women, n_men):
    ways = 1
    for i in range(1, n_women + 1):
        ways = ways * (n_men + i) / i
    return 2 / ways""",
        "three significant digits": 'from math import comb\ndef exact_floor(n_women, n_men):\n    return float(f"{2 / comb(n_women + n_men, n_women):.3g}")',
        "fraction": "from fractions import Fraction\nfrom math import comb\ndef exact_floor(n_women, n_men):\n    return min(Fraction(1), Fraction(2, comb(n_women + n_men, n_men)))",
    },
    "q4": {
        "noncentral t": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w, m = power(effect_sd, n_women), power(effect_sd, n_men)\n    return w * (1 - m) + m * (1 - w)",
        "scipy's distribution": """def one_sex_only(effect_sd, n_women, n_men):
    p = []
    for n in (n_women, n_men):
        far = stats.t.ppf(0.975, n - 1)
        p.append(stats.nct.sf(far, n - 1, effect_sd * n**0.5) + stats.nct.cdf(-far, n - 1, effect_sd * n**0.5))
    return p[0] + p[1] - 2 * p[0] * p[1]""",
        "sum less twice the product": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w, m = power(effect_sd, n_women), power(effect_sd, n_men)\n    return w + m - 2 * w * m",
        "one minus both and neither": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w, m = power(effect_sd, n_women), power(effect_sd, n_men)\n    return 1 - w * m - (1 - w) * (1 - m)",
        "far tail left out": _POWER.replace(" + nctdtr(df, shift, -far)", "")
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w, m = power(effect_sd, n_women), power(effect_sd, n_men)\n    return w * (1 - m) + m * (1 - w)",
        "the library": "from isotretinoin.stats import power_paired\ndef one_sex_only(effect_sd, n_women, n_men):\n    w, m = power_paired(effect_sd, n_women), power_paired(effect_sd, n_men)\n    return w * (1 - m) + (1 - w) * m",
        "rounded to three decimals": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w, m = power(effect_sd, n_women), power(effect_sd, n_men)\n    return round(w * (1 - m) + m * (1 - w), 3)",
        "noncentral F": """def one_sex_only(effect_sd, n_women, n_men):
    p = [stats.ncf.sf(stats.f.ppf(0.95, 1, n - 1), 1, n - 1, n * effect_sd**2) for n in (n_women, n_men)]
    return p[0] * (1 - p[1]) + p[1] * (1 - p[0])""",
        "statsmodels": """from statsmodels.stats.power import TTestPower
def one_sex_only(effect_sd, n_women, n_men):
    w, m = (TTestPower().power(effect_sd, n, 0.05) for n in (n_women, n_men))
    return w * (1 - m) + m * (1 - w)""",
    },
    "q5": {
        "arrays": _WON + "winners = np.array([won.mean(), (e[won] < 0).mean(), np.abs(e[won]).mean() / truth])",
        "tuple": _WON + "winners = (won.mean(), (e[won] < 0).mean(), abs(e[won]).mean() / truth)",
        "query": """won = data.repeats.query("p < 0.05")["estimate"]
winners = [len(won) / len(data.repeats), (won * data.true_difference < 0).mean(), won.abs().mean() / data.true_difference]""",
        "rounded to three decimals": _WON
        + "winners = [round(v, 3) for v in (won.mean(), (e[won] < 0).mean(), abs(e[won]).mean() / truth)]",
        "dictionary": _WON
        + 'winners = {"power": won.mean(), "sign": (e[won] < 0).mean(), "size": abs(e[won]).mean() / truth}',
        "Series": _WON
        + 'winners = pd.Series([won.mean(), (e[won] < 0).mean(), abs(e[won]).mean() / truth], index=["a", "b", "c"])',
        "loop": """n = wrong = 0
total = 0.0
for estimate, p in zip(data.repeats["estimate"], data.repeats["p"]):
    if p < 0.05:
        n += 1
        wrong += estimate < 0
        total += abs(estimate)
winners = [n / len(data.repeats), wrong / n, total / n / data.true_difference]""",
        "mean of ratios": _WON
        + "winners = [won.mean(), 1 - (np.sign(e[won]) == np.sign(truth)).mean(), (abs(e[won]) / truth).mean()]",
    },
}

WRONG = {
    "q1": {
        "women minus men": _LCN2 + "difference = [-d, -d - q * se, -d + q * se]",
        "Welch": _LCN2
        + "ci = stats.ttest_ind(men, women, equal_var=False).confidence_interval()\ndifference = [d, ci.low, ci.high]",
        "week 1 only": _LCN2
        + """a, b = (wide.loc[wide["sex"] == sex, "week 1"] for sex in ("male", "female"))
ci = stats.ttest_ind(a, b).confidence_interval()
difference = [a.mean() - b.mean(), ci.low, ci.high]""",
        "baseline only": _LCN2
        + """a, b = (wide.loc[wide["sex"] == sex, "baseline"] for sex in ("male", "female"))
ci = stats.ttest_ind(a, b).confidence_interval()
difference = [a.mean() - b.mean(), ci.low, ci.high]""",
        "half-widths added": _LCN2
        + "h = sum(stats.t.ppf(0.975, len(x) - 1) * stats.sem(x) for x in (men, women))\ndifference = [d, d - h, d + h]",
        "standard errors added": _LCN2
        + "s = stats.sem(men) + stats.sem(women)\ndifference = [d, d - q * s, d + q * s]",
        "standard errors subtracted": _LCN2
        + "s = abs(stats.sem(men) - stats.sem(women))\ndifference = [d, d - q * s, d + q * s]",
        "ends subtracted": _LCN2
        + """a, b = (stats.ttest_1samp(x, 0).confidence_interval() for x in (men, women))
difference = [d, *sorted([a.low - b.low, a.high - b.high])]""",
        "normal for t": _LCN2 + "difference = [d, d - 1.96 * se, d + 1.96 * se]",
        "90 per cent": _LCN2 + "h = stats.t.ppf(0.95, nm + nw - 2) * se\ndifference = [d, d - h, d + h]",
        "SD with n": _LCN2
        + "s = np.sqrt((nm * men.var() + nw * women.var()) / (nm + nw) * (1 / nm + 1 / nw))\ndifference = [d, d - q * s, d + q * s]",
        "wrong degrees of freedom": _LCN2 + "h = stats.t.ppf(0.975, nm + nw - 1) * se\ndifference = [d, d - h, d + h]",
        "variances not pooled": _LCN2
        + "s = np.sqrt(men.var(ddof=1) / nm + women.var(ddof=1) / nw)\ndifference = [d, d - q * s, d + q * s]",
        "SD in place of standard error": _LCN2 + "s = np.sqrt(pooled)\ndifference = [d, d - q * s, d + q * s]",
        "spread of all patients together": _LCN2
        + "s = np.r_[men, women].std(ddof=1) * np.sqrt(1 / nm + 1 / nw)\ndifference = [d, d - q * s, d + q * s]",
        "men alone": _LCN2
        + "ci = stats.ttest_1samp(men, 0).confidence_interval()\ndifference = [men.mean(), ci.low, ci.high]",
        "all patients together": _LCN2
        + "x = np.r_[men, women]\nci = stats.ttest_1samp(x, 0).confidence_interval()\ndifference = [x.mean(), ci.low, ci.high]",
        "pairs ignored": _LCN2
        + """groups = [wide.loc[wide["sex"] == s, t].to_numpy() for s in ("male", "female") for t in ("week 1", "baseline")]
s = np.sqrt(sum(g.var(ddof=1) / len(g) for g in groups))
h = stats.t.ppf(0.975, 2 * (nm + nw) - 4) * s
difference = [d, d - h, d + h]""",
        "medians": _LCN2 + "m = np.median(men) - np.median(women)\ndifference = [m, m - q * se, m + q * se]",
        "as fold changes": _LCN2 + "difference = [2**d, 2 ** (d - q * se), 2 ** (d + q * se)]",
        "copied from a neighbour": """other = dataset("neighbour-1", "A3")
wide = other.samples.assign(log2=other.expression.loc[lcn2_row]).pivot(index=["patient", "sex"], columns="time", values="log2")
change = (wide["week 1"] - wide["baseline"]).reset_index("sex")
men, women = (change.loc[change["sex"] == s, 0] for s in ("male", "female"))
ci = stats.ttest_ind(men, women).confidence_interval()
difference = [men.mean() - women.mean(), ci.low, ci.high]""",
    },
    "q2": {
        "Welch": _ROWS
        + "interaction_p = pd.Series(stats.ttest_ind(x[:, male], x[:, ~male], axis=1, equal_var=False).pvalue, index=expression.index)",
        "one-sided": _ROWS
        + 'interaction_p = pd.Series(stats.ttest_ind(x[:, male], x[:, ~male], axis=1, alternative="greater").pvalue, index=expression.index)',
        "halved": _ROWS
        + "interaction_p = pd.Series(stats.ttest_ind(x[:, male], x[:, ~male], axis=1).pvalue / 2, index=expression.index)",
        "week 1 only": _ROWS
        + "interaction_p = pd.Series(stats.ttest_ind(x1[:, male], x1[:, ~male], axis=1).pvalue, index=expression.index)",
        "baseline only": _ROWS
        + "interaction_p = pd.Series(stats.ttest_ind(x0[:, male], x0[:, ~male], axis=1).pvalue, index=expression.index)",
        "men alone": _ROWS
        + "interaction_p = pd.Series(stats.ttest_1samp(x[:, male], 0, axis=1).pvalue, index=expression.index)",
        "women alone": _ROWS
        + "interaction_p = pd.Series(stats.ttest_1samp(x[:, ~male], 0, axis=1).pvalue, index=expression.index)",
        "smaller of two": _ROWS
        + "a, b = (stats.ttest_1samp(x[:, k], 0, axis=1).pvalue for k in (male, ~male))\ninteraction_p = pd.Series(np.minimum(a, b), index=expression.index)",
        "difference of two P values": _ROWS
        + "a, b = (stats.ttest_1samp(x[:, k], 0, axis=1).pvalue for k in (male, ~male))\ninteraction_p = pd.Series(abs(a - b), index=expression.index)",
        "product of two P values": _ROWS
        + "a, b = (stats.ttest_1samp(x[:, k], 0, axis=1).pvalue for k in (male, ~male))\ninteraction_p = pd.Series(a * b, index=expression.index)",
        "all patients": _ROWS
        + "interaction_p = pd.Series(stats.ttest_1samp(x, 0, axis=1).pvalue, index=expression.index)",
        "arrays as patients": _ROWS
        + "everyone = np.hstack([x0, x1])\nsex = np.r_[male, male]\ninteraction_p = pd.Series(stats.ttest_ind(everyone[:, sex], everyone[:, ~sex], axis=1).pvalue, index=expression.index)",
        "treated against untreated": _ROWS
        + "interaction_p = pd.Series(stats.ttest_ind(x1, x0, axis=1).pvalue, index=expression.index)",
        "Bonferroni": _ROWS
        + "interaction_p = pd.Series(np.minimum(stats.ttest_ind(x[:, male], x[:, ~male], axis=1).pvalue * len(x), 1), index=expression.index)",
        "adjusted": _ROWS
        + "interaction_p = pd.Series(stats.false_discovery_control(stats.ttest_ind(x[:, male], x[:, ~male], axis=1).pvalue), index=expression.index)",
        "Mann and Whitney": _ROWS
        + "interaction_p = pd.Series(stats.mannwhitneyu(x[:, male], x[:, ~male], axis=1).pvalue, index=expression.index)",
        "normal for t": _ROWS
        + "interaction_p = pd.Series(2 * stats.norm.sf(abs(stats.ttest_ind(x[:, male], x[:, ~male], axis=1).statistic)), index=expression.index)",
        "t in place of P": _ROWS
        + "interaction_p = pd.Series(stats.ttest_ind(x[:, male], x[:, ~male], axis=1).statistic, index=expression.index)",
        "wrong axis": _ROWS + "interaction_p = stats.ttest_ind(x[: len(x) // 2], x[len(x) // 2 :], axis=0).pvalue",
        "sexes in the order of arrays": _ROWS
        + """unsorted = (samples["sex"] == "male").to_numpy()[: len(male)]
interaction_p = pd.Series(stats.ttest_ind(x[:, unsorted], x[:, ~unsorted], axis=1).pvalue, index=expression.index)""",
    },
    "q3": {
        "one in place of two": "from math import comb\ndef exact_floor(n_women, n_men):\n    return 1 / comb(n_women + n_men, n_women)",
        "sign flips": "def exact_floor(n_women, n_men):\n    return 2 / 2 ** (n_women + n_men)",
        "one of all sign flips": "def exact_floor(n_women, n_men):\n    return 1 / 2 ** (n_women + n_men)",
        "order counted": "from math import perm\ndef exact_floor(n_women, n_men):\n    return 2 / perm(n_women + n_men, n_women)",
        "all orders": "from math import factorial\ndef exact_floor(n_women, n_men):\n    return 2 / factorial(n_women + n_men)",
        "pairs of one of each": "def exact_floor(n_women, n_men):\n    return 2 / (n_women * n_men)",
        "observed left out": "from math import comb\ndef exact_floor(n_women, n_men):\n    return 2 / (comb(n_women + n_men, n_women) - 1)",
        "one added": "from math import comb\ndef exact_floor(n_women, n_men):\n    return 2 / (comb(n_women + n_men, n_women) + 1)",
        "one patient too many": "from math import comb\ndef exact_floor(n_women, n_men):\n    return 2 / comb(n_women + n_men + 1, n_women)",
        "equal halves": "from math import comb\ndef exact_floor(n_women, n_men):\n    return 2 / comb(n_women + n_men, (n_women + n_men) // 2)",
        "smaller group twice": "from math import comb\ndef exact_floor(n_women, n_men):\n    n = min(n_women, n_men)\n    return 2 / comb(2 * n, n)",
        "pairs of patients": "from math import comb\ndef exact_floor(n_women, n_men):\n    return 2 / comb(n_women + n_men, 2)",
        "each sex by its sign flips": "def exact_floor(n_women, n_men):\n    return (2 / 2**n_women) * (2 / 2**n_men)",
        "number of labellings": "from math import comb\ndef exact_floor(n_women, n_men):\n    return comb(n_women + n_men, n_women)",
        "five per cent": "def exact_floor(n_women, n_men):\n    return 0.05",
        "corrected for mirror images": "from math import comb\ndef exact_floor(n_women, n_men):\n    return 4 / comb(n_women + n_men, n_women)",
        "with replacement": "from math import comb\ndef exact_floor(n_women, n_men):\n    return 2 / comb(n_women + n_men + n_women - 1, n_women)",
        "half of the patients": "from math import comb\ndef exact_floor(n_women, n_men):\n    return 2 / comb(max(n_women, n_men), min(n_women, n_men))",
        "two digits": 'from math import comb\ndef exact_floor(n_women, n_men):\n    return float(f"{2 / comb(n_women + n_men, n_women):.1g}")',
    },
    "q4": {
        "both": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    return power(effect_sd, n_women) * power(effect_sd, n_men)",
        "at least one": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    return 1 - (1 - power(effect_sd, n_women)) * (1 - power(effect_sd, n_men))",
        "neither": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    return (1 - power(effect_sd, n_women)) * (1 - power(effect_sd, n_men))",
        "only the men": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    return (1 - power(effect_sd, n_women)) * power(effect_sd, n_men)",
        "only the women": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    return power(effect_sd, n_women) * (1 - power(effect_sd, n_men))",
        "difference of powers": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    return abs(power(effect_sd, n_women) - power(effect_sd, n_men))",
        "sum of powers": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    return (power(effect_sd, n_women) + power(effect_sd, n_men)) / 2",
        "same number in both": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w = power(effect_sd, n_women)\n    return 2 * w * (1 - w)",
        "average number in both": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w = power(effect_sd, (n_women + n_men) / 2)\n    return 2 * w * (1 - w)",
        "always a half": "def one_sex_only(effect_sd, n_women, n_men):\n    return 0.5",
        "five per cent": "def one_sex_only(effect_sd, n_women, n_men):\n    return 2 * 0.05 * 0.95",
        "normal for t": """def one_sex_only(effect_sd, n_women, n_men):
    w, m = (stats.norm.sf(1.96 - effect_sd * np.sqrt(n)) for n in (n_women, n_men))
    return w * (1 - m) + m * (1 - w)""",
        "shifted central t": """def one_sex_only(effect_sd, n_women, n_men):
    w, m = (stats.t.sf(stats.t.ppf(0.975, n - 1) - effect_sd * np.sqrt(n), n - 1) for n in (n_women, n_men))
    return w * (1 - m) + m * (1 - w)""",
        "one-sided": _POWER.replace("0.975", "0.95")
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w, m = power(effect_sd, n_women), power(effect_sd, n_men)\n    return w * (1 - m) + m * (1 - w)",
        "one per cent": _POWER.replace("0.975", "0.995")
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w, m = power(effect_sd, n_women), power(effect_sd, n_men)\n    return w * (1 - m) + m * (1 - w)",
        "n degrees of freedom": _POWER.replace("n - 1", "n")
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w, m = power(effect_sd, n_women), power(effect_sd, n_men)\n    return w * (1 - m) + m * (1 - w)",
        "effect not scaled": _POWER.replace(" * np.sqrt(n)", "")
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w, m = power(effect_sd, n_women), power(effect_sd, n_men)\n    return w * (1 - m) + m * (1 - w)",
        "scaled by n - 1": _POWER.replace("np.sqrt(n)", "np.sqrt(n - 1)")
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w, m = power(effect_sd, n_women), power(effect_sd, n_men)\n    return w * (1 - m) + m * (1 - w)",
        "two groups compared": "from isotretinoin.stats import power_two_groups\ndef one_sex_only(effect_sd, n_women, n_men):\n    w = power_two_groups(effect_sd, n_women, n_men)\n    return 2 * w * (1 - w)",
        "half of the probability": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w, m = power(effect_sd, n_women), power(effect_sd, n_men)\n    return (w * (1 - m) + m * (1 - w)) / 2",
        "in per cent": _POWER
        + "def one_sex_only(effect_sd, n_women, n_men):\n    w, m = power(effect_sd, n_women), power(effect_sd, n_men)\n    return 100 * (w * (1 - m) + m * (1 - w))",
    },
    "q5": {
        "all repeats averaged": _WON + "winners = [won.mean(), (e[won] < 0).mean(), abs(e).mean() / truth]",
        "signs kept": _WON + "winners = [won.mean(), (e[won] < 0).mean(), e[won].mean() / truth]",
        "only right signs averaged": _WON
        + "winners = [won.mean(), (e[won] < 0).mean(), e[won & (e > 0)].mean() / truth]",
        "wrong signs of all repeats": _WON + "winners = [won.mean(), (e < 0).mean(), abs(e[won]).mean() / truth]",
        "wrong signs over all repeats": _WON
        + "winners = [won.mean(), (won & (e < 0)).mean(), abs(e[won]).mean() / truth]",
        "right signs": _WON + "winners = [won.mean(), (e[won] > 0).mean(), abs(e[won]).mean() / truth]",
        "not significant": _WON + "won = ~won\nwinners = [won.mean(), (e[won] < 0).mean(), abs(e[won]).mean() / truth]",
        "one per cent": _WON
        + "won = p < 0.01\nwinners = [won.mean(), (e[won] < 0).mean(), abs(e[won]).mean() / truth]",
        "ten per cent": _WON
        + "won = p < 0.10\nwinners = [won.mean(), (e[won] < 0).mean(), abs(e[won]).mean() / truth]",
        "one-sided": _WON
        + "won = (p / 2 < 0.05) & (e > 0)\nwinners = [won.mean(), (e[won] < 0).mean(), abs(e[won]).mean() / truth]",
        "median size": _WON + "winners = [won.mean(), (e[won] < 0).mean(), np.median(abs(e[won])) / truth]",
        "difference in place of ratio": _WON
        + "winners = [won.mean(), (e[won] < 0).mean(), abs(e[won]).mean() - truth]",
        "ratio upside down": _WON + "winners = [won.mean(), (e[won] < 0).mean(), truth / abs(e[won]).mean()]",
        "size in log2": _WON + "winners = [won.mean(), (e[won] < 0).mean(), abs(e[won]).mean()]",
        "line at 0.08": _WON
        + "won = p < 0.08\nwinners = [won.mean(), (e[won] < 0).mean(), abs(e[won]).mean() / truth]",
        "number in place of share": _WON + "winners = [won.sum(), (e[won] < 0).mean(), abs(e[won]).mean() / truth]",
        "in per cent": _WON + "winners = [100 * won.mean(), 100 * (e[won] < 0).mean(), abs(e[won]).mean() / truth]",
        "other order": _WON + "winners = [(e[won] < 0).mean(), won.mean(), abs(e[won]).mean() / truth]",
        "estimated mean for the truth": _WON
        + "winners = [won.mean(), (e[won] < 0).mean(), abs(e[won]).mean() / e[won].mean()]",
        "as fold changes": _WON + "winners = [won.mean(), (e[won] < 0).mean(), (2 ** abs(e[won])).mean() / 2**truth]",
    },
}

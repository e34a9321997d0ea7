"""The bank that grades the grader of A0: code of the answer cell, right in other ways and wrong in typical ways."""

_PAIR = """before = np.log2(data.before)
after = np.log2(data.after)[before.columns]
"""

SHARED = (_PAIR,)

RIGHT = {
    "q1": {
        "order of the tables does not matter": "change = np.log2(data.after).mean(axis=1) - np.log2(data.before).mean(axis=1)",
        "log of ratios": "change = np.log2(data.after / data.before).mean(axis=1)",
        "natural log over its base": "change = (np.log(data.after / data.before) / np.log(2)).mean(axis=1)",
        "array": _PAIR + "change = (after - before).to_numpy().mean(axis=1)",
        "list": _PAIR + "change = list((after - before).mean(axis=1))",
        "dictionary": _PAIR + "change = (after - before).mean(axis=1).to_dict()",
        "rounded to three decimals": _PAIR + "change = (after - before).mean(axis=1).round(3)",
        "sorted by size": _PAIR + "change = (after - before).mean(axis=1).sort_values()",
        "nullable numbers": _PAIR + 'change = (after - before).mean(axis=1).astype("Float64")',
        "table of one column": _PAIR + 'change = (after - before).mean(axis=1).to_frame("change")',
    },
    "q2": {
        "one sample of changes": _PAIR
        + "p_values = pd.Series(stats.ttest_1samp(after - before, 0, axis=1).pvalue, index=before.index)",
        "before minus after": _PAIR + "p_values = stats.ttest_rel(before, after, axis=1).pvalue",
        "natural log": "a, b = np.log(data.after), np.log(data.before)\n"
        "p_values = stats.ttest_rel(a[b.columns], b, axis=1).pvalue",
        "by hand": _PAIR + "d = after - before\nt = d.mean(axis=1) / d.sem(axis=1)\n"
        "p_values = pd.Series(2 * stats.t.sf(t.abs(), 5), index=d.index)",
        "row by row": _PAIR + "t = {}\nfor row, d in zip(before.index, (after - before).to_numpy().tolist()):\n"
        "    m = sum(d) / 6\n    t[row] = m / (sum((x - m) ** 2 for x in d) / 5 / 6) ** 0.5\n"
        "p_values = 2 * stats.t.sf(pd.Series(t).abs(), 5)",
        "the library's test": "from isotretinoin import stats as course\n"
        + _PAIR
        + 'p_values = course.one_sample_t(after - before)["p_value"]',
        "rounded to four decimals": _PAIR + "p_values = np.round(stats.ttest_rel(after, before, axis=1).pvalue, 4)",
        "sorted": _PAIR
        + "p_values = pd.Series(stats.ttest_rel(after, before, axis=1).pvalue, index=before.index).sort_values()",
    },
    "q3": {
        "scipy": "adjusted = pd.Series(stats.false_discovery_control(data.p_values), index=data.p_values.index)",
        "scipy, array": "adjusted = stats.false_discovery_control(data.p_values)",
        "statsmodels": "from statsmodels.stats.multitest import fdrcorrection\nadjusted = fdrcorrection(data.p_values)[1]",
        "the library's": "from isotretinoin import stats as course\nadjusted = course.benjamini_hochberg(data.p_values)",
        "from the largest down": "p = data.p_values.sort_values(ascending=False)\n"
        "adjusted = (p * 40 / np.arange(40, 0, -1)).cummin()",
        "sorted by size": "adjusted = pd.Series(stats.false_discovery_control(data.p_values), "
        "index=data.p_values.index).sort_values()",
        "rounded to four decimals": "adjusted = np.round(stats.false_discovery_control(data.p_values), 4)",
        "by the definition": "p = data.p_values.to_numpy()\nadjusted = [min(40 * q / (p <= q).sum() "
        "for q in p[p >= own]) for own in p]",
    },
}

WRONG = {
    "q1": {
        "natural log": "change = np.log(data.after / data.before).mean(axis=1)",
        "log10": "change = np.log10(data.after / data.before).mean(axis=1)",
        "before minus after": "change = np.log2(data.before / data.after).mean(axis=1)",
        "no logarithm": "change = (data.after - data.before).mean(axis=1)",
        "logarithm of the mean": "change = np.log2(data.after.mean(axis=1) / data.before.mean(axis=1))",
        "logarithm of the difference": "change = np.log2((data.after - data.before).abs()).mean(axis=1)",
        "fold": "change = (data.after / data.before).mean(axis=1)",
        "fold of the mean log": "change = 2 ** np.log2(data.after / data.before).mean(axis=1)",
        "median": "change = np.log2(data.after / data.before).median(axis=1)",
        "sum": "change = np.log2(data.after / data.before).sum(axis=1)",
        "pairs by position, median": "change = pd.Series(np.median(np.log2(data.after.to_numpy() / "
        "data.before.to_numpy()), axis=1), index=data.before.index)",
        "absolute": "change = np.log2(data.after / data.before).mean(axis=1).abs()",
        "one decimal": "change = np.log2(data.after / data.before).mean(axis=1).round(1)",
        "plus one before the logarithm": "change = np.log2((data.after + 1) / (data.before + 1)).mean(axis=1)",
        "five patients": "change = np.log2(data.after / data.before).iloc[:, :5].mean(axis=1)",
        "neighbour's": 'other = dataset("somebody-else", "A0")\n'
        "change = np.log2(other.after / other.before).mean(axis=1)",
        "sorted, without labels": "change = np.log2(data.after / data.before).mean(axis=1).sort_values().to_numpy()",
        "first row only": "change = np.log2(data.after / data.before).mean(axis=1).iloc[0]",
        "text": 'change = "see above"',
    },
    "q2": {
        "unpaired": _PAIR + "p_values = stats.ttest_ind(after, before, axis=1).pvalue",
        "Welch": _PAIR + "p_values = stats.ttest_ind(after, before, axis=1, equal_var=False).pvalue",
        "pairs by position": "p_values = stats.ttest_rel(np.log2(data.after), np.log2(data.before), axis=1).pvalue",
        "linear values": "p_values = stats.ttest_rel(data.after[data.before.columns], data.before, axis=1).pvalue",
        "one-sided, up": _PAIR + 'p_values = stats.ttest_rel(after, before, axis=1, alternative="greater").pvalue',
        "one-sided, the seen side": _PAIR + "p_values = stats.ttest_rel(after, before, axis=1).pvalue / 2",
        "t instead of P": _PAIR + "p_values = stats.ttest_rel(after, before, axis=1).statistic",
        "normal distribution": _PAIR + "d = after - before\nt = d.mean(axis=1) / d.sem(axis=1)\n"
        "p_values = 2 * stats.norm.sf(t.abs())",
        "six degrees of freedom": _PAIR + "d = after - before\nt = d.mean(axis=1) / d.sem(axis=1)\n"
        "p_values = 2 * stats.t.sf(t.abs(), 6)",
        "standard deviation with n": _PAIR
        + "d = after - before\nt = d.mean(axis=1) / (d.std(axis=1, ddof=0) / np.sqrt(6))\n"
        "p_values = 2 * stats.t.sf(t.abs(), 5)",
        "Wilcoxon": _PAIR + 'p_values = stats.wilcoxon(after - before, axis=1, method="exact").pvalue',
        "adjusted at once": _PAIR
        + "p_values = stats.false_discovery_control(stats.ttest_rel(after, before, axis=1).pvalue)",
        "patients for rows": _PAIR + "p_values = stats.ttest_rel(after, before, axis=0).pvalue",
        "pooled over rows": _PAIR + "p_values = [stats.ttest_rel(after.mean(), before.mean()).pvalue] * len(before)",
        "neighbour's": 'other = dataset("somebody-else", "A0")\nb = np.log2(other.before)\n'
        "p_values = stats.ttest_rel(np.log2(other.after)[b.columns], b, axis=1).pvalue",
        "two decimals": _PAIR + "p_values = np.round(stats.ttest_rel(after, before, axis=1).pvalue, 2)",
    },
    "q3": {
        "not adjusted": "adjusted = data.p_values",
        "Bonferroni": "adjusted = (data.p_values * 40).clip(upper=1)",
        "Holm": "p = data.p_values.sort_values()\nadjusted = (p * np.arange(40, 0, -1)).cummax().clip(upper=1)",
        "Hochberg's other method": "p = data.p_values.sort_values()\n"
        "adjusted = (p * np.arange(40, 0, -1))[::-1].cummin()",
        "Benjamini-Yekutieli": 'adjusted = stats.false_discovery_control(data.p_values, method="by")',
        "each rank on its own": "p = data.p_values\nadjusted = (p * 40 / p.rank()).clip(upper=1)",
        "each rank on its own, equal ones in order": 'p = data.p_values\nadjusted = (p * 40 / p.rank(method="first")).clip(upper=1)',
        "each rank on its own, not cut at 1": "p = data.p_values.sort_values()\nadjusted = p * 40 / np.arange(1, 41)",
        "running maximum": "p = data.p_values.sort_values()\nadjusted = (p * 40 / np.arange(1, 41)).cummax().clip(upper=1)",
        "minimum from the wrong end": "p = data.p_values.sort_values()\n"
        "adjusted = (p * 40 / np.arange(1, 41)).cummin().clip(upper=1)",
        "filtered first": "p = data.p_values\nsmall = p < 0.05\nadjusted = p.copy()\n"
        "adjusted[small] = stats.false_discovery_control(p[small])",
        "filtered first, rest one": "p = data.p_values\nsmall = p < 0.05\nadjusted = p * 0 + 1\n"
        "adjusted[small] = stats.false_discovery_control(p[small])",
        "ranks from zero": "p = data.p_values.sort_values()\n"
        "adjusted = (p * 40 / np.arange(40).clip(min=1))[::-1].cummin().clip(upper=1)",
        "thirty-nine tests": "adjusted = stats.false_discovery_control(data.p_values) * 39 / 40",
        "in sorted order, without labels": "adjusted = np.sort(stats.false_discovery_control(data.p_values))",
        "true or false": "adjusted = stats.false_discovery_control(data.p_values) < 0.05",
        "number of genes": "adjusted = (stats.false_discovery_control(data.p_values) < 0.05).sum()",
        "neighbour's": 'adjusted = stats.false_discovery_control(dataset("somebody-else", "A0").p_values)',
        "two decimals": "adjusted = np.round(stats.false_discovery_control(data.p_values), 2)",
    },
}

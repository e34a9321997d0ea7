"""Key of A0: what is right for each student, and what somebody with a known idea hands in instead."""

from functools import lru_cache, partial
from itertools import product

import numpy as np
import pandas as pd
from scipy import stats

from isotretinoin.grading.author.marking import Case, Mistake, Question, close, series, unordered


@lru_cache(maxsize=64)
def _log2(case: Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Log2 signal before and after, the patients in the same order."""
    before = np.log2(case.data.before)
    return before, np.log2(case.data.after)[before.columns]


def _rows(values: np.ndarray, case: Case) -> pd.Series:
    return pd.Series(np.asarray(values), index=_log2(case)[0].index)


# Question 1


def change(case: Case) -> pd.Series:
    before, after = _log2(case)
    return (after - before).mean(axis=1)


def change_of_means(case: Case) -> pd.Series:
    return np.log2(case.data.after.mean(axis=1)) - np.log2(case.data.before.mean(axis=1))


# Question 2


def p_values(case: Case) -> pd.Series:
    before, after = _log2(case)
    return _rows(stats.ttest_rel(after, before, axis=1).pvalue, case)


def p_unpaired(case: Case) -> pd.Series:
    before, after = _log2(case)
    return _rows(stats.ttest_ind(after, before, axis=1).pvalue, case)


def p_by_position(case: Case) -> pd.Series:
    return _rows(stats.ttest_rel(np.log2(case.data.after), np.log2(case.data.before), axis=1).pvalue, case)


def p_linear(case: Case) -> pd.Series:
    before = case.data.before
    return _rows(stats.ttest_rel(case.data.after[before.columns], before, axis=1).pvalue, case)


def p_one_sided(case: Case) -> pd.Series:
    before, after = _log2(case)
    return _rows(stats.ttest_rel(after, before, axis=1, alternative="greater").pvalue, case)


# Question 3


def adjusted(case: Case) -> pd.Series:
    p = case.data.p_values
    return pd.Series(stats.false_discovery_control(p), index=p.index)


def adjusted_rank_by_rank(case: Case, ranks: str, most: float) -> pd.Series:
    p = case.data.p_values
    return (p * len(p) / p.rank(method=ranks)).clip(upper=most)


def adjusted_small_only(case: Case) -> pd.Series:
    p = case.data.p_values.copy()
    p[p < 0.05] = stats.false_discovery_control(p[p < 0.05])
    return p


QUESTIONS = (
    Question(
        id="q1",
        title="Mean log2 change of each probe set",
        points=2,
        objectives=("5.1",),
        expected=change,
        agrees=series(rtol=1e-4, decimals=3),
        mistakes=(
            Mistake(
                "before minus after",
                "",
                "The sign is turned: the question asks for after minus before. Look at a row that rises in the tables.",
                lambda case: -change(case),
            ),
            Mistake(
                "natural logarithm",
                "",
                "These are natural logarithms. With log2, a change of 1 is a doubling.",
                lambda case: change(case) * np.log(2),
            ),
            Mistake(
                "logarithm of the mean",
                "",
                "The mean was taken before the logarithm. Take the logarithm of every value, and the mean last.",
                change_of_means,
            ),
            Mistake(
                "no logarithm",
                "",
                "These are differences of linear signals. Take log2 of every value first.",
                lambda case: (case.data.after - case.data.before).mean(axis=1),
            ),
            Mistake(
                "fold instead of log2 fold",
                "m-log-change-is-fold",
                "These are folds. Their log2 is asked for: a fold of 2 is a log2 change of 1.",
                lambda case: 2 ** change(case),
            ),
        ),
        otherwise="Compute one row by hand: six log2 values after, six before, the mean of the six differences.",
    ),
    Question(
        id="q2",
        title="Paired t test of each probe set",
        points=2,
        objectives=("5.2",),
        expected=p_values,
        agrees=series(rtol=1e-3, decimals=4),
        mistakes=(
            Mistake(
                "unpaired test",
                "m-more-values-always-help",
                "This is the unpaired test. Each patient is their own comparison here, so test the six changes.",
                p_unpaired,
            ),
            Mistake(
                "pairs by position",
                "",
                "The pairs are mixed up: the two tables list the patients in different orders. Match them by name.",
                p_by_position,
            ),
            Mistake(
                "linear values",
                "",
                "This is the paired test on linear signals. Take log2 first.",
                p_linear,
            ),
            Mistake(
                "one-sided",
                "",
                "This is the one-sided P value. Nobody knew the direction before, so use the two-sided one.",
                p_one_sided,
            ),
            Mistake(
                "one-sided, the seen side",
                "m-direction-chosen-afterwards",
                "These are half of the P values that were asked for: the side was chosen after looking. Count both sides.",
                lambda case: p_values(case) / 2,
            ),
        ),
        otherwise="Write down which two numbers belong to one patient, and whether your test knows it.",
    ),
    Question(
        id="q3",
        title="Benjamini-Hochberg adjustment",
        points=3,
        objectives=("6.2",),
        expected=adjusted,
        agrees=series(rtol=1e-3, decimals=4),
        mistakes=(
            Mistake(
                "not adjusted",
                "m-no-effect-no-small-p",
                "These are the P values as they came. With forty tests, two fall below 0.05 by luck alone.",
                lambda case: case.data.p_values,
            ),
            Mistake(
                "Bonferroni",
                "m-strict-is-better",
                "This is Bonferroni's correction, which limits another error. Multiply by m over the rank, not by m.",
                lambda case: (case.data.p_values * len(case.data.p_values)).clip(upper=1),
            ),
            # Equal P values share a rank or get one after the other, and what exceeds 1 is cut or not: one idea in four
            # forms. Which of two equal ones comes first depends on the sort and the machine, so that order cannot count.
            *(
                Mistake(
                    "each rank on its own",
                    "m-each-row-its-own-line",
                    "The last step is missing: from the largest P value down, no adjusted value exceeds the one after it.",
                    partial(adjusted_rank_by_rank, ranks=ranks, most=most),
                    agrees=unordered(close(rtol=1e-3, decimals=4)),
                )
                for ranks, most in product(("first", "average"), (1.0, np.inf))
            ),
            Mistake(
                "filtered before the correction",
                "m-fewer-tests-always-help",
                "Only the small P values were corrected. All forty tests were made, so all forty count.",
                adjusted_small_only,
            ),
            Mistake(
                "Benjamini-Yekutieli",
                "",
                "This is the correction of Benjamini and Yekutieli. The question asks for Benjamini and Hochberg.",
                lambda case: pd.Series(
                    stats.false_discovery_control(case.data.p_values, method="by"), index=case.data.p_values.index
                ),
            ),
        ),
        otherwise="Sort the P values, multiply each by 40 over its rank, and take the running minimum from the largest down.",
    ),
)

"""Key of A4: what is right for each student, and what somebody with a known idea hands in instead."""

from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import optimize, stats

from isotretinoin.assignments import fixture
from isotretinoin.grading.author.marking import Case, Mistake, Question, calls, close, table

CONTROL, SILENCED = "drug, control siRNA", "drug, LCN2 siRNA"


def _over_calls(question: str, function):
    """Turn a function of one call into the list of its results for a student."""
    return lambda case: [function(*arguments) for arguments in fixture("A4", question, case.student_id)]


# Question 1


@lru_cache(maxsize=64)
def _shares(case: Case) -> pd.Series:
    plates = case.data.plates
    return (plates["positive"] / plates["cells"]).groupby(plates["arm"]).agg(list)


def arms(case: Case) -> pd.DataFrame:
    return pd.DataFrame({"share": _shares(case).map(np.mean), "se": _shares(case).map(stats.sem)})


def _pooled(case: Case) -> tuple[pd.Series, pd.Series]:
    total = case.data.plates.groupby("arm")[["positive", "cells"]].sum()
    return total["positive"] / total["cells"], total["cells"]


def arms_pooled(case: Case) -> pd.DataFrame:
    share, cells = _pooled(case)
    return pd.DataFrame({"share": share, "se": np.sqrt(share * (1 - share) / cells)})


def arms_binomial_error(case: Case) -> pd.DataFrame:
    _, cells = _pooled(case)
    share = arms(case)["share"]
    return pd.DataFrame({"share": share, "se": np.sqrt(share * (1 - share) / cells)})


def arms_spread(case: Case) -> pd.DataFrame:
    return arms(case).assign(se=_shares(case).map(lambda shares: np.std(shares, ddof=1)))


def arms_sd_with_n(case: Case) -> pd.DataFrame:
    return arms(case).assign(se=_shares(case).map(lambda shares: stats.sem(shares, ddof=0)))


# Question 2


def _welch(case: Case, first: str = CONTROL, second: str = SILENCED, **how) -> list[float]:
    a, b = _shares(case)[first], _shares(case)[second]
    interval = stats.ttest_ind(a, b, **{"equal_var": False, **how}).confidence_interval()
    return [np.mean(a) - np.mean(b), interval.low, interval.high]


def silenced_pooled(case: Case) -> list[float]:
    share, cells = _pooled(case)
    error = np.sqrt(sum(share[arm] * (1 - share[arm]) / cells[arm] for arm in (CONTROL, SILENCED)))
    estimate = share[CONTROL] - share[SILENCED]
    return [estimate, estimate - 1.96 * error, estimate + 1.96 * error]


# Question 3


def _straight(case: Case, log_half: float) -> tuple[np.ndarray, float]:
    """For a given half dose the curve is a straight line in the rest: fit it, and return what is left."""
    doses = case.data.doses
    x = doses["dose"] / (np.exp(log_half) + doses["dose"])
    share = doses["positive"] / doses["cells"]
    fit, left, *_ = np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), share, rcond=None)
    return fit, float(left[0])


@lru_cache(maxsize=64)
def curve(case: Case) -> list[float]:
    grid = np.log(np.geomspace(0.003, 10, 60))
    best = grid[np.argmin([_straight(case, at)[1] for at in grid])]
    log_half = optimize.minimize_scalar(
        lambda at: _straight(case, at)[1], bounds=(best - 0.3, best + 0.3), method="bounded", options={"xatol": 1e-9}
    ).x
    fit, _ = _straight(case, log_half)
    return [fit[0], fit[0] + fit[1], float(np.exp(log_half))]


# Question 4


def dispersion(positive: np.ndarray, cells: np.ndarray, arm: np.ndarray, by_arm: bool = True) -> float:
    groups = [arm == which for which in (0, 1)] if by_arm else [np.ones(len(arm), bool)]
    total = 0.0
    for group in groups:
        k, n = positive[group], cells[group]
        p = k.sum() / n.sum()
        total += np.sum((k - n * p) ** 2 / (n * p * (1 - p)))
    return total / (len(arm) - 2)


# Question 5


def left_free(loaded: float, ngal: float, kd: float) -> float:
    excess = ngal - loaded + kd
    return (np.sqrt(excess**2 + 4 * kd * loaded) - excess) / 2


QUESTIONS = (
    Question(
        id="q1",
        title="Each arm by its plates",
        points=3,
        objectives=("2.1", "11.3"),
        expected=arms,
        agrees=table(close(atol=1e-7, decimals=4)),
        mistakes=(
            Mistake(
                "cells pooled",
                "m-cells-are-replicates",
                "You put all cells of an arm into one dish. Cells of a plate share its fate, so the plate is the unit: one share per plate, then mean and standard error.",
                arms_pooled,
            ),
            Mistake(
                "binomial error",
                "m-cells-are-replicates",
                "Your standard error counts every cell as an independent one. Take it from the spread between plates.",
                arms_binomial_error,
            ),
            Mistake(
                "spread in place of standard error",
                "m-interval-holds-patients",
                "Your second column is the standard deviation of the plates. Divide by the root of their number.",
                arms_spread,
            ),
            Mistake(
                "per cent",
                "",
                "Your numbers are per cent. The question asks for shares, from 0 to 1.",
                lambda case: 100 * arms(case),
            ),
            Mistake(
                "standard deviation with n",
                "",
                "Your standard deviation divides by n, numpy's default. Divide by n − 1: ddof=1.",
                arms_sd_with_n,
            ),
        ),
        otherwise="This is not the mean and standard error of the plates' shares. Write down the four shares of one arm and work both numbers out by hand.",
    ),
    Question(
        id="q2",
        title="What silencing took away",
        points=3,
        objectives=("11.2", "11.3"),
        expected=_welch,
        agrees=close(atol=1e-7, decimals=4),
        mistakes=(
            Mistake(
                "cells pooled",
                "m-cells-are-replicates",
                "You compared all cells of the two arms. The interval is then far too narrow: plates are the units, not cells.",
                silenced_pooled,
            ),
            Mistake(
                "vehicle as control",
                "m-untouched-is-the-control",
                "You compared with the vehicle. What silencing takes away from the drug's effect shows against the drug with control siRNA.",
                lambda case: _welch(case, "vehicle, control siRNA"),
            ),
            Mistake(
                "rescue as control",
                "m-untouched-is-the-control",
                "You compared with the rescue arm. The right control has the drug and an siRNA without a target.",
                lambda case: _welch(case, "drug, LCN2 siRNA, NGAL added"),
            ),
            Mistake(
                "swapped sign",
                "",
                "Your estimate has the opposite sign: the control minus the silenced arm.",
                lambda case: _welch(case, SILENCED, CONTROL),
            ),
            Mistake(
                "Student's interval",
                "",
                "This is Student's interval, with one pooled variance. The question asks for Welch's: equal_var=False.",
                lambda case: _welch(case, equal_var=True),
            ),
        ),
        otherwise="This is not the difference with Welch's interval. Print the plates' shares of the two arms and compare with scipy.stats.ttest_ind(…, equal_var=False).",
    ),
    Question(
        id="q3",
        title="The dose at which the curve bends",
        points=4,
        objectives=("13.3",),
        expected=curve,
        agrees=close(rtol=6e-4),
        mistakes=(
            Mistake(
                "logarithm of h",
                "m-log-is-cosmetic",
                "Your third number is the logarithm of h. Take its exponential.",
                lambda case: [*curve(case)[:2], np.log(curve(case)[2])],
            ),
            Mistake(
                "rise in place of t",
                "",
                "Your second number is the rise t − b. The question asks for t, the share that the curve approaches.",
                lambda case: [curve(case)[0], curve(case)[1] - curve(case)[0], curve(case)[2]],
            ),
            Mistake(
                "nM",
                "",
                "Your h is in nM. The doses are in µM.",
                lambda case: [*curve(case)[:2], 1000 * curve(case)[2]],
            ),
            Mistake(
                "half of t",
                "m-half-bound-half-answer",
                "Your third number is the dose with half of t. EC50 lies half-way between b and t.",
                lambda case: [
                    *curve(case)[:2],
                    curve(case)[2] * (curve(case)[1] / 2 - curve(case)[0]) / (curve(case)[1] / 2),
                ],
            ),
        ),
        otherwise="These are not the three least-squares numbers. Draw your curve through the plates: it should meet b at the left, approach t at the right, and lie half-way at h. All three are free in the fit.",
    ),
    Question(
        id="q4",
        title="Dispersion of counts",
        points=3,
        objectives=("11.3",),
        expected=_over_calls("q4", dispersion),
        agrees=calls(close(rtol=1e-6, significant=4)),
        personal=False,
        mistakes=(
            Mistake(
                "one share for both arms",
                "",
                "You used one share for both arms. The difference between the arms then counts as disorder among plates.",
                _over_calls("q4", lambda k, n, arm: dispersion(k, n, arm, by_arm=False)),
            ),
            Mistake(
                "divided by the number of plates",
                "",
                "You divided by the number of plates. Two shares were estimated: divide by plates minus two.",
                _over_calls("q4", lambda k, n, arm: dispersion(k, n, arm) * (len(arm) - 2) / len(arm)),
            ),
            Mistake(
                "divided by the number of cells",
                "m-cells-are-replicates",
                "You divided by the number of cells. The plate is the unit.",
                _over_calls("q4", lambda k, n, arm: dispersion(k, n, arm) * (len(arm) - 2) / (n.sum() - 2)),
            ),
            Mistake(
                "not divided",
                "",
                "You returned the sum. The dispersion is the sum per degree of freedom.",
                _over_calls("q4", lambda k, n, arm: dispersion(k, n, arm) * (len(arm) - 2)),
            ),
        ),
        otherwise="Work out p and the addend of each plate for two plates in each arm by hand, and compare.",
    ),
    Question(
        id="q5",
        title="What a catcher leaves free",
        points=3,
        objectives=("12.2",),
        expected=_over_calls("q5", left_free),
        agrees=calls(close(rtol=1e-6, significant=3)),
        personal=False,
        mistakes=(
            Mistake(
                "NGAL in excess",
                "m-added-is-free",
                "Your formula takes all NGAL to be free. What is bound is missing: solve for both partners at once.",
                _over_calls("q5", lambda loaded, ngal, kd: loaded * kd / (kd + ngal)),
            ),
            Mistake(
                "siderophore in excess",
                "m-added-is-free",
                "Your formula takes all siderophore to be free while NGAL fills. What is bound is missing: solve for both partners at once.",
                _over_calls("q5", lambda loaded, ngal, kd: loaded - ngal * loaded / (kd + loaded)),
            ),
            Mistake(
                "one for one",
                "m-tight-wins",
                "You let NGAL bind one for one, as if kd were 0. A finite kd leaves more free.",
                _over_calls("q5", lambda loaded, ngal, kd: max(loaded - ngal, 0.0)),
            ),
            Mistake(
                "bound in place of free",
                "",
                "You returned what is bound. The question asks for what is left free.",
                _over_calls("q5", lambda loaded, ngal, kd: loaded - left_free(loaded, ngal, kd)),
            ),
        ),
        otherwise="Check your result by putting it back: free NGAL times free siderophore over what is bound must be kd.",
    ),
)

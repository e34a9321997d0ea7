"""Key of A5: what is right for each student, and what somebody with a known idea hands in instead."""

from functools import lru_cache
from math import ceil

import numpy as np
import pandas as pd
from scipy import stats

from isotretinoin.assignments import fixture
from isotretinoin.grading.author.marking import Case, Mistake, Question, calls, close, labels, table

OUTCOMES = ("gland", "epidermis")
LOOKS = ("all", "women", "men", "halfway")


def _over_calls(question: str, function):
    """Turn a function of one call into the list of its results for a student."""
    return lambda case: [function(*arguments) for arguments in fixture("A5", question, case.student_id)]


# Question 1


@lru_cache(maxsize=64)
def _arms(case: Case, what: str = "change") -> tuple[np.ndarray, np.ndarray]:
    """Values of the active and the placebo arm, one column per outcome."""
    trial = case.data.trial
    after, before = (trial[[f"{one} {when}" for one in OUTCOMES]].to_numpy() for when in ("after", "before"))
    values = after if what == "after" else after - before
    active = (trial["arm"] == "active").to_numpy()
    return values[active], values[~active]


def _effects(active: np.ndarray, placebo: np.ndarray, sign: float = 1.0, *, equal_var: bool = True) -> pd.DataFrame:
    interval = stats.ttest_ind(active, placebo, equal_var=equal_var).confidence_interval()
    estimate = active.mean(axis=0) - placebo.mean(axis=0)
    low, high = (interval.low, interval.high) if sign > 0 else (-interval.high, -interval.low)
    return pd.DataFrame({"estimate": sign * estimate, "low": low, "high": high}, index=list(OUTCOMES))


def effects(case: Case) -> pd.DataFrame:
    return _effects(*_arms(case))


def effects_without_control(case: Case) -> pd.DataFrame:
    active, _ = _arms(case)
    interval = stats.ttest_1samp(active, 0).confidence_interval()
    return pd.DataFrame({"estimate": active.mean(axis=0), "low": interval.low, "high": interval.high}, index=OUTCOMES)


def effects_normal(case: Case) -> pd.DataFrame:
    active, placebo = _arms(case)
    right = effects(case)
    factor = stats.norm.ppf(0.975) / stats.t.ppf(0.975, len(active) + len(placebo) - 2)
    return pd.DataFrame({name: right["estimate"] + factor * (right[name] - right["estimate"]) for name in right})


def effects_by_covariance(case: Case) -> pd.DataFrame:
    """Fit the value after by the one before and the arm, and return what the arm adds."""
    trial = case.data.trial
    active = (trial["arm"] == "active").astype(float)
    left = len(trial) - 3
    rows = {}
    for outcome in OUTCOMES:
        design = np.column_stack([np.ones(len(trial)), active, trial[f"{outcome} before"]])
        fit, squares, *_ = np.linalg.lstsq(design, trial[f"{outcome} after"], rcond=None)
        error = np.sqrt(squares[0] / left * np.linalg.inv(design.T @ design)[1, 1])
        half = stats.t.ppf(0.975, left) * error
        rows[outcome] = {"estimate": fit[1], "low": fit[1] - half, "high": fit[1] + half}
    return pd.DataFrame(rows).T


# Question 2


def decide(trials: pd.DataFrame, go_first: bool = False, at_limit: bool = False, harm: bool = True) -> list[str]:
    below, above = (np.less_equal, np.greater_equal) if at_limit else (np.less, np.greater)
    no_go = below(trials["gland_high"], 0.5) | (harm & above(trials["epidermis_low"], 0.5))
    go = above(trials["gland_low"], 0.0) & (~np.bool_(harm) | below(trials["epidermis_high"], 0.5))
    rules = [(no_go, "no-go"), (go, "go")]
    rules = rules[::-1] if go_first else rules
    return list(np.select([rule for rule, _ in rules], [word for _, word in rules], "in between"))


def decide_unshown_harm(trials: pd.DataFrame) -> list[str]:
    """Take harm that was not shown for harm that was excluded."""
    no_go = (trials["gland_high"] < 0.5) | (trials["epidermis_low"] > 0.5)
    go = (trials["gland_low"] > 0) & (trials["epidermis_low"] < 0.5)
    return list(np.select([no_go, go], ["no-go", "go"], "in between"))


# Question 3


def _wins(case: Case, signed: bool = True) -> np.ndarray:
    useless = case.data.useless
    p, effect = (useless[[f"{what} {look}" for look in LOOKS]].to_numpy() for what in ("P", "effect"))
    return (p < 0.05) & ((effect > 0) | (not signed))


def _shares(win: np.ndarray) -> list[float]:
    return [float(win[:, 0].mean()), float(win[:, :3].any(axis=1).mean()), float(win.any(axis=1).mean())]


def false_go_added(case: Case) -> list[float]:
    share = _wins(case).mean(axis=0)
    return [share[0], share[:3].sum(), share.sum()]


# Questions 4 and 5


def per_arm(limit: float, power: float, sure: float = 0.975, arms: int = 2) -> int:
    return ceil(arms * ((stats.norm.ppf(sure) + stats.norm.ppf(power)) / limit) ** 2)


def window_fold(gland: float, epidermis: float, half: float, gets: float) -> float:
    return (gland - half) / (9 * epidermis - half) / gets


QUESTIONS = (
    Question(
        id="q1",
        title="Two effects with their intervals",
        points=2,
        objectives=("15.3",),
        expected=effects,
        agrees=table(close(atol=1e-6, decimals=3)),
        mistakes=(
            Mistake(
                "after only",
                "",
                "You compared the values after treatment. Each patient is measured twice: the change takes away what differed before.",
                lambda case: _effects(*_arms(case, "after")),
            ),
            Mistake(
                "no placebo",
                "m-before-after-is-control",
                "You looked at the active arm alone. What would have happened without the drug stands in the placebo arm: subtract it.",
                effects_without_control,
            ),
            Mistake(
                "swapped sign",
                "",
                "Your effects have the opposite sign: active minus placebo.",
                lambda case: _effects(*_arms(case), sign=-1.0),
            ),
            Mistake(
                "normal in place of t",
                "",
                "You used the factor 1.96. For arms of this size the t distribution gives a wider interval.",
                effects_normal,
            ),
            Mistake(
                "Welch's interval",
                "",
                "This is Welch's interval, with one variance for each arm. The question asks for one pooled variance: look at equal_var.",
                lambda case: _effects(*_arms(case), equal_var=False),
            ),
            Mistake(
                "analysis of covariance",
                "",
                "This is the analysis of covariance, which fits the value after by the one before. The question asks for the difference between the two mean changes.",
                effects_by_covariance,
            ),
        ),
        otherwise="These are not the two effects with their intervals. Take the gland alone, print the changes of both arms, and compare with scipy.stats.ttest_ind.",
    ),
    Question(
        id="q2",
        title="The rule as a function",
        points=2,
        objectives=("15.4",),
        expected=_over_calls("q2", decide),
        agrees=calls(labels(ordered=True)),
        personal=False,
        mistakes=(
            Mistake(
                "go before no-go",
                "m-rule-after-data",
                "You ask for go first. A trial can meet both conditions, and the rule asks for no-go first.",
                _over_calls("q2", lambda trials: decide(trials, go_first=True)),
            ),
            Mistake(
                "at the limit",
                "",
                "An end that lies exactly on a limit is neither above nor below it: use < and >, not <= and >=.",
                _over_calls("q2", lambda trials: decide(trials, at_limit=True)),
            ),
            Mistake(
                "harm forgotten",
                "m-no-harm-seen",
                "Your rule looks at the gland only. Two of its conditions are about the epidermis.",
                _over_calls("q2", lambda trials: decide(trials, harm=False)),
            ),
            Mistake(
                "harm not shown",
                "m-no-harm-seen",
                "For go the upper end of the epidermis' interval has to lie below the limit. Harm that was not shown is not excluded.",
                _over_calls("q2", decide_unshown_harm),
            ),
        ),
        otherwise="Take six trials that you make up, one on each limit and one in each class, and decide them by hand.",
    ),
    Question(
        id="q3",
        title="What a bent rule costs",
        points=2,
        objectives=("15.4",),
        expected=lambda case: _shares(_wins(case)),
        agrees=close(atol=1e-9, decimals=3),
        mistakes=(
            Mistake(
                "sign forgotten",
                "",
                "You counted small P values of both signs. A drug that makes it significantly worse does not win.",
                lambda case: _shares(_wins(case, signed=False)),
            ),
            Mistake(
                "added up",
                "m-more-looks-more-evidence",
                "You added the shares. A trial that wins in two ways then counts twice.",
                false_go_added,
            ),
            Mistake(
                "as if independent",
                "m-more-looks-more-evidence",
                "You multiplied as if the looks were independent. They share patients: count the trials.",
                lambda case: [
                    float(1 - np.prod(1 - _wins(case)[:, :k].mean(axis=0))) if k > 1 else _shares(_wins(case))[0]
                    for k in (1, 3, 4)
                ],
            ),
        ),
        otherwise="Make a table of true and false, one row per trial and one column per look, and count from it.",
    ),
    Question(
        id="q4",
        title="Patients for the harm limit",
        points=2,
        objectives=("15.3",),
        expected=_over_calls("q4", per_arm),
        agrees=calls(close(rtol=1e-9)),
        personal=False,
        mistakes=(
            Mistake(
                "one-sided",
                "",
                "You used z for 0.95. The interval is two-sided, with 0.975.",
                _over_calls("q4", lambda limit, power: per_arm(limit, power, sure=0.95)),
            ),
            Mistake(
                "variance of one arm",
                "m-benefit-sets-size",
                "The factor two is missing: both arms bring their error.",
                _over_calls("q4", lambda limit, power: per_arm(limit, power, arms=1)),
            ),
            Mistake(
                "rounded down",
                "",
                "You rounded down, and that many are not enough. Round up.",
                _over_calls("q4", lambda limit, power: per_arm(limit, power) - 1),
            ),
            Mistake(
                "both arms together",
                "",
                "You returned the patients of both arms together. The question asks for one arm.",
                _over_calls("q4", lambda limit, power: 2 * per_arm(limit, power)),
            ),
        ),
        otherwise="For a limit of 0.5 and a power of 0.8 the formula gives 62.8, so 63. Work it out by hand and compare.",
    ),
    Question(
        id="q5",
        title="Width of the window",
        points=2,
        objectives=("15.2",),
        expected=_over_calls("q5", window_fold),
        agrees=calls(close(rtol=1e-6, significant=3)),
        personal=False,
        mistakes=(
            Mistake(
                "ratio of levels",
                "m-ratio-is-window",
                "You returned the ratio of levels over the exposure. A harmless tenth and a useful half cost a factor of about nine.",
                _over_calls("q5", lambda gland, epidermis, half, gets: gland / epidermis / gets),
            ),
            Mistake(
                "shortcut",
                "m-ratio-is-window",
                "You used the shortcut of lesson 15, which takes little to be bound. Here receptors fill up: solve for the two doses.",
                _over_calls("q5", lambda gland, epidermis, half, gets: gland / epidermis / gets / 9),
            ),
            Mistake(
                "exposure forgotten",
                "m-on-skin-spares",
                "You left out what the epidermis gets. Doses are counted in the gland: divide the limit of the epidermis by it.",
                _over_calls("q5", lambda *cells: window_fold(*cells) * cells[3]),
            ),
            Mistake(
                "exposure turned round",
                "m-on-skin-spares",
                "You multiplied by what the epidermis gets. If it gets more, its limit is reached at a lower dose.",
                _over_calls("q5", lambda *cells: window_fold(*cells) * cells[3] ** 2),
            ),
            Mistake(
                "stimulus of a tenth",
                "m-half-bound-half-answer",
                "You took a stimulus of a tenth for a response of a tenth. Solve s / (1 + s) = 1/10.",
                _over_calls(
                    "q5",
                    lambda gland, epidermis, half, gets: (gland - half) / (10 * epidermis - half) / gets,
                ),
            ),
        ),
        otherwise="Put your lowest dose back into the formula of the response: the gland must give 1/2 there, and the epidermis 1/10 at your highest.",
    ),
)

"""Boosted trees as prediction sees them: learn, say, account for features, keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from thongquan.risk.columns import Array

if TYPE_CHECKING:
    from lightgbm import Booster, Dataset

#: two cores wait for the slower one: on a busy server one is faster (measured: learning 4.7 s against 12.8 s), and it disturbs nobody
THREADS = 1
COMMON: Mapping[str, Any] = {
    "num_threads": THREADS, "verbosity": -1, "deterministic": True, "feature_pre_filter": False,
    "force_col_wise": True, "max_bin": 63, "feature_fraction": 0.3,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0,
}
YES_NO = {"objective": "binary", "learning_rate": 0.06, "num_leaves": 15, "min_data_in_leaf": 40}
QUICK = YES_NO | {"learning_rate": 0.1}
AMOUNT = {"objective": "regression", "learning_rate": 0.05, "num_leaves": 7, "min_data_in_leaf": 20}
OF_KIND = YES_NO | {"num_leaves": 7, "learning_rate": 0.1}


def sorted_out(matrix: Array, *, codes: Sequence[int] = ()) -> Dataset:
    """A matrix whose figures are put into bins once, for several questions; `codes` are columns whose numbers only name things."""
    import lightgbm  # optional: a gate node leaves the learning libraries out

    named: Any = list(codes) or "auto"
    return lightgbm.Dataset(matrix, np.zeros(len(matrix)), params={**COMMON, **YES_NO}, categorical_feature=named).construct()


class Trees:
    """Trees of one question, the mean of as many learners as there were seeds."""

    def __init__(self, learners: Sequence[Booster]) -> None:
        self.learners = tuple(learners)

    @classmethod
    def learned(cls, matrix: Array | Dataset, answer: Array, kind: Mapping[str, Any], rounds: int, *, seeds: Sequence[int]) -> Trees:
        """Learns `answer` from a matrix, or from one already `sorted_out`, once a seed."""
        import lightgbm  # optional: a gate node leaves the learning libraries out

        data = sorted_out(matrix) if isinstance(matrix, np.ndarray) else matrix
        data.set_label(answer)
        return cls([lightgbm.train({**COMMON, **kind, "seed": seed}, data, rounds) for seed in seeds])

    def say(self, matrix: Array) -> Array:
        """Log-odds or amounts, as the question was; the mean over the learners."""
        return self._mean(matrix, raw_score=True)

    def apart(self) -> list[Trees]:
        """Each learner by itself."""
        return [Trees([learner]) for learner in self.learners]

    def accounts(self, matrix: Array) -> Array:
        """What each feature adds to the log-odds (TreeSHAP), a column a feature; what everybody has is left out."""
        return self._mean(matrix, pred_contrib=True)[:, :-1]

    def _mean(self, matrix: Array, **how: bool) -> Array:
        total: Array = np.asarray(self.learners[0].predict(matrix, num_threads=THREADS, **how))
        for learner in self.learners[1:]:
            total = total + learner.predict(matrix, num_threads=THREADS, **how)
        return total / len(self.learners)

    def texts(self) -> list[str]:
        """The learners as text."""
        return [learner.model_to_string() for learner in self.learners]

    @classmethod
    def of_texts(cls, texts: Sequence[str]) -> Trees:
        """As they were kept."""
        import lightgbm  # optional: a gate node leaves the learning libraries out

        return cls([lightgbm.Booster(model_str=text) for text in texts])

"""The measure of the estimates itself."""

import json

import pytest

from benchmarks.learners.__main__ import main, measure
from benchmarks.learners.scoring import Mark, calibration_error


def test_the_same_seed_gives_the_same_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Measuring twice gives the same figures, for each scenario and estimator."""
    assert main(json=True, seeds=1, learners=2) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == measure(seeds=1, learners=2)
    assert found.keys() == {"cold", "base", "steered"}
    assert found["base"].keys() == {"ours", "raw", "wilson", "beta_binomial", "elo", "bkt"}
    assert found["base"]["ours"].keys() == {"hit50", "regret50", "ece", "log_loss"}


def test_calibration_error_of_honest_and_of_bold_claims() -> None:
    """Who claims certainty and is right half the time is off by a half; who claims a half is not."""
    bold = [Mark(hit, 1.0, 0.0, 0.0) for hit in (True, False)]
    honest = [Mark(hit, 0.5, 0.0, 0.0) for hit in (True, False)]
    assert (calibration_error(bold), calibration_error(honest)) == (0.5, 0.0)


def test_errors_at_two_strengths_do_not_cancel() -> None:
    """Too bold with strong claims and too timid with weak ones is not well calibrated."""
    marks = [Mark(False, 0.9, 0.0, 0.0), Mark(True, 0.1, 0.0, 0.0)]
    assert calibration_error(marks) == pytest.approx(0.9)


def test_no_learners_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for none, it says what is wrong instead of dividing by zero."""
    assert main(seeds=0) == 2
    assert "must be 1 or more" in capsys.readouterr().err

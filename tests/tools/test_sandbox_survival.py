"""Many runs in a row, killed at random moments: minutes."""

import pytest

from bench.sandbox import survive


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_two_hundred_runs_and_twenty_kills_leave_nothing(runner):
    assert runner.run(survive(200)) == []

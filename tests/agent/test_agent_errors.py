"""Codes and exits, as the command line promises them."""

import pytest

from agent.errors import AgentError, PersonQuestion, RequestRefused, RunFailure, exit_code
from agent.messages import ERRORS


@pytest.mark.parametrize(
    ("status", "code", "exit_"),
    [
        ("done", "", 0),
        ("failed", "script_failed", 1),
        ("failed", "timeout", 1),
        ("refused", "index_out_of_range", 2),
        ("question", "element_missing", 2),
        ("failed", "isolation_unavailable", 3),
        ("failed", "interrupted", 130),
    ],
)
def test_the_exit_code_follows_from_how_a_run_ended(status, code, exit_):
    assert exit_code(status, code) == exit_


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_message_is_there_in_both_languages_and_takes_its_details(language, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8" if language == "en" else "ja_JP.UTF-8")
    details = dict.fromkeys(
        ("given", "file", "found", "why", "folder", "log", "least", "count", "place", "command", "packages", "plan", "what", "language"),
        "x",
    )
    for code in ERRORS:
        error = AgentError(code, **details)
        assert error.message and "{" not in error.message + error.hint


def test_a_question_a_refusal_and_a_failure_are_told_apart():
    assert not issubclass(PersonQuestion, RequestRefused) and not issubclass(RunFailure, RequestRefused)

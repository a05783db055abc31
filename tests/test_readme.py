"""What README shows runs."""

import re
from pathlib import Path

import pytest

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_the_python_of_the_readme_runs(block, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {})
    assert "eV" in capsys.readouterr().out


def test_the_readme_names_only_commands_that_exist():
    from agent.cli import parser

    commands = set(re.findall(r"^\$ agent (\w+)", README, re.MULTILINE))
    usage = parser().format_help()
    assert commands and all(command in usage for command in commands)

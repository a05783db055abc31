"""The drawings cannot lie: import arrows, error trees, and the two lists of packages are compared with the code."""

import ast
import importlib
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
FOLDERS = ("agent", "tools", "sim", "model")
ARROWS = {"agent": {"tools", "sim", "model"}, "tools": {"sim"}, "sim": set(), "model": set()}
CONDA_NAMES = {"jupyter-client": "jupyter_client", "jupyter-server": "jupyter_server", "torch": "pytorch"}


def sources(folder):
    return sorted((ROOT / folder).rglob("*.py"))


def imported_folders(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("folder", FOLDERS)
def test_imports_follow_the_arrows(folder):
    for file in sources(folder):
        ours = {name for name in imported_folders(file) if name in FOLDERS} - {folder}
        assert ours <= ARROWS[folder], f"{file.relative_to(ROOT)} imports {ours - ARROWS[folder]}"


def drawn_tree(docstring):
    """(child, parent) pairs of a tree drawn by indentation, one class a line."""
    pairs, stack = set(), []
    for line in docstring.splitlines():
        found = re.match(r"^([\s│├└─|+`·-]*)([A-Z]\w+(?:Error|Fault|Failure|Interrupted|Refused|Question|Retry))\b", line)
        if not found:
            continue
        depth, name = len(found[1]), found[2]
        while stack and stack[-1][0] >= depth:
            stack.pop()
        if stack:
            pairs.add((name, stack[-1][1]))
        stack.append((depth, name))
    return pairs


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_drawn_error_tree_is_the_real_one(folder):
    module = importlib.import_module(f"{folder}.errors")
    classes = [c for c in vars(module).values() if isinstance(c, type) and issubclass(c, BaseException) and c.__module__ == module.__name__]
    real = {(c.__name__, c.__bases__[0].__name__) for c in classes if c.__bases__[0] in classes}
    assert real, f"{folder}/errors.py has no tree"
    assert drawn_tree(module.__doc__) == real


def requirement(line):
    name, _, floor = line.partition(">=")
    return re.sub(r"[-_.]+", "-", name).lower(), floor


def test_environment_yml_names_the_packages_of_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    ours = dict(
        requirement(line)
        for line in [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    )
    theirs = dict(requirement(line) for line in yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"])
    wanted = {requirement(CONDA_NAMES.get(name, name))[0]: floor for name, floor in ours.items()}
    wanted |= {"python": project["requires-python"].removeprefix(">="), "bubblewrap": ""}
    assert theirs == wanted


def test_every_dependency_is_locked_at_or_above_its_floor():
    locked = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().split() if "==" in line)
    locked = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in locked.items()}
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]:
        name, floor = requirement(line)
        parts = [tuple(int(n) for n in re.findall(r"\d+", v)) for v in (locked[name], floor.partition(",")[0])]
        assert parts[0] >= parts[1], line


def test_every_package_folder_is_listed_for_the_wheel():
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    found = {str(f.parent.relative_to(ROOT)).replace("/", ".") for folder in FOLDERS for f in (ROOT / folder).rglob("__init__.py")}
    assert listed == found


def test_no_file_is_a_drawer_for_everything():
    names = {f.stem for folder in FOLDERS for f in sources(folder)}
    assert not names & {"utils", "util", "helpers", "common", "base", "misc"}

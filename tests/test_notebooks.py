"""The tutorials run, from the first cell to the last, with warnings as errors; they are kept without outputs."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
STRICT, LENIENT = "import warnings\n\nwarnings.simplefilter('error')", "warnings.resetwarnings()"
PLOTLY, STRUCTURE = "application/vnd.plotly.v1+json", "application/vnd.kassei.structure+json"


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_tutorial_runs_and_shows_what_it_talks_of(file, tmp_path):
    """The kernel's own way out is no part of the story: the last cell lets its warnings pass."""
    notebook = nbformat.read(file, as_version=4)
    notebook.cells = [new_code_cell(STRICT), *notebook.cells, new_code_cell(LENIENT)]
    NotebookClient(notebook, kernel_name="python3", timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = {mime for cell in code_cells(notebook) for output in cell.outputs for mime in output.get("data", {})}
    assert PLOTLY in shown and (STRUCTURE in shown or "screening" in file.stem)


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_tutorial_is_valid_and_kept_without_outputs(file):
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells(notebook))


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_tutorial_tells_a_story_and_holds_no_logic(file):
    """Every code cell is short and comes after words; nothing but the building of a structure is a function."""
    notebook = nbformat.read(file, as_version=4)
    assert notebook.cells[0].source.startswith("# ") and all(len(cell.source.splitlines()) <= 14 for cell in code_cells(notebook))
    assert sum(cell.source.count("def ") for cell in code_cells(notebook)) <= 1


def test_there_are_tutorials():
    assert len(NOTEBOOKS) >= 3

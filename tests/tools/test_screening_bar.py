"""The bar below a notebook's cell says what the terminal says."""

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from tools.screening.bar import Bar, bar_in_a_notebook

FOUND = {"kind": "barrier", "label": "Pd@8", "status": "converged", "barrier_eV": 0.5}


def done(key, **changed):
    return {"event": "done", "record": {"key": key, "label": f"<{key}>", "status": "done", "error": None, "records": [FOUND], **changed}}


def test_it_counts_what_is_finished_and_what_has_no_value():
    bar = Bar(3, 1)
    bar.take({"event": "workers", "count": 2})
    bar.take({"event": "stage", "key": "a", "label": "a", "stage": "band", "force_calls": 7})
    bar.take(done("a"))
    assert bar.bar.value == 2 and "&lt;a&gt;: 0.500 eV (converged)" in bar.said.value and "2/3" in bar.said.value
    bar.take(done("b", status="set_aside", records=[], error={"message": "dead"}))
    assert (bar.bar.value, bar.failed, bar.bar.bar_style) == (3, 1, "warning") and "&lt;b&gt;: dead" in bar.said.value


def test_outside_of_a_notebook_there_is_none():
    assert bar_in_a_notebook(3, 0) is None


def test_in_a_notebook_it_is_displayed(tmp_path):
    cell = "from tools.screening.bar import bar_in_a_notebook\n\ntake = bar_in_a_notebook(3, 0)\ntake({'event': 'workers', 'count': 2})"
    notebook = new_notebook(cells=[new_code_cell(cell)])
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    (shown,) = notebook.cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in shown["data"]
    nbformat.validate(notebook)

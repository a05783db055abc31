"""A request in a notebook of the person's own."""

import shutil

import nbformat
import pytest
from nbclient import NotebookClient

CLICK = """\
import warnings
warnings.simplefilter("ignore")
import nglview
from ase.io import read
view = nglview.show_ase(read("path.extxyz"))
view.picked = {}
view.picked = {"atom1": {"index": 22, "element": "CU"}}
view"""


@pytest.fixture
def executed(lab, tmp_path):
    """Cells of a notebook beside the path, executed in an ordinary kernel; what each showed, as text, and what their widgets say."""
    shutil.copy(lab.folder / "path.extxyz", tmp_path)

    def execute(*cells):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        book.metadata.kernelspec = {"name": "python3", "display_name": "", "language": "python"}
        NotebookClient(book, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
        return [*("".join(map(str, cell.outputs)) for cell in book.cells), str(book.metadata.widgets)]

    return execute


def test_ask_and_the_cell_magic_compute_and_go_on(executed):
    texts = executed(
        'from agent import ask\nfound = ask("22番を Pd に置換して障壁を計算してグラフと構造を見せて", calculator="emt")\nfound.status',
        "%load_ext agent",
        "%%agent --calculator emt\nAu でもやって",
        "%%agent --calculater emt\nAu でもやって",
    )
    assert "'done'" in texts[0] and "application/vnd.plotly.v1+json" in texts[0]
    assert "'colours'" in texts[0] and "Outcome" not in texts[2]  # a page draws the scene of it alone
    assert "Au@22" in texts[2] and "path.extxyz を使います" in texts[-1]
    assert "--calculater" in texts[3] and "Traceback" not in texts[3] and "SystemExit" not in texts[3]


def test_this_atom_is_the_one_that_was_clicked_in_an_nglview(executed):
    texts = executed(
        "%load_ext agent",
        CLICK,
        "%%agent path.extxyz --calculator emt\nこの原子を Pd に置換して障壁を計算してグラフにする",
        "%%agent path.extxyz --calculator emt --new\nこの原子を Au に置換して障壁を計算してグラフにする",
    )
    assert "Pd@22" in texts[2] and "選んだ原子: Cu 22(" in texts[-1]
    assert "選ばれた原子がありません" in texts[3]  # the marks went with the first request

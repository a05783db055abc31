"""A request in a notebook of the person's own."""

import nbformat
from nbclient import NotebookClient


def test_ask_and_the_cell_magic_compute_and_go_on(lab, tmp_path):
    (tmp_path / "path.extxyz").write_bytes((lab.folder / "path.extxyz").read_bytes())
    cells = [
        'from agent import ask\nfound = ask("22番を Pd に置換して障壁を計算してグラフにする", "path.extxyz", calculator="emt")\nfound.status',
        "%load_ext agent",
        "%%agent --calculator emt\nAu でもやって",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    book.metadata.kernelspec = {"name": "python3", "display_name": "", "language": "python"}
    NotebookClient(book, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    texts = [str(output) for cell in book.cells for output in cell.outputs]
    assert "'done'" in "".join(texts) and any("application/vnd.plotly.v1+json" in text for text in texts)
    assert "Au@22" in "".join(map(str, book.cells[2].outputs))

"""The notebook of a run: valid, trusted, readable offline, and it runs again without a model."""

import xml.etree.ElementTree as ElementTree

import nbformat
import pytest
from ase.build import bulk
from ase.io import write
from nbclient import NotebookClient
from nbformat.sign import NotebookNotary
from shown import barrier, mixed_table, outputs

from sim.records import BarrierTable
from tools.notebook import SVG, write_notebook
from tools.outputs import PLOTLY, RECORD, STRUCTURE, WIDGET

SETUP = 'import sim\n\nsim.configure(calculator="emt")\n'
SCRIPT = 'from sim import relax\nfrom tools.show import chart, scene\n\nresult = relax("cu.extxyz")\nchart(result)\nscene(result)\n'


@pytest.fixture(autouse=True)
def signatures(tmp_path, monkeypatch):
    """Signatures of the tests are kept with the tests."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    (tmp_path / "jupyter").mkdir()


def written(folder, **changes):
    given = {
        "instruction": "Cu を緩和する",
        "setup": SETUP,
        "script": SCRIPT,
        "outputs": outputs(mixed_table()),
        "answer": "a\n1. b\n・c\nd",
    }
    return nbformat.read(write_notebook(folder, **(given | changes)), as_version=4)


def test_the_notebook_is_valid_and_for_the_sandboxed_kernel(tmp_path):
    notebook = written(tmp_path / "run")
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "kassei" and [cell.cell_type for cell in notebook.cells] == [
        "markdown",
        "code",
        "code",
        "code",
        "markdown",
    ]


def test_the_scripts_literals_are_parameters_in_papermills_way(tmp_path):
    cells = written(tmp_path / "run").cells
    assert (cells[2].metadata.tags, cells[2].source) == (["parameters"], "structure = 'cu.extxyz'")
    assert "relax(structure)" in cells[3].source


def test_the_notebook_is_signed(tmp_path):
    assert NotebookNotary().check_signature(written(tmp_path / "run"))


def test_without_a_place_for_signatures_it_is_written_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "file" / "jupyter"))
    assert written(tmp_path / "run").cells


def test_outputs_keep_chart_and_record_and_lose_dead_widgets(tmp_path):
    shown = outputs(mixed_table())
    shown[2]["data"][WIDGET] = {"model_id": "x", "version_major": 2, "version_minor": 0}
    text, chart, scene = written(tmp_path / "run", outputs=shown).cells[3].outputs
    assert (
        text.output_type == "stream"
        and {PLOTLY, RECORD} <= set(chart.data)
        and {STRUCTURE, SVG} <= set(scene.data)
        and WIDGET not in scene.data
    )


def test_a_scene_has_a_picture_of_begin_saddle_and_end(tmp_path):
    table = BarrierTable((barrier("Fe", 0.6),))
    scene = written(tmp_path / "run", outputs=outputs(table)).cells[3].outputs[2]
    picture = ElementTree.fromstring(scene.data[SVG])
    texts = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("Fe 17") == 3 and any("鞍点" in text for text in texts)
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}circle"))) == 3 * (18 + 1)


def test_a_hostile_scene_is_left_out(tmp_path):
    shown = outputs(mixed_table())
    shown[2]["data"][STRUCTURE]["frames"] = [["x"]]
    assert STRUCTURE not in written(tmp_path / "run", outputs=shown).cells[3].outputs[2].data


def test_request_and_answer_are_text_and_lists_stay_lists(tmp_path):
    source = written(tmp_path / "run", instruction="<script>\n二行目").cells[0].source
    assert "<script>" not in source and "> 二行目" in source and source.endswith("a  \n\n1. b\n- c\n\nd")


def test_lines_that_were_printed_stand_in_a_block_that_they_cannot_close(tmp_path):
    source = written(tmp_path / "run", answer="そのまま:\n    E <b>  1\n    ```\n    <script>\nend").cells[0].source
    assert source.endswith("そのまま:  \n````\nE <b>  1\n```\n<script>\n````\nend")


def test_files_that_the_script_wrote_are_linked(tmp_path):
    cells = written(tmp_path / "run", outputs=[], files=["files/E_(V).csv", "exports/歪み.cif"]).cells
    assert cells[-1].source.endswith("- [files/E\\_\\(V\\).csv](files/E_%28V%29.csv)\n- [exports/歪み.cif](exports/%E6%AD%AA%E3%81%BF.cif)")
    assert "検証していない値" in cells[-1].source


def test_an_error_is_kept_as_the_cells_output(tmp_path):
    failed = {"output_type": "error", "ename": "PathError", "evalue": "x", "traceback": ["path_inconsistent: x"]}
    (output,) = written(tmp_path / "run", outputs=[failed]).cells[3].outputs
    assert output.ename == "PathError"


def test_what_the_script_writes_again_replaces_nothing_of_the_run(tmp_path):
    """Also where the inputs are read-only, as in the sandbox."""
    (tmp_path / "inputs").mkdir()
    write(tmp_path / "inputs" / "cu.extxyz", bulk("Cu"))
    (tmp_path / "inputs" / "cu.extxyz").chmod(0o400)
    script = 'from ase.io import read\nfrom tools.show import export\n\natoms = read("cu.extxyz")\natoms.write("cu.cif")\nexport(atoms)\n'
    notebook = written(tmp_path, outputs=[], script=script)
    for _ in range(2):
        NotebookClient(notebook, kernel_name="python3", timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert [f.name for f in (tmp_path / "inputs").iterdir()] == ["cu.extxyz"] and not (tmp_path / "exports").exists()
    assert (tmp_path / "rerun" / "cu.cif").is_file() and (tmp_path / "rerun" / "exports" / "Cu.extxyz").is_file()


@pytest.mark.parametrize("inputs", ["inputs", "."])
def test_it_runs_again_without_a_model_in_a_plain_kernel(tmp_path, inputs):
    """In the run's folder, whose inputs stand apart, and beside the files themselves, as in the sandbox."""
    atoms = bulk("Cu", cubic=True)
    atoms.rattle(0.05, seed=1)
    (tmp_path / inputs).mkdir(exist_ok=True)
    (tmp_path / "paths").mkdir()
    (tmp_path / "paths" / "cu-relaxed.extxyz").write_text("of the first run")
    write(tmp_path / inputs / "cu.extxyz", atoms)
    notebook = written(tmp_path, outputs=[])
    NotebookClient(notebook, kernel_name="python3", timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output.data for output in notebook.cells[3].outputs]
    assert len(shown) == 2 and shown[0][RECORD]["records"][0]["kind"] == "relaxation" and STRUCTURE in shown[1]
    first = (tmp_path / "paths" / "cu-relaxed.extxyz").read_text()
    assert inputs == "." or (first == "of the first run" and (tmp_path / "rerun" / "paths" / "cu-relaxed.extxyz").is_file())

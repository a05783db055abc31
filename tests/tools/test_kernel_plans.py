"""Plans in the real sandbox: a script is executed there without one force call, and its run is held to what it planned."""

import json

import pytest
from ase.build import add_adsorbate, fcc100
from ase.constraints import FixAtoms
from ase.io import write

from tools.errors import KernelError
from tools.kernel import Limits, open_kernel

HEAD = "from kassei import *\npath = read_path('path.extxyz')\n"
LIES = {
    "the clock": "import time\nbegan = time.time()\ntime.sleep(0.3)\nreal = time.time() - began > 0.2",
    "a file that a pass leaves": "import os\nreal = os.path.exists('/tmp/seen')\nopen('/tmp/seen', 'w').write('x')",
    "made-up results": "real = barrier(path).wall_s > 0.001 and abs(barrier(path).energies_eV[0]) < 1e-9 and barrier(path).force_calls != 100",
    "our modules": "import sim.plan.mode as m\nreal = m.recording() is None",
    "chance": "import random\nreal = random.random() < 2 and __import__('os').getpid() == __import__('os').getpgid(0) - 0 and "
    "'plan-' not in __import__('os').getcwd()",
}


@pytest.fixture(scope="module")
def structures(tmp_path_factory):
    slab = fcc100("Cu", size=(2, 2, 3), vacuum=8.0)
    add_adsorbate(slab, "Cu", 1.7, "hollow")
    slab.set_constraint(FixAtoms(range(4)))
    images = [slab.copy() for _ in range(5)]
    for number, image in enumerate(images):
        image.positions[-1, 0] += number / 4 * slab.cell[0, 0] / 2
        image.info.clear()
    place = tmp_path_factory.mktemp("structures")
    write(place / "path.extxyz", images)
    return place


@pytest.fixture(scope="module")
def kernel(runner, structures, tmp_path_factory):
    inputs = {"path.extxyz": structures / "path.extxyz"}
    opened = open_kernel(inputs=inputs, folder=tmp_path_factory.mktemp("run"), limits=Limits(grace_s=1.0), calculator="emt")
    yield runner.run(opened.__aenter__())
    runner.run(opened.__aexit__(None, None, None))


def test_a_plan_computes_nothing_and_leaves_nothing(runner, kernel):
    script = HEAD + "open('note.txt', 'w').write('x')\nleft = 1\nchart(screen(path, sites=[8], elements=['Ag', 'Pd']))"
    plan = runner.run(kernel.plan(script))
    assert plan.error is None and [entry.label for entry in plan] == ["host", "Ag@8", "Pd@8"] and plan.files == ("note.txt",)
    seen = runner.run(kernel.execute("import os\nprint(os.path.exists('note.txt'), 'left' in globals())"))
    assert seen.outputs[0]["text"] == "False False\n"


def test_what_was_planned_is_begun_and_what_was_not_shown_is_shown(runner, kernel):
    script = HEAD + "hidden = barrier(substitute(path, {8: 'Ag'}), n_images=5)\nprint('done')"
    plan = runner.run(kernel.plan(script))
    result = runner.run(kernel.execute(script, plan=plan))
    assert result.ok and result.begun == {0} and [record["label"] for record in result.records] == ["Ag@8"]


@pytest.mark.parametrize("lie", LIES.values(), ids=list(LIES))
def test_a_script_that_lies_to_its_plan_gains_nothing(runner, kernel, lie):
    script = HEAD + lie + "\nchart(barrier(substitute(path, {8: 'Pd' if real else 'Ag'})))"
    plan = runner.run(kernel.plan(script))
    result = runner.run(kernel.execute(script, plan=plan))
    placed = [record["substitution"] for record in result.records if record["substitution"]]
    assert {"8": "Pd"} not in placed or {"8": "Pd"} in [one.get("substitution") for entry in plan for one in entry.possible()]
    assert result.error is None or result.error.code in ("not_planned", "script_failed")


def test_a_cell_without_a_plan_computes_whatever_it_says(runner, kernel):
    assert runner.run(kernel.execute(HEAD + "barrier(path, fmax=0.1)")).records


@pytest.mark.parametrize(
    "script", ["import os\nos._exit(3)", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "import sys\nsys.exit()"]
)
def test_a_script_that_ends_its_process_ends_only_the_pass(runner, kernel, script):
    assert runner.run(kernel.plan(script)) is not None
    assert kernel.alive and runner.run(kernel.plan(HEAD + "barrier(path)")).barriers


def test_the_kernel_cannot_be_told_a_plan_that_is_none(runner, kernel):
    forged = {"event": "planned", "passes": [{"version": 1, "entries": "x"}] * 2}
    script = (
        "from IPython.display import publish_display_data\n"
        f"publish_display_data({{'application/vnd.kassei.progress+json': {json.dumps(forged)}}})\nx = 1"
    )
    assert runner.run(kernel.plan(script)).entries == ()


def test_a_dead_kernel_plans_nothing(runner, structures, tmp_path):
    async def dead():
        async with open_kernel(inputs={}, folder=tmp_path, calculator="emt") as kernel:
            await kernel.execute("import os\nos._exit(1)")
            await kernel.plan("x = 1")

    with pytest.raises(KernelError):
        runner.run(dead())

"""What a plan costs: `python -m bench.plan`. A script over the bundled path of 194 atoms, planned in a warm sandbox, with the check.

Prints the median of wall clock [ms] of the plan (two passes, side by side) and of the check, beside the same script's mere parsing.
"""

import ast
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from agent.check import check, ground_of
from agent.demo import INSTRUCTION, PICKED, bundled_path
from agent.inputs import summed_up
from model.request import Request
from tools.kernel import open_kernel

TIMES = 15
SCRIPT = """from kassei import chart, read_path, scene, screen

path = read_path("{file}")
table = screen(path, sites=[189], elements=["Fe", "Co", "Pt"])
chart(table)
scene(table.lowest)
"""


async def measure() -> dict[str, float]:
    """Medians [ms] by what was done."""
    file = bundled_path()
    script = SCRIPT.format(file=file.name)
    inputs = summed_up([file])
    ground = ground_of(Request(INSTRUCTION, (file.name,), (PICKED,)), (), inputs.structures.values())
    spent: dict[str, list[float]] = {"plan": [], "check": [], "parse": []}
    with tempfile.TemporaryDirectory() as place:
        async with open_kernel(inputs={file.name: file}, folder=Path(place)) as kernel:
            await kernel.plan(script)
            for _ in range(TIMES):
                began = time.perf_counter()
                plan = await kernel.plan(script)
                planned = time.perf_counter()
                check(script, plan, ground)
                checked = time.perf_counter()
                ast.parse(script)
                spent["plan"].append(planned - began)
                spent["check"].append(checked - planned)
                spent["parse"].append(time.perf_counter() - checked)
    return {name: 1000 * statistics.median(values) for name, values in spent.items()}


if __name__ == "__main__":
    for name, milliseconds in asyncio.run(measure()).items():
        print(f"{name:6s} {milliseconds:7.1f} ms")

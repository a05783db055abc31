"""A script and its parameters taken apart: put together again they do the same."""

import ast

import pytest

from tools.parameters import assigned, assignments, hoisted

SCREEN = """from sim import rates, read_path, screen
from tools.show import chart, scene

path = read_path("n2_ru.extxyz")
table = screen(path, sites=[189], elements=["Fe", "Co"], fmax=0.01, climb=False)
table = rates(table, [300, 400.5])
chart(table)
scene(table.lowest)
"""


def test_literal_arguments_become_parameters_under_their_own_names():
    found, script = hoisted(SCREEN)
    assert found == {
        "file": "n2_ru.extxyz",
        "sites": [189],
        "elements": ["Fe", "Co"],
        "fmax": 0.01,
        "climb": False,
        "temperatures_K": [300, 400.5],
    }
    assert "read_path(file)" in script and "screen(path, sites=sites, elements=elements, fmax=fmax, climb=climb)" in script


@pytest.mark.parametrize(
    "script",
    [
        SCREEN,
        'a = read_path("あ.extxyz")  # 銅\nb = read_path("い.extxyz")\nc = barrier(a, fmax=0.02), barrier(b, fmax=0.02)\n',
        'file = "x.extxyz"\nbarrier(read_path("y.extxyz"))',
        'barrier(substitute(read_path("x.extxyz"), {22: "Pd",\n  24: "Pt"}))\n',
        "print(1)\nfor e in ['Pd']:\n    screen(p, [1], [e])\n",
    ],
)
def test_parameters_and_script_together_are_the_script(script):
    found, rest = hoisted(script)

    class Back(ast.NodeTransformer):
        def visit_Name(self, node):
            return ast.parse(repr(found[node.id]), mode="eval").body if node.id in found else node

    assert ast.unparse(Back().visit(ast.parse(rest))) == ast.unparse(ast.parse(script))


def test_two_values_of_one_name_are_told_apart_and_equal_ones_are_one():
    found, _ = hoisted('a = read_path("x.extxyz")\nb = read_path("y.extxyz")\nc = read_path("x.extxyz")')
    assert found == {"file": "x.extxyz", "file_2": "y.extxyz"}


def test_what_does_not_parse_has_no_parameters():
    assert hoisted("barrier(") == ({}, "barrier(")


def test_a_cell_of_assignments_is_read_back():
    values = {"file": "銅.extxyz", "sites": [1, 2], "substitution": {22: "Pd"}, "n_images": None}
    assert assigned(assignments(values)) == values
    assert assigned("x: int = 3  # how many\n") == {"x": 3}


@pytest.mark.parametrize("source", ["import os\n", "x = open('y')\n", "a, b = 1, 2\n", "x += 1\n"])
def test_a_cell_with_anything_else_is_refused(source):
    with pytest.raises(ValueError, match=r"."):
        assigned(source)

"""The first view: what a scene is about is in sight, and the surface's normal points up."""

import numpy as np
import pytest
from ase.build import add_adsorbate, fcc100

from tools.viewpoint import HEIGHTS, TURNS, axes, quaternion, viewpoint


def slab_with_two_adatoms():
    atoms = fcc100("Cu", (4, 4, 3), vacuum=8)
    add_adsorbate(atoms, "Cu", 1.7, "hollow", offset=(0, 0))
    add_adsorbate(atoms, "Cu", 1.7, "hollow", offset=(1, 0))
    return atoms


def nearest_to_the_eye(atoms, view, at):
    """The atom that a ray through this one's middle meets first."""
    seen = atoms.positions @ axes(view).T
    crossed = np.linalg.norm(seen[:, :2] - seen[at, :2], axis=1) < 1.1
    return int(np.flatnonzero(crossed)[np.argmax(seen[crossed, 2])])


def chosen(atoms, highlight):
    return viewpoint(list(atoms.symbols), [atoms.positions], atoms.pbc, highlight, None)


@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("turn", TURNS)
def test_the_surface_is_seen_from_above_with_its_normal_up(height, turn):
    right, up, near = axes(quaternion(height, turn))
    assert up[2] == pytest.approx(np.cos(np.radians(height))) and near[2] == pytest.approx(np.sin(np.radians(height)))
    assert right[2] == pytest.approx(0, abs=1e-12) and np.cross(right, up) == pytest.approx(near)


def test_a_site_that_adatoms_hide_from_the_side_is_seen():
    atoms = slab_with_two_adatoms()
    side = quaternion(HEIGHTS[0], TURNS[0])
    hidden = [i for i in range(32, 48) if nearest_to_the_eye(atoms, side, i) != i]
    assert hidden and all(nearest_to_the_eye(atoms, chosen(atoms, [i]), i) == i for i in hidden)


def test_where_nothing_is_pointed_out_the_view_is_from_the_side():
    assert chosen(slab_with_two_adatoms(), []) == quaternion(HEIGHTS[0], TURNS[0])

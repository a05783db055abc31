"""A person's structure files: the same atoms whatever the format, and nothing hostile gets through."""

import contextlib
import os

import pytest
from ase.io import write
from hypothesis import given
from hypothesis import strategies as st
from shown import images

from tools.errors import StructureError
from tools.structures import layers, read_summary
from tools.xyz import read_frames


def test_a_path_is_summed_up(tmp_path):
    write(tmp_path / "p.extxyz", images())
    summary = read_summary(tmp_path / "p.extxyz")
    assert (summary.n_images, summary.n_atoms, summary.formula, summary.elements) == (7, 18, "Cu17Fe", ("Cu", "Fe"))
    assert summary.fixed == tuple(range(9)) and not summary.mismatch


def test_an_atom_has_element_layer_and_whether_it_is_held(tmp_path):
    write(tmp_path / "p.extxyz", images())
    summary = read_summary(tmp_path / "p.extxyz")
    below, above = summary.atom(0), summary.atom(17)
    assert (below.element, below.layer, below.fixed) == ("Cu", 1, True) and (above.element, above.layer, above.fixed) == ("Fe", 2, False)
    with pytest.raises(IndexError):
        summary.atom(18)


@pytest.mark.parametrize(("name", "reader"), [("p.traj", "traj"), ("p.cif", "cif"), ("POSCAR", "vasp"), ("p.xyz", "xyz")])
def test_every_format_gives_the_same_atoms(tmp_path, name, reader):
    write(tmp_path / name, list(images()) if reader in ("traj", "xyz") else images()[0], format=reader)
    summary = read_summary(tmp_path / name)
    assert summary.symbols == tuple(images()[0].symbols) and summary.n_images == (7 if reader in ("traj", "xyz") else 1)


def test_a_step_of_a_surface_is_a_layer_and_rumpling_is_none():
    assert layers([0.0, 2.1, 0.1, 2.0, 4.2]) == (1, 2, 1, 2, 3)


def test_images_that_do_not_match_are_no_path(tmp_path):
    path = list(images())
    path[3].symbols[2] = "Ag"
    for name in ("p.extxyz", "p.traj"):
        write(tmp_path / name, path)
        assert "イメージ 3 の index 2 は Ag、イメージ 0 では Cu" in read_summary(tmp_path / name).mismatch


def test_atoms_of_one_element_in_another_order_are_no_path(tmp_path):
    path = [image.copy() for image in images()]
    path[3].positions[[2, 5, 7]] = path[3].positions[[5, 7, 2]]
    write(tmp_path / "p.extxyz", path)
    assert "イメージ 3 で index 2 と 5" in read_summary(tmp_path / "p.extxyz").mismatch


def test_an_atom_that_leaves_the_cell_and_comes_back_on_the_other_side_is_in_its_place(tmp_path):
    path = [image.copy() for image in images()]
    path[3].positions += path[3].cell[0] + path[3].cell[1]
    write(tmp_path / "p.extxyz", path)
    assert not read_summary(tmp_path / "p.extxyz").mismatch


def test_a_missing_file_names_its_neighbours(tmp_path):
    write(tmp_path / "near.extxyz", images())
    with pytest.raises(StructureError) as caught:
        read_summary(tmp_path / "far.extxyz")
    assert caught.value.code == "file_missing" and "near.extxyz" in caught.value.hint


HOSTILE = {
    "claims more atoms than it has": "5\n\nFe 0 0 0\n",
    "claims far too many": "999999999\n\nFe 0 0 0\n",
    "a negative count": "-1\n\n",
    "not a number": "1\n\nFe 0 0 nan\n",
    "a mark of Windows": "\ufeff1\n\nFe 0 0 0\n",
    "infinite": "1\n\nFe 0 0 inf\n",
    "beyond every cell": "1\n\nFe 0 0 1e300\n",
    "no element": "1\n\nQq 0 0 0\n",
    "dummy element": "1\n\nX 0 0 0\n",
    "too few columns": "1\n\nFe 0 0\n",
    "columns that are none": "1\nProperties=species:S:1:pos:R:999999999\nFe 0 0 0\n",
    "a lattice of five": '1\nLattice="1 0 0 0 1"\nFe 0 0 0\n',
    "empty": "",
    "blank": "\n\n\n",
    "a pickle": "\x80\x04\x95\x00cposix\nsystem\n",
    "bytes of a program": "\x7fELF\x00\x00",
    "a digit of another script": "١\n\nFe 0 0 0\n",
}


@pytest.mark.parametrize(
    ("why", "suffix"), [*((why, ".extxyz") for why in HOSTILE), ("a pickle", ".traj"), ("a pickle", ".vasp"), ("empty", ".cif")]
)
def test_what_is_no_structure_is_refused(tmp_path, why, suffix):
    file = tmp_path / f"p{suffix}"
    file.write_bytes(HOSTILE[why].encode("utf-8"))
    with pytest.raises(StructureError) as caught:
        read_summary(file)
    assert caught.value.code == "file_unreadable" and "p" + suffix in caught.value.message


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "p.extxyz")
    with pytest.raises(StructureError, match="普通のファイル"):
        read_summary(tmp_path / "p.extxyz")


def test_a_link_to_a_file_is_followed(tmp_path):
    write(tmp_path / "p.extxyz", images())
    (tmp_path / "link.extxyz").symlink_to("p.extxyz")
    assert read_summary(tmp_path / "link.extxyz").n_images == 7


def test_an_unknown_format_is_refused(tmp_path):
    (tmp_path / "p.pickle").write_text("x")
    with pytest.raises(StructureError) as caught:
        read_summary(tmp_path / "p.pickle")
    assert caught.value.code == "file_unreadable"


def test_a_changed_file_is_read_again(tmp_path):
    write(tmp_path / "p.extxyz", images())
    assert read_summary(tmp_path / "p.extxyz").n_images == 7
    write(tmp_path / "p.extxyz", images(count=4))
    assert read_summary(tmp_path / "p.extxyz").n_images == 4


@given(st.text(alphabet=' 0123456789.-+eFe\n"=:LatticeProperties', max_size=300))
def test_any_text_is_structures_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        assert all(frame.symbols for frame in read_frames(text))

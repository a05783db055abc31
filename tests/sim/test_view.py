"""Looking at a path: the file that holds it, and atoms that it has."""

import pytest
from ase.build import bulk
from ase.io import read, write

from sim.errors import FileError, SiteError
from sim.path import interpolate, read_path
from sim.records import record_from_dict
from sim.settings import settings, use
from sim.substitution import substitute
from sim.view import view


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    before = use(type(settings())(calculator="emt", folder=tmp_path))
    monkeypatch.chdir(tmp_path)
    images = [bulk("Cu", cubic=True) for _ in range(4)]
    for k, image in enumerate(images):
        image.positions[0, 0] += 0.1 * k
    write("path.extxyz", images)
    yield tmp_path
    use(before)


def test_a_path_that_a_file_holds_is_shown_from_that_file():
    shown = view(read_path("path.extxyz"), highlight=[2, 0, 2])
    assert (shown.path, shown.highlighted, len(shown.images)) == ("path.extxyz", (2, 0), 4)
    assert view("path.extxyz", highlight=[2, 0]) == shown
    assert record_from_dict(shown.to_dict()).highlighted == (2, 0)


def test_one_atom_may_be_named_without_a_list():
    assert view("path.extxyz", 3).highlighted == (3,)
    assert view("path.extxyz").highlighted == ()


def test_a_path_that_no_file_holds_is_written(folder):
    ends = read("path.extxyz", index=":")
    for path in (interpolate(ends[0], ends[-1], 5), substitute(read_path("path.extxyz"), {1: "Ag"})):
        shown = view(path, highlight=[1])
        stored = read(folder / shown.path, index=":", do_not_split_by_at_sign=True)
        assert len(stored) == path.n_images
        assert stored[0].symbols[1] == path.images[0].symbols[1]


@pytest.mark.parametrize("index", [4, -1, 1.5, "0", True])
def test_an_atom_that_is_not_there_cannot_be_pointed_out(index):
    with pytest.raises(SiteError) as caught:
        view("path.extxyz", highlight=[index])
    assert caught.value.code == "index_out_of_range"


def test_a_file_that_is_not_there_cannot_be_shown():
    with pytest.raises(FileError):
        view("gone.extxyz")

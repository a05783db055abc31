"""An arrow on our own picture of a structure: the right atom or none, whatever an editor did to the picture."""

import io
import itertools
import math

import numpy as np
import pytest
from ase.build import add_adsorbate, fcc100, fcc111, molecule
from ase.io import write
from PIL import Image, ImageDraw

from tools.arrow import Arrow, arrow_in, draw_arrow, drawn_on, meant
from tools.snapshot import VIEWS, snapshot
from tools.structures import read_first


def slab(offset=(0, 0), size=(4, 4, 3)):
    atoms = fcc100("Cu", size=size, vacuum=8.0)
    add_adsorbate(atoms, "O", 1.2, "hollow", offset=offset)
    atoms.info.clear()
    return atoms


def surface(element, build):
    atoms = build(element, size=(4, 4, 3), vacuum=8.0)
    atoms.info.clear()
    return atoms


def drawn(folder, atoms, name="a.extxyz"):
    write(folder / name, atoms)
    return snapshot(read_first(folder / name))


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return drawn(tmp_path_factory.mktemp("arrow"), slab())


def kept(image, form, share=1.0):
    """The picture after an editor has saved it."""
    image = image.resize([round(share * side) for side in image.size], Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, form, **({"quality": 80} if form == "JPEG" else {}))
    return Image.open(file).convert("RGB")


def pointed(image, ours):
    changed = drawn_on(image, ours)
    assert changed is not None
    arrow = arrow_in(changed)
    return meant(arrow, ours) if arrow else ()


def test_every_atom_that_is_seen_can_be_pointed_at_and_none_is_taken_for_another(ours):
    answers, saved = [], itertools.cycle([("PNG", 1.0), ("JPEG", 1.0), ("PNG", 0.6), ("JPEG", 1.5)])
    kinds = itertools.cycle(itertools.product((5, 9), ("red", "yellow", "black"), (True, False)))
    for turn, (index, view) in enumerate(itertools.product(ours.legible, range(len(VIEWS)))):
        if (place := ours.place(index, view)) is None:
            continue
        width, colour, filled = next(kinds)
        image = ours.picture()
        draw_arrow(image, Arrow(place, (math.cos(2.4 * turn), math.sin(2.4 * turn))), width=width, colour=colour, filled=filled)
        answers.append((index, pointed(kept(image, *next(saved)), ours)))
    assert len(answers) > 40
    assert not [(index, found) for index, found in answers if len(found) == 1 and found != (index,)]
    assert sum(found == (index,) for index, found in answers) >= 0.9 * len(answers)


def test_an_arrow_that_stops_short_of_an_atom_means_the_one_ahead(ours):
    top = ours.place(48, 1)
    image = ours.picture()
    above = max(y for y in range(int(top[1])) if ours.atoms[y, int(top[0])] != 48) - 3
    draw_arrow(image, Arrow((top[0], above), (0.0, 1.0)))
    assert 48 in pointed(image, ours)


def test_a_tip_between_two_atoms_is_theirs(ours):
    row = round(ours.place(36, 1)[1]) + 40
    shown = ours.atoms[row]
    edge = next(c for c in range(721, 1439) if shown[c] != shown[c + 1] and min(shown[c - 20 : c + 20]) >= 0)
    image = ours.picture()
    draw_arrow(image, Arrow((float(edge), float(row)), (0.0, 1.0)))
    assert set(pointed(image, ours)) >= {int(shown[edge]), int(shown[edge + 1])}


@pytest.mark.parametrize("what", ["nothing", "two arrows", "a line", "a circle"])
def test_what_is_not_one_arrow_is_none(ours, what):
    image = ours.picture()
    pen = ImageDraw.Draw(image)
    if what == "two arrows":
        draw_arrow(image, Arrow(ours.place(40, 1), (0.0, 1.0)))
        draw_arrow(image, Arrow(ours.place(40, 0), (0.0, 1.0)))
    elif what == "a line":
        pen.line([(900, 100), (1000, 400)], fill="red", width=8)
    elif what == "a circle":
        pen.ellipse([900, 100, 960, 160], outline="red", width=6)
    assert pointed(image, ours) == ()


def test_words_beside_the_arrow_do_not_matter(ours):
    image = ours.picture()
    draw_arrow(image, Arrow(ours.place(40, 1), (0.6, 0.8)))
    ImageDraw.Draw(image).text((1180, 20), "48 or T Y 7", fill="red", font_size=22)
    assert pointed(image, ours) == (40,)


def beside(image, scale, size, page):
    """The picture on a slide or a screen, with other things around it."""
    whole = Image.new("RGB", size, page)
    whole.paste(image.resize([round(scale * side) for side in image.size], Image.Resampling.LANCZOS), (150, 120))
    ImageDraw.Draw(whole).text((20, 20), "Which atom?", fill="navy", font_size=40)
    return whole


@pytest.mark.parametrize(
    "seen",
    [
        lambda image: beside(image, 0.8, (1600, 900), "#f4f4f8"),
        lambda image: beside(image, 1.1, (1920, 1080), "#202020"),
        lambda image: beside(image, 1.9, (3200, 1800), "white"),
        lambda image: image.crop((724, 4, 1436, 716)),
        lambda image: image.crop((724, 4, 1436, 716)).resize((500, 500), Image.Resampling.LANCZOS),
    ],
    ids=["slide", "screenshot", "fine screen", "one view", "one view, smaller"],
)
def test_our_picture_is_found_in_a_larger_one_and_in_a_part_of_it(ours, seen):
    image = ours.picture()
    draw_arrow(image, Arrow(ours.place(41, 1), (-0.6, 0.8)), colour="blue")
    assert pointed(kept(seen(image), "JPEG"), ours) == (41,)


@pytest.mark.parametrize(
    "other",
    [
        slab(size=(3, 3, 3)),
        slab(size=(5, 5, 3)),
        surface("Cu", fcc111),
        surface("Ag", fcc100),
        molecule("C6H6"),
    ],
    ids=["smaller", "larger", "other facet", "other element", "molecule"],
)
def test_a_picture_of_another_structure_is_not_ours(ours, tmp_path, other):
    image = drawn(tmp_path, other).picture()
    draw_arrow(image, Arrow((1080.0, 300.0), (0.6, 0.8)))
    assert drawn_on(image, ours) is None


@pytest.mark.parametrize("name", ["a.xyz", "a.traj", "a.vasp"])
def test_the_same_structure_gives_the_same_picture_in_every_format(ours, tmp_path, name):
    there = drawn(tmp_path, slab(), name)
    assert np.mean(there.pixels != ours.pixels) < 0.01 or name == "a.vasp"  # POSCAR sorts by element
    assert there.atoms.shape == ours.atoms.shape


def test_a_molecule_and_one_atom_can_be_drawn(tmp_path):
    for atoms in (molecule("C6H6"), molecule("H")):
        there = drawn(tmp_path, atoms)
        assert len(there.legible) >= min(len(atoms), 6)

"""Plans that are what was asked for pass, plans that are something else do not: in both directions, over a conversation, in two languages."""

import functools

import pytest
from planning import looked_at, plan_of
from written import screen_script

from agent.check import check, ground_of
from agent.errors import PersonQuestion
from agent.understanding import hop
from model.request import Request
from sim.plan import Plan

HEAD = "from kassei import *\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """path.extxyz: an atom of Cu hops on Cu(100), 28 atoms, 7 images; a.extxyz and b.extxyz are its ends."""
    place = hop(tmp_path_factory.mktemp("paths"))
    (place / "start.extxyz").rename(place / "a.extxyz")
    (place / "end.extxyz").rename(place / "b.extxyz")
    return place


@pytest.fixture
def look(folder):
    """What the check says of a reply to a request."""
    return functools.partial(looked_at, folder=folder)


def one(call):
    return f"{HEAD}result = {call}\nchart(result)\n"


def path(body):
    return f'{HEAD}path = read_path("path.extxyz")\n{body}\nchart(result)\n'


def paired(substitutions):
    return path(f"result = screen(path, substitutions=[{substitutions}])")


RIGHT = [
    ("22番をパラジウムか金に置き換えるならどちらの活性化エネルギーが低いか", screen_script("22", "Pd Au")),
    ("２３番の原子をＰｔとＡｕに変えてみて。図も。", screen_script("23", "Pt Au")),
    ("銅表面のインデックス25を、銀→金→白金の順に差し替えて障壁のグラフを", screen_script("25", "Ag Au Pt")),
    ("23 番に Ag を入れると起きやすくなりますか?置換前とも比べて", screen_script("23", "Ag", ", host=True")),
    ("22番をNiに。イメージは全部で9枚、fmax 0.03 eV/Å、EMTで。", screen_script("22", "Ni", ', n_images=9, fmax=0.03, calculator="emt"')),
    ("中間像 4 枚の CI-NEB で 21 番を Pd にした障壁", screen_script("21", "Pd", ", n_images=4 + 2")),
    ("climbing なしで 20 番 Pt、NEB だけ", screen_script("20", "Pt", ", climb=False")),
    ("サイト21、24のそれぞれに Ni と Ag を入れた場合の障壁", screen_script("21, 24", "Ni Ag")),
    ("21番と22番を同時に Pd に置換したときの障壁", screen_script("21, 22", "Pd", ", together=True")),
    ("21番から24番を Pd に置換した障壁", screen_script("21, 22, 23, 24", "Pd")),
    ("Compare the activation energies for Pd and Ni at index 21", screen_script("21", "Pd Ni")),
    ("replace Cu with Ni at site 21 and get the barrier", screen_script("21", "Ni")),
    ("1始まりの番号で22番を Ni に置換した障壁", screen_script("21", "Ni")),
    ("21番→Ag の障壁を 50 meV/Å で", screen_script("21", "Ag", ", fmax=50 / 1000")),
    ("21番を貨幣金属に置換した障壁", screen_script("21", "Cu Ag Au")),
    ("第18番原子に Pd を埋め込んだ障壁", screen_script("18", "Pd")),
    ("18番と20番に Pd と Pt をそれぞれ試す(計4計算)", screen_script("18, 20", "Pd Pt")),
    ("21→Pd、23→Agの2パターンを別々に計算", paired('{21: "Pd"}, {23: "Ag"}')),
    ("21番にPdか、23番にAg。どちらの障壁が低い?", paired('{21: "Pd"}, {23: "Ag"}')),
    ("21番をPdに、23番をAgにした障壁", paired('{21: "Pd", 23: "Ag"}')),
    ("23番だけを Pd にした系と、23番と24番の両方を Pd にした系", paired('{23: "Pd"}, {23: "Pd", 24: "Pd"}')),
    ("23、24番をそれぞれ単独で Pd にした場合と、両方同時の場合", paired('{23: "Pd"}, {24: "Pd"}, {23: "Pd", 24: "Pd"}')),
    ("Pd を一つ(23番)入れた系と二つ(23番と24番)入れた系の障壁", paired('{23: "Pd"}, {23: "Pd", 24: "Pd"}')),
]


@pytest.mark.parametrize(("instruction", "script"), RIGHT, ids=[text for text, _ in RIGHT])
def test_a_script_that_does_what_was_asked_passes(look, instruction, script):
    assert look(instruction, script) == ""


WRONG = [
    ("an element that was not asked for", "22番をNiに置換した障壁", screen_script("22", "Ni Pd")),
    ("an element left out", "22番をNiとPdに置換した障壁", screen_script("22", "Ni")),
    ("another index", "22番をNiに置換した障壁", screen_script("21", "Ni")),
    ("an index left out", "22番と23番をNiに置換した障壁", screen_script("22", "Ni")),
    ("the middle of a range left out", "21番から24番をNiに", screen_script("21, 24", "Ni")),
    ("images that count the ends twice", "イメージは全部で9枚、22番をNiに", screen_script("22", "Ni", ", n_images=9 + 2")),
    ("images forgotten", "9枚のイメージで22番をNiに", screen_script("22", "Ni")),
    ("another fmax", "fmax 0.03 で22番をNiに", screen_script("22", "Ni", ", fmax=0.05")),
    ("an fmax of its own", "22番をNiに", screen_script("22", "Ni", ", fmax=0.05")),
    ("climbing dropped", "22番をNiに置換した障壁", screen_script("22", "Ni", ", climb=False")),
    ("every pair instead of two", "21番をNi、24番をPdに置換した障壁", screen_script("21, 24", "Ni Pd")),
    ("the potential forgotten", "EMTで22番をNiに", screen_script("22", "Ni")),
    ("a potential of its own", "22番をNiに置換した障壁", screen_script("22", "Ni", ', calculator="emt"')),
    ("another calculation", "22番をNiに置換した障壁", one('lattice_constant("Ni")')),
    ("no substitution at all", "22番をNiに置換した障壁", path("result = barrier(path)")),
    ("the rate forgotten", "22番をNiに置換した障壁と 400 K の速度定数", screen_script("22", "Ni")),
    ("the surface's element put in", "Cu 表面の22番をNiに", screen_script("22", "Cu Ni")),
    ("an atom replaced by its own element", "純銅と比べて22番をNiに", screen_script("22", "Ni Cu")),
    ("an index taken for images", "20番を Ag に、fmax 0.05", screen_script("20", "Ag", ", fmax=0.05, n_images=20")),
]


@pytest.mark.parametrize(("instruction", "script"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_script_that_does_something_else_is_sent_back(look, instruction, script):
    assert look(instruction, script).startswith("again: ")


MOVED = path(
    "for image in path.images:\n    image.rattle(0.05)\nresult = barrier(path)",
)
EDITED = [
    ("atoms shaken", "この経路の障壁を計算して", MOVED, False),
    ("ends reversed", "a.extxyz から b.extxyz への障壁", one('barrier(interpolate("b.extxyz", "a.extxyz"))'), False),
    ("an inner image for an end", "この経路の障壁", path("result = barrier(interpolate(path.images[3], path.images[-1], 7))"), False),
    (
        "an atom taken out",
        "この経路の障壁",
        path("a, b = path.images[0].copy(), path.images[-1].copy()\ndel a[20], b[20]\nresult = barrier(interpolate(a, b))"),
        False,
    ),
    (
        "the atom that was to go",
        "20番を抜いて障壁を",
        path("a, b = path.images[0].copy(), path.images[-1].copy()\ndel a[20], b[20]\nresult = barrier(interpolate(a, b))"),
        True,
    ),
    ("a cell stretched", "この経路の障壁", one("barrier(strained(1.02))"), False),
    ("the cell that was to be stretched", "面内に 2 % の歪みをかけた障壁", one("barrier(strained(1.02))"), True),
    (
        "another element by hand",
        "20番を Ag にした障壁",
        path("for image in path.images:\n    image[20].symbol = 'Ag'\nresult = barrier(path)"),
        True,
    ),
    (
        "a layer chosen from the structure",
        "表面の原子を一つずつ Pd に替えて",
        path(
            "z = path.images[0].positions[:, 2]\ntop = [i for i in range(27) if z[i] > z[26] - 0.5]\nresult = screen(path, sites=top, elements=['Pd'])"
        ),
        True,
    ),
    ("a date for an index", "締め切りは 12/5 です。22番を Pd に置き換えた障壁を", screen_script("12, 22", "Pd"), False),
    (
        "what a quoted mail asked",
        "26番を Au に置換した障壁をお願いします。\n> 24番を Ag に置換した障壁を",
        screen_script("24", "Ag"),
        False,
    ),
]
STRAINED = """
def strained(f):
    ends = []
    for name in ("a.extxyz", "b.extxyz"):
        atoms = relaxed = __import__("ase.io").io.read(name)
        atoms.set_cell(atoms.cell * [f, f, 1], scale_atoms=True)
        ends.append(atoms)
    return interpolate(*ends)
"""


@pytest.mark.parametrize(("instruction", "script", "passes"), [e[1:] for e in EDITED], ids=[e[0] for e in EDITED])
def test_edits_of_structures_are_seen_whatever_made_them(look, instruction, script, passes):
    files = ("a.extxyz", "b.extxyz") if "extxyz" in instruction or "strained" in script else ("path.extxyz",)
    said = look(instruction, script.replace(HEAD, HEAD + STRAINED) if "strained" in script else script, files=files)
    assert (said == "") == passes


@pytest.mark.parametrize(
    ("instruction", "script", "code"),
    [
        ("999番を Pt に置換して障壁を計算", screen_script("999", "Pt"), "index_out_of_range"),
        ("-5番を Pt に置換して障壁を計算", screen_script("-5", "Pt"), "index_out_of_range"),
        ("40番を Pt に置換して障壁を計算", screen_script("40", "Pt"), "index_out_of_range"),
        ("22番をユノニウムに置換して障壁を計算", screen_script("22", "Pt"), "element_unknown"),
        ("EMTで22番を Fe に置換した障壁", screen_script("22", "Fe", ', calculator="emt"'), "calculator_unsupported_element"),
        ("VASPで22番を Fe に置換した障壁", screen_script("22", "Fe", ', calculator="vasp"'), "calculator_unknown"),
        ("イメージ2枚で22番を Fe に置換した障壁", screen_script("22", "Fe", ", n_images=2"), "images_invalid"),
        ("fmax 0 で22番を Fe に置換した障壁", screen_script("22", "Fe", ", fmax=0"), "fmax_invalid"),
        ("nothing.traj の障壁を計算", path("result = barrier(path)"), "file_missing"),
    ],
)
def test_what_cannot_be_computed_is_refused_before_it_is_tried(look, instruction, script, code):
    assert look(instruction, script) == code


@pytest.mark.parametrize(
    ("instruction", "code"),
    [
        ("22番を別の元素に置換して障壁を計算", "element_missing"),
        ("Pt に置換して障壁を計算", "index_missing"),
        ("矢印の原子を Pt に置換して障壁を計算", "pick_missing"),
        ("おすすめのラーメン屋を教えて", "out_of_scope"),
    ],
)
def test_a_question_that_the_request_leaves_open_reaches_the_person(look, instruction, code):
    assert look(instruction, f'ask("{code}")\n') == code


@pytest.mark.parametrize(
    ("instruction", "code"),
    [
        ("22番を Pt に置換して障壁を計算", "index_missing"),
        ("22番を Pt に置換して障壁を計算", "element_missing"),
        ("22番を Pt に置換して障壁を計算", "element_unknown"),
        ("22番を Pt に置換して障壁を計算", "file_missing"),
        ("22番を Pt に置換して障壁を計算", "no_such_code"),
        ("場所: 22  元素: Pt  の障壁", "index_missing"),
    ],
)
def test_a_question_that_the_request_answers_is_sent_back(look, instruction, code):
    assert look(instruction, f'ask("{code}")\n').startswith("again: ")


def test_picked_atoms_must_be_used_and_may_be_used_without_being_named(look):
    assert look("この原子を Ni に置換した障壁", screen_script("22", "Ni"), picked=(22,)) == ""
    assert look("この原子を Ni に置換した障壁", screen_script("23", "Ni"), picked=(22,)).startswith("again")
    assert look("選んだ原子を Ni に置換した障壁", screen_script("22", "Ni"), picked=(22, 24)).startswith("again")


FIRST = ("22番を Ni に置換して障壁を計算、EMTで", screen_script("22", "Ni", ', calculator="emt"'))
IMAGES = ("20番を Ag に、イメージ9枚で", screen_script("20", "Ag", ", n_images=9"))
ASKED = ("Pt に置換して障壁を計算", "")


@pytest.mark.parametrize(
    ("earlier", "instruction", "script", "passes"),
    [
        (FIRST, "Ag でもやって", screen_script("22", "Ag", ', calculator="emt"'), True),
        (FIRST, "Ag でもやって", screen_script("23", "Ag", ', calculator="emt"'), False),
        (FIRST, "Ag も加えて", screen_script("22", "Ni Ag", ', calculator="emt"'), True),
        (FIRST, "24番だったら?", screen_script("24", "Ni", ', calculator="emt"'), True),
        (IMAGES, "同じ条件で21番", screen_script("21", "Ag", ", n_images=9"), True),
        (IMAGES, "同じ条件で21番", screen_script("21", "Ag", ", n_images=20"), False),
        (IMAGES, "11枚で", screen_script("20", "Ag", ", n_images=11"), True),
        (ASKED, "22番", screen_script("22", "Pt"), True),
        (ASKED, "22番", screen_script("22", "Au"), False),
    ],
)
def test_a_later_request_stands_on_the_plans_before_it(look, folder, earlier, instruction, script, passes):
    before, done = earlier
    turns = [(Request(before, ("path.extxyz",)), plan_of(done, folder) if done else None)]
    assert (look(instruction, script, earlier=turns, inherited=True) == "") == passes


@pytest.mark.parametrize(
    ("instruction", "script"),
    [
        ("銀の格子定数を EMT で", one('lattice_constant("Ag", calculator="emt")')),
        ("Cu(111) の hcp サイトの O の吸着エネルギー", one('adsorption_energy("O", "Cu(111)", site="hcp")')),
        ("Pt(100) の表面エネルギー", one('surface_energy("Pt(100)")')),
        ("ニッケル中の空孔の移動障壁は?", one('vacancy_migration("Ni")')),
        ("CO 分子の振動解析を EMT で", one('vibrations("CO", calculator="emt")')),
    ],
)
def test_calculations_without_a_path_pass(look, instruction, script):
    assert look(instruction, script, files=()) == ""


def test_another_metal_surface_or_property_is_sent_back(look):
    assert look("銀の格子定数", one('lattice_constant("Au")'), files=()).startswith("again")
    assert look("Pt(100) の表面エネルギー", one('surface_energy("Pt(111)")'), files=()).startswith("again")
    assert look("Ag の空孔形成エネルギー", one('lattice_constant("Ag")'), files=()).startswith("again")


def test_a_path_leads_the_way_that_was_said(look):
    script = f'{HEAD}result = barrier(interpolate("b.extxyz", "a.extxyz"))\nchart(result)\n'
    assert look("b.extxyz から a.extxyz までの障壁", script, files=("a.extxyz", "b.extxyz")) == ""


def test_named_choices_are_made_and_no_others(look):
    assert look("bcc の鉄の格子定数", one('lattice_constant("Fe")'), files=()) == ""
    assert look("fcc の鉄の格子定数", one('lattice_constant("Fe")'), files=()).startswith("again")
    hcp = one('adsorption_energy("O", "Cu(111)", site="hcp")')
    assert look("Cu(111) の fcc サイトの O の吸着エネルギー", hcp, files=()).startswith("again")
    assert look("Cu(111) への O の吸着エネルギー", hcp, files=()).startswith("again")


def test_two_structures_make_a_path_and_both_must_be_used(look):
    script = f'{HEAD}path = interpolate("a.extxyz", "b.extxyz")\nresult = barrier(path)\nchart(result)\n'
    assert look("a.extxyz と b.extxyz を結ぶ経路の障壁", script, files=("a.extxyz", "b.extxyz")) == ""
    alone = f'{HEAD}result = barrier(read_path("a.extxyz"))\nchart(result)\n'
    assert look("a.extxyz と b.extxyz を結ぶ経路の障壁", alone, files=("a.extxyz", "b.extxyz")).startswith("again")


def test_a_question_is_an_exception_of_its_own():
    ground = ground_of(Request("Pt に置換して障壁を計算", ("path.extxyz",)), (), ())
    with pytest.raises(PersonQuestion):
        check('ask("index_missing")', Plan(asked="index_missing"), ground)


def test_a_question_names_what_is_really_missing(look):
    assert look("選んだ原子を Ni に置換した障壁", 'ask("element_missing")\n') == "pick_missing"
    assert look("Ni に置換した障壁", 'ask("element_missing")\n') == "index_missing"
    assert look("22番を置換した障壁", 'ask("index_missing")\n') == "element_missing"
    assert look("Ni の融点は?", 'ask("out_of_scope")\n') == "out_of_scope"


def test_looking_at_the_path_computes_nothing(look):
    seen = HEAD + 'scene(view(read_path("path.extxyz")))\n'
    for said in ("反応経路のアニメーションを表示するだけでいいです", "計算はせず NEB の経路だけ見せて", "計算は今は要らない。経路を描いて"):
        assert look(said, seen) == ""

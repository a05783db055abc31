"""Right scripts pass, scripts that do something else do not: in both directions, over a conversation, in two languages."""

from dataclasses import dataclass

import pytest
from written import screen_script

from agent.check import check, check_request, ground_of
from agent.conversation import Turn
from agent.errors import AgentError, PersonQuestion, RequestRefused, ScriptRetry
from model.request import Request

HEAD = "from tools.show import chart, scene\n"


@dataclass(frozen=True)
class Known:
    n_atoms: int = 40
    n_images: int = 7
    elements: tuple[str, ...] = ("Cu",)
    symbols: tuple[str, ...] = ("Cu",) * 40
    mismatch: str = ""


def looked_at(instruction, script, *, files=("path.extxyz",), picked=(), earlier=(), inherited=False, calculator=""):
    """What the check says: "" when the script passes, else the code."""
    known = dict.fromkeys(files, Known())
    ground = ground_of(Request(instruction, files, picked), earlier, known, calculator=calculator, inherited=inherited)
    try:
        check_request(ground, known)
        check(script, ground, known, default_calculator=calculator or "chgnet")
    except AgentError as error:
        return error.code if not isinstance(error, ScriptRetry) else f"again: {error.complaint}"
    return ""


def one(name, call):
    return f"from sim import {name}\n{HEAD}result = {call}\nchart(result)\nscene(result)\n"


def path(body, *names):
    imported = ", ".join(sorted(("read_path", *names)))
    return f'from sim import {imported}\n{HEAD}path = read_path("path.extxyz")\n{body}\nchart(result)\nscene(result)\n'


def paired(substitutions):
    return path(f"result = screen(path, substitutions=[{substitutions}])", "screen")


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
    ("高価な白金の代わりに Ni を21番に入れた障壁", screen_script("21", "Ni")),
    ("PtやAuは避けたいので、23番をNiにした障壁", screen_script("23", "Ni")),
    ("第18番原子に Pd を埋め込んだ障壁", screen_script("18", "Pd")),
    ("18番と20番に Pd と Pt をそれぞれ試す(計4計算)", screen_script("18, 20", "Pd Pt")),
    ("Nの移動について、22番をNiに置換した障壁", screen_script("22", "Ni")),
    ("21→Pd、23→Agの2パターンを別々に計算", paired('{21: "Pd"}, {23: "Ag"}')),
    ("21番にPdか、23番にAg。どちらの障壁が低い?", paired('{21: "Pd"}, {23: "Ag"}')),
    ("21番をPdに、23番をAgにした障壁", paired('{21: "Pd", 23: "Ag"}')),
    ("23番だけを Pd にした系と、23番と24番の両方を Pd にした系", paired('{23: "Pd"}, {23: "Pd", 24: "Pd"}')),
    ("23、24番をそれぞれ単独で Pd にした場合と、両方同時の場合", paired('{23: "Pd"}, {24: "Pd"}, {23: "Pd", 24: "Pd"}')),
    ("Pd を一つ(23番)入れた系と二つ(23番と24番)入れた系の障壁", paired('{23: "Pd"}, {23: "Pd", 24: "Pd"}')),
]


@pytest.mark.parametrize(("instruction", "script"), RIGHT, ids=[text for text, _ in RIGHT])
def test_a_script_that_does_what_was_asked_passes(instruction, script):
    assert looked_at(instruction, script) == ""


WRONG = [
    ("an element that was not asked for", "22番をNiに置換した障壁", screen_script("22", "Ni Pd")),
    ("an element left out", "22番をNiとPdに置換した障壁", screen_script("22", "Ni")),
    ("another index", "22番をNiに置換した障壁", screen_script("21", "Ni")),
    ("an index left out", "22番と23番をNiに置換した障壁", screen_script("22", "Ni")),
    ("the middle of a range left out", "21番から24番をNiに", screen_script("21, 24", "Ni")),
    ("counted from one", "1始まりの番号で22番をNiに置換した障壁", screen_script("22", "Ni")),
    ("images that count the ends twice", "イメージは全部で9枚、22番をNiに", screen_script("22", "Ni", ", n_images=9 + 2")),
    ("images that forget the ends", "中間像4枚で22番をNiに", screen_script("22", "Ni", ", n_images=4")),
    ("images forgotten", "9枚のイメージで22番をNiに", screen_script("22", "Ni")),
    ("another fmax", "fmax 0.03 で22番をNiに", screen_script("22", "Ni", ", fmax=0.05")),
    ("an fmax of its own", "22番をNiに", screen_script("22", "Ni", ", fmax=0.05")),
    ("climbing kept", "climbing なしで22番をNiに", screen_script("22", "Ni")),
    ("climbing dropped", "22番をNiに置換した障壁", screen_script("22", "Ni", ", climb=False")),
    ("one by one instead of at once", "21番と22番を同時に Pd に", screen_script("21, 22", "Pd")),
    ("at once instead of one by one", "21番と22番を別々に Pd に置換した障壁", screen_script("21, 22", "Pd", ", together=True")),
    ("every pair instead of two", "21番をNi、24番をPdに置換した障壁", screen_script("21, 24", "Ni Pd")),
    ("the unsubstituted path forgotten", "22番をNiに。置換前とも比べて", screen_script("22", "Ni")),
    ("the potential forgotten", "EMTで22番をNiに", screen_script("22", "Ni")),
    ("a potential of its own", "22番をNiに置換した障壁", screen_script("22", "Ni", ', calculator="emt"')),
    ("another calculation", "22番をNiに置換した障壁", one("lattice_constant", 'lattice_constant("Ni")')),
    ("no substitution at all", "22番をNiに置換した障壁", path("result = barrier(path)", "barrier")),
    ("the rate forgotten", "22番をNiに置換した障壁と 400 K の速度定数", screen_script("22", "Ni")),
    ("the surface's element put in", "Cu 表面の22番をNiに", screen_script("22", "Cu Ni")),
    ("what is named to be avoided", "Pt ではなく Ni を22番に入れた障壁", screen_script("22", "Pt Ni")),
    ("an atom replaced by its own element", "純銅と比べて22番をNiに", screen_script("22", "Ni Cu")),
    ("cases of their own at once", "21→Pd、23→Agの2パターンを別々に計算", paired('{21: "Pd", 23: "Ag"}')),
    ("one case taken apart", "21番をPdに、23番をAgにした障壁", paired('{21: "Pd"}, {23: "Ag"}')),
    ("one slab taken apart", "Ni at 18 and Pd at 20, both in the same slab", paired('{18: "Ni"}, {20: "Pd"}')),
    ("an index taken for images", "20番を Ag に、fmax 0.05", screen_script("20", "Ag", ", fmax=0.05, n_images=20")),
    (
        "the smaller of two systems left out",
        "20番のみ Ag の系と、20番と21番がともに Ag の系",
        screen_script("20, 21", "Ag", ", together=True"),
    ),
    ("a group to choose from taken whole", "22番を何らかのコイン金属にした障壁", screen_script("22", "Cu Ag Au")),
    ("nothing shown", "22番をNiに置換した障壁", screen_script("22", "Ni").replace("chart(table)\n", "")),
    ("one alone beside both", "19番と21番、両方ともAgにした場合のバリアは？", paired('{19: "Ag"}, {19: "Ag", 21: "Ag"}')),
    ("both at once alone", "23、24番をそれぞれ単独で Pd にした場合と、両方同時の場合", screen_script("23, 24", "Pd", ", together=True")),
    ("each alone instead of one and both", "23番を Pd にするだけの系と、さらに24番も Pd にした系の障壁", screen_script("23, 24", "Pd")),
]


@pytest.mark.parametrize(("instruction", "script"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_script_that_does_something_else_is_sent_back(instruction, script):
    assert looked_at(instruction, script).startswith("again: ")


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
        ("nothing.traj の障壁を計算", path("result = barrier(path)", "barrier"), "file_missing"),
    ],
)
def test_what_cannot_be_computed_is_refused_before_it_is_tried(instruction, script, code):
    assert looked_at(instruction, script) == code


@pytest.mark.parametrize(
    ("instruction", "code"),
    [
        ("22番を別の元素に置換して障壁を計算", "element_missing"),
        ("Pt に置換して障壁を計算", "index_missing"),
        ("22番を適当な白金族に置換した障壁", "element_missing"),
        ("矢印の原子を Pt に置換して障壁を計算", "pick_missing"),
        ("おすすめのラーメン屋を教えて", "out_of_scope"),
    ],
)
def test_a_question_that_the_request_leaves_open_reaches_the_person(instruction, code):
    assert looked_at(instruction, f'ask("{code}")\n') == code


@pytest.mark.parametrize(
    ("instruction", "code"),
    [
        ("22番を Pt に置換して障壁を計算", "index_missing"),
        ("22番を Pt に置換して障壁を計算", "element_missing"),
        ("22番を Pt に置換して障壁を計算", "out_of_scope"),
        ("22番を Pt に置換して障壁を計算", "element_unknown"),
        ("22番を Pt に置換して障壁を計算", "file_missing"),
        ("22番を Pt に置換して障壁を計算", "no_such_code"),
        ("場所: 22  元素: Pt  の障壁", "index_missing"),
    ],
)
def test_a_question_that_the_request_answers_is_sent_back(instruction, code):
    assert looked_at(instruction, f'ask("{code}")\n').startswith("again: ")


def test_picked_atoms_must_be_used_and_may_be_used_without_being_named():
    assert looked_at("この原子を Ni に置換した障壁", screen_script("22", "Ni"), picked=(22,)) == ""
    assert looked_at("この原子を Ni に置換した障壁", screen_script("23", "Ni"), picked=(22,)).startswith("again")
    assert looked_at("選んだ原子を Ni に置換した障壁", screen_script("22", "Ni"), picked=(22, 24)).startswith("again")


FIRST = Turn(Request("22番を Ni に置換して障壁を計算、EMTで", ("path.extxyz",)), screen_script("22", "Ni", ', calculator="emt"'))
IMAGES = Turn(Request("20番を Ag に、イメージ9枚で", ("path.extxyz",)), screen_script("20", "Ag", ", n_images=9"))
ASKED = Turn(Request("Pt に置換して障壁を計算", ("path.extxyz",)), 'ask("index_missing")\n')

ASIDE = (FIRST, Turn(Request("銅の今日の価格は?", ("path.extxyz",)), 'ask("out_of_scope")\n'))


@pytest.mark.parametrize(
    ("earlier", "instruction", "script", "passes"),
    [
        (FIRST, "Ag でもやって", screen_script("22", "Ag", ', calculator="emt"'), True),
        (FIRST, "Ag でもやって", screen_script("22", "Ag"), False),
        (FIRST, "Ag でもやって", screen_script("22", "Ni Ag", ', calculator="emt"'), False),
        (FIRST, "Ag も加えて", screen_script("22", "Ni Ag", ', calculator="emt"'), True),
        (FIRST, "24番だったら?", screen_script("24", "Ni", ', calculator="emt"'), True),
        (FIRST, "24番だったら?", screen_script("22, 24", "Ni", ', calculator="emt"'), False),
        (IMAGES, "同じ条件で21番", screen_script("21", "Ag", ", n_images=9"), True),
        (IMAGES, "同じ条件で21番", screen_script("21", "Ag", ", n_images=20"), False),
        (IMAGES, "11枚で", screen_script("20", "Ag", ", n_images=11"), True),
        (ASIDE, "24番だったら?", screen_script("24", "Ni", ', calculator="emt"'), True),
        (ASKED, "22番", screen_script("22", "Pt"), True),
        (ASKED, "22番", path("result = barrier(path)", "barrier"), False),
    ],
)
def test_a_later_request_keeps_what_it_does_not_change(earlier, instruction, script, passes):
    said = looked_at(instruction, script, earlier=earlier if isinstance(earlier, tuple) else (earlier,), inherited=True)
    assert said == "" if passes else said.startswith("again: ")


@pytest.mark.parametrize(
    ("instruction", "script"),
    [
        ("銀の格子定数を EMT で", one("lattice_constant", 'lattice_constant("Ag", calculator="emt")')),
        ("Cu(111) の hcp サイトの O の吸着エネルギー", one("adsorption_energy", 'adsorption_energy("O", "Cu(111)", site="hcp")')),
        ("Pt(100) の表面エネルギー", one("surface_energy", 'surface_energy("Pt(100)")')),
        ("ニッケル中の空孔の移動障壁は?", one("vacancy_migration", 'vacancy_migration("Ni")')),
        ("CO 分子の振動解析を EMT で", one("vibrations", 'vibrations("CO", calculator="emt")')),
    ],
)
def test_calculations_without_a_path_pass(instruction, script):
    assert looked_at(instruction, script, files=()) == ""


def test_another_metal_surface_or_property_is_sent_back():
    assert looked_at("銀の格子定数", one("lattice_constant", 'lattice_constant("Au")'), files=()).startswith("again")
    assert looked_at("Pt(100) の表面エネルギー", one("surface_energy", 'surface_energy("Pt(111)")'), files=()).startswith("again")
    assert looked_at("Ag の空孔形成エネルギー", one("lattice_constant", 'lattice_constant("Ag")'), files=()).startswith("again")


def test_a_path_leads_the_way_that_was_said():
    script = f'from sim import barrier, interpolate\n{HEAD}result = barrier(interpolate("b.extxyz", "a.extxyz"))\nchart(result)\n'
    assert looked_at("b.extxyz から a.extxyz までの障壁", script, files=("a.extxyz", "b.extxyz")) == ""
    assert looked_at("b.extxyz へ a.extxyz から至る障壁", script, files=("a.extxyz", "b.extxyz")).startswith("again")


def test_named_choices_are_made_and_no_others():
    assert looked_at("bcc の鉄の格子定数", one("lattice_constant", 'lattice_constant("Fe")'), files=()) == ""
    assert looked_at("fcc の鉄の格子定数", one("lattice_constant", 'lattice_constant("Fe")'), files=()).startswith("again")
    hcp = one("adsorption_energy", 'adsorption_energy("O", "Cu(111)", site="hcp")')
    assert looked_at("Cu(111) の fcc サイトの O の吸着エネルギー", hcp, files=()).startswith("again")
    assert looked_at("Cu(111) への O の吸着エネルギー", hcp, files=()).startswith("again")


def test_two_structures_make_a_path_and_both_must_be_used():
    script = (
        f'from sim import barrier, interpolate\n{HEAD}path = interpolate("a.extxyz", "b.extxyz")\nresult = barrier(path)\nchart(result)\n'
    )
    assert looked_at("a.extxyz と b.extxyz を結ぶ経路の障壁", script, files=("a.extxyz", "b.extxyz")) == ""
    alone = f'from sim import barrier, read_path\n{HEAD}result = barrier(read_path("a.extxyz"))\nchart(result)\n'
    assert looked_at("a.extxyz と b.extxyz を結ぶ経路の障壁", alone, files=("a.extxyz", "b.extxyz")).startswith("again")


def test_the_kinds_of_end_are_exceptions_of_their_own():
    known = {"path.extxyz": Known()}
    ground = ground_of(Request("Pt に置換して障壁を計算", ("path.extxyz",)), (), known)
    with pytest.raises(PersonQuestion):
        check('ask("index_missing")', ground, known, default_calculator="emt")
    ground = ground_of(Request("999番を Pt に", ("path.extxyz",)), (), known)
    with pytest.raises(RequestRefused):
        check(screen_script("999", "Pt"), ground, known, default_calculator="chgnet")


@pytest.mark.parametrize(
    ("instruction", "script"),
    [
        ("この結果を上司向けのメールにして", path("result = barrier(path)", "barrier")),
        ("path.extxyz を CIF に変換して", path("result = barrier(path)", "barrier")),
        ("活性化エネルギーって何ですか?", path("result = barrier(path)", "barrier")),
        ("22番の Ni の磁気モーメントは?", screen_script("22", "Ni")),
        ("パラジウムに空孔をひとつ作るエネルギー", one("vacancy_migration", 'vacancy_migration("Pd")')),
        ("パラジウムの空孔が隣へ跳ぶ障壁", one("vacancy_formation", 'vacancy_formation("Pd")')),
    ],
)
def test_what_no_function_gives_is_not_answered_with_another_one(instruction, script):
    assert looked_at(instruction, script) == "out_of_scope" or looked_at(instruction, script).startswith("again: ")


def test_a_question_names_what_is_really_missing():
    assert looked_at("選んだ原子を Ni に置換した障壁", 'ask("element_missing")\n') == "pick_missing"
    assert looked_at("Ni に置換した障壁", 'ask("element_missing")\n') == "index_missing"
    assert looked_at("22番を置換した障壁", 'ask("index_missing")\n') == "element_missing"
    assert looked_at("表面原子のどれかを Ni にして計算して", 'ask("out_of_scope")\n') == "index_missing"
    assert looked_at("Ni の融点は?", 'ask("out_of_scope")\n') == "out_of_scope"


def test_looking_at_the_path_computes_nothing():
    seen = 'from sim import read_path, view\nfrom tools.show import scene\nscene(view(read_path("path.extxyz")))\n'
    for said in ("反応経路のアニメーションを表示するだけでいいです", "計算はせず NEB の経路だけ見せて", "計算は今は要らない。経路を描いて"):
        assert looked_at(said, seen) == ""
    assert looked_at("反応経路のアニメーションを表示するだけでいい", path("result = barrier(path)", "barrier")).startswith("again")

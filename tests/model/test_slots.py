"""Mentions are found where people put them, not inside other words; setting them apart and restoring is exact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.data import samples
from model.dialogue import with_imports
from model.request import Request
from model.slots import PLACEHOLDERS, meant, mentions, restore, set_apart, slots_in


def found(text: str, kind: str, files: tuple[str, ...] = ()) -> list[str]:
    return [m.value for m in mentions(text, files) if m.kind == kind]


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("鉄、コバルト、白金を", ["Fe", "Co", "Pt"]),
        ("ＮｉとＡｌ、ケイ素も", ["Ni", "Al", "Si"]),
        ("nickel or palladium", ["Ni", "Pd"]),
        ("22番をptに", ["Pt"]),
        ("Niスラブをパラジウムバージョンで", ["Ni", "Pd"]),
        ("水銀と銀は別のもの", ["Hg", "Ag"]),
        ("In and As at site 3", ["In", "As"]),
        ("In the path", []),
        ("Re-run it at 400 K", []),
        ("No climbing. I want Ea", []),
        ("金属の合金の料金を銀行で現金払い、鉄則と鉛筆", []),
        ("酸化鉄と硝酸銀、炭素鋼、青銅", []),
        ("プリンとリンゴ", []),
        ("CI-NEBのEa", []),
    ],
)
def test_an_element_is_one_only_where_the_word_means_it(text: str, elements: list[str]) -> None:
    assert found(text, "element") == elements


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("二十一番と百八十九番", ["21", "189"]),
        ("２２番、fmax 0.030", ["22", "0.03"]),
        ("21〜24番", ["21", "24"]),
        ("21-24番", ["21", "24"]),
        ("-5番", ["-5"]),
        ("index22、#23、22nd atom", ["22", "23", "22"]),
        ("1,000 Kで", ["1000"]),
        ("室温で", ["298.15"]),
        ("一番低いのは十分に第一原理で三次元", []),
        ("3d遷移金属とH2OとCu(111)とCO2", []),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, numbers: list[str]) -> None:
    assert found(text, "number") == numbers


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("2種類の元素", "counter"),
        ("2つの元素", "counter"),
        ("400 Kで", "unit:K"),
        ("127℃で", "unit:C"),
        ("9枚で", "unit:images"),
        ("22番を", "unit:index"),
        ("21、いや22番", "retracted"),
        ("0.03 eV/Å", "unit:fmax"),
        ("500 fs", "unit:fs"),
    ],
)
def test_a_number_says_what_it_counts(text: str, role: str) -> None:
    assert next(m for m in mentions(text) if m.kind == "number").role == role


@pytest.mark.parametrize(
    ("text", "role"), [("銅表面の22番", "host"), ("22番のCuをNiに", "original"), ("NiじゃなくてAg", "retracted"), ("Niに置換", "")]
)
def test_an_element_that_only_describes_says_so(text: str, role: str) -> None:
    assert next(m for m in mentions(text) if m.kind == "element").role == role


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("300, 400 Kで", ["unit:K", "unit:K"]),
        ("200から400 Kまで", ["unit:K", "unit:K"]),
        ("イメージ総数13、fmax 0.05", ["unit:images", "unit:fmax"]),
        ("2構造の間", ["counter"]),
        ("1始まりで22番", ["counter", "unit:index"]),
    ],
)
def test_the_words_around_a_number_say_what_it_is(text: str, roles: list[str]) -> None:
    assert [m.role for m in mentions(text) if m.kind == "number"] == roles


def test_what_is_set_aside_in_a_list_is_set_aside_as_a_whole() -> None:
    assert [m.role for m in mentions("PtやAuは避けたいので23番をNiに") if m.kind == "element"] == ["retracted", "retracted", ""]


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Pd(111)のブリッジサイトにCO", ["bridge"]),
        ("fccホローにH", ["fcc"]),
        ("on top of it, hcp hollow", ["ontop", "hcp"]),
        ("面心立方のPd、NVEで", ["fcc", "NVE"]),
        ("デスクトップで計算", []),
    ],
)
def test_named_choices_are_found(text: str, choices: list[str]) -> None:
    assert found(text, "choice") == choices


def test_a_number_gets_the_slot_of_what_it_is() -> None:
    text = "9番をNiに、9枚、300 K、fmax 0.03 eV/Åで"
    script = """path = read_path("p.xyz")
table = screen(path, sites=[9], elements=["Ni"], n_images=9, fmax=0.03)
table = rates(table, [300])"""
    turns, _ = set_apart([(Request(text, ("p.xyz",)), script)])
    assert turns[0] == (
        "files: F1\nrequest: N1番をE1に,I1枚,T1 k,fmax R1 ev/åで",
        """path = read_path("F1")
table = screen(path, sites=[N1], elements=["E1"], n_images=I1, fmax=R1)
table = rates(table, [T1])""",
    )


@pytest.mark.parametrize("text", ["Cu(111)", "銅(111)", "Cuの(111)面", "Cu 111面", "Cu111", "(111)面の銅", "Ｃｕ（１１１）"])
def test_a_surface_has_one_name_however_it_is_written(text: str) -> None:
    assert found(text, "surface") == ["Cu(111)"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ユノニウムに置換", "ユノニウム"),
        ("Xxに置換", "Xx"),
        ("replace with unobtainium", "unobtainium"),
        ("真鍮に", "真鍮"),
        ("22番をフーバーに置換", "フーバー"),
    ],
)
def test_what_stands_for_an_element_and_is_none_is_told(text: str, value: str) -> None:
    assert found(text, "unknown_element") == [value]


@pytest.mark.parametrize("text", ["equilibrium", "シンポジウムで発表", "Ea と TS", "要素を変える", "元素に置換"])
def test_words_that_look_like_elements_are_left_alone(text: str) -> None:
    assert found(text, "unknown_element") == []


def test_files_are_found_by_name_and_by_stem() -> None:
    assert found("nothing.traj の障壁", "file", ("path.extxyz",)) == ["nothing.traj"]
    assert found("startからendまで", "file", ("start.extxyz", "end.extxyz")) == ["start.extxyz", "end.extxyz"]
    assert found("反応 経路.extxyz を", "file", ("反応 経路.extxyz",)) == ["反応 経路.extxyz"]


def test_the_same_thing_has_one_slot_through_the_turns() -> None:
    first, second = Request("22番をNiに", ("path.extxyz",)), Request("ニッケルとAgを24番と22番に", ("path.extxyz",))
    script = 'path = read_path("path.extxyz")\ntable = screen(path, sites=[22], elements=["Ni"])\nchart(table)\nscene(table.lowest)'
    turns, slots = set_apart([(first, with_imports(script)), (second, None)])
    assert turns[0][1] == 'path = read_path("F1")\ntable = screen(path, sites=[N1], elements=["E1"])\nchart(table)\nscene(table.lowest)'
    assert turns[1] == ("request: E1とE2をN2番とN1番に", None)
    assert slots.values == {"F1": "path.extxyz", "N1": "22", "E1": "Ni", "E2": "Ag", "N2": "24"}


def test_a_range_and_a_group_are_spelt_out_when_restored() -> None:
    _, slots = set_apart([(Request("21〜24番をコインメタルに", ("p.xyz",)), None)])
    script = restore('path = read_path("F1")\ntable = screen(path, sites=range(N1, N2 + 1), elements=["G1"])', slots)
    assert "sites=[21, 22, 23, 24]" in script and 'elements=["Cu", "Ag", "Au"]' in script
    assert script.startswith("from kassei import read_path, screen\n")


def test_a_slot_that_nobody_filled_is_an_error() -> None:
    _, slots = set_apart([(Request("22番をNiに"), None)])
    with pytest.raises(LookupError, match="N2"):
        restore("sites=[N2]", slots)


def test_placeholders_never_come_from_the_persons_own_letters() -> None:
    turns, _ = set_apart([(Request("E1 と N1 と F1 という名前"), None)])
    assert not any(name in turns[0][0] for name in PLACEHOLDERS)


@given(st.integers(0, 10**6))
def test_setting_apart_and_restoring_gives_the_script_back(seed: int) -> None:
    for sample in samples(seed, 3):
        turns, slots = set_apart(sample.conversation)
        for (_, script), (_, target) in zip(sample.conversation, turns, strict=True):
            assert target is not None and restore(target, slots) == with_imports(script)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    turns, _ = set_apart([(Request(text, ("path.extxyz",)), None)])
    assert len(turns) == 1


def test_what_a_request_means_to_be_used_is_neither_described_nor_set_aside() -> None:
    turns, _ = set_apart([(Request("銅表面の21番、いや22番をNiに", ("p.xyz",)), None)])
    assert meant(turns[0][0]) == {"F1", "N1", "E1"}
    assert slots_in('sites=[N1], elements=["E1"]') == {"N1", "E1"}

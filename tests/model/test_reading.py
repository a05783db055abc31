"""Names are found where people put them, not inside other words; setting them apart and writing scripts out is exact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.reading.account import ASIDE, ROLES, USES
from model.reading.mentions import mentions, normal
from model.reading.prompt import MARKS, OF_SLOT, clean
from model.reading.script import PIECES, Unwritable, pieces_of, uses, written
from model.reading.slots import set_apart
from model.request import Request


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
        ("atoms[22].symbol = 'Pd'", ["Pd"]),
        ("Cu23 を Ag に", ["Cu", "Ag"]),
        ("Pt2+ に", ["Pt"]),
        ("17番をぎん、きん、ぱらじうむに", ["Ag", "Au", "Pd"]),
        ("原子番号46の元素と47の元素で置換", ["Pd", "Ag"]),
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
        ("Cu23 を", ["23"]),
        ("atoms[20:24] と range(18, 22)", ["20", "24", "18", "22"]),
        ("ひゃくはちじゅうきゅうばん", ["189"]),
        ("一番低いのは十分に第一原理で三次元", []),
        ("3d遷移金属とH2OとCu(111)とCO2", []),
        ("何 cm-1 で振動する", []),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, numbers: list[str]) -> None:
    assert found(text, "number") == numbers


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


@pytest.mark.parametrize("text", ["Cu(111)", "銅(111)", "Cuの(111)面", "Cu 111面", "Cu111", "(111)面の銅", "Ｃｕ（１１１）"])
def test_a_surface_has_one_name_however_it_is_written(text: str) -> None:
    assert found(text, "surface") == ["Cu(111)"]


def test_a_second_facet_belongs_to_the_element_of_the_first() -> None:
    assert found("アルミの(111)面と(100)面の表面エネルギー", "surface") == ["Al(111)", "Al(100)"]


@pytest.mark.parametrize(("text", "members"), [("第10族の金属", "Ni,Pd,Pt"), ("貨幣金属", "Cu,Ag,Au"), ("group 9 metals", "Co,Rh,Ir")])
def test_groups_are_known_by_their_members(text: str, members: str) -> None:
    assert found(text, "group") == [members]


@pytest.mark.parametrize(
    ("text", "value"),
    [("ユノニウムに置換", "ユノニウム"), ("Xxに置換", "Xx"), ("replace with unobtainium", "unobtainium"), ("真鍮に", "真鍮")],
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


def test_spaces_between_japanese_words_go_and_others_stay() -> None:
    assert normal("2 つの ファイル が あります") == "2つのファイルがあります"
    assert normal("Ag Au アルミ ニッケル 銀 金") == "Ag Au アルミ ニッケル 銀 金"


def test_the_same_thing_has_one_slot_through_the_turns() -> None:
    turns, slots = set_apart(
        [Request("22番をNiに、9枚、0.03 eV/Å", ("path.extxyz",)), Request("ニッケルとAgを24番と22番に", ("path.extxyz",))]
    )
    assert turns[0].text == "files: ⟨F1⟩ path\nrequest: ⟨N1⟩番を⟨E1⟩に,⟨N2⟩枚,⟨D1⟩ ev/å"
    assert turns[1].text == "request: ⟨E1⟩と⟨E2⟩を⟨N3⟩番と⟨N1⟩番に"
    assert list(turns[1].named) == ["E1", "E2", "N3", "N1"]
    assert slots.values == {"F1": "path.extxyz", "N1": "22", "E1": "Ni", "N2": "9", "D1": "0.03", "E2": "Ag", "N3": "24"}


HEAD = 'path = read_path("p.xyz")\n'


@pytest.mark.parametrize(
    ("text", "script", "roles"),
    [
        ("22番をNiに、中間5枚", "table = screen(path, sites=[22], elements=['Ni'], n_images=5 + 2)", {"N2": "inner_images"}),
        ("VESTA で 23 番を Ni に", 'table = screen(path, sites=[23 - 1], elements=["Ni"])', {"N1": "from_one"}),
        ("20〜24番を Ni に", 'table = screen(path, sites=range(20, 24 + 1), elements=["Ni"])', {"N1": "site", "N2": "site"}),
        ("18から26まで5刻みで Ni", 'table = screen(path, sites=range(18, 26 + 1, 5), elements=["Ni"])', {"N3": "step"}),
        (
            "20〜24番、23以外を Ni に",
            'table = screen(path, sites=[i for i in range(20, 24 + 1) if i not in (23,)], elements=["Ni"])',
            {"N3": "except"},
        ),
        ("22番をNi、300 ℃で", 'table = screen(path, sites=[22], elements=["Ni"])\ntable = rates(table, [300 + 273.15])', {"N2": "celsius"}),
        ("21をNi、24をAg", 'table = screen(path, substitutions=[{21: "Ni"}, {24: "Ag"}], host=True)', {"E2": "element"}),
        ("銅を除く貨幣金属を22に", 'table = screen(path, sites=[22], elements=["Ag", "Au"])', {"G1": "element", "E1": "except"}),
        ("22番をNi、検証も", 'result = verify(barrier(substitute(path, {22: "Ni"}), fmax=0.05))', None),
        ("Al の 111 と 100", 'result = surface_energy(["Al(111)", "Al(100)"])', {"E1": "subject", "N1": "facet"}),
    ],
)
def test_a_script_in_pieces_says_what_each_name_is_for_and_comes_back(text: str, script: str, roles: dict[str, str] | None) -> None:
    from model.training.evaluate import meaning

    _, slots = set_apart([Request(text, ("p.xyz",))])
    whole = script if "surface" in script else HEAD + script
    if roles is None:  # 0.05 was not named
        with pytest.raises(Unwritable):
            pieces_of(whole, slots)
        return
    pieces = pieces_of(whole, slots)
    assert roles.items() <= uses(pieces).items()
    assert meaning(written([piece.text for piece in pieces], slots)) == meaning(whole)


def test_a_range_is_spelt_out_and_imports_and_shows_are_added() -> None:
    _, slots = set_apart([Request("21〜23番をNiに", ("p.xyz",))])
    pieces = pieces_of(HEAD + 'table = screen(path, sites=[21, 22, 23], elements=["Ni"])', slots)
    assert written([piece.text for piece in pieces], slots) == (
        "from kassei import chart, read_path, scene, screen\n\n"
        f'{HEAD}table = screen(path, sites=[21, 22, 23], elements=["Ni"])\nchart(table)\nscene(table.lowest)\n'
    )


def test_an_endless_range_is_not_spelt_out() -> None:
    _, slots = set_apart([Request("1 から 999999999 まで、Ni", ("p.xyz",))])
    pieces = pieces_of(HEAD + 'table = screen(path, sites=[i for i in range(1, 999999999 + 1) if i % 2 == 0], elements=["Ni"])', slots)
    assert "range(1, 999999999 + 1)" in written([piece.text for piece in pieces], slots)


def test_pieces_hold_no_figure_of_a_persons_and_roles_are_used_or_set_aside() -> None:
    assert len(set(PIECES)) == len(PIECES)
    assert set(ROLES) == set(USES) | set(ASIDE)
    assert not set(USES) & set(ASIDE)


def test_nothing_that_a_person_writes_is_a_token_of_ours() -> None:
    text = "".join((*MARKS[:20], *list(OF_SLOT.values())[:20]))
    turns, _ = set_apart([Request(text)])
    assert not any(mark in clean(turns[0].text) for mark in MARKS)
    assert not any(slot in turns[0].text for slot in OF_SLOT.values() if slot not in {f"⟨{name}⟩" for name in turns[0].named})


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    turns, slots = set_apart([Request(text, ("path.extxyz",))])
    assert all(slot in slots.values for slot in turns[0].named)

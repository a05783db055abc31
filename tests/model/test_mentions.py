"""What a sentence names, and what it names only to say that it is not wanted."""

import pytest

from model.mentions import mentions, normal

ASIDE = ("retracted", "host", "original", "counter")


def wanted(text: str, kind: str) -> list[str]:
    return [m.value for m in mentions(text, ("path.extxyz", "start.extxyz", "end.extxyz")) if m.kind == kind and m.role not in ASIDE]


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("候補はNi、Pd、Ptだったけど、Ptは要らない。25番に入れて", ["Ni", "Pd"]),
        ("当初は Au、Ag、Pd を試す予定でしたが、時間の都合で Ag だけにします。24 番", ["Ag", "Ag"]),
        ("21番をNiに。Pdは前回計算済みなので不要", ["Ni"]),
        ("PtとPdは使えません。候補はNiとAlです", ["Ni", "Al"]),
        ("先ほど白金と申し上げましたが、ニッケルの誤りでした", ["Ni"]),
        ("白金を試すつもりでしたが中止にして、代わりに銀にします", ["Ag"]),
        ("Al、Ni、Pd を考えていましたが、Alは酸化が気になるので外します", ["Ni", "Pd"]),
        ("Ni, Pd or Pt at 22. No gold this time, skip silver", ["Ni", "Pd", "Pt"]),
        ("24番、Cu→Auに変えたとき", ["Au"]),
        ("銀→金→白金の順に差し替えて", ["Ag", "Au", "Pt"]),
        ("15番にはAg、20番にはPdを入れます", ["Ag", "Pd"]),
        ("17番をぎん、きん、ぱらじうむに", ["Ag", "Au", "Pd"]),
        ("原子番号46の元素と47の元素で置換", ["Pd", "Ag"]),
        ("26番をニケッルに置換", ["Ni"]),
        ("C案: 置換なし、A案とB案は別", []),
        ("A案: 21番をPt\nB案: 22番をPt\nC案: 置換なし", ["Pt", "Pt"]),
        ("Cu→X (X = Al, Ni)", ["Cu", "Al", "Ni"]),
    ],
)
def test_elements_that_are_wanted(text, elements):
    assert wanted(text, "element") == elements


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("第10族の金属", ["Ni,Pd,Pt"]),
        ("銅を除く貨幣金属", ["Ag,Au"]),
        ("貴金属ドープの検討。白金・金を24番に", []),
        ("group 9 metals", ["Co,Rh,Ir"]),
    ],
)
def test_groups_and_what_is_taken_out_of_them(text, members):
    assert wanted(text, "group") == members


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("①21番を Pd ②23番を Pt", ["21", "23"]),
        ("計算1: 21→Pd\n計算2: 23→Pt", ["21", "23"]),
        ("7/15の打合せ用。26番", ["26"]),
        ("課題番号A-417、4名で。25番", ["25"]),
        ("うちの反応器は 1 気圧。22番", ["22"]),
        ("前回は7枚で粗かったので13枚に", ["13"]),
        ("前回は fmax 0.1 で回しましたが、今回は 0.03 で", ["0.03"]),
        ("24 を Au に……失礼、24 ではなく 22 です", ["22"]),
        ("選んだ 2 原子を Pd に", []),
        ("にじゅうごばんのげんし", ["25"]),
        ("ひゃくはちじゅうきゅうばん", ["189"]),
        ("いちばん低い障壁", []),
        ("何 cm-1 で振動する", []),
    ],
)
def test_numbers_that_are_wanted(text, numbers):
    assert wanted(text, "number") == numbers


def test_files_that_are_left_alone():
    assert wanted("path.extxyz の22番。start と end のファイルは今回さわらなくていい", "file") == ["path.extxyz"]


def test_a_second_facet_belongs_to_the_element_of_the_first():
    assert wanted("アルミの(111)面と(100)面の表面エネルギー", "surface") == ["Al(111)", "Al(100)"]


def test_spaces_between_japanese_words_go_and_others_stay():
    assert normal("2 つの ファイル が あります") == "2つのファイルがあります"
    assert normal("Ag Au アルミ ニッケル 銀 金") == "Ag Au アルミ ニッケル 銀 金"

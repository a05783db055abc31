"""A table of candidates: what is fine is read whatever its encoding; what is not is said once, with the row."""

import json

import pytest
from ase import Atoms
from ase.io import write

from tools.errors import TableError
from tools.screening.plan import Filling, Plan, Shelf
from tools.screening.substitutions import Substitutions
from tools.screening.table import Faults, read_rows
from tools.screening.template import Template, substitution_template


@pytest.fixture
def folder(tmp_path):
    """hop.extxyz: three images of Cu4; one.extxyz: a single structure."""
    atoms = Atoms("Cu4", [(2.5 * i, 0, 0) for i in range(4)], cell=[12, 8, 8], pbc=True)
    images = []
    for x in (0.0, 0.5, 1.0):
        moved = atoms.copy()
        moved.positions[3, 1] += x
        images.append(moved)
    write(tmp_path / "hop.extxyz", images)
    write(tmp_path / "one.extxyz", atoms)
    return tmp_path


def rows(folder, text, name="table.csv"):
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    faults = Faults(name)
    found = list(read_rows(file, faults))
    faults.check()
    return found


def candidates(folder, text, name="table.csv", **asked):
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    faults = Faults(name)
    expand = Substitutions(substitution_template(), Shelf(folder), lambda potential: {"name": potential or "emt"}, **asked)
    found = list(Plan(expand, lambda faults: read_rows(file, faults)).candidates(faults))
    faults.check()
    return found


def complaint(call, *arguments, **options):
    with pytest.raises(TableError) as caught:
        call(*arguments, **options)
    return f"{caught.value.message} {caught.value.hint}"


TEXT = "ファイル,番号,元素\nhop.extxyz,1,Pd\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_japanese_heads_are_read_in_any_usual_encoding(folder, encoding):
    (row,) = rows(folder, TEXT.encode(encoding))
    assert (row.number, row.values) == (2, {"ファイル": "hop.extxyz", "番号": "1", "元素": "Pd"})


@pytest.mark.parametrize(
    "text",
    ["file;site;element\r\nhop.extxyz;1;Pd\r\n", "file\tsite\telement\nhop.extxyz\t1\tPd", 'file,site,element\n"hop.extxyz","1","Pd"\n\n'],
)
def test_separators_ends_of_lines_and_quotes_do_not_matter(folder, text):
    assert [row.values for row in rows(folder, text)] == [{"file": "hop.extxyz", "site": "1", "element": "Pd"}]


def test_json_lines_give_values_of_any_kind(folder):
    (row,) = rows(folder, json.dumps({"file": "hop.extxyz", "site": [1, [2, 3]], "element": ["Pd"], "note": None}) + "\n", "t.jsonl")
    assert row.values == {"file": "hop.extxyz", "site": [1, [2, 3]], "element": ["Pd"]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "候補がありません"),
        ("file,site,element\n", "候補がありません"),
        (b"PK\x03\x04" + bytes(40), "表計算ソフト"),
        (b"file,site\n\x81\xff\xfe,\xff", "文字コード"),
        (b"a\0b,c\n", "文字コード"),
        ("file,site,site\nhop.extxyz,1,2\n", "列「site」が二度"),
        ("file,,site\nhop.extxyz,1,2\n", "名前のない列"),
        ("file,site,element\nhop.extxyz,1,Pd\nhop.extxyz,2\n", "3 行目: 列が 2 個"),
        ("file,site,element\nhop.extxyz,=A1+1,Pd\n", "2 行目: 「=A1+1」は式"),
        ("file,site,element\nhop.extxyz,1,@SUM(A1)\n", "2 行目: 「@SUM(A1)」は式"),
    ],
)
def test_what_is_no_table_is_said_in_one_sentence(folder, content, said):
    assert said in complaint(rows, folder, content)


def test_a_table_that_is_not_there(folder):
    assert "ありません" in complaint(lambda: list(read_rows(folder / "no.csv", Faults("no.csv"))))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("hop.extxyz,99,Pd", "index 99 はありません(0 から 3)"),
        ("hop.extxyz,-1,Pd", "index -1 はありません"),
        ("hop.extxyz,x,Pd", "「x」は 整数 ではありません"),
        ("hop.extxyz,1,Xx", "「Xx」という元素はありません"),
        ("hop.extxyz,,Pd", "「site」が空です"),
        ("hop.extxyz,1,", "「element」が空です"),
        (",1,Pd", "「file」が空です"),
        ("no.extxyz,1,Pd", "no.extxyz がありません"),
        ("one.extxyz,1,Pd", "イメージが 1 枚"),
        ("hop.extxyz,0,Pd", "2 行目と同じ候補"),
    ],
)
def test_a_row_that_cannot_be_computed_is_named(folder, row, said):
    good = (
        "file,site,element\nhop.extxyz,0,Pd\n" + "".join(f"hop.extxyz,{i},{e}\n" for i in (1, 2, 3) for e in ("Ni", "Ag", "Pt", "Au"))[:-1]
    )
    text = complaint(candidates, folder, f"{good}\nhop.extxyz,1,Al\nhop.extxyz,2,Al\n{row}\n")
    assert "17 行目: " in text and said in text and "計算はしていません" in text


def test_a_column_that_no_one_knows_is_named_with_those_that_are_known(folder):
    assert "列「sitte」はありません" in complaint(candidates, folder, "file,sitte,element\nhop.extxyz,1,Pd\n")


def test_many_bad_rows_are_counted_and_the_first_ones_named(folder):
    text = complaint(candidates, folder, "file,site,element\n" + "".join(f"hop.extxyz,{i},Pd\n" for i in range(10, 60)))
    assert "2 行目" in text and "9 行目" in text and "10 行目: " not in text and "ほか 42 行" in text


def test_a_row_gives_its_host_and_each_place_with_each_element(folder):
    found = candidates(folder, "file,site,element\nhop.extxyz,1 2,Pd Ni\nhop.extxyz,1+2,Pd\n")
    labels = list(dict.fromkeys(candidate.label for candidate in found))
    assert labels == ["hop host", "hop Pd@1", "hop Ni@1", "hop Pd@2", "hop Ni@2", "hop Pd@1+2"]
    assert len({candidate.key for candidate in found}) == 6 and len({candidate.group for candidate in found}) == 1


def test_what_is_the_same_computation_has_one_key_whatever_it_is_called(folder):
    (folder / "copy.extxyz").write_bytes((folder / "hop.extxyz").read_bytes())
    found = candidates(
        folder, "file,site,element,fmax\nhop.extxyz,1,Pd,0.02\ncopy.extxyz,1,Pd,2e-2\nhop.extxyz,1,Cu,\nhop.extxyz,2+1,Pd,\n"
    )
    keys = {candidate.label: candidate.key for candidate in found}
    assert keys["hop Pd@1"] == keys["copy Pd@1"] and keys["hop host"] == keys["copy host"], "another name; a number written otherwise"
    assert "hop Cu@1" not in keys, "what changes nothing is the host"
    assert len(set(keys.values())) == 3


@pytest.mark.parametrize("change", ["file", "element", "site", "fmax", "potential"])
def test_everything_that_a_number_depends_on_changes_the_key(folder, change):
    text = {"file": "hop.extxyz", "site": "1", "element": "Pd", "fmax": "0.02"}
    atoms = Atoms("Cu4", [(2.6 * i, 0, 0) for i in range(4)], cell=[12, 8, 8], pbc=True)
    write(folder / "other.extxyz", [atoms] * 3)
    other = text | {"file": "other.extxyz", "site": "2", "element": "Ni", "fmax": "0.03"} if change != "potential" else text
    changed = text | {change: other[change]} if change in text else text
    shelf = Shelf(folder)
    key = []
    for values, potential in ((text, "a"), (changed, "b" if change == "potential" else "a")):
        expand = Substitutions(substitution_template(), shelf, lambda name, weights=potential: {"weights": weights})
        file = folder / "t.jsonl"
        file.write_text(json.dumps(values))
        key.append(list(Plan(expand, lambda faults, file=file: read_rows(file, faults)).candidates(Faults("t")))[-1].key)
    assert key[0] != key[1]


def test_a_table_for_a_template_fills_its_parameters_by_their_kinds(folder):
    template = Template(
        "print(file)", {"file": "a.extxyz", "sites": [1], "elements": ["Fe"], "fmax": 0.02, "climb": True, "n": 3, "pairs": {1: "Fe"}}
    )
    file = folder / "t.csv"
    file.write_text("file,sites,elements,fmax,climb,n,pairs\nhop.extxyz,1 2,Pd Au,5e-2,いいえ,7,22=Pd 24=Pt\n")
    (found,) = Plan(Filling(template, Shelf(folder), {}), lambda faults: read_rows(file, faults)).candidates(Faults("t"))
    assert found.values == {
        "file": "hop.extxyz",
        "sites": [1, 2],
        "elements": ["Pd", "Au"],
        "fmax": 0.05,
        "climb": False,
        "n": 7,
        "pairs": {22: "Pd", 24: "Pt"},
    }
    assert found.files == {"hop.extxyz": folder / "hop.extxyz"}


@pytest.mark.parametrize(
    ("cell", "said"),
    [("n,x", "整数"), ("fmax,nan", "数"), ("climb,maybe", "true か false"), ("pairs,Pd", "22=Pd"), ("nope,1", "列「nope」はありません")],
)
def test_a_cell_of_another_kind_is_named(folder, cell, said):
    template = Template("", {"fmax": 0.02, "climb": True, "n": 3, "pairs": {1: "Fe"}})
    name, _, value = cell.partition(",")
    (folder / "t.csv").write_text(f"{name}\n{value}\n")

    def read():
        faults = Faults("t.csv")
        list(Plan(Filling(template, Shelf(folder), {}), lambda faults: read_rows(folder / "t.csv", faults)).candidates(faults))
        faults.check()

    assert said in complaint(read)

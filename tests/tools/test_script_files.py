"""Files that a script wrote: what may leave the sandbox's folder, under which name, and what may not."""

import os
import pickle

import pytest

from tools import scriptfiles
from tools.scriptfiles import exports, free_files, written

SVG = '<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.fixture
def box(tmp_path):
    """A folder like the sandbox's, with its descriptor, and where its files go."""
    inside, outside = tmp_path / "workspace", tmp_path / "run"
    inside.mkdir()
    outside.mkdir()
    descriptor = os.open(inside, os.O_PATH | os.O_DIRECTORY)
    yield inside, descriptor, outside
    os.close(descriptor)


def taken(box, before=()):
    _, descriptor, outside = box
    return free_files(descriptor, dict(before), outside)


@pytest.mark.parametrize(
    "name", ["a.csv", "a.PNG", "a.txt", "a.pdf", "a.json", "a.xlsx", "a.cif", "a.extxyz", "a.traj", "POSCAR", "エネルギー.csv", "opt.log"]
)
def test_what_a_person_would_open_leaves(box, name):
    (box[0] / name).write_text("x")
    assert taken(box) == ([f"files/{name}"], 0) and (box[2] / "files" / name).read_text() == "x"


@pytest.mark.parametrize(
    "name", ["a.pckl", "a.pkl", "a.html", "a.py", "a.sh", "a.so", "a.exe", "a.ipynb", "a.zip", "a.xlsm", "a", "csv", "a.csv.pkl"]
)
def test_what_could_run_or_is_unknown_stays_and_is_counted(box, name):
    (box[0] / name).write_bytes(pickle.dumps(1))
    assert taken(box) == ([], 1) and not (box[2] / "files").exists()


def test_hidden_files_and_folders_of_ours_are_passed_over(box):
    for place in (".hidden.csv", ".finished/a.csv", "paths/a.csv", "exports/a.csv", "inputs/a.csv", "__pycache__/a.csv"):
        (box[0] / place).parent.mkdir(exist_ok=True)
        (box[0] / place).write_text("x")
    assert taken(box) == ([], 0)


def test_links_lead_nowhere(box):
    """Neither a link to a file, nor one to a folder, nor a pipe that would be waited for."""
    secret = box[0].parent / "secret"
    secret.mkdir()
    (secret / "key.txt").write_text("hunter2")
    (box[0] / "a.txt").symlink_to(secret / "key.txt")
    (box[0] / "folder").symlink_to(secret)
    (box[0] / "b.txt").symlink_to("b.txt")
    os.mkfifo(box[0] / "c.txt")
    (box[0] / "d.txt").mkdir()
    assert taken(box) == ([], 0) and not (box[2] / "files").exists()


def test_a_file_that_becomes_a_link_meanwhile_does_not_leave(box, monkeypatch):
    (box[0] / "a.txt").write_text("x")
    (box[0] / "out").mkdir()
    (box[0] / "out" / "b.txt").write_text("x")
    seen = written(box[1])
    (box[0] / "a.txt").unlink()
    (box[0] / "a.txt").symlink_to("/etc/passwd")
    (box[0] / "out").rename(box[0] / "before")
    (box[0] / "out").symlink_to("before")
    monkeypatch.setattr(scriptfiles, "written", lambda workspace: seen)
    assert taken(box) == ([], 2)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("E (V).csv", "E_(V).csv"), ("a\nb.csv", "a_b.csv"), ("-rf.csv", "-rf.csv"), ("a\u202egpj.txt", "a_gpj.txt"), ("<img>.txt", "_img_.txt"),
        ("\udcff.txt", "_.txt"), ("か\u3099.txt", "が.txt"), ("x" * 240 + ".txt", "x" * 150 + ".txt"), ("歪" * 80 + ".csv", "歪" * 50 + ".csv"),
    ],
)  # fmt: skip
def test_names_become_plain(box, name, plain):
    (box[0] / name).write_text("x")
    assert taken(box)[0] == [f"files/{plain.replace('?', '_')}"]


def test_files_of_folders_are_laid_side_by_side_and_none_is_replaced(box):
    (box[0] / "out" / "deep").mkdir(parents=True)
    places = ("a_b.csv", "A b.csv", "out/a.csv", "out/deep/A.csv", "out_a.csv")
    for place in places:
        (box[0] / place).write_text(place)
    names, left = taken(box)
    assert names == ["files/A_b.csv", "files/a_b-2.csv", "files/out_a.csv", "files/out_a-2.csv", "files/out_deep_A.csv"]
    assert {(box[2] / name).read_text() for name in names} == set(places) and not left


def test_deep_folders_are_not_looked_into(box):
    deep = box[0] / "1" / "2" / "3" / "4"
    deep.mkdir(parents=True)
    for folder in (deep.parents[1], deep.parents[0], deep):
        (folder / "a.txt").write_text("x")
    assert taken(box)[0] == ["files/1_2_a.txt"]


def test_only_what_the_cell_wrote_leaves(box):
    (box[0] / "old.csv").write_text("old")
    (box[0] / "again.csv").write_text("old")
    before = written(box[1])
    (box[0] / "again.csv").write_text("new!")
    (box[0] / "new.csv").write_text("new")
    assert taken(box, before)[0] == ["files/again.csv", "files/new.csv"]


def test_too_many_are_cut_those_at_the_top_first(box):
    (box[0] / "0").mkdir()
    for k in range(scriptfiles.MOST_FILES + 5):
        (box[0] / f"{k:03}.csv").write_text("x")
        (box[0] / "0" / f"{k:03}.csv").write_text("x")
    names, left = taken(box)
    assert (
        len(names) == scriptfiles.MOST_FILES
        and not any("0_" in name for name in names)
        and left == 2 * (scriptfiles.MOST_FILES + 5) - len(names)
    )


def test_too_large_ones_stay_and_cost_nothing(box):
    """Files full of nothing take no room in a sandbox, but would on the disk: they are not even read."""
    many = scriptfiles.MOST_FILES + 20
    for k in range(many):
        with (box[0] / f"{k}.csv").open("wb") as file:
            file.truncate((64 << 20) + 1)
    (box[0] / "z.csv").write_text("x")
    assert taken(box) == (["files/z.csv"], many)


def test_all_together_take_no_more_than_is_allowed(box):
    for k in range(5):
        (box[0] / f"{k}.csv").write_bytes(bytes(900))
    _, descriptor, outside = box
    names, left = free_files(descriptor, {}, outside, most=2000)
    assert len(names) == 2 and left == 3


def test_a_file_that_grows_meanwhile_is_not_left_half(box, monkeypatch):
    (box[0] / "a.csv").write_text("x")
    seen = written(box[1])
    (box[0] / "a.csv").write_text("x" * 1000)
    monkeypatch.setattr(scriptfiles, "written", lambda workspace: seen)
    assert free_files(box[1], {}, box[2], most=10) == ([], 1) and list((box[2] / "files").iterdir()) == []


def test_a_folder_that_is_gone_or_closed_gives_nothing(box):
    box[0].rmdir()
    assert written(box[1]) == {} and taken(box) == ([], 0)


def test_a_drawing_leaves(box):
    inner = '<defs><clipPath id="p"><rect/></clipPath></defs><use xlink:href="#m"/><path clip-path="url(#p)" style="fill: #fff"/>'
    (box[0] / "a.svg").write_text(
        SVG.format(inner + '<style>*{stroke-linejoin: round}</style><image xlink:href="data:image/png;base64,AAAA"/>')
    )
    assert taken(box)[0] == ["files/a.svg"]


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script of another prefix": '<x:script xmlns:x="http://www.w3.org/2000/svg"/>',
    "handler": '<g onload="alert(1)"/>',
    "link": '<a href="#"/>',
    "picture from elsewhere": '<image href="https://x/y.png"/>',
    "use of elsewhere": '<use xlink:href="other.svg#a"/>',
    "hidden javascript": '<use href="&#106;avascript:alert(1)"/>',
    "style from elsewhere": '<style>@import "https://x";</style>',
    "style in pieces": '<style>x<g/>@import "https://x";</style>',
    "fill from elsewhere": '<rect style="fill:url( https://x#a)"/>',
    "escaped fill": '<rect style="fill:u\\72l(https://x)"/>',
    "image set": '<rect style="fill:image-set(&quot;https://x&quot;)"/>',
    "another page": "<foreignObject/>",
    "a frame": '<h:iframe xmlns:h="http://www.w3.org/1999/xhtml"/>',
    "animation": '<animate attributeName="href" to="javascript:alert(1)"/>',
    "base": '<g xml:base="https://x/"><use href="#a"/></g>',
}


@pytest.mark.parametrize("inner", HOSTILE.values(), ids=HOSTILE)
def test_a_drawing_that_does_more_than_draw_stays(box, inner):
    (box[0] / "a.svg").write_text(SVG.format(inner))
    assert taken(box) == ([], 1)


@pytest.mark.parametrize(
    "content",
    [
        SVG.format("<script/>").encode("utf-16"), SVG.format("<script/>").encode("utf-16-le"), b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("").encode()[39:],
        SVG.format("").replace("utf-8", "cp037").encode(), b"", b"<svg", b"\xff", SVG.format("<g>" * 100_000).encode(),
    ],
    ids=["utf-16", "utf-16-le", "entity", "another encoding", "empty", "cut", "no text", "unclosed"],
)  # fmt: skip
def test_what_is_no_plain_drawing_stays(box, content):
    (box[0] / "a.svg").write_bytes(content)
    assert taken(box) == ([], 1)


def record(file, kind="export"):
    return {"kind": kind, "label": "x", "file": file}


def test_exports_that_records_name_leave(box):
    (box[0] / "exports").mkdir()
    for name in ("a.cif", "歪み_+2.extxyz", "t.csv", "other.cif"):
        (box[0] / "exports" / name).write_text(name)
    records = [
        record("exports/a.cif"),
        record("exports/歪み_+2.extxyz"),
        record("exports/t.csv"),
        record("exports/a.cif"),
        record("exports/gone.cif"),
    ]
    assert exports(box[1], records, box[2]) == ["exports/a.cif", "exports/歪み_+2.extxyz", "exports/t.csv"]
    assert (box[2] / "exports" / "a.cif").read_text() == "a.cif" and not (box[2] / "exports" / "other.cif").exists()


@pytest.mark.parametrize(
    "file",
    ["exports/../a.cif", "../a.cif", "/etc/passwd", "exports/.a.cif", "exports/b/a.cif", "exports/a.pckl", "exports/a.html", "a.cif", "", 3, None, "exports/a b.cif", "exports/a\n.cif"],
)  # fmt: skip
def test_no_record_names_a_way_out(box, file):
    (box[0] / "exports" / "b").mkdir(parents=True)
    for place in ("a.cif", "exports/.a.cif", "exports/b/a.cif", "exports/a.pckl", "exports/a.html", "exports/a b.cif", "exports/a\n.cif"):
        (box[0] / place).write_text("x")
    assert exports(box[1], [record(file)], box[2]) == [] and list(box[2].iterdir()) == []


def test_an_export_that_is_a_link_stays(box):
    (box[0] / "exports").mkdir()
    (box[0] / "exports" / "a.cif").symlink_to("/etc/passwd")
    assert exports(box[1], [record("exports/a.cif"), record("exports/a.cif", kind="barrier")], box[2]) == []
    (box[0] / "exports" / "a.cif").unlink()
    (box[0] / "exports").rmdir()
    (box[0] / "exports").symlink_to("/etc")
    assert exports(box[1], [record("exports/a.cif")], box[2]) == []

"""Durable candidates: there whole or not at all, and an index that the folders can make again."""

import json
import os

import pytest
from ase.build import fcc111
from ase.db import connect

from sim.records import Export, Series, Value
from sim.trajectory import write_images
from tools.screening import store as module
from tools.screening.exports import write_exports
from tools.screening.index import Index
from tools.screening.report import write_report
from tools.screening.store import Store

KEY, OTHER = "ab" * 16, "cd" * 16


def record(key=KEY, **changes):
    barrier = {
        "kind": "barrier",
        "label": "Pd@1",
        "status": "converged",
        "barrier_eV": 0.4,
        "saddle_image": 1,
        "energies_eV": [0.0, 0.4, 0.0],
    }
    found = {"path": "paths/Pd@1.extxyz", "force_calls": 9, "substitution": {"1": "Pd"}, "calculator": "emt", **barrier}
    return {"key": key, "label": "hop Pd@1", "row": 2, "status": "done", "error": None, "records": [found], "values": {}, **changes}


@pytest.fixture
def path_file(tmp_path):
    slab = fcc111("Cu", (1, 1, 3), vacuum=5.0)
    name = write_images(tmp_path / "made", "Pd@1", [slab, slab, slab], [0.0, 0.4, 0.0])
    return {"Pd@1.extxyz": (tmp_path / "made" / name).read_bytes()}


def test_a_candidate_comes_back_as_it_was_put(tmp_path, path_file):
    Store(tmp_path).put(KEY, record(), path_file)
    again = Store(tmp_path)
    assert KEY in again and again.get(KEY) == record()
    assert {name: file.read_bytes() for name, file in again.paths(KEY).items()} == path_file


@pytest.mark.parametrize("fails_at", range(1, 9))
def test_whatever_write_fails_nothing_half_written_counts(tmp_path, path_file, monkeypatch, fails_at):
    """As on a full disk: each fsync in turn fails; before the rename nothing is there, after it everything is."""
    calls, fsync = [], os.fsync

    def failing(descriptor):
        calls.append(1)
        if len(calls) == fails_at:
            raise OSError(28, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr(module.os, "fsync", failing)
    store = Store(tmp_path)
    try:
        store.put(KEY, record(), path_file)
    except OSError:
        assert KEY not in store
    monkeypatch.undo()
    again = Store(tmp_path)
    assert (again.get(KEY) == record() and again.paths(KEY)) if KEY in again else not again.place(KEY).exists()
    assert not list((tmp_path / "candidates").glob(".*"))


def test_half_a_candidate_of_a_crash_is_swept_away(tmp_path):
    (tmp_path / "candidates" / f".{KEY}").mkdir(parents=True)
    (tmp_path / "candidates" / f".{KEY}" / "record.json").write_text("{")
    assert len(Store(tmp_path)) == 0 and not list((tmp_path / "candidates").iterdir())


def test_a_record_that_was_damaged_later_is_none(tmp_path):
    store = Store(tmp_path)
    store.put(KEY, record(), {})
    (store.place(KEY) / "record.json").write_text('{"key": "')
    assert store.get(KEY) is None and list(store.records()) == []


def test_ase_reads_the_index_and_the_folders_make_it_again(tmp_path, path_file):
    store = Store(tmp_path)
    index = Index(tmp_path, store)
    failed = record(OTHER, status="set_aside", records=[], error={"code": "timeout", "message": "x", "hint": ""})
    for given, files in ((record(), path_file), (failed, {})):
        store.put(given["key"], given, files)
        index.add(given)

    def rows():
        found = connect(str(tmp_path / "candidates.db")).select()
        return [
            (row.get("candidate"), row.get("status"), row.get("barrier_eV"), row.get("error"), row.natoms, json.dumps(row.data))
            for row in found
        ]

    first = rows()
    assert [row[:5] for row in first] == [(f"k{KEY}", "converged", 0.4, None, 3), (f"k{OTHER}", "set_aside", None, "timeout", 0)]
    (tmp_path / "candidates.db").write_bytes(b"damaged")
    assert index.rebuild(store.records()) == 2 and rows() == first


OWN = (
    Value(label="1e5", value=2.0, unit="eV"),
    Value(label="ひずみ +2 % の E", value=-93.2),
    Series(label="E(ε)", x=(0.0, 1.0), y=(1.0, 2.0)),
    Export(label="cu.cif", file="exports/cu.cif", format="cif"),
)


@pytest.mark.parametrize("beside", [True, False])
def test_what_a_script_computed_itself_is_kept_indexed_and_exported_like_any_record(tmp_path, path_file, beside):
    """Also where a candidate has nothing else: it is no barrier without a value."""
    own = json.loads(json.dumps([one.to_dict() for one in OWN]))
    found = record(records=[*(record()["records"] if beside else []), *own])
    store = Store(tmp_path)
    store.put(KEY, found, path_file)
    index = Index(tmp_path, store)
    index.add(store.get(KEY))
    assert index.whole and index.rebuild(store.records()) == len(found["records"])
    with connect(str(tmp_path / "candidates.db")) as database:
        assert {row.get("kind") for row in database.select()} == {"value", "series", "export"} | ({"barrier"} if beside else set())
        assert {row.get("label") for row in database.select(kind="value")} == {None, "ひずみ +2 % の E"}
    write_exports(tmp_path, [store.get(KEY)])
    assert len((tmp_path / "candidates.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + len(found["records"])
    write_report(tmp_path, title="t", answer="a", records=[store.get(KEY)], store=store, provenance={})
    assert "hop Pd@1" in (tmp_path / "report.html").read_text(encoding="utf-8") or not beside


def test_an_index_that_cannot_be_written_stops_nothing(tmp_path):
    store = Store(tmp_path)
    index = Index(tmp_path, store)
    (tmp_path / "candidates.db").write_bytes(b"no database at all")
    store.put(KEY, record(), {})
    index.add(record())
    assert not index.whole and index.rebuild(store.records()) == 1 and index.whole

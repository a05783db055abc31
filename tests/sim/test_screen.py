"""Candidates side by side: what is asked for is computed, nothing stops the others, nothing is computed twice."""

import dataclasses
import json

import pytest
from hops import hop_on_cu100
from surfaces import place

from sim import barrier, configure, read_path, screen, substitute
from sim.errors import CalculatorError, ElementError, PathError, SettingError, SiteError
from sim.neb import Options, _task
from sim.path import path_of
from sim.records import Barrier, BarrierTable, Check, Verdict
from sim.settings import settings, use
from sim.workers import compute_all

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(scope="module")
def path():
    return hop_on_cu100()


def numbers(table):
    """Everything of a table but the seconds."""
    return [{**found.to_dict(), "wall_s": 0} for found in table]


def test_every_site_takes_every_element_alone(path):
    table = screen(path, sites=[22, 24], elements=["Ni", "Pt"])
    assert [found.label for found in table] == ["host", "Ni@22", "Pt@22", "Ni@24", "Pt@24"]
    assert [found.substitution for found in table][1:3] == [{22: "Ni"}, {22: "Pt"}]
    assert all(found.status == "converged" and found.verdict.passed for found in table)
    assert table.host is table.barriers[0]
    assert table.lowest.barrier_eV == min(found.barrier_eV for found in table if not found.is_host)


def test_sites_taken_together_hold_one_element_each_time(path):
    table = screen(path, sites=[22, 24], elements=["Pd"], together=True)
    assert [found.label for found in table] == ["host", "Pd@22+24"]


def test_pairs_are_taken_one_by_one(path):
    table = screen(path, substitutions=[{22: "Ni"}, {24: "Ag"}, {22: "Ni"}])
    assert [found.label for found in table] == ["host", "Ni@22", "Ag@24"]


def test_one_site_and_one_element_need_no_list(path):
    assert [found.label for found in screen(path, 22, "Ni")] == ["host", "Ni@22"]


def test_a_warm_start_ends_at_the_barrier_of_a_cold_one(path):
    warm = screen(path, [22], ["Pt"]).lowest
    cold = barrier(substitute(path, {22: "Pt"}))
    assert warm.barrier_eV == pytest.approx(cold.barrier_eV, abs=1e-3)
    assert warm.force_calls < cold.force_calls


def test_a_warm_start_that_leads_nowhere_starts_again_from_the_given_path(path):
    task = _task(substitute(path, {22: "Pt"}), Options(None, 0.02, True, None))
    one_place = tuple(task.images[0] for _ in task.images)
    (_, found), *_ = compute_all([dataclasses.replace(task, warm=one_place)])
    assert found.barrier_eV == pytest.approx(barrier(substitute(path, {22: "Pt"})).barrier_eV, abs=1e-9)
    assert "cold_restart" in {caveat.code for caveat in found.warnings}


def test_one_of_several_candidates_is_held_against_a_cold_start(path):
    table = screen(path, [22], ["Ni", "Pt"])
    checks = [[check for check in found.verdict.checks if check.name == "cold_start"] for found in table]
    assert [len(found) for found in checks] == [0, 1, 0]
    assert checks[1][0].passed
    assert abs(checks[1][0].value) < 0.001


def test_a_lower_way_that_the_warm_start_hides_is_found_and_said(session):
    path = path_of([place(x, 0.5 * (1 - x**2), 0) for x in (-1.0, -0.6, -0.3, 0.0, 0.3, 0.6, 1.0)])
    host, first, second = screen(path, [0], ["He", "Li"], calculator="surfaces.TwoWays")
    assert second.barrier_eV == pytest.approx(host.barrier_eV, abs=1e-3)
    assert first.barrier_eV == pytest.approx(host.barrier_eV - 0.15, abs=0.01)
    assert first.verdict.passed
    assert f"{host.barrier_eV:.3f} eV" in next(caveat.text for caveat in first.warnings if caveat.code == "cold_lower")


def test_the_element_that_is_there_already_gives_the_host_and_says_so(path):
    table = screen(path, [22], ["Cu", "Ni"])
    same = table.barriers[1]
    assert same.label == "Cu@22"
    assert same.barrier_eV == table.host.barrier_eV
    assert "site_same_element" in {caveat.code for caveat in same.warnings}


def test_a_candidate_that_fails_stays_in_the_table_and_the_others_go_on(session):
    path = path_of([place(x, 0, 0) for x in (-1.0, -0.5, 0.0, 0.5, 1.0)])
    table = screen(path, [0], ["He", "Li"], calculator="surfaces.HeliumFails")
    assert [found.status for found in table] == ["converged", "failed", "converged"]
    assert table.barriers[1].barrier_eV is None
    assert table.barriers[1].reason.code == "calculation_failed"
    assert "no helium" in table.barriers[1].reason.text
    assert [found.label for found in table.ranking][-1] == "He@0"


def test_processes_and_their_number_do_not_change_a_number(path):
    options = Options(None, 0.02, True, None)
    tasks = [_task(substitute(path, {22: element}), options) for element in ("Ni", "Pt", "Al")]
    here = [found for _, found in sorted(compute_all(tasks), key=lambda item: item[0])]
    for processes in (1, 2):
        configure(processes=processes)
        apart = [found for _, found in sorted(compute_all(tasks, apart=True), key=lambda item: item[0])]
        assert numbers(apart) == numbers(here)


def test_events_of_other_processes_are_heard_here(path, events):
    task = _task(path, Options(None, 0.02, True, None))
    list(compute_all([task], apart=True))
    stages = [event["stage"] for event in events if event["event"] == "stage"]
    assert stages[0] == "ends"
    assert stages[-1] == "verify"
    json.dumps(events)


def test_a_process_that_dies_fails_its_candidate_alone(path, session):
    good = _task(path, Options(None, 0.02, True, None))
    bad = dataclasses.replace(good, label="bad", calculator="surfaces.Deadly")
    found = dict(compute_all([bad, good], apart=True))
    assert (found[0].status, found[0].reason.code) == ("failed", "worker_lost")
    assert found[1].status == "converged"


def test_what_is_finished_is_not_computed_again(path, session, events):
    configure(finished=session / "finished")
    first = screen(path, [22], ["Ni", "Pt"])
    events.clear()
    again = screen(path, [22], ["Ni", "Pt"])
    assert [found.to_dict() for found in again] == [found.to_dict() for found in first]
    assert [len(found.images) for found in again] == [7, 7, 7]
    assert not [event for event in events if event["event"] == "stage"]


@pytest.mark.parametrize("kept", [[], ["host"], ["host", "Pt@22"], ["Ni@22"]])
def test_a_run_taken_up_again_gives_the_numbers_of_an_undisturbed_one(path, session, kept):
    undisturbed = screen(path, [22], ["Ni", "Pt"])
    configure(finished=session / "finished")
    screen(path, [22], ["Ni", "Pt"])
    for file in (session / "finished").glob("*.json"):
        if json.loads(file.read_text())["label"] not in kept:
            file.unlink()
    taken_up = screen(path, [22], ["Ni", "Pt"])
    assert numbers(taken_up) == numbers(undisturbed)


def test_a_record_that_is_not_whole_or_has_no_path_file_counts_as_none(path, session):
    configure(finished=session / "finished")
    whole = barrier(path)
    (record,) = (session / "finished").glob("*.json")
    record.write_text(record.read_text()[:100])
    assert numbers([barrier(path)]) == numbers([whole])
    (session / whole.path).unlink()
    assert numbers([barrier(path)]) == numbers([whole])
    assert (session / whole.path).is_file()


def test_two_paths_of_one_label_keep_files_of_their_own(path, session):
    first, second = barrier(path), barrier(path, n_images=5)
    assert first.label == second.label == "host"
    assert [read_path(session / found.path).n_images for found in (first, second)] == [7, 5]


def test_a_slab_whose_cell_was_lost_is_told_to_be_a_cluster(path):
    bare = path_of([image.copy() for image in path.images])
    for image in bare.images:
        image.pbc = False
    codes = [{caveat.code for caveat in _task(given, Options(None, 0.02, True, None)).warnings} for given in (bare, path)]
    assert codes == [{"not_periodic"}, set()]


def test_the_plan_comes_first_and_each_finish_carries_its_key(path, events):
    table = screen(path, [22], ["Ni"])
    assert events[0] == {"event": "plan", "labels": ["host", "Ni@22"], "calculator": "emt"}
    finished = [event for event in events if event["event"] == "finished"]
    assert [event["record"] for event in finished] == [found.to_dict() for found in table]
    assert all(len(event["key"]) == 64 for event in finished)
    assert finished[0]["key"] != finished[1]["key"]


@pytest.mark.parametrize(
    ("arguments", "error", "code"),
    [
        ({"sites": [28], "elements": ["Ni"]}, SiteError, "index_out_of_range"),
        ({"sites": [-1], "elements": ["Ni"]}, SiteError, "index_out_of_range"),
        ({"sites": [22.0], "elements": ["Ni"]}, SiteError, "index_out_of_range"),
        ({"sites": [], "elements": ["Ni"]}, SiteError, "index_missing"),
        ({"sites": [22], "elements": []}, ElementError, "element_missing"),
        ({"sites": [22], "elements": ["Uno"]}, ElementError, "element_unknown"),
        ({"sites": [22], "elements": ["X"]}, ElementError, "element_unknown"),
        ({"sites": [22], "elements": ["Fe"]}, CalculatorError, "calculator_unsupported_element"),
        ({"sites": [22], "elements": ["Ni"], "calculator": "emtt"}, CalculatorError, "calculator_unknown"),
        ({"sites": [22], "elements": ["Ni"], "n_images": 2}, PathError, "images_invalid"),
        ({"sites": [22], "elements": ["Ni"], "n_images": 7.0}, PathError, "images_invalid"),
        ({"sites": [22], "elements": ["Ni"], "fmax": 0}, SettingError, "fmax_invalid"),
        ({"sites": [22], "elements": ["Ni"], "fmax": float("nan")}, SettingError, "fmax_invalid"),
    ],
)
def test_a_slip_of_the_hand_is_told_before_anything_is_computed(path, arguments, error, code, events):
    with pytest.raises(error) as slip:
        screen(path, **arguments)
    assert slip.value.code == code
    assert slip.value.message
    assert slip.value.hint
    assert events == []


def test_settings_of_a_session_hold_until_changed(session):
    configure(calculator="EMT", processes=2)
    assert (settings().calculator, settings().processes, settings().folder) == ("emt", 2, session)
    with pytest.raises(SettingError):
        configure(processes=0)
    use(dataclasses.replace(settings(), processes=None))


def test_the_lowest_barrier_is_one_without_doubts_while_there_is_one():
    doubtful = Verdict(1, True, (Check("no_kink", False, 110.0, 90.0),))
    sound = Verdict(1, True, (Check("no_kink", True, 40.0, 90.0),))
    low, high = (
        Barrier(label=label, calculator="emt", substitution={1: label}, status="converged", barrier_eV=barrier, verdict=verdict)
        for label, barrier, verdict in (("Pd", 0.3, doubtful), ("Pt", 0.4, sound))
    )
    assert BarrierTable((low, high)).lowest is high
    assert BarrierTable((low,)).lowest is low

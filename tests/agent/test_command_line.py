"""The command line as a user meets it: a real sandbox, EMT, and everything that can go wrong before and after it."""

import json
import os
import shutil
from pathlib import Path

import pytest
from written import screen_script

from model.reader import EMBEDDED

RIGHT = screen_script("8", "Ni Ag")
ASKED = "8番を Ni と Ag に置換した活性化エネルギー"


def test_a_request_ends_in_records_an_answer_and_a_folder_that_can_be_replayed(desk):
    done = desk.run(ASKED, "path.extxyz", scripts=(RIGHT,))
    assert (done.code, done.result["status"], done.result["error"]) == (0, "done", None)
    assert [record["substitution"] for record in done.substituted] == [{"8": "Ni"}, {"8": "Ag"}]
    assert all(record["barrier_eV"] > 0 for record in done.result["records"])
    folder = desk.folder / "out"
    assert (folder / "script.py").read_text() == RIGHT
    assert json.loads((folder / "results.json").read_text()) == done.result
    assert all((folder / done.result[name]).stat().st_size for name in ("notebook", "report"))
    assert all((folder / record["path"]).is_file() for record in done.result["records"])
    assert len(list((folder / "candidates").glob("*.json"))) == len(done.result["records"])
    assert (folder / "inputs" / "path.extxyz").read_bytes() == (desk.folder / "path.extxyz").read_bytes()
    record = json.loads((folder / "run.json").read_text())
    assert record["status"] == "done" and record["provenance"]["isolation"]["level"] == "strong"


def test_without_a_file_the_one_path_of_the_folder_is_taken_and_named(desk):
    done = desk.run(ASKED, "--dry-run", scripts=(RIGHT,))
    assert done.code == 0 and "path.extxyz" in done.err and not done.result["records"]
    assert (desk.folder / "out" / "script.py").read_text() == RIGHT


def test_with_two_paths_and_no_file_the_person_is_asked(desk):
    shutil.copy(desk.folder / "path.extxyz", desk.folder / "other.extxyz")
    done = desk.run(ASKED, scripts=(RIGHT,) * 3)
    assert (done.code, done.error) == (2, "file_missing") and "other.extxyz" in done.result["question"]


def test_a_wrong_script_is_written_again_and_the_right_one_runs(desk):
    done = desk.run("8番を Ni に置換した活性化エネルギー", scripts=(screen_script("9", "Ni"), screen_script("8", "Ni")))
    assert done.code == 0 and [r["label"] for r in done.substituted] == ["Ni@8"]
    attempts = json.loads((desk.folder / "out" / "run.json").read_text())["attempts"]
    assert "9" in attempts[0]["complaint"] and not attempts[1]["complaint"]


def test_three_wrong_scripts_become_a_question_and_nothing_runs(desk):
    done = desk.run("8番を Ni に置換した活性化エネルギー", scripts=(screen_script("9", "Ni"),) * 5)
    assert (done.code, done.result["status"], done.error, done.result["records"]) == (2, "question", "script_rejected", [])


def test_a_script_that_fails_in_the_sandbox_is_written_again(desk):
    broken = RIGHT.replace("chart(table)", "print(table.nothing)\nchart(table)")
    done = desk.run(ASKED, scripts=(broken, RIGHT))
    assert done.code == 0 and len(done.substituted) == 2


def test_a_later_run_goes_on_with_the_conversation(desk):
    assert desk.run("Ni に置換した活性化エネルギー", scripts=('ask("index_missing")\n',), out="first").code == 2
    done = desk.run("8番", "--after", "first", "--dry-run", scripts=(screen_script("8", "Ni"),), out="second")
    assert done.code == 0
    turns = json.loads((desk.folder / "second" / "run.json").read_text())["earlier"]
    assert turns[0]["script"] == 'ask("index_missing")\n'


def test_english_users_read_english(desk):
    done = desk.run("8番を Xx に置換", "path.extxyz", LC_ALL="en_US.UTF-8")
    assert "element" in done.result["error"]["message"]


def damaged(desk, name):
    """A path file with something wrong with it."""
    lines = (desk.folder / "path.extxyz").read_text().splitlines(keepends=True)
    n = int(lines[0]) + 2
    changed = {
        "cut.extxyz": lines[: n + 5],
        "nan.extxyz": [*lines[:3], lines[3].replace(lines[3].split()[1], "nan", 1), *lines[4:]],
        "short.extxyz": [*lines[:n], f"{n - 3}\n", *lines[n + 1 : 2 * n - 1], *lines[2 * n :]],
        "empty.extxyz": [],
        "text.extxyz": ["hello\n"],
    }[name]
    (desk.folder / name).write_text("".join(changed))
    return name


@pytest.mark.parametrize("name", ["cut.extxyz", "nan.extxyz", "short.extxyz", "empty.extxyz", "text.extxyz"])
def test_a_damaged_file_is_refused_with_its_name(desk, name):
    file = damaged(desk, name)
    done = desk.run(ASKED, file, scripts=(RIGHT.replace("path.extxyz", file),) * 3)
    assert done.code == 2 and done.error in ("file_unreadable", "path_inconsistent")
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("instruction", "words", "code"),
    [
        (ASKED, ("nothing.extxyz",), "file_missing"),
        (ASKED, ("-",), "file_missing"),
        (ASKED, (".",), "file_unreadable"),
        (ASKED, ("/dev/zero",), "file_unreadable"),
        ("13番を Ni に置換した障壁", ("path.extxyz",), "index_out_of_range"),
        ("8番をユノニウムに置換した障壁", ("path.extxyz",), "element_unknown"),
        ("nothing.traj の障壁", ("path.extxyz",), "file_missing"),
        ("-1番を Ni に置換した障壁", ("path.extxyz",), "index_out_of_range"),
        (ASKED, ("path.extxyz", "--pick", "13"), "index_out_of_range"),
        (ASKED, ("path.extxyz", "--pick", "-1"), "index_out_of_range"),
        (ASKED, ("path.extxyz", "--after", "nowhere"), "run_unknown"),
        (ASKED, ("path.extxyz", "--after", "."), "run_unknown"),
    ],
)
def test_what_cannot_be_carried_out_ends_with_exit_2_and_its_code(desk, instruction, words, code):
    done = desk.run(instruction, *words, scripts=(RIGHT,))
    assert (done.code, done.error) == (2, code)
    assert not done.result["records"] and "Traceback" not in done.err and done.result["error"]["hint"]


def test_a_path_of_two_images_says_how_many_it_takes(desk):
    lines = (desk.folder / "path.extxyz").read_text().splitlines(keepends=True)
    (desk.folder / "two.extxyz").write_text("".join(lines[: 2 * (int(lines[0]) + 2)]))
    done = desk.run(ASKED, "two.extxyz", scripts=(RIGHT.replace("path.extxyz", "two.extxyz"),))
    assert (done.code, done.error) == (2, "images_invalid") and "two.extxyz" in done.result["error"]["message"]


def test_a_file_may_have_an_at_sign_in_its_name(desk):
    name = "Ag@8.extxyz"  # as the paths of a run have
    (desk.folder / "path.extxyz").rename(desk.folder / name)
    done = desk.run(ASKED, name, scripts=(RIGHT.replace("path.extxyz", name),))
    assert done.code == 0 and len(done.substituted) == 2


DAMAGES = {
    "empty": lambda whole: b"",
    "half": lambda whole: whole[: len(whole) // 2],
    "other magic": lambda whole: b"GGML" + whole[4:],
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_model_is_said_and_nothing_runs(desk, how):
    (desk.folder / "m.gguf").write_bytes(DAMAGES[how](EMBEDDED.read_bytes()))
    done = desk.agent("run", ASKED, "path.extxyz", "--json", "--out", "out", "--model", "m.gguf")
    assert (done.code, done.error, done.result["records"]) == (1, "model_failed", [])
    assert "m.gguf" in done.result["error"]["message"] and done.result["error"]["hint"] and "Traceback" not in done.err


def test_a_missing_model_says_what_there_is(desk):
    done = desk.agent("run", ASKED, "--json", "--out", "out", "--model", "nowhere.gguf")
    assert (done.code, done.error) == (2, "model_missing")


def test_a_folder_with_something_in_it_is_not_written_into(desk):
    (desk.folder / "full").mkdir()
    (desk.folder / "full" / "mine.txt").write_text("mine")
    done = desk.run(ASKED, out="full")
    assert done.code == 2 and [f.name for f in (desk.folder / "full").iterdir()] == ["mine.txt"]


def test_a_folder_that_is_read_only_is_said(desk):
    (desk.folder / "closed").mkdir()
    closed = ("bwrap", "--dev-bind", "/", "/", "--tmpfs", str(desk.folder / "closed"), "--remount-ro", str(desk.folder / "closed"))
    done = desk.run(ASKED, out="closed/out", before=closed)
    assert (done.code, done.error) == (2, "out_unusable") and "読み取り専用" in done.result["error"]["message"]


def test_a_place_that_cannot_be_written_is_said(desk):
    done = desk.run(ASKED, out="/proc/nothing")
    assert done.code == 2 and "Traceback" not in done.err


def test_without_bubblewrap_nothing_runs_and_the_exit_is_3(desk):
    found = shutil.which("bwrap", path="/usr/bin:/bin:/usr/local/bin:" + os.environ["PATH"])
    hidden = ("bwrap", "--dev-bind", "/", "/", "--ro-bind", "/dev/null", str(Path(found).resolve()))
    done = desk.run(ASKED, scripts=(RIGHT,), before=hidden)
    assert (done.code, done.error, done.result["records"]) == (3, "isolation_unavailable", [])


def test_no_bwrap_on_the_path_is_no_isolation(desk):
    done = desk.run(ASKED, scripts=(RIGHT,), PATH="/nowhere")
    assert (done.code, done.error, done.result["records"]) == (3, "isolation_unavailable", [])
    assert "sudo apt install bubblewrap" in done.result["error"]["hint"]


LOOK = """"$@"; code=$?; find small -type f -name ".*" -exec echo HALF {} ";" >&2; exit $code"""


@pytest.mark.parametrize(("size", "on_the_way"), [(4_000, False), (24_000, True), (60_000, True)])
def test_a_full_disk_is_said_and_what_was_found_is_still_on_stdout(desk, size, on_the_way):
    small = ("bwrap", "--dev-bind", "/", "/", "--size", str(size), "--tmpfs", str(desk.folder / "small"), "sh", "-c", LOOK, "sh")
    (desk.folder / "small").mkdir()
    done = desk.run(ASKED, "path.extxyz", scripts=(RIGHT,), out="small/out", before=small)
    assert (done.code, done.error) == (1, "limit_disk") and "Traceback" not in done.err
    assert "空き容量がありません" in done.result["error"]["message"] and "HALF" not in done.err
    assert ("agent resume" in done.result["error"]["hint"]) == on_the_way


def test_a_stdout_that_cannot_be_written_loses_nothing(desk):
    with Path("/dev/full").open("w") as full:
        words = ["run", ASKED, "path.extxyz", "--json", "--out", "out", "--model", desk.model(RIGHT), "--calculator", "emt", "--dry-run"]
        process = desk.start(*words, stdout=full)
        err = process.communicate(timeout=120)[1]
    assert process.returncode == 1 and "Traceback" not in err and "標準出力" in err
    assert json.loads((desk.folder / "out" / "results.json").read_text())["status"] == "done"


def test_the_doctor_says_what_holds_and_what_to_do(desk):
    well, ill = desk.agent("doctor"), desk.agent("doctor", PATH="/nowhere", KASSEI_MODEL="nowhere.gguf")
    assert (well.code, ill.code) == (0, 1) and "×" not in well.out and "あなたのファイルを読めない" in well.out
    missing = [line for line in ill.out.splitlines() if "×" in line or "→" in line]
    assert "bubblewrap" in missing[0] and "sudo apt install bubblewrap" in missing[1]
    assert "nowhere.gguf" in missing[2] and "→" in missing[3]


def test_the_conversation_in_a_terminal_goes_on_from_line_to_line(desk):
    model = desk.model(screen_script("8", "Ni"), screen_script("8", "Ag"))
    process = desk.start("chat", "path.extxyz", "--model", model, "--calculator", "emt")
    out, err = process.communicate("8番を Ni に置換した活性化エネルギー\nAg でもやって\nexit\n", timeout=120)
    assert process.returncode == 0 and "Traceback" not in err
    assert "[Ni@8]" in out and "[Ag@8]" in out


@pytest.mark.parametrize("words", [(), ("run",), ("run", " "), ("run", "x", "--pick", "a"), ("run", "x", "--nothing"), ("dance",)])
def test_wrong_usage_ends_with_exit_2(desk, words):
    done = desk.agent(*words)
    assert done.code == 2 and "Traceback" not in done.err and not done.out


@pytest.mark.parametrize(
    "words",
    [
        ("run", " "),
        ("run", "x", "--pick", "a"),
        ("run", "x", "--timeout", "0"),
        ("run", "x", "--processes", "none"),
        ("run", "x", "--isolation", "weak"),
        ("run", "x", "--dry-run", "--review"),
        ("run", "x", "--out", ""),
        ("run", "x", "--model", ""),
        ("resume",),
    ],
)
def test_wrong_usage_is_an_error_like_every_other(desk, words):
    done = desk.agent(*words, "--json")
    assert (done.code, done.error, done.result["status"]) == (2, "usage_wrong", "refused")
    assert "コマンドの書き方が違います" in done.err and "argument" not in done.err and "--help" in done.result["error"]["hint"]


def test_a_reader_that_goes_away_sees_no_traceback(desk):
    process = desk.start("run", ASKED, "--json", "--out", "out", "--model", desk.model(RIGHT), "--calculator", "emt", "--dry-run")
    process.stdout.close()
    process.stdin.close()
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()


@pytest.mark.parametrize(("said", "code"), [("n\n", 2), ("", 2), ("y\n", 0)])
def test_review_runs_nothing_without_a_yes(desk, said, code):
    process = desk.start("run", ASKED, "--review", "--json", "--out", "out", "--model", desk.model(RIGHT), "--calculator", "emt")
    out, err = process.communicate(said, timeout=120)
    assert process.returncode == code and "screen(path" in err
    assert bool(json.loads(out)["records"]) == (code == 0)

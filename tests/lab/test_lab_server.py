"""What a JupyterLab of ours does and what it refuses, asked over HTTP."""

import hashlib
import json
from pathlib import Path

from agent.lab.asked import asked, inside, wants_stop
from agent.lab.markdown import fenced, plain, prose
from agent.lab.server import PERSONA, overrides

LAB = Path(__file__).parent.parent.parent / "agent" / "lab"


def test_nobody_gets_in_without_the_token(lab):
    assert lab.ask("api/contents", token="wrong")[0] == 403


def test_only_the_sandboxed_kernel_is_known_and_every_other_is_refused(lab):
    known = json.loads(lab.ask("api/kernelspecs")[1])
    assert list(known["kernelspecs"]) == ["kassei"] and known["default"] == "kassei"
    assert lab.ask("api/kernels", body={"name": "python3"})[0] >= 400


def test_there_are_no_terminals(lab):
    assert lab.ask("api/terminals", body={})[0] == 404


def test_our_labextension_and_its_pictures_are_served(lab):
    page = lab.ask("lab")[1].decode()
    assert '"name": "kassei"' in page and "KasseiPersona" in page
    assert lab.ask("lab/extensions/kassei/static/ngl.js")[0] == 200


def test_news_are_off_and_the_language_is_japanese(lab):
    listed = {s["id"]: s for s in json.loads(lab.ask("lab/api/settings")[1])["settings"]}
    notification = listed["@jupyterlab/apputils-extension:notification"]["schema"]["properties"]
    assert notification["fetchNews"]["default"] == "false" and notification["checkForUpdates"]["default"] is False
    assert listed["@jupyterlab/translation-extension:plugin"]["schema"]["properties"]["locale"]["default"] == "ja_JP"


def test_what_a_wheel_sets_in_a_jupyterlab_of_the_users_own_is_what_ours_has():
    server_side, overridden = (json.loads((LAB / "settings" / name / "kassei.json").read_text()) for name in ("server", "overrides"))
    assert server_side == {"PersonaManager": {"default_persona_id": PERSONA}}
    assert overridden.items() <= overrides().items()


def test_the_chat_is_there_and_the_users_own_settings_are_not_touched(lab):
    assert (lab.folder / "kassei.chat").is_file()
    assert (lab.state / "kassei" / "lab" / "settings" / "overrides.json").is_file()


def test_the_built_labextension_is_the_one_of_its_sources():
    extension, built = LAB / "extension", LAB / "labextensions" / "kassei" / "static" / "sources.txt"
    sources = [*sorted((extension / "src").glob("*.ts")), *sorted((extension / "style").iterdir())]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()
    assert built.read_text().strip() == digest, "npm run build in agent/lab/extension"


def test_the_built_viewer_is_the_one_of_our_reports():
    for name in ("ngl.js", "curve.js", "viewer.js"):
        built = LAB / "labextensions" / "kassei" / "static" / name
        assert built.read_bytes() == (LAB.parent.parent / "tools" / "static" / name).read_bytes(), "npm run build in agent/lab/extension"


def test_a_path_that_leads_out_of_the_folder_is_none(tmp_path):
    assert inside(tmp_path, "../secret") is None and inside(tmp_path, "a\0b") is None
    assert inside(tmp_path, "/runs/x") == tmp_path.resolve() / "runs" / "x"


def test_clicked_atoms_are_indices_each_once(tmp_path):
    picks = [{"index": 189, "element": "Ru"}, {"index": 189}, {"index": -1}, {"index": True}, "x", 3]
    found = asked("この原子を Fe に", {"kassei": {"picks": picks, "folder": "../.."}}, [], root=tmp_path, beside=tmp_path)
    assert found.picked == (189, 3) and found.here == tmp_path


def test_words_that_stop_are_not_words_that_ask():
    assert wants_stop("止めて") and not wants_stop("22番の原子を止めて計算して")


def test_hostile_words_stay_words():
    assert "<" not in plain("<script>") and plain("![x](http://a)").startswith("\\!\\[")
    assert fenced("x = '```'").startswith("````python\n")
    assert prose("1. Fe@1: <b>\nend").splitlines()[0] == "1. Fe@1: &lt;b>".replace(">", "\\>")
    assert prose("as it is:\n    E (V)  <b>\n    ```\nend") == "as it is:  \n````\nE (V)  <b>\n```\n````\nend"

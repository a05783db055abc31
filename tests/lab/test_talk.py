"""The conversation over a chat's socket, as a tab of a browser holds it: files, several chats, closed tabs, stopping, review."""

import os
import shutil
import time

import pytest
from driven import talking

from agent.lab.reply import ACTIONS

REQUEST = "22番を {} に置換して障壁を計算してグラフにする"
SLOW = f"path.extxyz で {REQUEST.format('Pd と Au')}。イメージは 31 枚で"


@pytest.fixture
def folder(lab, request):
    """A folder of its own below the server's, with the path in it."""
    place = lab.folder / request.node.name
    place.mkdir()
    shutil.copy(lab.folder / "path.extxyz", place / "hop.extxyz")
    return place


def bodies(lab, chat, since=0):
    return "\n".join(message["body"] for message in lab.messages(chat)[since:])


def offered(lab, chat, since=0):
    """Names of the buttons, once they are there, and what belongs to them."""
    end = time.monotonic() + 20
    while True:
        bundles = [(message.get("mime_model") or {}).get("data", {}) for message in lab.messages(chat)[since:]]
        found = [bundle[ACTIONS] for bundle in bundles if ACTIONS in bundle]
        if found:
            return [button["name"] for button in found[-1]["actions"]], found[-1]
        assert time.monotonic() < end, lab.messages(chat)[-1]
        time.sleep(0.1)


def test_the_only_path_of_the_folder_that_is_open_at_the_left_is_taken_and_said(lab, folder):
    with talking(lab, "left.chat") as talk:
        talk.say(REQUEST.format("Pd"), folder=folder.name)
        assert lab.await_end(chat="left.chat") == "done"
    assert "hop.extxyz を使います" in bodies(lab, "left.chat") and "Pd@22" in bodies(lab, "left.chat")
    assert any((folder / "runs").iterdir())


def test_of_several_paths_in_a_folder_the_person_is_asked_for_one(lab, folder):
    shutil.copy(folder / "hop.extxyz", folder / "other.extxyz")
    with talking(lab, "several.chat") as talk:
        talk.say(REQUEST.format("Pd"), folder=folder.name)
        assert lab.await_end(chat="several.chat") == "question"
    assert "hop.extxyz" in bodies(lab, "several.chat") and "other.extxyz" in bodies(lab, "several.chat")


def test_an_attached_file_is_the_one_that_is_meant_whatever_the_folder(lab, folder):
    with talking(lab, "attached.chat") as talk:
        talk.say(REQUEST.format("Pd"), attached=[f"{folder.name}/hop.extxyz"])
        assert lab.await_end(chat="attached.chat") == "done"
    assert "ファイル: hop.extxyz" in bodies(lab, "attached.chat").replace("\\", "")


def test_two_chats_at_once_do_not_mix(lab):
    with talking(lab, "one.chat") as one, talking(lab, "two.chat") as two:
        one.say(f"path.extxyz で {REQUEST.format('Pd')}")
        two.say(f"path.extxyz で {REQUEST.format('Au')}")
        assert lab.await_end(chat="one.chat") == lab.await_end(chat="two.chat") == "done"
    assert "Pd@22" in bodies(lab, "one.chat") and "Au@22" not in bodies(lab, "one.chat")
    assert "Au@22" in bodies(lab, "two.chat") and "Pd@22" not in bodies(lab, "two.chat")


def test_a_run_goes_on_when_its_tab_is_closed_and_is_there_when_it_opens_again(lab):
    with talking(lab, "closed.chat") as talk, talking(lab, "beside.chat"):
        talk.say(f"path.extxyz で {REQUEST.format('Pd と Au')}")
    assert lab.await_end(chat="closed.chat") == "done"
    with talking(lab, "closed.chat") as talk:
        assert any("Au@22" in message["body"] for message in talk.history)
        assert any("application/vnd.plotly.v1+json" in str(message.get("mime_model")) for message in talk.history)


def test_a_chat_that_is_stopped_leaves_the_other_alone_and_goes_on_where_it_was(lab):
    with talking(lab, "stopped.chat") as talk, talking(lab, "undisturbed.chat") as other:
        talk.say(SLOW)
        lab.await_words("| host | 収束", chat="stopped.chat", seconds=30)
        other.say(f"path.extxyz で {REQUEST.format('Pd')}")
        begun = time.monotonic()
        talk.stop()
        lab.await_words("中断", chat="stopped.chat", seconds=10)
        took = time.monotonic() - begun
        print(f"stopped after {took:.2f} s, load {os.getloadavg()[0]:.1f}")
        assert took < 1.0
        assert lab.await_end(chat="stopped.chat") == "failed"
        names, bundle = offered(lab, "stopped.chat")
        assert names[0] == "resume"
        kept = {file: file.read_text() for file in (lab.folder / bundle["run"] / "candidates").glob("*.json")}
        assert kept
        assert lab.await_end(chat="undisturbed.chat") == "done"
        since = talk.say("続けて")
        assert lab.await_end(chat="stopped.chat", since=since) == "done"
        assert kept == {file: file.read_text() for file in kept}
    assert "Au@22" in bodies(lab, "stopped.chat", since)


def test_the_script_waits_where_the_person_wants_to_see_it_and_runs_as_it_was_edited(lab):
    chat = "review.chat"
    with talking(lab, chat) as talk:
        talk.say(f"path.extxyz で {REQUEST.format('Pd')}", settings={"review": "ask"})
        assert lab.await_end(chat=chat) == "waiting"
        names, bundle = offered(lab, chat)
        assert names == ["run", "edit", "leave"] and 'elements=["Pd"]' in bundle["script"]
        assert not any((lab.folder / bundle["run"]).glob("candidates/*"))
        since = talk.say("中止", action="leave", run=bundle["run"])
        lab.await_words("実行しませんでした", chat=chat, since=since)
        since = talk.say("編集して実行", action="run", run=bundle["run"], script=bundle["script"].replace('"Pd"', '"Au"'))
        assert lab.await_end(chat=chat, since=since) == "done"
    assert "Au@22" in bodies(lab, chat, since) and "Pd@22" not in bodies(lab, chat, since)


def test_the_sandbox_that_waits_outlives_a_chat_that_is_closed(lab):
    with talking(lab, "stays.chat"):
        with talking(lab, "leaves.chat"):
            waiting = _settled(lab)
        time.sleep(2)
        assert waiting and waiting <= lab.sandboxes()


def _settled(lab):
    """The processes of the sandboxes once none comes or goes."""
    end, before = time.monotonic() + 60, set()
    while time.monotonic() < end:
        now = lab.sandboxes()
        if now and now == before:
            break
        before = now
        time.sleep(1.5)
    return before

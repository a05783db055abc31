"""`agent model pull` against a hub of our own: nothing here touches the network."""

import hashlib
import json
import os
import subprocess
import sys

import pytest
from hub import Hub

PULL = ["model", "pull", "mine", "tiny.gguf", "--from", "lab/model"]


@pytest.fixture
def hub(plain_gguf):
    made = Hub()
    made.files["tiny.gguf"] = plain_gguf.read_bytes()
    yield made
    made.close()


@pytest.fixture
def agent(hub, tmp_path):
    """The command line in a home of its own, as another process: huggingface_hub reads its address when it is imported."""
    places = {f"XDG_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA")}

    def run(*words, **environment):
        variables = {
            **os.environ,
            **places,
            "LC_ALL": "C.UTF-8",
            "HF_ENDPOINT": hub.address,
            "HF_HOME": str(tmp_path / "hf"),
            **environment,
        }
        variables["HF_HUB_DISABLE_XET"] = "1"
        return subprocess.run([sys.executable, "-m", "agent", *words], env=variables, capture_output=True, text=True, check=False)

    run.home = tmp_path
    return run


def test_a_model_is_pulled_pinned_and_used(agent, hub):
    done = agent(*PULL)
    assert done.returncode == 0, done.stderr
    file = agent.home / "data/kassei/models/mine/tiny.gguf"
    assert file.read_bytes() == hub.files["tiny.gguf"]
    pin = json.loads((agent.home / "config/kassei/models.lock").read_text())["mine"]
    assert pin["sha256"] == hashlib.sha256(hub.files["tiny.gguf"]).hexdigest() and pin["commit"] == "c" * 40
    assert agent("model", "use", "mine").returncode == 0
    assert (agent.home / "config/kassei/config.toml").read_text() == 'model = "mine"\n'
    assert "* mine" in agent("model", "list").stdout


def test_a_download_that_broke_off_goes_on_where_it_stopped(agent, hub):
    hub.files["tiny.gguf"] += bytes(12 << 20)  # huggingface_hub keeps what has come in pieces of 10 MB
    hub.breaks_after = 11 << 20
    agent(*PULL)
    assert agent(*PULL).returncode == 0
    assert 10 << 20 in hub.seen
    assert (agent.home / "data/kassei/models/mine/tiny.gguf").read_bytes() == hub.files["tiny.gguf"]


def test_bytes_that_are_not_what_the_hub_says_are_refused_and_deleted(agent, hub):
    hub.etag = "0" * 64
    done = agent(*PULL)
    assert done.returncode == 1 and "ハッシュ" in done.stderr and "Traceback" not in done.stderr
    assert not (agent.home / "data/kassei/models/mine/tiny.gguf").exists()


def test_a_file_that_changed_after_it_was_pulled_is_not_used(agent, hub):
    assert agent(*PULL).returncode == 0
    file = agent.home / "data/kassei/models/mine/tiny.gguf"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    done = agent("model", "use", "mine")
    assert done.returncode == 1 and "agent model pull mine" in done.stderr and "Traceback" not in done.stderr
    assert agent("model", "list").returncode == 0


def test_a_file_that_its_owner_replaced_is_not_taken_for_the_one_pinned(agent, hub):
    assert agent(*PULL).returncode == 0
    hub.files["tiny.gguf"] += b"more"
    done = agent(*PULL)
    assert done.returncode == 1 and "models.lock" in done.stderr


@pytest.mark.parametrize(
    ("given", "environment", "said"),
    [
        (PULL, {"HF_ENDPOINT": "http://127.0.0.1:9"}, "ネットワーク"),
        (PULL, {"HF_HUB_OFFLINE": "1"}, "ネットワーク"),
        (["model", "pull", "mine", "none.gguf", "--from", "lab/model"], {}, "none.gguf"),
        (["model", "pull", "mine", "tiny.gguf", "--from", "lab/nothing"], {}, "綴り"),
        (["model", "pull", "mine", "tiny.gguf", "--from", "lab/gated"], {}, "同意"),
        (["model", "pull", "plamo-2-8b"], {}, "convert_hf_to_gguf.py"),
        (["model", "pull", "gpt-9"], {}, "qwen3-8b"),
        (["model", "pull", "mine", "tiny.gguf"], {}, "--from"),
        (["run", "x", "--model", "qwen3-8b", "--dry-run"], {}, "agent model pull qwen3-8b"),
        (["model", "use", "nowhere.gguf"], {}, "nowhere.gguf"),
    ],
)
def test_what_cannot_be_had_is_said_with_what_to_do(agent, given, environment, said):
    done = agent(*given, **environment)
    assert done.returncode in (1, 2) and said in done.stderr and "Traceback" not in done.stderr


def test_a_damaged_configuration_is_said_and_can_be_put_right(agent):
    folder = agent.home / "config/kassei"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('modell = "x"\n')
    (folder / "models.lock").write_text("{")
    for given in (["run", "x", "--dry-run"], PULL):
        done = agent(*given)
        assert done.returncode in (1, 2) and str(folder) in done.stderr and "Traceback" not in done.stderr
    assert agent("model", "use", "embedded").returncode == 0
    assert (folder / "config.toml").read_text() == 'model = "embedded"\n'

"""What llama.cpp's kinds of networks and memories promise: each loads, writes, and goes on from disk exactly as it went on before."""

import pytest
from architectures import HYBRID, KINDS, PURE, TEMPLATE, build
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from model.chat import GGUFChat, open_model
from model.errors import ModelError

RULES = SystemMessage("Reply with one fenced block. " * 6)
ASKED = HumanMessage("request: 22番をAgに")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("architectures")
    return lambda kind, **how: build(kind, folder / f"{kind}{len(how)}.gguf", **how)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.fixture
def chat(tiny, monkeypatch):
    """A model that is opened without the trial in another process (a few seconds each; test_header.py has that)."""
    opened = []

    def make(kind, **how):
        model = GGUFChat(file=tiny(kind, **how), longest=16, n_threads=1)
        monkeypatch.setattr("model.llama._tried", lambda _: False)
        opened.append(model)
        return model

    yield make
    for model in opened:
        model.close()


@pytest.mark.parametrize("kind", KINDS)
def test_every_architecture_writes_and_a_fresh_process_goes_on_from_its_kept_prefix(chat, kind):
    first, second = chat(kind), chat(kind)
    said = first.invoke([RULES, ASKED]).content
    assert first.began == "read"
    assert second.invoke([RULES, ASKED]).content == said and second.began == "restored"
    assert second.invoke([RULES, HumanMessage("request: 銅")]).content != said or kind in PURE
    assert second.invoke([RULES, ASKED]).content == said


@pytest.mark.parametrize("kind", ["llama", "mamba", "granitehybrid", "gpt-oss"])
def test_a_memory_that_cannot_forget_a_part_is_read_again_from_the_prefix_and_says_so(chat, kind):
    model = chat(kind)
    reply = model.invoke([RULES, ASKED])
    model.invoke([RULES, ASKED, AIMessage(reply.content), HumanMessage("error: no")])
    assert model.began == ("restored" if kind in (*PURE, *HYBRID) else "continued")
    assert model.forgets == (kind not in (*PURE, *HYBRID))


@pytest.mark.parametrize("kind", ["llama", "mamba"])
def test_a_prefix_that_is_damaged_or_another_models_is_read_anew(chat, tmp_path, kind):
    model = chat(kind)
    said = model.invoke([RULES, ASKED]).content
    (kept,) = (tmp_path / "kassei" / "prefixes").iterdir()
    for damage in (lambda data: data[: len(data) // 2], lambda data: b"x" * len(data), lambda data: data[:40], lambda _: b""):
        kept.write_bytes(damage(kept.read_bytes()))
        other = chat(kind)
        assert other.invoke([RULES, ASKED]).content == said and other.began == "read"


def test_one_prefix_is_kept_for_a_model(chat, tmp_path):
    for rules in ("Reply in one block. " * 6, "Reply in two blocks. " * 6):
        assert chat("llama").invoke([SystemMessage(rules), ASKED]).content
    (kept,) = (tmp_path / "kassei" / "prefixes").iterdir()
    other = kept.with_name(kept.name.split("-")[0] + "-512-0.0.1.state")
    other.write_bytes(b"of another llama.cpp")
    assert chat("llama").invoke([RULES, ASKED]).content
    assert not other.exists() and kept.exists()


def test_a_cache_that_cannot_be_written_only_costs_time(chat, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    model = chat("llama")
    assert model.invoke([RULES, ASKED]).content
    assert model.began == "read"


@pytest.mark.parametrize("kind", ["llama", "gpt-oss", "mamba"])
def test_guessing_changes_the_speed_and_not_the_text(chat, kind):
    plain, guessing = chat(kind), chat(kind)
    plain.guessed, guessing.guessed, plain.longest, guessing.longest = 0, 6, 60, 60
    talk = [RULES, HumanMessage("abababab abababab abababab")]
    assert guessing.invoke(talk).content == plain.invoke(talk).content


def test_a_base_model_goes_on_with_the_examples_and_its_reply_is_fenced(chat):
    said = chat("llama", template="").invoke([RULES, ASKED]).content
    assert said.startswith("```python\n") and said.endswith("```")


def test_a_template_that_refuses_the_systems_role_gets_its_words_with_the_request(chat):
    refusing = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + TEMPLATE
    assert chat("llama", template=refusing).invoke([RULES, ASKED]).content


def test_a_conversation_that_does_not_fit_is_said_before_anything_is_read(chat):
    model = chat("llama")
    assert model.fits([RULES, ASKED])
    assert not model.fits([RULES, HumanMessage("x" * 600)])
    with pytest.raises(ModelError) as failure:
        model.invoke([RULES, HumanMessage("x" * 600)])
    assert failure.value.hint


def test_an_architecture_that_ends_the_process_is_an_error_with_advice(tiny, tmp_path):
    """PLaMo 2 with state groups fails an assertion of llama.cpp's: the process that tries it dies, ours says so."""
    file = tmp_path / "grouped.gguf"
    data = tiny("plamo2").read_bytes()
    key = b"plamo2.ssm.group_count"
    place = data.index(key) + len(key) + 4
    file.write_bytes(data[:place] + (1).to_bytes(4, "little") + data[place + 4 :])
    with pytest.raises(ModelError) as failure:
        open_model(file).invoke("x")
    assert failure.value.code == "model_failed" and failure.value.hint

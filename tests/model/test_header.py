import contextlib
import random
import struct

import gguf
import numpy as np
import pytest
from langchain_core.messages import HumanMessage

from model import messages
from model.chat import GGUFChat, open_model
from model.errors import ModelError
from model.header import BLOCKS, read_header
from model.machine import Machine
from model.training.export import quantize


def cut(data):
    return data[: len(data) // 2]


BROKEN = {
    "zero bytes": lambda _: b"",
    "three bytes": lambda _: b"GGU",
    "wrong magic": lambda data: b"PK\x03\x04" + data[4:],
    "version 99": lambda data: data[:4] + struct.pack("<I", 99) + data[8:],
    "cut in the header": lambda data: data[:2000],
    "cut in the weights": cut,
    "one byte short": lambda data: data[:-33],
    "claims 2^60 tensors": lambda data: data[:8] + struct.pack("<Q", 1 << 60) + data[16:],
    "claims 2^60 values": lambda data: data[:16] + struct.pack("<Q", 1 << 60) + data[24:],
    "claims a key of 20 GB": lambda data: data[:24] + struct.pack("<Q", 20 << 30) + data[32:],
    "no architecture": lambda data: data.replace(b"general.architecture", b"general.architectura"),
    "an unknown architecture": lambda data: data.replace(b"\x05\0\0\0\0\0\0\0llama", b"\x05\0\0\0\0\0\0\0lamma", 1),
    "no layers": lambda data: data.replace(b"llama.block_count", b"llama.block_kount"),
    "a tensor too few": lambda data: data.replace(b"output_norm.weight", b"output_morm.weight"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_file_is_an_error_with_advice_and_no_crash(plain_gguf, tmp_path, how):
    file = tmp_path / "broken.gguf"
    file.write_bytes(BROKEN[how](plain_gguf.read_bytes()))
    with pytest.raises(ModelError) as failure:
        open_model(file).invoke("hello")
    assert failure.value.code == "model_failed"
    assert failure.value.hint


def test_a_file_that_claims_twenty_gigabytes_is_told_by_its_table(plain_gguf, tmp_path):
    data = plain_gguf.read_bytes()
    name = b"token_embd.weight"
    place = data.index(name) + len(name) + 4
    file = tmp_path / "big.gguf"
    file.write_bytes(data[:place] + struct.pack("<Q", 20 << 30) + data[place + 8 :])
    with pytest.raises(ModelError, match=r"[0-9]{2},[0-9]{3},"):
        read_header(file)


def test_a_file_that_is_larger_than_the_memory_is_not_even_tried(plain_gguf, monkeypatch):
    monkeypatch.setattr("model.llama.Machine.here", lambda: Machine(plain_gguf.stat().st_size / 2e9, 2))
    with pytest.raises(ModelError) as failure:
        open_model(plain_gguf).invoke([HumanMessage("x")])
    assert failure.value.code == "model_failed" and "agent model list" in failure.value.hint


def test_a_projector_is_no_language_model_and_it_is_said_how_to_serve_it(tmp_path):
    writer = gguf.GGUFWriter(tmp_path / "mmproj.gguf", "clip")
    writer.add_tensor("v.patch_embd.weight", np.zeros((2, 32), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with pytest.raises(ModelError) as failure:
        open_model(tmp_path / "mmproj.gguf")
    assert failure.value.code == "model_failed" and "--mmproj" in failure.value.hint


def test_the_sizes_of_number_formats_are_those_of_gguf():
    known = {int(kind): size for kind, size in gguf.GGML_QUANT_SIZES.items()}
    assert {kind: known[kind] for kind in BLOCKS} == BLOCKS


def test_a_missing_file_is_missing(tmp_path):
    with pytest.raises(ModelError) as failure:
        open_model(tmp_path / "none.gguf")
    assert failure.value.code == "model_missing"


def test_a_folder_is_no_model(tmp_path):
    with pytest.raises(ModelError):
        open_model(tmp_path)


def test_bytes_changed_anywhere_in_the_header_are_an_error_or_harmless(plain_gguf, tmp_path):
    rng = random.Random(1)
    data = plain_gguf.read_bytes()
    for number in range(300):
        changed = bytearray(data)
        for _ in range(3):
            changed[rng.randrange(8, 30_000)] = rng.randrange(256)
        file = tmp_path / f"{number}.gguf"
        file.write_bytes(changed)
        with contextlib.suppress(ModelError):
            assert read_header(file).needed <= len(data)
        file.unlink()


def test_a_model_without_heads_is_an_error(plain_gguf, tmp_path):
    file = tmp_path / "headless.gguf"
    data = plain_gguf.read_bytes()
    key = b"llama.attention.head_count"
    place = data.index(key) + len(key) + 4
    file.write_bytes(data[:place] + struct.pack("<I", 0) + data[place + 4 :])
    with pytest.raises(ModelError) as failure:
        GGUFChat(file=file, longest=4).invoke("hello")
    assert failure.value.code == "model_failed"


def test_quantized_weights_run_even_where_repacking_them_ends_the_process(plain_gguf, tmp_path):
    """llama.cpp 0.3.36 dies on repacked weights where the processor has AMX: the trial's death is noted, and it runs without."""
    quantize(plain_gguf, tmp_path / "small.gguf", "Q8_0")
    model = GGUFChat(file=tmp_path / "small.gguf", longest=4)
    model.invoke("hello")
    model.close()


@pytest.mark.parametrize("kind", messages.ADVICE)
def test_every_message_is_there_in_both_languages(kind):
    japanese, english = messages.ADVICE[kind]
    assert japanese[0] and english[0]
    assert any(ord(letter) > 0x3000 for letter in japanese[0])
    assert all(ord(letter) < 0x3000 for letter in english[0] + english[1])


@pytest.mark.parametrize(
    ("variables", "language"),
    [({}, "ja"), ({"LANG": "en_US.UTF-8"}, "en"), ({"LC_ALL": "ja_JP.UTF-8", "LANG": "en_US"}, "ja"), ({"LC_MESSAGES": "en_GB"}, "en")],
)
def test_the_first_locale_that_is_set_chooses_the_language(monkeypatch, variables, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert messages.language() == language

import pytest

from model.catalogue import entries, entry, fitting
from model.errors import ModelError


def test_names_are_one_each_and_needs_are_plausible():
    names = [e.name for e in entries()]
    assert len(names) == len(set(names))
    for e in entries():
        assert e.parameters_b * 0.4 < e.memory_gb < 64
        assert e.repository.count("/") == 1
        assert e.file == "" or e.file.endswith(".gguf")


def test_a_small_machine_is_offered_nothing_that_it_cannot_hold():
    assert fitting(4) == ()
    assert all(e.memory_gb <= 8 for e in fitting(8))
    assert fitting(64)[0].memory_gb == max(e.memory_gb for e in entries())


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ModelError, match="qwen3-8b"):
        entry("gpt-9")

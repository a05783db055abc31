import pytest

from model.catalogue import entries, entry, fitting
from model.errors import ModelError
from model.machine import Machine, suggested


def test_names_are_one_each_and_needs_are_plausible():
    names = [e.name for e in entries()]
    assert len(names) == len(set(names))
    for e in entries():
        assert 1 < e.parameters_b < 40
        assert e.parameters_b * 0.5 < e.file_gb < e.memory_gb < 64
        assert e.repository.count("/") == 1 and e.source.startswith("https://")
        assert e.file == "" or e.file.endswith(".gguf")
        assert e.template in ("chat", "none")


def test_japanese_models_and_coders_from_small_to_large_are_there():
    assert {"plamo-2-8b", "plamo-3-8b"} <= {e.name for e in entries() if e.japanese}
    coders = [e.parameters_b for e in entries() if e.coder]
    assert min(coders) < 4 and max(coders) > 30


def test_a_small_machine_is_offered_nothing_that_it_cannot_hold():
    assert fitting(2) == ()
    assert all(e.memory_gb <= 8 for e in fitting(8))
    assert fitting(64)[0].memory_gb == max(e.memory_gb for e in entries())


def test_more_memory_and_more_cores_suggest_a_larger_model():
    assert suggested(Machine(memory_gb=2, cores=8)) is None
    sizes = [suggested(Machine(memory_gb=m, cores=c)).parameters_b for m, c in ((16, 2), (16, 8), (64, 16))]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]
    for memory, cores in ((4, 4), (16, 2), (128, 64)):
        one = suggested(Machine(memory_gb=memory, cores=cores))
        assert one.memory_gb < memory and one.file and "non-commercial" not in one.licence


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ModelError, match="qwen3-8b"):
        entry("gpt-9")

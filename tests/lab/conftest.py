"""One server for all tests of this folder, with one small path beside its chat."""

import pytest
from driven import serving
from paths import write_adatom_path


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    folder, state = tmp_path_factory.mktemp("desk"), tmp_path_factory.mktemp("state")
    write_adatom_path(folder / "path.extxyz")
    with serving(folder, state, "--calculator", "emt") as started:
        yield started

"""What the tests of the physics share: the cheap potential, a folder of their own, and ears for progress."""

import pytest

from sim.progress import listen
from sim.settings import Settings, use


@pytest.fixture
def session(tmp_path):
    """EMT, and paths written below a folder of the test's own."""
    before = use(Settings(calculator="emt", folder=tmp_path))
    yield tmp_path
    use(before)


@pytest.fixture
def events():
    """All events reported while the test runs."""
    heard = []
    before = listen(heard.append)
    yield heard
    listen(before)

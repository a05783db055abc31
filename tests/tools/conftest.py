"""Real sandboxes for the tests, shared where a test does not end its own."""

import asyncio

import pytest


@pytest.fixture(scope="session")
def runner():
    with asyncio.Runner() as loop:
        yield loop

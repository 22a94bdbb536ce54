"""Pictures are what these tests are about: none is kept from one test for another."""

import pytest


@pytest.fixture
def drawn_once() -> None: ...

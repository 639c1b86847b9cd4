"""The small LDAP server, running, and a directory read from it."""

from collections.abc import Iterator

import pytest
from small_ldap_client import SIMPLE, at
from small_ldap_server import Behaviour, SmallServer

from analyzer.collectors import ldap_wire
from analyzer.collectors.ldap import Directory, connect

READ_ONLY = {"bind", "search", "unbind", "abandon"}


@pytest.fixture(params=["own wire", "library wire"])
def wire(request, monkeypatch) -> str:
    """Both ways of taking an answer have to behave alike."""
    if request.param == "library wire":
        monkeypatch.setattr("analyzer.collectors.ldap.wire_of", ldap_wire.LibraryWire)
    return request.param


@pytest.fixture
def behaviour() -> Behaviour:
    return Behaviour()


@pytest.fixture
def small(behaviour) -> Iterator[SmallServer]:
    with SmallServer(behaviour) as server:
        yield server
    assert set(server.requests) <= READ_ONLY


@pytest.fixture
def directory(small) -> Iterator[Directory]:
    with connect(at(small), SIMPLE, pause=lambda _: None) as found:
        yield found

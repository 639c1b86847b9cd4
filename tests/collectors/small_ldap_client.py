"""What the tests ask the small server for: as a client that signs in with a name and a password."""

import time

from small_ldap_server import BASE, PASSWORD, USER, SmallServer

from analyzer.collectors.ldap import Directory, Login, Server

SIMPLE = Login(method="simple", user=USER, password=PASSWORD)


def people(number: int) -> list[tuple[str, dict[str, list[bytes]]]]:
    return [(f"CN=user{n},{BASE}", {"mail": [b"user%d@contoso.example" % n]}) for n in range(number)]


def group(members: int) -> tuple[str, dict[str, list[bytes]]]:
    listed = [b"CN=user%d" % n for n in range(members)]
    return f"CN=everybody,{BASE}", {"mail": [b"all@contoso.example"], "member": listed}


def at(small: SmallServer, **changed) -> Server:
    given = {"host": "127.0.0.1", "port": small.port, "transport": "plain", "allow_plain_password": True, "timeout": 5}
    return Server(**{**given, **changed})


def everybody(directory: Directory, **changed) -> list:
    asked = {"scope": "subtree", "filter": "(mail=*)", "attributes": ["mail", "member"], **changed}
    return [entry for page in directory.pages(BASE, **asked) for entry in page.entries]


def wait_for(small: SmallServer, kind: str, number: int) -> None:
    """Until the server got so many of these requests, the one for its own entry among them."""
    for _ in range(500):
        if small.requests.count(kind) == number:
            return
        time.sleep(0.01)
    raise AssertionError((kind, small.requests))

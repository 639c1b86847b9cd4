"""An entry of an address list is cut at its prefix; only what follows an @ is a domain."""

import pytest

from analyzer.normalise.addresses import split


@pytest.mark.parametrize(
    ("entry", "prefix", "address"),
    [
        ("SMTP:Anna@Contoso.example", "SMTP", "anna@contoso.example"),
        ("anna@contoso.example", "smtp", "anna@contoso.example"),
        ("¡nota", "smtp", "¡nota"),
        ("anna@münchen.example", "smtp", "anna@xn--mnchen-3ya.example"),
        ("X500:/o=Contoso/cn=Anna", "X500", "/o=contoso/cn=anna"),
    ],
)
def test_prefix_and_address(entry: str, prefix: str, address: str) -> None:
    assert split(entry) == (prefix, address)

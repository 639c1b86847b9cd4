"""Whole columns of distinguished names say the same as one name at a time."""

import pyarrow as pa
import pytest

from analyzer.engine.coverage import organizational_unit
from analyzer.engine.dn_columns import domain_of, domains, units

NAMES = [
    "CN=Kim Akers,OU=Staff,DC=contoso,DC=example",
    "CN=Akers\\, Kim,OU=Staff,DC=contoso,DC=example",
    "CN=a\\,\\,b\\,,OU=x\\,y,DC=Contoso,DC=example",
    "CN=Kim DC=other,OU=Staff,DC=contoso,DC=example",
    "CN=a\\,DC=other,OU=Staff,DC=contoso,DC=example",
    "CN=line\nbreak,OU=Staff, DC=contoso, DC=example",
    "DC=fabrikam,DC=example",
    "CN=Kim,DC=fabrikam,DC=example",
    ",OU=Staff,DC=contoso,DC=example",
    "CN=alone",
    "CN=alone\\,",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_unit_and_domain_of_each_name(name: str) -> None:
    names = pa.array(["CN=z,DC=fabrikam,DC=example", name])
    above = units(names)
    assert above.to_pylist() == ["DC=fabrikam,DC=example", organizational_unit(name)]
    assert domains(names, above).to_pylist() == ["fabrikam.example", domain_of(name)]

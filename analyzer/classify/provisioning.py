"""Which attributes Entra names in the provisioning errors of an object, and which of them it holds back."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.catalogue import Attribute

Mask = npt.NDArray[np.bool_]
# The category of an attribute that is quarantined because its value stands at another object already.
_CONFLICT = "propertyconflict"
_PROPERTY, _CATEGORY = ("propertycausingerror", "property"), "category"
_PAIR = re.compile(r"(\w+)\s*[:=]\s*\"?([\w-]+)")
_WORD = re.compile(r"[\w-]+")
# Entra writes some names in the singular.
_OTHERWISE: Mapping[str, str] = {"proxyaddress": "proxyaddresses"}


@dataclass(frozen=True)
class ProvisioningErrors:
    """The errors of the pairs, one cell each; a blank cell has none."""

    cells: pa.Array | None

    def of(self, attribute: Attribute, pairs: npt.NDArray[np.int64]) -> tuple[Mask, Mask]:
        """Per pair: the attribute is named in an error, and it is held back because another object has the value."""
        none = np.zeros(len(pairs), dtype=bool)
        if self.cells is None:
            return none, none
        names = {attribute.ldap_name.casefold(), *(p.casefold() for p in attribute.properties)}
        named = [names & said.keys() for said in self._said]
        faulty = np.array([bool(n) for n in named], dtype=bool)
        held = np.array([any(said[n] for n in n_) for said, n_ in zip(self._said, named, strict=True)], dtype=bool)
        codes = self._codes[pairs]
        return faulty[codes], held[codes]

    @cached_property
    def _encoded(self) -> pa.DictionaryArray:
        column = pa.array([], pa.string()) if self.cells is None else self.cells
        if not pa.types.is_string(column.type):
            column = pc.binary_join(column, "\n")
        return pc.dictionary_encode(pc.fill_null(column, ""))

    @cached_property
    def _codes(self) -> npt.NDArray[np.int64]:
        return np.asarray(self._encoded.indices.to_numpy(zero_copy_only=False)).astype(np.int64)

    @cached_property
    def _said(self) -> list[dict[str, bool]]:
        """Per distinct cell: the folded names of its attributes, and whether each is quarantined."""
        return [_read(text) for text in self._encoded.dictionary.to_pylist()]


def _read(text: str) -> dict[str, bool]:
    out: dict[str, bool] = {}
    for fields in _entries(text):
        held = fields.get(_CATEGORY, "").casefold() == _CONFLICT
        for key in _PROPERTY:
            if name := fields.get(key, "").casefold():
                name = _OTHERWISE.get(name, name)
                out[name] = out.get(name, False) or held
    return out


def _entries(text: str) -> Iterator[Mapping[str, str]]:
    """The errors of one cell, keys folded: JSON, or text such as ``PropertyConflict: ProxyAddresses SMTP:a@b``."""
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if found is not None:
            yield from ({k.casefold(): str(v) for k, v in one.items()} for one in _objects(found))
            continue
        pairs = {k.casefold(): v for k, v in _PAIR.findall(line)}
        if not pairs.keys().isdisjoint(_PROPERTY):
            yield pairs
            continue
        category, _, rest = line.partition(":")
        # Only the first word behind the category is a name: the value behind it may hold any word.
        words = _WORD.findall(rest)
        if words:
            yield {_CATEGORY: category.strip(), _PROPERTY[0]: words[0]}


def _objects(found: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, list):
        for one in found:
            yield from _objects(one)
    elif isinstance(found, dict):
        yield found

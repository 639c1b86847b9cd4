"""Names under which clients reach the server, and the certificates of its hybrid connections."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.engine.configuration import text_column
from analyzer.engine.places import Rows, either
from analyzer.engine.populations import Population, not_supplied, population, whole
from analyzer.engine.subjects import TableSubjects
from analyzer.engine.traits.times import parse_times
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

DIRECTORIES, CERTIFICATES = "Get-*VirtualDirectory", "Get-ExchangeCertificate"
_DIRECTORY_CLASSES = (
    "msExchAutoDiscoverVirtualDirectory",
    "msExchWebServicesVirtualDirectory",
    "msExchOWAVirtualDirectory",
    "msExchMapiVirtualDirectory",
    "msExchMobileVirtualDirectory",
    "msExchOABVirtualDirectory",
    "msExchECPVirtualDirectory",
    "msExchRpcHttpVirtualDirectory",
)
_ADDRESSES = (
    ("InternalUrl", "msExchInternalHostName"),
    ("ExternalUrl", "msExchExternalHostName"),
    ("InternalHostname", ""),
    ("ExternalHostname", ""),
)
# The mark that a certificate serves the wizard's connectors stands in these columns as issuer and subject.
_TLS_NAMES = (("onprem.hybrid_configuration", "TlsCertificateName"), ("onprem.send_connector", "TlsCertificateName"))


def host_of(address: str) -> str:
    """The host name of a URL, or the text itself; folded."""
    text = address.strip().casefold()
    try:
        return (urlsplit(text).hostname or "") if "://" in text else text.partition("/")[0].partition(":")[0]
    except ValueError:
        return ""


@population("published_names")
def published_names(estate: "Estate") -> Population:
    """Host names of the virtual directories and of the certificates, each once."""
    rows = either(estate, "onprem.virtual_directory", DIRECTORIES, *_DIRECTORY_CLASSES)
    if rows is not None and not rows.from_shell and not len(rows):
        # Every server has them: a partition without one was not exported whole.
        rows = None
    certificates = estate.snapshot.table("onprem.certificate")
    if rows is None and certificates is None:
        return not_supplied(f"{DIRECTORIES} -ADPropertiesOnly of the Exchange shell")
    found: dict[str, tuple[int, int]] = {}
    unknown = False
    if rows is not None:
        unknown = _add(found, rows, _ADDRESSES)
    if certificates is not None:
        own = Rows(table=certificates, from_shell=True, words=CERTIFICATES)
        _add(found, own, (("CertificateDomains", ""),))
    table = pa.table(
        {
            "Name": text_column(list(found)),
            FILE: pa.array([f for f, _r in found.values()], pa.int32()),
            ROW: pa.array([r for _f, r in found.values()], pa.int64()),
        }
    )
    complete = rows is not None and rows.complete and not unknown
    return whole(TableSubjects(table=table, supplied_by=DIRECTORIES), complete=complete, gap=DIRECTORIES)


def _add(found: dict[str, tuple[int, int]], rows: Rows, columns: tuple[tuple[str, str], ...]) -> bool:
    """Adds the names of each row with its place; True when no column of a row was exported."""
    places = list(zip(rows.table[FILE].to_pylist(), rows.table[ROW].to_pylist(), strict=True))
    cells = [rows.lists(shell, directory) for shell, directory in columns]
    for own in cells:
        for place, values in zip(places, own, strict=True):
            for value in values or ():
                host = host_of(value)
                if host and host not in {"localhost", "(null)"}:
                    found.setdefault(host, place)
    return any(all(own[i] is None for own in cells) for i in range(len(places)))


@population("hybrid_certificates")
def hybrid_certificates(estate: "Estate") -> Population:
    """Certificates that OAuth or a hybrid connector uses, with ``not_after``.

    Without Get-AuthConfig and the hybrid configuration the purpose of a certificate is unknown, unless its name is the
    one that setup gives.
    """
    table = estate.snapshot.table("onprem.certificate")
    if table is None:
        return not_supplied(f"{CERTIFICATES} of the Exchange shell")
    blank: list[str | None] = [None] * table.num_rows

    def cells(name: str) -> list[str | None]:
        return list(table[name].to_pylist()) if name in table.column_names else blank

    oauth = _column(estate, "onprem.auth_config", "CurrentCertificateThumbprint")
    tls = [v for kind, name in _TLS_NAMES for v in _column(estate, kind, name) or ()]
    known = oauth is not None and estate.snapshot.table("onprem.hybrid_configuration") is not None
    member = []
    for print_, subject in zip(cells("Thumbprint"), cells("Subject"), strict=True):
        thumb = (print_ or "").replace(" ", "").casefold()
        by_print = bool(thumb) and thumb in {v.replace(" ", "") for v in oauth or ()}
        by_name = bool(subject) and any(v.endswith(f"<s>{subject.casefold()}") for v in tls)  # type: ignore[union-attr]
        # The certificate of setup may have been replaced: then the thumbprint decides.
        by_setup = oauth is None and estate.facts.builtin.is_listed("hybrid_certificates", "subjects", subject)
        member.append(YES if by_print or by_name or by_setup else NO if known else MAYBE)
    times = (
        parse_times(table["NotAfter"].combine_chunks(), table.num_rows) if "NotAfter" in table.column_names else None
    )
    traits = {} if times is None else {"not_after": pa.array(times, pa.timestamp("us", "UTC"), mask=np.isnat(times))}
    words = f"{CERTIFICATES} and Get-AuthConfig of the Exchange shell"
    names = ("Subject", "Thumbprint")
    subjects = TableSubjects(table=table, traits=traits, name_columns=names, supplied_by=words)
    complete = estate.snapshot.complete("onprem.certificate")
    return Population(
        subjects=subjects, member=np.array(member, np.uint8), complete=complete, gap="" if complete else words
    )


def _column(estate: "Estate", kind: str, name: str) -> set[str] | None:
    """Filled cells of one column, folded; None when it was not exported."""
    table = estate.snapshot.table(kind)
    if table is None or name not in table.column_names:
        return None
    return {v.strip().casefold() for v in table[name].to_pylist() if v and v.strip()}

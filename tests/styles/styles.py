"""The ways in which one estate may be handed over: the name of a style gives the files of its folder."""

import gzip
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import style_directory as ad
import style_tables as tables
from sample_company.folder import base_of
from sample_company.ldif_files import Entry, ldapsearch, ldifde
from style_estate import Estate, Export, part_of

Files = dict[str, bytes]
TableWriter = Callable[[Export], bytes]
EntryWriter = Callable[[str, Sequence[Entry]], bytes]
_MIDDLE = (2026, 11, 16, 6, 0, 0)


def _ldifde(_domain: str, entries: Sequence[Entry]) -> bytes:
    return ldifde(entries)[0]


def _ldapsearch(domain: str, entries: Sequence[Entry]) -> bytes:
    return ldapsearch(entries, base=base_of(domain), search="(objectClass=*)")[0]


def _put(
    estate: Estate,
    *,
    exchange: tuple[str, TableWriter],
    graph: tuple[str, TableWriter] = (".json", tables.json_7),
    directory: tuple[str, EntryWriter] = (".ldf", _ldifde),
    configuration: tuple[str, EntryWriter] = (".ldf", _ldifde),
) -> Files:
    """Every export as one file."""
    files: Files = {"assessment.toml": estate.settings}
    for (ending, write), exports in ((exchange, estate.exchange), (graph, estate.graph)):
        files |= {e.file + ending: write(e) for e in exports}
    ending, put = directory
    files |= {f"directory/{domain}{ending}": put(domain, entries) for domain, entries in estate.domains.items()}
    ending, put = configuration
    files[f"directory/configuration{ending}"] = put(next(iter(estate.domains)), estate.configuration)
    return files


_PLAIN = (".csv", partial(tables.csv, session=tables.ROUND_TRIP, joined="|"))


def powershell_7(estate: Estate) -> Files:
    """UTF-8 without mark, lists joined with a bar, times in round-trip form."""
    return _put(estate, exchange=_PLAIN)


def powershell_51(estate: Estate) -> Files:
    """UTF-16, #TYPE line, semicolons between cells and inside them, dates and sizes of a German session."""
    write = partial(tables.csv, session=tables.GERMAN, joined=";", delimiter=";", encoding="utf-16", type_line=True)
    put = (".ldf", lambda _domain, entries: ldifde(entries, unicode=True)[0])
    return _put(estate, exchange=(".csv", write), graph=(".json", tables.json_51), directory=put, configuration=put)


def space_joined(estate: Estate) -> Files:
    """Objects of a remote session without a join: blanks between the parts, American dates; ldapsearch."""
    write = partial(tables.csv, session=tables.AMERICAN, joined=" ", encoding="utf-8-sig")
    put = (".ldif", _ldapsearch)
    return _put(estate, exchange=(".csv", write), directory=put, configuration=put)


def clixml(estate: Estate) -> Files:
    """Export-Clixml of every cmdlet, of Windows PowerShell and of PowerShell 7."""
    put = _put(estate, exchange=(".xml", tables.clixml), graph=(".xml", tables.clixml))
    sixteen = next(e for e in estate.exchange if e.file == "cloud/mailusers")
    return put | {"cloud/mailusers.xml": tables.clixml(sixteen, utf16=True)}


def json_7(estate: Estate) -> Files:
    """ConvertTo-Json of PowerShell 7."""
    return _put(estate, exchange=(".json", tables.json_7))


def json_51(estate: Estate) -> Files:
    """ConvertTo-Json of Windows PowerShell."""
    return _put(estate, exchange=(".json", tables.json_51), graph=(".json", tables.json_51))


def graph_pages(estate: Estate) -> Files:
    """Entra as the answers of Graph, page after page."""
    return _put(estate, exchange=_PLAIN, graph=(".json", tables.graph_pages))


def csvde(estate: Estate) -> Files:
    """The directory with CSVDE."""
    put = (".csv", lambda _domain, entries: ad.csvde(entries))
    return _put(estate, exchange=_PLAIN, directory=put, configuration=put)


def ad_objects(estate: Estate) -> Files:
    """The directory with Get-ADObject, the configuration with ldifde."""
    put = (".csv", lambda _domain, entries: ad.ad_objects_csv(entries))
    return _put(estate, exchange=_PLAIN, directory=put)


def json_lines(estate: Estate) -> Files:
    """The directory as ``exready collect`` leaves it."""
    files = {n: d for n, d in _put(estate, exchange=_PLAIN).items() if not n.endswith(".ldf")}
    return files | ad.collected(list(estate.domains.items()), estate.configuration)


def per_unit(estate: Estate) -> Files:
    """One file for each organisational unit, lists of mailboxes in three parts."""
    whole = _put(estate, exchange=_PLAIN)
    files = {n: d for n, d in whole.items() if n.rpartition("/")[2] not in {f"{d}.ldf" for d in estate.domains}}
    for domain, entries in estate.domains.items():
        for unit, some in ad.by_unit(entries).items():
            files[f"directory/{domain}/{unit}.ldf"] = _ldifde(domain, some)
    for export in estate.exchange:
        if export.file in {"cloud/mailboxes", "cloud/recipients", "cloud/groups"}:
            del files[export.file + ".csv"]
            third = len(export.rows) // 3 + 1
            for n in range(3):
                part = part_of(export, export.rows[n * third : (n + 1) * third], str(n + 1))
                files[part.file + ".csv"] = _PLAIN[1](part)
    return files


def gzipped(estate: Estate) -> Files:
    """Each file of the style before packed by itself."""
    return _packed(per_unit(estate), lambda name, data: {name + ".gz": gzip.compress(data, mtime=0)})


def zipped(estate: Estate) -> Files:
    """Each folder as one archive."""
    loose = per_unit(estate)
    files = {"assessment.toml": loose.pop("assessment.toml")}
    for folder in ("cloud", "directory", "onprem"):
        inside = {n.partition("/")[2]: d for n, d in loose.items() if n.startswith(folder + "/")}
        files[f"{folder}/all.zip"] = zip_of(inside)
    return files


def _packed(files: Mapping[str, bytes], pack: Callable[[str, bytes], Files]) -> Files:
    out: Files = {}
    for name, data in files.items():
        out |= {name: data} if name == "assessment.toml" else pack(name, data)
    return out


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """An archive with these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MIDDLE), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


BASE = powershell_7
STYLES: Mapping[str, Callable[[Estate], Files]] = {
    "PowerShell 5.1": powershell_51,
    "CLIXML": clixml,
    "JSON of PowerShell 7": json_7,
    "JSON of PowerShell 5.1": json_51,
    "pages of Graph": graph_pages,
    "CSVDE": csvde,
    "JSON Lines of exready collect": json_lines,
    "one file per unit": per_unit,
    "one file per unit, gzip": gzipped,
    "one file per unit, zip": zipped,
}

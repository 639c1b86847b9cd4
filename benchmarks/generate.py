"""Writes an assessment folder with any number of mailboxes, person by person.

``python -m benchmarks.generate FOLDER --mailboxes 100000`` writes it without measuring anything.
"""

import argparse
import json
import random
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from benchmarks import cloud_files, directory_files
from benchmarks.cloud_files import Rows, header
from benchmarks.columns import CONTACT, GROUP, MAIL_USER, MAILBOX, RECIPIENT
from benchmarks.estate import BASE, DOMAIN, ROUTING, TENANT, Person

GROUPS_PER_MAILBOX = 0.02
CONTACTS_PER_MAILBOX = 0.0103
GUESTS_PER_MAILBOX = 0.0053
# Groups and contacts are numbered far above the people, so that nobody shares an identifier.
GROUPS_FROM, CONTACTS_FROM, GUESTS_FROM = 10_000_000, 20_000_000, 30_000_000


def write_estate(folder: Path, mailboxes: int, *, seed: int = 1) -> None:
    """The folder holds the exports of a company with that many mailboxes; the same seed gives the same bytes."""
    directory, cloud, onprem = folder / "directory", folder / "cloud", folder / "onprem"
    for path in (directory, cloud, onprem):
        path.mkdir(parents=True, exist_ok=True)
    groups, contacts = _share(mailboxes, GROUPS_PER_MAILBOX), _share(mailboxes, CONTACTS_PER_MAILBOX)

    def people(shuffle: int) -> Iterator[Person]:
        return _shuffled(seed, 0, mailboxes, shuffle)

    def lists(shuffle: int) -> Iterator[Person]:
        return _shuffled(seed, GROUPS_FROM, groups, shuffle)

    def partners(shuffle: int) -> Iterator[Person]:
        return _shuffled(seed, CONTACTS_FROM, contacts, shuffle)

    with (directory / "contoso.ldf").open("wb", buffering=1 << 20) as out:
        for p in people(1):
            if p.fault != "no_directory":
                directory_files.write_entry(out, p.dn, directory_files.user(p))
        for p in lists(2):
            directory_files.write_entry(out, f"CN=List {p.number},OU=Groups,{BASE}", directory_files.group(p))
        for p in partners(3):
            directory_files.write_entry(out, f"CN=Partner {p.number},OU=Partners,{BASE}", directory_files.contact(p))
    with (directory / "configuration.ldf").open("wb") as out:
        for dn, attributes in directory_files.configuration():
            directory_files.write_entry(out, dn, attributes)

    def there(shuffle: int) -> Iterator[Person]:
        return (p for p in people(shuffle) if p.fault != "no_cloud")

    def guests(shuffle: int) -> Iterator[Person]:
        return _shuffled(seed, GUESTS_FROM, _share(mailboxes, GUESTS_PER_MAILBOX), shuffle)

    _csv(cloud / "mailboxes.csv", MAILBOX, cloud_files.mailbox_rows(), map(cloud_files.mailbox, there(4)))
    _csv(cloud / "groups.csv", GROUP, cloud_files.group_rows(), map(cloud_files.group, lists(5)))
    _csv(cloud / "contacts.csv", CONTACT, cloud_files.contact_rows(), map(cloud_files.contact, partners(6)))
    _csv(cloud / "mail-users.csv", MAIL_USER, cloud_files.mail_user_rows(), map(cloud_files.mail_user, guests(8)))
    everybody = chain(
        (cloud_files.mailbox(p) | {"RecipientType": "UserMailbox"} for p in there(9)),
        (cloud_files.group(p) | {"RecipientType": "MailUniversalDistributionGroup"} for p in lists(10)),
        (cloud_files.contact(p) | {"RecipientType": "MailContact"} for p in partners(11)),
        (cloud_files.mail_user(p) | {"RecipientType": "MailUser"} for p in guests(12)),
    )
    _csv(cloud / "recipients.csv", RECIPIENT, cloud_files.every_recipient_rows(), everybody)
    _json_array(cloud / "users.json", people(7), cloud_files.entra_user)
    _small_files(cloud, onprem)


def write_mailboxes(path: Path, mailboxes: int, *, seed: int = 1) -> None:
    """The file holds the list of cloud mailboxes of such a company and nothing else."""
    there = (p for p in _shuffled(seed, 0, mailboxes, 4) if p.fault != "no_cloud")
    _csv(path, MAILBOX, cloud_files.mailbox_rows(), map(cloud_files.mailbox, there))


def _share(mailboxes: int, share: float) -> int:
    """At least one: a list without rows is a problem of its own."""
    return max(1, int(mailboxes * share))


def _shuffled(seed: int, first: int, count: int, shuffle: int) -> Iterator[Person]:
    numbers = array("q", range(first, first + count))
    random.Random(f"{seed}/{shuffle}").shuffle(numbers)
    for number in numbers:
        yield Person(seed=seed, number=number)


def _csv(path: Path, columns: tuple[str, ...], rows: Rows, people: Iterable[dict[str, str]]) -> None:
    with path.open("wb", buffering=1 << 20) as out:
        out.write(header(columns))
        out.writelines(rows.line(values) for values in people)


def _json_array(path: Path, people: Iterable[Person], text: Callable[[Person], str]) -> None:
    with path.open("wb", buffering=1 << 20) as out:
        out.write(b"[\n")
        for number, p in enumerate(people):
            out.write(((",\n" if number else "") + text(p)).encode("utf-8"))
        out.write(b"\n]\n")


def _small_files(cloud: Path, onprem: Path) -> None:
    domains = ((DOMAIN, "False", "True"), (ROUTING, "False", "False"), (TENANT, "True", "False"))
    text = '"DomainName","DomainType","Default","InitialDomain","Name"\r\n' + "".join(
        f'"{name}","Authoritative","{default}","{initial}","{name}"\r\n' for name, initial, default in domains
    )
    text += '"fabrikam.example","Authoritative","False","False","fabrikam.example"\r\n'
    (cloud / "accepted-domains.csv").write_text(text, encoding="utf-8", newline="")
    (cloud / "organization-config.csv").write_text(
        '"Name","DisplayName","Identity","BlockExchangeProvisioningFromOnPremEnabled","IsDehydrated",'
        '"PublicFoldersEnabled"\r\n'
        f'"{TENANT}","Contoso","{TENANT}","False","False","None"\r\n',
        encoding="utf-8",
        newline="",
    )
    organisation = {
        "Id": "8f1d2a34-0000-4000-8000-000000000001",
        "DisplayName": "Contoso",
        "OnPremisesLastSyncDateTime": "2026-11-20T11:40:00Z",
        "OnPremisesSyncEnabled": True,
        "VerifiedDomains": [{"Name": DOMAIN, "IsDefault": True}],
    }
    (cloud / "organization.json").write_text(json.dumps(organisation, indent=2), encoding="utf-8")
    (onprem / "scheduler.csv").write_text(
        '"AllowedSyncCycleInterval","CurrentlyEffectiveSyncCycleInterval","CustomizedSyncCycleInterval",'
        '"NextSyncCyclePolicyType","SyncCycleEnabled","StagingModeEnabled"\r\n'
        '"00:30:00","00:30:00","","Delta","True","False"\r\n',
        encoding="utf-8",
        newline="",
    )
    (onprem / "sync-parameters.csv").write_text(
        '"Name","Value"\r\n'
        '"Microsoft.Synchronize.ServerConfigurationVersion","2.5.76.0"\r\n'
        '"Microsoft.Synchronize.StagingMode","False"\r\n'
        '"Microsoft.OptionalFeature.HybridExchange","True"\r\n',
        encoding="utf-8",
        newline="",
    )


def main() -> None:
    """Writes the folder named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mailboxes", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    write_estate(args.folder, args.mailboxes, seed=args.seed)


if __name__ == "__main__":
    main()

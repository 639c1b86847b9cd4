"""What drifted between the sides at Contoso, and what changed too recently."""

import datetime as dt

from sample_company import build, cloud
from sample_company.contoso import Cast
from sample_company.truth import Company, Expected, Recipient, earlier, iso

UNKNOWN = "unknown"


def seed(company: Company, head: Cast, branch: Cast) -> None:
    """Tells every story about values."""
    _addresses(company, head, branch)
    _drift(company, head, branch)
    _time(company, head, branch)


def also_written_back(who: Recipient, attribute: str, directory: str | None, cloud: str | None) -> Expected:
    """Whatever differs and is written back will be changed in AD by the first run."""
    return Expected(rule="WB-007", who=who.key, attribute=attribute, directory=directory, cloud=cloud)


def addresses_differ(one: Recipient) -> tuple[Expected, Expected]:
    """The sets differ: both lists are shown as found, without what is no SMTP address."""
    both = (cloud.many(one.directory["proxyAddresses"]), cloud.many(one.online["EmailAddresses"]))
    left, right = ("; ".join(a for a in side if a.casefold().startswith("smtp:")) for side in both)
    found = Expected(rule="DRF-002", who=one.key, attribute="proxyAddresses.smtp", directory=left, cloud=right)
    return found, also_written_back(one, "proxyAddresses.smtp", left, right)


def swapped(one: Recipient, attribute: str, old: str, new: str) -> None:
    side = one.directory if attribute in one.directory else one.online
    side[attribute] = [new if a == old else a for a in cloud.many(side[attribute])]


def plus(one: Recipient, *addresses: str, directory: bool = True, online: bool = True) -> None:
    """More addresses on one side or both."""
    if directory:
        one.directory["proxyAddresses"] = [*cloud.many(one.directory["proxyAddresses"]), *addresses]
    if online:
        one.online["EmailAddresses"] = [*cloud.many(one.online["EmailAddresses"]), *addresses]


def _addresses(company: Company, head: Cast, branch: Cast) -> None:
    keeper, loser = head.next(), branch.next()
    address = "hotline@contoso.example"
    plus(keeper, f"smtp:{address}")
    plus(loser, f"smtp:{address}", online=False)
    loser.user["OnPremisesProvisioningErrors"] = [
        {
            "Category": "PropertyConflict",
            "OccurredDateTime": iso(earlier(days=9)),
            "PropertyCausingError": "ProxyAddresses",
            "Value": f"smtp:{address}",
        }
    ]  # type: ignore[list-item]
    company.fault(
        "Two people hold the hotline's address",
        f"{loser.called} took the hotline over from {keeper.called}, who never gave the "
        "address back. The "
        "cloud kept it with the first and refused it to the second.",
        Expected(rule="DIR-016", who=keeper.key, attribute="proxyAddresses", directory=address),
        Expected(rule="DIR-016", who=loser.key, attribute="proxyAddresses", directory=address),
        Expected(rule="DIR-017", who=loser.key, attribute="proxyAddresses", directory=address),
        Expected(rule="SYNC-009", who=loser.key),
        Expected(rule="WB-008", who=loser.key, attribute="proxyAddresses", directory=f"smtp:{address}"),
        Expected(rule="WB-009", who=keeper.key, attribute="EmailAddresses", directory=address),
        *addresses_differ(loser),
    )
    shop = company["nordvik-castings"]
    friend = head.next()
    plus(friend, "smtp:castings@contoso.example")
    shop.directory["proxyAddresses"] = [*cloud.many(shop.directory["proxyAddresses"]), "smtp:castings@contoso.example"]
    company.fault(
        "A contact holds the address of a mailbox",
        f"The contact Nordvik Castings still carries an address that {friend.called} has now.",
        Expected(rule="DIR-016", who=friend.key, attribute="proxyAddresses", directory="castings@contoso.example"),
        Expected(rule="CON-002", who=shop.key, attribute="proxyAddresses", directory="castings@contoso.example"),
        Expected(rule="WB-009", who=friend.key, attribute="EmailAddresses", directory="castings@contoso.example"),
    )
    team, planner = company["leipzig-team"], branch.next()
    plus(planner, "smtp:leipzig@emea.contoso.example", online=False)
    team.online["EmailAddresses"] = [*cloud.many(team.online["EmailAddresses"]), "smtp:leipzig@emea.contoso.example"]
    company.fault(
        "A team in the cloud has an address that AD gives to a person",
        f"Leipzig Team was made in Teams and took leipzig@; {planner.called} has it in AD. Only "
        "Get-Recipient shows it.",
        Expected(rule="DIR-017", who=planner.key, attribute="proxyAddresses", directory="leipzig@emea.contoso.example"),
        Expected(rule="WB-008", who=planner.key, directory="smtp:leipzig@emea.contoso.example"),
        *addresses_differ(planner),
    )
    refused = head.next()
    refused.user["OnPremisesProvisioningErrors"] = [
        {
            "Category": "PropertyConflict",
            "OccurredDateTime": iso(earlier(days=40)),
            "PropertyCausingError": "UserPrincipalName",
            "Value": str(refused.user["UserPrincipalName"]),
        }
    ]  # type: ignore[list-item]
    company.fault(
        "Entra refused a sign-in name",
        f"{refused.called} shares it with a guest who was invited first.",
        Expected(rule="SYNC-009", who=refused.key),
    )
    only_ad, only_cloud = head.next(), branch.next()
    plus(only_ad, "smtp:webmaster@contoso.example", online=False)
    plus(only_cloud, "smtp:messe@emea.contoso.example", directory=False)
    company.fault(
        "Addresses that one side lacks",
        f"webmaster@ of {only_ad.called} never reached the cloud; messe@ of {only_cloud.called} was added there.",
        Expected(rule="WB-008", who=only_ad.key, directory="smtp:webmaster@contoso.example"),
        *addresses_differ(only_ad),
        *addresses_differ(only_cloud),
    )


def _drift(company: Company, head: Cast, branch: Cast) -> None:
    bride = head.next()
    new = f"{bride.key}-jones@contoso.example"
    old = str(bride.directory["mail"])
    swapped(bride, "proxyAddresses", f"SMTP:{old}", f"smtp:{old}")
    plus(bride, f"SMTP:{new}", online=False)
    plus(bride, f"smtp:{new}", directory=False)
    company.fault(
        "A new name that the cloud does not send from",
        f"{bride.called} has a new name; AD has the new primary address, the cloud still the old one.",
        Expected(rule="DRF-001", who=bride.key, attribute="proxyAddresses.primary", directory=new, cloud=old),
        also_written_back(bride, "proxyAddresses.primary", new, old),
        Expected(rule="DIR-014", who=bride.key, attribute="mail", directory=old),
        Expected(rule="DIR-022", attribute="count", directory="1"),
    )
    shy, loud = head.next(), branch.next()
    shy.directory["msExchHideFromAddressLists"] = "TRUE"
    loud.online["HiddenFromAddressListsEnabled"] = "True"
    company.fault(
        "Hidden on one side only",
        f"{shy.called} is hidden in AD, {loud.called} in the cloud.",
        Expected(rule="DRF-003", who=shy.key, attribute="msExchHideFromAddressLists", directory="TRUE", cloud="False"),
        Expected(rule="DRF-003", who=loud.key, attribute="msExchHideFromAddressLists", directory="", cloud="True"),
    )
    sender, receiver, other = head.next(), head.next(), head.next()
    sender.directory["altRecipient"] = receiver.directory["distinguishedName"]
    sender.online["ForwardingAddress"] = other.online["Name"]
    keep = branch.next()
    keep.online["DeliverToMailboxAndForward"] = "True"
    keep.directory["altRecipient"] = receiver.directory["distinguishedName"]
    keep.online["ForwardingAddress"] = receiver.online["Name"]
    company.fault(
        "Forwarding that goes two ways",
        f"{sender.called} forwards to {receiver.called} in AD and to "
        f"{other.called} in the cloud. "
        f"{keep.called} keeps a copy in the cloud, not in AD.",
        Expected(
            rule="DRF-004",
            who=sender.key,
            attribute="altRecipient",
            directory=cloud.text(receiver.directory["distinguishedName"]),
            cloud=cloud.text(other.online["Name"]),
        ),
        Expected(rule="DRF-004", who=keep.key, attribute="deliverAndRedirect", directory="", cloud="True"),
    )
    costs, many = head.next(), branch.next()
    was = str(costs.online["CustomAttribute1"])
    costs.directory["extensionAttribute1"] = "0815"
    many.directory["extensionAttribute3"], many.online["CustomAttribute3"] = "Pendler", ""
    many.online["CustomAttribute7"] = "Führungskreis"
    company.fault(
        "Custom attributes that drifted",
        f"The cost centre of {costs.called} has a leading zero in AD; {many.called} differs in two attributes.",
        Expected(rule="DRF-005", who=costs.key, attribute="extensionAttribute1", directory="0815", cloud=was),
        also_written_back(costs, "extensionAttribute1", "0815", was),
        Expected(rule="DRF-005", who=many.key, attribute="extensionAttribute3", directory="Pendler", cloud=""),
        Expected(rule="DRF-005", who=many.key, attribute="extensionAttribute7", directory="", cloud="Führungskreis"),
        also_written_back(many, "extensionAttribute3", "Pendler", ""),
        also_written_back(many, "extensionAttribute7", "", "Führungskreis"),
    )
    badge, unsent = head.next(), branch.next()
    badge.directory["msExchExtensionCustomAttribute2"] = ["A-17", "B-4"]
    badge.online["ExtensionCustomAttribute2"] = ["A-17"]
    unsent.directory["msExchExtensionCustomAttribute3"] = ["Werk 2"]
    company.fault(
        "Extension custom attributes",
        f"{badge.called} lost a badge in the cloud. Whether the cloud ever got the value of "
        f"{unsent.called} "
        "nobody can say: older documents deny it.",
        Expected(
            rule="DRF-006",
            who=badge.key,
            attribute="msExchExtensionCustomAttribute2",
            directory="A-17; B-4",
            cloud="A-17",
        ),
        also_written_back(badge, "msExchExtensionCustomAttribute2", "A-17; B-4", "A-17"),
        Expected(rule="DRF-006", who=unsent.key, attribute="msExchExtensionCustomAttribute3", outcome=UNKNOWN),
        Expected(rule="WB-007", who=unsent.key, attribute="msExchExtensionCustomAttribute3", outcome=UNKNOWN),
    )
    typo = head.next()
    right = str(typo.online["WindowsEmailAddress"])
    typo.directory["mail"] = "x." + right
    company.fault(
        "A mail attribute that no address list agrees with",
        f"Somebody typed over mail of {typo.called} in Users and Computers.",
        Expected(rule="DRF-007", who=typo.key, attribute="mail", directory="x." + right, cloud=right),
        also_written_back(typo, "mail", "x." + right, right),
        Expected(rule="DIR-014", who=typo.key, attribute="mail", directory="x." + right),
    )
    held = head.next()
    held.online |= {
        "LitigationHoldEnabled": "True",
        "LitigationHoldDate": "2026-09-02T09:14:00Z",
        "LitigationHoldOwner": "holds@contoso.example",
    }
    company.fault(
        "A hold that only the cloud knows",
        f"{held.called} was put on hold by the lawyers in the compliance portal.",
        Expected(
            rule="DRF-008",
            who=held.key,
            attribute="msExchELCMailboxFlags.LitigationHoldEnabled",
            directory="",
            cloud="True",
        ),
        Expected(
            rule="DRF-008",
            who=held.key,
            attribute="msExchLitigationHoldDate",
            directory="",
            cloud="2026-09-02T09:14:00Z",
        ),
        Expected(
            rule="DRF-008",
            who=held.key,
            attribute="msExchLitigationHoldOwner",
            directory="",
            cloud="holds@contoso.example",
        ),
    )


def safe_from(one: Recipient, *, hours: float, certainty: str = "certain") -> Expected:
    """A day and one cycle of the sync after the last change."""
    when = iso(earlier(hours=hours) + dt.timedelta(hours=24, minutes=30))
    return Expected(
        rule="MBX-009", who=one.key, attribute="earliest safe transfer", directory=when, certainty=certainty
    )


def _time(company: Company, head: Cast, branch: Cast) -> None:
    exact, late = [head.next(), branch.next(), head.next()], head.next()
    for n, one in enumerate(exact):
        build.touched(one, "extensionAttribute1", hours=2 + 5 * n)
        one.changes["displayName"] = iso(earlier(days=90))
    build.touched(late, "extensionAttribute1", hours=8)
    late.changes.clear()
    busy = branch.next()
    build.touched(busy, "extensionAttribute1", hours=24 * 60)
    build.touched(busy, "lastLogonTimestamp", hours=3)
    company.fault(
        "Changed on the day of the exports",
        "Three cost centres were changed on Sunday: the change times of the attributes say when. For a "
        "fourth mailbox only "
        "whenChanged is known, so its time is the latest possible one. A fifth only logged on: its attributes are old.",
        *(safe_from(r, hours=2 + 5 * n) for n, r in enumerate(exact)),
        safe_from(late, hours=8, certainty="possible"),
    )
    fresh = branch.next()
    before = str(fresh.online["CustomAttribute1"])
    fresh.directory["extensionAttribute1"] = "4711"
    build.touched(fresh, "extensionAttribute1", hours=1)
    company.fault(
        "A change that is on its way",
        f"The cost centre of {fresh.called} was changed this morning and waits for the next sync.",
        Expected(rule="DRF-005", who=fresh.key, attribute="extensionAttribute1", directory="4711", cloud=before),
        also_written_back(fresh, "extensionAttribute1", "4711", before),
        safe_from(fresh, hours=1),
    )

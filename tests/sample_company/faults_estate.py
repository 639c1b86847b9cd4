"""What is wrong with groups, folders, servers, connectors, tenant and sync at Contoso."""

from sample_company import build, cloud, configuration, directory
from sample_company.contoso import BRANCH, HEAD, OLD_SERVER, SERVER
from sample_company.small_exports import parameters, scheduler
from sample_company.truth import Company, Expected, Recipient, earlier, guid, iso

UNKNOWN = "unknown"


def seed(company: Company) -> None:
    """Tells every story that is not about one person's mailbox."""
    _groups(company)
    _folders(company)
    _servers(company)
    _domains(company)
    _tenant(company)
    _sync(company)
    _statements(company)


def _groups(company: Company) -> None:
    groups = [r for r in company.recipients.values() if r.kind == "group"]
    plain = [r for r in groups if r.directory["msExchRecipientTypeDetails"] == "256"]
    secure = [r for r in groups if r.directory["msExchRecipientTypeDetails"] == "1024"]
    contacts = [r for r in company.recipients.values() if r.kind == "contact"]
    users = [r for r in company.recipients.values() if r.ad and r.ad.get("msExchRecipientTypeDetails") == "128"]
    company.fault(
        "Groups, contacts and mail users are managed from AD",
        "Nobody has decided yet who takes them over (statement ATT-008 is open).",
        *(Expected(rule="GRP-001", who=r.key) for r in plain),
        *(Expected(rule="GRP-002", who=r.key) for r in secure),
        *(Expected(rule="CON-001", who=r.key) for r in contacts),
        *(Expected(rule="USR-001", who=r.key) for r in users),
    )
    name = "Everybody in Halifax"
    ad = directory.any_object(
        "everybody", name, domain=HEAD, classes=["top", "msExchDynamicDistributionList"], unit="OU=Groups",
        category="ms-Exch-Dynamic-Distribution-List",
    )  # fmt: skip
    ad |= directory.addressed("everybody", "everybody", f"everybody@{HEAD}", organisation=company.name, domain=HEAD)
    ad |= {
        "msExchRecipientTypeDetails": "2048",
        "msExchRecipientDisplayType": "3",
        "msExchDynamicDLFilter": "(&(objectCategory=person)(l=Halifax)(!(msExchHideFromAddressLists=TRUE)))",
        "msExchDynamicDLBaseDN": directory.base_of(HEAD),
    }
    company.add(Recipient(key="everybody", domain=HEAD, ad=ad))
    company.fault(
        "A dynamic group lives on-premises only",
        "Everybody in Halifax is expanded on the server; the cloud has never seen it.",
        Expected(rule="GRP-006", who="everybody"),
    )


def _folders(company: Company) -> None:
    for n, name in enumerate(("Meter Complaints", "Old Drawings")):
        key = f"folder-{n}"
        ad = directory.any_object(
            key, name, domain=HEAD, classes=["top", "publicFolder"], unit="CN=Microsoft Exchange System Objects",
            category="ms-Exch-Public-Folder",
        )  # fmt: skip
        alias = name.lower().replace(" ", ".")
        ad |= directory.addressed(key, alias, f"{alias}@{HEAD}", organisation=company.name, domain=HEAD)
        ad |= {"msExchRecipientTypeDetails": "4096", "msExchRecipientDisplayType": "2"}
        company.add(Recipient(key=key, domain=HEAD, ad=ad))
    box = build.system_object(company, "PF Mailbox 01", "68719476736", server=SERVER)
    company.fault(
        "Public folders are still in use",
        "Two folders receive mail, and their mailbox is on HALEX02.",
        Expected(rule="PF-003", who="folder-0"),
        Expected(rule="PF-003", who="folder-1"),
        Expected(rule="PF-001", who=box.key),
        Expected(rule="PF-004", who="tenant", attribute="PublicFoldersEnabled", cloud="onprem"),
    )
    admin = build.system_object(company, "Administrator", "1", server=SERVER, enabled=True)
    admin.directory |= {"objectSid": directory.sid(HEAD, "administrator", 500), "isCriticalSystemObject": "TRUE"}
    admin.directory |= {"mail": f"administrator@{HEAD}", "proxyAddresses": [f"SMTP:administrator@{HEAD}"]}
    company.fault(
        "The built-in Administrator has a mailbox",
        "Exchange setup gave it one in 2016; alerts of the backup go there.",
        Expected(rule="SYS-005", who=admin.key),
    )


def _servers(company: Company) -> None:
    configuration.server(company, SERVER, build="Version 15.2 (Build 32562.17)", pointer=False)
    old = configuration.server(company, OLD_SERVER, build="Version 15.1 (Build 32507.6)")
    pointer = f"CN={OLD_SERVER},CN=Autodiscover,CN=Protocols,{old}"
    company.fault(
        "Two servers, one of them too old",
        "HALEX02 runs the Subscription Edition; HALEX01 is an Exchange 2016 that was to be switched off in spring. Its "
        "Autodiscover pointer is set.",
        Expected(rule="ORG-001", who=old, attribute="count", directory="2"),
        Expected(rule="ORG-003", who="organisation", attribute="line of support", directory="2"),
        Expected(rule="ORG-002", who=old, attribute="version", directory="15.1.2507.6", cloud=""),
        Expected(
            rule="ORG-017",
            who=pointer,
            attribute="serviceBindingInformation",
            directory=f"https://autodiscover.{HEAD}/Autodiscover/Autodiscover.xml",
        ),
    )
    relay = configuration.connector(
        company,
        SERVER,
        "Relay printers and scanners",
        bindings=["10.20.0.15:25"],
        ranges=["10.20.30.0/24", "10.20.31.7"],
    )
    company.fault(
        "Printers and test benches send through the server",
        "One receive connector lets the workshop's network relay.",
        Expected(rule="ORG-011", who=relay, attribute="made by", directory="admin"),
    )
    hybrid = configuration.add(
        company,
        f"CN=Hybrid Configuration,CN=Hybrid Configuration,{configuration.root(company)}",
        "msExchCoexistenceRelationship",
        msExchCoexistenceDomains=[HEAD, BRANCH],
        msExchCoexistenceFeatureFlags="495",
    )
    rule = configuration.add(
        company,
        f"CN=Journal tenders,CN=JournalingVersioned,CN=Rules,CN=Transport Settings,{configuration.root(company)}",
        "msExchTransportRule",
        msExchTransportRulePriority="0",
        msExchTransportRuleXml='<rule name="Journal tenders"><fork>'
        '<recipient address="tenders-journal@contoso.example" /></fork></rule>',
    )
    database = next(a for dn, a in company.configuration if dn.startswith(f"CN=DB01-{OLD_SERVER},"))
    database["msExchMessageJournalRecipient"] = str(company["tender-team"].directory["distinguishedName"])
    company.fault(
        "What the hybrid wizard and the lawyers left",
        "The hybrid configuration exists; a journal rule and a database with a journal recipient copy the tenders.",
        Expected(rule="ORG-018", who=hybrid),
        Expected(rule="ORG-033", who=rule),
        Expected(rule="ORG-033", who=next(dn for dn, a in company.configuration if a is database)),
    )
    applies = [
        r
        for r in company.recipients.values()
        if r.ad is not None
        and r.ad.get("msExchRecipientTypeDetails") in directory.REMOTE_NUMBERS
        and not r.ad.get("msExchPoliciesExcluded")
    ]
    company.fault(
        "The old address policy still applies",
        f"{len(applies)} remote mailboxes were never taken out of it.",
        Expected(rule="ORG-029", attribute="count", directory=str(len(applies))),
    )


def _domains(company: Company) -> None:
    def domain(name: str, kind: str) -> dict[str, str]:
        flags = dict.fromkeys(("Default", "InitialDomain", "IsCoexistenceDomain", "MatchSubDomains"), "False")
        return {
            "DomainName": name,
            "DomainType": kind,
            "Name": name,
            "Identity": name,
            "Guid": str(guid(name, "d")),
        } | flags

    company.tables["onprem.accepted_domain"] += [
        dict(domain("aquadata.example", "Authoritative")),
        dict(domain("meters.example", "ExternalRelay")),
        dict(domain("halifax.contoso.example", "Authoritative")),
    ]
    company.tables["cloud.accepted_domain"].append(dict(domain("lab.contoso.example", "InternalRelay")))
    for name in ("aquadata.example", "meters.example"):
        configuration.accepted_domain(company, name, flags="0" if name.startswith("aqua") else "2")
    company.applications = [
        {
            "name": "Payroll",
            "owner": "Sarah Whitlock",
            "reads": '["extensionAttribute3", "extensionAttribute7", "mail"]',
        },
        {"name": "Scanner Address Book", "owner": "Facilities", "reads": '["proxyAddresses", "telephoneNumber"]'},
        {
            "name": "Identity Portal",
            "owner": "Margaret Ellwood",
            "reads": '["msExchHideFromAddressLists"]',
            "writes": '["extensionAttribute14", "msExchHideFromAddressLists", "department"]',
        },
    ]
    company.waivers = [
        {
            "rule": "ORG-027",
            "object": "lab.contoso.example",
            "reason": "The test bench's mail system stays; mail for it goes from the cloud straight to it since June.",
            "approver": "Margaret Ellwood, head of infrastructure",
            "expires": "2027-06-30",
        },
        {
            "rule": "ORG-026",
            "object": "aquadata.example",
            "reason": "The brand was sold; addresses are kept until the end of the notice period.",
            "approver": "Margaret Ellwood, head of infrastructure",
            "expires": "2026-09-30",
        },
    ]
    sold = [
        r
        for r in company.recipients.values()
        if r.ad is not None and f"smtp:{r.key}@aquadata.example" in cloud.many(r.ad.get("proxyAddresses", []))
    ]
    company.fault(
        "Domains that only one side knows",
        "aquadata.example belongs to a brand that was sold; three people still have addresses there, and the "
        "waiver for it "
        "ran out in September. meters.example relays to the meters' own mail system. lab.contoso.example "
        "relays too, and "
        "somebody signed for it.",
        Expected(rule="ORG-026", who="aquadata.example", attribute="DomainName", directory="aquadata.example"),
        *(Expected(rule="DIR-020", who=r.key, directory=f"{r.key}@aquadata.example") for r in sold),
        *(Expected(rule="WB-008", who=r.key, directory=f"smtp:{r.key}@aquadata.example") for r in sold),
        Expected(rule="ORG-027", who="meters.example", attribute="DomainType", directory="ExternalRelay"),
        Expected(
            rule="ORG-027",
            who="lab.contoso.example",
            attribute="DomainType",
            directory="",
            cloud="InternalRelay",
            outcome="waived",
        ),
    )


def _tenant(company: Company) -> None:
    company.tables["cloud.organization_config"][0]["BlockExchangeProvisioningFromOnPremEnabled"] = "True"
    first = company.tables["cloud.outbound_connector"][0]
    second = dict(first) | {
        "Name": "All mail to Halifax",
        "Identity": "All mail to Halifax",
        "ConnectorSource": "AdminUI",
        "RecipientDomains": ["*"],
        "RouteAllMessagesViaOnPremises": "True",
    }
    third = dict(first) | {
        "Name": "Old fax gateway",
        "Identity": "Old fax gateway",
        "Enabled": "False",
        "ConnectorSource": "AdminUI",
        "RecipientDomains": ["fax.contoso.example"],
        "RouteAllMessagesViaOnPremises": "True",
    }
    company.tables["cloud.outbound_connector"] += [second, third]
    company.fault(
        "The tenant was switched over too early",
        "New recipients are managed in the cloud since October, while mailboxes are still on the server. All "
        "outbound mail "
        "of the cloud goes through Halifax; a second such connector is switched off and does not count.",
        Expected(rule="TEN-001", who="tenant", attribute="default for new recipients", directory="", cloud="too early"),
        Expected(rule="TEN-007", who="All mail to Halifax", attribute="RouteAllMessagesViaOnPremises", cloud="True"),
    )
    live = [
        r
        for r in company.of_kind("mailbox")
        if r.online["IsDirSynced"] == "True" and r.online["RecipientTypeDetails"] != "SchedulingMailbox"
    ]
    done = [r for r in live if r.online["IsExchangeCloudManaged"] == "True"]
    lone = [r for r in company.of_kind("mailbox") if r.online["IsDirSynced"] == "False"]
    company.fault(
        "Where the transfer stands",
        f"{len(done)} people of information technology were transferred as a pilot, {len(live) - len(done)} "
        "mailboxes were not, "
        f"{len(lone)} are not synced. When the pilot was transferred nobody wrote down, so nobody can say what was "
        "written in AD since.",
        Expected(rule="MBX-005", attribute="count", directory=str(len(lone))),
        Expected(rule="MBX-006", attribute="count", directory=str(len(done))),
        Expected(rule="MBX-008", attribute="count", directory=str(len(live) - len(done))),
        Expected(rule="MBX-018", outcome=UNKNOWN),
    )


def _sync(company: Company) -> None:
    company.tables["sync.parameters"] = parameters("2.5.79.0")
    company.tables["sync.parameters.staging"] = parameters("2.6.84.0", staging=True)
    company.tables["sync.scheduler"] = [scheduler(enabled=False)]
    company.tables["entra.organization"][0]["OnPremisesLastSyncDateTime"] = iso(earlier(hours=32, minutes=20))
    company.fault(
        "The sync stands still, and its build is too old",
        "On Saturday evening somebody switched the scheduler off for maintenance. The active Connect server "
        "is below the "
        "minimum and out of support; the staging server would do.",
        Expected(rule="SYNC-001", who="onprem/sync-parameters.csv", attribute="version", cloud="2.5.79.0"),
        Expected(
            rule="SYNC-002", who="onprem/sync-parameters.csv", attribute="end of support", cloud="2026-10-23T00:00:00Z"
        ),
        Expected(rule="SYNC-005", who="onprem/sync-parameters.csv", attribute="version", cloud="2.5.79.0"),
        Expected(rule="SYNC-008", who="directory synchronisation", cloud="SyncCycleEnabled is False"),
        Expected(
            rule="SYNC-007",
            who="directory synchronisation",
            attribute="OnPremisesLastSyncDateTime",
            cloud="2026-11-14T21:40:00Z",
        ),
        Expected(
            rule="SYNC-022",
            who="directory synchronisation",
            attribute="OnPremisesLastSyncDateTime",
            cloud="2026-11-14T21:40:00Z",
        ),
    )


def _statements(company: Company) -> None:
    company.statements = {
        "ATT-001": {"answer": "no", "text": "The printers of the workshop and two test benches still do."},
        "ATT-003": {"answer": "yes", "person": "Margaret Ellwood", "date": "2026-10-28"},
        "ATT-004": {"answer": "yes"},
        "ATT-007": {"answer": "yes", "person": "Margaret Ellwood", "date": "2026-11-03", "text": "The board decided."},
        "ATT-009": {"answer": "yes", "person": "Margaret Ellwood", "date": "2026-11-12"},
        "ATT-013": {"answer": "no"},
    }
    open_ones = [n for n in range(1, 15) if f"ATT-{n:03}" not in company.statements] + [4]
    company.fault(
        "Statements",
        "Two were answered with no, three with yes by name and date. One yes has neither and counts as no answer; the "
        "others are open.",
        *(Expected(rule=rule, who=rule) for rule in ("ATT-001", "ATT-013")),
        *(Expected(rule=f"ATT-{n:03}", who=f"ATT-{n:03}", outcome=UNKNOWN) for n in sorted(open_ones)),
    )

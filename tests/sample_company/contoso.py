"""Contoso Water Meters: about 400 recipients in two AD domains, before any story touches them."""

from sample_company import build, configuration, directory
from sample_company.names import Person, people
from sample_company.small_exports import small_exports
from sample_company.truth import NOW, Company, Recipient, guid, iso

HEAD, BRANCH = "contoso.example", "emea.contoso.example"
OLD_SERVER, SERVER = "HALEX01", "HALEX02"
SHARED = (
    "Accounts Payable", "Customer Service", "Goods Receipt", "Press Office", "Job Applications", "Calibration Lab",
    "Reception Halifax", "Meter Returns", "Tender Team", "Fleet", "Safety Board",
)  # fmt: skip
SHARED_BRANCH = ("Auftragsannahme", "Klantenservice", "Retouren Leipzig")
ROOMS = ("Atlantic", "Bay of Fundy", "Citadel", "Dartmouth", "Evangeline", "Fisherman", "Gully Lake", "Harbour")
ROOMS_BRANCH = ("Maas", "Pleisse", "Schie", "Völkerschlacht")
EQUIPMENT = ("Van 1", "Van 2", "Thermal Camera", "Beamer Leipzig")
GROUPS = (
    "All Halifax", "All Field Technicians", "Board", "Calibration", "Canteen", "Price List", "Project Delta",
    "Works Council", "IT Alerts", "Sales Benelux",
)  # fmt: skip
SECURITY_GROUPS = ("Finance Share", "HR Share", "Drawings Share", "Branch Leads")
CONTACTS = (
    "Bluewater Pumps",
    "City of Halifax Waterworks",
    "Nordvik Castings",
    "Zwickau Glas",
    "Hafen Logistik",
    "Dr. Yamada",
)
PARTNERS = 3
LOCAL = 5


class Cast:
    """Hands out people and things to stories; nobody gets two."""

    def __init__(self, company: Company, keys: list[str]) -> None:
        self.company = company
        self._keys = iter(keys)

    def next(self) -> Recipient:
        """The next one nobody told a story about."""
        return self.company[next(self._keys)]


def contoso(*, at_head: int = 236, at_branch: int = 84) -> tuple[Company, Cast, Cast]:
    """The healthy company, and the people of head office and branch who are free for stories."""
    company = Company(name="Contoso", tenant="contoso", domains=(HEAD, BRANCH))
    staff = at_head + at_branch
    crowd = people(staff + PARTNERS + LOCAL)
    head, branch = crowd[:at_head], crowd[at_head:staff]
    partners, local = crowd[staff : staff + PARTNERS], crowd[staff + PARTNERS :]
    for who in head:
        build.person(company, who, domain=HEAD, place=build.HALIFAX, transferred=_is_pilot(who))
    for n, who in enumerate(branch):
        build.person(company, who, domain=BRANCH, place=build.LEIPZIG if n % 2 else build.ROTTERDAM)
    for names, domain in ((SHARED, HEAD), (SHARED_BRANCH, BRANCH)):
        for name in names:
            build.thing(company, name, "shared", domain=domain)
    for names, domain in ((ROOMS, HEAD), (ROOMS_BRANCH, BRANCH)):
        for name in names:
            build.thing(company, f"Room {name}", "room", domain=domain)
    for name in EQUIPMENT:
        build.thing(company, name, "equipment", domain=HEAD)
    for n, who in enumerate(local):
        domain = BRANCH if n % 2 else HEAD
        place = build.LEIPZIG if n % 2 else build.HALIFAX
        build.local_mailbox(company, who, domain=domain, place=place, server=SERVER)
    for who in partners:
        build.mail_user(company, who, domain=HEAD, external=f"{who.alias}@partner.example")
    _groups_and_contacts(company, head, branch)
    for name, alias in (
        ("Status Screen", "status.screen"),
        ("Workflow Robot", "workflow.robot"),
        ("Web Shop", "webshop"),
    ):
        build.lone_mailbox(company, name, alias, "user")
    for key in ("status.screen", "workflow.robot"):
        company[key].online["RecipientTypeDetails"] = "UserMailbox"
    _system(company)
    _richness(company, head, branch)
    _configuration(company)
    small_exports(company, display="Contoso Water Meters", build="2.6.92.0", branch=BRANCH)
    newest = next(iter(company.recipients.values()))
    newest.online["WhenChangedUTC"] = newest.online["WhenChanged"] = iso(NOW)
    free_head = [p.alias for p in head if not _is_pilot(p)]
    return company, Cast(company, free_head[40:]), Cast(company, [p.alias for p in branch][30:])


def _is_pilot(who: Person) -> bool:
    return who.department == "Information technology"


def _groups_and_contacts(company: Company, head: tuple[Person, ...], branch: tuple[Person, ...]) -> None:
    for n, name in enumerate(GROUPS):
        pool = branch if n == len(GROUPS) - 1 else head
        domain = BRANCH if pool is branch else HEAD
        members = [p.alias for p in pool[n * 3 : n * 3 + 7 + n]]
        build.group(company, name, domain=domain, owner=pool[n].alias, members=members)
    for n, name in enumerate(SECURITY_GROUPS):
        members = [p.alias for p in head[n * 4 : n * 4 + 9]]
        build.group(company, name, domain=HEAD, owner=head[20 + n].alias, members=members, security=True)
    for n, name in enumerate(CONTACTS):
        host = name.split()[-1].lower().strip(".") + ".example"
        build.contact(company, name, domain=BRANCH if n in {3, 4} else HEAD, external=f"office@{host}")
    # A group that only the cloud has; no list but Get-Recipient shows it.
    team = build.lone_mailbox(company, "Leipzig Team", "leipzig-team", "user")
    team.entra, team.kind = None, "recipient"
    team.online |= {
        "RecipientType": "MailUniversalDistributionGroup",
        "RecipientTypeDetails": "GroupMailbox",
        "UserPrincipalName": "",
        "ExchangeGuid": str(guid("leipzig-team", "mailbox")),
    }


def _system(company: Company) -> None:
    """What setup made on-premises, the folders, and the dynamic group."""
    for name, number in (
        ("SystemMailbox{1f05a927-35b8-4d0c-9ad6-1b0ad3f4c0aa}", "8388608"),
        ("SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}", "8388608"),
        ("Migration.8f3e7716-2011-43e4-96b1-aba62d229136", "8388608"),
        ("DiscoverySearchMailbox {D919BA05-46A6-415f-80AD-7E09334BB852}", "536870912"),
        ("HealthMailbox7d1f4ba0c2f34e0aa1", "549755813888"),
        ("HealthMailboxc9e2d3a415b64d31b2", "549755813888"),
    ):
        build.system_object(company, name, number, server=SERVER)
    linked = build.system_object(company, "Exchange Online-ApplicationAccount", "33554432", server=SERVER)
    for gone in ("homeMDB", "msExchHomeServerName", "msExchMailboxGuid", "mDBUseDefaults"):
        linked.directory.pop(gone, None)


def _richness(company: Company, head: tuple[Person, ...], branch: tuple[Person, ...]) -> None:
    """Features that people use and that agree on both sides: none of them may become a finding."""
    free = [company[p.alias] for p in head if not _is_pilot(p)][:40]
    other = [company[p.alias] for p in branch][:30]
    _links(free, other)
    for n, one in enumerate(free[8:16]):
        hidden(one)
        one.directory["extensionAttribute5"] = one.online["CustomAttribute5"] = f"shift {n % 3 + 1}"
    tip = "default:<html>\r\n<body>\r\nI answer on <b>Tuesdays</b> only.\r\n</body>\r\n</html>\r\n"
    german = "de:<html>\r\n<body>\r\nIch antworte nur am Dienstag.\r\n</body>\r\n</html>\r\n"
    for one in (free[16], other[3]):
        one.directory["msExchSenderHintTranslations"] = [tip, german]
        one.online["MailTip"] = tip.removeprefix("default:")
        one.online["MailTipTranslations"] = [tip, german]
    for one in (free[17], free[18], other[4]):
        hold(one, owner="holds@contoso.example", when="20250217083000.0Z")
    archive(free[19])
    archive(other[5])
    # A retention hold that ends after the day of the exports: a time in a file is not always its age.
    late = free[20]
    late.directory |= {"msExchELCMailboxFlags": "17", "msExchELCExpirySuspensionEnd": "20270331220000.0Z"}
    late.online |= {"RetentionHoldEnabled": "True", "EndDateForRetentionHold": "2027-03-31T22:00:00Z"}
    for one in (*free[21:24], *other[6:8]):
        one.directory["msExchELCMailboxFlags"] = "16"
    free[24].directory["msExchExtensionCustomAttribute1"] = ["badge-0415", "badge-0416"]
    free[24].online["ExtensionCustomAttribute1"] = ["badge-0416", "badge-0415"]
    free[25].directory["extensionAttribute15"] = free[25].online["CustomAttribute15"] = (
        "-1 day; +2 nights | see =SUM(A1)"
    )
    # Longer than a cell of a spreadsheet may be read by eye: the cloud keeps the first 1024 letters.
    words = " ".join(f"clause {n} of the lease of the meter test bench" for n in range(1, 48))
    free[26].directory["extensionAttribute14"], free[26].online["CustomAttribute14"] = words, words[:1024]
    free[27].directory["thumbnailPhoto"] = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 3
    free[27].online["HasPicture"] = "True"
    # Decomposed on one side, composed on the other.
    other[8].directory["displayName"] = "Jose\u0301 from the harbour"
    other[8].online["DisplayName"] = "José from the harbour"
    # A person named by somebody who likes formulas, and one who likes markup.
    for one, name in (
        (free[28], '=HYPERLINK("http://contoso.example/x","Prize")'),
        (free[29], "<script>alert(1)</script>"),
    ):
        one.directory["displayName"] = one.online["DisplayName"] = name
        one.user["DisplayName"] = name
    # Old names that only the directory still knows.
    for one in (*free[30:36], *other[9:12]):
        old = f"X500:/o=Contoso/ou=First Administrative Group/cn=Recipients/cn={one.key.replace('.', '')[:8]}"
        _addresses(one, old, cloud_too=True)
    # The policy of the old days still writes to these.
    for one in (*free[:], *other[12:30]):
        if one.key.startswith(("a", "e", "g", "o")):
            one.directory["msExchPoliciesIncluded"] = [directory.POLICY, directory.POLICY_OFF.lower()]
            one.directory["msExchPoliciesExcluded"] = []
    # An address in a domain that the tenant never had: it could not arrive, whoever waits for it.
    for one in free[36:39]:
        _addresses(one, f"smtp:{one.key}@aquadata.example", cloud_too=False)


def _links(free: list[Recipient], other: list[Recipient]) -> None:
    """Forwarding, delegates, moderators and limits: a name here, a distinguished name there."""
    dn, name = (lambda r: str(r.directory["distinguishedName"])), (lambda r: str(r.online["Name"]))
    free[0].directory["altRecipient"], free[0].online["ForwardingAddress"] = dn(free[1]), name(free[1])
    free[0].directory["deliverAndRedirect"] = "TRUE"
    free[0].online["DeliverToMailboxAndForward"] = "True"
    for boss, helpers in ((free[2], free[3:5]), (other[0], other[1:3])):
        boss.directory["publicDelegates"] = [dn(h) for h in helpers]
        boss.online["GrantSendOnBehalfTo"] = [name(h) for h in reversed(helpers)]
    free[5].directory |= {
        "msExchEnableModeration": "TRUE",
        "msExchModerationFlags": "6",
        "msExchModeratedByLink": [dn(free[6])],
    }
    free[5].online |= {
        "ModerationEnabled": "True",
        "ModeratedBy": [name(free[6])],
        "SendModerationNotifications": "Always",
    }
    free[7].directory |= {"authOrig": [dn(free[2]), dn(free[6])], "msExchRequireAuthToSendTo": "TRUE"}
    free[7].online |= {
        "AcceptMessagesOnlyFrom": [name(free[6]), name(free[2])],
        "AcceptMessagesOnlyFromSendersOrMembers": [name(free[6]), name(free[2])],
        "RequireSenderAuthenticationEnabled": "True",
    }


def hidden(one: Recipient) -> None:
    """Not shown in address lists, on both sides."""
    one.directory |= {"msExchHideFromAddressLists": "TRUE", "showInAddressBook": []}
    one.online["HiddenFromAddressListsEnabled"] = "True"


def hold(one: Recipient, *, owner: str, when: str) -> None:
    """A litigation hold that AD knows of."""
    one.directory |= {
        "msExchELCMailboxFlags": "24",
        "msExchLitigationHoldDate": when,
        "msExchLitigationHoldOwner": owner,
    }
    one.online |= {
        "LitigationHoldEnabled": "True",
        "LitigationHoldDate": f"{when[:4]}-{when[4:6]}-{when[6:8]}T{when[8:10]}:{when[10:12]}:{when[12:14]}Z",
        "LitigationHoldOwner": owner,
    }


def archive(one: Recipient) -> None:
    """An archive in the cloud."""
    value, name = guid(one.key, "archive"), f"In-Place Archive - {one.called}"
    one.directory |= {
        "msExchArchiveGUID": value.bytes_le,
        "msExchArchiveName": [name],
        "msExchArchiveStatus": "1",
        "msExchRemoteRecipientType": "6",
    }
    one.online |= {
        "ArchiveGuid": str(value),
        "ArchiveName": [name],
        "ArchiveStatus": "Active",
        "ArchiveState": "Local",
        "RemoteRecipientType": "ProvisionArchive, Migrated",
    }


def _addresses(one: Recipient, *more: str, cloud_too: bool) -> None:
    """Further addresses."""
    for side, name in ((one.directory, "proxyAddresses"), (one.online, "EmailAddresses")):
        if side is one.directory or cloud_too:
            value = side[name]
            assert isinstance(value, list)
            side[name] = [*[str(v) for v in value], *more]


def _configuration(company: Company) -> None:
    configuration.organisation(company)
    for name in (HEAD, BRANCH, "contoso.mail.onmicrosoft.com"):
        configuration.accepted_domain(company, name)

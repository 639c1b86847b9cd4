"""What the further exports of Contoso tell, and further faults of single objects, groups and contacts."""

from sample_company import build, cloud, configuration, directory, faults_exports
from sample_company.contoso import BRANCH, HEAD, SERVER, Cast, archive
from sample_company.faults_drift import addresses_differ, plus
from sample_company.names import Person
from sample_company.truth import Company, Expected, guid

UNKNOWN = "unknown"


def seed(company: Company, head: Cast, branch: Cast) -> None:
    """Tells the stories that came with the second afternoon of exports."""
    _people(company, head, branch)
    _on_the_server(company)
    _groups(company)
    _born_in_the_cloud(company)
    faults_exports.seed(company)


def _people(company: Company, head: Cast, branch: Cast) -> None:
    stray = head.next()
    stray.directory["targetAddress"] = f"SMTP:{stray.key}@aquadata.mail.onmicrosoft.com"
    blank = branch.next()
    blank.directory["targetAddress"] = ""
    company.fault(
        "Routing addresses that lead nowhere",
        f"That of {stray.called} still names the tenant of the brand that was sold, {blank.called} has none.",
        Expected(rule="DIR-006", who=stray.key),
        Expected(rule="DIR-007", who=stray.key, attribute="targetAddress"),
        Expected(rule="DIR-005", who=blank.key),
    )
    twice = branch.next()
    archive(twice)
    twice.directory["msExchArchiveGUID"] = guid(twice.key, "archive before the restore").bytes_le
    company.fault(
        "AD names an archive that is gone",
        f"The archive of {twice.called} was restored; AD kept the old GUID.",
        Expected(rule="DIR-010", who=twice.key),
    )
    typo = head.next()
    plus(typo, "smtp:front desk@contoso.example", online=False)
    company.fault(
        "An address with a blank in it",
        f"Somebody typed it for {typo.called}; no server accepts it and the cloud never took it.",
        Expected(rule="DIR-019", who=typo.key),
        Expected(rule="WB-008", who=typo.key, directory="smtp:front desk@contoso.example"),
        *addresses_differ(typo),
    )
    guarded = head.next()
    guarded.directory["adminCount"] = "1"
    company.fault(
        "A mailbox of a protected account",
        f"{guarded.called} was a domain administrator once; writeback may not write there.",
        Expected(rule="DIR-026", who=guarded.key),
    )
    boss, helper = head.next(), head.next()
    boss.directory["publicDelegates"] = [str(helper.directory["distinguishedName"])]
    company.fault(
        "A deputy that the cloud does not know",
        f"{helper.called} may send on behalf of {boss.called} in AD only.",
        Expected(rule="DRF-010", who=boss.key),
    )
    tipped = branch.next()
    tipped.online["MailTip"] = "<html>\r\n<body>\r\nOn leave until May\r\n</body>\r\n</html>\r\n"
    tipped.online["MailTipTranslations"] = ["default:" + str(tipped.online["MailTip"])]
    company.fault(
        "A mail tip that only the cloud shows",
        f"{tipped.called} set it in Outlook on the web.",
        Expected(rule="DRF-013", who=tipped.key),
    )
    gone = head.next()
    gone.directory["userAccountControl"], gone.user["AccountEnabled"] = "514", "false"
    company.fault(
        "A disabled account with the mailbox of a person",
        f"{gone.called} is on leave; nobody made the mailbox shared.",
        Expected(rule="MBX-022", who=gone.key),
    )


def _on_the_server(company: Company) -> None:
    local = [r for r in company.recipients.values() if r.ad is not None and r.kind == "mailuser" and "homeMDB" in r.ad]
    first, second = local[0], local[1]
    first.directory |= {"msExchArchiveGUID": guid(first.key, "archive").bytes_le, "msExchArchiveStatus": "1"}
    second.directory["msExchUserHoldPolicies"] = ["1f3a2b4c5d6e4f708192a3b4c5d6e7f8"]
    robot = build.local_mailbox(
        company,
        Person(first="svc", last="backup", department="Information technology", title="Account"),
        domain=HEAD, place=build.HALIFAX, server=SERVER,
    )  # fmt: skip
    database = f"CN=DB01-{SERVER},CN=Databases,{configuration.groups_of(company)}"
    company.fault(
        "What else is on the server",
        f"{first.called} has the archive in the cloud already, {second.called} is on hold, and the backup has a "
        "mailbox for its reports.",
        Expected(rule="MBX-017", who=first.key),
        Expected(rule="SYS-010", who=second.key),
        Expected(rule="SYS-006", who=robot.key),
        Expected(rule="MBX-001", who=robot.key),
        Expected(rule="ORG-006", who=database, attribute="mailboxes of people", directory=str(len(local) + 2)),
    )


def _groups(company: Company) -> None:
    contact, board = company["bluewater-pumps"], company["board"]
    for side, name, value in (
        (board.directory, "member", str(contact.directory["distinguishedName"])),
        (board.directory, "memberOf", "CN=Plant Access,OU=Groups,DC=contoso,DC=example"),
    ):
        side[name] = [*cloud.many(side.get(name, [])), value]
    canteen = company["canteen"]
    canteen.directory["groupType"] = "2"
    delta = company["project-delta"]
    delta.online["ReportToOriginatorEnabled"] = "False"
    company.fault(
        "Groups with a past",
        "Board has a contact in it and opens the doors of the plant, Canteen is a global group, and nobody hears when "
        "mail to Project Delta fails.",
        Expected(rule="CON-004", attribute="count", directory="1"),
        Expected(rule="GRP-003", who=board.key),
        Expected(rule="GRP-009", who=canteen.key),
        Expected(rule="GRP-015", who=delta.key),
    )
    owner = str(next(r.key for r in company.of_kind("mailbox") if r.domain == BRANCH))
    rooms = build.group(company, "Rooms of Leipzig", domain=BRANCH, owner=owner, members=["room-maas", "room-schie"])
    rooms.directory |= {"msExchRecipientTypeDetails": "268435456", "msExchRecipientDisplayType": "15"}
    rooms.online["RecipientTypeDetails"] = "RoomList"
    company.fault(
        "A room list is managed from AD",
        "The branch made it for its booking screens.",
        Expected(rule="GRP-008", who=rooms.key),
    )


def _born_in_the_cloud(company: Company) -> None:
    apart = {e.who for e in company.expected if e.rule == "MBX-026"}
    born = [
        r
        for r in company.of_kind("mailbox")
        if r.ad is not None
        and r.ad.get("msExchRecipientTypeDetails") in directory.REMOTE_NUMBERS
        and "msExchMailboxGuid" not in r.ad
        and r.key not in apart
    ]
    company.fault(
        "Mailboxes that were born in the cloud",
        "AD was never told the GUID of their mailboxes, so none of them can move back as it is.",
        *(Expected(rule="DIR-008", who=r.key, attribute="msExchMailboxGuid") for r in born),
    )

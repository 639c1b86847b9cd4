"""What is wrong with single mailboxes at Contoso, and every finding that each fault must cause."""

from sample_company import cloud, directory
from sample_company.contoso import HEAD, SERVER, Cast
from sample_company.faults_drift import also_written_back, swapped
from sample_company.truth import Company, Expected, guid

UNKNOWN = "unknown"


def seed(company: Company, head: Cast, branch: Cast) -> None:
    """Tells every story about people."""
    _where_the_mailbox_is(company, head, branch)
    _who_belongs_to_whom(company, head, branch)
    _directory_hygiene(company, head)


def _where_the_mailbox_is(company: Company, head: Cast, branch: Cast) -> None:
    local = [r for r in company.recipients.values() if r.ad is not None and r.kind == "mailuser" and "homeMDB" in r.ad]
    company.fault(
        "Five mailboxes never left the server",
        "They belong to the works council and to two people at the branch who work with an old archive program. "
        "The cloud knows them as mail users.",
        *(Expected(rule="MBX-001", who=r.key) for r in local),
    )
    twin = head.next()
    twin.directory |= directory.local_mailbox(twin.key, "user", organisation=company.name, domain=HEAD, server=SERVER)
    twin.directory.pop("msExchRemoteRecipientType")
    home = str(twin.directory["homeMDB"])
    twin.online["EmailAddresses"] = cloud.many(twin.online["EmailAddresses"])
    company.fault(
        "One person has two mailboxes",
        f"{twin.called} was licensed before the move; AD describes the mailbox on HALEX02, the cloud "
        "holds another one.",
        Expected(rule="MBX-001", who=twin.key),
        Expected(rule="MBX-003", who=twin.key, attribute="homeMDB", directory=home),
        Expected(
            rule="DIR-001", who=twin.key, attribute="msExchRecipientTypeDetails", directory="1", cloud="UserMailbox"
        ),
        also_written_back(twin, "msExchRecipientTypeDetails", "1", "UserMailbox"),
        Expected(
            rule="DIR-009",
            who=twin.key,
            attribute="msExchMailboxGuid",
            directory=str(guid(twin.key, "local mailbox")),
            cloud=str(guid(twin.key, "mailbox")),
        ),
    )
    stale = branch.next()
    stale.directory["homeMDB"] = home
    company.fault(
        "A home database was left behind",
        f"{stale.called} was moved in 2019, but homeMDB still names the old database.",
        Expected(rule="MBX-003", who=stale.key, attribute="homeMDB", directory=home),
    )
    leaver = head.next()
    leaver.cloud = cloud.mail_user(
        leaver.key,
        leaver.directory,
        tenant=company.tenant,
        external=cloud.text(leaver.directory["targetAddress"])[5:],
        mailbox_guid=str(guid(leaver.key, "mailbox")),
    )
    leaver.kind = "mailuser"
    leaver.directory["userAccountControl"], leaver.user["AccountEnabled"] = "514", "false"
    company.fault(
        "A leaver lost the licence, not the stamp",
        f"{leaver.called} left in August. The cloud holds a mail user, AD still says remote mailbox.",
        Expected(rule="MBX-002", who=leaver.key, attribute="mailbox in the cloud", directory="no"),
        Expected(rule="USR-002", who=leaver.key, attribute="ExchangeGuid", cloud=str(guid(leaver.key, "mailbox"))),
    )
    strays = [head.next(), branch.next()]
    for one in strays:
        one.cloud, one.kind = None, ""
    company.fault(
        "Two new people have no mailbox at all",
        "Both were created with New-RemoteMailbox in October, after the cloud default had been switched on: Entra has "
        "the accounts, Exchange Online made plain users of them.",
        *(Expected(rule="TEN-002", who=r.key) for r in strays),
        *(Expected(rule="MBX-002", who=r.key, attribute="mailbox in the cloud", directory="no") for r in strays),
    )
    meeting = head.next()
    meeting.online["RecipientTypeDetails"] = "SchedulingMailbox"
    company.fault(
        "A mailbox of a type that the transfer does not cover",
        f"{meeting.called} gave the account to the meeting scheduler.",
        Expected(rule="MBX-004", who=meeting.key, attribute="RecipientTypeDetails", cloud="SchedulingMailbox"),
    )
    hidden = branch.next()
    hidden.directory["adminDescription"] = "User_NoSync"
    hidden.cloud, hidden.kind, hidden.entra = None, "", None
    company.fault(
        "A mailbox is kept out of the sync",
        f"Somebody wrote User_NoSync into adminDescription of {hidden.called} to stop an error message.",
        Expected(
            rule="MBX-014",
            who=hidden.key,
            attribute="reason outside the sync scope",
            directory="adminDescription starts with User_; no Entra user",
        ),
        Expected(rule="MBX-002", who=hidden.key, attribute="mailbox in the cloud", directory="no"),
        Expected(rule="GRP-010", who="sales-benelux", directory=str(hidden.directory["distinguishedName"])),
    )


def _who_belongs_to_whom(company: Company, head: Cast, branch: Cast) -> None:
    parted = branch.next()
    parted.online["IsDirSynced"], parted.user["OnPremisesSyncEnabled"] = "False", "false"
    company.fault(
        "A mailbox that the sync has let go",
        f"{parted.called} was left out of the sync for a week, and the cloud user was restored by hand: both halves "
        "are there, but nothing flows between them.",
        Expected(rule="MBX-025", who=parted.key, attribute="object in AD", directory="yes"),
        Expected(rule="SYNC-014", who=parted.key, attribute="OnPremisesSyncEnabled", cloud="False"),
    )
    orphan = head.next()
    orphan.ad = None
    company.fault(
        "A synced mailbox without an account",
        f"The account of {orphan.online['DisplayName']} was deleted on Saturday, after the last sync.",
        Expected(rule="MBX-015", who=orphan.key, attribute="object in AD", directory="no", outcome=UNKNOWN),
    )
    first, second = head.next(), branch.next()
    second.directory["mS-DS-ConsistencyGuid"] = first.directory["mS-DS-ConsistencyGuid"]
    second.cloud, second.kind, second.entra = None, "", None
    lone = f"cloud:{first.online['ExternalDirectoryObjectId']}"
    company.fault(
        "Two accounts claim one cloud user",
        f"The migration tool that moved {second.called} to the branch wrote the source anchor of "
        f"{first.called} into both accounts. Nobody is joined to the cloud mailbox until one gives it back.",
        Expected(rule="MBX-026", who=first.key),
        Expected(rule="MBX-026", who=second.key),
        Expected(rule="MBX-026", who=lone),
        Expected(rule="DIR-017", who=first.key, attribute="proxyAddresses", outcome=UNKNOWN),
        *(
            Expected(rule=rule, who=who, outcome=UNKNOWN)
            for rule in ("MBX-002", "MBX-014")
            for who in (first.key, second.key)
        ),
        Expected(rule="MBX-015", who=lone, outcome=UNKNOWN),
    )
    guids = head.next()
    guids.directory["msExchMailboxGuid"] = guid(guids.key, "mailbox before the restore").bytes_le
    company.fault(
        "AD names a mailbox that is gone",
        f"The mailbox of {guids.called} was restored into a new one; AD kept the old GUID.",
        Expected(
            rule="DIR-009",
            who=guids.key,
            attribute="msExchMailboxGuid",
            directory=str(guid(guids.key, "mailbox before the restore")),
            cloud=str(guid(guids.key, "mailbox")),
        ),
    )


def _directory_hygiene(company: Company, head: Cast) -> None:
    room = company["room-harbour"]
    room.directory |= directory.remote_mailbox(room.key, "user", mailbox=None)
    room.directory["msExchRecipientDisplayType"] = "-2147481850"
    company.fault(
        "A room that AD takes for a person",
        "Harbour was converted to a room in the cloud only.",
        Expected(
            rule="DIR-001",
            who=room.key,
            attribute="msExchRecipientTypeDetails",
            directory="2147483648",
            cloud="RoomMailbox",
        ),
        also_written_back(room, "msExchRecipientTypeDetails", "2147483648", "RoomMailbox"),
    )
    shared = company["press-office"]
    shared.directory["msExchRemoteRecipientType"] = "4"
    company.fault(
        "A shared mailbox whose two type attributes disagree",
        "Press Office was made shared by writing one attribute of the two.",
        Expected(rule="DIR-003", who=shared.key, attribute="msExchRemoteRecipientType", directory="user"),
    )
    plain, veiled = head.next(), head.next()
    plain.directory["mailNickname"] = ""
    veiled.directory |= {"mailNickname": "", "msExchHideFromAddressLists": "TRUE"}
    company.fault(
        "Two mailboxes without an alias",
        f"{plain.called} and {veiled.called} lost mailNickname to a clean-up script. "
        f"{veiled.called} is hidden in AD; the cloud never heard of it.",
        Expected(rule="DIR-012", who=plain.key, attribute="mailNickname", directory="", cloud=""),
        Expected(rule="DIR-012", who=veiled.key, attribute="mailNickname", directory="", cloud=""),
        *(Expected(rule="DRF-009", who=r.key, directory="", cloud=r.key) for r in (plain, veiled)),
        Expected(
            rule="DIR-013", who=veiled.key, attribute="msExchHideFromAddressLists", directory="TRUE", cloud="False"
        ),
        Expected(
            rule="DRF-003", who=veiled.key, attribute="msExchHideFromAddressLists", directory="TRUE", cloud="False"
        ),
    )
    double, none = head.next(), head.next()
    second = next(a for a in cloud.many(double.directory["proxyAddresses"]) if a.startswith("smtp:"))
    swapped(double, "proxyAddresses", second, "SMTP:" + second[5:])
    first = next(a for a in cloud.many(none.directory["proxyAddresses"]) if a.startswith("SMTP:"))
    swapped(none, "proxyAddresses", first, "smtp:" + first[5:])
    company.fault(
        "Primary addresses: one too many, one too few",
        f"{double.called} has two of them in AD, {none.called} none.",
        Expected(rule="DIR-015", who=double.key, attribute="SMTP: entries of proxyAddresses", directory="2"),
        Expected(rule="DIR-015", who=none.key, attribute="SMTP: entries of proxyAddresses", directory="0"),
        Expected(rule="DRF-001", who=double.key, attribute="proxyAddresses.primary", outcome=UNKNOWN),
        Expected(rule="WB-007", who=double.key, attribute="proxyAddresses.primary", outcome=UNKNOWN),
        Expected(
            rule="DRF-001",
            who=none.key,
            attribute="proxyAddresses.primary",
            directory="",
            cloud=none.key + "@contoso.example",
        ),
        also_written_back(none, "proxyAddresses.primary", "", none.key + "@contoso.example"),
    )

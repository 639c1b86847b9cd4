"""Invented recipients of every kind, the same for the same arguments.

Only the standard library: the system's Python reads it too.
"""

import hashlib
from collections.abc import Iterator

from invented_organisation import EXCHANGE_2016, Entry, Organisation, values

GIVEN = [
    "Anna",
    "Björn",
    "Chloé",
    "Dmitri",
    "Élise",
    "Fatima",
    "Günter",
    "Hana",
    "İlker",
    "João",
    "Katarzyna",
    "Łukasz",
    "Maja",
    "Noël",
    "Øyvind",
    "Paula",
    "Quentin",
    "Renée",
    "Søren",
    "Zoë",
]
SURNAME = [
    "Andersson",
    "Björk",
    "Çelik",
    "Dvořák",
    "Eriksen",
    "Fuentes",
    "Großmann",
    "Hernández",
    "Ivanova",
    "Jørgensen",
    "Kowalski",
    "Lindqvist",
    "Müller",
    "Nakamura",
    "O'Brien",
    "Peñalver",
    "Quinn",
    "Schröder",
    "Šimić",
    "Yıldız",
    "Wójcik",
]
DEPARTMENT = ["Sales", "Finance", "IT", "HR", "Legal", "Production", "R&D", "Support"]
OFFICE = ["Berlin", "Bern", "Wien", "Kraków", "Lyon", "København"]
SITES = 8  # organisational units below OU=Recipients
POLICY = "e3f1c6a0-5b6e-4e26-9d0b-1f2a3b4c5d6e"

# By kind: the numbers of msExchRecipientTypeDetails, msExchRecipientDisplayType and msExchRemoteRecipientType.
KINDS = {
    "mailbox": (1, 1073741824, None),
    "shared": (4, 0, None),
    "room": (16, 7, None),
    "equipment": (32, 8, None),
    "mailuser": (128, 6, None),
    "remote": (2147483648, -2147483642, 4),
    "remoteroom": (8589934592, -2147481850, 36),
    "remoteshared": (34359738368, -2147483642, 100),
    "contact": (64, 6, None),
    "dl": (None, 1, None),
    "secgroup": (None, 1073741833, None),
}
# of every 100 objects
MIX = (
    ["mailbox"] * 66
    + ["remote"] * 12
    + ["shared"] * 4
    + ["room"] * 2
    + ["equipment"] * 1
    + ["remoteshared"] * 2
    + ["remoteroom"] * 1
    + ["mailuser"] * 4
    + ["contact"] * 4
    + ["dl"] * 3
    + ["secgroup"] * 1
)


def digest(*parts: object) -> bytes:
    return hashlib.sha256("|".join(map(str, parts)).encode()).digest()


def esc(value: str) -> str:
    """One RDN value with the escapes of RFC 4514."""
    out = "".join("\\" + c if c in ',+"\\<>;=' else c for c in value)
    if out.startswith(("#", " ")):
        out = "\\" + out
    if out.endswith(" ") and not out.endswith("\\ "):
        out = out[:-1] + "\\ "
    return out


class Directory(Organisation):
    """The organisation, the containers and the recipients."""

    def containers(self) -> Iterator[Entry]:
        yield self.recipients, values(objectClass="organizationalUnit")
        for n in range(SITES):
            yield self.site(n), values(objectClass="organizationalUnit")
        yield (f"CN=Microsoft Exchange System Objects,{self.base}", values(objectClass="msExchSystemObjectsContainer"))

    def site(self, n: int) -> str:
        # a comma and a non-ASCII letter in a DN that most recipients share
        return f"OU={esc(f'Site {n % SITES}, Köln')},{self.recipients}"

    def dn(self, i: int, kind: str) -> str:
        return f"CN={esc(self.common_name(i, kind))},{self.site(i)}"

    @staticmethod
    def common_name(i: int, kind: str) -> str:
        given, surname = GIVEN[i % len(GIVEN)], SURNAME[(i // 7) % len(SURNAME)]
        if kind in ("dl", "secgroup"):
            return f"{DEPARTMENT[i % 8]} group {i:06d}"
        return f"{surname}, {given} {i:06d}" if i % 3 else f"{given} {surname} {i:06d}"

    def recipient(self, i: int, kind: str) -> Entry:
        details, display_type, remote = KINDS[kind]
        cn = self.common_name(i, kind)
        alias = f"{kind[:2]}{i:06d}"
        group, contact = kind in ("dl", "secgroup"), kind == "contact"
        primary = f"{alias}@partner.test" if contact or kind == "mailuser" else f"{alias}@{self.domain}"
        legacy = f"{self.legacy}/cn=Recipients/cn={digest('legacy', i).hex()[:32]}-{alias}"
        proxies = [f"SMTP:{primary}", f"smtp:{alias}@contoso.mail.onmicrosoft.com"]
        if i % 4 == 0:
            proxies.append(f"smtp:{alias}.old@legacy.test")
        if i % 5 == 0:
            proxies.append(f"X500:/o=Old Org/ou=First Administrative Group/cn=Recipients/cn={alias}")
        if i % 6 == 0 and not group:
            proxies.append(f"SIP:{alias}@{self.domain}")
        entry = values(
            displayName=cn,
            mail=primary,
            mailNickname=alias,
            proxyAddresses=proxies,
            legacyExchangeDN=legacy,
            msExchRecipientDisplayType=display_type,
            msExchRecipientTypeDetails=details,
            msExchVersion=EXCHANGE_2016,
            msExchPoliciesIncluded=[POLICY, "{26491cfc-9e50-4857-861b-0cb8df22b5d7}"],
            extensionAttribute1=f"EA1-{i % 50:03d}",
            extensionAttribute15=f"Kostenstelle {i % 17}",
            msExchUMDtmfMap=[f"emailAddress:{i:010d}", f"lastNameFirstName:{i * 7:012d}"],
            msExchHideFromAddressLists="TRUE" if i % 25 == 0 else None,
            msExchRemoteRecipientType=remote,
        )
        if group:
            entry.update(
                values(
                    objectClass="group",
                    sAMAccountName=f"grp{i:06d}",
                    groupType=-2147483640 if kind == "secgroup" else 8,
                    description=f"Verteiler {i}",
                    reportToOriginator="TRUE",
                )
            )
            return self.dn(i, kind), entry
        entry.update(
            values(
                sn=SURNAME[(i // 7) % len(SURNAME)],
                givenName=GIVEN[i % len(GIVEN)],
                department=DEPARTMENT[i % 8],
                company="Contoso",
                title=f"Role {i % 40}",
                physicalDeliveryOfficeName=OFFICE[i % 6],
                telephoneNumber=f"+49 30 {i:08d}",
                c="DE",
                co="Germany",
                countryCode=276,
            )
        )
        if contact:
            entry.update(values(objectClass="contact", targetAddress=f"SMTP:{primary}"))
            return self.dn(i, kind), entry
        entry.update(
            values(
                objectClass="user",
                sAMAccountName=f"u{i:06d}",
                userPrincipalName=f"{alias}@{self.domain}",
                userAccountControl=546 if kind in ("shared", "room", "equipment") or i % 97 == 0 else 544,
            )
        )
        if kind in ("mailbox", "shared", "room", "equipment"):
            database = self.databases[i % len(self.databases)]
            server = self.servers[(i % len(self.databases)) % len(self.servers)]
            entry.update(
                values(
                    homeMDB=database,
                    mDBUseDefaults="TRUE" if i % 9 else "FALSE",
                    msExchHomeServerName=f"{self.legacy}/cn=Configuration/cn=Servers/cn={server}",
                    msExchMailboxGuid=digest("mailbox", i)[:16],
                    msExchUserAccountControl=0,
                    msExchWhenMailboxCreated=f"2019{1 + i % 12:02d}{1 + i % 28:02d}080000.0Z",
                    msExchUserCulture="de-DE",
                    msExchTextMessagingState=["302120705", "16842751"],
                    msExchELCMailboxFlags=130,
                    msExchRecipLimit=500 if i % 11 == 0 else None,
                    mDBStorageQuota=2097152 if i % 9 == 0 else None,
                )
            )
            if i % 10 == 0:
                entry.update(values(msExchArchiveGUID=digest("archive", i)[:16], msExchArchiveName=f"Archive - {cn}"))
        else:
            entry.update(
                values(
                    targetAddress=f"SMTP:{alias}@contoso.mail.onmicrosoft.com"
                    if kind.startswith("remote")
                    else f"SMTP:{primary}"
                )
            )
        return self.dn(i, kind), entry

    def all_recipients(self, count: int) -> Iterator[Entry]:
        for i in range(count):
            # 37 and 100 have no common factor: every 100 objects hold the whole mix
            yield self.recipient(i, self.kind(i))

    @staticmethod
    def kind(i: int) -> str:
        return MIX[i * 37 % 100]

    def big_group(self, count: int, members: int) -> Iterator[Entry]:
        chosen = [self.dn(i, self.kind(i)) for i in range(min(members, count))]
        yield (
            f"CN=All staff \\, everyone,{self.recipients}",
            values(
                objectClass="group",
                sAMAccountName="allstaff",
                groupType=8,
                mail=f"all@{self.domain}",
                mailNickname="all",
                proxyAddresses=[f"SMTP:all@{self.domain}"],
                msExchRecipientDisplayType=1,
                member=chosen,
            ),
        )

    def specials(self) -> Iterator[Entry]:
        odd_name = '#Odd + Name, "quoted"; <x>=y\\z '
        odd = f"CN={esc(odd_name)},{self.recipients}"
        yield (
            odd,
            values(
                objectClass="contact",
                displayName='日本語 – "quoted"',
                mail="odd@partner.test",
                mailNickname="odd",
                targetAddress="SMTP:odd@partner.test",
                proxyAddresses=["SMTP:odd@partner.test"],
                info="line one\r\nline two\t tab ",
                msExchRecipientDisplayType=6,
                msExchRecipientTypeDetails=64,
            ),
        )
        yield (
            f"CN=All of Berlin,{self.recipients}",
            values(
                objectClass="msExchDynamicDistributionList",
                displayName="All of Berlin",
                mail=f"berlin@{self.domain}",
                mailNickname="berlin",
                proxyAddresses=[f"SMTP:berlin@{self.domain}"],
                msExchRecipientDisplayType=3,
                msExchDynamicDLFilter="(&(mailNickname=*)(physicalDeliveryOfficeName=Berlin))",
                msExchDynamicDLBaseDN=self.recipients,
            ),
        )
        yield (
            f"CN=Info folder,CN=Microsoft Exchange System Objects,{self.base}",
            values(
                objectClass="publicFolder",
                displayName="Info folder",
                mail=f"info@{self.domain}",
                mailNickname="info",
                proxyAddresses=[f"SMTP:info@{self.domain}"],
                msExchRecipientDisplayType=2,
            ),
        )

    def everything(self, count: int, members: int) -> Iterator[Entry]:
        yield from self.organisation()
        yield from self.containers()
        yield from self.specials()
        yield from self.all_recipients(count)
        if members:
            yield from self.big_group(count, members)

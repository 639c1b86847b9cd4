"""Whole objects with all their sides, healthy unless a story touches them."""

from sample_company import cloud, directory
from sample_company.names import Person, ascii_of
from sample_company.truth import Attributes, Company, Recipient, earlier, guid, iso, number, stamp

# city, region, country code, country, ISO number
HALIFAX = ("Halifax", "Nova Scotia", "CA", "Canada", "124")
ROTTERDAM = ("Rotterdam", "Zuid-Holland", "NL", "Netherlands", "528")
LEIPZIG = ("Leipzig", "Sachsen", "DE", "Germany", "276")


def routing(company: Company, local: str) -> str:
    """The address that mail from the old server takes to the cloud."""
    return f"smtp:{local}@{company.tenant}.mail.onmicrosoft.com"


def person(
    company: Company, who: Person, *, domain: str, place: tuple[str, str, str, str, str], **more: bool
) -> Recipient:
    """A person with a synced cloud mailbox."""
    key = who.alias
    mail = f"{who.alias}@{domain}"
    ad = _account(company, key, who.name, who.alias, mail, domain=domain, unit=f"OU={place[0]},OU=Staff")
    ad |= directory.personal(key, who, place, domain)
    return _remote(company, key, ad, "user", domain=domain, transferred=more.get("transferred", False))


def thing(company: Company, name: str, what: str, *, domain: str, transferred: bool = False) -> Recipient:
    """A shared mailbox, room or piece of equipment; its account is disabled."""
    alias = "-".join(filter(None, (ascii_of(w) for w in name.split())))
    unit = {"shared": "OU=Shared", "room": "OU=Rooms", "equipment": "OU=Rooms"}[what]
    ad = _account(company, alias, name, alias, f"{alias}@{domain}", domain=domain, unit=unit, enabled=False)
    return _remote(company, alias, ad, what, domain=domain, transferred=transferred)


def _account(
    company: Company, key: str, name: str, alias: str, mail: str, *, domain: str, unit: str, enabled: bool = True
) -> Attributes:
    ad = directory.any_object(
        key, name, domain=domain, classes=list(directory.USER_CLASSES), unit=unit, category="Person"
    )
    extra = (routing(company, alias),)
    ad |= directory.addressed(key, alias, mail, organisation=company.name, domain=domain, extra=extra)
    return ad | directory.account(key, mail, domain=domain, enabled=enabled)


def _remote(company: Company, key: str, ad: Attributes, what: str, *, domain: str, transferred: bool) -> Recipient:
    """Adds the remote stamp, the cloud mailbox and the Entra user."""
    # A mailbox that was moved kept its GUID in AD; one that was born in the cloud has none there.
    moved = number("moved", key, below=10) > 0
    ad |= directory.remote_mailbox(key, what, mailbox=guid(key, "mailbox").bytes_le if moved else None)
    ad["targetAddress"] = f"SMTP:{routing(company, cloud.text(ad['mailNickname']))[5:]}"
    own = cloud.legacy_name(company.tenant, key)
    addresses = [*cloud.many(ad["proxyAddresses"]), f"X500:{own}"]
    if number("old address", key, below=3) == 0:
        sign_in = cloud.text(ad["userPrincipalName"])
        addresses.append(f"smtp:{sign_in.partition('@')[0].replace('.', '_')}@{domain}")
    ad["proxyAddresses"] = addresses
    ad["msDS-ExternalDirectoryObjectId"] = f"User_{guid(key, 'entra')}"
    ad["extensionAttribute1"] = f"{1000 + number('cost', key, below=9000)}"
    online = cloud.mailbox(key, ad, what, tenant=company.tenant, transferred=transferred)
    # Case and order are nobody's difference: the old tools wrote the cloud's addresses as they liked.
    if number("case", key, below=5) == 0:
        online["EmailAddresses"] = [_shouted(a) for a in reversed(cloud.many(online["EmailAddresses"]))]
    return company.add(
        Recipient(
            key=key,
            domain=domain,
            ad=ad,
            cloud=online,
            kind="mailbox",
            entra=cloud.entra_user(key, ad, domain=domain, tenant=company.tenant),
        )
    )


def _shouted(address: str) -> str:
    prefix, colon, rest = address.partition(":")
    return f"{prefix}{colon}{rest.title() if prefix.casefold() == 'smtp' else rest}"


def local_mailbox(
    company: Company, who: Person, *, domain: str, place: tuple[str, str, str, str, str], server: str
) -> Recipient:
    """A person whose mailbox still lives on a server; the cloud knows a mail user."""
    key = who.alias
    mail = f"{who.alias}@{domain}"
    ad = _account(company, key, who.name, who.alias, mail, domain=domain, unit=f"OU={place[0]},OU=Staff")
    ad |= directory.personal(key, who, place, domain)
    ad |= directory.local_mailbox(key, "user", organisation=company.name, domain=domain, server=server)
    return company.add(
        Recipient(
            key=key,
            domain=domain,
            ad=ad,
            cloud=cloud.mail_user(
                key, ad, tenant=company.tenant, external=mail, mailbox_guid=str(guid(key, "local mailbox"))
            ),
            kind="mailuser",
            entra=cloud.entra_user(key, ad, domain=domain, tenant=company.tenant),
        )
    )


def mail_user(company: Company, who: Person, *, domain: str, external: str) -> Recipient:
    """An account without a mailbox, with an address elsewhere."""
    key = who.alias
    ad = _account(company, key, who.name, who.alias, external, domain=domain, unit="OU=Partners")
    ad["proxyAddresses"] = [f"SMTP:{external}", routing(company, who.alias)]
    ad["targetAddress"] = f"SMTP:{external}"
    ad["userPrincipalName"] = f"{who.alias}@{domain}"
    ad |= {"msExchRecipientTypeDetails": "128", "msExchRecipientDisplayType": "6"}
    return company.add(
        Recipient(
            key=key,
            domain=domain,
            ad=ad,
            cloud=cloud.mail_user(key, ad, tenant=company.tenant, external=external),
            kind="mailuser",
            entra=cloud.entra_user(key, ad, domain=domain, tenant=company.tenant),
        )
    )


def group(
    company: Company, name: str, *, domain: str, owner: str, members: list[str], security: bool = False
) -> Recipient:
    """A universal group with an address, synced."""
    alias = "-".join(filter(None, (ascii_of(w) for w in name.split())))
    ad = directory.any_object(alias, name, domain=domain, classes=["top", "group"], unit="OU=Groups", category="Group")
    ad |= directory.addressed(
        alias, alias, f"{alias}@{domain}", organisation=company.name, domain=domain, extra=(routing(company, alias),)
    )
    ad |= {
        "sAMAccountName": alias,
        "sAMAccountType": "268435456" if security else "268435457",
        "objectSid": directory.sid(domain, alias),
        "groupType": "-2147483640" if security else "8",
        "managedBy": company[owner].directory["distinguishedName"],
        "member": [cloud.text(company[m].directory["distinguishedName"]) for m in members],
        "msExchRecipientTypeDetails": "1024" if security else "256",
        "msExchRecipientDisplayType": "1073741833" if security else "1",
        "msExchRequireAuthToSendTo": "TRUE",
    }
    online = cloud.recipient(alias, ad, tenant=company.tenant) | {
        "GroupType": "Universal, SecurityEnabled" if security else "Universal",
        "RecipientType": "MailUniversalSecurityGroup" if security else "MailUniversalDistributionGroup",
        "RecipientTypeDetails": "MailUniversalSecurityGroup" if security else "MailUniversalDistributionGroup",
        "ManagedBy": [cloud.text(company[owner].online["Name"])],
        "MemberJoinRestriction": "Closed",
        "MemberDepartRestriction": "Closed",
        "SendModerationNotifications": "Always",
        "ReportToManagerEnabled": "False",
        "ReportToOriginatorEnabled": "True",
        "SendOofMessageToOriginatorEnabled": "False",
        "MigrationToUnifiedGroupInProgress": "False",
        "BypassNestedModerationEnabled": "False",
        "SamAccountName": alias,
        "ObjectClass": ["top", "group"],
    }
    return company.add(Recipient(key=alias, domain=domain, ad=ad, cloud=online, kind="group"))


def contact(company: Company, name: str, *, domain: str, external: str) -> Recipient:
    """A mail contact, synced."""
    alias = "-".join(filter(None, (ascii_of(w) for w in name.split())))
    classes = ["top", "person", "organizationalPerson", "contact"]
    ad = directory.any_object(alias, name, domain=domain, classes=classes, unit="OU=Contacts", category="Person")
    ad |= directory.addressed(alias, alias, external, organisation=company.name, domain=domain)
    ad |= {
        "targetAddress": f"SMTP:{external}",
        "msExchRecipientTypeDetails": "64",
        "msExchRecipientDisplayType": "6",
        "mAPIRecipient": "FALSE",
    }
    online = cloud.recipient(alias, ad, tenant=company.tenant) | {
        "ExternalEmailAddress": f"SMTP:{external}",
        "RecipientType": "MailContact",
        "RecipientTypeDetails": "MailContact",
        "MacAttachmentFormat": "BinHex",
        "MessageFormat": "Mime",
        "MessageBodyFormat": "TextAndHtml",
        "UseMapiRichTextFormat": "UseDefaultSettings",
        "UsePreferMessageFormat": "False",
        "MaxRecipientPerMessage": "Unlimited",
        "SendModerationNotifications": "Always",
        "ObjectClass": classes,
    }
    return company.add(Recipient(key=alias, domain=domain, ad=ad, cloud=online, kind="contact"))


def lone_mailbox(company: Company, name: str, alias: str, what: str) -> Recipient:
    """A mailbox that was made in the cloud and has no account in AD."""
    mail = f"{alias}@{company.domains[0]}"
    facts: Attributes = {
        "cn": name,
        "displayName": name,
        "mailNickname": alias,
        "mail": mail,
        "userPrincipalName": mail,
    }
    facts["proxyAddresses"] = [f"SMTP:{mail}"]
    online = cloud.mailbox(alias, facts, what, tenant=company.tenant) | {"IsDirSynced": "False"}
    online["EmailAddresses"] = [a for a in cloud.many(online["EmailAddresses"]) if not a.startswith("x500:")]
    online["RemoteRecipientType"] = "None"
    user: Attributes = {
        "Id": str(guid(alias, "entra")),
        "UserPrincipalName": mail,
        "DisplayName": name,
        "Mail": mail,
        "AccountEnabled": "true",
        "UserType": "Member",
        "ProxyAddresses": [f"SMTP:{mail}"],
        "OnPremisesProvisioningErrors": [],
    }
    return company.add(Recipient(key=alias, cloud=online, kind="mailbox", entra=user))


def system_object(company: Company, name: str, type_number: str, *, server: str, enabled: bool = False) -> Recipient:
    """A mailbox or account that setup made; it never syncs."""
    key = ascii_of(name)
    domain = company.domains[0]
    ad = directory.any_object(
        key, name, domain=domain, classes=list(directory.USER_CLASSES), unit="CN=Users", category="Person"
    )
    ad |= directory.account(key, f"{name.replace(' ', '')}@{domain}", domain=domain, enabled=enabled)
    ad |= directory.local_mailbox(key, "user", organisation=company.name, domain=domain, server=server)
    ad |= {
        "msExchRecipientTypeDetails": type_number,
        "msExchRecipientDisplayType": "10",
        "msExchVersion": "88218628259840",
    }
    ad["mailNickname"] = key[:40]
    if name.startswith("HealthMailbox"):
        # Managed availability keeps them here and gives them new passwords every night.
        ad["distinguishedName"] = (
            f"CN={name},CN=Monitoring Mailboxes,CN=Microsoft Exchange System Objects,{directory.base_of(domain)}"
        )
        ad["whenChanged"] = stamp(earlier(hours=2, minutes=number("night", key, below=60)))
    return company.add(Recipient(key=key, domain=domain, ad=ad))


def touched(one: Recipient, attribute: str, *, hours: float, object_too: bool = True) -> str:
    """Says when an attribute changed; the object's own time follows."""
    when = earlier(hours=hours)
    one.changes[attribute] = iso(when)
    if object_too:
        one.directory["whenChanged"] = stamp(when)
    return iso(when)

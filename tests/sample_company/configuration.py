"""The configuration partition of an on-premises Exchange organisation, as a dump of it shows."""

from sample_company.directory import base_of
from sample_company.truth import Attributes, Company, earlier, guid, number, stamp

ALL_ADDRESSES = ["0.0.0.0-255.255.255.255", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]
DEFAULTS = (
    ("Default Frontend {server}", "0.0.0.0:25", "[::]:25"),
    ("Outbound Proxy Frontend {server}", "0.0.0.0:717", "[::]:717"),
    ("Client Frontend {server}", "0.0.0.0:587", "[::]:587"),
    ("Default {server}", "0.0.0.0:2525", "[::]:2525"),
    ("Client Proxy {server}", "0.0.0.0:465", "[::]:465"),
)
SCP_URL = "77378F46-2C66-4aa9-A6A6-3E7A48B19596"


def root(company: Company) -> str:
    """The container of the organisation."""
    forest = base_of(company.domains[0])
    return f"CN={company.name},CN=Microsoft Exchange,CN=Services,CN=Configuration,{forest}"


def groups_of(company: Company) -> str:
    """The administrative group."""
    return f"CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,{root(company)}"


def add(company: Company, dn: str, *classes: str, **attributes: str | list[str]) -> str:
    """Adds an object; returns its distinguished name."""
    base: Attributes = {
        "objectClass": ["top", *classes],
        "cn": dn.partition(",")[0].partition("=")[2],
        "instanceType": "4",
        "whenCreated": stamp(earlier(days=2000 + number(dn, below=900))),
        "whenChanged": stamp(earlier(days=30 + number(dn, "changed", below=300))),
        "uSNCreated": str(9000 + number(dn, "usn", below=4000)),
        "uSNChanged": str(90_000 + number(dn, "usn", below=4000)),
        "name": dn.partition(",")[0].partition("=")[2],
        "objectGUID": guid(dn, "configuration").bytes_le,
        "dSCorePropagationData": ["16010101000000.0Z"],
        "objectCategory": f"CN={classes[-1]},CN=Schema,CN=Configuration,{base_of(company.domains[0])}",
    }
    company.configuration.append((dn, base | {k.replace("_", "-"): v for k, v in attributes.items()}))
    return dn


def organisation(company: Company) -> None:
    """The containers that every organisation has."""
    exchange = root(company).partition(",")[2]
    add(company, exchange, "container", "msExchConfigurationContainer", showInAdvancedViewOnly="TRUE")
    add(company, root(company), "container", "msExchOrganizationContainer", objectVersion="16763")
    add(company, f"CN=Administrative Groups,{root(company)}", "container", "msExchAdminGroupContainer")
    add(company, groups_of(company), "container", "msExchAdminGroup")
    add(company, f"CN=Servers,{groups_of(company)}", "container", "msExchServersContainer")
    add(company, f"CN=Databases,{groups_of(company)}", "container", "msExchMDBContainer")
    add(company, f"CN=Transport Settings,{root(company)}", "container", "msExchTransportSettings")
    add(
        company,
        f"CN=Default Policy,CN=Recipient Policies,{root(company)}",
        "msExchGenericPolicy",
        "msExchRecipientPolicy",
        purportedSearch="(mailNickname=*)",
        gatewayProxy=[f"SMTP:@{company.domains[0]}", f"smtp:@{company.tenant}.mail.onmicrosoft.com"],
        msExchPolicyOrder="2147483647",
    )


def server(company: Company, name: str, *, build: str, roles: str = "16439", pointer: bool = True) -> str:
    """A mailbox server with its default receive connectors and one database."""
    dn = add(
        company,
        f"CN={name},CN=Servers,{groups_of(company)}",
        "server",
        "msExchExchangeServer",
        serialNumber=build,
        versionNumber="1942127122",
        msExchCurrentServerRoles=roles,
        networkAddress=[f"ncacn_ip_tcp:{name.lower()}.{company.domains[0]}"],
        legacyExchangeDN=f"/o={company.name}/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration"
        f"/cn=Servers/cn={name}",
        msExchServerSite=f"CN=Halifax,CN=Sites,CN=Configuration,{base_of(company.domains[0])}",
    )
    for title, *bindings in DEFAULTS:
        connector(company, name, title.format(server=name), bindings=bindings, ranges=ALL_ADDRESSES)
    add(
        company,
        f"CN=DB01-{name},CN=Databases,{groups_of(company)}",
        "msExchMDB",
        "msExchPrivateMDB",
        msExchOwningServer=dn,
        legacyExchangeDN=f"/o={company.name}/cn=DB01-{name}",
    )
    scp = f"CN={name},CN=Autodiscover,CN=Protocols,{dn}"
    extra: dict[str, str | list[str]] = (
        {"serviceBindingInformation": [f"https://autodiscover.{company.domains[0]}/Autodiscover/Autodiscover.xml"]}
        if pointer
        else {}
    )
    add(company, scp, "leaf", "connectionPoint", "serviceConnectionPoint", keywords=[SCP_URL, "Site=Halifax"], **extra)
    return dn


def connector(company: Company, machine: str, title: str, *, bindings: list[str], ranges: list[str]) -> str:
    """A receive connector."""
    return add(
        company,
        f"CN={title},CN=SMTP Receive Connectors,CN=Protocols,CN={machine},CN=Servers,{groups_of(company)}",
        "msExchSmtpReceiveConnector",
        msExchSmtpReceiveBindings=bindings,
        msExchSmtpReceiveRemoteIPRanges=ranges,
        msExchSMTPReceiveInboundSecurityFlag="1",
    )


def accepted_domain(company: Company, name: str, *, flags: str = "0") -> str:
    """An accepted domain in the directory."""
    return add(
        company,
        f"CN={name},CN=Accepted Domains,CN=Transport Settings,{root(company)}",
        "msExchAcceptedDomain",
        msExchAcceptedDomainName=name,
        msExchAcceptedDomainFlags=flags,
    )

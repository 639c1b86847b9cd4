"""The invented Exchange organisation: what setup and the Hybrid Configuration wizard leave in the configuration
partition. Only the standard library: the system's Python reads it too.
"""

from collections.abc import Iterator

Entry = tuple[str, dict[str, list[bytes]]]

EXCHANGE_2016 = 88218628259840  # value of msExchVersion written by Exchange 2013 and later
ADMIN_GROUP = "Exchange Administrative Group (FYDIBOHF23SPDLT)"
ROUTING_GROUP = "Exchange Routing Group (DWBGZMFD01QNBJR)"


def values(**attributes: object) -> dict[str, list[bytes]]:
    out: dict[str, list[bytes]] = {}
    for name, value in attributes.items():
        if value is None:
            continue
        out[name] = [
            v if isinstance(v, bytes) else str(v).encode()
            for v in (value if isinstance(value, (list, tuple)) else [value])
        ]
    return out


class Organisation:
    """Names of the organisation below a domain, and its configuration objects."""

    def __init__(self, base_dn: str, servers: int = 2, databases: int = 4) -> None:
        self.base = base_dn
        self.domain = ".".join(p.split("=", 1)[1] for p in base_dn.split(","))
        self.recipients = f"OU=Recipients,{base_dn}"
        self.exchange = f"CN=Microsoft Exchange,CN=Services,CN=Configuration,{base_dn}"
        self.org = f"CN=Contoso Org,{self.exchange}"
        self.admin = f"CN={ADMIN_GROUP},CN=Administrative Groups,{self.org}"
        self.servers = [f"EX{n:02d}" for n in range(1, servers + 1)]
        self.databases = [f"CN=DB{n:02d},CN=Databases,{self.admin}" for n in range(1, databases + 1)]
        self.legacy = f"/o=Contoso Org/ou={ADMIN_GROUP}"

    def organisation(self) -> Iterator[Entry]:
        def add(dn: str, cls: str, **attributes: object) -> Entry:
            return dn, values(objectClass=cls, **attributes)

        yield add(self.exchange, "msExchConfigurationContainer")
        yield add(
            self.org,
            "msExchOrganizationContainer",
            legacyExchangeDN="/o=Contoso Org",
            msExchVersion=EXCHANGE_2016,
            objectVersion=16222,
            msExchMixedMode="FALSE",
        )
        yield add(f"CN=Administrative Groups,{self.org}", "msExchAdminGroupContainer")
        yield add(self.admin, "msExchAdminGroup", legacyExchangeDN=self.legacy)
        yield add(f"CN=Databases,{self.admin}", "msExchMDBContainer")
        yield add(f"CN=Servers,{self.admin}", "msExchServersContainer")
        for name in self.servers:
            server = f"CN={name},CN=Servers,{self.admin}"
            yield add(
                server,
                "msExchExchangeServer",
                networkAddress=[f"ncacn_ip_tcp:{name.lower()}.{self.domain}", f"netbios:{name}"],
                serialNumber="Version 15.2 (Build 31544.6)",
                versionNumber=1942130688 + 31544,
                msExchCurrentServerRoles=16439,
                msExchVersion=EXCHANGE_2016,
                legacyExchangeDN=f"{self.legacy}/cn=Configuration/cn=Servers/cn={name}",
            )
            yield add(f"CN=Protocols,{server}", "protocolCfgSharedServer")
            receive = f"CN=SMTP Receive Connectors,CN=Protocols,{server}"
            yield add(receive, "msExchSmtpReceiveConnectorContainer")
            for title, port, ranges in (
                ("Default", 2525, ["0.0.0.0-255.255.255.255"]),
                ("Default Frontend", 25, ["0.0.0.0-255.255.255.255"]),
                ("Relay", 25, ["10.20.30.40", "10.20.31.0/24"]),
            ):
                yield add(
                    f"CN={title} {name},{receive}",
                    "msExchSmtpReceiveConnector",
                    msExchSmtpReceiveBindings=f"0.0.0.0:{port}",
                    msExchSmtpReceiveEnabled="TRUE",
                    msExchSmtpReceiveRemoteIPRanges=ranges,
                    msExchSMTPReceiveConnectorFQDN=f"{name.lower()}.{self.domain}",
                )
        for n, dn in enumerate(self.databases):
            server = f"CN={self.servers[n % len(self.servers)]},CN=Servers,{self.admin}"
            yield add(
                dn,
                "msExchPrivateMDB",
                msExchOwningServer=server,
                msExchEDBFile=f"D:\\DB{n + 1:02d}\\DB{n + 1:02d}.edb",
                legacyExchangeDN=f"{self.legacy}/cn=Configuration/cn=Servers/"
                f"cn={self.servers[n % len(self.servers)]}/cn=Microsoft Private MDB",
            )
        yield add(f"CN=Routing Groups,{self.admin}", "msExchRoutingGroupContainer")
        yield add(f"CN={ROUTING_GROUP},CN=Routing Groups,{self.admin}", "msExchRoutingGroup")
        connections = f"CN=Connections,CN={ROUTING_GROUP},CN=Routing Groups,{self.admin}"
        yield add(connections, "msExchConnectors")
        for title, smart_host, space in (
            ("Internet", None, "smtp:*;1"),
            ("Outbound to Office 365", f"[{self.domain}]", "smtp:contoso.mail.onmicrosoft.com;1"),
        ):
            yield add(
                f"CN={title},{connections}",
                "msExchRoutingSMTPConnector",
                routingList=space,
                msExchSmtpSmartHost=smart_host,
                msExchSmtpSendEnabled="TRUE",
                msExchSourceBridgeheadServersDN=f"CN={self.servers[0]},CN=Servers,{self.admin}",
                msExchSMTPSendConnectorFQDN=f"mail.{self.domain}",
            )
        transport = f"CN=Transport Settings,{self.org}"
        yield add(transport, "msExchTransportSettings")
        yield add(f"CN=Accepted Domains,{transport}", "msExchContainer")
        for domain, flags in ((self.domain, 4), ("contoso.mail.onmicrosoft.com", 0), ("legacy.test", 1)):
            yield add(
                f"CN={domain},CN=Accepted Domains,{transport}",
                "msExchAcceptedDomain",
                msExchAcceptedDomainName=domain,
                msExchAcceptedDomainFlags=flags,
            )
        hybrid = f"CN=Hybrid Configuration,{self.org}"
        yield add(hybrid, "msExchContainer")
        yield add(
            f"CN=Hybrid Configuration,{hybrid}",
            "msExchCoexistenceRelationship",
            msExchCoexistenceDomains=[self.domain, "legacy.test"],
            msExchCoexistenceFeatureFlags=63,
            msExchCoexistenceOnPremisesSmartHost=f"mail.{self.domain}",
            msExchCoexistenceTransportServers=[f"CN={s},CN=Servers,{self.admin}" for s in self.servers],
        )
        yield add(f"CN=Federation,{self.org}", "msExchContainer")
        yield add(
            f"CN=On-premises to O365,CN=Federation,{self.org}",
            "msExchFedSharingRelationship",
            msExchFedDomainNames=["contoso.mail.onmicrosoft.com"],
            msExchFedIsEnabled="TRUE",
        )
        policies = f"CN=Recipient Policies,{self.org}"
        yield add(policies, "msExchRecipientPolicyContainer")
        yield add(
            f"CN=Default Policy,{policies}",
            "msExchRecipientPolicy",
            msExchPolicyOrder=2147483647,
            purportedSearch="(mailNickname=*)",
            gatewayProxy=[f"SMTP:@{self.domain}"],
        )

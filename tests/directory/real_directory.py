"""How the tests reach the real Active Directory that they start."""

import os
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """How to reach the directory with an account that may only read."""

    address: str
    host: str
    base_dn: str
    reader_dn: str
    reader_password: str
    ca_file: str
    krb5_config: str

    @property
    def configuration_dn(self) -> str:
        return f"CN=Configuration,{self.base_dn}"

    def ldapsearch(self, base: str, *arguments: str) -> bytes:
        """The output of ldapsearch over LDAPS; referrals are not followed."""
        done = subprocess.run(
            ["ldapsearch", "-x", "-H", f"ldaps://{self.address}", "-D", self.reader_dn, "-w", self.reader_password,
             "-b", base, *arguments],
            env={**os.environ, "LDAPTLS_CACERT": self.ca_file}, capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        assert not done.stderr, done.stderr.decode()
        return done.stdout

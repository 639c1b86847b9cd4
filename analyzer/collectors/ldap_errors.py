"""What a directory's refusals mean, in words: from result codes and Windows' own numbers to errors with a next step."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from analyzer.collectors.ldap_decode import Done
from analyzer.errors import (
    AccessDenied,
    CollectError,
    ControllerGone,
    LimitReached,
    LoginRefused,
    PlaceMissing,
    SearchRefused,
    SigningRequired,
)


class Words(NamedTuple):
    """What was seen, and the next step."""

    message: str
    help: str


# The hexadecimal number after "data" in a refused bind: a Windows logon error (winerror.h).
_DATA = re.compile(r"\bdata ([0-9a-f]+)", re.IGNORECASE)
_LOGON: Mapping[str, Words] = {
    "525": Words("the directory knows no account of this name", "Give the name as user@domain or DOMAIN\\user."),
    "52e": Words(
        "the name or the password is wrong",
        "Try the same name and password where you know that they work; a few more tries can lock the account.",
    ),
    "52f": Words("a restriction of the account forbids to sign in", "Ask for an account without that restriction."),
    "530": Words("the account may not sign in at this hour", "Try again within its logon hours."),
    "531": Words(
        "the account may not sign in from this computer", "Use a computer from the account's list, or another account."
    ),
    "532": Words("the password has expired", "Change the password, then run the same command again."),
    "533": Words("the account is disabled", "Have the account enabled, or use another one."),
    "569": Words(
        "the account may not sign in over the network",
        "Give the account the right to access this computer from the network, or use another one.",
    ),
    "701": Words("the account has expired", "Have its expiry date moved, or use another one."),
    "773": Words(
        "the password has to be changed at the first sign-in", "Sign in to Windows once, set one, run this again."
    ),
    "775": Words("the account is locked", "Have it unlocked; find out first what keeps on using a wrong password."),
}
_BINDING = "80090346"  # SEC_E_BAD_BINDINGS

_OTHER_WAY = (
    "Sign in over TLS: simple or Kerberos with LDAPS, or StartTLS where port 636 is closed. A connection without "
    "TLS is not signed by this tool."
)
# The security layer said no because of the missing sign-in, not because of rights.
_ANONYMOUS = "000004DC"

OPERATIONS, TIME, SIZE, STRONGER, REFERRAL, ADMIN = 1, 3, 4, 8, 10, 11
CRITICAL, CONFIDENTIAL, NO_OBJECT, CREDENTIALS, ACCESS, BUSY, UNAVAILABLE, UNWILLING = 12, 13, 32, 49, 50, 51, 52, 53
_LOST_COOKIE = {OPERATIONS, 2, CRITICAL, UNWILLING}


def refused_login(code: int, text: str, *, method: str, user: str, where: str) -> CollectError:
    """Why a bind was refused."""
    who = f" for {user}" if user else ""
    if code in {STRONGER, CONFIDENTIAL}:
        return SigningRequired(
            f"{where} demands a signed or encrypted connection and refused {method} without it", seen=text,
            help=_OTHER_WAY,
        )  # fmt: skip
    if _BINDING in text:
        return SigningRequired(
            f"{where} demands channel binding (LdapEnforceChannelBinding), which {method} cannot give here", seen=text,
            help="Use --login kerberos, which is bound to the channel, or --login simple over LDAPS, which needs none.",
        )  # fmt: skip
    if found := _DATA.search(text):
        number = found[1].lower()
        if words := _LOGON.get(number):
            return LoginRefused(f"Sign-in to {where} failed{who}: {words.message}", seen=text, help=words.help)
    if code == CREDENTIALS:
        words = _LOGON["52e"]
        return LoginRefused(f"Sign-in to {where} failed{who}: {words.message}", seen=text, help=words.help)
    if code in {BUSY, UNAVAILABLE}:
        return _busy(where, text)
    if code == 7:
        return LoginRefused(
            f"{where} does not know the way of signing in: {method}", seen=text, help="Choose another with --auth."
        )
    return LoginRefused(
        f"Sign-in to {where} failed{who}: result {code}", seen=text, help="The server's words are above."
    )


def failed_search(done: Done, *, base: str, where: str, got: int, cookie: bytes) -> CollectError:
    """Why a search ended with anything but success. ``got`` objects came in this answer."""
    place = base or "the server's own entry"
    code, text = done.code, done.text
    if cookie and code in _LOST_COOKIE:
        return ControllerGone(
            f"{where} no longer knows the place in the search of {place}", seen=text,
            help="It keeps few searches at a time. Run again with --resume; a larger page needs fewer places.",
        )  # fmt: skip
    if code == SIZE:
        return LimitReached(
            f"{where} stopped the search of {place} after {got} object{'' if got == 1 else 's'}: its limit for the "
            "number of objects", seen=text,
            help="Ask for smaller pages (--page-size 500); domain controllers give 1,000 a page unless changed.",
        )  # fmt: skip
    if code in {TIME, ADMIN}:
        limit = "its limit for the time of a search" if code == TIME else "a limit of its administrator"
        return LimitReached(
            f"{where} stopped the search of {place}: {limit}", seen=text,
            help="Ask for smaller pages (--page-size 200) at a quieter hour, or name smaller places (--search-base).",
        )  # fmt: skip
    if code == REFERRAL:
        to = ", ".join(done.referrals) or "another server"
        return PlaceMissing(
            f"{where} does not hold {place}; it points to {to}", seen=text,
            help="Collect it from a controller of that domain; references are not followed, so that no password "
            "goes to a server nobody named.",
        )  # fmt: skip
    if code == NO_OBJECT:
        nearest = f"; the nearest that is there: {done.matched}" if done.matched else ""
        return PlaceMissing(
            f"{place} is not there, or is invisible to this account{nearest}", seen=text,
            help="Check the spelling of the place, and the rights of the account.",
        )  # fmt: skip
    if code in {STRONGER, CONFIDENTIAL}:
        return SigningRequired(f"{where} answers only over an encrypted connection", seen=text, help=_OTHER_WAY)
    if code == ACCESS:
        return AccessDenied(
            f"This account may not read {place}", seen=text,
            help="Use an account with the right to read it; what it holds stays unknown otherwise.",
        )  # fmt: skip
    if code == OPERATIONS and _ANONYMOUS in text:
        return AccessDenied(
            f"{where} answers only after a sign-in, and this connection has none", seen=text,
            help="Give a name and a password, or a Kerberos ticket.",
        )  # fmt: skip
    if code in {BUSY, UNAVAILABLE}:
        return _busy(where, text)
    return SearchRefused(
        f"{where} refused the search of {place}: result {code}", seen=text, help="The server's words are above."
    )


def _busy(where: str, text: str) -> CollectError:
    return SearchRefused(
        f"{where} is too busy, or shutting down", seen=text,
        help="Wait and run again with --resume, or name another controller.",
    )  # fmt: skip

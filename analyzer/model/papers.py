"""What a rule pack says for two papers: the service desk's card and the change board's paper."""

from dataclasses import dataclass

SIDES = ("directory", "onprem", "cloud")
SIZES = ("asked", "attributes", "", "written_back")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPlace:
    """A place where somebody edits: its name and what is used there."""

    id: str
    title: str  # "Exchange Online"
    side: str  # one of SIDES: who owns what is edited there
    tool: str  # "Exchange admin center, or Exchange Online PowerShell"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTask:
    """One thing that callers ask for, and where it is done before and after the switch."""

    task: str  # "Add or remove an address"
    attributes: tuple[str, ...]  # LDAP names of the catalogue; empty where no attribute stands behind it
    before: str  # id of a place
    before_how: str
    after: str  # id of a place
    after_how: str
    note: str = ""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskGroup:
    """Tasks of one kind."""

    title: str
    tasks: tuple[DeskTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The service desk's card; empty for a pack that says nothing."""

    stated_on: str = ""  # ISO date
    tell: str = ""  # how to see which column counts for one mailbox, in words
    command: str = ""  # and what to type
    places: tuple[DeskPlace, ...] = ()
    groups: tuple[DeskGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the switch changes for one group of people."""

    who: str
    size: str = ""  # one of SIZES: which number stands beside it
    what: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackStep:
    """One step of the back-out; ``{minutes}`` stands for the sync interval."""

    what: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs the paper."""

    title: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardWords:
    """What the board paper says of every estate; empty for a pack that says nothing."""

    way_back: str = ""
    way_back_cost: str = ""
    stays: str = ""
    proof: str = ""
    changes: tuple[Change, ...] = ()
    back: tuple[BackStep, ...] = ()
    signers: tuple[Signer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Both, as the pack says them."""

    desk: Desk
    board: BoardWords


NO_PAPERS = Papers(desk=Desk(), board=BoardWords())

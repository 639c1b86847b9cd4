"""What writeback and a roll-back would change, in sum, and what that means for the registered applications."""

from dataclasses import dataclass

CHANGES = ("add", "replace", "remove", "unknown")
RUNS = ("first run", "after transfer", "state unknown")
UNDONE = ("yes", "from this list", "unknown")
MAPPED = ("yes", "no", "unknown")
USES = ("reads", "writes")


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    """What one attribute, or one aspect of it, would go through: numbers of mailboxes."""

    attribute: str
    cloud_name: str
    adds: int
    replaces: int
    removes: int
    unknown: int  # one side is not known: nobody can say whether anything changes
    heals_first: int  # the next sync makes both sides equal before a transfer
    stays: int  # differs, and stays so: the service has entries of its own
    first_run: int  # of the changes, those of mailboxes that are transferred already
    readers: str  # applications of the register, joined with a semicolon
    writers: str
    trust: str
    unknown_because: str

    @property
    def mailboxes(self) -> int:
        """Mailboxes of which the attribute changes for certain."""
        return self.adds + self.replaces + self.removes


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationLine:
    """One attribute that a registered application reads or writes, and what the transfer means for it."""

    application: str
    owner: str
    use: str  # one of USES
    attribute: str
    changes: int  # mailboxes of which AD would change with writeback
    stale: int  # mailboxes of which AD stays behind the cloud without it
    unknown: int  # mailboxes of which that cannot be said
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Previews:
    """Both previews in sum. A mailbox counts once, whatever the number of its changes."""

    scope: int  # mailboxes that are transferred or planned
    transferred: int
    with_mail: int  # mailboxes that writeback changes when mail is mapped
    without_mail: int  # the same when it is not
    first_run: int  # mailboxes that the first run changes, mail mapped
    unknown: int  # mailboxes with at least one attribute of which it cannot be said
    mail_mapped: str  # what the jobs that were exported say, one of MAPPED
    rolled_back: int  # transferred mailboxes that a roll-back changes
    lost: int  # of these, mailboxes with a cloud value that only this list keeps
    rollback_unknown: int
    state_unknown: int  # mailboxes of which nobody knows whether they are transferred
    writeback: tuple[PreviewLine, ...]
    rollback: tuple[PreviewLine, ...]
    applications: tuple[ApplicationLine, ...]

"""Bit fields and enumerations: a number in AD, words in the cloud. The tables live in the rule pack."""

from collections.abc import Callable

from analyzer.normalise.booleans import boolean, number
from analyzer.normalise.words import (
    DIFFERENT,
    EQUAL,
    Answer,
    Canonical,
    Case,
    NotComparable,
    Opinion,
    Raw,
    Surroundings,
    Word,
    many,
    one,
    register,
)

SIGN = 1 << 31
TYPE_BITS = 32 | 64 | 128


def words_of(raw: Raw) -> frozenset[str]:
    """The words of a flags text such as ``Migrated, SharedMailbox``, folded."""
    return frozenset(w.strip().casefold() for m in many(raw) for w in m.split(",") if w.strip())


def bits(raw: Raw, around: Surroundings) -> int:
    """The number; none is 0."""
    return number(raw) or 0


def _enumerated(table: str, absent: str = "") -> tuple[Callable[[Raw, Surroundings], str], ...]:
    """Readers for AD (number to name) and the cloud (name, or the number where JSON kept it)."""

    def name_of(value: int, around: Surroundings) -> str:
        try:
            return around.table(table)[str(value)]
        except KeyError:
            raise NotComparable(f"no table names the value {value}") from None

    def directory(raw: Raw, around: Surroundings) -> str:
        value = number(raw)
        return absent if value is None else name_of(value, around)

    def cloud(raw: Raw, around: Surroundings) -> str:
        text = one(raw)
        if text.lstrip("-").isdigit():
            return name_of(int(text), around)
        by_fold = {n.casefold(): n for n in around.table(table).values()}
        return by_fold.get(text.casefold(), text)

    return directory, cloud


def moderation(raw: Raw, around: Surroundings) -> str:
    """Never, Internal or Always; none is Always. The lowest bit says something else."""
    value = number(raw)
    table = around.table("moderation")
    kept = 6 if value is None else value & ~1
    if str(kept) not in table:
        raise NotComparable(f"no table names the value {value}")
    return table[str(kept)]


def sender_told(raw: Raw, around: Surroundings) -> str:
    """The cloud's word; none is Always."""
    found = {n.casefold(): n for n in around.table("moderation").values()}
    return found.get(one(raw).casefold(), one(raw)) or "Always"


def recipient_type(raw: Raw, around: Surroundings) -> str:
    """The type's own name, Remote included."""
    value = number(raw)
    if value is None:
        return ""
    return around.table("recipient_types").get(str(value), str(value))


def type_name(raw: Raw, around: Surroundings) -> str:
    """The cloud's name of the type, from the name or from its number."""
    text = one(raw)
    return recipient_type(raw, around) if text.isdigit() else text


def judge_recipient_type(directory: str, cloud: str, case: Case) -> Opinion:
    """The remote type of the cloud's type; after the transfer its plain number too, which writeback may stamp."""
    names, clouds = case.around.table("recipient_types"), case.around.table("recipient_types.means")
    expected = {names[n].casefold(): c.casefold() for n, c in clouds.items() if n in names}
    if directory == cloud == "" or expected.get(directory.casefold()) == cloud.casefold():
        return EQUAL
    if not directory or directory.casefold() != cloud.casefold():
        return DIFFERENT
    if directory.casefold() not in expected.values() or case.transferred == 1:
        return EQUAL
    if case.transferred == 2:
        return Opinion(
            Answer.UNKNOWN,
            "AD has the type without Remote. After a transfer that is normal, before it is not, and it is not known "
            "whether the mailbox is transferred.",
        )
    return Opinion(Answer.DIFFERENT, "AD describes a mailbox on an on-premises server.")


def display_type(raw: Raw, around: Surroundings) -> frozenset[str]:
    """The cloud types that a display type stands for; unsigned numbers are folded to signed ones."""
    value = number(raw)
    if value is None:
        return frozenset()
    signed = value - 2 * SIGN if value >= SIGN else value
    means = around.table("display_types.means")
    if str(signed) not in means:
        raise NotComparable(f"no table names the display type {value}")
    found = frozenset(t for t in means[str(signed)].split(";") if t)
    return found or frozenset({around.table("display_types")[str(signed)]})


def display_type_cloud(raw: Raw, around: Surroundings) -> frozenset[str]:
    """The cloud's type."""
    value = one(raw)
    return frozenset({value}) if value else frozenset()


def judge_display_type(directory: frozenset[str], cloud: frozenset[str], case: Case) -> Opinion:
    """The cloud's type is one of those."""
    if not directory:
        return EQUAL if not cloud else Opinion(Answer.ROUTINE, "AD has no display type; writeback derives one.")
    known = {d.casefold() for d in directory}
    return EQUAL if cloud and {c.casefold() for c in cloud} <= known else DIFFERENT


def remote_type(raw: Raw, around: Surroundings) -> int:
    """Bits, from a number or from words; words that stand for no bit (UserMailbox) count nothing."""
    text = one(raw)
    if not text or text.lstrip("-").isdigit():
        return number(raw) or 0
    values = {n.casefold(): int(v) for v, n in around.table("remote_type_flags").items()}
    total = 0
    for word in words_of(text):
        if word not in values and word not in {"usermailbox", "none"}:
            raise NotComparable(f"no table names the flag {word}")
        total |= values.get(word, 0)
    return total


def judge_remote_type(directory: int, cloud: int, case: Case) -> Opinion:
    """Only the type bits decide; the others tell the mailbox's history on each side."""
    if directory == cloud:
        return EQUAL
    if directory & TYPE_BITS == cloud & TYPE_BITS:
        return Opinion(
            Answer.BY_DESIGN, "The type agrees; the other bits tell each side's own history.", rule="history-bits"
        )
    return DIFFERENT


def audit_words(raw: Raw, around: Surroundings) -> frozenset[str]:
    """Operation names of the bits; bits without a name are not comparable."""
    value = number(raw) or 0
    table = around.table("audit_operations")
    found = frozenset(name.casefold() for bit, name in table.items() if value & int(bit))
    if value & ~sum(int(bit) for bit in table):
        raise NotComparable(f"no table names all bits of {value}")
    return found


def audit_cloud(raw: Raw, around: Surroundings) -> frozenset[str]:
    """Operation names that AD's bits can say."""
    known = {n.casefold() for n in around.table("audit_operations").values()}
    return words_of(raw) & known


def judge_audit(directory: frozenset[str], cloud: frozenset[str], case: Case) -> Opinion:
    """Equal or not, unless the mailbox uses the service's own set for this kind of logon."""
    if directory == cloud:
        return EQUAL
    if not directory:
        return Opinion(Answer.ROUTINE, "AD has no value; the cloud has the service's set.")
    defaults = case.more.get("DefaultAuditSet")
    if defaults is None:
        return Opinion(Answer.UNKNOWN, "Whether the mailbox uses the service's set (DefaultAuditSet) is not known.")
    if case.cloud_name.removeprefix("Audit").casefold() in words_of(defaults):
        return Opinion(Answer.ROUTINE, "The mailbox uses the service's set for this kind of logon.")
    return DIFFERENT


def judge_elc(directory: int, cloud: bool, case: Case) -> Opinion:
    """One bit against one yes or no; which one the cloud column's name says."""
    means = case.around.table("elc_flags.means")
    bit = next((int(b) for b, name in means.items() if name == case.cloud_name), None)
    if bit is None:
        return Opinion(Answer.UNKNOWN, f"no table names the bit of {case.cloud_name}")
    if bool(directory & bit) == cloud:
        return EQUAL
    if case.cloud_name == "SingleItemRecoveryEnabled" and cloud:
        return Opinion(Answer.ROUTINE, "The service switches it on for every mailbox.")
    names = case.around.table("elc_flags")
    return Opinion(
        Answer.DIFFERENT, f"Bit {bit} ({names[str(bit)]}) is {'set' if directory & bit else 'not set'} in AD."
    )


def group_type(raw: Raw, around: Surroundings) -> int:
    """Bits from the signed number, or from words."""
    text = one(raw)
    if not text or text.lstrip("-").isdigit():
        value = number(raw) or 0
        return value + 2 * SIGN if value < 0 else value
    values = {n.casefold(): int(v) for v, n in around.table("group_type").items()}
    unknown = words_of(text) - set(values)
    if unknown:
        raise NotComparable(f"no table names the flag {min(unknown)}")
    return sum(values[w] for w in words_of(text))


def show_bits(value: Canonical) -> str:
    """The number, or nothing for none set."""
    return str(value)


for _name, _says, _table, _absent in (
    ("archive_status", "None or Active", "archive_status", ""),
    ("member_restriction", "Closed, Open or ApprovalRequired", "member_restriction", ""),
    ("oof_options", "External or InternalOnly", "oof_options", ""),
):
    _directory, _cloud = _enumerated(_table, _absent)
    register(Word(name=_name, says=_says, directory=_directory, cloud=_cloud, absent_is_routine=True))
register(Word(name="moderation_flags", says="Never, Internal or Always", directory=moderation, cloud=sender_told))
register(
    Word(
        name="recipient_type",
        says="type number against type name, through the table of remote types",
        directory=recipient_type,
        cloud=type_name,
        judge=judge_recipient_type,
        asks_state=True,
    )
)
register(
    Word(
        name="display_type",
        says="display type against type name, through the table of display types",
        directory=display_type,
        cloud=display_type_cloud,
        judge=judge_display_type,
    )
)
register(
    Word(
        name="remote_type_flags",
        says="the type bits: user, room, equipment, shared, team",
        directory=remote_type,
        cloud=remote_type,
        judge=judge_remote_type,
        show=show_bits,
    )
)
register(
    Word(
        name="audit_flags",
        says="set of audited operations that AD can express",
        directory=audit_words,
        cloud=audit_cloud,
        judge=judge_audit,
        more_cloud=("DefaultAuditSet",),
    )
)
register(
    Word(
        name="elc_flags",
        says="bit by bit against a yes or no each",
        directory=bits,
        cloud=boolean,
        judge=judge_elc,
    )
)
register(
    Word(
        name="group_type",
        says="bit field of the group's type",
        directory=group_type,
        cloud=group_type,
        show=show_bits,
    )
)

"""``sample_data/README.md``: the story, and the table of everything that was seeded."""

from collections import Counter
from collections.abc import Sequence

from sample_company.truth import Company, Expected, Fault

_STORY = """\
# Two invented companies

Made by `python tests/sample_company`; do not edit. Every person, company and address is invented. `make test`
proves that these files are as generated, and that `exready analyze` finds what the tables below say: all of it,
and nothing else.

The exports are from Monday, 16 November 2026, 06:00 UTC. That is the time of the assessment, whenever you run it.

## Contoso Water Meters

Contoso builds water meters in Halifax. In 2014 it bought two firms in Rotterdam and Leipzig, who got a domain of
their own, `{branch}`, below `{head}`. There are {recipients} recipients: {mailboxes} mailboxes in the cloud
({shared} shared, {rooms} rooms, {equipment} pieces of equipment), {local} mailboxes that are still on a server,
{groups} synced groups, {contacts} contacts, {users} partners with an address elsewhere, two public folders, and
what Exchange setup made for itself.

The mailboxes were moved to Exchange Online between 2019 and 2023. One server, HALEX02, stayed to manage them; an
older one, HALEX01, stayed because nobody dared to switch it off. In October the people of information technology
were transferred as a pilot. Margaret Ellwood, head of infrastructure, wants both servers gone by spring and asked
a consultant, Niamh Kinsella, what stands in the way. She got the files on a Monday morning, and they are what
such files are.

### What the consultant finds

- **The sync has not run since Saturday evening.** Somebody switched the scheduler off and forgot it. The Connect
  build is too old for transferred mailboxes as well. Nothing can be transferred until both are mended, however
  good the mailboxes are.
- **The tenant was switched over too early.** Two people who were hired since then have no mailbox at all.
- **Most mailboxes are fine.** A few need a decision: which address is right, who owns the hotline, which of two
  mailboxes stays. Those whose cost centre was changed on Sunday only have to wait.
- **The servers still work for others**: printers, a journal, public folders, a domain that relays, {local}
  mailboxes of which one is the backup's. Mail for Leipzig does not even come through the cloud.
- **Writeback was tried in June and forgotten**: its job is in quarantine, its agent too old, and Leipzig has none.
- **Some things nobody exported**: certificates, rights, the Exchange groups. What waits for them is unknown, and
  unknown is not good.

### What is odd about the files

| File | Odd in this way |
|---|---|
| `directory/contoso.ldf` | ldifde: folded lines, names with accents in base64 |
| `directory/contoso_contacts_again.ldf` | three contacts exported twice |
| `directory/emea.ldif` | ldapsearch: comments, computers and containers, a reference to another partition |
| `directory/contoso-configuration.ldf` | ldifde -u: UTF-16; the configuration partition |
| `directory/attribute-changes.csv` | a last line that is no row |
| `cloud/mailboxes.csv` | PowerShell 7; lists joined with a bar; one column lost its list to a type name |
| `cloud/mailboxes-finance.csv` | an earlier export of some of the same people; one row is older and differs |
| `cloud/mailusers.csv` | lists joined with a blank, as older modules left them |
| `cloud/groups.csv` | semicolons; UTF-8 with a mark |
| `cloud/recipients.csv` | UTF-16, semicolons, lists joined with a blank, hashes lost to a type name |
| `cloud/mg-organization.json` | Windows PowerShell: one object without an array, times as numbers, UTF-16 |
| `onprem/sync-scheduler.txt` | the text of Format-List, in UTF-16 |
| `onprem/sync-agents.csv` | typed in from the portal |
| `cloud/entra-sync-jobs.json`, `onprem/sync-rules.json` | lists in lists, as Graph and ConvertTo-Json write them |
| `cloud/exready-kit-1-cloud.json` | what a script of the collection kit says of its run, and of what there is none |
| `notes.txt` | no export at all |

Among the values: a display name that is a formula, one that is markup, an attribute longer than the cloud keeps,
letters composed on one side and decomposed on the other, addresses in any case and order, a hold that ends next
year, times of logon that say nothing about Exchange. None of that is a fault, and none of it may be reported as
one.

### What was seeded

{contoso_table}

### What the files can also tell

Tests change the files: mailboxes all transferred but the default for new recipients off (TEN-003), a mailbox list
without the column that says what is transferred (MBX-007), and the second domain left out (ORG-045). Rules that
neither company raises have examples in their own files. SYS-007 explains the linked account that setup made; it
counts and reports nothing.

## Fabrikam Boatyard

Fabrikam builds sailing boats near Leipzig: {fabrikam_recipients} recipients, one domain, one server of the
current edition, the current Connect build, writeback prepared, and every export of the collection kit that a rule
looks into; of which there is nothing to list, the kit's own word says so. Everything agrees. What remains is what
any hybrid company must show before its transfer: that nothing is transferred yet, what setup and the wizard made,
and the statements that only people can make.

{fabrikam_table}
"""


def text(contoso: Company, fabrikam: Company) -> str:
    """The whole page."""
    mailboxes = list(contoso.of_kind("mailbox"))
    kinds = Counter(str(r.online["RecipientTypeDetails"]) for r in mailboxes)
    return _STORY.format(
        head=contoso.domains[0],
        branch=contoso.domains[1],
        recipients=len(contoso.recipients),
        fabrikam_recipients=len(fabrikam.recipients),
        mailboxes=len(mailboxes),
        shared=kinds["SharedMailbox"],
        rooms=kinds["RoomMailbox"],
        equipment=kinds["EquipmentMailbox"],
        local=sum(1 for e in contoso.expected if e.rule == "MBX-001"),
        groups=sum(1 for _ in contoso.of_kind("group")),
        contacts=sum(1 for _ in contoso.of_kind("contact")),
        users=sum(1 for e in contoso.expected if e.rule == "USR-001"),
        contoso_table=table(contoso, contoso.faults),
        fabrikam_table=table(fabrikam, fabrikam.faults),
    )


def table(company: Company, faults: Sequence[Fault]) -> str:
    """One row per fault: what, the story, the findings."""
    lines = ["| Fault | Story | Found as |", "|---|---|---|"]
    lines += [f"| {f.title} | {_cell(f.tells)} | {_cell(found_as(company, f.expects))} |" for f in faults]
    return "\n".join(lines)


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("<", "&lt;")


def found_as(company: Company, expects: Sequence[Expected]) -> str:
    """Rules with the objects they hit; many objects become a number."""
    by_rule: dict[tuple[str, str], list[str]] = {}
    for one in expects:
        by_rule.setdefault((one.rule, one.outcome), []).append(shown(company, one.who))
    parts = []
    for (rule, outcome), names in by_rule.items():
        distinct = list(dict.fromkeys(n for n in names if n))
        whom = (
            "" if not distinct else f": {', '.join(distinct)}" if len(distinct) <= 3 else f": {len(distinct)} objects"
        )
        parts.append(rule + ("" if outcome == "fail" else f" ({outcome})") + whom)
    return "; ".join(parts)


def shown(company: Company, who: str) -> str:
    """How the table names an object."""
    if who in {"", "tenant", "directory synchronisation"} or who.startswith("ATT-"):
        return ""
    if who.startswith("cloud:"):
        return "the cloud mailbox of both"
    if who in company.recipients:
        return who
    return who.partition(",")[0].removeprefix("CN=")

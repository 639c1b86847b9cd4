"""Every problem an input can have, said once: code, severity, words. ``docs/errors.md`` is made from this table.

A message is a format string; its fields are filled where the problem is found, and of ``[row|rows]`` the word
that fits the count is taken. ``why`` says what would go
wrong if the file were used all the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.model.problems import Problem, Severity

_SAMPLE = 60
_PAIR = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One kind of problem."""

    severity: Severity
    message: str
    why: str
    help: str = ""  # the next step where no export command says it better


_R, _C, _W, _N = Severity.REFUSE, Severity.COLUMN, Severity.WARN, Severity.NOTE

CODES: Mapping[str, Code] = {
    # The file as a whole.
    "E201": Code(
        severity=_R,
        message="The file cannot be read: {reason}",
        why="Nobody knows what it holds.",
        help="Give yourself the right to read it, or take it out of the folder.",
    ),
    "E202": Code(
        severity=_R,
        message="The file is an Excel workbook",
        why="Excel rewrites numbers, dates and identifiers when it saves.",
        help="Use the file as it was exported, before Excel opened it.",
    ),
    "E203": Code(
        severity=_R,
        message="The file is a web page, not an export",
        why="A sign-in or error page was saved in place of the data.",
        help="Sign in, export again, and keep the file as the command wrote it.",
    ),
    "E204": Code(
        severity=_R,
        message="The file holds the output of a Format cmdlet, no data",
        why="Format-Table and Format-List make layout instructions; Export-Csv then writes those.",
        help="Export again and pipe to Export-Csv, with Select-Object in place of the Format cmdlet.",
    ),
    "E205": Code(
        severity=_R,
        message="The file holds only the lengths of texts, no data",
        why="Bare strings were piped to Export-Csv, which keeps their length alone.",
        help="Export again with Select-Object NAME in place of Select-Object -ExpandProperty NAME.",
    ),
    "E206": Code(
        severity=_R,
        message="The file is cut: {what}",
        why="What is missing would look as if it did not exist.",
    ),
    "E207": Code(
        severity=_R,
        message="The file holds an error message of the export",
        why="The command failed, at once or half-way; rows are missing.",
    ),
    "E208": Code(
        severity=_R,
        message="{count} [row does|rows do] not have the {width} cells of the header row",
        why="Quotes are broken or the delimiter is wrong; values stand in the wrong columns.",
    ),
    "E209": Code(
        severity=_R,
        message="Neither the values nor the folder say whether this {cmdlet} file is from on-premises or the cloud",
        why="Both sides have the same columns; a wrong guess would swap directory and cloud.",
        help="Put the file into the folder cloud or onprem, or export it with all properties.",
    ),
    "E210": Code(
        severity=_R,
        message="The on-premises columns of all users are blank",
        why="Graph leaves properties blank that nobody asked for; this looks like a tenant without synchronisation.",
    ),
    "E211": Code(
        severity=_R,
        message="The file is {grammar}, but broken: {reason}",
        why="What follows the break cannot be read.",
    ),
    "E212": Code(
        severity=_R,
        message="The addresses are lost: {count} [cell|cells] of {column} [holds|hold] a type name in place of "
        "the list",
        why="Without the addresses nothing can be compared or matched.",
    ),
    "E213": Code(
        severity=_R,
        message="The addresses are damaged: {count} [cell|cells] of {column} [holds|hold] question marks",
        why="The file was written as ASCII, every other letter became a question mark.",
    ),
    "E214": Code(
        severity=_R,
        message="The addresses are cut: {count} [cell|cells] of {column} [ends|end] in an ellipsis or at "
        "Excel's cell limit",
        why="The rest of the list is lost.",
    ),
    "E215": Code(
        severity=_R,
        message="The file is of exready collect, and its manifest is not beside it",
        why="The manifest says what was asked for; without it nobody knows whether an attribute is empty or unknown.",
        help="Copy the whole folder directory, or run exready collect again.",
    ),
    "E216": Code(
        severity=_R,
        message="The collection lacks {count} of its files: {files}",
        why="The objects in them would look as if they did not exist.",
        help="Copy the whole folder directory, or run exready collect again.",
    ),
    "E217": Code(
        severity=_R,
        message="The file is not as exready collect wrote it",
        why="Its checksum differs: it was edited, or damaged on the way.",
        help="Copy it again from where it was collected, or run exready collect again.",
    ),
    "E220": Code(
        severity=_R,
        message="No export of the directory was found",
        why="Without it nothing is known about the source of the attributes.",
        help="Export the objects of each domain with ldifde; exready check shows the command (export A1).",
    ),
    "E221": Code(
        severity=_R,
        message="No list of cloud mailboxes was found",
        why="Without it nothing is known about what is switched and what would be frozen.",
        help="Export Get-Mailbox from Exchange Online; exready check shows the command (export C1).",
    ),
    # One column or some cells became unknown.
    "W301": Code(
        severity=_C,
        message="{count} [cell|cells] of {column} [holds|hold] a type name in place of the value",
        why="PowerShell wrote the name of the list's type; the values are lost and count as unknown.",
    ),
    "W302": Code(
        severity=_C,
        message="{count} [cell|cells] of {column} [ends|end] in an ellipsis or at Excel's cell limit",
        why="The list is cut; it counts as unknown.",
    ),
    "W303": Code(
        severity=_C,
        message="{count} [cell of {column} is a number|cells of {column} are numbers] that Excel rounded",
        why="The digits are lost; the cells count as unknown.",
    ),
    "W304": Code(
        severity=_C,
        message="{count} [cell|cells] of {column} [holds|hold] an error or overflow mark of Excel",
        why="The value is lost; the cells count as unknown.",
    ),
    "W305": Code(
        severity=_C,
        message="{count} [cell|cells] of {column} [is|are] neither true nor false",
        why="They count as unknown.",
    ),
    "W306": Code(
        severity=_C,
        message="{count} [cell|cells] of {column} can be split in more than one way",
        why="The separator also occurs inside values; the cells count as unknown.",
    ),
    "W307": Code(
        severity=_C,
        message="{count} [cell|cells] of {column} [holds|hold] addresses without SMTP: and smtp:, and no "
        "PrimarySmtpAddress tells",
        why="Nobody can say which address is the primary one; the column counts as unknown.",
    ),
    "W308": Code(
        severity=_C,
        message="{count} [cell|cells] of {column} lost the first letters of an address",
        why="TrimStart('SMTP:') also cuts letters of the address; the column counts as unknown.",
    ),
    "W309": Code(
        severity=_C,
        message="{count} [list of {column} ends before its|lists of {column} end before their] last part",
        why="The server hands out long lists in ranges; the rest was not fetched. The lists count as unknown.",
    ),
    "W310": Code(
        severity=_C,
        message="{count} [cell|cells] of {column} [is|are] cut because the JSON was written without enough depth",
        why="Deeper lists became one text; the cells count as unknown.",
        help="Export again with ConvertTo-Json -Depth 6.",
    ),
    "W311": Code(
        severity=_C,
        message="The columns {column} are not in the file",
        why="Rules that need them cannot be judged.",
    ),
    "W312": Code(
        severity=_C,
        message="{count} [value|values] of {column} [points|point] to a file that is not there",
        why="LDIF can refer to other files (:<); they are never opened. The values count as unknown.",
        help="Export again so that the values are inside the file.",
    ),
    "W313": Code(
        severity=_C,
        message="{count} [object has|objects have] several values in {column}, which can hold only one",
        why="Two objects may have run together; the cells count as unknown.",
    ),
    "W314": Code(
        severity=_C,
        message="{count} [value|values] of {column} cannot be decoded",
        why="They are no text; they count as unknown.",
    ),
    # Used with lower trust.
    "W401": Code(
        severity=_W,
        message="The file has exactly {count} {things}: it looks as if a limit cut it",
        why="What is missing would look as if it did not exist; no list counts as whole.",
    ),
    "W402": Code(
        severity=_W,
        message="The server stopped before the end: {seen_result}",
        why="Objects are missing; the list does not count as whole.",
        help="Ask with paged results: ldapsearch -E pr=1000/noprompt.",
    ),
    "W403": Code(
        severity=_W,
        message="The answer has a further page that is not in the file",
        why="Objects are missing; the list does not count as whole.",
    ),
    "W404": Code(
        severity=_W,
        message="The file is empty",
        why="The command found nothing, or it failed; nobody can tell.",
        help="Export again; if it is empty again, take the file out and say so in the statements.",
    ),
    "W405": Code(
        severity=_W,
        message="The file has a header but no rows",
        why="The command found nothing, or it failed; nobody can tell.",
        help="Export again and keep the error messages.",
    ),
    "W406": Code(
        severity=_W,
        message="Nobody recognised this file",
        why="Its rows are not used.",
        help="Run exready check to see which exports are known, or take the file out of the folder.",
    ),
    "W407": Code(
        severity=_W,
        message="This is {title}, which is not read",
        why="Its rows are not used.",
    ),
    "W408": Code(
        severity=_W,
        message="{count} [line is|lines are] not UTF-8 and [was|were] read as Windows-1252",
        why="Other code pages would give other letters.",
        help="Export again with -Encoding UTF8.",
    ),
    "W409": Code(
        severity=_W,
        message="The file mixes two encodings: {count} [line is|lines are] not UTF-8",
        why="Text was appended in another encoding; each line was read by itself.",
        help="Export again into a new file with -Encoding UTF8.",
    ),
    "W410": Code(
        severity=_W,
        message="{count} [name holds|names hold] question marks where letters were",
        why="Windows PowerShell wrote the file as ASCII; names cannot be compared.",
        help="Export again with -Encoding UTF8.",
    ),
    "W411": Code(
        severity=_W,
        message="{count} [cell|cells] of {column} [was|were] decoded twice and [is|are] repaired",
        why="UTF-8 was read as Windows-1252 once; a repair may be wrong in single letters.",
        help="Export again with -Encoding UTF8.",
    ),
    "W412": Code(
        severity=_W,
        message="{count} [cell|cells] of {column} [holds|hold] invisible characters, which were taken out",
        why="They come from copying out of documents and web pages.",
    ),
    "W413": Code(
        severity=_W,
        message="{column} has no SMTP: prefix that marks the primary address; PrimarySmtpAddress was used",
        why="The prefix was stripped or its case changed on the way.",
    ),
    "W414": Code(
        severity=_W,
        message="{count} [row does|rows do] not have the {width} cells of the header row and [is|are] not used",
        why="Their values would stand in the wrong columns.",
    ),
    "W415": Code(
        severity=_W,
        message="{count} [row holds|rows hold] an object that is in the files with other values; the newest row "
        "of each is used",
        why="The exports were made at different times, or one was edited.",
    ),
    "W416": Code(
        severity=_W,
        message="{count} [change record is|change records are] not used",
        why="They change or delete objects; only whole objects can be read.",
        help="Export the objects, not the changes.",
    ),
    "W417": Code(
        severity=_W,
        message="The dates of {column} can be read as day-month or month-day",
        why="No date in the file tells; times from this column are not used.",
    ),
    "W418": Code(
        severity=_W,
        message="The plain Get-EXOMailbox list lacks the state of each mailbox",
        why="IsDirSynced and IsExchangeCloudManaged are not in it; the state counts as unknown.",
    ),
    "W419": Code(
        severity=_W,
        message="{count} [line belongs|lines belong] to no object and [is|are] not used",
        why="They may be a damaged object.",
    ),
    "W420": Code(
        severity=_W,
        message="The columns {column} stand twice in the header and hold different values; the first is used",
        why="Two columns with one name were joined into one file.",
    ),
    "W421": Code(
        severity=_W,
        message="{count} [address of {column} has no known prefix and was left as it is|addresses of {column} "
        "have no known prefix and were left as they are]",
        why="They may be two addresses that were not split.",
    ),
    "W422": Code(
        severity=_W,
        message="The last line has no line end: the file may be cut",
        why="Exports end with a line end; objects may be missing, and the last value may be half of what it was.",
        help="Copy the file again, or export it again.",
    ),
    "W423": Code(
        severity=_W,
        message="{count} [cell of {column} is no date|cells of {column} are no dates]",
        why="They count as unknown.",
    ),
    "W424": Code(
        severity=_W,
        message="The file is the text of Format-List",
        why="Long values are cut and wrapped; the values were read as they stand.",
    ),
    "W425": Code(
        severity=_W,
        message="The domain {domain} is not covered by the collection: {state}, {reason}",
        why="Objects there may own an address, or stand in the way; what depends on them is unknown.",
        help="Collect it too; --controller DOMAIN=HOST names a controller that can be reached.",
    ),
    "W426": Code(
        severity=_W,
        message="{part} of {domain} could not be collected ({error}): {reason}",
        why="What depends on it is unknown.",
        help="Give the account the right to read it, or ask another controller, and collect again.",
    ),
    "W427": Code(
        severity=_W,
        message="The schema of this forest has no Exchange attributes",
        why="Exchange never was in it, or the wrong forest was collected: everything of Exchange is empty.",
        help="Collect the forest whose recipients are synchronised.",
    ),
    "W428": Code(
        severity=_W,
        message="The change times or rights of {count} objects could not be decoded",
        why="For these the time of the whole object is used, which also moves at a logon.",
    ),
    "W429": Code(
        severity=_W,
        message="{count} objects were renamed or moved since the collection that was brought up to date",
        why="Links to them from objects that did not change since may still hold the old names.",
        help="Collect again without --since.",
    ),
    "W430": Code(
        severity=_W,
        message="The clock of {host} was {seconds} seconds off the clock of the collecting machine",
        why="Times of changes are the controller's, the time of the collection is the machine's.",
    ),
    "W431": Code(
        severity=_W,
        message="{count} [object|objects] vanished since the collection that was brought up to date",
        why="They were deleted, or moved out of what the account sees. Links to them from objects that did not "
        "change since, such as lists of members, may still hold their names.",
        help="Collect again without --since.",
    ),
    # Worth knowing.
    "N501": Code(
        severity=_N,
        message="{count} [cell|cells] of {column} [is|are] true or false in another language and [was|were] translated",
        why="Excel writes its own language.",
    ),
    "N502": Code(
        severity=_N,
        message="The folder name decided that this file is from {side}",
        why="The values did not tell.",
    ),
    "N503": Code(
        severity=_N,
        message="{count} [row holds|rows hold] an object that is in the files with the same values; one of each "
        "is used",
        why="The same export lies in the folder twice.",
    ),
    "N504": Code(
        severity=_N,
        message="{count} [cell|cells] of {column} had an apostrophe in front, which was taken off",
        why="It keeps spreadsheets from running the cell as a formula.",
    ),
    "N505": Code(
        severity=_N,
        message="{count} [object lies|objects lie] behind referrals that the search did not follow",
        why="They are in another domain or forest; export it on its own.",
    ),
    "N506": Code(
        severity=_N,
        message="The times of {column} carry no time zone",
        why="They are in the zone of the session that exported them, which nobody knows; they are only used roughly.",
    ),
    "N507": Code(
        severity=_N,
        message="The link leads out of the folder, so the file behind it is not read",
        why="Only what lies in the folder belongs to the assessment.",
        help="Copy the file itself into the folder if it belongs to the assessment.",
    ),
    "N508": Code(
        severity=_N,
        message="The controllers gave no change times of links such as forwarding and delegates",
        why="A link counts as changed when its object was; a link that was removed leaves no trace.",
    ),
    "N509": Code(
        severity=_N,
        message="The controllers gave no change times of attributes",
        why="The time of the whole object is used; it also moves at a logon and a change of the password.",
    ),
    "N510": Code(
        severity=_N,
        message="{count} [attribute that was asked for is|attributes that were asked for are] not in the schema of the "
        "forest: {names}",
        why="A later version of Exchange or Windows adds them; no object has them, so they count as empty.",
    ),
}


def problem(
    code: str,
    *,
    file: str = "",
    row: int | None = None,
    column: str = "",
    seen: str = "",
    help: str = "",
    **values: object,
) -> Problem:
    """The problem with its words filled in; ``help`` falls back to the code's own next step."""
    entry = CODES[code]
    return Problem(
        code=code,
        severity=entry.severity,
        message=said(entry.message, values.get("count")).format(column=column, **values),
        file=file,
        row=row,
        column=column,
        seen=sample(seen),
        help=help or entry.help,
    )


def said(message: str, count: object = None) -> str:
    """The message with the right word of each ``[one|many]`` pair."""
    return _PAIR.sub(r"\1" if count == 1 else r"\2", message)


def sample(text: str) -> str:
    """One value on one line, shortened: a report is read by people who need not see it whole."""
    line = " ".join(text.split())
    return line if len(line) <= _SAMPLE else line[: _SAMPLE - 1] + "…"

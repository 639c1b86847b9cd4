// Rows of the two previews: what changes, from what to what, on whom and why it matters.

function previewContents(side) {
  return {
    cells({ row, columns, mailboxes }, toggle) {
      const owner = columns.mailbox.values[row];
      const who = (owner >= 0 && mailboxes.columns.display_name.text(owner)) || columns.user_principal_name.text(row) || columns.object_guid.text(row);
      return [
        [withArrow(opener(columns.attribute.text(row), toggle)), line(columns.cloud_name.text(row), "low")],
        [toned("state", columns.change.text(row))],
        [codeLine(columns[`${side}_today`].text(row), "no value")],
        [columns.change.text(row) === "unknown" ? line("not known", "low") : codeLine(columns[`${side}_after`].text(row), "no value")],
        [owner >= 0 ? mailboxLink(mailboxes, owner, who) : line(who), line(columns.reason.text(row), "low")],
      ];
    },

    details(context) {
      const { row, columns, spec } = context;
      const whole = (name) => () => wholeValue(columns[name].text(row));
      return make("div", {}, pairs(detailed(context, spec.details, { [`${side}_today`]: whole(`${side}_today`), [`${side}_after`]: whole(`${side}_after`) })));
    },
  };
}

CONTENTS.writeback = previewContents("directory");
CONTENTS.rollback = previewContents("cloud");

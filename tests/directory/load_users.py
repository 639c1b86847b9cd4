"""Writes the invented organisation and its recipients into the database of a stopped Samba AD.

Run it with the system's Python, which has Samba's modules:

    /usr/bin/python3 load_users.py --count 300 --members 250 --base-dn DC=contoso,DC=test --sam PRIVATE_DIR/sam.ldb
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from invented_directory import Directory, Entry

_BATCH = 20_000  # entries of one transaction: more of them fill the memory, fewer write the index more often


def load_sam(entries: Iterator[Entry], sam: Path) -> int:
    """Adds all entries; the number of them. A failure leaves the batches before it in the database."""
    import ldb
    from samba.auth import system_session
    from samba.param import LoadParm
    from samba.samdb import SamDB

    lp = LoadParm()
    lp.load(str(sam.parent.parent / "etc" / "smb.conf"))
    # Without batch mode every add copies the lists of the index, and time grows with the square.
    options = ["batch_mode:1", "transaction_index_cache_size:200000"]
    db = SamDB(url=str(sam), session_info=system_session(), lp=lp, options=options)
    count = 0
    db.transaction_start()
    try:
        for dn, attributes in entries:
            message = ldb.Message()
            message.dn = ldb.Dn(db, dn)
            for name, values in attributes.items():
                message[name] = ldb.MessageElement(values, ldb.FLAG_MOD_ADD, name)
            db.add(message)
            count += 1
            if count % _BATCH == 0:
                db.transaction_commit()
                sys.stdout.write(f"{count} entries so far\n")
                sys.stdout.flush()
                db.transaction_start()
    except BaseException:
        db.transaction_cancel()
        raise
    db.transaction_commit()
    return count


def main() -> None:
    """Fills the database named on the command line."""
    parser = argparse.ArgumentParser(description="Load the invented recipients into a stopped Samba AD.")
    parser.add_argument("--count", type=int, required=True, help="recipients")
    parser.add_argument("--members", type=int, required=True, help="members of the big group")
    parser.add_argument("--base-dn", required=True)
    parser.add_argument("--sam", type=Path, required=True)
    args = parser.parse_args()
    count = load_sam(Directory(args.base_dn).everything(args.count, args.members), args.sam)
    sys.stdout.write(f"{count} entries\n")


if __name__ == "__main__":
    main()

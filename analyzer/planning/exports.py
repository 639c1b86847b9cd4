"""Which exports would settle what cannot be judged: as few as will do."""

from collections.abc import Collection

_OR = ", or "


def fewest(texts: Collection[str]) -> dict[str, str]:
    """For each text the one that stands for it: where it names a choice, the one that is asked for anyhow.

    ``Get-ReceiveConnector, or the configuration partition`` is settled by ``the configuration partition``.
    """
    known = set(texts)
    return {t: next((a for a in t.split(_OR) if a in known and a != t), t) for t in texts}

"""What is told of the progress of one file becomes progress of the folder."""

from analyzer.model.progress import Progress


class OnlySteps:
    """Passes the steps of one file on, never more than ``total``; start and end belong to the folder.

    Of a file that is larger where it is read than in the folder, ``of`` is the size there.
    """

    def __init__(self, progress: Progress, total: int, *, of: int = 0) -> None:
        self._progress, self._total, self._of = progress, total, max(of, total, 1)
        self._told = self._passed = 0

    def start(self, label: str, total: int | None = None) -> None:
        """Nothing."""

    def advance(self, steps: int = 1) -> None:
        """The steps, passed on."""
        self._told = min(self._told + steps, self._of)
        self._pass_on(self._total * self._told // self._of)

    def rest(self) -> None:
        """The steps that nobody told of."""
        self._pass_on(self._total)

    def done(self) -> None:
        """Nothing."""

    def _pass_on(self, until: int) -> None:
        steps, self._passed = until - self._passed, until
        self._progress.advance(steps)

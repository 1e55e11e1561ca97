"""`python -m app models`: a table of the large models, and their download."""

import os
import sys
import unicodedata
from collections.abc import Sequence
from typing import Final

from app.messages import say
from app.model_words import megabytes
from app.settings import Settings
from app.wiring import Models
from pipelines.download import DownloadFailed, download
from pipelines.models import Model, State, Status
from pipelines.values import Language

ALL_HERE: Final = 0
SOME_NOT_HERE: Final = 1
COLUMNS: Final = ("table_name", "table_model", "table_licence", "table_size", "table_state", "table_place")


def show_models(settings: Settings, words: Language) -> int:
    """Print the table, in the language `words`; returns the exit status."""
    models = Models(settings, patient=True)
    rows = [[say(column, words) for column in COLUMNS]]
    rows += [_row(status, models.partly_downloaded(status.model), words) for status in models.all_statuses()]
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return ALL_HERE


def download_models(settings: Settings, names: Sequence[str], words: Language) -> int:
    """Bring the models `names`, or those that the settings call for, and verify them; returns the exit status."""
    models = Models(settings, patient=True)
    chosen = [settings.models[name] for name in names] or models.wanted(settings.language)
    brought = [_bring(model, settings, words) for model in chosen]
    return ALL_HERE if all(brought) else SOME_NOT_HERE


def _bring(model: Model, settings: Settings, words: Language) -> bool:
    if not settings.may_download:
        return _not_brought(model, "hub_offline", words)
    with _Bar(model.name) as bar:
        try:
            download(model, bar.show)
        except DownloadFailed as failure:
            reason = failure.key
        else:
            reason = ""
    if reason:
        return _not_brought(model, reason, words)
    place = Models(settings, patient=True).place(model)
    print(say("model_here", words, name=model.name, place=place), flush=True)
    return True


def _not_brought(model: Model, reason: str, words: Language) -> bool:
    print(say("model_not_here", words, name=model.name, reason=say(reason, words)), file=sys.stderr)
    return False


class _Bar:
    """A progress bar on standard error; where that is no terminal, a line for each tenth of the way."""

    def __init__(self, name: str) -> None:
        from tqdm import tqdm

        terminal = sys.stderr.isatty()
        self._bar = tqdm(
            desc=name,
            unit="B",
            unit_scale=True,
            disable=not terminal,
            leave=False,
            ncols=_columns() if terminal else None,
        )
        self._name = name
        self._tenths = 0

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *raised: object) -> None:
        self._bar.close()

    def show(self, done: int, total: int) -> None:
        """Show that `done` of `total` bytes are here."""
        self._bar.total = total
        self._bar.update(done - self._bar.n)
        tenths = 10 * done // total if total else 0
        if self._bar.disable and tenths > self._tenths:
            print(f"{self._name}: {tenths}0% ({megabytes(done)} / {megabytes(total)} MB)", file=sys.stderr, flush=True)
        self._tenths = tenths


def _columns() -> int:
    return os.get_terminal_size(sys.stderr.fileno()).columns - 1


def _row(status: Status, partly: int, words: Language) -> list[str]:
    model = status.model
    size = f"{model.megabytes} MB" if model.megabytes else ""
    return [model.name, model.repository, model.licence, size, _state(status, partly, words), str(status.place or "")]


def _state(status: Status, partly: int, words: Language) -> str:
    if partly and status.state is State.ABSENT:
        return say("state_partly", words, megabytes=megabytes(partly))
    return say(f"state_{status.state.value}", words)


def _width(text: str) -> int:
    """Columns on a terminal, where a Hangul syllable takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))

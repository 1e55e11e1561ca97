"""What a person reads of the large models: which is being brought, how far, and who answers meanwhile."""

from collections.abc import Sequence
from typing import Final

from app.messages import engine_name, say
from app.model_table import CAPTIONERS
from pipelines.models import State, Status
from pipelines.values import Language

MEGABYTE: Final = 1_000_000


def progress_lines(statuses: Sequence[Status], language: Language) -> list[str]:
    """A sentence for each model that something happens to, and who describes photos until the best one is there."""
    lines = [line for status in statuses if (line := progress_line(status, language))]
    captioners = [status for status in statuses if status.model.name in CAPTIONERS]
    ready = next((status for status in captioners if status.state is State.READY), None)
    if ready:
        lines.append(say("models_ready", language, engine=engine_name(ready.model.name, language)))
    elif lines and captioners:
        lines.append(say("models_meanwhile", language, engine=engine_name("builtin", language)))
    return lines


def progress_line(status: Status, language: Language) -> str:
    """How far one model is; empty where nothing happens to it."""
    engine = engine_name(status.model.name, language)
    match status.state:
        case State.DOWNLOADING if status.total:
            done, total = megabytes(status.done), megabytes(status.total)
            return say("models_downloading", language, engine=engine, done=done, total=total)
        case State.DOWNLOADING:
            return say("models_starting", language, engine=engine)
        case State.LOADING:
            return say("models_loading", language, engine=engine)
        case State.FAILED:
            return say("models_failed", language, engine=engine, reason=say(status.reason, language))
        case _:
            return ""


def megabytes(size: int) -> str:
    """A size in bytes as a person would say it in megabytes: whole ones, and tenths where there are few."""
    return f"{size / MEGABYTE:.0f}" if size >= 10 * MEGABYTE else f"{size / MEGABYTE:.1f}"

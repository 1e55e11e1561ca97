"""From what the page sends to what the page shows. Knows no gradio, so that it can be tested without a browser."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

from app import __version__
from app.feedback import FeedbackLog, FeedbackNotSaved, FeedbackRow
from app.messages import say
from app.model_words import progress_lines
from app.wording import nobody_text, notice_text
from pipelines.describe import Chain, Request, describe
from pipelines.errors import Exhausted, InvalidPhoto
from pipelines.models import State, Status
from pipelines.values import Description, Language, Voice

Verdict = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visitor has on the page now: a description, and the answers already saved about it."""

    description: Description
    saved: frozenset[tuple[Verdict, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows after Describe. `text` is in `language`, which need not be the `page_language` that was
    asked for and that the notices are in; where `visit` is None it is an error to be read.
    """

    page_language: Language
    language: Language
    text: str
    lines: tuple[str, ...]
    notices: tuple[str, ...]
    speech: Path | None
    visit: Visit | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The sentence to be said after a thumb, and the visit as it is now."""

    text: str
    visit: Visit | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What the page says of the large models. `settled` when nothing more is to come."""

    lines: tuple[str, ...]
    settled: bool


class Models(Protocol):
    """The large models, as far as a page has to do with them."""

    @property
    def may_come(self) -> bool:
        """Whether models that are not here are brought."""
        ...

    def prepare(self, language: Language, /) -> None:
        """Begin to bring what `language` needs. Returns at once."""
        ...

    def statuses(self, language: Language, /) -> list[Status]:
        """How far each model is that `language` needs."""
        ...


class Handlers:
    """The page's actions, over one chain, one feedback log and one set of models, for any number of visitors."""

    def __init__(self, chain: Chain, feedback: FeedbackLog, models: Models, rate: float) -> None:
        self._chain = chain
        self._feedback = feedback
        self._models = models
        self._rate = rate

    def describe(self, path: Path | None, language: Language, voice: Voice) -> Shown:
        """Describe the photo at `path`. Never raises for what a person can send: errors become sentences."""
        if path is None:
            return _error(language, "no_photo")
        self._models.prepare(language)
        try:
            request = Request(path, language, rate=self._rate, voice=voice)
            return _shown(describe(self._chain, request), language)
        except InvalidPhoto as invalid:
            return _error(language, invalid.key, **invalid.details)
        except Exhausted as nobody:
            return _failed(language, nobody_text(nobody, language))

    def progress(self, language: Language) -> Progress:
        """How far the large models are."""
        statuses = self._models.statuses(language)
        final = (State.READY,) if self._models.may_come else (State.READY, State.ABSENT)
        settled = all(status.state in final for status in statuses)
        return Progress(tuple(progress_lines(statuses, language)), settled)

    def judge(self, visit: Visit | None, verdict: Verdict, comment: str, language: Language, session: str) -> Judged:
        """Save a thumb about the description on the page. The same answer is saved once."""
        if visit is None:
            return Judged(say("nothing_to_judge", language), None)
        answer = (verdict, comment.strip())
        if answer in visit.saved:
            return Judged(say("already_answered", language), visit)
        try:
            self._feedback.append(_row(visit.description, verdict, comment.strip(), session))
        except FeedbackNotSaved as failure:
            return Judged(say(failure.key, language), visit)
        return Judged(say("thanks", language), replace(visit, saved=visit.saved | {answer}))


def _shown(description: Description, language: Language) -> Shown:
    lines = description.text_in_photo.lines if description.text_in_photo else ()
    notices = (notice_text(notice, language) for notice in description.notices)
    return Shown(
        page_language=language,
        language=description.language,
        text=description.text,
        lines=tuple(line.text for line in lines),
        notices=tuple(notice for notice in notices if notice not in description.text),
        speech=description.speech.path if description.speech else None,
        visit=Visit(description),
    )


def _error(language: Language, key: str, **details: object) -> Shown:
    return _failed(language, say(key, language, **details))


def _failed(language: Language, text: str) -> Shown:
    return Shown(language, language, text, (), (), None, None)


def _row(description: Description, verdict: Verdict, comment: str, session: str) -> FeedbackRow:
    return FeedbackRow(
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        session=session,
        photo_sha256=description.photo_sha256,
        language=description.language,
        caption=description.caption.text,
        caption_engine=description.caption.engine,
        certainty=round(description.caption.certainty, 3),
        translation=description.translation.text if description.translation else "",
        translation_engine=description.translation.engine if description.translation else "",
        speech_engine=description.speech.engine if description.speech else "",
        verdict=verdict,
        comment=comment,
        version=__version__,
    )

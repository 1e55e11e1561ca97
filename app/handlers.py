"""From what the page sends to what the page shows. Knows no gradio, so that it can be tested without a browser."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from app import __version__
from app.feedback import FeedbackLog, FeedbackNotSaved, FeedbackRow
from app.messages import say
from app.wording import notice_text
from pipelines.describe import Chain, Request, describe
from pipelines.errors import Exhausted, InvalidPhoto
from pipelines.values import Description, Language

Verdict = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visitor has on the page now: a description, and the answers already saved about it."""

    description: Description
    saved: frozenset[tuple[Verdict, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows after Describe. `text` is in `language`; where `visit` is None it is an error to be read."""

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


class Handlers:
    """The page's two actions, over one chain and one feedback log, for any number of visitors at once."""

    def __init__(self, chain: Chain, feedback: FeedbackLog, rate: float) -> None:
        self._chain = chain
        self._feedback = feedback
        self._rate = rate

    def describe(self, path: Path | None, language: Language) -> Shown:
        """Describe the photo at `path`. Never raises for what a person can send: errors become sentences."""
        if path is None:
            return _error(language, "no_photo")
        try:
            return _shown(describe(self._chain, Request(path, language, rate=self._rate)))
        except InvalidPhoto as invalid:
            return _error(language, invalid.key, **invalid.details)
        except Exhausted:
            return _error(language, "no_description")

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


def _shown(description: Description) -> Shown:
    lines = description.text_in_photo.lines if description.text_in_photo else ()
    notices = (notice_text(notice, description.language) for notice in description.notices)
    return Shown(
        language=description.language,
        text=description.text,
        lines=tuple(line.text for line in lines),
        notices=tuple(notice for notice in notices if notice not in description.text),
        speech=description.speech.path if description.speech else None,
        visit=Visit(description),
    )


def _error(language: Language, key: str, **details: object) -> Shown:
    return Shown(language, say(key, language, **details), (), (), None, None)


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

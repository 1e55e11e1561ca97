"""Puts what was found into the words of one language, from the catalogue."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.messages import engine_name, say
from pipelines.describe import Findings
from pipelines.errors import Exhausted, NotReady
from pipelines.values import Language, Notice, TextInPhoto, TextLine

HEARD_AT_MOST: Final = 160
"""Characters of text in a photo that are read aloud: about 20 seconds of Korean speech. The page shows all."""

SURE_READING: Final = 0.8
"""Below this mean certainty (0 to 1) the text is said to be doubtful."""

SURE_CAPTION: Final = 0.5
"""Below this mean probability of a caption's words (0 to 1) it is said to be not sure. A first guess: only photos
described by the real weights can tell where it should lie."""

BUILTIN: Final = "builtin"
"""The captioner whose own words say how sure it is."""


def compose(findings: Findings) -> str:
    """The description, exactly as shown and said: what it probably is, the text, what to do about the photo."""
    return " ".join(_sentences(findings))


def notice_text(notice: Notice, language: Language) -> str:
    """What a person reads of a notice; engines go by the name a person would use."""
    details = {
        name: engine_name(str(value), language) if name in ("engine", "by") else value
        for name, value in notice.details.items()
    }
    return say(notice.key, language, **details)


def nobody_text(nobody: Exhausted, language: Language) -> str:
    """What a person reads where no captioner had an answer: what to do, where one alone was to be asked."""
    return say(nobody_key(nobody), language, **_nobody_details(nobody, language))


def nobody_key(nobody: Exhausted) -> str:
    """The key of `nobody_text`."""
    if len(nobody.failures) != 1:
        return "no_description"
    failure = nobody.failures[0]
    if not isinstance(failure, NotReady):
        return "engine_failed"
    return "engine_missing" if failure.notice == "model_missing" else "engine_coming"


def _nobody_details(nobody: Exhausted, language: Language) -> dict[str, object]:
    engine = nobody.failures[0].step if nobody.failures else ""
    return {"engine": engine_name(engine, language), "name": engine}


def _sentences(findings: Findings) -> Iterator[str]:
    if findings.engine != BUILTIN:
        yield say("caption_sure" if findings.certainty >= SURE_CAPTION else "caption_unsure", findings.language)
    yield findings.sentence
    if findings.faces:
        yield say("faces_one" if findings.faces == 1 else "faces_many", findings.language)
    yield from _text(findings.text_in_photo, findings.language)
    for hint in findings.hints:
        yield say(f"hint_{hint.value}", findings.language)
    if findings.engine == BUILTIN:
        yield say("said_by_builtin", findings.language)


def _text(text: TextInPhoto | None, language: Language) -> Iterator[str]:
    if text is None:
        yield say("text_not_read", language)
    elif text.lines:
        yield say("text_found" if _is_sure(text.lines) else "text_found_unsure", language)
        heard, cut = _heard(text.lines)
        yield heard
        if cut or text.more:
            yield say("text_goes_on", language)


def _is_sure(lines: Sequence[TextLine]) -> bool:
    """A single letter, alone in the photo, may be a pattern however sure its reading is."""
    letters = sum(len(line.text) for line in lines)
    return letters > 1 and sum(line.certainty for line in lines) / len(lines) >= SURE_READING


def _heard(lines: Sequence[TextLine]) -> tuple[str, bool]:
    """As many words as a person wants to hear, and whether there were more."""
    spoken = " ".join(_closed(line.text) for line in lines)
    if len(spoken) <= HEARD_AT_MOST:
        return spoken, False
    cut, _, _ = spoken[: HEARD_AT_MOST + 1].rpartition(" ")
    return _closed(cut or spoken[:HEARD_AT_MOST]), True


def _closed(line: str) -> str:
    """The line with an end that makes the voice pause."""
    return line if line.endswith((".", "!", "?", "…", "。")) else f"{line.rstrip(' ,;:')}."

"""The natural voice: gTTS, which sends the text to Google Translate. It is only used by those who chose it.

gTTS itself does not check certificates, waits for ever, follows redirects, and makes an empty file of a page of HTML.
So it only prepares the requests; they are sent, limited and looked at here.
"""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import numpy as np

from pipelines.errors import StepFailed, Unreachable
from pipelines.speech.sound_files import remove_older_than, write_sound
from pipelines.speech.spoken_text import clean
from pipelines.speech.tempo import change_tempo
from pipelines.speech.waveform import Samples, make_comfortable, to_wav
from pipelines.values import Language, Speech, Utterance

if TYPE_CHECKING:
    import requests

NAME: Final = "gtts"
SAMPLE_RATE: Final = 24_000
"""What Google's sound has; it is kept."""

LARGEST_ANSWER: Final = 2_000_000
"""Bytes; the 100 characters of one request take about 100,000."""

SMALL: Final = 64
"""Bytes after which the clock is looked at: a server that drips would not be noticed otherwise."""

LONGEST_PAUSE: Final = 2.0
"""Seconds that a busy server may ask for before another attempt; for more nobody waits."""

_LANGUAGES: Final[dict[Language, str]] = {"zh": "zh-CN"}
_SOUND: Final = re.compile(rb'jQ1olc","\[\\"([A-Za-z0-9+/=]*)\\"')
_LETTER_OR_NUMBER: Final = re.compile(r"[^\W_]")


class GttsSpeaker:
    """Speaks with Google's voice into WAV files in `folder`, which is made where there is none.

    `address` is the server's. Connecting may take `connect_seconds`, each part of an answer `read_seconds`, and all of
    it `seconds`. A server that is busy (429) is asked once more, after `pause_seconds` or what it asks for. Files older
    than `keep_seconds` are deleted.
    """

    name = NAME

    def __init__(
        self,
        folder: Path,
        address: str,
        *,
        connect_seconds: float = 2.0,
        read_seconds: float = 3.0,
        seconds: float = 8.0,
        pause_seconds: float = 0.5,
        keep_seconds: float = 3600,
    ) -> None:
        self._folder = folder
        self._address = address
        self._limits = (connect_seconds, read_seconds)
        self._seconds = seconds
        self._pause_seconds = pause_seconds
        self._keep_seconds = keep_seconds

    def run(self, utterance: Utterance, /) -> Speech:
        """The text as a sound file. Raises `Unreachable` where the server or the way to it is the matter, and
        `StepFailed` for a text with nothing to say.
        """
        asked = self._requests(clean(utterance.text), utterance.language)
        with _unreachable():
            samples = np.concatenate([_decoded(answer) for answer in self._answers(asked)])
            spoken = make_comfortable(change_tempo(samples, SAMPLE_RATE, utterance.rate), SAMPLE_RATE)
        path = self._write(to_wav(spoken, SAMPLE_RATE))
        return Speech(path, self.name, spoken.size / SAMPLE_RATE)

    def _requests(self, text: str, language: Language) -> Sequence[requests.PreparedRequest]:
        """Those that gTTS would send, one for each 100 characters."""
        from gtts import gTTS

        if not _LETTER_OR_NUMBER.search(text):
            raise StepFailed(self.name, "nothing to say")
        try:
            voice = gTTS(text, lang=_LANGUAGES.get(language, language), lang_check=False)
            prepared: list[requests.PreparedRequest] = voice._prepare_requests()
        except AssertionError as error:
            raise StepFailed(self.name, f"nothing to say: {error}") from error
        for request in prepared:
            request.prepare_url(f"{self._address.rstrip('/')}{urlsplit(str(request.url)).path}", {})
        return prepared

    def _answers(self, asked: Sequence[requests.PreparedRequest]) -> Iterator[bytes]:
        import requests

        end = time.monotonic() + self._seconds
        with requests.Session() as session:
            for request in asked:
                yield self._answer(session, request, end)

    def _answer(self, session: requests.Session, request: requests.PreparedRequest, end: float) -> bytes:
        answer = self._send(session, request)
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            answer.close()
            time.sleep(self._pause(answer.headers.get("Retry-After", "")))
            answer = self._send(session, request)
        with answer:
            if answer.status_code != HTTPStatus.OK:
                raise Unreachable(self.name, f"the server says {answer.status_code}")
            return self._body(answer, end)

    def _send(self, session: requests.Session, request: requests.PreparedRequest) -> requests.Response:
        around = session.merge_environment_settings(str(request.url), {}, True, True, None)
        return session.send(request, timeout=self._limits, allow_redirects=False, **around)

    def _pause(self, asked_for: str) -> float:
        pause = float(asked_for) if asked_for.isdigit() else self._pause_seconds
        if pause > LONGEST_PAUSE:
            raise Unreachable(self.name, f"the server asks for a pause of {pause:g} s")
        return pause

    def _body(self, answer: requests.Response, end: float) -> bytes:
        body = bytearray()
        for part in answer.iter_content(SMALL):
            body += part
            if time.monotonic() > end:
                raise Unreachable(self.name, f"no whole answer within {self._seconds:g} s")
            if len(body) > LARGEST_ANSWER:
                raise Unreachable(self.name, f"an answer of over {LARGEST_ANSWER} bytes")
        return bytes(body)

    def _write(self, content: bytes) -> Path:
        try:
            path = write_sound(self._folder, content)
        except OSError as error:
            raise StepFailed(self.name, f"cannot write the sound file: {error}") from error
        remove_older_than(self._folder, self._keep_seconds)
        return path


def _decoded(answer: bytes) -> Samples:
    """The samples of the sound in one answer. Raises `Unreachable` where there is none."""
    import miniaudio

    found = _SOUND.search(answer)
    if not (found and found[1]):
        raise Unreachable(NAME, f"no sound in an answer that begins with {answer[:60]!r}")
    sound = miniaudio.decode(base64.b64decode(found[1], validate=True), nchannels=1, sample_rate=SAMPLE_RATE)
    return np.array(sound.samples, np.int16)


@contextmanager
def _unreachable() -> Iterator[None]:
    """What the network does, and sound that is none, leaves as `Unreachable`."""
    import miniaudio
    import requests

    try:
        yield
    except (requests.RequestException, OSError) as error:
        raise Unreachable(NAME, f"{type(error).__name__}: {error}") from error
    except (miniaudio.MiniaudioError, binascii.Error, ValueError) as error:  # `Unusable`, for silence, is a ValueError
        raise Unreachable(NAME, f"not a sound: {error}") from error

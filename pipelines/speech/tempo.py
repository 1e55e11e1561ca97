"""Speech faster or slower without a change of pitch.

WSOLA (Verhelst & Roelands 1993, "An overlap-add technique based on waveform similarity"): frames are taken from the
sound at another pace than they are laid down, each from where it continues the one before best.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from pipelines.speech.waveform import FULL_SCALE, Samples

FRAME_SECONDS: Final = 0.03
SEARCH_SECONDS: Final = 0.008
"""Half the longest period of a voice (60 Hz): within it a frame that continues the last one is always found."""

UNHEARD: Final = 0.01
"""A change of tempo below this share is not worth the loss."""


def change_tempo(samples: Samples, sample_rate: int, rate: float) -> Samples:
    """The same sound `rate` times as fast (2.0: in half the time), at the same pitch."""
    hop = int(FRAME_SECONDS * sample_rate) // 2
    search = int(SEARCH_SECONDS * sample_rate)
    if abs(rate - 1) < UNHEARD or samples.size < 2 * (hop + search):
        return samples
    sound = np.pad(samples.astype(np.float32), (search, 2 * hop + 2 * search))
    count = int(samples.size / rate) // hop
    window = np.hanning(2 * hop + 1)[:-1].astype(np.float32)
    laid = np.zeros((count + 1) * hop, np.float32)
    position = search
    for number in range(count):
        position = _continuing(
            sound, position + hop if number else search, search + int(number * hop * rate), hop, search
        )
        laid[number * hop : (number + 2) * hop] += window * sound[position : position + 2 * hop]
    return np.clip(np.rint(laid), -FULL_SCALE, FULL_SCALE).astype(np.int16)


def _continuing(sound: npt.NDArray[np.float32], natural: int, wanted: int, hop: int, search: int) -> int:
    """Where, near `wanted`, the sound is most like what follows at `natural`."""
    last = sound.size - 2 * hop - search
    wanted = min(max(wanted, search), last)
    like = sound[min(natural, last) : min(natural, last) + 2 * hop]
    around = sound[wanted - search : wanted + search + 2 * hop]
    return wanted - search + int(np.argmax(np.correlate(around, like, mode="valid")))

"""Samples made comfortable to hear, and put into a WAV file."""

import io
import wave

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

FULL_SCALE = 32767
PEAK_DECIBELS = -1.0
"""The loudest sample after `make_comfortable`, in dBFS. eSpeak's speech then lies near -19 dBFS RMS."""

SHORTEST_SECONDS = 0.05
_QUIETEST_PEAK = 300  # -41 dBFS: below it there is nothing to hear
_SILENCE = 60  # -55 dBFS
_LEAD_SECONDS = 0.1  # loudspeakers that wake up swallow the beginning
_TAIL_SECONDS = 0.2


class Unusable(ValueError):
    """No sound that a person could hear."""


def make_comfortable(samples: Samples, sample_rate: int) -> Samples:
    """Speech with a short silence before and after it, as loud as goes without clipping.

    Raises `Unusable` for silence and for less than `SHORTEST_SECONDS` of sound.
    """
    loudness = np.abs(samples.astype(np.int32))
    if not loudness.size or loudness.max() < _QUIETEST_PEAK:
        raise Unusable("silence")
    (heard,) = np.nonzero(loudness > _SILENCE)
    speech = samples[heard[0] : heard[-1] + 1]
    if speech.size < SHORTEST_SECONDS * sample_rate:
        raise Unusable(f"only {speech.size / sample_rate:.3f} s of sound")
    peak = FULL_SCALE * 10 ** (PEAK_DECIBELS / 20)
    louder = np.rint(speech * (peak / loudness.max())).astype(np.int16)
    return np.pad(louder, (int(_LEAD_SECONDS * sample_rate), int(_TAIL_SECONDS * sample_rate)))


def to_wav(samples: Samples, sample_rate: int) -> bytes:
    """A WAV file: 16-bit, mono."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(samples.itemsize)
        sound.setframerate(sample_rate)
        sound.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()

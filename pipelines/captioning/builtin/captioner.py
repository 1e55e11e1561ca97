"""The built-in describer: what the photo probably shows, its faces and its colours, in English and Korean.

It works on what `pip install` brought, with no model downloaded and no network. It says little, and how sure it sounds
follows how sure it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol, TypeVar

from pipelines.captioning.builtin import english, korean
from pipelines.captioning.builtin.colours import look_at
from pipelines.captioning.builtin.scene import Face, Scene, Subject
from pipelines.errors import StepFailed
from pipelines.values import Caption, Language, Photo

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)

NAME = "builtin"


class SubjectFinder(Protocol):
    """Names what a photo mainly shows. May be called from several threads at once."""

    def classify(self, photo: Photo, /) -> Subject | None:
        """The subject, or None where nothing is sure enough to be named. Raises `StepFailed`."""
        ...


class FaceFinder(Protocol):
    """Finds faces. May be called from several threads at once."""

    def find(self, photo: Photo, /) -> tuple[Face, ...]:
        """The faces, none where none is sure enough. Raises `StepFailed`."""
        ...


class BuiltinCaptioner:
    """A `Captioner` made of a classifier and a face detector; either may be None where it could not be loaded.

    The caption's `certainty` is that of the statement that comes first: the subject's probability or, where faces
    lead, the score of the least sure of them. It is 0 where the caption names neither: colours and light are measured.
    """

    name = NAME

    def __init__(self, classifier: SubjectFinder | None, face_detector: FaceFinder | None) -> None:
        self._classifier = classifier
        self._face_detector = face_detector

    def run(self, photo: Photo, /) -> Caption:
        """The caption. Raises `StepFailed` when neither the classifier nor the face detector answers: colours alone
        would sound as if somebody had looked.
        """
        look = look_at(photo)
        # What a network sees in a covered lens is invented.
        scene = Scene(look=look) if look.blank else Scene(*self._content(photo), look)
        renderings: Mapping[Language, str] = MappingProxyType({"ko": korean.render(scene)})
        return Caption(english.render(scene), NAME, scene.certainty, renderings)

    def _content(self, photo: Photo) -> tuple[Subject | None, tuple[Face, ...]]:
        # One after the other: each network keeps two cores busy by itself.
        subject, faces = _answer(lambda: self._classify(photo)), _answer(lambda: self._find_faces(photo))
        if isinstance(subject, StepFailed) and isinstance(faces, StepFailed):
            raise StepFailed(NAME, f"neither {subject} nor {faces}") from subject
        found = () if isinstance(faces, StepFailed) else faces
        if isinstance(subject, StepFailed) or (subject and subject.like_a_person and found):
            return None, found
        return subject, found

    def _classify(self, photo: Photo) -> Subject | None:
        if self._classifier is None:
            raise StepFailed(NAME, "no classifier")
        return self._classifier.classify(photo)

    def _find_faces(self, photo: Photo) -> tuple[Face, ...]:
        if self._face_detector is None:
            raise StepFailed(NAME, "no face detector")
        return self._face_detector.find(photo)


def _answer(ask: Callable[[], Answer]) -> Answer | StepFailed:
    try:
        return ask()
    except StepFailed as failure:
        log.warning("the built-in describer goes on without: %s", failure, exc_info=failure)
        return failure


def load_builtin_captioner() -> BuiltinCaptioner:
    """The captioner with whatever of its parts can be loaded. Raises `StepFailed` when neither can."""
    from pipelines.captioning.builtin.classifier import load_classifier
    from pipelines.captioning.builtin.faces import load_face_detector

    classifier, face_detector = _answer(load_classifier), _answer(load_face_detector)
    if isinstance(classifier, StepFailed) and isinstance(face_detector, StepFailed):
        raise StepFailed(NAME, f"neither {classifier} nor {face_detector}") from classifier
    return BuiltinCaptioner(
        None if isinstance(classifier, StepFailed) else classifier,
        None if isinstance(face_detector, StepFailed) else face_detector,
    )

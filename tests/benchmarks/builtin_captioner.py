"""How often the built-in classifier names something, and how often it is right.

    python tests/benchmarks/builtin_captioner.py FOLDER [--wrong]

FOLDER holds photos, in folders of any depth, whose file names start with the WordNet id of what they show:
`n02124075_2876.jpg`. A named concept is right when it is that class or stands above it in the tree.
"""

import argparse
import re
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from pipelines.captioning.builtin.classifier import SURE, Classifier, certainty, load_classifier  # noqa: E402 - needs the path
from pipelines.captioning.builtin.concepts import Concept, ConceptTree, load_concepts  # noqa: E402
from pipelines.errors import InvalidPhoto  # noqa: E402
from pipelines.photo import open_photo  # noqa: E402

_SYNSET = re.compile(r"(n\d{8})_")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A photo and the class that it shows."""

    path: Path
    truth: Concept


@dataclass(frozen=True, slots=True)
class Answer:
    """What the classifier said of one photo: the concept (None for nothing), how sure, in how many seconds."""

    photo: Labelled
    named: Concept | None
    certainty: float
    seconds: float

    @property
    def right(self) -> bool:
        """Whether what was named is true of the photo."""
        return self.named is not None and self.named.covers(self.photo.truth)


def labelled_photos(folder: Path, tree: ConceptTree) -> list[Labelled]:
    """The files below `folder` whose names start with the WordNet id of one of the classes."""
    classes = {leaf.synset: leaf for leaf in tree.classes}
    found = []
    for path in sorted(folder.rglob("*")):
        match = _SYNSET.match(path.name)
        if match and match[1] in classes and path.is_file():
            found.append(Labelled(path, classes[match[1]]))
    return found


def ask(classifier: Classifier, photos: Iterable[Labelled]) -> list[Answer]:
    """One answer for each photo that can be opened; the others are named on stderr."""
    answers = []
    for labelled in photos:
        try:
            photo = open_photo(labelled.path)
        except InvalidPhoto as error:
            print(f"{labelled.path}: {error}", file=sys.stderr)
            continue
        start = time.perf_counter()
        hedged = classifier.hedge(photo)
        seconds = time.perf_counter() - start
        named, sureness = (hedged.concept, certainty(hedged.mass)) if hedged else (None, 0.0)
        answers.append(Answer(labelled, named, sureness, seconds))
    return answers


def report(answers: Sequence[Answer]) -> str:
    """The figures, one a line."""
    named = [answer for answer in answers if answer.named is not None]
    degrees = {
        "sure": [answer for answer in named if answer.certainty >= SURE],
        "less sure": [answer for answer in named if answer.certainty < SURE],
    }
    lines = [f"photos      {len(answers)}", *_figures("all", named, len(answers))]
    for degree, some in degrees.items():
        lines += _figures(degree, some, len(answers))
    return "\n".join([*lines, f"seconds     {fmean(answer.seconds for answer in answers):.3f} a photo"])


def _figures(degree: str, named: Sequence[Answer], photos: int) -> list[str]:
    if not named:
        return [f"{degree}: nothing named"]
    depth = fmean(answer.named.depth for answer in named if answer.named is not None)
    return [
        f"{degree}:",
        f"  coverage  {len(named) / photos:.3f}",
        f"  precision {fmean(answer.right for answer in named):.3f}",
        f"  certainty {fmean(answer.certainty for answer in named):.3f} (as precision, if it is calibrated)",
        f"  depth     {depth:.2f}",
    ]


def wrong(answers: Sequence[Answer]) -> str:
    """Each photo of which something untrue was said, the surest first."""
    mistakes = [answer for answer in answers if answer.named is not None and not answer.right]
    return "\n".join(
        f"{answer.photo.path}: {answer.photo.truth.name.english}, called {answer.named.name.english} "
        f"({answer.certainty:.2f})"
        for answer in sorted(mistakes, key=lambda answer: -answer.certainty)
        if answer.named is not None
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0, or 2 where FOLDER has no such photos."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the photos that were named wrongly")
    options = parser.parse_args(arguments)
    answers = ask(load_classifier(), labelled_photos(options.folder, load_concepts()))
    if not answers:
        print(f"No photo in {options.folder} has a name that starts with the WordNet id of a class.", file=sys.stderr)
        return 2
    print(report(answers))
    if options.wrong and (mistakes := wrong(answers)):
        print(mistakes)
    return 0


if __name__ == "__main__":
    sys.exit(main())

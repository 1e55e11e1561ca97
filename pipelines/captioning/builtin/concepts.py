"""A tree of everyday concepts over the 1,000 classes of ImageNet, and how to name only what is sure.

The tree is the file `concepts.txt`, one concept a line, two spaces of indent a level, everything below a
concept true of it: `a cat | 고양이`. The lines that end in a WordNet 3.0 id (`| n02124075`) are the classes.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.captioning.builtin.scene import Name

CLASS_COUNT: Final = 1000
DATA: Final = Path(__file__).with_name("concepts.txt")

Probabilities: TypeAlias = npt.NDArray[np.floating]
Thresholds: TypeAlias = float | npt.NDArray[np.float64]

_SYNSET = re.compile(r"n\d{8}")


@dataclass(frozen=True, slots=True, eq=False)
class Concept:
    """Something that can be named. `synset` is the WordNet id of a class, None for what stands above classes.

    `classes` are the indices of the classes that it covers (for a class its own), in the order of the
    network's outputs.
    """

    name: Name
    parent: "Concept | None"
    synset: str | None
    classes: tuple[int, ...]

    @property
    def depth(self) -> int:
        """How many concepts stand above this one."""
        return 0 if self.parent is None else self.parent.depth + 1

    def covers(self, other: "Concept") -> bool:
        """Whether `other` is this concept or stands below it."""
        return other is self or (other.parent is not None and self.covers(other.parent))


class ConceptTree:
    """The concepts, parents before children, and the classes among them in the network's order.

    That order is ImageNet's own: the WordNet ids sorted.
    """

    def __init__(self, concepts: tuple[Concept, ...]) -> None:
        self.concepts = concepts
        leaves = [concept for concept in concepts if concept.synset is not None]
        self.classes = tuple(sorted(leaves, key=lambda leaf: leaf.classes))
        self._below = np.zeros((len(concepts), len(self.classes)), dtype=np.float64)
        for row, concept in enumerate(concepts):
            self._below[row, list(concept.classes)] = 1

    def named(self, english: str) -> Concept:
        """The concept with this English name. Raises `ValueError` where there is none."""
        for concept in self.concepts:
            if concept.name.english == english:
                return concept
        raise ValueError(f"no concept is named {english!r}")

    def masses(self, probabilities: Probabilities) -> npt.NDArray[np.float64]:
        """The probability of each concept, in the order of `concepts`, from those of the classes."""
        return self._below @ np.asarray(probabilities, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Hedged:
    """The concept that was named, and the probability that it is right."""

    concept: Concept
    mass: float


def hedge(probabilities: Probabilities, tree: ConceptTree, thresholds: Thresholds) -> Hedged | None:
    """The most informative concept that is at least as likely as its threshold (0 to 1), or None.

    `probabilities` holds one number for each class; `thresholds` is one number, or one for each concept. The most
    informative concept is the one that leaves the fewest classes open, after Deng et al., "Hedging your bets" (CVPR
    2012), and of two such the likelier.
    """
    masses = tree.masses(probabilities)
    sure = [Hedged(tree.concepts[row], float(masses[row])) for row in np.flatnonzero(masses >= thresholds)]
    return min(
        sure, key=lambda hedged: (len(hedged.concept.classes), -hedged.mass, -hedged.concept.depth), default=None
    )


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    level: int
    name: Name
    synset: str | None
    parent: int | None


@cache
def load_concepts(path: Path = DATA) -> ConceptTree:
    """The tree in `path`, read once. Raises `ValueError` that names the line where the file is not a tree
    over exactly 1,000 classes.
    """
    tree = parse_concepts(path.read_text(encoding="utf-8"))
    if len(tree.classes) != CLASS_COUNT:
        raise ValueError(f"{path.name}: {len(tree.classes)} classes where {CLASS_COUNT} were expected")
    return tree


def parse_concepts(text: str) -> ConceptTree:
    """The tree that `text` describes, over however many classes. Raises `ValueError` that names the line."""
    lines = _lines(text)
    classes = _classes_below(lines)
    concepts: list[Concept] = []
    for line, below in zip(lines, classes, strict=True):
        parent = None if line.parent is None else concepts[line.parent]
        concepts.append(Concept(line.name, parent, line.synset, below))
    return ConceptTree(tuple(concepts))


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    open_concepts: list[int] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        level = _level(raw, number)
        if level > len(open_concepts):
            raise ValueError(f"line {number}: indented by more than one level below the line above")
        del open_concepts[level:]
        parent = open_concepts[-1] if open_concepts else None
        if parent is not None and lines[parent].synset is not None:
            raise ValueError(f"line {number}: below line {lines[parent].number}, which is a class")
        lines.append(_line(raw, number, level, parent))
        open_concepts.append(len(lines) - 1)
    return lines


def _level(raw: str, number: int) -> int:
    indent = len(raw) - len(raw.lstrip())
    if indent % 2 or raw[:indent].strip(" "):
        raise ValueError(f"line {number}: the indent must be two spaces a level")
    return indent // 2


def _line(raw: str, number: int, level: int, parent: int | None) -> _Line:
    parts = [part.strip() for part in raw.split("|")]
    if len(parts) not in (2, 3) or not all(parts):
        raise ValueError(f"line {number}: not of the form `English | Korean` or `English | Korean | n########`")
    synset = parts[2] if len(parts) == 3 else None
    if synset is not None and not _SYNSET.fullmatch(synset):
        raise ValueError(f"line {number}: {synset!r} is not a WordNet id")
    return _Line(number, level, Name(parts[0], parts[1]), synset, parent)


def _classes_below(lines: list[_Line]) -> list[tuple[int, ...]]:
    first: dict[str, int] = {}
    for line in lines:
        if line.synset is not None and first.setdefault(line.synset, line.number) != line.number:
            raise ValueError(f"line {line.number}: {line.synset} stands on line {first[line.synset]} already")
    index = {synset: place for place, synset in enumerate(sorted(first))}
    below: list[list[int]] = [[] for _ in lines]
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        if line.synset is not None:
            below[place].append(index[line.synset])
        if not below[place]:
            raise ValueError(f"line {line.number}: no class stands below this concept")
        if line.parent is not None:
            below[line.parent].extend(below[place])
    return [tuple(sorted(classes)) for classes in below]

"""From a captioner's raw words to a sentence for a person, and which words are of no use."""

import re
from typing import Final

MOSTLY_REPEATED: Final = 0.5
"""The share of words (0 to 1) that are repetition above which a caption is a model that ran away, not a description."""

LONGEST_REPEAT: Final = 8
"""Words in a phrase whose repetition is looked for."""

_OPENINGS: Final = re.compile(
    r"^(?:there (?:is|are) |this is |it is )?(?:(?:an?|the) )?"
    r"(?:(?:close[ -]?up|blurry|black and white|old|stock|digital) )*"
    r"(?:(?:picture|photo|photograph|image|shot|view|close[ -]?up|closeup)s? (?:of|showing|shows|with) )",
    re.IGNORECASE,
)
_THERE_IS: Final = re.compile(
    r"^(?:there (?:is|are)|this is|it is) (?=(?:an?|the|one|two|some|many|several)\b)", re.IGNORECASE
)
_GLITCHES: Final = re.compile(r"\[[a-z]+\]|<[^<>]*>|\barafe?d?\b|\baraffe\b|##", re.IGNORECASE)
# What a captioner says is written somewhere is invented: reading is another engine's work.
_WRITING: Final = re.compile(
    r"\s*,?\s*(?:(?:that|which|who) (?:says?|reads?|spells?)\b|saying\b"
    r"|(?:with|and) (?:the )?(?:words?|text|letters)\b|[\"“]).*$",
    re.IGNORECASE,
)
_LOOSE_ENDS: Final = re.compile(
    r"(?:(?:^|[\s,;:-]+)(?:an?|the|of|on|in|with|and|or|to|at|by|for|from|is|are|that|which|his|her|their|its))+[\s,;:-]*$",
    re.IGNORECASE,
)
_FUNCTION_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "a an the of on in with and or to at by for from is are was were that which this it its his her their there",
    )
)
_PEOPLE: Final = re.compile(
    r"\b(?:m[ae]n|wom[ae]n|people|persons?|child(?:ren)?|kids?|boys?|girls?|bab(?:y|ies)|toddlers?|guys?|lad(?:y|ies)|"
    r"couples?|crowds?|famil(?:y|ies)|players?|teams?|soldiers?|workers?|riders?|skiers?|surfers?|skateboarders?|"
    r"snowboarders?|students?|brides?|grooms?|officers?|chefs?|faces?|selfies?|someone|gentlem[ae]n|adults?|audience|"
    r"astronauts?|portraits?|actors?|dancers?|singers?|pedestrians?|fans?|tourists?|friends)\b",
    re.IGNORECASE,
)


def tidy(caption: str) -> str:
    """The caption as one sentence: no "a picture of", no runs of repeated words, no writing that it claims to read,
    no loose end. Empty where nothing is left.
    """
    words, before = " ".join(_GLITCHES.sub(" ", caption).split()), None
    while words != before:
        before = words
        words = _once(words)
    return f"{words[0].upper()}{words[1:]}." if words else ""


def what_is_wrong(caption: str) -> str:
    """Why the raw `caption` is of no use, for the log; empty where it is a description."""
    words = re.findall(r"\w+", caption.lower())
    tidied = tidy(caption)
    if not any(word.isalpha() and word not in _FUNCTION_WORDS for word in re.findall(r"\w\w+", tidied.lower())):
        return f"no word with a meaning in {caption!r}"
    if len(_without_repeats(words)) < (1 - MOSTLY_REPEATED) * len(words):
        return f"mostly repetition: {caption!r}"
    return ""


def mentions_people(text: str) -> bool:
    """Whether the text has a word of people."""
    return bool(_PEOPLE.search(text))


def _once(words: str) -> str:
    words = re.sub(r"\s+(?=[,.;:!?])|(?<=\w)\s+(?=['’]\s*(?:s|re|t)\b)|(?<=['’])\s+(?=(?:s|re|t)\b)", "", words)
    words = _WRITING.sub("", words)
    words = _THERE_IS.sub("", _OPENINGS.sub("", words))
    words = " ".join(_without_repeats(words.split()))
    return _LOOSE_ENDS.sub("", words).strip(" \t,.;:!?-")


def _without_repeats(words: list[str]) -> list[str]:
    """`words` without any phrase that follows at once upon itself."""
    kept: list[str] = []
    for word in words:
        kept.append(word)
        for length in range(1, min(LONGEST_REPEAT, len(kept) // 2) + 1):
            if _same(kept[-length:], kept[-2 * length : -length]):
                del kept[-length:]
                break
    return kept


def _same(some: list[str], others: list[str]) -> bool:
    return [word.lower().strip(",") for word in some] == [word.lower().strip(",") for word in others]

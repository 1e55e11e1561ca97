"""Korean respelled nearer to how it is said, for a voice that reads it letter by letter.

The rules are those of the Standard Pronunciation (표준 발음법, 국립국어원), cited by article. Only what the Korean of
eSpeak NG 1.52 lacks is respelled, found by comparing its phonemes for every final before every initial. It already
does liaison (제13·14항), palatalisation before 이 (제17항), most aspiration (제12항) and tensing after a stop
(제23항), and it says ㄲ clearer after a stop when it is left as ㄱ: so 학교 and 국밥 stay as they are.
What depends on a word's history, not on its letters (제26·28·29항), is a short list of common words.
"""

import itertools
import re
from collections.abc import Iterator
from functools import partial

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = "\0ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
NO_FINAL = "\0"

_FIRST_SYLLABLE = ord("가")
_TENSE = {"ㄱ": "ㄲ", "ㄷ": "ㄸ", "ㅂ": "ㅃ", "ㅅ": "ㅆ", "ㅈ": "ㅉ"}
_ASPIRATED = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅈ": "ㅊ"}

# Nouns keep ㄺ as [ㄱ] before ㄱ (닭과), verb stems do not (맑게 [말께]): 제11항.
_NOUNS_IN_LG = frozenset("닭흙칡삵슭탉")
# Nouns in ㄻ do not tense what follows (삶도), verb stems do (닮다 [담따]): 제24항.
_NOUNS_IN_LM = frozenset("삶앎")

_WORDS = {
    # 제20항 다만: ㄴ+ㄹ said [ㄴㄴ]
    "의견란": "의견난",
    "임진란": "임진난",
    "생산량": "생산냥",
    "결단력": "결딴녁",
    "판단력": "판단녁",
    "공권력": "공꿘녁",
    "동원령": "동원녕",
    "상견례": "상견네",
    "횡단로": "횡단노",
    "등산로": "등산노",
    "이원론": "이원논",
    "입원료": "이붠뇨",
    "구근류": "구근뉴",
    "온라인": "온나인",
    # 제26·28항: tense inside the word
    "글자": "글짜",
    "갈색": "갈쌕",
    "갈등": "갈뜽",
    "결정": "결쩡",
    "발달": "발딸",
    "발전": "발쩐",
    "발생": "발쌩",
    "설정": "설쩡",
    "실제": "실쩨",
    "열쇠": "열쐬",
    "절대": "절때",
    "활동": "활똥",
    "칠십": "칠씹",
    "팔십": "팔씹",
    "눈동자": "눈똥자",
    "눈사람": "눈싸람",
    "물병": "물뼝",
    "불빛": "불삧",
    "빵집": "빵찝",
    "손등": "손뜽",
    "술잔": "술짠",
    "아침밥": "아침빱",
    # 제29항: ㄴ put in; the rules below do the rest (색년필 → 생년필)
    "색연필": "색년필",
    "한여름": "한녀름",
    "식용유": "식용뉴",
    "휘발유": "휘발뉴",
    "영업용": "영업뇽",
    "내복약": "내복냑",
    "알약": "알냑",
    "물약": "물냑",
    "담요": "담뇨",
    "솜이불": "솜니불",
    "볼일": "볼닐",
    "서울역": "서울녁",
    "지하철역": "지하철녁",
    "스물여섯": "스물녀섯",
    "십육": "십뉵",
    "백육": "백뉵",
    "천육": "천뉵",
}
_WORD = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
# 제29항: 꽃잎 [꼰닙], 나뭇잎 [나문닙], 풀잎 [풀립]; 제27항: 할 수 있다 [할쑤], 할 것 [할껃]
_AFTER_A_FINAL = (
    (re.compile("([가-힣])잎"), "닢", frozenset(FINALS) - {NO_FINAL}),
    (re.compile("([가-힣])( )수(?=[가-힣]? ?[있없])"), "쑤", frozenset("ㄹ")),
    (re.compile("([가-힣])( )것"), "껏", frozenset("ㄹ")),
)
_HANGUL = re.compile("[가-힣]+")


def split_syllable(syllable: str) -> tuple[str, str, str]:
    """Initial, medial and final of one Hangul syllable (가 to 힣); `NO_FINAL` where it has none."""
    rest, final = divmod(ord(syllable) - _FIRST_SYLLABLE, len(FINALS))
    initial, medial = divmod(rest, len(MEDIALS))
    return INITIALS[initial], MEDIALS[medial], FINALS[final]


def join_syllable(initial: str, medial: str, final: str) -> str:
    """The syllable of these letters: the opposite of `split_syllable`."""
    index = INITIALS.index(initial) * len(MEDIALS) + MEDIALS.index(medial)
    return chr(_FIRST_SYLLABLE + index * len(FINALS) + FINALS.index(final))


def respell(text: str) -> str:
    """`text` with its Hangul respelled for eSpeak NG; everything else stays. Never raises.

    Words are taken one by one, since a listener who hears them apart understands them best: what 표준 발음법 allows
    across a space (제18항 붙임) is left out, but for 할 수 있다 and 할 것.
    """
    text = _WORD.sub(lambda match: _WORDS[match.group()], text)
    for pattern, replacement, finals in _AFTER_A_FINAL:
        text = pattern.sub(partial(_replace_last, replacement, finals), text)
    return _HANGUL.sub(lambda match: "".join(_said(match.group())), text)


def _replace_last(replacement: str, finals: frozenset[str], match: re.Match[str]) -> str:
    has_final = split_syllable(match.group()[0])[2] in finals
    return match.group()[:-1] + replacement if has_final else match.group()


def _said(word: str) -> Iterator[str]:
    initial, medial, final = split_syllable(word[0])
    for syllable, following in itertools.pairwise(word):
        next_initial, next_medial, next_final = split_syllable(following)
        final, next_initial = _meet(syllable, final, next_initial, next_medial)
        yield join_syllable(initial, _plain(initial, medial), final)
        initial, medial, final = next_initial, next_medial, next_final
    yield join_syllable(initial, _plain(initial, medial), "ㄹ" if final == "ㄼ" and word[-1] != "밟" else final)


def _plain(initial: str, medial: str) -> str:
    """제5항 다만 1: 져, 쪄, 쳐 are said [저, 쩌, 처]; 다만 3: 희망 [히망]."""
    if initial in "ㅈㅉㅊ" and medial == "ㅕ":
        return "ㅓ"
    return "ㅣ" if initial != "ㅇ" and medial == "ㅢ" else medial


def _meet(syllable: str, final: str, initial: str, medial: str) -> tuple[str, str]:
    """A syllable's final and the initial after it, as they are said."""
    if initial == "ㅇ":
        return _before_vowel(final, medial)
    if syllable == "밟" and initial != "ㅎ":
        final = "ㅂ"
    if initial == "ㅎ":
        return _before_h(final, medial)
    if initial in "ㄴㅁㄹ":
        return _before_sonorant(final, initial)
    return _before_obstruent(syllable, final, initial)


def _before_vowel(final: str, medial: str) -> tuple[str, str]:
    """제14항: 넋이 [넉씨]; 제17항: 핥이다 [할치다]. The other liaisons are eSpeak's own."""
    if final == "ㄾ" and medial == "ㅣ":
        return "ㄹ", "ㅊ"
    return {"ㄳ": ("ㄱ", "ㅆ"), "ㄽ": ("ㄹ", "ㅆ")}.get(final, (final, "ㅇ"))


def _before_h(final: str, medial: str) -> tuple[str, str]:
    """제12항 붙임: 못하다 [모타다], 밝히다 [발키다]; 제17항 붙임: 닫히다 [다치다]."""
    if final == "ㄷ" and medial in "ㅣㅕ":
        return NO_FINAL, "ㅊ"
    for finals, said in _ASPIRATING:
        if final in finals:
            return said
    return final, "ㅎ"


_ASPIRATING = (
    ("ㄱㄲㄳㅋ", (NO_FINAL, "ㅋ")),
    ("ㄺ", ("ㄹ", "ㅋ")),
    ("ㄷㅅㅆㅊㅌ", (NO_FINAL, "ㅌ")),
    ("ㅂㅄㅍㄿ", (NO_FINAL, "ㅍ")),
    ("ㄼ", ("ㄹ", "ㅍ")),
    ("ㅈ", (NO_FINAL, "ㅊ")),
    ("ㄵ", ("ㄴ", "ㅊ")),
)


def _before_sonorant(final: str, initial: str) -> tuple[str, str]:
    """제18항: 국물 [궁물]; 제19항: 독립 [동닙], 종로 [종노]; 제20항: 신라 [실라], 칼날 [칼랄]."""
    if (final == "ㄴ" and initial == "ㄹ") or (final in "ㄹㄼㄽㄾㅀ" and initial in "ㄴㄹ"):
        return "ㄹ", "ㄹ"
    if final in "ㄼㄽㄾㅀ":
        return "ㄹ", initial
    nasal = next((nasal for finals, nasal in _NASALISED if final in finals), final)
    return nasal, "ㄴ" if initial == "ㄹ" and nasal in "ㅇㅁㄴ" else initial


_NASALISED = (("ㄱㄲㅋㄳㄺ", "ㅇ"), ("ㄷㅅㅆㅈㅊㅌㅎ", "ㄴ"), ("ㅂㅍㅄㄿ", "ㅁ"))


def _before_obstruent(syllable: str, final: str, initial: str) -> tuple[str, str]:
    """제11항: 넓다 [널따], 읽고 [일꼬]; 제12항: 놓고 [노코], 많소 [만쏘]. The other tensing is eSpeak's own."""
    tense = _TENSE.get(initial, initial)
    if final == "ㄼ" or (final == "ㄺ" and initial == "ㄱ" and syllable not in _NOUNS_IN_LG):
        return "ㄹ", tense
    if final == "ㄻ":
        return "ㅁ", initial if syllable in _NOUNS_IN_LM else tense
    if final in "ㅎㄶㅀ":
        without_h = {"ㄶ": "ㄴ", "ㅀ": "ㄹ"}.get(final, NO_FINAL)
        return without_h, _ASPIRATED.get(initial, tense)
    return final, initial

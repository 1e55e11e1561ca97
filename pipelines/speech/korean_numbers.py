"""Numbers, units and signs in Korean text, written out in Hangul as they are read aloud."""

import re

_DIGITS = "영일이삼사오육칠팔구"
_PLACES = ("", "십", "백", "천")
_GROUPS = ("", "만", "억", "조", "경")
_LONGEST = len(_PLACES) * len(_GROUPS)

_NATIVE_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_NATIVE_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")

# The highest number that is ordinarily counted with native words before each counter. 시 ends at twelve: 13시 is
# 십삼 시. 번 is missing on purpose: on a sign it is a number (3번 출구), and so are 층, 호, 월, 분, 원.
_COUNTED_NATIVELY = {
    "살": 99,
    "시간": 12,
    "시": 12,
    "대": 9,
    **dict.fromkeys(
        ("개", "명", "사람", "마리", "잔", "병", "장", "권", "그루", "송이", "켤레", "벌", "채", "척", "곳", "가지"), 29
    ),
    **dict.fromkeys(
        ("줄", "칸", "군데", "달", "쌍", "조각", "알", "통", "봉지", "상자", "접시", "그릇", "자루", "다발", "배"), 29
    ),
}
_NOT_A_COUNTER = "개월|개국|개년|개소|달러|병원|장소|장면|대륙|통계|배럴|시리즈|시즌|시속|알파"
_UNITS = {
    "km/h": "킬로미터",
    "km": "킬로미터",
    "cm": "센티미터",
    "mm": "밀리미터",
    "m2": "제곱미터",
    "m": "미터",
    "kg": "킬로그램",
    "mg": "밀리그램",
    "g": "그램",
    "ml": "밀리리터",
    "l": "리터",
    "kcal": "킬로칼로리",
    "gb": "기가바이트",
    "mb": "메가바이트",
    "%": "퍼센트",
    "°c": "도",
    "°": "도",
}
_CURRENCIES = {"₩": "원", "$": "달러", "€": "유로", "£": "파운드", "¥": "엔"}
_SIGNS = {
    **_UNITS,
    "+": "플러스",
    "&": "앤드",
    "@": "골뱅이",
    "#": "샵",
    "×": "곱하기",
    "÷": "나누기",
} | _CURRENCIES
_LONE_SIGNS = {sign: word for sign, word in _SIGNS.items() if not sign[0].isalpha() and len(sign) == 1}

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CLOCK = re.compile(r"(?<![\d:.])([01]?\d|2[0-4]):([0-5]\d)(?!:?\d|\.\d)")
_DATE = re.compile(r"(?<!\d)([12]\d{3})([./-]) ?(0?[1-9]|1[0-2])\2 ?(0?[1-9]|[12]\d|3[01])(?!\d)")
_TELEPHONE = re.compile(r"(?<![\d-])(?:\d{2,4}[-)] ?)?\d{3,4}-\d{4}(?![\d-])")
_MONEY = re.compile(rf"([{''.join(_CURRENCIES)}])\s?({_NUMBER})")
_MONTH = re.compile(r"(?<!\d)0?(6|10)\s?월")
_COUNTED = re.compile(
    rf"(?<![\d.,제])(\d{{1,2}})(?![.,]\d)\s?(?!{_NOT_A_COUNTER})"
    rf"({'|'.join(sorted(_COUNTED_NATIVELY, key=len, reverse=True))})"
)
_MEASURED = re.compile(
    rf"(?<![\d.])({_NUMBER})\s?({'|'.join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True))})"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(\d+)⁄(\d+)")
_RANGE = re.compile(r"(?<=[\d가-힣])\s?[~∼〜]\s?(?=\d)")
_MINUS = re.compile(r"(?<![\w)])[-−](?=\d)")
_PLAIN = re.compile(_NUMBER)
_DOT_IN_A_NAME = re.compile(r"(?<=[A-Za-z])\.(?=[A-Za-z]{2})")
_LONE = re.compile("|".join(re.escape(sign) for sign in _LONE_SIGNS))


def read_number(digits: str) -> str:
    """A whole number in Sino-Korean: "12000" → "만 이천", "10" → "십".

    Digit by digit where it starts with an idle zero or is longer than 경 reaches ("007" → "공공칠").
    """
    if len(digits) > _LONGEST or (digits[0] == "0" and len(digits) > 1):
        return read_digits(digits)
    groups = []
    for power, group in enumerate(_in_fours(digits)):
        said = _read_group(group)
        if said:
            # 만 alone, but 일억, 일조
            groups.append(("" if said == "일" and power == 1 else said) + _GROUPS[power])
    return " ".join(reversed(groups)) or _DIGITS[0]


def read_digits(digits: str) -> str:
    """Digit by digit, as a telephone number is read: "010" → "공일공"."""
    return "".join("공" if digit == "0" else _DIGITS[int(digit)] for digit in digits)


def read_count(number: int) -> str:
    """1 to 99 in native words as they stand before a counter: 1 → "한", 20 → "스무", 23 → "스물세"."""
    if number == 20:
        return "스무"
    tens, ones = divmod(number, 10)
    return _NATIVE_TENS[tens] + _NATIVE_ONES[ones]


def spell_out(text: str) -> str:
    """`text` with its numbers, units and signs in Hangul. Latin words stay. Never raises."""
    text = _DOT_IN_A_NAME.sub(" 닷 ", text)
    text = _FRACTION.sub(r"\2분의 \1", text)
    text = _RANGE.sub("에서 ", text)
    text = _CLOCK.sub(_read_clock, text)
    text = _DATE.sub(lambda match: f"{match[1]}년 {int(match[3])}월 {int(match[4])}일", text)
    text = _TELEPHONE.sub(_read_telephone, text)
    text = _MINUS.sub(" 마이너스 ", text)
    text = _MONEY.sub(lambda match: f"{_read_decimal(match[2])} {_CURRENCIES[match[1]]}", text)
    text = _MONTH.sub(lambda match: "유월" if match[1] == "6" else "시월", text)
    text = _COUNTED.sub(_read_counted, text)
    text = _MEASURED.sub(_read_measured, text)
    text = _PLAIN.sub(lambda match: _read_decimal(match[0]), text)
    return _LONE.sub(lambda match: f" {_LONE_SIGNS[match[0]]} ", text)


def _in_fours(digits: str) -> list[str]:
    """Groups of four digits, the last group first."""
    return [digits[max(0, end - 4) : end] for end in range(len(digits), 0, -4)]


def _read_group(digits: str) -> str:
    said = ""
    for place, digit in zip(reversed(range(len(digits))), digits, strict=True):
        if digit != "0":
            said += ("" if digit == "1" and place else _DIGITS[int(digit)]) + _PLACES[place]
    return said


def _read_decimal(number: str) -> str:
    whole, _, fraction = number.replace(",", "").partition(".")
    said = read_number(whole)
    return f"{said} 점 {''.join(_DIGITS[int(digit)] for digit in fraction)}" if fraction else said


def _read_counted(match: re.Match[str]) -> str:
    number, counter = int(match[1]), match[2]
    if 1 <= number <= _COUNTED_NATIVELY[counter]:
        return f"{read_count(number)} {counter}"
    return match.group()


def _read_measured(match: re.Match[str]) -> str:
    number, unit = match[1], match[2]
    if unit in ("G", "M"):  # 5G is a network, 3M a firm
        return match.group()
    said = f"{_read_decimal(number)} {_UNITS[unit.lower()]}"
    return f"시속 {said}" if unit.lower() == "km/h" else said


def _read_clock(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    said = read_count(hour) if 1 <= hour <= _COUNTED_NATIVELY["시"] else read_number(str(hour))
    return f"{said} 시 {read_number(str(minute))} 분" if minute else f"{said} 시"


def _read_telephone(match: re.Match[str]) -> str:
    return ", ".join(read_digits(part) for part in re.findall(r"\d+", match.group()))

"""How well text in photos is read: signs are drawn with known text, read, and compared.

    python tests/benchmarks/signs.py [--signs 100] [--seed 1] [--font FILE …] [--background FOLDER] [--worst 10]

Every sign has one to three lines in Korean, English or both (prices, telephone numbers), in a font, a size,
colours, a turn up to 10°, a slant, blur and noise drawn from the seed. Printed for each language: the character
error rate without and with spaces (edit distance to what was drawn ÷ its length, over all signs together) and the
seconds a sign takes. Seed 1 is the one the engine was tuned with; judge by any other.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

ROOT = Path(__file__).resolve().parents[2]
TESSDATA = ROOT / "assets" / "tessdata"

KOREAN = [
    "출입금지",
    "화장실",
    "비상구",
    "주차금지",
    "미끄럼주의",
    "금연구역",
    "관계자외 출입금지",
    "만지지 마시오",
    "당기세요",
    "미세요",
    "어린이 보호구역",
    "서울역 방면",
    "버스 정류장",
    "엘리베이터 점검중",
    "영업중입니다",
    "오늘은 쉽니다",
    "김치찌개",
    "된장찌개",
    "비빔밥",
    "물냉면",
    "떡볶이",
    "순대국밥",
    "따뜻한 아메리카노",
    "무료 와이파이",
    "카드 결제 환영",
    "접근 금지",
    "고압 전기 위험",
    "소화기",
    "안내 데스크",
    "분실물 보관소",
    "휠체어 전용",
    "점자 블록",
    "시각장애인 안내견 환영",
    "출발 시간표",
    "매표소",
    "도서관 열람실",
    "국립중앙박물관",
    "한강공원",
    "세종대로",
    "강남구 테헤란로",
    "유통기한을 확인하세요",
    "하루 세 번 식후 복용",
    "흔들어 드세요",
    "전자레인지 조리",
    "우유",
    "생수",
    "라면",
    "참기름",
    "진통제",
    "왼쪽으로 가세요",
    "맑은 물 한 잔",
    "꽃집",
    "헌책방",
    "빵 굽는 마을",
    "쓰레기를 버리지 마세요",
    "앉지 마시오",
    "천천히",
    "멈춤",
    "공사중 돌아가시오",
    "횡단보도",
]
ENGLISH = [
    "EXIT",
    "NO PARKING",
    "Push",
    "Pull",
    "STOP",
    "Wet floor",
    "Open daily",
    "CLOSED",
    "Restroom",
    "Staff only",
    "Please wait here",
    "Mind the gap",
    "Emergency exit",
    "Do not touch",
    "Fresh bread",
    "Coffee and cake",
    "Way out",
    "Platform",
    "City Library",
    "Ticket office",
    "Lost and found",
    "Keep left",
    "Quiet please",
    "Guide dogs welcome",
    "Best before end",
    "Shake well",
    "Take one tablet daily",
    "Skimmed milk",
    "Tomato soup",
    "Happy birthday",
    "Thank you",
    "Garden centre",
    "Danger high voltage",
    "Fire extinguisher",
    "Information",
    "Departures",
    "Baggage claim",
    "Free Wi-Fi",
    "Cash only",
    "Speed limit",
    "Road work ahead",
    "One way",
    "Bicycle lane",
    "North entrance",
    "University Hospital",
]
MIXED = [
    "출구 EXIT",
    "화장실 Toilet",
    "주차장 P",
    "카페 Cafe",
    "비상구 EXIT 3",
    "지하철 Line 2",
    "안내 Information",
    "무료 Wi-Fi",
    "서울 Seoul",
    "출발 Departures",
    "도착 Arrivals",
    "SALE 할인",
    "OPEN 영업중",
    "CCTV 촬영중",
    "정류장 Bus stop",
    "제2터미널 Terminal 2",
    "A동 입구",
    "3층 서점 Books",
    "ATM 현금인출기",
    "LED 조명",
    "USB 충전",
    "아이스 Latte",
]
MENU = ["김밥", "라면", "비빔밥", "냉면", "커피", "우유", "불고기", "된장찌개", "칼국수", "팥빙수"]
COLOURS = (
    ((20, 20, 20), (250, 250, 248)),
    ((255, 255, 255), (200, 30, 35)),
    ((255, 255, 255), (20, 70, 150)),
    ((255, 255, 255), (15, 110, 60)),
    ((30, 30, 30), (250, 205, 40)),
    ((250, 230, 90), (40, 40, 45)),
    ((120, 120, 120), (190, 190, 190)),
    ((150, 60, 40), (235, 215, 190)),
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A drawn sign and the lines on it."""

    image: Image.Image
    language: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """One sign's edit distances and lengths, without spaces and with them."""

    language: str
    wrong: int
    length: int
    wrong_with_spaces: int
    length_with_spaces: int
    seconds: float


def korean_fonts() -> list[Path]:
    """The Nanum Gothic files in the package koreanize-matplotlib (which is not imported: it wants matplotlib).

    Raises `FileNotFoundError` where the package is not installed.
    """
    package = importlib.util.find_spec("koreanize_matplotlib")
    folders = package.submodule_search_locations if package else None
    fonts = sorted(Path(folder) / "fonts" for folder in folders or ())
    files = [file for folder in fonts for file in sorted(folder.glob("*.ttf"))]
    if not files:
        raise FileNotFoundError("no Korean font: pip install --no-deps koreanize-matplotlib, or give --font FILE")
    return files


def draw_signs(count: int, seed: int, fonts: Sequence[Path], backgrounds: Sequence[Path] = ()) -> Iterator[Sign]:
    """`count` signs, Korean, English and mixed in turn; the same for the same arguments."""
    for number in range(count):
        random_ = random.Random(f"{seed}/{number}")  # noqa: S311 - a benchmark, not a secret
        yield draw_sign(random_, ("ko", "en", "mixed")[number % 3], fonts, backgrounds)


def draw_sign(random_: random.Random, language: str, fonts: Sequence[Path], backgrounds: Sequence[Path]) -> Sign:
    """One sign with one to three lines."""
    lines = tuple(words(random_, language) for _ in range(random_.randint(1, 3)))
    board = draw_board(random_, lines, pick_font(random_, language, fonts))
    image = place(random_, board, backgrounds)
    image = image.filter(ImageFilter.GaussianBlur(random_.choice((0, 0, 0.5, 0.8, 1.1))))
    return Sign(add_noise(image, random_.choice((0, 4, 8, 14)), random_.randrange(2**32)), language, lines)


def words(random_: random.Random, language: str) -> str:
    """The text of one line."""
    price = f"{random_.randint(1, 40) * 500:,}"
    if language == "en":
        return random_.choice((*ENGLISH, f"Gate {random_.randint(1, 60)}", f"$ {random_.randint(1, 60)}.50"))
    if language == "ko":
        return random_.choice(KOREAN)
    telephone = f"02-{random_.randint(200, 9999)}-{random_.randint(1000, 9999)}"
    return random_.choice(
        (
            *random_.sample(MIXED, 6),
            f"{random_.choice(MENU)} {price}원",
            f"{price}원",
            f"문의 {telephone}",
            f"{random_.randint(1, 12)}월 {random_.randint(1, 28)}일",
            f"{random_.randint(1, 20)}층",
            f"{random_.randint(1, 12)}번 출구",
        )
    )


def pick_font(random_: random.Random, language: str, fonts: Sequence[Path]) -> ImageFont.FreeTypeFont:
    """A font of 20 to 72 pixels; English is set in Pillow's own font half of the time."""
    size = random_.choice((20, 24, 30, 36, 48, 60, 72))
    if language == "en" and random_.random() < 0.5:
        own = ImageFont.load_default(size)
        if isinstance(own, ImageFont.FreeTypeFont):
            return own
    return ImageFont.truetype(random_.choice(list(fonts)), size)


def draw_board(random_: random.Random, lines: Sequence[str], font: ImageFont.FreeTypeFont) -> Image.Image:
    """The board itself, upright."""
    ink, ground = random_.choice(COLOURS)
    step, margin = round(font.size * random_.uniform(1.3, 1.8)), round(font.size * random_.uniform(0.5, 1.2))
    width = max(round(font.getlength(line)) for line in lines) + 2 * margin
    board = Image.new("RGB", (width, step * len(lines) + 2 * margin), ground)
    pen = ImageDraw.Draw(board)
    centred = random_.random() < 0.5
    for row, line in enumerate(lines):
        left = (width - font.getlength(line)) / 2 if centred else margin
        pen.text((left, margin + row * step), line, font=font, fill=ink)
    return board


def place(random_: random.Random, board: Image.Image, backgrounds: Sequence[Path]) -> Image.Image:
    """The board turned and slanted, on a photo or a made-up texture."""
    width, height = board.size
    canvas = (max(480, round(width * 1.35)), max(360, round(height * 1.6 + width * 0.2)))
    scene = background(random_, canvas, backgrounds)
    left, top = (canvas[0] - width) // 2, (canvas[1] - height) // 2
    layer, mask = Image.new("RGB", canvas), Image.new("L", canvas)
    layer.paste(board, (left, top))
    mask.paste(255, (left, top, left + width, top + height))
    angle, slant = random_.choice((0, 0, random_.uniform(-10, 10))), random_.choice((0.0, random_.uniform(-0.12, 0.12)))
    squeeze = random_.choice((0.0, random_.uniform(-0.0003, 0.0003)))
    bend = (1 + squeeze * canvas[0] / 2, slant, -slant * canvas[1] / 2, 0, 1, 0, squeeze, 0)
    turned = [
        part.transform(canvas, Image.Transform.PERSPECTIVE, bend, Image.Resampling.BICUBIC).rotate(
            angle, Image.Resampling.BICUBIC
        )
        for part in (layer, mask)
    ]
    scene.paste(turned[0], mask=turned[1])
    return scene


def background(random_: random.Random, size: tuple[int, int], photos: Sequence[Path]) -> Image.Image:
    """A photo, or clouds of colour where there is none."""
    if photos:
        return Image.open(random_.choice(list(photos))).convert("RGB").resize(size)
    coarse = np.random.default_rng(random_.randrange(2**32)).integers(40, 215, (5, 6, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)


def add_noise(image: Image.Image, deviation: float, seed: int) -> Image.Image:
    """Gaussian noise on every channel; `deviation` in grey levels."""
    pixels = np.asarray(image, np.float32)
    noisy = pixels + np.random.default_rng(seed).normal(0, deviation, pixels.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def edit_distance(one: str, other: str) -> int:
    """Levenshtein distance: insertions, deletions and substitutions all cost one."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]


def score(sign: Sign, read: Sequence[str], seconds: float) -> Score:
    """Compare what was read with what was drawn, all lines joined."""
    drawn, got = " ".join(sign.lines), " ".join(read)
    drawn_letters, got_letters = drawn.replace(" ", ""), got.replace(" ", "")
    return Score(
        sign.language,
        edit_distance(drawn_letters, got_letters),
        len(drawn_letters),
        edit_distance(drawn, got),
        len(drawn),
        seconds,
    )


def report(scores: Sequence[Score]) -> None:
    """Print one line for each language and one for all."""
    print("language  signs  error rate  with spaces  seconds a sign")
    for language in ("ko", "en", "mixed", "all"):
        some = [one for one in scores if language in (one.language, "all")]
        if some:
            rate = sum(one.wrong for one in some) / sum(one.length for one in some)
            spaced = sum(one.wrong_with_spaces for one in some) / sum(one.length_with_spaces for one in some)
            seconds = sum(one.seconds for one in some) / len(some)
            print(f"{language:8}  {len(some):5}  {rate:10.4f}  {spaced:11.4f}  {seconds:14.3f}")


def main() -> None:
    """Draw, read, report."""
    options = arguments()
    sys.path.insert(0, str(ROOT))
    from pipelines.reading.ocr import load_reader
    from pipelines.values import Photo

    reader = load_reader(options.tessdata)
    photos = sorted(options.background.glob("*.[jp][pn]g")) if options.background else []
    scores, worst = [], []
    for sign in draw_signs(options.signs, options.seed, options.font or korean_fonts(), photos):
        start = time.perf_counter()
        found = reader.run(Photo("sign", sign.image, *sign.image.size, sha256=""))
        one = score(sign, [line.text for line in found.lines], time.perf_counter() - start)
        scores.append(one)
        worst.append((one.wrong, sign.lines, tuple(line.text for line in found.lines)))
    report(scores)
    for wrong, drawn, got in sorted(worst, key=lambda item: -item[0])[: options.worst]:
        print(f"{wrong:3} wrong: {' / '.join(drawn)}  →  {' / '.join(got)}")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--signs", type=int, default=99, help="how many signs are drawn (99)")
    parser.add_argument("--seed", type=int, default=2, help="which signs (2)")
    parser.add_argument("--font", type=Path, nargs="*", help="TrueType files with Hangul instead of Nanum Gothic")
    parser.add_argument("--background", type=Path, help="folder of photos to put the signs on")
    parser.add_argument("--tessdata", type=Path, default=TESSDATA, help="folder with kor.traineddata")
    parser.add_argument("--worst", type=int, default=0, help="how many of the worst signs to print (0)")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""Every sentence that a person can read or hear, Korean and English side by side.

Korean is polite (합니다체) and short, because it will be heard. A placeholder may ask for a particle:
`{file:을/를}` is the file's name followed by the one that fits its last sound (`pipelines.korean`).

The one exception: what the built-in captioner says of a scene is a grammar, not a list of sentences, and
stands in `pipelines/captioning/builtin/english.py` and `korean.py`, since `pipelines` never imports `app`.
"""

from dataclasses import dataclass
from typing import Final

from pipelines.korean import ParticleFormatter
from pipelines.values import Language

_FORMATTER: Final = ParticleFormatter()


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in both languages. `note` tells a translator what the words alone do not."""

    ko: str
    en: str
    note: str = ""


MESSAGES: Final[dict[str, Message]] = {
    # The page
    "title": Message("소리봄", "Soribom", "The name of the program: sori is sound, bom is seeing."),
    "tagline": Message("사진을 소리로 들려 드립니다.", "Hear what is in a picture."),
    "photo_label": Message("사진", "Photo"),
    "photo_placeholder": Message(
        "사진을 끌어다 놓거나 눌러서 고르십시오. 붙여넣기(Ctrl+V)도 됩니다.",
        "Drop a photo here, or press to choose one. You can also paste it (Ctrl+V).",
    ),
    "photo_alt": Message("고르신 사진", "The photo you chose"),
    "language_label": Message("언어", "Language", "Shown beside the choice of Korean or English."),
    "language_ko": Message("한국어", "한국어", "Each language is offered under its own name."),
    "language_en": Message("English", "English", "Each language is offered under its own name."),
    "describe_button": Message("설명 듣기", "Describe", "The one obvious action of the page."),
    "description_heading": Message("설명", "Description"),
    "text_heading": Message("사진 속 글자", "Text in the photo"),
    "notices_heading": Message("알림", "Notes"),
    "speech_label": Message("설명 음성", "Spoken description"),
    "speak_button": Message("다시 듣기", "Hear it again"),
    "speak_at_once_label": Message("설명이 나오면 바로 소리 내어 읽기", "Read the description aloud at once"),
    "thumbs_heading": Message("설명이 맞았습니까?", "Was it right?"),
    "thumb_up": Message("맞습니다", "Yes, it was right"),
    "thumb_down": Message("틀립니다", "No, it was wrong"),
    "comment_label": Message("어디가 달랐습니까? (선택)", "What was different? (optional)"),
    "thanks": Message("의견을 저장했습니다. 고맙습니다.", "Your answer is saved. Thank you."),
    "already_answered": Message("이 의견은 이미 저장되어 있습니다.", "This answer is saved already."),
    "nothing_to_judge": Message("먼저 사진 설명을 들어 주십시오.", "Please have a photo described first."),
    "described": Message(
        "설명이 나왔습니다.", "The description is here.", "Said while the page itself reads it aloud."
    ),
    "describing": Message("설명하는 중입니다.", "Describing the photo."),
    # The sentence to be said
    "text_found": Message(
        "사진 속 글자는 이렇게 읽힙니다.",
        "The text in the photo seems to read:",
        "The text follows at once. Even a sure reading can miss a digit of a price, so it is never stated flatly.",
    ),
    "text_found_unsure": Message(
        "글자가 있지만 잘 보이지 않습니다. 이런 글자 같습니다.",
        "There is text, but it is hard to read. It may say:",
        "The text follows at once.",
    ),
    "text_goes_on": Message(
        "글자가 더 있습니다.", "There is more text.", "Said where a long text was cut for the ear."
    ),
    "text_not_read": Message("글자가 있는지는 확인하지 못했습니다.", "I could not check for text in the photo."),
    "said_by_builtin": Message(
        "간단한 내장 설명기가 본 것입니다.",
        "This is from the simple built-in describer.",
        "The last sentence of a description: it was not made by one of the big models.",
    ),
    # What is wrong with the photo, and what to do about it
    "hint_blank": Message(
        "사진이 거의 한 가지 색입니다. 렌즈가 가려지지 않았는지 확인하고 다시 찍어 주십시오.",
        "The photo is almost one single colour. Please check that nothing covers the lens and take it again.",
    ),
    "hint_very_blurred": Message(
        "사진이 많이 흐립니다. 렌즈를 닦고, 휴대폰을 움직이지 말고 다시 찍어 주십시오.",
        "The photo is very blurred. Please wipe the lens, hold the phone still and take it again.",
    ),
    "hint_blurred": Message(
        "사진이 조금 흐린 것 같습니다. 휴대폰을 움직이지 않고 다시 찍으면 더 잘 알 수 있습니다.",
        "The photo may be a little blurred. Holding the phone still would help.",
    ),
    "hint_dark": Message(
        "사진이 어둡습니다. 불을 켜고 다시 찍어 주십시오.",
        "The photo is dark. Please turn on a light and take it again.",
    ),
    "hint_bright": Message(
        "사진이 너무 밝습니다. 빛을 등지고 다시 찍어 주십시오.",
        "The photo is too bright. Please turn your back to the light and take it again.",
    ),
    "hint_tiny": Message(
        "사진이 너무 작아서 알아보기 어렵습니다. 더 큰 사진을 골라 주십시오.",
        "The photo is too small to make out. Please choose a larger one.",
    ),
    # Notices: how the description came about
    "engine_replaced": Message(
        "{engine:을/를} 쓸 수 없어 {by:이/가} 대신했습니다.",
        "{engine} could not be used, so {by} did the work.",
        "Both are names of engines, such as BLIP.",
    ),
    "not_translated": Message(
        "번역할 수 없어 영어로 들려 드립니다.", "It could not be translated, so it is given in English."
    ),
    "not_spoken": Message(
        "소리를 만들지 못했습니다. 설명은 글로 보여 드립니다.",
        "The sound could not be made. The description is there as text.",
    ),
    "speech_not_saved": Message(
        "소리 파일을 저장하지 못했습니다. 폴더와 남은 공간을 확인해 주십시오. ({file})",
        "The sound file could not be saved. Please check the folder and the space left. ({file})",
    ),
    # Why a photo could not be described
    "no_photo": Message("먼저 사진을 골라 주십시오.", "Please choose a photo first."),
    "photo_missing": Message(
        "사진 파일을 찾을 수 없습니다. 이름과 위치를 확인해 주십시오.",
        "The photo was not found. Please check its name and place.",
    ),
    "photo_is_folder": Message(
        "사진이 아니라 폴더입니다. 폴더 안의 사진을 골라 주십시오.",
        "That is a folder, not a photo. Please choose a photo inside it.",
    ),
    "photo_unreadable": Message(
        "사진 파일을 읽을 수 없습니다. 파일 권한을 확인하거나 다른 곳에 복사해 보십시오.",
        "The photo could not be read. Please check its permissions, or copy it to another place.",
    ),
    "photo_empty": Message(
        "파일이 비어 있습니다. 사진을 다시 보내거나 다른 사진을 골라 주십시오.",
        "The file is empty. Please send the photo again or choose another one.",
    ),
    "photo_too_large": Message(
        "사진 파일이 {megabytes}메가바이트로 너무 큽니다. {limit}메가바이트 이하로 줄여 주십시오.",
        "The photo is too large: {megabytes} megabytes. Please make it smaller than {limit} megabytes.",
    ),
    "photo_too_many_pixels": Message(
        "사진이 {megapixels}메가픽셀로 너무 큽니다. {limit}메가픽셀 이하로 줄여 주십시오.",
        "The photo has too many pixels: {megapixels} megapixels. Please make it smaller than {limit} megapixels.",
    ),
    "not_an_image": Message(
        "사진 파일이 아닙니다. JPEG, PNG, HEIC 같은 사진을 골라 주십시오.",
        "This file is not a photo. Please choose a photo such as JPEG, PNG or HEIC.",
    ),
    "photo_broken": Message(
        "사진 파일이 손상되었습니다. 사진을 다시 보내거나 다시 찍어 주십시오.",
        "The photo file is damaged. Please send it again or take the photo again.",
    ),
    "no_description": Message(
        "지금은 사진을 설명할 수 없습니다. 잠시 뒤에 다시 해 주십시오.",
        "The photo cannot be described right now. Please try again in a moment.",
    ),
    # Feedback
    "feedback_not_saved": Message(
        "의견을 저장하지 못했습니다. 잠시 뒤에 다시 눌러 주십시오.",
        "Your answer could not be saved. Please press again in a moment.",
    ),
    # The command line
    "cli_about": Message(
        "사진을 한국어나 영어로 설명하고 들려줍니다.", "Describe photos in Korean or English, in words and sound."
    ),
    "cli_serve": Message("페이지를 엽니다 (기본).", "Serve the page (the default)."),
    "cli_describe": Message("사진을 설명합니다.", "Describe photos."),
    "cli_photo": Message("설명할 사진 파일", "photos to describe"),
    "cli_language": Message("설명할 언어 (기본: ko)", "the language of the description (default: ko)"),
    "cli_engine": Message("설명할 엔진 (기본: auto)", "the engine that describes (default: auto)"),
    "cli_speech": Message(
        "설명을 말한 소리 파일. 사진이 여럿이면 두 번째부터 이름에 번호가 붙습니다.",
        "write the spoken description to this file; with several photos, from the second on the name gets a number",
    ),
    "cli_json": Message("사진마다 JSON 한 줄을 씁니다.", "print one JSON object a line for each photo"),
    "cli_offline": Message("네트워크를 전혀 쓰지 않습니다.", "never use the network"),
    "cli_verbose": Message("무슨 일이 있었는지 자세히 적습니다.", "log what happens"),
    "cli_host": Message("페이지를 열 주소 (기본: 127.0.0.1)", "address to serve on (default: 127.0.0.1)"),
    "cli_port": Message("페이지를 열 포트 (기본: 7860)", "port to serve on (default: 7860)"),
    "serving": Message("소리봄을 열었습니다: {url}", "Soribom is open at {url}"),
    "not_served": Message(
        "{host}의 {port}번 포트에 페이지를 열 수 없습니다. --host나 --port로 다른 곳을 주십시오.",
        "The page cannot be opened at {host}, port {port}. Please give another place with --host or --port.",
        "Most often another program, or Soribom itself, is there already.",
    ),
    "no_data_folder": Message(
        "{folder} 폴더에 저장할 수 없습니다. SORIBOM_DATA_DIR로 다른 폴더를 주십시오.",
        "Nothing can be saved in the folder {folder}. Please give another one with SORIBOM_DATA_DIR.",
    ),
    "bad_setting": Message(
        "{name} 설정값으로 {value:을/를} 쓸 수 없습니다. 쓸 수 있는 값은 {choices}입니다.",
        "The setting {name} is not right: {value}. It can be {choices}.",
        "The name of an environment variable, what was found in it, and what may stand there.",
    ),
}

ENGINE_NAMES: Final[dict[str, Message]] = {
    "builtin": Message("내장 설명기", "the built-in describer"),
    "ocr": Message("글자 읽기", "the text reader"),
    "espeak-ng": Message("내장 음성", "the built-in voice"),
}


def say(key: str, language: Language, **details: object) -> str:
    """The sentence `key` in `language`, its placeholders filled from `details`. Raises KeyError for an unknown key."""
    return _FORMATTER.format(_words(MESSAGES[key], language), **details)


def engine_name(engine: str, language: Language) -> str:
    """What a person calls an engine; a name that is not in the catalogue is a proper name and stands as it is."""
    message = ENGINE_NAMES.get(engine)
    return _words(message, language) if message else engine


def _words(message: Message, language: Language) -> str:
    return message.ko if language == "ko" else message.en

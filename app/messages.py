"""Every sentence that a person can read or hear, Korean and English side by side.

Korean is polite (합니다체) and short, because it will be heard. A placeholder may ask for a particle:
`{file:을/를}` is the file's name followed by the one that fits its last sound (`pipelines.korean`).

What is said aloud with a description also stands in `SPOKEN`, in the other languages that a description can be in, so
that one voice says all of it. Everything else is English for them.

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
    "language_es": Message("Español", "Español", "Each language is offered under its own name."),
    "language_fr": Message("Français", "Français", "Each language is offered under its own name."),
    "language_de": Message("Deutsch", "Deutsch", "Each language is offered under its own name."),
    "language_zh": Message("中文", "中文", "Each language is offered under its own name."),
    "language_ja": Message("日本語", "日本語", "Each language is offered under its own name."),
    "language_vi": Message("Tiếng Việt", "Tiếng Việt", "Each language is offered under its own name."),
    "voice_label": Message("목소리", "Voice"),
    "voice_natural": Message("자연스러운 목소리 (글을 구글로 보냅니다)", "Natural voice (sends the text to Google)"),
    "voice_offline": Message("오프라인 목소리", "Offline voice"),
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
    # The large models, on the page
    "models_downloading": Message(
        "{engine:을/를} 내려받는 중입니다. {total}메가바이트 가운데 {done}메가바이트를 받았습니다.",
        "Downloading {engine}: {done} of {total} megabytes are here.",
    ),
    "models_starting": Message("{engine:을/를} 내려받기 시작했습니다.", "Starting to download {engine}."),
    "models_loading": Message("{engine:을/를} 준비하는 중입니다.", "Getting {engine} ready."),
    "models_failed": Message("{engine:을/를} 쓸 수 없습니다. {reason}", "{engine} cannot be used. {reason}"),
    "models_ready": Message(
        "{engine:이/가} 설명합니다.", "Photos are described by {engine}.", "Shown once the best describer is there."
    ),
    "models_meanwhile": Message("그동안은 {engine:이/가} 설명합니다.", "Until then, {engine} describes photos."),
    # Why a model is not there
    "model_damaged": Message(
        "파일이 손상되었습니다. 다시 내려받아 주십시오.", "Its files are damaged. Please download it again."
    ),
    "hub_offline": Message("네트워크를 쓰지 않도록 설정되어 있습니다.", "The settings say to use no network."),
    "hub_unreachable": Message(
        "모델 저장소에 연결되지 않습니다. 인터넷 연결을 확인해 주십시오.",
        "The model store cannot be reached. Please check the connection to the internet.",
    ),
    "hub_refused": Message(
        "모델 저장소가 내려받기를 허락하지 않습니다. 접근 권한을 확인해 주십시오.",
        "The model store does not permit the download. Please check the access token.",
    ),
    "hub_not_found": Message(
        "모델 저장소에 그 모델이 없습니다. 모델 이름을 확인해 주십시오.",
        "The model store does not have this model. Please check its name.",
    ),
    "hub_busy": Message(
        "모델 저장소가 바쁩니다. 잠시 뒤에 다시 내려받습니다.",
        "The model store is busy. The download is tried again in a while.",
    ),
    "hub_error": Message(
        "모델 저장소가 제대로 답하지 않습니다. 잠시 뒤에 다시 내려받습니다.",
        "The model store does not answer properly. The download is tried again in a while.",
    ),
    "download_damaged": Message(
        "받은 파일이 원본과 다릅니다. 다시 내려받습니다.",
        "What was received is not what was sent. The download is tried again.",
    ),
    "disk_full": Message(
        "디스크에 남은 공간이 모자랍니다. 공간을 비워 주십시오.", "There is too little space left. Please make room."
    ),
    "cache_unwritable": Message(
        "모델 폴더에 저장할 수 없습니다. 폴더 권한을 확인하거나 HF_HOME으로 다른 폴더를 주십시오.",
        "The models folder cannot be written to. Please check its permissions, or give another folder with HF_HOME.",
    ),
    # The sentence to be said
    "caption_sure": Message(
        "아마 이런 사진입니다.", "Probably:", "A captioner's sentence follows at once. It is never stated flatly."
    ),
    "caption_unsure": Message(
        "확실하지 않지만 이런 사진일 수도 있습니다.",
        "I am not sure, but perhaps:",
        "A captioner's sentence follows at once.",
    ),
    "faces_one": Message(
        "얼굴도 하나 보이는 것 같습니다.",
        "There also seems to be a face.",
        "Said after a caption that has no word of people.",
    ),
    "faces_many": Message(
        "얼굴도 여럿 보이는 것 같습니다.",
        "There also seem to be several faces.",
        "Said after a caption that has no word of people.",
    ),
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
    "model_missing": Message(
        "{engine} 모델이 아직 없어 {by:이/가} 대신했습니다.",
        "The model of {engine} is not here yet, so {by} did the work.",
        "Both are names of engines, such as BLIP.",
    ),
    "model_downloading": Message(
        "{engine:을/를} 내려받는 중이라 {by:이/가} 대신했습니다.",
        "{engine} is still being downloaded, so {by} did the work.",
    ),
    "model_loading": Message(
        "{engine:을/를} 준비하는 중이라 {by:이/가} 대신했습니다.",
        "{engine} is still getting ready, so {by} did the work.",
    ),
    "not_translated_yet": Message(
        "번역 모델이 아직 없어 영어로 들려 드립니다.",
        "The translation model is not here yet, so it is given in English.",
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
    "engine_missing": Message(
        "{engine} 모델이 없습니다. python -m app models download {name} 명령으로 내려받아 주십시오.",
        "The model of {engine} is not here. Please download it with: python -m app models download {name}",
        "A command of the terminal follows, to be typed as it is.",
    ),
    "engine_coming": Message(
        "{engine:을/를} 아직 준비하고 있습니다. 잠시 뒤에 다시 해 주십시오.",
        "{engine} is not ready yet. Please try again in a moment.",
    ),
    "engine_failed": Message(
        "{engine:을/를} 쓸 수 없어 사진을 설명하지 못했습니다. 다른 설명기를 골라 주십시오.",
        "{engine} could not describe the photo. Please choose another describer.",
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
    "cli_models": Message("큰 모델을 보거나 내려받습니다.", "Show or download the large models."),
    "cli_models_status": Message("모델을 표로 보여 줍니다 (기본).", "show a table of the models (the default)"),
    "cli_models_download": Message(
        "모델을 내려받고 확인합니다. 이름이 없으면 지금 언어에 필요한 것을 받습니다.",
        "download models and verify them; without a name, those that the language needs",
    ),
    "cli_model_name": Message("모델 이름", "name of a model"),
    "cli_voice": Message(
        "natural은 글을 구글로 보내는 자연스러운 목소리, offline은 내장 목소리 (기본: offline)",
        "natural sends the text to Google, offline is the built-in voice (default: offline)",
    ),
    "cli_share": Message(
        "누구나 열 수 있는 인터넷 주소를 만듭니다. 사진이 Gradio의 서버를 거칩니다.",
        "make an address that anyone on the internet can open; photos pass through Gradio's servers",
    ),
    "cli_auth": Message("페이지를 여는 데 필요한 이름과 비밀번호", "name and password that the page asks for"),
    "bad_auth": Message("--auth는 이름:비밀번호로 주십시오.", "Please give --auth as NAME:PASSWORD."),
    "table_name": Message("이름", "name"),
    "table_model": Message("모델", "model"),
    "table_licence": Message("라이선스", "licence"),
    "table_size": Message("크기", "size"),
    "table_state": Message("상태", "state"),
    "table_place": Message("위치", "place"),
    "state_absent": Message("없음", "absent"),
    "state_partly": Message("{megabytes}MB까지 받음", "{megabytes} MB received", "A download that was interrupted."),
    "state_downloading": Message("받는 중", "downloading"),
    "state_present": Message("있음", "present"),
    "state_loading": Message("준비 중", "loading"),
    "state_ready": Message("사용 중", "ready"),
    "state_failed": Message("쓸 수 없음", "failed"),
    "model_here": Message("{name:이/가} 있습니다. {place}", "{name} is here: {place}"),
    "model_not_here": Message("{name:을/를} 내려받지 못했습니다. {reason}", "{name} could not be downloaded. {reason}"),
    "shared": Message(
        "인터넷 주소는 {url}입니다. 주소를 아는 누구나 열 수 있습니다.",
        "On the internet it is at {url}. Anyone who knows the address can open it.",
    ),
    "not_shared": Message(
        "인터넷 주소를 만들지 못했습니다. 이 컴퓨터에서는 열려 있습니다.",
        "No address on the internet could be made. The page is open on this computer.",
    ),
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
    "gtts": Message("자연스러운 음성", "the natural voice"),
    "blip": Message("BLIP 설명기", "the describer BLIP"),
    "vit-gpt2": Message("ViT-GPT2 설명기", "the describer ViT-GPT2"),
    "nllb": Message("NLLB 번역기", "the translator NLLB"),
    "m2m100": Message("M2M100 번역기", "the translator M2M100"),
    "marian": Message("Marian 번역기", "the translator Marian"),
}

SPOKEN: Final[dict[Language, dict[str, str]]] = {
    "es": {
        "caption_sure": "Probablemente:",
        "caption_unsure": "No es seguro, pero quizá:",
        "faces_one": "También parece haber una cara.",
        "faces_many": "También parece haber varias caras.",
        "text_found": "El texto de la foto parece decir:",
        "text_found_unsure": "Hay texto, pero se lee mal. Quizá diga:",
        "text_goes_on": "Hay más texto.",
        "text_not_read": "No se pudo comprobar si hay texto en la foto.",
        "said_by_builtin": "Lo dice el descriptor sencillo incorporado.",
        "hint_blank": "La foto es casi de un solo color. Compruebe que nada tape la lente y repítala.",
        "hint_very_blurred": "La foto está muy borrosa. Limpie la lente, sujete el teléfono quieto y repítala.",
        "hint_blurred": "La foto puede estar un poco borrosa. Ayudaría sujetar quieto el teléfono.",
        "hint_dark": "La foto está oscura. Encienda una luz y repítala.",
        "hint_bright": "La foto es demasiado clara. Póngase de espaldas a la luz y repítala.",
        "hint_tiny": "La foto es demasiado pequeña para distinguir algo. Elija una más grande.",
    },
    "fr": {
        "caption_sure": "Probablement :",
        "caption_unsure": "Ce n'est pas sûr, mais peut-être :",
        "faces_one": "Il semble aussi y avoir un visage.",
        "faces_many": "Il semble aussi y avoir plusieurs visages.",
        "text_found": "Le texte de la photo semble dire :",
        "text_found_unsure": "Il y a du texte, mais il se lit mal. Il dit peut-être :",
        "text_goes_on": "Il y a encore du texte.",
        "text_not_read": "Je n'ai pas pu vérifier s'il y a du texte dans la photo.",
        "said_by_builtin": "Ceci vient du petit descripteur intégré.",
        "hint_blank": "La photo est presque d'une seule couleur. Vérifiez que l'objectif est dégagé et reprenez-la.",
        "hint_very_blurred": "La photo est très floue. Essuyez l'objectif, tenez le téléphone immobile et reprenez-la.",
        "hint_blurred": "La photo est peut-être un peu floue. Tenir le téléphone immobile aiderait.",
        "hint_dark": "La photo est sombre. Allumez une lumière et reprenez-la.",
        "hint_bright": "La photo est trop claire. Tournez le dos à la lumière et reprenez-la.",
        "hint_tiny": "La photo est trop petite pour être reconnue. Choisissez-en une plus grande.",
    },
    "de": {
        "caption_sure": "Wahrscheinlich:",
        "caption_unsure": "Es ist nicht sicher, aber vielleicht:",
        "faces_one": "Auch ein Gesicht scheint zu sehen zu sein.",
        "faces_many": "Auch mehrere Gesichter scheinen zu sehen zu sein.",
        "text_found": "Der Text im Foto lautet anscheinend:",
        "text_found_unsure": "Es gibt Text, aber er ist schwer zu lesen. Vielleicht steht da:",
        "text_goes_on": "Es gibt noch mehr Text.",
        "text_not_read": "Ob Text im Foto ist, konnte nicht geprüft werden.",
        "said_by_builtin": "Das sagt die einfache eingebaute Beschreibung.",
        "hint_blank": "Das Foto ist fast einfarbig. Bitte prüfen Sie, ob die Linse frei ist, und wiederholen Sie es.",
        "hint_very_blurred": "Das Foto ist sehr unscharf. Bitte wischen Sie die Linse ab, halten Sie das Telefon still "
        "und wiederholen Sie es.",
        "hint_blurred": "Das Foto ist vielleicht etwas unscharf. Das Telefon still zu halten würde helfen.",
        "hint_dark": "Das Foto ist dunkel. Bitte machen Sie Licht und wiederholen Sie es.",
        "hint_bright": "Das Foto ist zu hell. Bitte drehen Sie dem Licht den Rücken zu und wiederholen Sie es.",
        "hint_tiny": "Das Foto ist zu klein, um etwas zu erkennen. Bitte wählen Sie ein größeres.",
    },
    "zh": {
        "caption_sure": "照片里大概是：",
        "caption_unsure": "不太确定，照片里也许是：",
        "faces_one": "好像还有一张脸。",
        "faces_many": "好像还有几张脸。",
        "text_found": "照片里的文字看起来是：",
        "text_found_unsure": "照片里有文字，但看不清楚，可能是：",
        "text_goes_on": "后面还有文字。",
        "text_not_read": "没能检查照片里有没有文字。",
        "said_by_builtin": "这是简单的内置描述。",
        "hint_blank": "照片几乎只有一种颜色。请检查镜头有没有被挡住，再拍一次。",
        "hint_very_blurred": "照片很模糊。请擦一擦镜头，拿稳手机，再拍一次。",
        "hint_blurred": "照片可能有点模糊。拿稳手机再拍会更清楚。",
        "hint_dark": "照片很暗。请开灯再拍一次。",
        "hint_bright": "照片太亮。请背对光线再拍一次。",
        "hint_tiny": "照片太小，看不清楚。请选一张大一点的。",
    },
    "ja": {
        "caption_sure": "おそらく、このような写真です。",
        "caption_unsure": "確かではありませんが、このような写真かもしれません。",
        "faces_one": "顔も一つあるようです。",
        "faces_many": "顔もいくつかあるようです。",
        "text_found": "写真の文字は、次のように読めます。",
        "text_found_unsure": "文字がありますが、よく見えません。次のように見えます。",
        "text_goes_on": "文字はまだ続きます。",
        "text_not_read": "文字があるかどうかは確認できませんでした。",
        "said_by_builtin": "簡単な内蔵の説明です。",
        "hint_blank": "写真がほとんど一色です。レンズがふさがれていないか確かめて、もう一度撮ってください。",
        "hint_very_blurred": "写真がとてもぼやけています。レンズを拭き、電話を動かさずに、もう一度撮ってください。",
        "hint_blurred": "写真が少しぼやけているようです。電話を動かさずに撮ると、もっとよくわかります。",
        "hint_dark": "写真が暗いです。明かりをつけて、もう一度撮ってください。",
        "hint_bright": "写真が明るすぎます。光を背にして、もう一度撮ってください。",
        "hint_tiny": "写真が小さすぎて、よくわかりません。もっと大きい写真を選んでください。",
    },
    "vi": {
        "caption_sure": "Có lẽ là:",
        "caption_unsure": "Không chắc chắn, nhưng có thể là:",
        "faces_one": "Hình như còn có một khuôn mặt.",
        "faces_many": "Hình như còn có vài khuôn mặt.",
        "text_found": "Chữ trong ảnh có vẻ là:",
        "text_found_unsure": "Có chữ nhưng khó đọc. Có thể là:",
        "text_goes_on": "Vẫn còn chữ nữa.",
        "text_not_read": "Không kiểm tra được trong ảnh có chữ hay không.",
        "said_by_builtin": "Đây là mô tả từ bộ mô tả đơn giản có sẵn.",
        "hint_blank": "Ảnh gần như chỉ có một màu. Hãy kiểm tra xem ống kính có bị che không rồi chụp lại.",
        "hint_very_blurred": "Ảnh rất mờ. Hãy lau ống kính, giữ yên điện thoại rồi chụp lại.",
        "hint_blurred": "Ảnh có thể hơi mờ. Giữ yên điện thoại khi chụp sẽ rõ hơn.",
        "hint_dark": "Ảnh bị tối. Hãy bật đèn rồi chụp lại.",
        "hint_bright": "Ảnh quá sáng. Hãy quay lưng về phía ánh sáng rồi chụp lại.",
        "hint_tiny": "Ảnh quá nhỏ nên không nhìn rõ. Hãy chọn ảnh lớn hơn.",
    },
}


def say(key: str, language: Language, **details: object) -> str:
    """The sentence `key` in `language`, its placeholders filled from `details`. Raises KeyError for an unknown key.

    What is not in the catalogue in `language` comes in English.
    """
    words = SPOKEN.get(language, {}).get(key) or _words(MESSAGES[key], language)
    sentence = _FORMATTER.format(words, **details)
    # The names of engines begin with a small letter, where one begins an English sentence too.
    return f"{sentence[0].upper()}{sentence[1:]}" if words.startswith("{engine") else sentence


def words_language(language: Language) -> Language:
    """The language in which a page of descriptions in `language` has its labels."""
    return "ko" if language == "ko" else "en"


def engine_name(engine: str, language: Language) -> str:
    """What a person calls an engine; a name that is not in the catalogue is a proper name and stands as it is."""
    message = ENGINE_NAMES.get("marian" if engine.startswith("marian-") else engine)
    return _words(message, language) if message else engine


def _words(message: Message, language: Language) -> str:
    return message.ko if language == "ko" else message.en

"""The page: its layout and its events. What it says comes from `app.messages`, what it does from `app.handlers`."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

import gradio as gr

from app.handlers import Handlers, Shown, Verdict, Visit
from app.messages import say, words_language
from app.settings import LANGUAGES, VOICES, Settings
from pipelines.values import Language, Voice

ASSETS: Final = Path(__file__).parent.parent / "assets"

SWEPT_EVERY: Final = 600
KEPT: Final = 3000
"""Seconds between two sweeps of uploads and sound files, and the age from which they are swept: within the hour."""

VISITORS_AT_ONCE: Final = 2
"""Photos described at the same time; the others wait in a queue. More would only slow each other down."""

LOOKED_AT_EVERY: Final = 3
"""Seconds between two looks at how far the large models are, while any is still to come."""

PIN_LANGUAGE: Final = (
    "(language) => { document.documentElement.lang = language === 'ko' ? 'ko' : 'en'; return language; }"
)
FOCUS_DESCRIBE: Final = "(photo) => { if (photo) document.getElementById('describe').focus(); }"
BEGIN: Final = "(...inputs) => { soribom.stop(); soribom.waiting = true; return inputs; }"
PLAY_AT_ONCE: Final = "(chosen) => { if (chosen) soribom.playWhenNew(); }"
PLAY_AGAIN: Final = "() => soribom.play()"
REMEMBER: Final = "(chosen) => { localStorage.setItem('soribom-speak-at-once', chosen); }"
RECALL: Final = "() => localStorage.getItem('soribom-speak-at-once') !== 'false'"
REMEMBER_VOICE: Final = "(chosen) => { localStorage.setItem('soribom-voice', chosen); }"
RECALL_VOICE: Final = "(first) => localStorage.getItem('soribom-voice') ?? first"
ANNOUNCE: Final = "element.setAttribute('role', 'status'); element.setAttribute('aria-live', 'polite');"


class Page:
    """The components of one page, wired to `handlers`. Every label can be shown again in another language."""

    blocks: gr.Blocks

    def __init__(self, handlers: Handlers, settings: Settings, uploads: Path) -> None:
        self._handlers = handlers
        self._uploads = uploads
        self._settings = settings
        with gr.Blocks(
            title="소리봄 Soribom", delete_cache=(SWEPT_EVERY, KEPT), analytics_enabled=False
        ) as self.blocks:
            self._lay_out(settings.language)
            self._connect()

    def _lay_out(self, language: Language) -> None:
        self.visit = gr.State()
        self.models_shown = gr.State(())
        self.clock = gr.Timer(LOOKED_AT_EVERY)
        self.header = gr.HTML(_header(language), elem_id="header")
        self.language = gr.Radio(
            [(say(f"language_{code}", language), code) for code in LANGUAGES],
            value=language,
            label=say("language_label", language),
            elem_id="language",
        )
        self.photo = gr.Image(
            sources=["upload", "webcam", "clipboard"],
            type="filepath",
            label=say("photo_label", language),
            placeholder=say("photo_placeholder", language),
            alt_text=say("photo_alt", language),
            buttons=[],
            height=320,
            elem_id="photo",
        )
        self.describe = gr.Button(say("describe_button", language), variant="primary", size="lg", elem_id="describe")
        self.status = gr.HTML(elem_id="status", js_on_load=ANNOUNCE)
        self.description = gr.HTML(elem_id="description", visible=False)
        self.speech = gr.Audio(
            label=say("speech_label", language),
            interactive=False,
            buttons=[],
            waveform_options=gr.WaveformOptions(show_recording_waveform=False),
            visible="hidden",
            elem_id="speech",
        )
        self.speak = gr.Button(say("speak_button", language), visible=False, elem_id="speak")
        self.at_once = gr.Checkbox(True, label=say("speak_at_once_label", language), elem_id="speak-at-once")
        self.voice = gr.Radio(
            _voices(language),
            value="offline" if self._settings.offline else self._settings.voice,
            label=say("voice_label", language),
            visible=not self._settings.offline,
            elem_id="voice",
        )
        self.notices = gr.HTML(elem_id="notices", visible=False)
        with gr.Column(visible=False, elem_id="judging") as self.judging:
            self.judging_heading = gr.HTML(_heading("thumbs_heading", language))
            self.comment = gr.Textbox(label=say("comment_label", language), max_length=1000, elem_id="comment")
            with gr.Row():
                self.thumb_up = gr.Button(say("thumb_up", language), elem_id="thumb-up")
                self.thumb_down = gr.Button(say("thumb_down", language), elem_id="thumb-down")
        self.verdict = gr.Textbox("up", visible=False)
        self.models = gr.HTML(elem_id="models", visible=False)

    def _connect(self) -> None:
        results = [self.status, self.description, self.speech, self.speak, self.notices, self.judging, self.comment]
        started = self.describe.click(
            lambda language: (_status(say("describing", _language(language))), gr.Timer(active=True)),
            self.language,
            [self.status, self.clock],
            js=BEGIN,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )
        described = started.then(
            self._describe,
            [self.photo, self.language, self.at_once, self.voice],
            [*results, self.visit],
            # The photo is opened by us, in every format, and not by gradio, whose errors nobody can hear.
            preprocess=False,
            api_name="describe",
            concurrency_limit=VISITORS_AT_ONCE,
            show_progress="hidden",
            show_progress_on=self.verdict,  # never seen: gradio would write "Error" over what says what to do
        )
        # In the browser, since the server may be what failed.
        described.failure(None, self.language, self.status, js=_failed_script(), api_visibility="private")
        described.success(None, self.at_once, js=PLAY_AT_ONCE, api_visibility="private")
        # Another photo must never stand beside the words or the sound of the one before. All of it happens in the
        # browser, at once: gradio gives up what `cancels` names only after this listener's answer has come, and by
        # then a quick person may have asked for the new photo's description.
        self.photo.change(None, None, results, js=_clearing_script(), cancels=[described], api_visibility="private")
        self.photo.input(None, self.photo, js=FOCUS_DESCRIBE, api_visibility="private")
        self.speak.click(None, js=PLAY_AGAIN, api_visibility="private")
        self._connect_thumb(self.thumb_up, "up", api_name="feedback")
        self._connect_thumb(self.thumb_down, "down", api_visibility="private")
        self._connect_settings()

    def _connect_thumb(self, thumb: gr.Button, verdict: Verdict, **named: Any) -> None:
        thumb.click(
            self._judge,
            [self.verdict, self.comment, self.language, self.visit],
            [self.status, self.visit],
            js=f"(verdict, ...rest) => ['{verdict}', ...rest]",
            concurrency_limit=None,
            show_progress="hidden",
            **named,
        )

    def _connect_settings(self) -> None:
        self.language.change(
            self._labels,
            self.language,
            self._labelled(),
            js=PIN_LANGUAGE,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )
        self.at_once.input(None, self.at_once, js=REMEMBER, api_visibility="private")
        self.blocks.load(None, None, self.at_once, js=RECALL, api_visibility="private")
        if not self._settings.offline:
            self.voice.input(None, self.voice, js=REMEMBER_VOICE, api_visibility="private")
            self.blocks.load(None, self.voice, self.voice, js=RECALL_VOICE, api_visibility="private")
        self.blocks.load(None, self.language, js=PIN_LANGUAGE, api_visibility="private")
        gr.on(
            [self.blocks.load, self.clock.tick, self.language.change],
            self._progress,
            [self.language, self.models_shown],
            [self.models, self.models_shown, self.clock],
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )

    def _progress(self, chosen: str, before: tuple[str, ...]) -> tuple[Any, Any, Any]:
        """How far the models are; nothing is shown again that stands there already."""
        language = words_language(_language(chosen))
        progress = self._handlers.progress(_language(chosen))
        clock = gr.Timer(active=not progress.settled)
        if progress.lines == tuple(before):
            return gr.skip(), gr.skip(), clock
        return gr.update(value=_models(progress.lines, language), visible=bool(progress.lines)), progress.lines, clock

    def _describe(self, photo: Any, language: str, at_once: bool, voice: str) -> list[Any]:
        chosen: Voice = "natural" if voice == "natural" else "offline"
        shown = self._handlers.describe(_uploaded(photo, self._uploads), _language(language), chosen)
        return [*_everything(shown, bool(at_once)), shown.visit]

    def _judge(
        self, verdict: str, comment: str, language: str, visit: Visit | None, request: gr.Request
    ) -> tuple[str, Visit | None]:
        judged = self._handlers.judge(
            visit, "up" if verdict == "up" else "down", comment, _language(language), request.session_hash or ""
        )
        return _status(judged.text), judged.visit

    def _labelled(self) -> list[gr.components.Component]:
        return [
            self.header,
            self.language,
            self.photo,
            self.describe,
            self.speech,
            self.speak,
            self.at_once,
            self.voice,
            self.judging_heading,
            self.comment,
            self.thumb_up,
            self.thumb_down,
        ]

    def _labels(self, chosen: str) -> list[Any]:
        language = _language(chosen)
        return [
            _header(language),
            gr.update(label=say("language_label", language)),
            gr.update(
                label=say("photo_label", language),
                placeholder=say("photo_placeholder", language),
                alt_text=say("photo_alt", language),
            ),
            gr.update(value=say("describe_button", language)),
            gr.update(label=say("speech_label", language)),
            gr.update(value=say("speak_button", language)),
            gr.update(label=say("speak_at_once_label", language)),
            gr.update(label=say("voice_label", language), choices=_voices(language)),
            _heading("thumbs_heading", language),
            gr.update(label=say("comment_label", language)),
            gr.update(value=say("thumb_up", language)),
            gr.update(value=say("thumb_down", language)),
        ]


def build_page(handlers: Handlers, settings: Settings, uploads: Path) -> gr.Blocks:
    """The page, first shown as `settings` say, describing photos in the folder `uploads`, where gradio puts them.

    Launch it with `launch_options()`.
    """
    return Page(handlers, settings, uploads).blocks


def launch_options() -> dict[str, Any]:
    """What `gr.Blocks.launch` takes for the look of the page and for what leaves the machine: nothing."""
    return {
        "theme": gr.themes.Default(
            primary_hue=gr.themes.colors.blue,
            neutral_hue=gr.themes.colors.slate,
            font=["system-ui", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo", "NanumGothic", "sans-serif"],
            font_mono=["ui-monospace", "monospace"],
        ).set(
            # White on the default orange or blue 500 is below the 4.5:1 of WCAG 1.4.3.
            button_primary_background_fill="*primary_700",
            button_primary_background_fill_hover="*primary_800",
            button_primary_background_fill_dark="*primary_700",
            button_primary_background_fill_hover_dark="*primary_800",
            button_primary_text_color="white",
            button_primary_text_color_dark="white",
        ),
        "css": (ASSETS / "page.css").read_text(encoding="utf-8"),
        "head": f"<script>{(ASSETS / 'page.js').read_text(encoding='utf-8')}</script>",
        "footer_links": [],
        "run_history": False,  # it would keep people's photos in the browser's storage
        "ssr_mode": False,
        "quiet": True,
    }


def _everything(shown: Shown, at_once: bool) -> list[Any]:
    """Updates for status, description, speech, replay, notices, thumbs and comment, after Describe."""
    if shown.visit is None:
        return [_status(shown.text), *_nothing()[1:]]
    aloud = at_once and shown.speech is not None
    return [
        # The page's own voice and a screen reader must not say the same thing at the same time.
        _status(say("described", shown.page_language)) if aloud else _status(shown.text, heard_in=shown.language),
        gr.update(value=_description(shown), visible=True),
        gr.update(value=shown.speech, visible=True if shown.speech else "hidden"),
        gr.update(visible=shown.speech is not None),
        gr.update(value=_notices(shown), visible=bool(shown.notices)),
        gr.update(visible=True),
        "",
    ]


def _nothing() -> list[Any]:
    """The same updates for a page without a description."""
    return [
        "",
        gr.update(value="", visible=False),
        gr.update(value=None, visible="hidden"),
        gr.update(visible=False),
        gr.update(value="", visible=False),
        gr.update(visible=False),
        "",
    ]


def _clearing_script() -> str:
    return f"() => {{ soribom.stop(); soribom.waiting = false; return {json.dumps(_nothing())}; }}"


def _failed_script() -> str:
    """A description given up because the photo was changed counts as failed too, and nobody waits for it."""
    failed = {language: _status(say("no_description", language)) for language in LANGUAGES}
    return f"(language) => soribom.waiting ? {json.dumps(failed)}[language] : ''"


def _uploaded(photo: Any, uploads: Path) -> Path | None:
    """The uploaded file, None for anything else.

    A script may name any file of the server. Gradio refuses those outside its uploads, but only where the request
    also says that it means a file (`meta`), so the place is looked at here.
    """
    given = photo.get("path") if isinstance(photo, dict) else getattr(photo, "path", None)
    if not isinstance(given, str) or "\0" in given:
        return None
    path = Path(given).resolve()
    return path if path.is_relative_to(uploads.resolve()) else None


def _language(chosen: str) -> Language:
    return next((language for language in LANGUAGES if language == chosen), LANGUAGES[0])


def _voices(language: Language) -> list[tuple[str, str]]:
    return [(say(f"voice_{voice}", language), voice) for voice in VOICES]


def _header(language: Language) -> str:
    words = words_language(language)
    return (
        f'<h1 lang="{words}">{escape(say("title", language))}</h1>'
        f'<p lang="{words}">{escape(say("tagline", language))}</p>'
    )


def _heading(key: str, language: Language) -> str:
    return f'<h2 lang="{words_language(language)}">{escape(say(key, language))}</h2>'


def _models(lines: Sequence[str], language: Language) -> str:
    return "".join(f'<p lang="{language}">{escape(line)}</p>' for line in lines)


def _status(text: str, heard_in: Language | None = None) -> str:
    """The status line, in the page's language; with `heard_in` only for the ear, and in that language."""
    if heard_in:
        return f'<p class="heard-only" lang="{heard_in}">{escape(text)}</p>'
    return f'<p class="status">{escape(text)}</p>'


def _description(shown: Shown) -> str:
    words = words_language(shown.page_language)
    block = (
        f'<h2 lang="{words}" tabindex="-1">{escape(say("description_heading", words))}</h2>'
        f'<p lang="{shown.language}" class="said">{escape(shown.text)}</p>'
    )
    if not shown.lines:
        return block
    # What language the text is in is not known, so it is not marked with one.
    items = "".join(f'<li lang="">{escape(line)}</li>' for line in shown.lines)
    return f'{block}<h3 lang="{words}">{escape(say("text_heading", words))}</h3><ul>{items}</ul>'


def _notices(shown: Shown) -> str:
    items = "".join(f"<li>{escape(notice)}</li>" for notice in shown.notices)
    words = words_language(shown.page_language)
    heading = escape(say("notices_heading", words))
    return f'<div lang="{words}"><h3>{heading}</h3><ul>{items}</ul></div>'

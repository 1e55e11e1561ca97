"""What can be set from outside. Reading the environment is the only thing done here; no file is touched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeVar, get_args

from platformdirs import user_data_path

from app.model_table import MODEL_NAMES, chosen_models
from pipelines.models import Model
from pipelines.values import Language, Voice

Value = TypeVar("Value", bound=str)
Engine = Literal["auto", "blip", "vit-gpt2", "builtin"]
Licences = Literal["any", "commercial"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
VOICES: Final[tuple[Voice, ...]] = get_args(Voice)
ENGINES: Final[tuple[Engine, ...]] = get_args(Engine)
LICENCES: Final[tuple[Licences, ...]] = get_args(Licences)
GOOGLE: Final = "https://translate.google.com"
SLOWEST: Final = 0.5
FASTEST: Final = 3.0
_YES: Final = ("1", "ON", "YES", "TRUE")
"""What the Hugging Face client takes for yes."""


class BadSetting(ValueError):
    """An environment variable holds what cannot be meant. `name`, `value` and `choices` say what and why."""

    def __init__(self, name: str, value: str, choices: str) -> None:
        super().__init__(f"{name}={value!r}; choices: {choices}")
        self.name = name
        self.value = value
        self.choices = choices


@dataclass(frozen=True, slots=True)
class Settings:
    """How this run of the program is set up.

    `rate` is the speed of speech against the voice's ordinary one, 0.5 to 3.0. `offline` promises that nothing
    of ours touches a network; `hub_offline` that no model is downloaded. `models` is every model by its name,
    `models_dir` a folder of them, laid out as `owner/name/…`. `auth` is the name and password that the page asks for.
    """

    data_dir: Path = field(default_factory=lambda: user_data_path("soribom", appauthor=False))
    language: Language = "ko"
    engine: Engine = "auto"
    rate: float = 1.0
    voice: Voice = "offline"
    voice_server: str = GOOGLE
    offline: bool = False
    hub_offline: bool = False
    models_dir: Path | None = None
    models: Mapping[str, Model] = field(default_factory=lambda: chosen_models({}))
    licences: Licences = "any"
    auth: tuple[str, str] | None = None

    @property
    def may_download(self) -> bool:
        """Whether models may be brought over the network."""
        return not (self.offline or self.hub_offline)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Settings from `SORIBOM_…`, each falling back to its default. Raises `BadSetting`."""
        defaults = cls()
        return cls(
            data_dir=_folder(environment, "SORIBOM_DATA_DIR") or defaults.data_dir,
            language=_choice(environment, "SORIBOM_LANGUAGE", LANGUAGES, defaults.language),
            engine=_choice(environment, "SORIBOM_ENGINE", ENGINES, defaults.engine),
            rate=_rate(environment, "SORIBOM_RATE", defaults.rate),
            voice=_choice(environment, "SORIBOM_VOICE", VOICES, defaults.voice),
            voice_server=_address(environment, "SORIBOM_VOICE_SERVER", defaults.voice_server),
            offline=_choice(environment, "SORIBOM_OFFLINE", ("0", "1"), "0") == "1",
            hub_offline=environment.get("HF_HUB_OFFLINE", "").upper() in _YES,
            models_dir=_folder(environment, "SORIBOM_MODELS_DIR"),
            models=_models(environment, "SORIBOM_MODELS"),
            licences=_choice(environment, "SORIBOM_LICENCES", LICENCES, defaults.licences),
            auth=_auth(environment, "SORIBOM_AUTH"),
        )


def name_and_password(given: str) -> tuple[str, str]:
    """`NAME:PASSWORD` in its two parts. Raises `ValueError` where one is empty."""
    name, _, password = given.partition(":")
    if not (name and password):
        raise ValueError(given)
    return name, password


def _folder(environment: Mapping[str, str], name: str) -> Path | None:
    folder = environment.get(name)
    return Path(folder).expanduser() if folder else None


def _address(environment: Mapping[str, str], name: str, default: str) -> str:
    value = environment.get(name) or default
    if value.startswith(("https://", "http://")):
        return value
    raise BadSetting(name, value, "https://…")


def _models(environment: Mapping[str, str], name: str) -> Mapping[str, Model]:
    """Written as `blip=owner/name marian-ko=owner/name@revision`."""
    value = environment.get(name, "")
    pairs = [pair.partition("=") for pair in value.split()]
    try:
        return chosen_models({model: checkpoint for model, _, checkpoint in pairs})
    except ValueError as wrong:
        raise BadSetting(name, value, ", ".join(f"{known}=owner/name" for known in MODEL_NAMES)) from wrong


def _auth(environment: Mapping[str, str], name: str) -> tuple[str, str] | None:
    value = environment.get(name)
    try:
        return name_and_password(value) if value else None
    except ValueError as wrong:
        raise BadSetting(name, "…", "NAME:PASSWORD") from wrong


def _choice(environment: Mapping[str, str], name: str, choices: tuple[Value, ...], default: Value) -> Value:
    value = environment.get(name) or default
    for choice in choices:
        if value == choice:
            return choice
    raise BadSetting(name, value, ", ".join(choices))


def _rate(environment: Mapping[str, str], name: str, default: float) -> float:
    value = environment.get(name) or str(default)
    try:
        rate = float(value)
    except ValueError:
        rate = 0.0
    if SLOWEST <= rate <= FASTEST:
        return rate
    raise BadSetting(name, value, f"{SLOWEST} – {FASTEST}")

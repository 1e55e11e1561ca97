"""What can be set from outside. Reading the environment is the only thing done here; no file is touched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeVar, get_args

from platformdirs import user_data_path

from pipelines.values import Language

Value = TypeVar("Value", bound=str)
Engine = Literal["auto", "builtin"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
ENGINES: Final[tuple[Engine, ...]] = get_args(Engine)
SLOWEST: Final = 0.5
FASTEST: Final = 3.0


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
    of ours touches a network.
    """

    data_dir: Path = field(default_factory=lambda: user_data_path("soribom", appauthor=False))
    language: Language = "ko"
    engine: Engine = "auto"
    rate: float = 1.0
    offline: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Settings from `SORIBOM_…`, each falling back to its default. Raises `BadSetting`."""
        defaults = cls()
        folder = environment.get("SORIBOM_DATA_DIR")
        return cls(
            data_dir=Path(folder).expanduser() if folder else defaults.data_dir,
            language=_choice(environment, "SORIBOM_LANGUAGE", LANGUAGES, defaults.language),
            engine=_choice(environment, "SORIBOM_ENGINE", ENGINES, defaults.engine),
            rate=_rate(environment, "SORIBOM_RATE", defaults.rate),
            offline=_choice(environment, "SORIBOM_OFFLINE", ("0", "1"), "0") == "1",
        )


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

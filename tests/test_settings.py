from pathlib import Path

import pytest

from app.model_table import MODELS
from app.settings import BadSetting, Settings


def test_the_environment_sets_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "SORIBOM_DATA_DIR": str(tmp_path),
            "SORIBOM_LANGUAGE": "en",
            "SORIBOM_ENGINE": "blip",
            "SORIBOM_RATE": "1.5",
            "SORIBOM_VOICE": "natural",
            "SORIBOM_VOICE_SERVER": "https://voice.example",
            "SORIBOM_OFFLINE": "1",
            "SORIBOM_MODELS_DIR": str(tmp_path / "models"),
            "SORIBOM_LICENCES": "commercial",
            "SORIBOM_AUTH": "name:pass:word",
            "HF_HUB_OFFLINE": "true",
        }
    )
    assert settings == Settings(
        data_dir=tmp_path,
        language="en",
        engine="blip",
        rate=1.5,
        voice="natural",
        voice_server="https://voice.example",
        offline=True,
        hub_offline=True,
        models_dir=tmp_path / "models",
        licences="commercial",
        auth=("name", "pass:word"),
    )


def test_an_empty_environment_gives_korean_and_the_person_s_own_folder() -> None:
    settings = Settings.from_environment({})
    assert (settings.language, settings.offline, settings.voice) == ("ko", False, "offline")
    assert settings.may_download
    assert settings.data_dir.name == "soribom"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SORIBOM_LANGUAGE", "klingon"),
        ("SORIBOM_ENGINE", "blop"),
        ("SORIBOM_OFFLINE", "yes"),
        ("SORIBOM_RATE", "fast"),
        ("SORIBOM_RATE", "0.1"),
        ("SORIBOM_RATE", "99"),
        ("SORIBOM_RATE", "nan"),
        ("SORIBOM_VOICE", "loud"),
        ("SORIBOM_VOICE_SERVER", "translate.google.com"),
        ("SORIBOM_LICENCES", "free"),
        ("SORIBOM_MODELS", "blip"),
        ("SORIBOM_MODELS", "blip=../../etc"),
        ("SORIBOM_MODELS", "blop=owner/name"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as caught:
        Settings.from_environment({name: value})
    assert (caught.value.name, caught.value.value) == (name, value)
    assert caught.value.choices


def test_a_password_is_not_shown_in_the_refusal() -> None:
    with pytest.raises(BadSetting) as caught:
        Settings.from_environment({"SORIBOM_AUTH": ":secret"})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["SORIBOM_OFFLINE", "HF_HUB_OFFLINE"])
def test_either_word_for_offline_keeps_the_models_where_they_are(name: str) -> None:
    assert not Settings.from_environment({name: "1"}).may_download


def test_a_maintainer_can_name_another_checkpoint() -> None:
    settings = Settings.from_environment({"SORIBOM_MODELS": "blip=owner/blip-large@abc  marian-ko=owner/en-ko"})
    blip, korean = settings.models["blip"], settings.models["marian-ko"]
    assert (blip.repository, blip.revision, blip.needs) == ("owner/blip-large", "abc", MODELS["blip"].needs)
    assert (korean.repository, korean.revision) == ("owner/en-ko", "main")
    assert settings.models["nllb"] == MODELS["nllb"]

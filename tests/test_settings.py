from pathlib import Path

import pytest

from app.settings import BadSetting, Settings


def test_the_environment_sets_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {"SORIBOM_DATA_DIR": str(tmp_path), "SORIBOM_LANGUAGE": "en", "SORIBOM_RATE": "1.5", "SORIBOM_OFFLINE": "1"}
    )
    assert settings == Settings(data_dir=tmp_path, language="en", engine="auto", rate=1.5, offline=True)


def test_an_empty_environment_gives_korean_and_the_person_s_own_folder() -> None:
    settings = Settings.from_environment({})
    assert (settings.language, settings.offline) == ("ko", False)
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
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as caught:
        Settings.from_environment({name: value})
    assert (caught.value.name, caught.value.value) == (name, value)
    assert caught.value.choices

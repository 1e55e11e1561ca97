from typing import get_args

import pytest

from app.messages import ENGINE_NAMES
from app.model_table import CAPTIONERS, MODEL_NAMES, MODELS, chosen_models, translators_for
from pipelines.values import Language


def names(language: Language, *, commercial: bool = False, **named: str) -> list[str]:
    models = chosen_models({name.replace("_", "-"): checkpoint for name, checkpoint in named.items()})
    return [model.name for model in translators_for(language, models, commercial=commercial)]


def test_korean_is_nllb_s_and_m2m100_s_where_a_licence_must_allow_commercial_use() -> None:
    assert names("ko") == ["nllb", "m2m100"]
    assert names("ko", commercial=True) == ["m2m100"]


def test_marian_translates_into_korean_only_where_the_maintainer_names_a_checkpoint() -> None:
    assert "marian-ko" not in MODELS
    assert names("ko", marian_ko="owner/en-ko")[-1] == "marian-ko"


@pytest.mark.parametrize("language", sorted(set(get_args(Language)) - {"ko", "en"}))
def test_marian_leads_where_its_checkpoints_serve_well(language: Language) -> None:
    assert names(language)[0] == f"marian-{language}"
    assert "nllb" not in names(language, commercial=True)


def test_english_needs_no_translator() -> None:
    assert names("en") == []


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_model_can_be_brought_named_and_shown(model: object) -> None:
    assert model in MODELS.values()
    found = next(known for known in MODELS.values() if known == model)
    assert found.name in MODEL_NAMES
    assert found.name.partition("-")[0] == "marian" or found.name in ENGINE_NAMES
    assert found.repository.count("/") == 1
    assert found.licence
    assert found.megabytes > 0


def test_the_captioners_are_models() -> None:
    assert set(CAPTIONERS) <= MODELS.keys()


@pytest.mark.parametrize("checkpoint", ["", "owner", "a/b/c", "../name", "owner/na me", "https://x/y"])
def test_what_is_no_checkpoint_is_refused(checkpoint: str) -> None:
    with pytest.raises(ValueError, match=checkpoint or "^$"):
        chosen_models({"blip": checkpoint})

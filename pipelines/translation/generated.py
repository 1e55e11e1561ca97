"""A translator that writes its sentence word by word: what NLLB, M2M100 and Marian have in common."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from pipelines.errors import StepFailed
from pipelines.large_models import failing_as
from pipelines.values import Language, Translation, Untranslated

BEAMS: Final = 4
LONGER_THAN_SOURCE: Final = 2
ROOM: Final = 16
"""A translation may have twice the tokens of its source, and these more: a model that runs away is stopped there."""


class GeneratedTranslator:
    """A `Translator` from English over a loaded `model` and `tokenizer` of transformers.

    `settings` gives, for a language, those of the model's `generate`, and raises `StepFailed` for one that it does not
    know. `prefix` stands before every text. One text at a time: others wait.
    """

    def __init__(
        self,
        name: str,
        model: Any,
        tokenizer: Any,
        settings: Callable[[Language], Mapping[str, object]],
        prefix: str = "",
    ) -> None:
        self.name = name
        self._model = model
        self._tokenizer = tokenizer
        self._settings = settings
        self._prefix = prefix
        self._turn = threading.Lock()

    def run(self, untranslated: Untranslated, /) -> Translation:
        """The translation. Raises `StepFailed`; what the words are worth is the gate's to say."""
        settings = self._settings(untranslated.language)
        with self._turn, failing_as(self.name):
            text = self._translate(f"{self._prefix}{untranslated.text}", settings)
        if not text:
            raise StepFailed(self.name, f"nothing for {untranslated.text!r}")
        return Translation(text, untranslated.language, self.name)

    def _translate(self, text: str, settings: Mapping[str, object]) -> str:
        import torch

        source = self._tokenizer(text, return_tensors="pt", truncation=True).to(self._model.device)
        length = LONGER_THAN_SOURCE * source.input_ids.shape[1] + ROOM
        with torch.inference_mode():
            written = self._model.generate(
                input_ids=source.input_ids,
                attention_mask=source.attention_mask,
                num_beams=BEAMS,
                do_sample=False,
                max_new_tokens=length,
                **settings,
            )
        # Before the words stand the start token and, where one was set, that of the language, which not every
        # tokenizer takes for a special one.
        words = written[0][1 + len(settings) :]
        return str(self._tokenizer.decode(words, skip_special_tokens=True)).strip()


def begin_with(name: str, tokenizer: Any, token: str | None) -> Mapping[str, object]:
    """The setting that makes a model begin with the token of the language wanted.

    Raises `StepFailed` where the tokenizer does not know it: some folders map every language to "unknown" in silence.
    """
    number = tokenizer.convert_tokens_to_ids(token) if token else tokenizer.unk_token_id
    if number == tokenizer.unk_token_id:
        raise StepFailed(name, f"the tokenizer does not know {token}")
    return {"forced_bos_token_id": number}

"""The page while its models come, in a real Chromium, from a hub on this machine."""

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from app.messages import engine_name, say
from pipelines.models import Shelf
from tests.browsing import choose, describe, opened
from tests.local_google import Answer, LocalGoogle
from tests.local_hub import Behaviour, Fault, LocalHub
from tests.serving import Server, serving
from tests.translation_checkpoints import TRANSLATIONS

CAT = Path(__file__).parent.parent / "assets" / "examples" / "cat.jpg"
PATIENCE = 60.0
SHOWN_WITHIN = 60_000
"""Milliseconds."""


def until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def engine_of_last_thumb(page: Page, server: Server) -> str:
    page.locator("#thumb-up").click()
    expect(page.locator("#status")).to_contain_text(say("thanks", "ko"))
    return server.rows()[-1]["caption_engine"]


def test_the_page_works_while_models_come_and_a_killed_download_goes_on(
    browser: Browser, tiny_models: Path, tmp_path: Path
) -> None:
    home = tmp_path / "huggingface"
    with LocalHub(tiny_models, behaviour=Behaviour(bytes_per_second=8_000)) as hub:
        around = {"HF_ENDPOINT": hub.url, "HF_HOME": str(home)}
        with serving(tmp_path, **around) as server:
            page = opened(browser.new_context(locale="ko-KR"), server)
            expect(page.locator("#models")).to_contain_text("BLIP", timeout=SHOWN_WITHIN)
            expect(page.locator("#models")).to_contain_text(engine_name("builtin", "ko"))
            choose(page, CAT)
            assert "고양이" in describe(page)
            expect(page.locator("#notices")).to_contain_text("BLIP")
            assert engine_of_last_thumb(page, server) == "builtin"
            until(lambda: received(home) > 20_000)
            server.process.kill()
            page.context.close()
        before = received(home)
        hub.requests.clear()
        hub.behaviour = Behaviour()
        with serving(tmp_path, **around) as server:
            page = opened(browser.new_context(locale="ko-KR"), server)
            ready = say("models_ready", "ko", engine=engine_name("blip", "ko"))
            expect(page.locator("#models")).to_contain_text(ready, timeout=SHOWN_WITHIN)
            assert f"bytes={before}-" in [asked.range for asked in hub.requests]
            choose(page, CAT)
            until(lambda: TRANSLATIONS["ko"] in describe(page))
            assert engine_of_last_thumb(page, server) == "blip"
            expect(page.locator("#notices li")).to_have_count(0)
            page.get_by_role("radio", name="Español").check()
            until(lambda: TRANSLATIONS["es"] in describe(page))
            expect(page.locator("#description .said")).to_have_attribute("lang", "es")
            page.context.close()


def received(home: Path) -> int:
    """Bytes of weights that a download has begun and not ended."""
    from app.model_table import MODELS

    return Shelf(None, home / "hub").partly_downloaded(MODELS["blip"])


def test_a_hub_that_never_answers_keeps_the_page_and_nobody_waiting(browser: Browser, tmp_path: Path) -> None:
    with (
        LocalHub(tmp_path, behaviour=Behaviour(Fault.SILENT)) as hub,
        serving(tmp_path, HF_ENDPOINT=hub.url, HF_HOME=str(tmp_path / "huggingface")) as server,
    ):
        page = opened(browser.new_context(locale="ko-KR"), server)
        choose(page, CAT)
        assert "고양이" in describe(page)
        expect(page.locator("#models")).to_contain_text(say("hub_unreachable", "ko"), timeout=SHOWN_WITHIN)
        page.context.close()


def test_the_natural_voice_is_chosen_remembered_and_replaced_where_it_fails(browser: Browser, tmp_path: Path) -> None:
    with (
        LocalGoogle([Answer.GOOD, Answer.HTML]) as google,
        serving(tmp_path, "--engine", "builtin", HF_HUB_OFFLINE="1", SORIBOM_VOICE_SERVER=google.url) as server,
    ):
        context = browser.new_context(locale="ko-KR")
        page = opened(context, server)
        choose(page, CAT)
        describe(page)
        assert google.asked == []  # nothing is sent to anyone before it was chosen
        page.get_by_role("radio", name=say("voice_natural", "ko")).check()
        page.wait_for_function("() => localStorage.getItem('soribom-voice') === 'natural'")
        page.close()
        page = opened(context, server)
        expect(page.get_by_role("radio", name=say("voice_natural", "ko"))).to_be_checked()
        choose(page, CAT)
        said = describe(page)
        assert "".join(text for text, _ in google.asked).replace(" ", "") == said.replace(" ", "")
        expect(page.locator("#notices li")).to_have_count(0)
        page.get_by_role("radio", name="English").check()
        expect(page.locator("#describe")).to_have_text(say("describe_button", "en"))
        describe(page)
        expect(page.locator("#notices")).to_contain_text(engine_name("espeak-ng", "en"))
        page.wait_for_function("() => document.querySelector('#speech audio').duration > 1")
        context.close()

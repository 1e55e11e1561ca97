"""The page in a real Chromium, served by the real program with its real engines."""

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from gradio_client import Client, handle_file
from playwright.sync_api import Browser, Page, Request, Route, expect

from app.messages import say
from app.settings import LANGUAGES
from pipelines.values import Language
from tests.browsing import choose, describe, opened
from tests.serving import Server, serving

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "assets" / "examples"

PASTE = """async (bytes) => {
  const file = new File([new Uint8Array(bytes)], 'pasted.jpg', {type: 'image/jpeg'});
  const data = new DataTransfer();
  data.items.add(file);
  document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("data"), "--offline") as server:
        yield server


@pytest.fixture
def page(server: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ko-KR", viewport={"width": 1280, "height": 1200})
    yield opened(context, server)
    context.close()


def test_a_photo_is_uploaded_described_read_played_and_judged(page: Page, server: Server) -> None:
    choose(page, EXAMPLES / "cat.jpg")
    said = describe(page)
    assert "고양이" in said
    expect(page.locator("#description .said")).to_have_attribute("lang", "ko")
    sound = page.locator("#speech audio")
    expect(sound).to_be_attached()
    page.wait_for_function("() => document.querySelector('#speech audio').currentTime > 0.2")  # at once, unasked
    assert page.evaluate("document.querySelector('#speech audio').duration") > 1
    assert page.request.get(sound.get_attribute("src") or "").body()[:4] == b"RIFF"
    sound.evaluate("sound => sound.pause()")
    page.locator("#speak").click()
    page.wait_for_function("() => !document.querySelector('#speech audio').paused")
    page.locator("#comment textarea, #comment input").fill("맞아요")
    page.locator("#thumb-up").click()
    expect(page.locator("#status")).to_contain_text(say("thanks", "ko"))
    row = server.rows()[-1]
    assert (row["verdict"], row["comment"], row["caption_engine"]) == ("up", "맞아요", "builtin")
    page.locator("#thumb-up").click()
    expect(page.locator("#status")).to_contain_text(say("already_answered", "ko"))
    page.locator("#thumb-down").click()
    expect(page.locator("#status")).to_contain_text(say("thanks", "ko"))
    assert [saved["verdict"] for saved in server.rows()[-2:]] == ["up", "down"]


def test_scripts_find_the_named_endpoints(server: Server) -> None:
    client = Client(server.url, verbose=False)
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {"/describe", "/feedback"}
    answers = client.predict(handle_file(EXAMPLES / "cat.jpg"), "en", True, api_name="/describe")
    assert "cat" in str(answers[1])
    status = client.predict("down", "from a script", "en", api_name="/feedback")
    assert say("thanks", "en") in str(status)
    assert server.rows()[-1]["comment"] == "from a script"


@pytest.mark.parametrize("meta", [{}, {"meta": {"_type": "gradio.FileData"}}], ids=["bare", "as a file"])
@pytest.mark.parametrize("path", [str(EXAMPLES / "cat.jpg"), "assets/examples/cat.jpg", "/etc/hostname", "a\0b", "."])
def test_no_file_of_the_server_can_be_asked_for(server: Server, path: str, meta: dict[str, object]) -> None:
    answer = call(server, "describe", [{"path": path, **meta}, "en", True])
    assert "event: error" in answer or say("no_photo", "en") in answer
    assert "cat" not in answer


def call(server: Server, endpoint: str, data: list[object]) -> str:
    """What a script gets that speaks to the server without any client."""
    body = json.dumps({"data": data}).encode()
    address = f"{server.url}gradio_api/call/{endpoint}"
    asked = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 - our own server
    with urllib.request.urlopen(asked, timeout=30) as response:  # noqa: S310
        event = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{address}/{event}", timeout=30) as response:  # noqa: S310
        return str(response.read().decode())


def test_text_in_the_photo_stands_in_a_list_of_its_own(page: Page) -> None:
    choose(page, EXAMPLES / "korean-sign.jpg")
    assert "출구" in describe(page)
    assert "출구" in " ".join(page.locator("#description li").all_inner_texts())


def test_another_photo_never_stands_beside_the_words_of_the_one_before(page: Page) -> None:
    choose(page, EXAMPLES / "cat.jpg")
    describe(page)
    page.wait_for_function("() => document.querySelector('#speech audio').currentTime > 0")
    page.evaluate("window.before = document.querySelector('#speech audio')")
    page.evaluate(PASTE, list((EXAMPLES / "coffee.jpg").read_bytes()))
    page.wait_for_function("() => window.before.paused")
    expect(page.locator("#description .said")).to_have_count(0)
    expect(page.locator("#thumb-up")).not_to_be_visible()
    expect(page.locator("#speech audio")).to_have_count(0)
    expect(page.locator("#photo img")).to_be_visible()
    assert "고양이" not in describe(page)


@pytest.mark.parametrize("milliseconds", [0, 100, 400])
def test_a_photo_changed_while_it_is_described_leaves_neither_words_nor_an_error(page: Page, milliseconds: int) -> None:
    choose(page, EXAMPLES / "korean-sign.jpg")
    page.locator("#describe").click()
    page.wait_for_timeout(milliseconds)
    page.evaluate(PASTE, list((EXAMPLES / "cat.jpg").read_bytes()))
    page.wait_for_timeout(4000)
    expect(page.locator("#description .said")).to_have_count(0)
    expect(page.locator("#speech audio")).to_have_count(0)
    assert page.locator("#status").inner_text().strip() == ""
    assert "고양이" in describe(page)


def test_whoever_is_quicker_than_the_server_gets_a_description_too(page: Page) -> None:
    milliseconds = iter([3000])

    def answer_the_first_late(route: Route) -> None:
        page.wait_for_timeout(next(milliseconds, 0))
        route.continue_()

    page.wait_for_timeout(1000)  # what the page asks when it is opened
    page.route("**/gradio_api/run/predict**", answer_the_first_late)
    choose(page, EXAMPLES / "cat.jpg")
    assert "고양이" in describe(page)
    page.wait_for_timeout(4000)
    expect(page.locator("#description .said")).to_be_visible()


def test_a_description_that_fails_on_its_way_is_told_in_words(page: Page) -> None:
    choose(page, EXAMPLES / "cat.jpg")
    page.route("**/gradio_api/queue/join**", lambda route: route.fulfill(status=500, json={"detail": "x"}))
    page.locator("#describe").click()
    expect(page.locator("#status")).to_have_text(say("no_description", "ko"), timeout=10_000)
    page.unroute("**/gradio_api/queue/join**")
    assert "고양이" in describe(page)


def test_a_photo_can_be_pasted_with_the_focus_anywhere(page: Page) -> None:
    page.locator("#language input").first.focus()
    page.evaluate(PASTE, list((EXAMPLES / "coffee.jpg").read_bytes()))
    expect(page.locator("#photo img")).to_be_visible()
    assert describe(page)


def test_a_photo_can_be_taken_with_the_camera(page: Page) -> None:
    page.get_by_role("button", name="Capture from camera").click()
    page.get_by_role("button", name="Click to Access Webcam").click()
    page.wait_for_function("() => document.querySelector('#photo video')?.videoWidth > 0")
    page.get_by_role("button", name="capture photo").click()
    expect(page.locator("#photo img")).to_be_visible(timeout=10_000)
    expect(page.locator("#describe")).to_be_focused()
    assert describe(page)


@pytest.mark.parametrize(("language", "chosen"), [("ko", 0), ("en", 1)])
def test_what_is_wrong_is_said_on_the_page_and_nothing_is_lost(
    page: Page, tmp_path: Path, language: Language, chosen: int
) -> None:
    page.locator("#language input").nth(chosen).check()
    page.locator("#describe").click()
    expect(page.locator("#status")).to_contain_text(say("no_photo", language))
    fake = tmp_path / "holiday.jpg"
    fake.write_text("this is no photo")
    page.locator("#photo input[type=file]").set_input_files(fake)
    expect(page.locator("#photo img")).to_be_attached()
    page.locator("#describe").click()
    expect(page.locator("#status")).to_contain_text(say("not_an_image", language), timeout=30_000)
    expect(page.locator("#description .said")).to_have_count(0)


def test_the_page_speaks_the_language_that_was_chosen(page: Page) -> None:
    assert page.evaluate("document.documentElement.lang") == "ko"
    page.locator("#language input").nth(1).check()
    expect(page.locator("#describe")).to_have_text(say("describe_button", "en"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    choose(page, EXAMPLES / "cat.jpg")
    assert "cat" in describe(page)
    expect(page.locator("#description .said")).to_have_attribute("lang", "en")
    expect(page.locator("#thumb-up")).to_have_text(say("thumb_up", "en"))
    visible = re.sub(r"한국어", "", page.locator("main, .gradio-container").first.inner_text())
    assert not re.search("[가-힣]", visible), visible


def test_whether_it_speaks_at_once_is_remembered(page: Page, server: Server) -> None:
    page.locator("#speak-at-once input").uncheck()
    page.wait_for_function("() => localStorage.getItem('soribom-speak-at-once') === 'false'")
    page.goto(server.url)
    expect(page.locator("#speak-at-once input")).not_to_be_checked(timeout=10_000)
    choose(page, EXAMPLES / "cat.jpg")
    said = describe(page)
    # Silent itself, the page leaves the words to the screen reader.
    expect(page.locator("#status")).to_contain_text(said)
    page.wait_for_timeout(500)
    assert page.evaluate("document.querySelector('#speech audio').currentTime") == 0


def test_the_whole_path_by_keyboard_alone(page: Page) -> None:
    choose(page, EXAMPLES / "cat.jpg")
    expect(page.locator("#describe")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#description .said")).to_be_visible(timeout=30_000)
    expect(page.locator("#describe")).to_be_focused()
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.closest('[id]:not([id^=component])')?.id"))
    assert {"speak", "speak-at-once", "comment", "thumb-up", "thumb-down"} <= set(reached), reached


def test_the_language_is_one_group_that_arrow_keys_move_in(page: Page) -> None:
    page.locator("#language input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#language input").nth(1)).to_be_checked()
    group = page.get_by_role("radiogroup", name=re.compile("언어|Language"))
    expect(group.get_by_role("radio")).to_have_count(len(LANGUAGES))


def test_nothing_leaves_the_machine(server: Server, browser: Browser) -> None:
    context = browser.new_context()
    asked: list[str] = []

    def remember(request: Request) -> None:
        asked.append(request.url)

    page = context.new_page()
    page.on("request", remember)
    page.goto(server.url)
    expect(page.locator("#photo input[type=file]")).to_be_attached(timeout=30_000)
    choose(page, EXAMPLES / "cat.jpg")
    describe(page)
    context.close()
    assert asked
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after(server: Server, browser: Browser, scheme: str) -> None:
    context = browser.new_context(locale="ko-KR", color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#photo input[type=file]")).to_be_attached(timeout=30_000)
    page.wait_for_timeout(2500)  # the theme's transitions, during which contrast is that of neither end
    before = Axe().run(page)
    choose(page, EXAMPLES / "korean-sign.jpg")
    describe(page)
    page.wait_for_timeout(1000)
    after = Axe().run(page)
    context.close()
    assert before.violations_count == 0, before.generate_report()
    assert after.violations_count == 0, after.generate_report()

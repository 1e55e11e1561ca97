"""What a person does on the page, in a real Chromium."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.serving import Server


def opened(context: BrowserContext, server: Server) -> Page:
    """The page of `server`, ready to be used."""
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#describe")).to_be_visible(timeout=30_000)
    expect(page.locator("#photo input[type=file]")).to_be_attached(timeout=30_000)
    return page


def choose(page: Page, photo: Path) -> None:
    """Choose a photo file."""
    page.locator("#photo input[type=file]").set_input_files(photo)
    expect(page.locator("#photo img")).to_be_visible()


def describe(page: Page) -> str:
    """Press Describe and wait for the words."""
    page.locator("#describe").click()
    said = page.locator("#description .said")
    expect(said).to_be_visible(timeout=30_000)
    return said.inner_text()

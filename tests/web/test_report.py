"""The report of `contact-api compare` in a browser, opened as the file it is."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from contact_api.replay.commands.compare import run
from tests.replay.baselines.small_days import a_random_day

pytestmark = pytest.mark.browser
DRAWINGS = "svg[role=img]"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report of a small day, with something changed."""
    folder = tmp_path_factory.mktemp("report")
    run([a_random_day(1, contacts=60).write(folder / "day")], out=folder / "out", what_if=["norr closes"])
    return folder / "out"


def opened(page: Page, file: Path) -> list[str]:
    """What the browser complained of, and what else it asked for."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    return said


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_opens_from_the_file_without_asking_for_anything_else(
    chromium: Browser, report: Path, width: int, scheme: str
) -> None:
    with chromium.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

        said = opened(page, report / "report.html")

        paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert said == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert paper == ("rgb(18, 25, 28)" if scheme == "dark" else "rgb(255, 255, 255)")
        assert page.locator(DRAWINGS).count() == 3 + 1 + 3 + 3 + 2 + 2 + 2 + 2
        assert all(one.bounding_box() for one in page.locator(DRAWINGS).all())


def test_the_numbers_of_a_drawing_are_opened_from_the_keyboard(chromium: Browser, report: Path) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        opened(page, report / "report.html")
        summary = page.locator("summary").first

        summary.focus()
        page.keyboard.press("Enter")

        assert page.locator("#s1-reached-table").is_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.contains(document.getElementById('s1-reached-table'))")


def test_the_other_language_is_one_link_away(chromium: Browser, report: Path) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        opened(page, report / "report.html")

        page.get_by_role("link", name="English").click()

        assert page.url == (report / "report.en.html").as_uri()
        assert page.get_by_role("heading", level=1).inner_text() == "Ways of taking in contacts, compared"


def test_a_printed_report_leaves_out_what_only_a_screen_can_use(chromium: Browser, report: Path) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        opened(page, report / "report.html")
        page.emulate_media(media="print", color_scheme="dark")

        paper = page.evaluate("getComputedStyle(document.body.querySelector('th')).backgroundColor")
        assert paper == "rgb(255, 255, 255)"
        assert not page.locator(".languages").is_visible()
        assert not page.locator("summary").first.is_visible()
        assert page.locator("#s1-figures").is_visible()

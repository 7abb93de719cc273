"""From what residents told us to one theme to the responses behind a figure, and by keyboard."""

from .conftest import Visit


def test_every_figure_leads_to_the_responses_behind_it(visit: Visit) -> None:
    visitor = visit()
    visitor.open("?wave=2024")
    page = visitor.page
    page.get_by_role("table").get_by_role("link", name="Drug use & dealing").first.click()
    page.get_by_role("heading", level=1, name="Drug use & dealing").wait_for()
    page.locator(".facts").get_by_role("link").first.click()
    page.get_by_role("heading", level=1, name="Responses").wait_for()
    page.get_by_text("Theme: Drug use & dealing").wait_for()
    assert "theme=drugs" in page.url
    page.locator(".card mark").first.wait_for()
    assert "a phrase of the codebook “dealers”" in visitor.text()
    page.get_by_role("link", name="Clear the filters").click()
    page.get_by_text("96 responses").wait_for()
    page.go_back()
    page.get_by_text("Theme: Drug use & dealing").wait_for()


def test_a_filter_stays_in_the_address_and_survives_a_reload(visit: Visit) -> None:
    visitor = visit()
    visitor.open("?wave=2024&g.Ward=Hill&since=2024-04-10")
    page = visitor.page
    page.get_by_text("Ward: Hill, From: 10 April 2024").wait_for()
    page.reload()
    page.get_by_text("Ward: Hill, From: 10 April 2024").wait_for()
    page.get_by_role("link", name="Theme by theme").click()
    page.get_by_role("heading", level=1, name="Drug use & dealing").wait_for()
    assert "wave=2024" in page.url


def test_the_menu_makes_room_on_a_phone(visit: Visit) -> None:
    visitor = visit()
    visitor.page.set_viewport_size({"width": 400, "height": 800})
    visitor.open("?wave=2024")
    page = visitor.page
    menu = page.get_by_role("navigation", name="Pages")
    menu.wait_for(state="hidden")
    page.locator("[data-testid=stExpandSidebarButton]").click()
    menu.get_by_role("link", name="Responses").click()
    page.get_by_role("heading", level=1, name="Responses").wait_for()
    menu.wait_for(state="hidden")


def test_the_menu_can_be_skipped_with_the_keyboard(visit: Visit) -> None:
    visitor = visit()
    visitor.open("?wave=2024")
    visitor.page.get_by_role("link", name="Skip to the page").focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_function("document.activeElement.tagName === 'H1'")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("!!document.activeElement.closest('[data-testid=stMain]')")


def test_a_name_is_kept_over_a_reload_in_its_tab(visit: Visit) -> None:
    visitor = visit()
    visitor.open("review?wave=2024", "Ada")
    visitor.page.reload()
    visitor.page.get_by_text("Save and next").wait_for()
    field = visitor.page.get_by_role("textbox", name="Your name")
    assert field.input_value() == "Ada"
    field.fill("")
    field.press("Enter")
    visitor.page.get_by_text("Write your name in the side bar first").wait_for()
    visitor.page.reload()
    visitor.ready()
    visitor.page.get_by_text("Write your name in the side bar first").wait_for()
    assert field.input_value() == "", "who takes it away is not asked again"

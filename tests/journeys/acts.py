"""What people do on a page, in the words of the journeys."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page

BANGLA = "০১২৩৪৫৬৭৮৯"


def give_in(page: Page, file: Path) -> None:
    """Somebody gives the file in through the form of their desk, and stands before what was found in it.

    Where a reader is at work the answer comes by itself, also when the page has to wait for it.
    """
    choose(page, file)
    page.get_by_role("heading", name="যা পাওয়া গেল").wait_for()


def choose(page: Page, file: Path) -> None:
    """Somebody gives the file in, and stands before its page, whether it has been read or not."""
    page.get_by_role("link", name="ফাইল জমা দিন").click()
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="ফাইল পড়ুন").click()
    page.get_by_role("heading", name=file.name).wait_for()


def accept(page: Page) -> None:
    """Whoever may do it accepts the ready rows of the file on the page."""
    page.get_by_role("button", name=re.compile("গ্রহণ করুন")).click()
    page.get_by_text("তৈরি সারিগুলো গ্রহণ করা হয়েছে").wait_for()


def found(page: Page) -> list[str]:
    """The counted sentences about the file on the page."""
    return [line.strip() for line in page.locator(".summary").first.locator("li").all_inner_texts()]


def problem_row(page: Page, row_number: int) -> Locator:
    """What is told about that row of the sheet, as Excel numbers it."""
    number = "".join(BANGLA[int(digit)] for digit in str(row_number))
    return page.locator("#problem-rows tbody tr").filter(
        has=page.locator("td.number", has_text=re.compile(f"^{number}$"))
    )


def living_persons(page: Page) -> int:
    """The population on the overview."""
    shown = page.locator(".tile", has_text="জীবিত মানুষ").locator("b").inner_text()
    return int(shown.replace(",", ""))

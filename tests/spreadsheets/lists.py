"""What offices send: lists of who was given what, with titles, totals and signatures, from programs and portals."""

from __future__ import annotations

from pathlib import Path

from tests.spreadsheets.corpus import lines_of, quirk, save, workbook
from tests.spreadsheets.forms import FORM, OWN, REPEAT_OWN, own, repeat_own
from tests.spreadsheets.texts import PAGE, html_rows

HEADINGS = ("ক্রমিক", "উপকারভোগীর নাম", "পিতা/স্বামীর নাম", "এনআইডি", "কর্মসূচি", "তারিখ", "টাকা")
GIVEN: tuple[tuple[object, ...], ...] = (
    (1, "মোঃ করিম গাজী", "রহিম গাজী", "1112345678", "বয়স্ক ভাতা", "05/10/2021", "১,৫০০"),
    (2, "রহিমা খাতুন", "করিম গাজী", "", "বিধবা ভাতা", "05/10/2021", "1500/-"),
    (3, "সালমা", "জব্বার", "", "না-জানা কর্মসূচি", "05/10/2021", "1500"),
)


@quirk("an_offices_list.xlsx")
def office_list(path: Path) -> None:
    titles = [("উপজেলা সমাজসেবা কার্যালয়",), ("২০২১-২২ অর্থবছরের তালিকা",), ()]
    ends = [("", "মোট", "", "", "", "", 4500), (), ("স্বাক্ষর",)]
    save(workbook([*titles, HEADINGS, *GIVEN, *ends])[0], path)


@quirk("an_offices_page.xls")
def office_page(path: Path) -> None:
    path.write_text(PAGE.format("utf-8", html_rows([HEADINGS, *GIVEN])), encoding="utf-8")


@quirk("an_offices_list.csv")
def office_csv(path: Path) -> None:
    path.write_bytes(lines_of([HEADINGS, *GIVEN], ";").encode("utf-16"))


@quirk("kobo_two_things_for_one_person.xlsx")
def kobo_deliveries(path: Path) -> None:
    book, _ = workbook([("beneficiary_name", "nid", *OWN), ("মোঃ করিম গাজী", "1112345678", *own(1))], FORM[:31])
    items = book.create_sheet("items")
    items.append(["items/programme", "items/date", "items/amount", *REPEAT_OWN])
    items.append(["বয়স্ক ভাতা", "2021-10-05", 1500, *repeat_own(1, 1)])
    items.append(["ভিজিএফ", "2021-11-05", 500, *repeat_own(2, 1)])
    save(book, path)


@quirk("an_offices_list_without_rows.xlsx")
def nobody_listed(path: Path) -> None:
    save(workbook([("মাসিক তালিকা",), HEADINGS, ("", "মোট", "", "", "", "", 0)])[0], path)


@quirk("a_list_in_sections.xlsx")
def list_in_sections(path: Path) -> None:
    headings, given = (*HEADINGS[:4], *HEADINGS[5:]), [(*line[:4], *line[5:]) for line in GIVEN]
    sections = [("বয়স্ক ভাতা",), given[0], ("প্রতিবন্ধী ভাতা (মোট ১ জন)",), given[1], ("না-জানা ভাতা",), given[2]]
    save(workbook([headings, *sections])[0], path)


@quirk("a_column_for_each_quarter.xlsx")
def column_for_each_quarter(path: Path) -> None:
    quarters = ("১ম কিস্তি", "২য় কিস্তি", "৩য় কিস্তি", "৪র্থ কিস্তি")
    lines = [
        ("বয়স্ক ভাতা পরিশোধের বিবরণী, ২০২১-২২",),
        (*HEADINGS[:4], *quarters, "মোট টাকা", "স্বাক্ষর"),
        (*GIVEN[0][:4], "১,৫০০", 1500, "✓", "-", 3000, ""),
        (*GIVEN[1][:4], "", "পায়নি", None, "মৃত", 0, ""),
        (*GIVEN[2][:4], 1500, "দেখা হবে", None, None, 1500, ""),
        ("", "মোট", "", "", 3000, 1500, "", "", 4500, ""),
    ]
    save(workbook(lines)[0], path)


@quirk("vgd_jan_2022.xlsx")
def told_by_the_files_name(path: Path) -> None:
    rows = [("নাম", "পিতা/স্বামীর নাম", "এনআইডি"), ("রহিমা খাতুন", "করিম গাজী", "1112345678"), ("মোট", "১ জন")]
    save(workbook(rows)[0], path)


@quirk("doses_are_counted_and_somebody_signs.xlsx")
def doses_counted(path: Path) -> None:
    headings = ("Child's name", "Mother's name", "Birth Reg. No.", "Vaccine", "No. of dose", "Vaccinator")
    rows = [headings, ("Karim", "Salma", "", "Pentavalent", 2, "HA-1"), ("", "স্বাস্থ্য পরিদর্শক", "", "", "", "")]
    save(workbook([("EPI session register",), *rows, ("In words: two doses only",)])[0], path)

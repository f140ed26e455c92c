"""Exports of Kobo and ODK: repeat groups on sheets and in files of their own, whole and cut short."""

from __future__ import annotations

from pathlib import Path

from tests.spreadsheets.corpus import lines_of, quirk, save, workbook, write_zip

UUIDS = [f"{letter * 8}-1111-4222-8333-444444444444" for letter in "abcdef"]
FORM = "খানা জরিপ ২০২২ ইউনিয়নের সব ওয়ার্ডের জন্য"
OWN = (
    "_id",
    "_uuid",
    "_submission_time",
    "_validation_status",
    "_notes",
    "_status",
    "_submitted_by",
    "__version__",
    "_tags",
    "_index",
)
REPEAT_OWN = (
    "_index",
    "_parent_table_name",
    "_parent_index",
    "_submission__id",
    "_submission__uuid",
    "_submission__submission_time",
)
MEMBER = (
    "member/name", "member/relation_to_head", "member/sex", "member/date_of_birth", "member/nid",
    "member/disability", "member/disability/visual", "member/disability/hearing",
)  # fmt: skip
MEMBERS = (
    (1, "মোঃ করিম গাজী", "head", "male", "1962-07-04", "1112345678", "", 0, 0),
    (1, "রহিমা খাতুন", "wife", "female", "1970-03-05", "", "visual hearing", 1, 1),
    (2, "আব্দুল জব্বার", "head", "male", "1955-12-25", "", "hearing", 0, 1),
)


def own(n: int) -> tuple[object, ...]:
    """What the server adds to submission n."""
    return (1000 + n, UUIDS[n - 1], "2022-03-01T10:00:00", "", "", "submitted_via_web", "", "v1", "", n)


def repeat_own(n: int, parent: int) -> tuple[object, ...]:
    """What the server adds to entry n of a repeat."""
    return (n, FORM, parent, 1000 + parent, UUIDS[parent - 1], "2022-03-01T10:00:00")


def kobo(path: Path, forms: list[tuple[object, ...]], members: list[tuple[object, ...]]) -> None:
    """A Kobo export: a sheet of forms (its name cut to 31 letters) and one of members."""
    headings = (
        "start",
        "end",
        "hh/household_no",
        "hh/head_name",
        "hh/roof",
        "hh/gps",
        "hh/_gps_latitude",
        "hh/_gps_longitude",
        *OWN,
    )
    book, _ = workbook([headings, *forms], FORM[:31])
    sheet = book.create_sheet("member")
    sheet.append([*MEMBER, *REPEAT_OWN])
    for row in members:
        sheet.append(list(row))
    save(book, path)


def form(n: int, number: str) -> tuple[object, ...]:
    """Submission n about the household of that number."""
    return ("2022-03-01", "2022-03-01", number, "মোঃ করিম গাজী", "tin", "22.75 89.1 0 0", 22.75, 89.1, *own(n))


def entries() -> list[tuple[object, ...]]:
    """The three members with what the server adds."""
    return [(*told, *repeat_own(n, parent)) for n, (parent, *told) in enumerate(MEMBERS, start=1)]


@quirk("kobo_members_on_a_second_sheet.xlsx")
def kobo_repeats(path: Path) -> None:
    kobo(path, [form(1, "12"), form(2, "13")], entries())


@quirk("kobo_without_household_numbers.xlsx")
def kobo_keys(path: Path) -> None:
    kobo(path, [form(1, ""), form(2, "")], entries())


@quirk("kobo_cut_short.xlsx")
def kobo_cut(path: Path) -> None:
    kobo(path, [form(1, "12")], entries())


@quirk("kobo_a_form_without_members.xlsx")
def kobo_empty_form(path: Path) -> None:
    kobo(path, [form(1, "12"), form(2, "13"), form(3, "14")], entries())


@quirk("kobo_fewer_members_than_counted.xlsx")
def kobo_fewer(path: Path) -> None:
    headings = ("hh/household_no", "hh/member_count", "hh/খানার সদস্য সংখ্যা", *OWN)
    book, _ = workbook([headings, ("12", 3, "৩", *own(1)), ("13", "", "১ জন", *own(2))], FORM[:31])
    sheet = book.create_sheet("member")
    for row in [(*MEMBER, *REPEAT_OWN), *entries()]:
        sheet.append(list(row))
    save(book, path)


@quirk("kobo_one_page_of_answers.csv")
def kobo_page(path: Path) -> None:
    headings = ("household_no", "name", "relation", "sex", "date_of_birth", *OWN)
    told = [(n, f"করিম গাজী {chr(0x995 + n % 30)}{chr(0x995 + n // 30)}", "head", "male") for n in range(1, 1001)]
    born = [f"{1950 + n % 40}-07-{1 + n % 28:02d}" for n in range(1000)]
    rows = [
        (*person, day, *own(1)[:1], f"{n:08d}{UUIDS[0][8:]}", *own(1)[2:])
        for n, (person, day) in enumerate(zip(told, born, strict=True))
    ]
    path.write_bytes(lines_of([headings, *rows]).encode())


@quirk("kobo_labels_in_bangla.xlsx")
def kobo_labels(path: Path) -> None:
    book, _ = workbook(
        [("খানার তথ্য/খানা নম্বর", "খানার তথ্য/ঘরের ছাদ", *OWN), ("12", "টিন", *own(1)), ("13", "খড়", *own(2))], FORM[:31]
    )
    sheet = book.create_sheet("সদস্য")
    sheet.append(["সদস্য/সদস্যের নাম", "সদস্য/খানা প্রধানের সাথে সম্পর্ক", "সদস্য/লিঙ্গ", "সদস্য/জন্ম তারিখ", *REPEAT_OWN])
    for n, (parent, name, _, _, born, *_) in enumerate(MEMBERS, start=1):
        sheet.append(
            [name, ("নিজে", "স্ত্রী", "নিজে")[n - 1], ("পুরুষ", "মহিলা", "পুরুষ")[n - 1], born, *repeat_own(n, parent)]
        )
    save(book, path)


@quirk("kobo_families_in_households.xlsx")
def kobo_nested(path: Path) -> None:
    book, _ = workbook([("hh/household_no", "hh/roof", *OWN), ("12", "tin", *own(1)), ("13", "straw", *own(2))], "hh")
    families, members = book.create_sheet("family"), book.create_sheet("member")
    families.append(["family/latrine", *REPEAT_OWN])
    families.append(["pit", 1, "hh", 1, 1001, UUIDS[0], "2022-03-01"])
    families.append(["none", 2, "hh", 2, 1002, UUIDS[1], "2022-03-01"])
    members.append([*MEMBER, *REPEAT_OWN])
    for n, (parent, *told) in enumerate(MEMBERS, start=1):
        members.append([*told, n, "family", parent, 1000 + parent, UUIDS[parent - 1], "2022-03-01"])
    save(book, path)


@quirk("kobo_without_repeats.csv")
def kobo_flat(path: Path) -> None:
    headings = ("start", "end", "household_no", "name", "relation", "sex", "date_of_birth", *OWN)
    rows = [("s", "e", "12", *told[:4], *own(n)) for n, (_, *told) in enumerate(MEMBERS, start=1)]
    path.write_bytes(lines_of([headings, *rows], ";").encode("utf-8-sig"))


KEYS = [f"uuid:{uuid}" for uuid in UUIDS]
CENTRAL_OWN = (
    "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState",
    "DeviceID", "Edits", "FormVersion",
)  # fmt: skip
CENTRAL_FORMS = [
    ("SubmissionDate", "meta-instanceID", "hh-household_no", "hh-roof", "gps-Latitude", "gps-Longitude", *CENTRAL_OWN),
    *(
        ("2022-03-01", key, 12 + n, "tin", 22.7, 89.1, key, 5, "volunteer", 0, 0, "", "", "collect:x", 0, "v1")
        for n, key in enumerate(KEYS[:2])
    ),
]
CENTRAL_MEMBERS = [
    ("name", "relation", "sex", "date_of_birth", "disability/visual", "disability/hearing", "PARENT_KEY", "KEY"),
    *(
        (*told[:4], *told[-2:], KEYS[parent - 1], f"{KEYS[parent - 1]}/member[{n}]")
        for n, (parent, *told) in enumerate(MEMBERS, start=1)
    ),
]


@quirk("odk_central.zip")
def central(path: Path) -> None:
    parts = {"hh.csv": CENTRAL_FORMS, "hh-member.csv": CENTRAL_MEMBERS}
    write_zip(path, {name: lines_of(rows).encode() for name, rows in parts.items()} | {"media/1.jpg": b"\xff\xd8\xff"})


@quirk("odk_members_alone.csv")
def members_alone(path: Path) -> None:
    path.write_bytes(lines_of(CENTRAL_MEMBERS).encode())


@quirk("kobo_cattle_beside_the_members.xlsx")
def kobo_cattle(path: Path) -> None:
    book, _ = workbook(
        [("hh/household_no", "hh/roof", *OWN), ("12", "tin", *own(1)), ("13", "straw", *own(2))], FORM[:31]
    )
    members, cattle = book.create_sheet("member"), book.create_sheet("cattle")
    members.append([*MEMBER, *REPEAT_OWN])
    for row in entries():
        members.append(list(row))
    cattle.append(["cattle/kind", "cattle/age", *REPEAT_OWN])
    cattle.append(["cow", 4, *repeat_own(1, 1)])
    save(book, path)

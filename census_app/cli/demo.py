"""`census demo`: the sample ward through every stage, with somebody at every desk."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click
from sqlalchemy import Engine

from analytics.findings import run_analysis
from analytics.priority import weights_of
from census_app.cli.run import IN_LANGUAGE, create_ledger
from census_app.cli.site import DEFAULT_HOST, DEFAULT_PORT, address_of, serve_site, take_address
from census_app.cli.telling import told_counts, told_rows
from census_app.domain.access import OPERATOR, Role, Scope
from census_app.domain.change_requests import read_rules
from census_app.ledger import clock
from census_app.ledger.engine import open_ledger, reading
from census_app.ledger.reads.believed import believed
from census_app.ledger.reads.hazards import newest_snapshot
from census_app.ledger.reads.persons import members_of
from census_app.ledger.reads.users import account_named, scope_for
from census_app.ledger.writes.change_requests import NewChange, NewItem, file_change
from census_app.ledger.writes.hazards import NewHazard, open_hazard
from census_app.ledger.writes.rounds import open_round
from census_app.ledger.writes.shelters import keep_shelters
from census_app.ledger.writes.users import add_user, assign
from census_app.reference import read_reference
from census_app.sentences import sentence
from census_app.settings import SAMPLES_DIR, Settings, read_settings
from importers.acceptance import accept_rows
from importers.shelters import read_shelters
from importers.staging import stage_deliveries, stage_survey

UPAZILA, UNION, WARD = "408790", "40879071", "4087907108"
ROUND, FISCAL_YEAR = "2022", "2021-22"
AS_OF = date(2022, 6, 30)
_DEMO_HOUSEHOLD = 1
CYCLONE_ON = date(2022, 4, 20)
PASSWORD = "nagarghata-8"
PURPOSE = "উপজেলা বাল্যবিবাহ প্রতিরোধ কমিটির মাসিক পরিদর্শন"


@dataclass(frozen=True)
class DemoUser:
    """Somebody at a desk of the demo."""

    name: str
    shown_as: str
    role: Role
    area_code: str
    office_code: str = ""


OFFICES = (
    "social_services",
    "women_affairs",
    "food",
    "agriculture",
    "relief",
    "education",
    "health",
    "union_parishad",
    "fisheries",
)

OFFICE_NAMES = {office["code"]: office["name_bn"] for office in read_reference("offices")}

USERS = (
    DemoUser("volunteer", "স্বেচ্ছাসেবক, ওয়ার্ড ৮", Role.VOLUNTEER, WARD),
    DemoUser("member", "ওয়ার্ড সদস্য, ওয়ার্ড ৮", Role.WARD_MEMBER, WARD),
    DemoUser("chairman", "চেয়ারম্যান, নগরঘাটা", Role.CHAIRMAN, UNION),
    DemoUser("entrepreneur", "উদ্যোক্তা, নগরঘাটা ডিজিটাল সেন্টার", Role.ENTREPRENEUR, UNION),
    DemoUser("uno", "উপজেলা নির্বাহী অফিসার, তালা", Role.UNO, UPAZILA),
    DemoUser("ict", "আইসিটি কর্মকর্তা, তালা", Role.ICT_OFFICER, UPAZILA),
    DemoUser("auditor", "নিরীক্ষক, তালা", Role.AUDITOR, UPAZILA),
    *(
        DemoUser(
            office,
            f"{OFFICE_NAMES[office]}, তালা",
            Role.WOMEN_AFFAIRS if office == "women_affairs" else Role.OFFICE,
            UPAZILA,
            office,
        )
        for office in OFFICES
    ),
)


@click.command()
@click.option("--no-serve", is_flag=True, help="Build the demo and stop.")
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True)
@IN_LANGUAGE
def demo(no_serve: bool, port: int, language: str) -> None:
    """Build a fresh demo ledger from the sample ward, run every stage, serve the site."""
    if no_serve:
        build_demo(_fresh_settings(), language)
        tell_log_ins(language)
        return
    with take_address(DEFAULT_HOST, port) as listener:  # before a demo that is still being served loses its ledger
        settings = _fresh_settings()
        build_demo(settings, language)
        click.echo(f"\n{address_of(listener)}")
        tell_log_ins(language)
        serve_site(settings, listener)
    click.echo(sentence("site_stopped", language))


def tell_log_ins(language: str) -> None:
    """Every desk of the demo stands on the screen, with its role and place."""
    click.echo(f"\n{sentence('demo_log_ins', language, {'password': PASSWORD})}")
    for person in USERS:
        click.echo(f"    {person.name:<16} {person.role.value:<14} {person.area_code} {person.office_code}".rstrip())


def build_demo(settings: Settings, language: str = "en") -> None:
    """A fresh ledger holds the sample ward: uploaded, accepted by the chairman, its lists attached, analysed."""
    engine = open_ledger(settings)
    create_ledger(engine, settings)
    _add_people(engine)
    open_round(engine, OPERATOR, ROUND, date(2022, 1, 1))
    _upload_surveys(engine, settings, language)
    click.echo(told_rows(accept_rows(engine, settings, _scope(engine, "chairman"), ROUND), language))
    _upload_lists(engine, settings, language)
    report = run_analysis(engine, settings, OPERATOR, AS_OF, with_child_marriage=True, purpose=PURPOSE)
    kinds = ", ".join(f"{kind} {count}" for kind, count in report.findings.items())
    click.echo(f"{sentence('findings_told', language)} {kinds}")
    _call_out_cyclone(engine)
    _ask_for_changes(engine)
    engine.dispose()


def _fresh_settings() -> Settings:
    """Everything of the demo lies in a folder of its own, made anew each time."""
    settings = read_settings()
    data_dir = settings.data_dir / "demo"
    shutil.rmtree(data_dir, ignore_errors=True)
    return replace(settings, data_dir=data_dir, database_url=f"sqlite:///{data_dir / 'census.db'}", demo=True)


def _add_people(engine: Engine) -> None:
    for person in USERS:
        add_user(engine, OPERATOR, person.name, person.shown_as, PASSWORD)
        assign(engine, OPERATOR, person.name, person.role, person.area_code, person.office_code, AS_OF)


def _upload_surveys(engine: Engine, settings: Settings, language: str) -> None:
    volunteer = _scope(engine, "volunteer")
    for path in _sample_files("survey"):
        staged = stage_survey(engine, settings, volunteer, path, path.name, ROUND, WARD)
        click.echo(told_counts(staged, language))


def _upload_lists(engine: Engine, settings: Settings, language: str) -> None:
    for path in _sample_files("deliveries"):
        office_code = path.stem.removeprefix("ward08_")
        office = _scope(engine, office_code)
        staged = stage_deliveries(engine, settings, office, path, path.name, office_code, FISCAL_YEAR, UPAZILA)
        click.echo(told_counts(staged, language))
        click.echo(told_rows(accept_rows(engine, settings, office, upload_id=staged.upload_id), language))


def _call_out_cyclone(engine: Engine) -> None:
    """A made-up cyclone of the spring before, with the made-up shelters of the ward."""
    uno = _scope(engine, "uno")
    keep_shelters(engine, uno, read_shelters(SAMPLES_DIR / "ward08" / "shelters.csv").shelters)
    with reading(engine) as session:
        snapshot = newest_snapshot(session)
    open_hazard(engine, uno, NewHazard("cyclone", (UNION,), CYCLONE_ON, 60, "", weights_of("cyclone")), snapshot)


def _ask_for_changes(engine: Engine) -> None:
    """Two made-up requests wait: a telephone number from the ward member, a mother's name from the digital centre."""
    rules = read_rules(read_reference("change_rules"))
    asked = {
        "member": ("mobile", "01500000099", "own_word"),
        "entrepreneur": ("mother_name", "মোছাঃ জরিনা বেগম", "nid_card"),
    }
    with reading(engine) as session:
        people = [line.person_id for line in members_of(session, OPERATOR, _DEMO_HOUSEHOLD)]
        now = believed(session, OPERATOR, people)
    for person_id, (name, (field, wanted, paper)) in zip(people, asked.items(), strict=False):
        item = NewItem(person_id, field, now[person_id, field], wanted)
        change = NewChange("correct", [item], "খাতার লেখা ঠিক নেই", paper, "৩ জুলাই ২০২২, ইউনিয়ন পরিষদে দেখা")
        file_change(engine, _scope(engine, name), person_id, change, rules)


def _sample_files(folder: str) -> list[Path]:
    return sorted((SAMPLES_DIR / "ward08" / folder).iterdir())


def _scope(engine: Engine, name: str) -> Scope:
    with reading(engine) as session:
        return scope_for(session, account_named(session, name).user_id, clock.today())

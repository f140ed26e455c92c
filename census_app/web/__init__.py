"""The pages people use, in a browser, on one machine of the union office if need be."""

from __future__ import annotations

from flask import Flask

from census_app.api import views as api
from census_app.settings import Settings
from census_app.web import (
    access,
    change_values,
    errors,
    explanations,
    figure_source,
    formats,
    hazard_lines,
    language,
    ledger,
    names,
    navigation,
    security,
)
from census_app.web.views import (
    audit,
    change_requests,
    changes,
    dashboard,
    doubles,
    findings,
    flows,
    hazard_afterwards,
    hazard_marks,
    hazard_sheets,
    hazard_weights,
    hazards,
    history,
    households,
    mapping,
    maps,
    need,
    numbers,
    persons,
    proposals,
    quality,
    rounds,
    rows,
    rule_versions,
    search,
    shelters,
    sign_in,
    start,
    statistics,
    suspense,
    unserved,
    uploads,
    users,
    verification,
    visits,
)


def create_app(settings: Settings) -> Flask:
    """The site of one ledger, ready to be served."""
    app = Flask(__name__)
    ledger.open_for(app, settings)
    security.protect(app, settings)
    language.speak(app)
    access.guard(app)
    formats.teach(app)
    names.teach(app)
    explanations.teach(app)
    figure_source.teach(app)
    hazard_lines.teach(app)
    change_values.teach(app)
    navigation.teach(app)
    errors.answer(app)

    app.register_blueprint(sign_in.blueprint)
    app.register_blueprint(start.blueprint)
    app.register_blueprint(uploads.blueprint)
    app.register_blueprint(changes.blueprint)
    app.register_blueprint(verification.blueprint)
    app.register_blueprint(flows.blueprint)
    app.register_blueprint(rows.blueprint)
    app.register_blueprint(rounds.blueprint)
    app.register_blueprint(mapping.blueprint)
    app.register_blueprint(search.blueprint)
    app.register_blueprint(persons.blueprint)
    app.register_blueprint(households.blueprint)
    app.register_blueprint(history.blueprint)
    app.register_blueprint(suspense.blueprint)
    app.register_blueprint(numbers.blueprint)
    app.register_blueprint(doubles.blueprint)
    app.register_blueprint(proposals.blueprint)
    app.register_blueprint(change_requests.blueprint)
    app.register_blueprint(findings.blueprint)
    app.register_blueprint(rule_versions.blueprint)
    app.register_blueprint(hazards.blueprint)
    app.register_blueprint(hazard_weights.blueprint)
    app.register_blueprint(hazard_sheets.blueprint)
    app.register_blueprint(hazard_marks.blueprint)
    app.register_blueprint(hazard_afterwards.blueprint)
    app.register_blueprint(shelters.blueprint)
    app.register_blueprint(dashboard.blueprint)
    app.register_blueprint(quality.blueprint)
    app.register_blueprint(visits.blueprint)
    app.register_blueprint(unserved.blueprint)
    app.register_blueprint(need.blueprint)
    app.register_blueprint(statistics.blueprint)
    app.register_blueprint(maps.blueprint)
    app.register_blueprint(users.blueprint)
    app.register_blueprint(audit.blueprint)
    app.register_blueprint(api.blueprint)
    return app

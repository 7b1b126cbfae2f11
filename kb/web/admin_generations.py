"""The generations that are kept, and going back to one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.errors import IndexStateError
from kb.web.admin import told
from kb.web.admin_session import blueprint
from kb.web.office import office


@blueprint.get("/generations")
def generations() -> str:
    """All that could be put in force, the latest first."""
    return render_template("admin/generations.html", held=office().shelf.history())


@blueprint.post("/generations")
def put_in_force() -> ResponseReturnValue:
    """Put the generation of this `name` in force; a damaged one is refused."""
    name = request.form.get("name", "")
    try:
        office().shelf.roll_back(name or "-")  # "" would be the one before, whichever that is by now
    except IndexStateError as error:
        flash(str(error), "failure")
        return redirect(url_for("admin.generations"), 303)
    return told(f"已启用 {name}，从下一问起按它回答。", "admin.generations")

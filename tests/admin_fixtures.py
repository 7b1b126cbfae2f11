"""A clerk at the pages of administration: the application over a copy of the small index, and a client that has entered."""

from __future__ import annotations

import shutil
import time
from io import BytesIO
from pathlib import Path

from bs4 import BeautifulSoup

from app import create_app
from kb.config import Settings
from tests.web_fixtures import TEXTS, small_index

TOKEN = "correct horse battery staple"  # noqa: S105
NEW = TEXTS["大兴区"].replace("大兴区", "通州区").replace("18251", "20001")
SCRIPT = {"Accept": "application/json"}


def small_copy(folder: Path) -> Settings:
    """Settings over a copy of the small reports and their index, below `folder`."""
    for name in ("reports", "index"):
        shutil.copytree(small_index().parent / name, folder / name)
    return Settings(reports=str(folder / "reports"), index=str(folder / "index"), admin_token=TOKEN)


class Clerk:
    """Someone with a browser without scripts, who has entered."""

    def __init__(self, settings: Settings) -> None:
        self.reports, self.index = settings.reports_dir, settings.index_dir
        self.app = create_app(settings)
        self.client = self.app.test_client()
        self.client.get("/admin", query_string={"token": settings.admin_token})
        self.office = self.app.extensions["jushi.admin"]

    def page(self, path="/admin", status=200, **query):
        """A page as a tree."""
        response = self.client.get(path, query_string=query or None)
        assert response.status_code == status
        return BeautifulSoup(response.text, "lxml")

    @staticmethod
    def page_of(response):
        """A reply as a tree."""
        return BeautifulSoup(response.text, "lxml")

    @property
    def csrf(self):
        with self.client.session_transaction(path="/admin") as session:
            return session["csrf"]

    def post(self, path, *, headers=None, **fields):
        """Send a form of this session."""
        return self.client.post(path, data={"csrf": self.csrf, **fields}, headers=headers)

    def said(self, path, **fields):
        """What the page tells after a form was sent."""
        response = self.post(path, **fields)
        assert response.status_code == 303, response.text
        return [one.text for one in self.page(response.location).select(".said p")]

    def put(self, *files, headers=None, **fields):
        """Send files, each a pair of name and text or bytes."""
        data = [(BytesIO(text.encode() if isinstance(text, str) else text), name) for name, text in files]
        return self.client.post("/admin/files", data={"csrf": self.csrf, "files": data, **fields}, headers=headers)

    def build(self, **fields):
        """Start a build and wait until it is over; its state then."""
        assert self.post("/admin/build", **fields).status_code == 303
        return self.built()

    def built(self):
        """The state of the build once it is over."""
        while (state := self.client.get("/admin/build").json)["running"]:
            time.sleep(0.05)
        return state

    def ask(self, question):
        """The answer of the chat."""
        return self.client.get("/api/v1/ask", query_string={"question": question}).json["answer"]

    def in_folder(self):
        """Names of what stands in the folder of reports, hidden folders left out."""
        return sorted(path.name for path in self.reports.iterdir() if not path.name.startswith("."))

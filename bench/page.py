"""What a page weighs and how fast an answer is painted, in Chromium: `python -m bench.page [REPORTS] [--index DIR] [--times 5]`.

REPORTS is a folder of reports (default: the sample reports); its index is brought up to date first. Bytes are those of the
body of every reply, as sent and gzipped; the time runs from the press of Enter to the frame in which the answer is painted.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Response

from kb.answer.service import KnowledgeBase
from kb.config import Settings
from tests.browser.serving import browser_path, opened, served
from tests.building import build

ROOT = Path(__file__).parents[1]
QUESTIONS = (
    "哪个区2024年调解纠纷最多",
    "哪个区行政复议申请最多",
    "通州区历年行政复议申请有什么变化",
    "大兴区和兴平市2020年谁办的法律援助多",
    "通州区2023年行政复议受理了多少件",
    "密云区2024年有哪些不足",
    "密云区2024年有哪些数字",
)
PAGES = ("/", "/reports", *(f"/?q={question}" for question in QUESTIONS[:4]))
# From the key to the frame behind the one in which the turn was added: only then is it on the screen.
WATCH = """() => {
  window.painted = new Promise((done) => {
    let pressed = 0;
    addEventListener("keydown", (event) => { if (event.key === "Enter" && !pressed) pressed = performance.now(); }, true);
    new MutationObserver((_, watcher) => {
      watcher.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - pressed)));
    }).observe(document.getElementById("turns"), { childList: true });
  });
}"""


@dataclass(frozen=True, slots=True)
class Weight:
    """What a page asked for: requests, bytes as sent, bytes gzipped, requests to other servers."""

    requests: int
    sent: int
    gzipped: int
    elsewhere: int


def weigh(browser: Browser, address: str, path: str) -> Weight:
    """Load a page with an empty cache."""
    page = browser.new_page(base_url=address)
    replies: list[Response] = []
    page.on("response", lambda reply: replies.append(reply))  # noqa: PLW0108  a built-in takes no wrapper
    page.goto(path, wait_until="networkidle")
    bodies = [reply.body() for reply in replies if not reply.url.startswith("data:")]
    elsewhere = sum(not reply.url.startswith((address, "data:")) for reply in replies)
    page.close()
    return Weight(len(bodies), sum(map(len, bodies)), sum(len(gzip.compress(body)) for body in bodies), elsewhere)


def time_answer(page: Page, question: str) -> float:
    """Milliseconds from Enter to the answer painted, on a page freshly opened."""
    page.goto("/", wait_until="networkidle")
    page.locator("#q").fill(question)
    page.evaluate(WATCH)
    page.locator("#q").press("Enter")
    return float(page.evaluate("window.painted"))


def first_paint(page: Page, path: str) -> float:
    """Milliseconds until the first content of a page is painted."""
    page.goto(path, wait_until="networkidle")
    return float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path, nargs="?", default=ROOT / "reports")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--times", type=int, default=5)
    chosen = parser.parse_args()
    if not browser_path():
        print("no Chromium found; set JUSHI_CHROMIUM to its path", file=sys.stderr)
        return 1
    index = chosen.index or Path(tempfile.mkdtemp())
    build(chosen.reports, index)
    settings = Settings(index=str(index), rate_limit="off")
    KnowledgeBase(settings).warm()
    with served(settings) as address, opened() as browser:
        print(
            "| page | requests | KB sent | KB gzipped | elsewhere | first paint ms |\n| --- | --- | --- | --- | --- | --- |"
        )
        page = browser.new_page(base_url=address)
        for path in PAGES:
            weight = weigh(browser, address, path)
            paint = statistics.median(first_paint(page, path) for _ in range(3))
            print(
                f"| {path} | {weight.requests} | {weight.sent / 1000:.1f} | {weight.gzipped / 1000:.1f}"
                f" | {weight.elsewhere} | {paint:.0f} |"
            )
        times = {question: [time_answer(page, question) for _ in range(chosen.times)] for question in QUESTIONS}
    print("\n| question | median ms | worst ms |\n| --- | --- | --- |")
    for question, taken in times.items():
        print(f"| {question} | {statistics.median(taken):.0f} | {max(taken):.0f} |")
    every = sorted(one for taken in times.values() for one in taken)
    print(f"| all | {statistics.median(every):.0f} | {every[-1]:.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Take the tutorial's screens from a running demonstration: `python tools/screens.py http://localhost:8000 var`.

Needs Chromium and the test requirements. Four of each page: French and Arabic, 1280 and 380 pixels wide.
"""

import io
import re
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "tutorial" / "screens"
# name: (whose account or nobody's, where)
PAGES = {
    "my-day": ("caseworker.nador", "/work/"),
    "register": ("caseworker.nador", "/work/children/register/"),
    "child": ("caseworker.nador", "first child"),
    "family": ("caseworker.nador", "first family"),
    "search": ("caseworker.nador", "first search"),
    "compare": ("coordinator", "first comparison"),
    "roll-call": ("outreach.nador", "first roll"),
    "campaign": ("campaigns", "/work/recommendations/campaigns/enas-2024/"),
    "submissions": ("supervisor.nador", "/work/figures/submissions/"),
    "look-alikes": ("coordinator", "/work/resemblances/"),
    "side-by-side": ("coordinator", "last pair"),
    "figure": ("information", "/work/figures/indicator/children_assisted/2024/"),
    "publications": ("communications", "/work/publications/"),
    "site": ("", "/{language}/"),
    "definition": ("", "/{language}/chiffres/children_assisted/2024/"),
    "bulletin": ("", "first bulletin"),
}


def main(url: str, home: Path) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    passphrase = (home / "demo").read_text().strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for language in ("fr", "ar"):
            for width in (1280, 380):
                for who in dict.fromkeys(account for account, _where in PAGES.values()):
                    context = browser.new_context(viewport={"width": width, "height": 860}, locale=language)
                    context.add_cookies([{"name": "kanaf-language", "value": language, "url": url}])
                    page = context.new_page()
                    if who:
                        sign_in(page, url, who, passphrase)
                    for name, (account, where) in PAGES.items():
                        if account == who:
                            go(page, url, where, language)
                            keep(page, FOLDER / f"{language}-{name}-{width}.png")
                    context.close()
        browser.close()


def sign_in(page: Any, url: str, who: str, passphrase: str) -> None:
    page.goto(f"{url}/account/login/")
    page.fill("[name=login]", f"{who}@demo.kanaf.example")
    page.fill("[name=password]", passphrase)
    page.click("button.btn-main")
    page.wait_for_url(re.compile(r".*/work/$"))


def go(page: Any, url: str, where: str, language: str) -> None:
    if where == "first child":
        page.goto(f"{url}/work/cases/")
        page.locator("main table a").first.click()
    elif where == "first family":
        page.goto(f"{url}/work/tracing/?status=all&direction=child")
        page.locator("main table a").last.click()
        page.locator("main a[href$='/family/']").first.click()
    elif where == "first search":
        page.goto(f"{url}/work/tracing/?status=all&direction=child")
        page.locator("main table a").last.click()
    elif where == "first comparison":
        page.goto(f"{url}/work/tracing/?direction=seeker")
        page.locator("main table a").last.click()
        page.locator("main a[href$='/candidates/']").click()
    elif where == "first roll":
        page.goto(f"{url}/work/")
        page.locator("main a[href$='/roll/']").first.click()
    elif where == "last pair":
        page.goto(f"{url}/work/resemblances/")
        page.locator("main table a").last.click()
    elif where == "first bulletin":
        page.goto(f"{url}/{language}/")
        page.locator("ul.news a").nth(1 if page.locator("ul.news > li").count() > 3 else 0).click()
    else:
        page.goto(url + where.format(language=language))
    page.wait_for_load_state("networkidle")


def keep(page: Any, file: Path) -> None:
    """In 64 colours: a screen is read, not admired, and the repository stays small."""
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    limit = 3200 if picture.width > 500 else 2600
    picture = picture.crop((0, 0, picture.width, min(picture.height, limit)))
    picture.quantize(colors=64, dither=Image.Dither.NONE).save(file, optimize=True)
    print(file.name)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))

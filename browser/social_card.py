"""Draws the card that a shared link shows, one for each language: 1200 × 630, the mark, the name and what Aval is.

`.venv/bin/python -m browser.social_card` writes static/aval/card-<language>.png by Debian's Chromium. A browser's
pictures differ from one machine to another, so no test compares them.
"""

import sys

from browser.site import ROOT, chromium

STATIC = ROOT / "static" / "aval"
WORDS = {
    "fr": ("Puis-je utiliser cette application ?", "La réponse, depuis quand, qui l’a décidé et d’après quel avis."),
    "en": ("May I use this application?", "The answer, since when, who decided it and on which notice."),
}
SIZE = {"width": 1200, "height": 630}
LARGEST = 40 * 1024  # bytes; whoever shows a card fetches it for every link
CARD = """<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Aval</title><style>
* {{ margin: 0; box-sizing: border-box; }}
body {{ width: 1200px; height: 630px; padding: 84px 90px; display: flex; flex-direction: column;
  justify-content: space-between; background: #fff; color: #18201e; border-top: 20px solid #0b5563;
  font-family: system-ui, "Noto Sans", "Liberation Sans", Arial, sans-serif; }}
div {{ display: flex; align-items: center; gap: 28px; font-size: 52px; font-weight: 700; }}
svg {{ width: 92px; height: 92px; }}
h1 {{ font-size: 74px; line-height: 1.15; letter-spacing: -0.01em; }}
p {{ font-size: 33px; line-height: 1.35; color: #475350; }}
</style><div>{mark}<span>Aval</span></div><h1>{question}</h1><p>{answer}</p></html>"""


def main() -> None:
    """Draw every card, and refuse one that is too large."""
    mark = (STATIC / "mark.svg").read_text()
    with chromium() as browser:
        for language, (question, answer) in WORDS.items():
            page = browser.new_page(viewport=SIZE, color_scheme="light")
            page.set_content(CARD.format(language=language, mark=mark, question=question, answer=answer))
            picture = STATIC / f"card-{language}.png"
            page.screenshot(path=picture)
            page.close()
            if picture.stat().st_size > LARGEST:
                sys.exit(f"{picture} has {picture.stat().st_size} bytes, more than {LARGEST}.")


if __name__ == "__main__":
    main()

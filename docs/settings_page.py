"""Write docs/settings.md from the settings model: python docs/settings_page.py > docs/settings.md."""

import json

from index.settings import Settings

INTRODUCTION = """# Settings

Set them in `settings.toml` in the home folder, or as environment variables `CITEWIRE_<NAME>`, which win. A name that is
not listed here is refused. This page is made from the settings model by `docs/settings_page.py`.

An embedding model is exported for ONNX Runtime once, when it is first used. The export is checked against torch's vectors,
kept in the user's cache folder for all homes, or under `CITEWIRE_CACHE`, and may be deleted at any time.

| name | default | meaning |
| --- | --- | --- |"""


def page() -> str:
    """Return the page as Markdown."""
    rows = [
        f"| `{name}` | `{json.dumps(field.default)}` | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join([INTRODUCTION, *rows]) + "\n"


if __name__ == "__main__":
    print(page(), end="")

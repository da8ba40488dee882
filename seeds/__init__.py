"""Sample articles and the questions that test them; see README.md in this folder."""

from pathlib import Path

FOLDER = Path(__file__).parent

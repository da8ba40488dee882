"""Fit the weights of qa/confidence.py and judge them, those in force or the new ones:

    python -m benchmarks.confidence FOLDER... [--held FOLDER...] [--fit] [--page docs/confidence.md] [--plot docs/confidence.png]

Each folder is in the evaluation format (docs/evaluation.md). What was gathered is kept in --work and gathered anew when
code or questions have changed; `--kept` takes it as it is. With `--fit` the new weights are printed as the lines that
belong into qa/confidence.py; `--page` writes the tables for the weights in force into the page, between its two marks.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from benchmarks.confidence.cases import Case, read_cases
from benchmarks.confidence.fitting import Weights, fit, in_force
from benchmarks.confidence.report import plot, tables
from index.settings import Settings
from qa.confidence import Signs

# Most of its snippets repeat one another, so that taking one away leaves the answer.
NOT_BEREFT = ("rgb_fact",)
_MARKS = re.compile(r"(<!-- made by benchmarks/confidence -->\n).*(\n<!-- end -->)", re.DOTALL)


def main() -> None:
    """Gather, fit with and without each folder, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--held", nargs="*", default=[], type=Path, help="judged, and never fitted on")
    parser.add_argument("--work", type=Path, default=Path(".citewire-fit"))
    parser.add_argument("--kept", action="store_true", help="take what --work holds, whatever has changed since")
    parser.add_argument("--fit", action="store_true", help="fit anew instead of judging the weights in force")
    parser.add_argument("--threshold", type=float, default=Settings.model_fields["refusal_threshold"].default)
    parser.add_argument("--page", type=Path, help="write the tables into this page")
    parser.add_argument("--plot", type=Path, help="draw risk against coverage into this file")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    sets: dict[str, list[Case]] = {}
    for folder in [*options.folders, *options.held]:
        sets[folder.name] = read_cases(folder, options.work, bereft=folder.name not in NOT_BEREFT, kept=options.kept)
    fitted_on = {folder.name: sets[folder.name] for folder in options.folders}
    fitted = fit(fitted_on)
    left_out = {
        name: fit({other: cases for other, cases in fitted_on.items() if other != name})
        if name in fitted_on
        else fitted
        for name in sets
    }
    print("fitted anew:")
    print(_as_code(fitted), flush=True)
    weights = fitted if options.fit else in_force()
    found = tables(sets, weights, left_out, options.threshold)
    if options.page:
        options.page.write_text(_MARKS.sub(lambda marks: f"{marks[1]}\n{found}\n{marks[2]}", options.page.read_text()))
    else:
        print(found)
    if options.plot:
        plot(sets, weights, options.threshold, options.plot)


def _as_code(weights: Weights) -> str:
    named = zip(Signs.__dataclass_fields__, weights.signs, strict=True)
    return f"_BIAS = {weights.bias:.3f}\n_WEIGHTS = Signs({', '.join(f'{name}={value:.3f}' for name, value in named)})"


if __name__ == "__main__":
    main()

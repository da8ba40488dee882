"""The command `citewire eval`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.options import common_options, option, print_json

if TYPE_CHECKING:
    from ui.evaluation_text import EvaluationProgress

FILE = click.Path(dir_okay=False, path_type=Path)


class PlotFile(click.Path):
    """A file whose ending says how a plot is drawn."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the path, or fail as a usage error."""
        from ui.plot import FORMATS

        path = Path(str(super().convert(value, param, ctx)))
        if path.suffix.lower() not in FORMATS:
            self.fail(f"{path.name!r} does not end in {' or '.join(FORMATS)}", param, ctx)
        return path


@click.command("eval")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep the index here for the next run.",
)
@click.option(
    "--compare",
    "compare_with",
    type=FILE,
    metavar="BEFORE.json",
    help="Say what differs from an earlier report on the same set, and what of it is more than chance.",
)
@click.option(
    "--plot", type=PlotFile(dir_okay=False), metavar="FILE", help="Draw risk against coverage to FILE.svg or FILE.png."
)
@click.option(
    "--worst",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    help="Most questions to list of each kind of failure; 0 lists none.",
)
@click.option("--no-questions", is_flag=True, help="Leave the single questions out of the JSON.")
@common_options
def eval_command(
    folder: Path, work: Path | None, compare_with: Path | None, plot: Path | None, worst: int, no_questions: bool
) -> None:
    """Measure retrieval, answers and refusals on articles.jsonl and questions.jsonl of a folder.

    The articles are indexed into a home of their own; yours is not touched, and nothing is written to DIR.

    \b
    Examples:
      citewire eval my-benchmark/ --json > before.json
      CITEWIRE_LEXICAL_WEIGHT=0.3 citewire eval my-benchmark/ --compare before.json
      citewire eval my-benchmark/ --plot risk.svg --worst 10
    """  # fmt: skip
    from qa.evaluation.comparison import check_same_questions, compare, read_report
    from qa.evaluation.failures import find_failures
    from qa.evaluation.run import EvaluationSet, evaluate
    from ui import evaluation_text, terminal
    from ui.plot import check_plot, plot_risk

    out, err = terminal.consoles()
    # What can be wrong is found before the long run, not after it.
    measured = EvaluationSet.read(folder)
    before = read_report(compare_with) if compare_with else None
    if before and compare_with:
        check_same_questions(before, measured, shown=str(compare_with))
    if plot:
        check_plot(plot)
    try:
        with evaluation_text.evaluation_progress(err) as progress:
            report = evaluate(measured, work=work, on_progress=progress.on_progress, on_question=progress.on_question)
    except KeyboardInterrupt:
        click.echo(_interrupted(progress, work), err=True)
        raise click.exceptions.Exit(1) from None
    if before:
        report["comparison"] = compare(before, report)
    if plot:
        plot_risk(report, plot, before=before)
    if option("json"):
        left_out = ("questions", "claim_scores") if no_questions else ()
        print_json({key: value for key, value in report.items() if key not in left_out})
        return
    evaluation_text.show_metrics(out, report)
    if before:
        evaluation_text.show_comparison(out, report["comparison"])
    evaluation_text.show_failures(out, find_failures(report["questions"], worst))


def _interrupted(progress: EvaluationProgress, work: Path | None) -> str:
    """Say how far the run was, and what is left of it."""
    done = f"{progress.done:,} of {progress.total:,} {progress.what} done" if progress.what else "while indexing"
    kept = f"the index is kept in {work}" if work else "nothing is kept; with --work DIR the index would be"
    return f"interrupted: {done}, no metrics; {kept}."

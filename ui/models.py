"""`citewire llm`: which language model writes, whether it answers, and which there are on this machine."""

from __future__ import annotations

import click

from ui import texts
from ui.options import common_options, home_path, option, print_json


@click.command("llm")
@click.option("--no-test", is_flag=True, help="Do not call the model.")
@common_options
def llm_command(no_test: bool) -> None:
    """Tell which language model writes answers, and see whether it does: one short call is made.

    \b
    Examples:
      citewire llm
      CITEWIRE_LLM=ollama:qwen3 citewire llm      try a model before it goes into settings.toml
    """
    from index.settings import load_settings
    from qa.generative.models import ollama_models, try_model
    from qa.generative.providers import OLLAMA_URL, read_choice

    settings = load_settings(home_path())
    choice = read_choice(settings)
    url = choice.url if choice and choice.provider == "ollama" else OLLAMA_URL
    there = ollama_models(url)
    if not option("json"):
        _print_models(choice.setting if choice else None, choice.url if choice else "", url, there)
    tested = None if choice is None or no_test else try_model(choice, settings)
    if option("json"):
        facts = {"llm": choice.setting if choice else None, "url": (choice.url or None) if choice else None}
        answer = {"seconds": tested.seconds, "said": tested.said} if tested else None
        print_json({**facts, "test": answer, "ollama": {"url": url, "models": there}})
    elif tested:
        click.echo(texts.LLM_ANSWERED.format(seconds=tested.seconds, said=tested.said))


def _print_models(setting: str | None, server: str, ollama: str, there: list[str] | None) -> None:
    click.echo(texts.LLM_MODEL.format(model=setting or texts.LLM_NONE))
    if server:
        click.echo(texts.LLM_SERVER.format(url=server))
    absent = texts.LLM_OLLAMA_ABSENT.format(url=ollama)
    shown = absent if there is None else ", ".join(there) or texts.LLM_OLLAMA_EMPTY
    click.echo(texts.LLM_OLLAMA.format(models=shown))

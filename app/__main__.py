"""`python -m app`: serve the page (the default), describe photos on the command line, or look after the models."""

import argparse
import dataclasses
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TextIO

from app import __version__
from app.describe_command import describe_photos
from app.messages import say
from app.models_command import download_models, show_models
from app.serve_command import serve
from app.settings import ENGINES, LANGUAGES, VOICES, BadSetting, Settings, name_and_password
from pipelines.models import Model
from pipelines.values import Language

COMMANDS: Final = ("serve", "describe", "models")
USAGE: Final = 2
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 all described, 1 some photo could not be, 2 usage."""
    _print_any_name(sys.stdout)
    _print_any_name(sys.stderr)
    words = _language_of_help(os.environ)
    try:
        settings = Settings.from_environment(os.environ)
    except BadSetting as wrong:
        print(say("bad_setting", words, name=wrong.name, value=wrong.value, choices=wrong.choices), file=sys.stderr)
        return USAGE
    options = _parser(settings, words).parse_args(_with_command(sys.argv[1:] if arguments is None else arguments))
    options.words = words
    logging.basicConfig(level=logging.WARNING if options.verbose else logging.ERROR)
    try:
        return _run(options, settings)
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(options: argparse.Namespace, settings: Settings) -> int:
    settings = dataclasses.replace(settings, language=options.language, offline=options.offline)
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    if settings.offline:
        os.environ["HF_HUB_OFFLINE"] = "1"
    if options.command == "models":
        return _models(options, settings)
    settings = dataclasses.replace(settings, engine=options.engine, voice=options.voice)
    if options.command == "serve":
        settings = dataclasses.replace(settings, auth=options.auth)
        return serve(settings, host=options.host, port=options.port, share=options.share)
    return describe_photos(settings, options.photos, speech=options.speech, as_json=options.json)


def _models(options: argparse.Namespace, settings: Settings) -> int:
    if options.action == "download":
        return download_models(settings, options.names, options.words)
    return show_models(settings, options.words)


def _with_command(arguments: Sequence[str]) -> list[str]:
    """`serve` goes without saying."""
    if arguments and (arguments[0] in COMMANDS or arguments[0] in ("-h", "--help", "--version")):
        return list(arguments)
    return ["serve", *arguments]


def _parser(settings: Settings, words: Language) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app", description=say("cli_about", words))
    parser.add_argument("--version", action="version", version=f"Soribom {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help=say("cli_serve", words), description=say("cli_serve", words))
    serving.add_argument("--host", default="127.0.0.1", help=say("cli_host", words))
    serving.add_argument("--port", type=int, default=7860, help=say("cli_port", words))
    serving.add_argument("--share", action="store_true", help=say("cli_share", words))
    serving.add_argument(
        "--auth", type=_auth(words), default=settings.auth, metavar="USER:PASS", help=say("cli_auth", words)
    )
    describing = commands.add_parser(
        "describe", help=say("cli_describe", words), description=say("cli_describe", words)
    )
    describing.add_argument("photos", nargs="+", type=Path, metavar="PHOTO", help=say("cli_photo", words))
    describing.add_argument("--speech", type=Path, metavar="FILE", help=say("cli_speech", words))
    describing.add_argument("--json", action="store_true", help=say("cli_json", words))
    choosing = commands.add_parser("models", help=say("cli_models", words), description=say("cli_models", words))
    actions = choosing.add_subparsers(dest="action")
    showing = actions.add_parser("status", help=say("cli_models_status", words))
    downloading = actions.add_parser("download", help=say("cli_models_download", words))
    downloading.add_argument(
        "names", nargs="*", type=_name_in(settings.models), metavar="NAME", help=say("cli_model_name", words)
    )
    for command in (serving, describing):
        command.add_argument("--engine", choices=ENGINES, default=settings.engine, help=say("cli_engine", words))
        command.add_argument("--voice", choices=VOICES, default=settings.voice, help=say("cli_voice", words))
    for command in (serving, describing, choosing):
        _add_common(command, words, settings.language, offline=settings.offline, verbose=False)
    for action in (showing, downloading):  # what is not given after an action's name stays as it was before it
        _add_common(action, words, argparse.SUPPRESS, offline=argparse.SUPPRESS, verbose=argparse.SUPPRESS)
    return parser


def _add_common(
    command: argparse.ArgumentParser, words: Language, language: str, *, offline: bool | str, verbose: bool | str
) -> None:
    command.add_argument("--language", choices=LANGUAGES, default=language, help=say("cli_language", words))
    command.add_argument("--offline", action="store_true", default=offline, help=say("cli_offline", words))
    command.add_argument("--verbose", action="store_true", default=verbose, help=say("cli_verbose", words))


def _name_in(models: Mapping[str, Model]) -> Callable[[str], str]:
    def read(given: str) -> str:
        if given not in models:
            raise argparse.ArgumentTypeError(f"{given}? {', '.join(models)}")
        return given

    return read


def _auth(words: Language) -> Callable[[str], tuple[str, str]]:
    def read(given: str) -> tuple[str, str]:
        try:
            return name_and_password(given)
        except ValueError as wrong:
            raise argparse.ArgumentTypeError(say("bad_auth", words)) from wrong

    return read


def _language_of_help(environment: Mapping[str, str]) -> Language:
    """Help comes in the language of the terminal, which need not be that of the descriptions."""
    locale = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "ko" if locale.startswith("ko") else "en"


def _print_any_name(stream: TextIO) -> None:
    """Hangul, and file names that are not UTF-8, can be printed whatever the terminal's encoding is.

    In JSON a backslash escape of a lone surrogate is that surrogate, so even such a name survives.
    """
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())

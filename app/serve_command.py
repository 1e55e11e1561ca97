"""`python -m app serve`: the page. The heavy imports wait until the page is wanted."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from app.messages import say
from app.settings import Settings
from app.wiring import build_engines
from pipelines.photo import MAX_BYTES

SERVED: Final = 0
NOT_SERVED: Final = 1


def serve(settings: Settings, *, host: str, port: int) -> int:
    """Serve until interrupted; returns the exit status. Engines are loaded once the page can be seen."""
    if not _can_be_written(settings.data_dir):
        print(say("no_data_folder", settings.language, folder=settings.data_dir), file=sys.stderr)
        return NOT_SERVED
    # Both are read by gradio when it is imported. Uploads lie in the person's own folder: the default is one
    # for all users of a machine, which the first of them owns.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("GRADIO_TEMP_DIR", str(settings.data_dir / "uploads"))
    from app.handlers import Handlers
    from app.ui import build_page, launch_options

    speech_folder = settings.data_dir / "speech"
    engines = build_engines(settings, speech_folder)
    page = build_page(Handlers(engines.chain, engines.feedback, settings.rate), settings.language)
    try:
        _, url, _ = page.launch(
            server_name=host,
            server_port=port,
            allowed_paths=[str(speech_folder)],
            max_file_size=MAX_BYTES,
            prevent_thread_lock=True,
            **launch_options(),
        )
    except (OSError, OverflowError):  # the second for a port that no machine has
        print(say("not_served", settings.language, host=host, port=port), file=sys.stderr)
        return NOT_SERVED
    print(say("serving", settings.language, url=url), flush=True)
    engines.warm_up()
    page.block_thread()
    return SERVED


def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False

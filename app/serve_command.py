"""`python -m app serve`: the page. The heavy imports wait until the page is wanted."""

import contextlib
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Final

from app.messages import say
from app.settings import Settings
from app.visitors_files import folder_for_visitors
from app.wiring import Engines, build_engines
from pipelines.photo import MAX_BYTES

SERVED: Final = 0
NOT_SERVED: Final = 1


def serve(settings: Settings, *, host: str, port: int, share: bool) -> int:
    """Serve until interrupted or terminated; returns the exit status. What visitors left is deleted at the end."""
    signal.signal(signal.SIGTERM, _end)
    with contextlib.ExitStack() as at_the_end:
        try:
            folder = at_the_end.enter_context(folder_for_visitors(settings.data_dir))
        except OSError:
            print(say("no_data_folder", settings.language, folder=settings.data_dir), file=sys.stderr)
            return NOT_SERVED
        engines = build_engines(settings, folder / "speech", patient=False)
        at_the_end.callback(engines.close)
        return _serve_from(folder, settings, engines, host, port, share)


def _serve_from(folder: Path, settings: Settings, engines: Engines, host: str, port: int, share: bool) -> int:
    """Serve, with the visitors' files in `folder`. Engines are loaded once the page can be seen."""
    # Both are read by gradio when it is imported. Its own folder for uploads is one for all users of a machine.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    uploads = folder / "uploads"
    os.environ["GRADIO_TEMP_DIR"] = str(uploads)
    from app.handlers import Handlers
    from app.ui import build_page, launch_options

    handlers = Handlers(engines.chain, engines.feedback, engines.models, settings.rate)
    page = build_page(handlers, settings, uploads)
    try:
        _, url, public = page.launch(
            server_name=host,
            server_port=port,
            share=share,
            auth=settings.auth,
            allowed_paths=[str(folder / "speech")],
            max_file_size=MAX_BYTES,
            prevent_thread_lock=True,
            **launch_options(),
        )
    except (OSError, OverflowError):  # the second for a port that no machine has
        print(say("not_served", settings.language, host=host, port=port), file=sys.stderr)
        return NOT_SERVED
    print(say("serving", settings.language, url=url), flush=True)
    if share:
        key = "shared" if public else "not_shared"
        print(say(key, settings.language, url=public), flush=True)
    engines.warm_up()
    engines.models.prepare(settings.language)
    page.block_thread()
    return SERVED


def _end(signal_number: int, frame: FrameType | None) -> None:
    """Leave as after Ctrl+C, so that everything is tidied up."""
    sys.exit(SERVED)

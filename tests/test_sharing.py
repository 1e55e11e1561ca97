"""The page for others: with a password, and at an address on the internet."""

import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from app.messages import say
from tests.serving import serving

NO_WAY_OUT = {
    **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9"),
    "NO_PROXY": "127.0.0.1",
}


@pytest.mark.parametrize("given", [{"SORIBOM_AUTH": "sori:bom:2"}, {}], ids=["setting", "option"])
def test_nobody_gets_in_without_the_password(tmp_path: Path, given: dict[str, str]) -> None:
    options = [] if given else ["--auth", "sori:bom:2"]
    with serving(tmp_path, "--offline", *options, **given) as server:
        visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        with pytest.raises(urllib.error.HTTPError) as refused:
            visitor.open(f"{server.url}config", timeout=10)
        assert refused.value.code == 401
        refused.value.close()
        wrong, right = (
            urllib.parse.urlencode({"username": "sori", "password": password}).encode() for password in ("bom", "bom:2")
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            visitor.open(f"{server.url}login", wrong, timeout=10)
        refused.value.close()
        visitor.open(f"{server.url}login", right, timeout=10).close()
        with visitor.open(f"{server.url}config", timeout=10) as config:
            assert config.status == 200


def test_where_no_address_on_the_internet_can_be_made_the_page_is_open_here(tmp_path: Path) -> None:
    with serving(tmp_path, "--engine", "builtin", "--share", "--language", "en", **NO_WAY_OUT) as server:
        log = server.data / "server.log"
        end = time.monotonic() + 30
        while say("not_shared", "en") not in log.read_text():
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        with urllib.request.urlopen(server.url, timeout=10) as page:  # noqa: S310 - our own server
            assert page.status == 200

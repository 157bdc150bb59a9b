"""Run Thunderbird without a screen, and answer each line of JSON: a command of `thunderbird.js`.

Runs in the environment of the clients: python thunderbird_session.py THUNDERBIRD FOLDER
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from marionette_driver.marionette import Marionette

PREFERENCES = {
    "marionette.port": 0,
    "calendar.timezone.local": "Asia/Tokyo",
    # Nothing that asks the network or the reader for something.
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "extensions.update.enabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.spotlight.firstRunDone": True,
    "mailnews.start_page.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
SECONDS = 40


def main(program: str, folder: Path) -> None:
    """Answer until there are no more lines."""
    profile = folder / "profile"
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines))
    script = Path(__file__).with_name("thunderbird.js").read_text(encoding="utf-8")
    switches = ("--headless", "--marionette", "--remote-allow-system-access", "--no-remote")
    process = subprocess.Popen(
        [program, *switches, "--profile", profile], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        mail = Marionette(host="127.0.0.1", port=port(profile / "MarionetteActivePort"))
        mail.start_session()
        mail.timeout.script = SECONDS
        mail.set_context("chrome")
        for line in sys.stdin:
            command, *parameters = json.loads(line)
            answer = mail.execute_async_script(script, [command, parameters])
            print(json.dumps(answer), flush=True)  # noqa: T201 - the answer
    finally:
        process.terminate()
        process.wait(SECONDS)


def port(path: Path) -> int:
    """Return the port that Thunderbird listens on, once it does."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if path.exists() and (text := path.read_text()):
            return int(text)
        time.sleep(0.05)
    raise TimeoutError(path)


main(sys.argv[1], Path(sys.argv[2]))

"""Run commands of the program one after the other in this process, where its CalDAV client is installed.

Each line of the standard input is one run as JSON (`args`, `env`); each line of the output its exit code and
what it wrote. One process for many runs, because loading the client takes longer than using it.
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout

from tracker.cli.main import run


def main() -> None:
    for line in sys.stdin:
        wanted = json.loads(line)
        os.environ.clear()
        os.environ.update(wanted["env"])
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        stdin, sys.stdin = sys.stdin, io.StringIO()
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = run(wanted["args"])
        finally:
            sys.stdin = stdin
        texts = [stream.buffer.getvalue().decode() for stream in (out, err)]
        sys.stdout.write(json.dumps([int(code), *texts]) + "\n")
        sys.stdout.flush()


main()

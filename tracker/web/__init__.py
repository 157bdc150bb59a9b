"""Serve feeds over http; the one package that knows starlette and uvicorn."""

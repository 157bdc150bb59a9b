"""Hold the scripts that Alembic runs over an older database."""

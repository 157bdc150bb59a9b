"""Send events to a calendar on a server; nothing heavy is loaded before a connection is made."""

"""Derive and publish the timeline for ending a mobile contract in Japan."""

__version__ = "0.1.0"

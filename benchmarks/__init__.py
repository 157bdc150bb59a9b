"""Measure, by one command each."""

"""Drafts `domain/`, the source and their tests from a file of data."""

"""Edits of texts that keep their formatting."""

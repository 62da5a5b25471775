"""Tests of the edits of texts."""

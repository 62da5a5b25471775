"""Reads text: encodings, lines and columns, top-level blocks, trees that survive half-typed code."""

"""The language server: handlers convert, ask `ide`, and convert back."""

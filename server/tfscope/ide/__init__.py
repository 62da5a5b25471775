"""What an editor shows, one file per feature: pure questions to an `Analysis`, in the editor's words, without LSP."""

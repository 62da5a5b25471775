---@brief
---
--- tfscope says what each variable of a TensorFlow 1 graph program will be.
---
--- ```sh
--- pip install tfscope
--- ```
---
--- The server takes its settings from the table `settings.tfscope`, see |tfscope-settings|.

---@type vim.lsp.Config
return {
  cmd = { 'tfscope', 'server' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', '.git' },
  settings = { tfscope = vim.empty_dict() },
  -- Neovim sends the settings when the server has started; with this it has them for its first answers too.
  before_init = function(params, config)
    params.initializationOptions = params.initializationOptions or (config.settings or {}).tfscope
  end,
}

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
  -- The commands of `plugin/tfscope.lua` that the server may ask for in its answers.
  capabilities = {
    experimental = {
      commands = { commands = { 'tfscope.showPlaces', 'tfscope.copyCheckpointMap', 'tfscope.chooseProgram' } },
    },
  },
  handlers = {
    ['tfscope/renamed'] = function(_, renamed)
      require('tfscope.commands').offer_map(renamed.map)
    end,
  },
  -- Neovim sends the settings when the server has started; with this it has them for its first answers too.
  before_init = function(params, config)
    params.initializationOptions = params.initializationOptions or (config.settings or {}).tfscope
  end,
}

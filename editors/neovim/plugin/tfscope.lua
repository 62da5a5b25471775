if vim.g.loaded_tfscope then
  return
end
vim.g.loaded_tfscope = true

---@param name string
---@param description string
---@param run fun(arguments: table)
---@param options? table
local function command(name, description, run, options)
  vim.api.nvim_create_user_command(name, run, vim.tbl_extend('error', { desc = description }, options or {}))
end

command('TfscopeTree', 'Show the variables of the programs that this file takes part in', function()
  require('tfscope.tree').open()
end)
command('TfscopeProgram', 'Choose the program that hovers, hints and lenses speak of', function()
  require('tfscope.commands').choose_program()
end)
command('TfscopeName', 'Copy the full name of the variable or scope at the cursor', function()
  require('tfscope.commands').copy_name()
end)
command('TfscopeMap', 'Copy a map of all names, with ! of those that were renamed last', function(arguments)
  local commands = require('tfscope.commands')
  if arguments.bang then
    commands.copy_renamed()
  else
    commands.copy_map()
  end
end, { bang = true })
command('TfscopeRestart', 'Start the server again', function()
  require('tfscope.commands').restart()
end)

--- What a click on a code lens does: `vim.lsp.codelens.run()`.
vim.lsp.commands['tfscope.showPlaces'] = function(command, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  local items = vim.lsp.util.locations_to_items(command.arguments[3], client.offset_encoding)
  vim.fn.setqflist({}, ' ', { title = command.title, items = items })
  vim.cmd('botright copen')
end

vim.lsp.commands['tfscope.copyCheckpointMap'] = function(command)
  require('tfscope.commands').copy_text(command.arguments[1].text)
end

vim.lsp.commands['tfscope.chooseProgram'] = function()
  require('tfscope.commands').choose_program()
end

if vim.g.loaded_tfscope then
  return
end
vim.g.loaded_tfscope = true

vim.api.nvim_create_user_command('TfscopeTree', function()
  require('tfscope.tree').open()
end, { desc = 'Show the variables of the programs that this file takes part in' })

--- What a click on a code lens does: `vim.lsp.codelens.run()`.
vim.lsp.commands['tfscope.showPlaces'] = function(command, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  local items = vim.lsp.util.locations_to_items(command.arguments[3], client.offset_encoding)
  vim.fn.setqflist({}, ' ', { title = command.title, items = items })
  vim.cmd('botright copen')
end

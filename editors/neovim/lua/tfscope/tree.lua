--- `:TfscopeTree`: the variables of the programs that a file takes part in, in a split.
local M = {}

local commands = require('tfscope.commands')
local INDENT = 2

---@class tfscope.Node
---@field kind 'program'|'scope'|'variable'
---@field label string
---@field detail string
---@field children tfscope.Node[]
---@field trainable? boolean
---@field location? lsp.Location

--- The lines of a tree, and the node of each.
---@param nodes tfscope.Node[]
---@param depth integer
---@param lines string[]
---@param shown tfscope.Node[]
local function add_lines(nodes, depth, lines, shown)
  for _, node in ipairs(nodes) do
    local fixed = node.kind == 'variable' and not node.trainable and ' · not trainable' or ''
    table.insert(lines, ('%s%s  %s%s'):format((' '):rep(depth * INDENT), node.label, node.detail, fixed))
    table.insert(shown, node)
    add_lines(node.children, depth + 1, lines, shown)
  end
end

---@param nodes tfscope.Node[]
---@param client vim.lsp.Client
---@param window integer the window in which places are shown
local function show(nodes, client, window)
  local lines, shown = {}, {}
  add_lines(nodes, 0, lines, shown)
  if #lines == 0 then
    vim.notify('tfscope: no variables are made by the programs that this file takes part in')
    return
  end
  vim.cmd('botright vertical new')
  local buffer = vim.api.nvim_get_current_buf()
  vim.api.nvim_buf_set_lines(buffer, 0, -1, true, lines)
  vim.bo[buffer].buftype = 'nofile'
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = 'tfscope'
  vim.wo.wrap = false
  vim.wo.foldmethod = 'indent'
  vim.wo.foldlevel = 99
  vim.bo[buffer].shiftwidth = INDENT
  vim.keymap.set('n', '<CR>', function()
    local node = shown[vim.api.nvim_win_get_cursor(0)[1]]
    if type(node.location) == 'table' then
      if vim.api.nvim_win_is_valid(window) then
        vim.api.nvim_set_current_win(window)
      end
      vim.lsp.util.show_document(node.location, client.offset_encoding, { focus = true })
    end
  end, { buffer = buffer, desc = 'Go to the call that creates the variable' })
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = buffer, desc = 'Close the tree' })
end

--- Asks the server of the current buffer, and opens the split when it has answered.
function M.open()
  local window = vim.api.nvim_get_current_win()
  commands.ask('tfscope/variables', {}, function(nodes, client)
    show(nodes, client, window)
  end)
end

return M

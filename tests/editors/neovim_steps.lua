--- What the sessions in Neovim have in common: waiting, keys, and steps whose results go into a JSON file.
---
--- The plug-in's folder and the file to write are in the environment.
local M = {}

M.WAIT_MILLISECONDS = 20000
local steps = {}

function M.wait_for(what, condition)
  if not vim.wait(M.WAIT_MILLISECONDS, condition, 50) then
    error(('waited in vain for %s'):format(what))
  end
end

function M.press(keys)
  vim.api.nvim_feedkeys(vim.keycode(keys), 'mx', false)
end

function M.place()
  local line, column = unpack(vim.api.nvim_win_get_cursor(0))
  return { line = line, column = column + 1 }
end

function M.errors()
  return vim.diagnostic.get(0, { severity = vim.diagnostic.severity.ERROR })
end

function M.client(name)
  local client = vim.lsp.get_clients({ bufnr = 0, name = name or 'tfscope' })[1]
  return client and client.initialized and client or nil
end

function M.restart()
  local before = M.client()
  vim.cmd.TfscopeRestart()
  M.wait_for('another server', function()
    local client = M.client()
    return client and client.id ~= before.id
  end)
end

--- The text of the hover at the cursor.
function M.hover()
  M.press('K')
  local buffer
  M.wait_for('a hover', function()
    local window = vim.b.lsp_floating_preview
    buffer = window and vim.api.nvim_win_is_valid(window) and vim.api.nvim_win_get_buf(window)
    return buffer
  end)
  local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n')
  vim.api.nvim_win_close(vim.b.lsp_floating_preview, true)
  return text
end

--- The lines of the quickfix list, once it has any.
function M.quickfix()
  M.wait_for('a list of places', function()
    return #vim.fn.getqflist() > 0
  end)
  local items = vim.fn.getqflist()
  vim.cmd.cclose()
  vim.fn.setqflist({}, 'r')
  return items
end

--- The labels of what each server offers to complete at the cursor, by the server's name.
function M.completions()
  local labels, buffer = {}, vim.api.nvim_get_current_buf()
  for _, client in ipairs(vim.lsp.get_clients({ bufnr = 0, method = 'textDocument/completion' })) do
    local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
    local answer = client:request_sync('textDocument/completion', params, M.WAIT_MILLISECONDS, buffer)
    local result = answer and answer.result or {}
    labels[client.name] = vim.tbl_map(function(item)
      return item.label
    end, result.items or result)
  end
  return labels
end

--- A part of the session; its result is what the test sees.
function M.step(name, action)
  table.insert(steps, { name = name, action = action })
end

--- Does all steps, writes what they saw, and leaves.
local function run(begin)
  vim.opt.runtimepath:prepend(vim.env.TFSCOPE_PLUGIN)
  vim.cmd.runtime('plugin/tfscope.lua')
  begin()
  local seen = {}
  for _, step in ipairs(steps) do
    local is_done, result = xpcall(step.action, debug.traceback)
    seen[step.name] = is_done and { value = result } or { problem = result }
  end
  local file = assert(io.open(vim.env.TFSCOPE_SEEN, 'w'))
  file:write(vim.json.encode(seen))
  file:close()
  vim.cmd('qall!')
end

--- Begins once Neovim has started; `begin` switches the servers on.
function M.session(begin)
  vim.api.nvim_create_autocmd('VimEnter', {
    callback = vim.schedule_wrap(function()
      run(begin)
    end),
  })
end

return M

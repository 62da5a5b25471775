--- What a person does in Neovim, step by step; what they see goes into a JSON file.
---
--- Started by test_neovim.py as `nvim --clean --headless -S neovim_session.lua PROGRAM`,
--- with the plug-in's folder and the file to write in the environment.

local WAIT_MILLISECONDS = 20000
local steps = {}

local function wait_for(what, condition)
  if not vim.wait(WAIT_MILLISECONDS, condition, 50) then
    error(('waited in vain for %s'):format(what))
  end
end

local function press(keys)
  vim.api.nvim_feedkeys(vim.keycode(keys), 'mx', false)
end

--- Puts the cursor on the name `"w"` in a line of the program, counted from 1.
local function go_to_name(line)
  local text = vim.api.nvim_buf_get_lines(0, line - 1, line, true)[1]
  vim.api.nvim_win_set_cursor(0, { line, (text:find('"w"', 1, true)) })
end

local function place()
  local line, column = unpack(vim.api.nvim_win_get_cursor(0))
  return { line = line, column = column + 1 }
end

local function errors()
  return vim.diagnostic.get(0, { severity = vim.diagnostic.severity.ERROR })
end

local function floating_text()
  local window = vim.b.lsp_floating_preview
  if window and vim.api.nvim_win_is_valid(window) then
    local buffer = vim.api.nvim_win_get_buf(window)
    return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n')
  end
end

local function step(name, action)
  table.insert(steps, { name = name, action = action })
end

step('attached', function()
  wait_for('a server', function()
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'tfscope' })[1]
    return client and client.initialized
  end)
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'tfscope' })[1]
  return { root = client.root_dir, version = (client.server_info or {}).version }
end)

step('errors', function()
  wait_for('an error', function()
    return #errors() > 0
  end)
  return vim.tbl_map(function(found)
    return { line = found.lnum + 1, code = found.code, message = found.message }
  end, errors())
end)

step('hover', function()
  go_to_name(7)
  press('K')
  wait_for('a hover', floating_text)
  return floating_text()
end)

step('definition', function()
  go_to_name(7)
  press('<C-]>')
  wait_for('a jump', function()
    return place().line ~= 7
  end)
  return place()
end)

step('references', function()
  go_to_name(7)
  press('grr')
  wait_for('a list of places', function()
    return #vim.fn.getqflist() > 0
  end)
  local lines = vim.tbl_map(function(item)
    return item.lnum
  end, vim.fn.getqflist())
  vim.cmd.cclose()
  return lines
end)

step('highlight', function()
  go_to_name(7)
  vim.lsp.buf.document_highlight()
  local namespace = vim.api.nvim_create_namespace('nvim.lsp.references')
  wait_for('marked places', function()
    return #vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, {}) > 0
  end)
  local lines = vim.tbl_map(function(mark)
    return mark[2] + 1
  end, vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, {}))
  vim.lsp.buf.clear_references()
  return lines
end)

step('symbols', function()
  press('gO')
  wait_for('a list of symbols', function()
    return #vim.fn.getloclist(0) > 0
  end)
  local texts = vim.tbl_map(function(item)
    return item.text
  end, vim.fn.getloclist(0))
  vim.cmd.lclose()
  return texts
end)

step('lenses', function()
  vim.lsp.codelens.refresh({ bufnr = 0 })
  wait_for('lenses', function()
    return #vim.lsp.codelens.get(0) > 0
  end)
  local titles = vim.tbl_map(function(lens)
    return lens.command.title
  end, vim.lsp.codelens.get(0))
  vim.api.nvim_win_set_cursor(0, { 6, 0 })
  vim.lsp.codelens.run()
  wait_for('the places behind a lens', function()
    return vim.bo.buftype == 'quickfix'
  end)
  local lines = vim.tbl_map(function(item)
    return item.lnum
  end, vim.fn.getqflist())
  vim.cmd.cclose()
  return { titles = titles, lines = lines }
end)

step('completion', function()
  vim.api.nvim_buf_set_lines(0, -1, -1, true, { 'with tf.variable_scope("a", reuse=True):', '    tf.get_variable("")' })
  local line = vim.api.nvim_buf_line_count(0)
  vim.api.nvim_win_set_cursor(0, { line, 21 })
  local params = vim.lsp.util.make_position_params(0, 'utf-16')
  local words
  for _, answer in pairs(vim.lsp.buf_request_sync(0, 'textDocument/completion', params, WAIT_MILLISECONDS) or {}) do
    words = vim.tbl_map(function(item)
      return item.label
    end, answer.result and answer.result.items or {})
  end
  vim.api.nvim_buf_set_lines(0, -3, -1, true, {})
  return words
end)

step('rename', function()
  go_to_name(6)
  vim.lsp.buf.rename('weights')
  wait_for('the new name', function()
    return vim.api.nvim_buf_get_lines(0, 6, 7, true)[1]:find('"weights"', 1, true)
  end)
  local lines = vim.api.nvim_buf_get_lines(0, 5, 7, true)
  vim.cmd.undo()
  return lines
end)

step('workspace symbols', function()
  vim.lsp.buf.workspace_symbol('aw')
  wait_for('symbols', function()
    return #vim.fn.getqflist() > 0 and vim.fn.getqflist({ title = true }).title:find('Symbols')
  end)
  local texts = vim.tbl_map(function(item)
    return item.text
  end, vim.fn.getqflist())
  vim.cmd.cclose()
  return texts
end)

step('tree', function()
  local program = vim.api.nvim_get_current_buf()
  vim.cmd.TfscopeTree()
  wait_for('the tree', function()
    return vim.bo.filetype == 'tfscope'
  end)
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  vim.fn.search('^    w', 'w')
  press('<CR>')
  wait_for('a jump to the program', function()
    return vim.api.nvim_get_current_buf() == program
  end)
  local line = place().line
  vim.cmd.only()
  return { lines = lines, line = line }
end)

step('health', function()
  local program = vim.api.nvim_get_current_buf()
  vim.cmd.checkhealth('tfscope')
  wait_for('the report', function()
    return vim.fn.search('Log:', 'nw') > 0
  end)
  local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
  vim.api.nvim_set_current_buf(program)
  return text
end)

step('settings', function()
  local counts = {}
  for _, severity in ipairs({ 'off', 'error' }) do
    -- As the help says: new settings, and a new start.
    vim.lsp.config('tfscope', { settings = { tfscope = { rules = { TFS101 = severity } } } })
    vim.lsp.enable('tfscope', false)
    vim.lsp.enable('tfscope', true)
    wait_for('an answer of the new server', function()
      local client = vim.lsp.get_clients({ bufnr = 0, name = 'tfscope' })[1]
      return client and client.initialized and #errors() == (severity == 'off' and 0 or 1)
    end)
    counts[severity] = #errors()
  end
  return counts
end)

step('fix', function()
  local offered = {}
  vim.ui.select = function(items, options, choose)
    for _, item in ipairs(items) do
      table.insert(offered, options.format_item(item))
    end
    choose(items[1], 1)
  end
  go_to_name(11)
  local tick = vim.b.changedtick
  press('gra')
  wait_for('a change of the text', function()
    return vim.b.changedtick ~= tick
  end)
  wait_for('the error to go', function()
    return #errors() == 0
  end)
  vim.cmd.write()
  return offered
end)

step('help', function()
  vim.cmd.helptags(vim.env.TFSCOPE_PLUGIN .. '/doc')
  vim.cmd.help('tfscope-settings-rules')
  return vim.api.nvim_get_current_line()
end)

local function session()
  vim.opt.runtimepath:prepend(vim.env.TFSCOPE_PLUGIN)
  vim.cmd.runtime('plugin/tfscope.lua')
  vim.lsp.enable('tfscope')
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

vim.api.nvim_create_autocmd('VimEnter', { callback = vim.schedule_wrap(session) })

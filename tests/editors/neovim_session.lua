--- What a person does in Neovim, step by step; what they see goes into a JSON file.
---
--- Started by test_neovim.py as `nvim --clean --headless -S neovim_session.lua PROGRAM`.

local steps = dofile(vim.fs.joinpath(vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2)), 'neovim_steps.lua'))
local wait_for, press, place, errors, step = steps.wait_for, steps.press, steps.place, steps.errors, steps.step

--- Puts the cursor on the name `"w"` in a line of the program, counted from 1.
local function go_to_name(line)
  local text = vim.api.nvim_buf_get_lines(0, line - 1, line, true)[1]
  vim.api.nvim_win_set_cursor(0, { line, (text:find('"w"', 1, true)) })
end

step('attached', function()
  wait_for('a server', function()
    return steps.client()
  end)
  local client = assert(steps.client())
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
  return steps.hover()
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
  return vim.tbl_map(function(item)
    return item.lnum
  end, steps.quickfix())
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
  local lines = vim.tbl_map(function(item)
    return item.lnum
  end, steps.quickfix())
  return { titles = titles, lines = lines }
end)

step('completion', function()
  vim.api.nvim_buf_set_lines(0, -1, -1, true, { 'with tf.variable_scope("a", reuse=True):', '    tf.get_variable("")' })
  local line = vim.api.nvim_buf_line_count(0)
  vim.api.nvim_win_set_cursor(0, { line, 21 })
  local words = steps.completions().tfscope
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

step('name and map', function()
  go_to_name(7)
  local copied = {}
  for _, command in ipairs({ 'TfscopeName', 'TfscopeMap' }) do
    vim.fn.setreg('"', '')
    vim.cmd[command]()
    wait_for('what ' .. command .. ' copies', function()
      return vim.fn.getreg('"') ~= ''
    end)
    table.insert(copied, vim.fn.getreg('"'))
  end
  return copied
end)

step('hints', function()
  vim.lsp.config('tfscope', { settings = { tfscope = { features = { inlayHint = true } } } })
  steps.restart()
  vim.lsp.inlay_hint.enable(true, { bufnr = 0 })
  wait_for('hints', function()
    return #vim.lsp.inlay_hint.get({ bufnr = 0 }) > 0
  end)
  local hints = vim.tbl_map(function(found)
    local label = found.inlay_hint.label
    return type(label) == 'string' and label or label[1].value
  end, vim.lsp.inlay_hint.get({ bufnr = 0 }))
  vim.lsp.inlay_hint.enable(false, { bufnr = 0 })
  return hints
end)

step('two files', function()
  local program = vim.api.nvim_get_current_buf()
  vim.cmd.edit('layers.py')
  wait_for('the server', function()
    return steps.client()
  end)
  vim.api.nvim_win_set_cursor(0, { 4, 5 })
  -- The server has read the file when it has answered this. Callers are asked for once: each answer opens its list.
  vim.lsp.buf_request_sync(0, 'textDocument/codeLens', { textDocument = vim.lsp.util.make_text_document_params() }, 20000)
  vim.lsp.buf.incoming_calls()
  local callers = vim.tbl_map(function(item)
    return { vim.fs.basename(vim.fn.bufname(item.bufnr)), item.lnum }
  end, steps.quickfix())
  vim.ui.select = function(programs, options, choose)
    for _, program in ipairs(programs) do
      if vim.startswith(options.format_item(program), 'model.py') then
        choose(program)
      end
    end
  end
  vim.api.nvim_win_set_cursor(0, { 5, 32 })
  local hovers = { steps.hover() }
  vim.cmd.TfscopeProgram()
  wait_for('the choice', function()
    return vim.fn.execute('messages'):find('speaks of model.py', 1, true)
  end)
  table.insert(hovers, steps.hover())
  vim.cmd.edit('model.py')
  vim.fn.search('"kernel"')
  vim.lsp.buf.rename('weights')
  wait_for('the new name', function()
    return vim.api.nvim_buf_get_lines(0, 10, 11, false)[1]:find('"weights"', 1, true)
  end)
  vim.fn.setreg('"', '')
  vim.cmd('TfscopeMap!')
  vim.cmd.wall()
  vim.api.nvim_set_current_buf(program)
  return { callers = callers, hovers = hovers, map = vim.fn.getreg('"') }
end)

step('workspace symbols', function()
  vim.lsp.buf.workspace_symbol('aw')
  return vim.tbl_map(function(item)
    return item.text
  end, steps.quickfix())
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
    steps.restart()
    wait_for('an answer of the new server', function()
      return #errors() == (severity == 'off' and 0 or 1)
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

steps.session(function()
  vim.lsp.enable('tfscope')
end)

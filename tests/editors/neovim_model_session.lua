--- A real model of thousands of lines, with Pyright at work in the same buffers.
---
--- Started by test_neovim_model.py as `nvim --clean --headless -S neovim_model_session.lua finetune.py`.

local steps = dofile(vim.fs.joinpath(vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2)), 'neovim_steps.lua'))
local wait_for, press, step = steps.wait_for, steps.press, steps.step

--- Puts the cursor on the last character of `text`, where it first stands.
local function go_to(text)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  assert(vim.fn.search(text, 'ceW') > 0, text)
end

step('diagnostics', function()
  wait_for('the diagnostics of both', function()
    local sources = {}
    for _, found in ipairs(vim.diagnostic.get(0)) do
      sources[found.source] = true
    end
    return sources.tfscope and sources.Pyright
  end)
  return vim.tbl_map(function(found)
    return { found.source, found.lnum + 1, found.code }
  end, vim.diagnostic.get(0))
end)

step('hovers', function()
  local texts = {}
  for _, place in ipairs({ 'BertModel', '"classif', 'pooled' }) do
    go_to(place)
    texts[place] = steps.hover()
  end
  return texts
end)

step('completions', function()
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  local words = {}
  for name, text in pairs({ string = '    tf.get_variable("', code = '    model.' }) do
    vim.api.nvim_buf_set_lines(0, -1, -1, true, { 'with tf.variable_scope("classifier", reuse=True):', text })
    vim.api.nvim_win_set_cursor(0, { #lines + 2, 0 })
    vim.cmd.startinsert({ bang = true })
    vim.api.nvim_win_set_cursor(0, { #lines + 2, #text })
    words[name] = steps.completions()
    vim.cmd.stopinsert()
    vim.api.nvim_buf_set_lines(0, 0, -1, true, lines)
  end
  return words
end)

step('definition', function()
  go_to('again = tf.get_variable("w')
  press('<C-]>')
  wait_for('a jump', function()
    return steps.place().line == 12
  end)
  return { buftype = vim.bo.buftype }
end)

step('actions', function()
  go_to('bias = tf.get_variable("w')
  local titles = {}
  for _, client in ipairs(vim.lsp.get_clients({ bufnr = 0, method = 'textDocument/codeAction' })) do
    local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
    local here = vim.diagnostic.get(0, { lnum = vim.fn.line('.') - 1 })
    params.context = {
      diagnostics = vim.tbl_map(function(found)
        return found.user_data.lsp
      end, here),
    }
    local answer = client:request_sync('textDocument/codeAction', params, steps.WAIT_MILLISECONDS, vim.api.nvim_get_current_buf())
    titles[client.name] = vim.tbl_map(function(action)
      return action.title
    end, answer and answer.result or {})
  end
  return titles
end)

step('renames', function()
  local lines = {}
  for text, new in pairs({ pooled = 'output', ['"classif'] = 'head' }) do
    go_to(text)
    local tick = vim.b.changedtick
    vim.lsp.buf.rename(new)
    wait_for('the new name ' .. new, function()
      return vim.b.changedtick ~= tick
    end)
    lines[new] = #vim.fn.matchbufline('%', '\\<' .. new .. '\\>', 1, '$')
    vim.cmd.undo()
  end
  return lines
end)

step('the file of the model', function()
  vim.cmd.edit('bert/modeling.py')
  wait_for('both servers', function()
    return steps.client() and steps.client('pyright')
  end)
  go_to('query_layer = tf.layers.dense')
  local text
  -- A file that programs load is told of before all of these have run.
  wait_for('the hover of all programs', function()
    text = steps.hover()
    return text:find('layer_0', 1, true)
  end)
  press('gO')
  wait_for('symbols', function()
    return #vim.fn.getloclist(0) > 0
  end)
  local symbols = #vim.fn.getloclist(0)
  vim.cmd.lclose()
  return { hover = text, symbols = symbols, lines = vim.api.nvim_buf_line_count(0) }
end)

step('the tree', function()
  local lines
  -- A file that many programs load is told of before all of them have run.
  wait_for('the whole tree', function()
    vim.cmd.TfscopeTree()
    wait_for('a tree', function()
      return vim.bo.filetype == 'tfscope'
    end)
    lines = vim.api.nvim_buf_line_count(0)
    vim.cmd.close()
    return lines > 200
  end)
  return lines
end)

steps.session(function()
  vim.lsp.config('pyright', {
    cmd = { vim.env.TFSCOPE_PYRIGHT, '--stdio' },
    filetypes = { 'python' },
    root_markers = { 'pyproject.toml' },
    settings = { python = { analysis = { autoSearchPaths = true } } },
  })
  vim.lsp.enable({ 'tfscope', 'pyright' })
end)

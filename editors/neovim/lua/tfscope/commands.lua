--- The commands of `plugin/tfscope.lua`, but for the tree.
local M = {}

local NAME = 'tfscope'

---@param text string
---@param level? integer
local function tell(text, level)
  vim.notify('tfscope: ' .. text, level or vim.log.levels.INFO)
end

--- Asks the server of the current buffer a question that is no part of LSP.
---@param method string
---@param more table<string, any> what the parameters have beside the document
---@param use fun(answer: any, client: vim.lsp.Client)
function M.ask(method, more, use)
  local buffer = vim.api.nvim_get_current_buf()
  local client = vim.lsp.get_clients({ bufnr = buffer, name = NAME })[1]
  if not client then
    tell('no server runs for this buffer', vim.log.levels.WARN)
    return
  end
  local params = vim.tbl_extend('error', { textDocument = vim.lsp.util.make_text_document_params(buffer) }, more)
  client:request(method, params, function(problem, answer)
    if problem then
      tell(problem.message, vim.log.levels.ERROR)
    else
      use(answer, client)
    end
  end, buffer)
end

--- Copies to the unnamed register, and to the clipboard where there is one.
---@param text string
---@param what string
local function copy(text, what)
  vim.fn.setreg('"', text)
  if vim.fn.has('clipboard') == 1 then
    pcall(vim.fn.setreg, '+', text)
  end
  tell('copied ' .. what)
end

--- `:TfscopeName`: copies the full name that the cursor is on; where there are several, asks for one.
function M.copy_name()
  local client = vim.lsp.get_clients({ bufnr = 0, name = NAME })[1]
  local position = client and vim.lsp.util.make_position_params(0, client.offset_encoding).position
  M.ask('tfscope/names', { position = position }, function(names)
    if not names or #names == 0 then
      tell('no variable or variable scope is at the cursor')
    elseif #names == 1 then
      copy(names[1], names[1])
    else
      vim.ui.select(names, { prompt = 'Copy the name' }, function(name)
        if name then
          copy(name, name)
        end
      end)
    end
  end)
end

---@param nodes tfscope.Node[]
---@param names string[]
local function add_names(nodes, names)
  for _, node in ipairs(nodes) do
    if node.name and not vim.list_contains(names, node.name) then
      table.insert(names, node.name)
    end
    add_names(node.children, names)
  end
end

--- `:TfscopeMap`: copies the names of all variables as a map for `tf.train.init_from_checkpoint`.
function M.copy_map()
  M.ask('tfscope/variables', {}, function(nodes)
    local names = {}
    add_names(nodes or {}, names)
    local rows = vim.tbl_map(function(name)
      return ('    "%s": "%s",\n'):format(name, name)
    end, names)
    copy(('{\n%s}\n'):format(table.concat(rows)), ('a map of %d name(s)'):format(#names))
  end)
end

--- The map that the server has made: of a code action, or of the names before and after a renaming.
---@param text string
function M.copy_text(text)
  copy(text, 'the map')
end

---@param map string
function M.offer_map(map)
  M.renamed = map
  tell('checkpoints have the old names, `:TfscopeMap!` copies a map from them to the new ones')
end

--- `:TfscopeMap!`: copies the map of the last renaming.
function M.copy_renamed()
  if M.renamed then
    copy(M.renamed, 'the map')
  else
    tell('nothing was renamed yet')
  end
end

--- `:TfscopeProgram`: chooses the program that hovers, hints, lenses and completion speak of.
function M.choose_program()
  M.ask('tfscope/programs', {}, function(found)
    local choices = { { label = 'All programs', detail = '' } }
    vim.list_extend(choices, found.programs)
    local options = {
      prompt = 'Program',
      format_item = function(program)
        return vim.trim(('%s  %s'):format(program.label, program.detail))
      end,
    }
    vim.ui.select(choices, options, function(program)
      if program then
        M.ask('tfscope/pinProgram', { program = program.id or vim.NIL }, function()
          tell('speaks of ' .. program.label:gsub('^All', 'all'))
        end)
      end
    end)
  end)
end

--- `:TfscopeRestart`: ends the servers, and starts others.
function M.restart()
  vim.lsp.enable(NAME, false)
  vim.lsp.enable(NAME, true)
end

return M

--- `:checkhealth tfscope`
local M = {}

local health = vim.health
local NAME = 'tfscope'
local ANSWER_MILLISECONDS = 20000

local function check_neovim()
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok('Neovim ' .. tostring(vim.version()))
    return true
  end
  health.error('Neovim ' .. tostring(vim.version()) .. ' has no `vim.lsp.enable()`', 'Install Neovim 0.11 or newer')
  return false
end

---@return vim.lsp.Config?
local function check_config()
  local config = vim.lsp.config[NAME]
  if not config then
    health.error('No configuration `lsp/tfscope.lua` was found', "Add the plugin's folder to 'runtimepath'")
  elseif vim.lsp.is_enabled and not vim.lsp.is_enabled(NAME) then
    health.warn('tfscope is not enabled', "Add `vim.lsp.enable('tfscope')` to your init.lua")
  else
    health.ok('The configuration was found, and is enabled')
  end
  return config
end

---@param config vim.lsp.Config
local function check_server(config)
  local cmd = config.cmd
  if type(cmd) ~= 'table' then
    health.info('`cmd` is a function, its server is not checked')
    return
  end
  local path = vim.fn.exepath(cmd[1])
  if path == '' then
    health.error(('`%s` is not executable'):format(cmd[1]), {
      'Run `pip install tfscope`, in an environment whose `bin` is on $PATH',
      "Or name it: `vim.lsp.config('tfscope', { cmd = { '/path/to/tfscope', 'server' } })`",
    })
    return
  end
  local is_started, process = pcall(vim.system, { path, '--version' }, { text = true, timeout = ANSWER_MILLISECONDS })
  local answer = is_started and process:wait() or { code = -1, stdout = '', stderr = tostring(process) }
  if answer.code == 0 then
    health.ok(('%s: %s'):format(path, vim.trim(answer.stdout)))
  else
    health.error(('`%s --version` failed'):format(path), vim.trim(answer.stderr))
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = NAME })
  if #clients == 0 then
    health.info('No server is running, one starts with the first Python file')
  end
  for _, client in ipairs(clients) do
    local version = (client.server_info or {}).version or '?'
    local buffers = vim.tbl_count(client.attached_buffers)
    local root = client.root_dir or 'none'
    health.ok(('Server %s runs for %d buffer(s), root folder: %s'):format(version, buffers, root))
  end
  health.info('Log: ' .. vim.lsp.log.get_filename())
end

function M.check()
  health.start(NAME)
  if not check_neovim() then
    return
  end
  local config = check_config()
  if config then
    check_server(config)
  end
  check_clients()
end

return M

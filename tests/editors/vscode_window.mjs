// A VS Code with the packaged extension, and what a person does with its window.

import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";

export const CACHE = path.resolve(process.env.TFSCOPE_TEST_CACHE ?? path.join(os.homedir(), ".cache", "tfscope-tests"));
const CODE_SERVER = path.join(CACHE, "code-server", "node_modules", "code-server", "out", "node", "entry.js");
const CHROMIUM = process.env.TFSCOPE_CHROMIUM ?? "/usr/bin/chromium";

const START_MILLISECONDS = 60_000;
const WAIT_MILLISECONDS = 45_000;
const HURRIED_MILLISECONDS = 5_000;
const COMMAND_MILLISECONDS = 3_000;
const FOLDERS_MILLISECONDS = 10_000;
const FADE_MILLISECONDS = 400;

// Without these, a browser on a machine that reaches no network spends its time on trying.
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const USER_SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "chat.commandCenter.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "editor.minimap.enabled": false,
  "editor.hover.delay": 100,
  "files.simpleDialog.enable": true,
  "files.autoSave": "off",
};

let waitMilliseconds = WAIT_MILLISECONDS;

/** Installs `vsix` in a VS Code of its own and starts it; `environment` is added to the server's. */
export async function startCode({ folder, vsix, settings, environment }) {
  const data = path.join(folder, "data");
  const common = [
    CODE_SERVER,
    ...["--user-data-dir", data, "--extensions-dir", path.join(folder, "extensions")],
    ...["--config", path.join(folder, "config.yaml")],
  ];
  await fs.mkdir(path.join(data, "User"), { recursive: true });
  await fs.writeFile(path.join(data, "User", "settings.json"), JSON.stringify({ ...USER_SETTINGS, ...settings }));
  await fs.writeFile(path.join(folder, "config.yaml"), "cert: false\n");
  await finished(spawn(process.execPath, [...common, "--install-extension", vsix], { stdio: "pipe" }));
  const port = await freePort();
  const options = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"];
  const code = spawn(process.execPath, [...common, ...options], {
    env: { ...process.env, ...environment },
    stdio: "pipe",
  });
  await said(code, /HTTP server listening/);
  const { chromium } = createRequire(path.join(CACHE, "playwright", "package.json"))("playwright-core");
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
  return {
    open: async (workspace, pictures) => {
      const kind = workspace.endsWith(".code-workspace") ? "workspace" : "folder";
      return Window.open(browser, `http://127.0.0.1:${port}/?${kind}=${workspace}`, pictures);
    },
    log: () => extensionLog(path.join(data, "logs")),
    stop: async () => {
      await browser.close();
      code.kill();
    },
  };
}

/** A window of VS Code on one workspace. */
export class Window {
  #pictures;

  constructor(page, pictures) {
    this.page = page;
    this.#pictures = pictures;
  }

  static async open(browser, url, pictures) {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    page.setDefaultTimeout(WAIT_MILLISECONDS);
    await page.goto(url);
    await page.locator(".monaco-workbench .part.editor").waitFor();
    await page.locator(".statusbar-item").first().waitFor();
    // A workspace of several folders sometimes comes without them, and with them when it is loaded again.
    const files = page.locator(".explorer-folders-view .monaco-list-row").first();
    await files.waitFor({ timeout: FOLDERS_MILLISECONDS }).catch(() => page.reload());
    await files.waitFor();
    return new Window(page, pictures);
  }

  /** Shortens all later waits: what is asked for after a failure seldom comes. */
  hurry() {
    waitMilliseconds = HURRIED_MILLISECONDS;
    this.page.setDefaultTimeout(waitMilliseconds);
  }

  async picture(name) {
    await this.page.waitForTimeout(FADE_MILLISECONDS);
    await this.page.screenshot({ path: path.join(this.#pictures, `${name}.png`) });
  }

  async close() {
    await this.page.close();
  }

  /** Trusts the workspace, and closes the page that asks for it. */
  async trust() {
    await this.command("Workspaces: Manage Workspace Trust");
    await this.page.locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust$/ }).click();
    await this.page.locator(".workspace-trust-editor", { hasText: "trusted" }).waitFor();
    await this.page.keyboard.press("Control+W");
  }

  /** Runs the command of this title, without waiting for what it does. A window that opens may not know it yet. */
  async command(title) {
    const found = this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: title });
    await until(`the command ${title}`, async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("F1");
      // A key that is pressed while the window is busy opens nothing.
      const input = this.page.locator(".quick-input-widget input");
      return input
        .fill(`>${title}`, { timeout: COMMAND_MILLISECONDS })
        .then(() => found.waitFor({ timeout: COMMAND_MILLISECONDS }))
        .then(() => true, () => false);
    });
    await this.page.keyboard.press("Enter");
  }

  async openFile(name) {
    await this.page.locator(".explorer-folders-view .monaco-list-row", { has: this.page.getByText(name, { exact: true }) }).dblclick();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  }

  async closeTab(name) {
    const tab = this.page.locator(".tab", { hasText: name });
    await tab.click();
    await tab.locator(".codicon-close").click();
    await tab.waitFor({ state: "detached" });
  }

  /** Puts the cursor on `line` and `column`, both from 1. */
  async goTo(line, column) {
    await this.page.keyboard.press("Control+G");
    const input = this.page.locator(".quick-input-widget input");
    await input.fill(`:${line}:${column}`);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: `line ${line}` }).waitFor();
    await this.page.keyboard.press("Enter");
    await this.cursorAt(line, column);
  }

  async cursorAt(line, column = "") {
    await this.page.locator(".statusbar-item", { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  }

  /** Opens the quick pick at `prefix`, once it offers `offered` first. */
  async quickOpen(prefix, offered) {
    await this.page.keyboard.press("Control+P");
    await this.page.locator(".quick-input-widget input").fill(prefix);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: offered }).first().waitFor();
  }

  /** Takes the entry of a quick pick that is open. */
  async choose(entry) {
    await this.page.locator(".quick-input-widget input").fill(entry);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: entry }).waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** The lines of the editor that have a text. */
  lines(hasText) {
    return this.page.locator(".view-line:visible", { hasText });
  }

  clipboard() {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** The squiggles of errors in the editor. */
  get squiggles() {
    return this.page.locator(".squiggly-error:visible");
  }

  /** The text of the hover at the cursor, once it has `pattern` in it. */
  async hover(pattern) {
    await this.page.keyboard.press("Control+K");
    await this.page.keyboard.press("Control+I");
    const hover = this.page.locator(".monaco-hover:not(.hidden)", { hasText: pattern });
    await hover.waitFor();
    return hover.innerText();
  }

  /** Opens the menu of the quick fixes at the cursor, once there are any, and answers their titles; Enter takes the first. */
  async quickFixes() {
    const titles = this.page.locator(".action-widget .monaco-list-row.action .title");
    await until("quick fixes", async () => {
      await this.page.keyboard.press("Control+.");
      return titles.first().waitFor({ timeout: COMMAND_MILLISECONDS }).then(() => true, () => false);
    });
    return titles.allInnerTexts();
  }

  /** Waits until the `{}` entry of the status bar says that the extension is in `state`. */
  async inState(state) {
    await this.page.locator(`[id='status.languageStatus'][aria-label*="tfscope: ${state}"]`).waitFor();
  }

  /** Waits until `count` errors are underlined. */
  async squiggled(count) {
    await until(`${count} squiggles`, async () => (await this.squiggles.count()) === count);
  }
}

/** Waits until `condition` answers true. */
export async function until(what, condition) {
  const end = Date.now() + waitMilliseconds;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What the extension and its servers wrote to their log, of all windows. */
async function extensionLog(folder) {
  const files = await fs.readdir(folder, { recursive: true });
  const logs = files.filter((file) => path.basename(file) === "tfscope.log").sort();
  const texts = await Promise.all(logs.map((file) => fs.readFile(path.join(folder, file), "utf8")));
  return texts.join("\n");
}

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function finished(process) {
  const output = collect(process);
  const code = await new Promise((resolve) => process.on("close", resolve));
  if (code !== 0) {
    throw new Error(`${process.spawnargs.join(" ")} failed:\n${output.text}`);
  }
}

async function said(process, pattern) {
  const output = collect(process);
  const end = Date.now() + START_MILLISECONDS;
  while (!pattern.test(output.text)) {
    if (process.exitCode !== null || Date.now() > end) {
      throw new Error(`${process.spawnargs.join(" ")} did not say ${pattern}:\n${output.text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function collect(process) {
  const output = { text: "" };
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("data", (chunk) => (output.text += chunk));
  }
  return output;
}

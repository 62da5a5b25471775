// A real VS Code, in a real browser, with the packaged extension: `run_vscode.sh` sets all of it up.
//
// The environment is a hostile one: `PYTHONPATH` holds broken modules of the names that the server imports,
// and the Python that runs the server has no packages at all.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCode, until } from "./vscode_window.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const SHADOWED = ["attr", "attrs", "cattrs", "lsprotocol", "pygls", "jedi", "parso", "libcst", "tfscope"];
const PROGRAM = "sharing.py";
const PROGRAMS = [PROGRAM, "layers.py", "model.py"];
const NOTEBOOK = "sharing.ipynb";

let folder, python, stranger, pictures, code, window;

before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "tfscope-vscode-"));
  pictures = process.env.TFSCOPE_PICTURES ?? path.join(folder, "pictures");
  await fs.mkdir(pictures, { recursive: true });
  const shadows = path.join(folder, "shadows");
  await fs.mkdir(shadows);
  for (const name of SHADOWED) {
    await fs.writeFile(path.join(shadows, `${name}.py`), "raise ImportError('a module of the user is imported')\n");
  }
  execFileSync(process.env.PYTHON ?? "python3", ["-m", "venv", "--without-pip", path.join(folder, "environment")]);
  python = path.join(folder, "environment", "bin", "python");
  await pythonExtension(path.join(folder, "selected"));
  code = await startCode({
    folder: path.join(folder, "code"),
    vsix: path.resolve(process.env.TFSCOPE_VSIX),
    settings: { "tfscope.interpreter": [python] },
    environment: { PYTHONPATH: shadows },
  });
  window = await code.open(await workspace("project"), pictures);
});

after(async () => {
  await code?.stop();
  await until("the servers to end", async () => (await servers()).length === 0);
  await fs.rm(folder, { recursive: true, force: true });
});

step("a workspace can be trusted", async () => {
  await window.trust();
});

step("an error is underlined", async () => {
  await window.openFile(PROGRAM);
  await window.squiggled(1);
  await window.picture("squiggle");
});

step("the status bar tells that the server runs", async () => {
  await window.inState("ready");
});

step("a hover tells the full name and the shape", async () => {
  await window.goTo(7, 31);
  const text = await window.hover(/\(2, 3\)/);
  await window.picture("hover");
  assert.match(text, /a\/w/);
  await window.page.keyboard.press("Escape");
});

step("F12 on a shared variable goes to its creation", async () => {
  await window.goTo(7, 31);
  await window.page.keyboard.press("F12");
  await window.cursorAt(6);
  await window.picture("definition");
});

step("Shift+F12 on a variable that one other call shares goes to that call", async () => {
  await window.goTo(6, 31);
  await window.page.keyboard.press("Shift+F12");
  await window.cursorAt(7);
});

step("a lens tells how many calls share a variable, and lists them", async () => {
  const lens = window.page.locator(".codelens-decoration", { hasText: "shared by 1 call" });
  await lens.waitFor();
  await window.picture("code-lens");
  await lens.locator("a").click();
  await window.page.locator(".reference-zone-widget").waitFor();
  await window.page.keyboard.press("Escape");
});

step("the view tells the variables of the program, and leads to them", async () => {
  await window.command("Explorer: Focus on Variables (TensorFlow) View");
  const row = window.page.locator(".monaco-list-row[aria-label*='(2, 3)']").first();
  await row.waitFor();
  await window.picture("variables");
  await row.click();
  await window.cursorAt(6);
});

step("names are completed in a string, in a line that is not finished", async () => {
  await window.openFile("model.py");
  await window.goTo(11, 30);
  await window.page.keyboard.type('\ntf.get_variable("');
  const offered = window.page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "kernel" });
  await offered.first().waitFor();
  await window.picture("completion");
  await window.page.keyboard.press("Escape");
  await window.command("File: Revert File");
  await window.page.locator(".tab.active:not(.dirty)").waitFor();
});

step("F2 renames a variable in two files", async () => {
  await window.goTo(11, 24);
  await window.page.keyboard.press("F2");
  const input = window.page.locator(".rename-box input");
  await input.fill("weights");
  await window.picture("rename");
  await input.press("Enter");
  await window.page.locator(".view-line", { hasText: 'get_variable("weights")' }).waitFor();
  await window.command("File: Save All");
  const file = path.join(folder, "project", "layers.py");
  await until("the saved file", async () => /get_variable\("weights", \[4/.test(await fs.readFile(file, "utf8")));
  await window.openFile(PROGRAM);
});

step("a server that is started again answers again", async () => {
  await window.command("tfscope: Restart Server");
  await window.squiggled(0);
  await window.squiggled(1);
});

step("a rule that is switched off in the settings is silent, and speaks when it is on again", async () => {
  await settings("project", { "tfscope.rules": { TFS101: "off" } });
  await window.squiggled(0);
  await settings("project", {});
  await window.squiggled(1);
});

step("a server that is switched off in the settings ends, and starts when it is on again", async () => {
  await settings("project", { "tfscope.enable": false });
  await window.squiggled(0);
  await window.inState("off");
  await settings("project", {});
  await window.squiggled(1);
});

step("a server that crashes is started again", async () => {
  await until("the earlier servers to end", async () => (await servers()).length === 1);
  const [crashing] = await servers();
  process.kill(crashing, "SIGKILL");
  await until("another server", async () => !(await servers()).includes(crashing) && (await servers()).length === 1);
  await window.inState("ready");
  await window.squiggled(1);
});

step("a server that cannot start is told of, and leaves nothing behind", async () => {
  const endsLater = ["/bin/sh", "-c", "read line; echo 'for a reason' >&2; exit 3"];
  for (const [name, command] of Object.entries({ missing: ["/does/not/exist"], ends: ["/bin/false"], endsLater })) {
    await settings("project", { "tfscope.path": command });
    await window.squiggled(0);
    await window.inState("not running");
    await window.picture(`no server - ${name}`);
    await settings("project", {});
    await window.squiggled(1);
    await window.command("Notifications: Clear All Notifications");
  }
});

step("a quick fix makes the program right", async () => {
  await window.goTo(11, 22);
  const titles = await window.quickFixes();
  await window.picture("quick-fix");
  assert.match(titles[0], /AUTO_REUSE/);
  await window.page.keyboard.press("Enter");
  await window.squiggled(0);
  await window.page.keyboard.press("Control+S");
  const file = path.join(folder, "project", PROGRAM);
  await until("the saved file", async () => /scope\("b".*AUTO_REUSE/.test(await fs.readFile(file, "utf8")));
  await window.picture("fixed");
});

// The server should read the cells as one program, and underline the error of the last one.
step("the cells of a notebook are left alone", async () => {
  await window.openFile(NOTEBOOK);
  await window.page.locator(".notebookOverlay .cell .view-line", { hasText: "get_variable" }).first().waitFor();
  await window.picture("notebook");
  await window.squiggled(0);
});

step("where the settings name no interpreter, it is the one that is selected in the Python extension", async () => {
  const selected = await tracedInterpreter(path.join(folder, "selected"));
  await settings("project", { "tfscope.interpreter": [] });
  await until("the selected interpreter", selected.wasRun);
  await settings("project", {});
});

step("a workspace that is not trusted names no interpreter", async () => {
  const project = await workspace("stranger");
  stranger = await tracedInterpreter(path.join(project, "python"));
  await settings("stranger", { "tfscope.interpreter": [stranger.file] });
  await window.close();
  window = await code.open(project, pictures);
  await window.openFile(PROGRAM);
  await window.squiggled(1);
  await window.picture("restricted");
  assert.equal(await stranger.wasRun(), false);
});

step("a workspace that is not trusted sets the rules", async () => {
  await settings("stranger", { "tfscope.interpreter": [stranger.file], "tfscope.rules": { TFS101: "off" } });
  await window.squiggled(0);
  await settings("stranger", { "tfscope.interpreter": [stranger.file] });
  await window.squiggled(1);
  assert.equal(await stranger.wasRun(), false);
});

step("a workspace that becomes trusted names the interpreter", async () => {
  await window.trust();
  await until("the interpreter of the workspace", stranger.wasRun);
  await window.openFile(PROGRAM);
  await window.squiggled(1);
  await window.picture("trusted");
});

/** A test that shows the window and the log where it fails. */
function step(name, action) {
  test(name, async () => {
    try {
      await action();
    } catch (error) {
      await window?.picture(`failed - ${name}`);
      console.log(await code?.log());
      window?.hurry();
      throw error;
    }
  });
}

/** A workspace of one program, as a file and as a notebook. */
async function workspace(name) {
  const project = path.join(folder, name);
  await fs.mkdir(path.join(project, ".vscode"), { recursive: true });
  for (const program of PROGRAMS) {
    await fs.copyFile(path.join(HERE, "programs", program), path.join(project, program));
  }
  const text = await fs.readFile(path.join(HERE, "programs", PROGRAM), "utf8");
  await fs.writeFile(path.join(project, NOTEBOOK), JSON.stringify(notebook(text.trimEnd().split("\n\n"))));
  return project;
}

/** An interpreter at `file`, and whether it was run. */
async function tracedInterpreter(file) {
  const trace = path.join(folder, `${path.basename(file)} was run`);
  await fs.writeFile(file, `#!/bin/sh\ntouch '${trace}'\nexec '${python}' "$@"\n`, { mode: 0o755 });
  return { file, wasRun: () => fs.access(trace).then(() => true, () => false) };
}

/** The processes of the servers that run for this test. */
async function servers() {
  const running = [];
  for (const pid of (await fs.readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const words = await fs.readFile(`/proc/${pid}/cmdline`, "utf8").then((line) => line.split("\0"), () => []);
    if (words.some((word) => word.startsWith(folder) && word.endsWith("/run_server.py"))) {
      running.push(Number(pid));
    }
  }
  return running;
}

/** What the Python extension exports, as far as it matters: the interpreter at `file` is the selected one. */
async function pythonExtension(file) {
  const extension = path.join(folder, "code", "extensions", "ms-python.python-2026.0.0");
  const manifest = {
    name: "python",
    publisher: "ms-python",
    version: "2026.0.0",
    engines: { vscode: "^1.91.0" },
    main: "./main.js",
    activationEvents: [],
  };
  const main = `
    const uri = require("vscode").Uri.file(${JSON.stringify(file)});
    const environments = {
      getActiveEnvironmentPath: () => ({ path: uri.fsPath }),
      resolveEnvironment: async () => ({ executable: { uri } }),
      onDidChangeActiveEnvironmentPath: () => ({ dispose: () => undefined }),
    };
    exports.activate = () => ({ environments });`;
  await fs.mkdir(extension, { recursive: true });
  await fs.writeFile(path.join(extension, "package.json"), JSON.stringify(manifest));
  await fs.writeFile(path.join(extension, "main.js"), main);
}

async function settings(name, values) {
  await fs.writeFile(path.join(folder, name, ".vscode", "settings.json"), JSON.stringify(values));
}

function notebook(sources) {
  const cells = sources.map((source) => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source }));
  return { cells, metadata: { language_info: { name: "python" } }, nbformat: 4, nbformat_minor: 2 };
}

// A real VS Code: which server runs, what settings do, and what a workspace that is not trusted may decide.

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { Session } from "./vscode_session.mjs";
import { until } from "./vscode_window.mjs";

const PROGRAM = "sharing.py";
const TWICE = 'tf.get_variable("w", [2])\ntf.get_variable("w", [2])\n';
const V1 = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n";

const session = new Session({
  prepare: pythonExtension,
  open: () => session.workspace("project", [PROGRAM]),
});
const step = session.step.bind(session);
let stranger;

step("a server that is started again answers again", async (window) => {
  await window.trust();
  await window.openFile(PROGRAM);
  await window.squiggled(1);
  await window.command("tfscope: Restart Server");
  await window.squiggled(0);
  await window.squiggled(1);
});

step("a server that is switched off in the settings ends, and starts when it is on again", async (window) => {
  await session.settings("project", { "tfscope.enable": false });
  await window.squiggled(0);
  await window.inState("off");
  await session.settings("project", {});
  await window.squiggled(1);
});

step("a server that crashes is started again", async (window) => {
  await until("the earlier servers to end", async () => (await session.servers()).length === 1);
  const [crashing] = await session.servers();
  process.kill(crashing, "SIGKILL");
  const isAnother = async () => !(await session.servers()).includes(crashing) && (await session.servers()).length === 1;
  await until("another server", isAnother);
  await window.inState("ready");
  await window.squiggled(1);
});

step("a server that cannot start is told of, and leaves nothing behind", async (window) => {
  const endsLater = ["/bin/sh", "-c", "read line; echo 'for a reason' >&2; exit 3"];
  for (const [name, command] of Object.entries({ missing: ["/does/not/exist"], ends: ["/bin/false"], endsLater })) {
    await session.settings("project", { "tfscope.path": command });
    await window.squiggled(0);
    await window.inState("not running");
    await window.picture(`no server - ${name}`);
    await session.settings("project", {});
    await window.squiggled(1);
    await window.command("Notifications: Clear All Notifications");
  }
});

step("where the settings name no interpreter, it is the one that is selected in the Python extension", async () => {
  const selected = await session.tracedInterpreter(path.join(session.folder, "selected"));
  await session.settings("project", { "tfscope.interpreter": [] });
  await until("the selected interpreter", selected.wasRun);
  await session.settings("project", {});
});

step("the tfscope of the environment is run where the settings ask for it", async (window) => {
  await session.settings("project", { "tfscope.importStrategy": "fromEnvironment" });
  await window.inState("not running");
  const script = path.join(session.folder, "with tfscope");
  await fs.writeFile(script, `#!/bin/sh\nexec '${process.env.PYTHON}' "$@"\n`, { mode: 0o755 });
  await session.settings("project", { "tfscope.importStrategy": "fromEnvironment", "tfscope.interpreter": [script] });
  await window.inState("ready");
  await window.squiggled(1);
  await session.settings("project", {});
  await window.command("Notifications: Clear All Notifications");
});

step("what editor and server say to each other is in the log where the settings ask for it", async (window) => {
  await session.settings("project", { "tfscope.trace.server": "messages" });
  await window.command("Developer: Set Log Level...");
  await window.choose("tfscope");
  await window.choose("Trace");
  await window.command("tfscope: Restart Server");
  await until("the messages", async () => /textDocument\/diagnostic/.test(await session.code.log()));
  await session.settings("project", {});
});

// Each with a file of its own name: its number of errors without the setting, and with it.
const CALLS_FAR = `${V1}from far import build\nbuild()\nbuild()\n`;
const FAR = `${V1}def build():\n    tf.get_variable("w", [2])\n`;
// Who calls it may give another number, unless the settings say that nobody does.
const MAIN = `${V1}def main(count=2):\n    for _ in range(count):\n        tf.get_variable("w", [2])\n`;
const SETTINGS = {
  rules: { value: () => ({ TFS101: "off" }), errors: [1, 0] },
  features: { value: () => ({ diagnostics: false }), errors: [1, 0] },
  exclude: { value: () => ["exclude.py"], errors: [1, 0] },
  entryPoints: { value: () => ["entryPoints.py:main"], text: MAIN, errors: [0, 1] },
  tensorflowVersion: { value: () => "2.x", text: `import tensorflow as tf\n${TWICE}`, errors: [1, 2] },
  importPaths: { value: () => [path.join(session.folder, "far")], text: CALLS_FAR, errors: [0, 1] },
  programInterpreter: { value: () => session.python, text: CALLS_FAR.replaceAll("far", "installed"), errors: [0, 1] },
};

step("settings come with a workspace", async () => {
  const texts = Object.entries(SETTINGS).map(([name, { text }]) => [`${name}.py`, text ?? V1 + TWICE]);
  await session.workspace("far", { "far.py": FAR });
  await session.workspace("environment", { [`${await sitePackages()}/installed.py`]: FAR });
  const window = await session.reopen(await session.workspace("settings", Object.fromEntries(texts)));
  await window.trust();
});

for (const [name, { value, errors }] of Object.entries(SETTINGS)) {
  step(`the setting ${name} counts, and counts no more when it is taken back`, async (window) => {
    await window.openFile(`${name}.py`);
    await window.squiggled(errors[0]);
    await session.settings("settings", { [`tfscope.${name}`]: value() });
    await window.squiggled(errors[1]);
    await session.settings("settings", {});
    await window.squiggled(errors[0]);
  });
}

step("each folder of a workspace of several has its own settings", async () => {
  for (const name of ["first", "second"]) {
    await session.workspace(name, { [`${name}.py`]: V1 + TWICE });
  }
  await session.settings("second", { "tfscope.rules": { TFS101: "off" } });
  const file = path.join(session.folder, "both.code-workspace");
  await fs.writeFile(file, JSON.stringify({ folders: ["first", "second"].map((name) => ({ path: path.join(session.folder, name) })) }));
  const window = await session.reopen(file);
  await window.trust();
  await window.openFile("first.py");
  await window.squiggled(1);
  await window.openFile("second.py");
  await window.inState("ready");
  await window.squiggled(0);
  await window.picture("multi-root");
  await session.settings("first", { "tfscope.rules": { TFS101: "off" } });
  await session.settings("second", {});
  await window.squiggled(1);
  await window.openFile("first.py");
  await window.squiggled(0);
});

step("a workspace that is not trusted names no interpreter", async () => {
  const project = await session.workspace("stranger", [PROGRAM]);
  stranger = await session.tracedInterpreter(path.join(project, "python"));
  await session.settings("stranger", { "tfscope.interpreter": [stranger.file] });
  const window = await session.reopen(project);
  await window.openFile(PROGRAM);
  await window.squiggled(1);
  await window.picture("restricted");
  assert.equal(await stranger.wasRun(), false);
});

step("a workspace that is not trusted sets the rules", async (window) => {
  await session.settings("stranger", { "tfscope.interpreter": [stranger.file], "tfscope.rules": { TFS101: "off" } });
  await window.squiggled(0);
  await session.settings("stranger", { "tfscope.interpreter": [stranger.file] });
  await window.squiggled(1);
  assert.equal(await stranger.wasRun(), false);
});

step("a workspace that becomes trusted names the interpreter", async (window) => {
  await window.trust();
  await until("the interpreter of the workspace", stranger.wasRun);
  await window.openFile(PROGRAM);
  await window.squiggled(1);
  await window.picture("trusted");
});

/** The folder of installed packages in the environment of the server's Python, from its root. */
async function sitePackages() {
  const [version] = await fs.readdir(path.join(session.folder, "environment", "lib"));
  return path.join("lib", version, "site-packages");
}

/** What the Python extension exports, as far as it matters: the interpreter `selected` is the selected one. */
async function pythonExtension() {
  await session.tracedInterpreter(path.join(session.folder, "selected"));
  const main = `
    const uri = require("vscode").Uri.file(${JSON.stringify(path.join(session.folder, "selected"))});
    const environments = {
      getActiveEnvironmentPath: () => ({ path: uri.fsPath }),
      resolveEnvironment: async () => ({ executable: { uri } }),
      onDidChangeActiveEnvironmentPath: () => ({ dispose: () => undefined }),
    };
    exports.activate = () => ({ environments });`;
  await session.extension("ms-python", "python", { activationEvents: [] }, main);
}

// What the tests in VS Code have in common: a folder with a hostile environment in it, a VS Code, one window at a time.
//
// `PYTHONPATH` holds broken modules of the names that the server imports, and the Python that runs the server has no
// packages at all.

import { execFileSync } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCode, until } from "./vscode_window.mjs";

export const HERE = path.dirname(fileURLToPath(import.meta.url));
const SHADOWED = ["attr", "attrs", "cattrs", "lsprotocol", "pygls", "jedi", "parso", "libcst", "tfscope"];

/** One VS Code for all tests of a file; `prepare` comes before it starts, `open` answers the first workspace. */
export class Session {
  constructor({ settings, prepare, open }) {
    before(async () => {
      this.folder = await fs.mkdtemp(path.join(os.tmpdir(), "tfscope-vscode-"));
      this.pictures = process.env.TFSCOPE_PICTURES ?? path.join(this.folder, "pictures");
      await fs.mkdir(this.pictures, { recursive: true });
      const shadows = path.join(this.folder, "shadows");
      await fs.mkdir(shadows);
      for (const name of SHADOWED) {
        await fs.writeFile(path.join(shadows, `${name}.py`), "raise ImportError('a module of the user is imported')\n");
      }
      const environment = path.join(this.folder, "environment");
      execFileSync(process.env.PYTHON ?? "python3", ["-m", "venv", "--without-pip", environment]);
      this.python = path.join(environment, "bin", "python");
      await prepare?.(this);
      this.code = await startCode({
        folder: path.join(this.folder, "code"),
        vsix: path.resolve(process.env.TFSCOPE_VSIX),
        settings: { "tfscope.interpreter": [this.python], ...settings },
        environment: { PYTHONPATH: shadows },
      });
      this.window = await this.code.open(await open(this), this.pictures);
    });
    after(async () => {
      await this.code?.stop();
      await until("the servers to end", async () => (await this.servers()).length === 0);
      await fs.rm(this.folder, { recursive: true, force: true });
    });
  }

  /** A test that shows the window and the log where it fails. */
  step(name, action) {
    test(name, async () => {
      try {
        await action(this.window);
      } catch (error) {
        await this.window?.picture(`failed - ${name}`);
        console.log(await this.code?.log());
        this.window?.hurry();
        throw error;
      }
    });
  }

  /** Opens another folder or workspace file in the place of the one that is open. */
  async reopen(workspace) {
    await this.window.close();
    this.window = await this.code.open(workspace, this.pictures);
    return this.window;
  }

  /** A workspace of programs: those of `programs/`, or texts by the names of their files. */
  async workspace(name, programs) {
    const project = path.join(this.folder, name);
    await fs.mkdir(path.join(project, ".vscode"), { recursive: true });
    for (const program of Array.isArray(programs) ? programs : []) {
      await fs.copyFile(path.join(HERE, "programs", program), path.join(project, program));
    }
    for (const [file, text] of Array.isArray(programs) ? [] : Object.entries(programs)) {
      await fs.mkdir(path.dirname(path.join(project, file)), { recursive: true });
      await fs.writeFile(path.join(project, file), text);
    }
    return project;
  }

  async settings(name, values) {
    await fs.writeFile(path.join(this.folder, name, ".vscode", "settings.json"), JSON.stringify(values));
  }

  /** The processes of the servers that run for this test. */
  async servers() {
    const running = [];
    for (const pid of (await fs.readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      const words = await fs.readFile(`/proc/${pid}/cmdline`, "utf8").then((line) => line.split("\0"), () => []);
      if (words.some((word) => word.startsWith(this.folder) && word.endsWith("/run_server.py"))) {
        running.push(Number(pid));
      }
    }
    return running;
  }

  /** An interpreter at `file`, and whether it was run. */
  async tracedInterpreter(file) {
    const trace = path.join(this.folder, `${path.basename(file)} was run`);
    await fs.writeFile(file, `#!/bin/sh\ntouch '${trace}'\nexec '${this.python}' "$@"\n`, { mode: 0o755 });
    return { file, wasRun: () => fs.access(trace).then(() => true, () => false) };
  }

  /** Puts an extension of `files` beside the one that is tested. */
  async extension(publisher, name, manifest, main) {
    const extension = path.join(this.folder, "code", "extensions", `${publisher}.${name}-2026.0.0`);
    const common = { name, publisher, version: "2026.0.0", engines: { vscode: "^1.91.0" }, main: "./main.js" };
    await fs.mkdir(extension, { recursive: true });
    await fs.writeFile(path.join(extension, "package.json"), JSON.stringify({ ...common, ...manifest }));
    await fs.writeFile(path.join(extension, "main.js"), main);
  }
}

export function notebook(sources) {
  const cells = sources.map((source) => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source }));
  return JSON.stringify({ cells, metadata: { language_info: { name: "python" } }, nbformat: 4, nbformat_minor: 2 });
}

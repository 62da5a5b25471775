import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";

const OLDEST_PYTHON = [3, 10] as const;
const PROBE_MILLISECONDS = 20_000;

/** The file of `program`, an absolute path or a name to look for on `PATH`, or undefined.
 *
 * A folder of the workspace, or one that is relative to it, is skipped where `PATH` names it:
 * nothing may be run only because it lies beside the code that is being read.
 */
export async function findProgram(program: string): Promise<string | undefined> {
  if (path.isAbsolute(program)) {
    return (await isExecutable(program)) ? program : undefined;
  }
  if (path.basename(program) !== program) {
    return undefined;
  }
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    if (!path.isAbsolute(folder) || (await isInWorkspace(folder))) {
      continue;
    }
    for (const suffix of process.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""]) {
      const file = path.join(folder, program + suffix);
      if (await isExecutable(file)) {
        return file;
      }
    }
  }
  return undefined;
}

/** Whether `file`, by its own path or the one its links lead to, lies in a folder of the workspace. */
export async function isInWorkspace(file: string): Promise<boolean> {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const root = folder.uri.fsPath;
    if (isInFolder(file, root) || isInFolder(await realPath(file), await realPath(root))) {
      return true;
    }
  }
  return false;
}

/** Why `interpreter` cannot run the server, or undefined when it can. */
export async function problemOfInterpreter(interpreter: readonly string[], folder: string): Promise<string | undefined> {
  const [program, ...rest] = interpreter;
  if (program === undefined) {
    return "no program is given";
  }
  const probe = "import sys; print('%d %d' % sys.version_info[:2])";
  try {
    const { stdout } = await promisify(execFile)(program, [...rest, "-I", "-c", probe], {
      cwd: folder,
      timeout: PROBE_MILLISECONDS,
    });
    const [major = 0, minor = 0] = stdout.trim().split(" ").map(Number);
    const [oldestMajor, oldestMinor] = OLDEST_PYTHON;
    const isNewEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
    return isNewEnough ? undefined : `it is Python ${major}.${minor}, and tfscope needs ${OLDEST_PYTHON.join(".")} or newer`;
  } catch (error) {
    return `it does not run (${error instanceof Error ? error.message.split("\n")[0] : error})`;
  }
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await fs.access(file, fs.constants.X_OK);
    return (await fs.stat(file)).isFile();
  } catch {
    return false;
  }
}

async function realPath(file: string): Promise<string> {
  try {
    return await fs.realpath(file);
  } catch {
    return file;
  }
}

function isInFolder(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return !path.isAbsolute(relative) && relative.split(path.sep)[0] !== "..";
}

import * as path from "node:path";
import * as vscode from "vscode";
import { findProgram, isInWorkspace, problemOfInterpreter } from "./programs";
import { activeInterpreter } from "./pythonExtension";
import type { StartSettings } from "./settings";

/** The command of a server, and where it runs. */
export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
}

/** A sentence that says why there is no command, for the user. */
export class CommandProblem extends Error {}

/** The command that the settings ask for.
 *
 * The folder it runs in is the extension's, so that no file of the workspace can be taken for a module or a program.
 * @throws CommandProblem
 */
export async function serverCommand(
  settings: StartSettings,
  extensionFolder: string,
  log: (line: string) => void,
): Promise<ServerCommand> {
  const folder = path.join(extensionFolder, "bundled");
  if (settings.path.length > 0) {
    const [program, ...args] = await programOfSetting("tfscope.path", settings.path);
    return { program, args: [...args, "server"], folder };
  }
  const [program, ...args] = await interpreter(settings, folder, log);
  const server =
    settings.importStrategy === "useBundled" ? [path.join(folder, "run_server.py")] : ["-m", "tfscope", "server"];
  return { program, args: [...args, "-I", ...server], folder };
}

type Program = readonly [string, ...string[]];

async function interpreter(settings: StartSettings, folder: string, log: (line: string) => void): Promise<Program> {
  if (settings.interpreter.length > 0) {
    const chosen = await programOfSetting("tfscope.interpreter", settings.interpreter);
    const problem = await problemOfInterpreter(chosen, folder);
    if (problem !== undefined) {
      throw new CommandProblem(`\`${chosen[0]}\` of the setting \`tfscope.interpreter\` cannot run the server: ${problem}`);
    }
    return chosen;
  }
  for await (const candidate of interpreters(log)) {
    const problem = await problemOfInterpreter([candidate], folder);
    if (problem === undefined) {
      return [candidate];
    }
    log(`${candidate} is not used: ${problem}`);
  }
  throw new CommandProblem("No Python 3.10 or newer was found, name one in the setting `tfscope.interpreter`");
}

async function* interpreters(log: (line: string) => void): AsyncGenerator<string> {
  // What the Python extension selected may be a program of the workspace.
  const active = vscode.workspace.isTrusted ? await activeInterpreter(log) : undefined;
  if (active !== undefined) {
    yield active;
  }
  for (const name of ["python3", "python"]) {
    const program = await findProgram(name);
    if (program !== undefined) {
      yield program;
    }
  }
}

async function programOfSetting(setting: string, command: readonly string[]): Promise<Program> {
  const [name = "", ...args] = command;
  const program = await findProgram(name);
  if (program === undefined) {
    throw new CommandProblem(`\`${name}\` of the setting \`${setting}\` was not found`);
  }
  if (!vscode.workspace.isTrusted && (await isInWorkspace(program))) {
    throw new CommandProblem(`\`${name}\` of the setting \`${setting}\` lies in a workspace that is not trusted`);
  }
  return [program, ...args];
}

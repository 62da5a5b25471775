import * as vscode from "vscode";

const EXTENSION = "ms-python.python";
const ANSWER_MILLISECONDS = 10_000;

/** The part that is used here of what the Python extension exports. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: {
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri?: vscode.Uri | undefined } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** The interpreter that is selected in the Python extension, or undefined: where it is not installed, or does not answer.
 *
 * In a window of several folders each has its own; `resource` tells which is asked for, else it is the first.
 */
export async function activeInterpreter(
  log: (line: string) => void,
  resource?: vscode.Uri,
): Promise<string | undefined> {
  try {
    return await Promise.race([selectedInterpreter(resource), timeout()]);
  } catch (error) {
    log(`The Python extension did not say which interpreter is selected: ${error}`);
    return undefined;
  }
}

/** Calls `listener` when another interpreter is selected; needs the Python extension to be active. */
export function onDidChangeInterpreter(listener: () => void): vscode.Disposable {
  const extension = vscode.extensions.getExtension<PythonExtension>(EXTENSION);
  if (extension === undefined || !extension.isActive) {
    return new vscode.Disposable(() => undefined);
  }
  return extension.exports.environments.onDidChangeActiveEnvironmentPath(listener);
}

async function selectedInterpreter(resource: vscode.Uri | undefined): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>(EXTENSION);
  if (extension === undefined) {
    return undefined;
  }
  const { environments } = await extension.activate();
  const folder = resource ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
  return environment?.executable.uri?.fsPath;
}

function timeout(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error("no answer")), ANSWER_MILLISECONDS);
  });
}

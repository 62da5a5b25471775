import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";

/** The settings that decide which server is started. The others are the server's own. */
export interface StartSettings {
  readonly enable: boolean;
  readonly interpreter: readonly string[];
  readonly path: readonly string[];
  readonly importStrategy: "useBundled" | "fromEnvironment";
}

export const SECTION = "tfscope";

/** The server's names of its settings; `package.json` describes them. */
const SERVER_SETTINGS = [
  "rules",
  "features",
  "inlayHints",
  "tensorflowVersion",
  "entryPoints",
  "importPaths",
  "exclude",
  "diagnosticMode",
] as const;

export function startSettings(): StartSettings {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  return {
    enable: configuration.get("enable", true),
    interpreter: configuration.get<string[]>("interpreter", []).map((word) => expand(word)),
    path: configuration.get<string[]>("path", []).map((word) => expand(word)),
    importStrategy: configuration.get("importStrategy", "useBundled"),
  };
}

/** The settings of the server, those left out that are as they were: `pyproject.toml` has its say on them.
 *
 * `rules` are always there, as they are added to those of `pyproject.toml`: an empty answer would mean "as before".
 * `selected` is the interpreter that is selected in the Python extension for `resource`: the server looks at its packages.
 */
export function serverSettings(selected: string | undefined, resource?: vscode.Uri): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration(SECTION, resource ?? null);
  const settings: Record<string, unknown> = { rules: configuration.get("rules", {}) };
  for (const name of SERVER_SETTINGS) {
    const value = configuration.get(name);
    if (JSON.stringify(value) !== JSON.stringify(configuration.inspect(name)?.defaultValue)) {
      settings[name] = value;
    }
  }
  const interpreter = configuration.get("programInterpreter", "") || selected;
  return interpreter === undefined ? settings : { ...settings, interpreter: expand(interpreter, resource) };
}

/** `text` with `~`, `${userHome}` and `${workspaceFolder}` replaced, the latter by the folder of `resource`. */
function expand(text: string, resource?: vscode.Uri): string {
  const own = resource && vscode.workspace.getWorkspaceFolder(resource);
  const folder = (own ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath;
  const expanded = text
    .replace(/^~(?=$|[\\/])/, () => os.homedir())
    .replaceAll("${userHome}", () => os.homedir())
    .replaceAll("${workspaceFolder}", (variable) => folder ?? variable);
  return expanded.includes(path.sep) ? path.normalize(expanded) : expanded;
}

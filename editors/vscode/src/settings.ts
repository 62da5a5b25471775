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

const START_SETTINGS = ["enable", "interpreter", "path", "importStrategy"] as const;

/** The settings that are passed to the server; `package.json` describes them. */
const SERVER_SETTINGS = ["rules", "tensorflowVersion", "importPaths"] as const;

export function startSettings(): StartSettings {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  return {
    enable: configuration.get("enable", true),
    interpreter: configuration.get<string[]>("interpreter", []).map(expand),
    path: configuration.get<string[]>("path", []).map(expand),
    importStrategy: configuration.get("importStrategy", "useBundled"),
  };
}

export function serverSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  return Object.fromEntries(SERVER_SETTINGS.map((name) => [name, configuration.get(name)]));
}

/** Whether another server may have to be started after `event`. */
export function affectsStart(event: vscode.ConfigurationChangeEvent): boolean {
  return START_SETTINGS.some((name) => event.affectsConfiguration(`${SECTION}.${name}`));
}

/** `text` with `~`, `${userHome}` and `${workspaceFolder}` replaced. */
function expand(text: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const expanded = text
    .replace(/^~(?=$|[\\/])/, () => os.homedir())
    .replaceAll("${userHome}", () => os.homedir())
    .replaceAll("${workspaceFolder}", (variable) => folder ?? variable);
  return expanded.includes(path.sep) ? path.normalize(expanded) : expanded;
}

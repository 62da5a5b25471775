import * as vscode from "vscode";
import type * as lsp from "vscode-languageclient/node";
import { ChosenProgram } from "./chosenProgram";
import { openExample } from "./example";
import { ScopeGraph } from "./graph";
import { registerNames } from "./names";
import { onDidChangeInterpreter } from "./pythonExtension";
import { SELECTOR, Server } from "./server";
import { SECTION } from "./settings";
import { VariablesView } from "./tree";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("tfscope", { log: true });
  const started = new Server(context, log);
  server = started;
  const variables = new VariablesView(started);
  const program = new ChosenProgram(started, SELECTOR as vscode.DocumentSelector);
  context.subscriptions.push(
    log,
    started,
    variables,
    program,
    new ScopeGraph(variables),
    registerNames(started),
    started.onNews(() => {
      variables.refresh();
      void program.refresh();
    }),
    vscode.commands.registerCommand("tfscope.openExample", openExample),
    vscode.commands.registerCommand("tfscope.restart", () => started.restart()),
    vscode.commands.registerCommand("tfscope.showLog", () => log.show()),
    vscode.commands.registerCommand("tfscope.showPlaces", showPlaces),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) {
        void started.update();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(async () => {
      await started.update();
      followPythonExtension();
    }),
  );
  await started.restart();
  followPythonExtension();

  // It is active only after it was asked for an interpreter, which it is in a trusted workspace.
  function followPythonExtension(): void {
    context.subscriptions.push(onDidChangeInterpreter(() => void started.update()));
  }
}

/** Lists the places behind a code lens, as *Go to References* does. */
async function showPlaces(uri: string, position: lsp.Position, places: readonly lsp.Location[]): Promise<void> {
  const at = ({ line, character }: lsp.Position) => new vscode.Position(line, character);
  const locations = places.map(
    ({ uri, range }) => new vscode.Location(vscode.Uri.parse(uri), new vscode.Range(at(range.start), at(range.end))),
  );
  await vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(uri), at(position), locations);
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

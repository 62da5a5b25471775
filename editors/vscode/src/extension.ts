import * as vscode from "vscode";
import { onDidChangeInterpreter } from "./pythonExtension";
import { Server } from "./server";
import { SECTION } from "./settings";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("tfscope", { log: true });
  const started = new Server(context, log);
  server = started;
  context.subscriptions.push(
    log,
    started,
    vscode.commands.registerCommand("tfscope.restart", () => started.restart()),
    vscode.commands.registerCommand("tfscope.showLog", () => log.show()),
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

export async function deactivate(): Promise<void> {
  await server?.stop();
}

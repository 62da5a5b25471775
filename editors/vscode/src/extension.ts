import * as vscode from "vscode";
import { onDidChangeInterpreter } from "./pythonExtension";
import { Server } from "./server";
import { affectsStart } from "./settings";

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
      if (affectsStart(event)) {
        void started.restartIfCommandChanged();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void started.restartIfCommandChanged()),
  );
  await started.restart();
  context.subscriptions.push(onDidChangeInterpreter(() => void started.restartIfCommandChanged()));
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

import * as vscode from "vscode";
import type { Asking } from "./server";
import type { Node } from "./tree";

/** The commands that copy names: of the entry of the view that they are called on, or of what the cursor is on. */
export function registerNames(asking: Asking): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("tfscope.copyName", (node?: Node) => copyName(asking, node)),
    vscode.commands.registerCommand("tfscope.copyCheckpointMap", (of?: Node | { readonly text: string }) =>
      copyCheckpointMap(asking, of),
    ),
  );
}

async function copyName(asking: Asking, node: Node | undefined): Promise<void> {
  const names = node !== undefined ? namesOf(node).slice(0, 1) : await namesAtCursor(asking);
  const name = names.length > 1 ? await vscode.window.showQuickPick(names, { title: "Copy Qualified Name" }) : names[0];
  if (name !== undefined) {
    await copy(name, name);
  } else if (names.length === 0) {
    tell("There is no variable or variable scope at the cursor.");
  }
}

async function namesAtCursor(asking: Asking): Promise<readonly string[]> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return [];
  }
  const { line, character } = editor.selection.active;
  return (await asking.ask<string[]>("tfscope/names", editor.document.uri, { position: { line, character } })) ?? [];
}

async function copyCheckpointMap(asking: Asking, of: Node | { readonly text: string } | undefined): Promise<void> {
  if (of !== undefined && "text" in of) {
    await copy(of.text, "the map");
    return;
  }
  const nodes = of !== undefined ? [of] : await nodesOfEditor(asking);
  const names = [...new Set(nodes.flatMap(namesOf))];
  if (names.length === 0) {
    tell("The programs that the active file takes part in make no variables.");
    return;
  }
  await copy(mapOf(names), `a map of ${names.length} ${names.length === 1 ? "name" : "names"}`);
}

async function nodesOfEditor(asking: Asking): Promise<readonly Node[]> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return (uri && (await asking.ask<Node[]>("tfscope/variables", uri))) ?? [];
}

/** Each name as the key and the value of a Python dict, as `tf.train.init_from_checkpoint` takes it. */
function mapOf(names: readonly string[]): string {
  return `{\n${names.map((name) => `    ${JSON.stringify(name)}: ${JSON.stringify(name)},\n`).join("")}}\n`;
}

function namesOf(node: Node): string[] {
  return [...(node.name === undefined ? [] : [node.name]), ...node.children.flatMap(namesOf)];
}

async function copy(text: string, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  tell(`Copied ${what}.`);
}

const SHOWN_MILLISECONDS = 4_000;

function tell(message: string): void {
  void vscode.window.setStatusBarMessage(`tfscope: ${message}`, SHOWN_MILLISECONDS);
}

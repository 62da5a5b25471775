import * as vscode from "vscode";
import type { Asking } from "./server";

/** What the server answers to `tfscope/variables`. */
export interface Node {
  readonly kind: "program" | "scope" | "variable";
  readonly label: string;
  readonly detail: string;
  readonly children: readonly Node[];
  readonly name?: string;
  readonly trainable?: boolean;
  readonly shared?: number;
  readonly location?: Place | null;
}

interface Place {
  readonly uri: string;
  readonly range: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly character: number;
}

const QUIET_MILLISECONDS = 400;

/** The view *Variables*: those of the programs that the active Python file takes part in. */
export class VariablesView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #asking: Asking;
  readonly #view: vscode.TreeView<Node>;
  readonly #subscriptions: vscode.Disposable[];
  #uri: vscode.Uri | undefined;
  #onlyTrainable = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(asking: Asking) {
    this.#asking = asking;
    this.#view = vscode.window.createTreeView("tfscope.variables", { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      this.#view,
      this.#changed,
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#follow(editor)),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document.languageId === "python" && event.contentChanges.length > 0) {
          this.refresh();
        }
      }),
      this.#view.onDidChangeVisibility(() => this.refresh()),
      vscode.commands.registerCommand("tfscope.showOnlyTrainable", () => this.#filter(true)),
      vscode.commands.registerCommand("tfscope.showAllVariables", () => this.#filter(false)),
      vscode.commands.registerCommand("tfscope.refreshVariables", () => this.refresh()),
      vscode.commands.registerCommand("tfscope.open", (place: Place) => openPlace(place)),
    ];
    this.#follow(vscode.window.activeTextEditor);
  }

  /** Asks again, once typing pauses. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(), QUIET_MILLISECONDS);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const children = node !== undefined ? node.children : await this.#programs();
    return children.filter((child) => !this.#onlyTrainable || holdsTrainable(child));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(node.label);
    item.description = node.detail;
    item.contextValue = node.kind;
    item.collapsibleState =
      node.children.length === 0 ? None : node.kind === "variable" ? Collapsed : Expanded;
    item.iconPath = new vscode.ThemeIcon(iconOf(node));
    if (node.kind === "variable") {
      item.tooltip = `${node.name}\n${node.detail}${node.trainable ? "" : " · not trainable"}`;
    }
    if (node.location !== undefined && node.location !== null) {
      item.command = { command: "tfscope.open", title: "Go to the Call That Creates It", arguments: [node.location] };
    }
    return item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
  }

  async #programs(): Promise<readonly Node[]> {
    return (this.#uri && (await this.#asking.ask<Node[]>("tfscope/variables", this.#uri))) ?? [];
  }

  #follow(editor: vscode.TextEditor | undefined): void {
    // A click in the view, or a look at the log, is no reason to show something else.
    if (editor?.document.languageId === "python" && editor.document.uri.toString() !== this.#uri?.toString()) {
      this.#uri = editor.document.uri;
      this.#changed.fire();
    }
  }

  #filter(onlyTrainable: boolean): void {
    this.#onlyTrainable = onlyTrainable;
    void vscode.commands.executeCommand("setContext", "tfscope.onlyTrainable", onlyTrainable);
    this.#changed.fire();
  }
}

function iconOf(node: Node): string {
  switch (node.kind) {
    case "program":
      return "symbol-file";
    case "scope":
      return "symbol-namespace";
    case "variable":
      return (node.shared ?? 0) > 0 ? "link" : node.trainable ? "symbol-variable" : "symbol-constant";
  }
}

function holdsTrainable(node: Node): boolean {
  return node.trainable === true || node.children.some(holdsTrainable);
}

/** Shows a place in an editor: of a notebook where it is in a cell of one. */
export async function openPlace(place: Place, viewColumn?: vscode.ViewColumn): Promise<void> {
  const { start, end } = place.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  const options = viewColumn === undefined ? { selection } : { selection, viewColumn };
  await vscode.commands.executeCommand("vscode.open", vscode.Uri.parse(place.uri), options);
}

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { openPlace, type Node, type VariablesView } from "./tree";

/** A scope that holds more variables than this shows them only when it is unfolded. */
const UNFOLDED_VARIABLES = 8;

/** The graph of scopes beside the editor: `tfscope: Show Graph of Scopes`. It shows what the view *Variables* shows. */
export class ScopeGraph implements vscode.Disposable {
  readonly #variables: VariablesView;
  readonly #subscriptions: vscode.Disposable[];
  #panel: vscode.WebviewPanel | undefined;
  /** What can be clicked on: the page knows it by its number. */
  #shown: Node[] = [];

  constructor(variables: VariablesView) {
    this.#variables = variables;
    this.#subscriptions = [
      vscode.commands.registerCommand("tfscope.showGraph", () => this.#open()),
      variables.onDidChangeTreeData(() => void this.#draw()),
    ];
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
  }

  async #open(): Promise<void> {
    if (this.#panel === undefined) {
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.#panel = vscode.window.createWebviewPanel("tfscope.graph", "Graph of Scopes", column, { enableScripts: true });
      this.#panel.onDidDispose(() => (this.#panel = undefined));
      this.#panel.webview.onDidReceiveMessage((number: number) => void this.#follow(number));
    } else {
      this.#panel.reveal(undefined, true);
    }
    await this.#draw();
  }

  async #draw(): Promise<void> {
    if (this.#panel === undefined) {
      return;
    }
    const programs = await this.#variables.getChildren();
    this.#shown = [];
    const content = programs.map((program) => this.#box(program)).join("");
    if (this.#panel !== undefined) {
      this.#panel.webview.html = page(content || "<li>No variables are made by the programs of the active file.</li>");
    }
  }

  async #follow(number: number): Promise<void> {
    const location = this.#shown[number]?.location;
    if (location !== undefined && location !== null) {
      await openPlace(location, vscode.ViewColumn.One);
    }
  }

  /** A program or scope with its variables, and the scopes in it to its right. */
  #box(node: Node): string {
    const variables = node.children.filter((child) => child.kind === "variable");
    const scopes = node.children.filter((child) => child.kind !== "variable");
    const list = `<ul class="variables">${variables.map((variable) => this.#variable(variable)).join("")}</ul>`;
    const held =
      variables.length > UNFOLDED_VARIABLES
        ? `<details><summary>${variables.length} variables</summary>${list}</details>`
        : list;
    const inner = scopes.length > 0 ? `<ul class="scopes">${scopes.map((scope) => this.#box(scope)).join("")}</ul>` : "";
    const head = `<b>${escaped(node.label)}</b> <small>${escaped(node.detail)}</small>`;
    return `<li><div class="box ${node.kind}">${head}${held}</div>${inner}</li>`;
  }

  #variable(node: Node): string {
    const kind = (node.shared ?? 0) > 0 ? "shared" : node.trainable === true ? "trainable" : "fixed";
    const text = `<b>${escaped(node.label)}</b> <small>${escaped(node.detail)}</small>`;
    const number = this.#shown.push(node) - 1;
    return `<li class="${kind}"><a href="#" data-number="${number}" title="${escaped(node.name ?? "")}">${text}</a></li>`;
  }
}

function page(content: string): string {
  const nonce = randomBytes(16).toString("hex");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<ul class="scopes programs">${content}</ul>
<script nonce="${nonce}">
const code = acquireVsCodeApi();
document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link) { event.preventDefault(); code.postMessage(Number(link.dataset.number)); }
});
</script>
</body>
</html>`;
}

const STYLE = `
body { font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); width: max-content; }
ul { list-style: none; margin: 0; padding: 0; }
small { opacity: .75; }
.scopes { position: relative; padding-left: 1.5em; }
.scopes > li { display: flex; align-items: flex-start; position: relative; padding: .2em 0; }
.scopes > li::before { content: ""; position: absolute; left: -.75em; width: .75em; top: 1.2em; border-top: 1px solid; opacity: .4; }
.scopes > li::after { content: ""; position: absolute; left: -.75em; top: 0; bottom: 0; border-left: 1px solid; opacity: .4; }
.scopes > li:first-child::after { top: 1.2em; }
.scopes > li:last-child::after { bottom: auto; height: 1.2em; }
.scopes > li:only-child::after { display: none; }
.programs { padding-left: 0; }
.programs > li::before, .programs > li::after { display: none; }
.programs > li + li { margin-top: 1em; }
.box { border: 1px solid var(--vscode-editorWidget-border, #888); border-radius: 4px; padding: .3em .6em; white-space: nowrap;
  background: var(--vscode-editorWidget-background); position: sticky; top: .2em; }
.box > small { display: block; }
.program { border-width: 2px; }
.variables { margin-top: .2em; }
.variables a { color: inherit; text-decoration: none; }
.variables a:hover { text-decoration: underline; }
.shared b { color: var(--vscode-charts-blue); }
.trainable b { color: var(--vscode-charts-green); }
.fixed b { color: var(--vscode-charts-yellow); }
`;

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

import * as vscode from "vscode";
import type * as lsp from "vscode-languageclient/node";

type Status =
  | { readonly kind: "starting" }
  | { readonly kind: "ready"; readonly detail: string }
  | { readonly kind: "off" }
  | { readonly kind: "error"; readonly detail: string };

/** The entry of tfscope in the `{}` menu of the status bar: how the server is, and what it is at. */
export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.LanguageStatusItem;
  #status: Status = { kind: "starting" };

  constructor(selector: lsp.DocumentSelector) {
    this.#item = vscode.languages.createLanguageStatusItem("tfscope", selector as vscode.DocumentSelector);
    this.#item.name = "tfscope";
  }

  /** Tells of work that the server is at, until it is told that there is none. */
  showProgress(message: string | undefined): void {
    if (message === undefined) {
      this.show(this.#status);
    } else if (this.#status.kind === "ready") {
      this.#item.busy = true;
      this.#item.text = `tfscope: ${message}`;
    }
  }

  show(status: Status): void {
    const item = this.#item;
    this.#status = status;
    item.busy = status.kind === "starting";
    item.severity =
      status.kind === "error" ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    item.command =
      status.kind === "error"
        ? { command: "tfscope.restart", title: "Restart" }
        : { command: "tfscope.showLog", title: "Show Log" };
    switch (status.kind) {
      case "starting":
        item.text = "tfscope: starting";
        item.detail = "";
        break;
      case "ready":
        item.text = "tfscope: ready";
        item.detail = status.detail;
        break;
      case "off":
        item.text = "tfscope: off";
        item.detail = "by the setting `tfscope.enable`";
        break;
      case "error":
        item.text = "tfscope: not running";
        item.detail = status.detail;
        break;
    }
  }

  dispose(): void {
    this.#item.dispose();
  }
}

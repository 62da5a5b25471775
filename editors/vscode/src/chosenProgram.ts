import * as vscode from "vscode";
import type { Asking } from "./server";

/** What the server answers to `tfscope/programs` and `tfscope/pinProgram`. */
interface Programs {
  readonly programs: readonly Program[];
  readonly pinned: string | null;
}

interface Program {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
}

interface Choice extends vscode.QuickPickItem {
  readonly program: string | null;
}

/** The program that hovers, hints and lenses speak of: `tfscope: Choose Program`, and an entry of the `{}` menu. */
export class ChosenProgram implements vscode.Disposable {
  readonly #asking: Asking;
  readonly #item: vscode.LanguageStatusItem;
  readonly #subscriptions: vscode.Disposable[];

  constructor(asking: Asking, selector: vscode.DocumentSelector) {
    this.#asking = asking;
    this.#item = vscode.languages.createLanguageStatusItem("tfscope.program", selector);
    this.#item.name = "Program of tfscope";
    this.#item.command = { command: "tfscope.chooseProgram", title: "Choose" };
    this.#show(undefined);
    this.#subscriptions = [
      this.#item,
      vscode.commands.registerCommand("tfscope.chooseProgram", () => this.#choose()),
      vscode.window.onDidChangeActiveTextEditor(() => this.refresh()),
    ];
  }

  /** Shows what holds for the active editor. */
  async refresh(): Promise<void> {
    const uri = pythonFile();
    if (uri !== undefined) {
      this.#show(await this.#asking.ask<Programs>("tfscope/programs", uri));
    }
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
  }

  async #choose(): Promise<void> {
    const uri = pythonFile();
    const found = uri && (await this.#asking.ask<Programs>("tfscope/programs", uri));
    if (uri === undefined || found === undefined || found.programs.length === 0) {
      void vscode.window.showInformationMessage("The active file takes part in no program that makes TensorFlow variables.");
      return;
    }
    const choice = await vscode.window.showQuickPick(choices(found), {
      title: "Choose Program",
      placeHolder: "Hovers, hints, lenses and completion speak of this program only",
    });
    if (choice !== undefined) {
      this.#show(await this.#asking.ask<Programs>("tfscope/pinProgram", uri, { program: choice.program }));
    }
  }

  #show(found: Programs | undefined): void {
    const pinned = found?.programs.find((program) => program.id === found.pinned);
    this.#item.text = pinned === undefined ? "Program: all" : `Program: ${pinned.label}`;
    this.#item.detail = pinned?.detail ?? (found === undefined ? "" : `${found.programs.length} reach this file`);
  }
}

function choices({ programs, pinned }: Programs): Choice[] {
  const all: Choice = { label: "All programs", program: null, picked: pinned === null };
  const each = programs.map(({ id, label, detail }) => ({ label, description: detail, program: id, picked: id === pinned }));
  return [all, ...each].map((choice) => (choice.picked ? { ...choice, iconPath: new vscode.ThemeIcon("check") } : choice));
}

function pythonFile(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === "python" ? document.uri : undefined;
}

import * as vscode from "vscode";
import * as lsp from "vscode-languageclient/node";
import { CommandsFeature } from "./capabilities";
import { CommandProblem, serverCommand, type ServerCommand } from "./command";
import { startProcess } from "./process";
import { activeInterpreter } from "./pythonExtension";
import { SECTION, serverSettings, startSettings } from "./settings";
import { StatusItem } from "./status";

export const SELECTOR: lsp.DocumentSelector = [
  { scheme: "file", language: "python" },
  { scheme: "untitled", language: "python" },
  { scheme: "vscode-notebook-cell", language: "python" },
];

const STOP_MILLISECONDS = 5_000;
const RESTARTS_AFTER_CRASH = 3;
/** How long the client's error waits for the server's own word. */
const ENDING_MILLISECONDS = 2_000;
const CRASH_WINDOW_MILLISECONDS = 180_000;

/** What answers requests that are no part of LSP. */
export interface Asking {
  /** The answer about a document, or undefined: while no server runs, or where it is one that does not know `method`. */
  ask<Answer>(method: string, uri: vscode.Uri, more?: Record<string, unknown>): Promise<Answer | undefined>;
}

/** The server's process and its client, of which there is one at most. */
export class Server implements Asking, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #status = new StatusItem(SELECTOR);
  #client: lsp.LanguageClient | undefined;
  #running: ServerCommand | undefined;
  readonly #news = new vscode.EventEmitter<void>();
  /** A server has started, or has more to say than before. */
  readonly onNews = this.#news.event;
  #selected: string | undefined;
  /** What the server is at, as long as it tells. */
  #work = "";
  #last: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
  }

  /** Stops the server that runs, and starts the one that the settings ask for.
   *
   * One restart waits at most: it reads the settings when its turn comes, so a further one would do the same again.
   */
  restart(): Promise<void> {
    this.#waiting ??= this.#afterTheLast(() => {
      this.#waiting = undefined;
      return this.#restart();
    });
    return this.#waiting;
  }

  /** Starts another server where the settings or the selected interpreter ask for one, else tells the running one. */
  update(): Promise<void> {
    return this.#afterTheLast(() => this.#update());
  }

  /** Ends the server, and is done when it has ended. */
  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#running = undefined;
    try {
      // A client that never started may never stop.
      await Promise.race([client?.dispose(), pause(STOP_MILLISECONDS)]);
    } catch (error) {
      this.#write(`The server did not stop in order: ${error}`);
    }
  }

  async ask<Answer>(method: string, uri: vscode.Uri, more?: Record<string, unknown>): Promise<Answer | undefined> {
    const client = this.#client;
    if (!client?.isRunning()) {
      return undefined;
    }
    const params = { textDocument: { uri: uri.toString() }, ...more };
    return client.sendRequest<Answer>(method, params).catch((error: unknown) => {
      this.#log.debug(`${method} was not answered: ${error}`);
      return undefined;
    });
  }

  dispose(): void {
    this.#status.dispose();
    this.#news.dispose();
  }

  /** Does `work` when what was asked for earlier is done. */
  #afterTheLast(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work).catch((error: unknown) => this.#fail(error));
    return this.#last;
  }

  async #update(): Promise<void> {
    const command = await this.#command().catch((problem: unknown) => problem);
    if (JSON.stringify(command) !== JSON.stringify(this.#running)) {
      await this.#restart();
      return;
    }
    this.#selected = await this.#selectedInterpreter();
    const client = this.#client;
    if (client?.isRunning()) {
      const settings = { [SECTION]: serverSettings(this.#selected) };
      await client.sendNotification(lsp.DidChangeConfigurationNotification.type, { settings });
    }
  }

  async #restart(): Promise<void> {
    await this.stop();
    this.#status.show({ kind: "starting" });
    try {
      const command = await this.#command();
      if (command === undefined) {
        this.#status.show({ kind: "off" });
        return;
      }
      await this.#start(command);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The command to run, or undefined where the server is switched off. */
  async #command(): Promise<ServerCommand | undefined> {
    const settings = startSettings();
    return settings.enable
      ? serverCommand(settings, this.#context.extensionPath, (line) => this.#write(line))
      : undefined;
  }

  /** What the Python extension selected; nothing where that may be a program of a workspace that is not trusted. */
  async #selectedInterpreter(resource?: vscode.Uri): Promise<string | undefined> {
    return vscode.workspace.isTrusted ? activeInterpreter((line) => this.#write(line), resource) : undefined;
  }

  async #start(command: ServerCommand): Promise<void> {
    this.#write(`Starts ${[command.program, ...command.args].join(" ")}`);
    this.#running = command;
    this.#selected = await this.#selectedInterpreter();
    let fail: (problem: CommandProblem) => void;
    const failure = new Promise<never>((_, reject) => (fail = reject));
    const start = async () => {
      const { process, ending } = startProcess(command);
      void ending.then((how) => fail(new CommandProblem(`The tfscope server did not start: ${how}`)));
      return process;
    };
    const client = new QuietClient(SECTION, "tfscope", start, this.#clientOptions());
    this.#client = client;
    client.registerFeature(new CommandsFeature());
    client.onNotification("tfscope/renamed", ({ map }: { readonly map: string }) => offerMap(map));
    client.onDidChangeState(({ newState }) => {
      if (client !== this.#client) {
        return;
      }
      if (newState === lsp.State.Running) {
        const version = client.initializeResult?.serverInfo?.version;
        this.#status.show({ kind: "ready", detail: `${version ?? ""} ${command.program}`.trim() });
        this.#news.fire();
      } else if (newState === lsp.State.Starting) {
        this.#status.show({ kind: "starting" });
      }
    });
    // Where the process ends early, the client's promise is rejected, or resolved all the same.
    const problem: unknown = await Promise.race([client.start(), failure]).catch((error: unknown) => error);
    if (!client.isRunning()) {
      await Promise.race([failure, pause(ENDING_MILLISECONDS)]);
      throw problem ?? new CommandProblem("The tfscope server did not start");
    }
  }

  #clientOptions(): lsp.LanguageClientOptions {
    return {
      documentSelector: SELECTOR,
      outputChannel: this.#log,
      revealOutputChannelOn: lsp.RevealOutputChannelOn.Never,
      initializationOptions: serverSettings(this.#selected),
      middleware: {
        workspace: {
          configuration: (params, token, next) => this.#configuration(params, token, next),
          // `update` tells the server, and only what is the server's.
          didChangeConfiguration: async () => undefined,
        },
        // Lenses are asked for when a file was edited, and when the server says that they are others now.
        provideCodeLenses: (document, token, next) => {
          this.#news.fire();
          return next(document, token);
        },
        handleWorkDoneProgress: (token, params, next) => {
          this.#showProgress(params);
          next(token, params);
        },
      },
      diagnosticPullOptions: { onChange: true, onSave: true, onTabs: true },
      errorHandler: this.#errorHandler(),
      initializationFailedHandler: () => false,
    };
  }

  /** Answers the server that asks for its settings. */
  async #configuration(
    params: lsp.ConfigurationParams,
    token: vscode.CancellationToken,
    next: lsp.ConfigurationRequest.HandlerSignature,
  ): Promise<unknown[]> {
    const answers = await next(params, token);
    const items = params.items.map(async ({ section, scopeUri }, index) => {
      if (section !== SECTION) {
        return Array.isArray(answers) ? answers[index] : null;
      }
      const resource = scopeUri === undefined ? undefined : vscode.Uri.parse(scopeUri);
      return serverSettings(resource ? await this.#selectedInterpreter(resource) : this.#selected, resource);
    });
    return Promise.all(items);
  }

  #showProgress(progress: lsp.WorkDoneProgressBegin | lsp.WorkDoneProgressReport | lsp.WorkDoneProgressEnd): void {
    if (progress.kind === "begin") {
      this.#work = progress.title;
    }
    const { message, percentage } = progress as lsp.WorkDoneProgressReport;
    const how = message ?? (percentage === undefined ? "" : `${percentage} %`);
    this.#status.showProgress(progress.kind === "end" ? undefined : `${this.#work} ${how}`.trim());
  }

  /** Lets a server that ends be started again, but not over and over. */
  #errorHandler(): lsp.ErrorHandler {
    let crashes: number[] = [];
    return {
      error: () => ({ action: lsp.ErrorAction.Continue, handled: true }),
      closed: () => {
        if (this.#client?.initializeResult === undefined) {
          if (crashes.length > 0) {
            this.#fail(new CommandProblem("The tfscope server ended, and did not start again"));
          }
          return { action: lsp.CloseAction.DoNotRestart, handled: true };
        }
        const now = Date.now();
        crashes = [...crashes.filter((time) => now - time < CRASH_WINDOW_MILLISECONDS), now];
        if (crashes.length <= RESTARTS_AFTER_CRASH) {
          return { action: lsp.CloseAction.Restart, handled: true };
        }
        this.#fail(new CommandProblem(`The tfscope server ended ${crashes.length} times within three minutes`));
        return { action: lsp.CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#write(message);
    this.#status.show({ kind: "error", detail: message });
    const [openLog, openSettings] = ["Show Log", "Open Settings"];
    void vscode.window.showErrorMessage(message, openLog, openSettings).then((answer) => {
      if (answer === openLog) {
        this.#log.show();
      } else if (answer === openSettings) {
        void vscode.commands.executeCommand("workbench.action.openSettings", "tfscope.interpreter");
      }
    });
  }

  #write(line: string): void {
    this.#log.info(line);
  }
}

/** A client that writes errors to its log, and leaves it to `Server` to tell the user. */
class QuietClient extends lsp.LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** Offers the names before and after a renaming, for a checkpoint that has those before. */
async function offerMap(text: string): Promise<void> {
  const copy = "Copy Checkpoint Map";
  if ((await vscode.window.showInformationMessage("Checkpoints have the old names.", copy)) === copy) {
    await vscode.commands.executeCommand("tfscope.copyCheckpointMap", { text });
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

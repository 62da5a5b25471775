import { type ChildProcess, spawn } from "node:child_process";
import type { ServerCommand } from "./command";

const KEPT_CHARACTERS = 4_000;

/** How long after its end what a process wrote may still arrive. */
const LAST_WORD_MILLISECONDS = 100;

/** A server's process, and why it ended. */
export interface ServerProcess {
  readonly process: ChildProcess;
  /** The last line that the process wrote to its error stream, or how it ended, once it has ended. */
  readonly ending: Promise<string>;
}

export function startProcess(command: ServerCommand): ServerProcess {
  const process = spawn(command.program, command.args, { cwd: command.folder, stdio: "pipe" });
  let errors = "";
  process.stderr.on("data", (data: Buffer) => {
    errors = (errors + data.toString()).slice(-KEPT_CHARACTERS);
  });
  const ending = new Promise<string>((resolve) => {
    process.on("error", (error) => resolve(error.message));
    // "close" would wait for streams that nobody reads any more.
    process.on("exit", (code, signal) => {
      const how = signal === null ? `it ended with the code ${code}` : `it was ended by ${signal}`;
      setTimeout(() => resolve(errors.trimEnd().split("\n").at(-1) || how), LAST_WORD_MILLISECONDS);
    });
  });
  return { process, ending };
}

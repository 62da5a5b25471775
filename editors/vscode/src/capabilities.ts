import type * as lsp from "vscode-languageclient/node";

/** The commands that the server may ask for in its answers, since this extension has them. */
export const COMMANDS = ["tfscope.showPlaces", "tfscope.copyCheckpointMap", "tfscope.chooseProgram"] as const;

/** Tells the server of `COMMANDS`: those are not its own then. */
export class CommandsFeature implements lsp.StaticFeature {
  fillClientCapabilities(capabilities: lsp.ClientCapabilities): void {
    capabilities.experimental = { ...capabilities.experimental, commands: { commands: [...COMMANDS] } };
  }

  initialize(): void {
    // It has nothing to do with what the server can do.
  }

  getState(): lsp.FeatureState {
    return { kind: "static" };
  }

  clear(): void {
    // Nothing is kept.
  }
}

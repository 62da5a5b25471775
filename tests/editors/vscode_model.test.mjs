// A real VS Code on a real model of thousands of lines, with Pyright at work in the same editors.
//
// Pyright is run by an extension of the test's own, as small as one can be: the one that its makers publish is on no
// package registry.

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { CACHE } from "./vscode_window.mjs";
import { Session } from "./vscode_session.mjs";

const session = new Session({
  prepare: pyrightExtension,
  open: async () => {
    const folder = await session.workspace("project", ["finetune.py"]);
    await fs.cp(path.join(CACHE, "bert", "bert"), path.join(folder, "bert"), { recursive: true });
    return folder;
  },
});
const step = session.step.bind(session);

step("each server has its own diagnostics", async (window) => {
  await window.trust();
  await window.openFile("finetune.py");
  await window.squiggled(2);
  await window.command("View: Focus Problems");
  const problems = window.page.locator(".markers-panel-container");
  for (const text of [/"offset" is not defined.*Pyright/s, /classifier\/weights already exists.*tfscope/s]) {
    await problems.filter({ hasText: text }).waitFor();
  }
  await window.picture("model-problems");
  await window.command("View: Toggle Panel Visibility");
});

step("both hovers are shown where both have something to say", async (window) => {
  await window.goTo(8, 20);
  const text = await window.hover(/class BertModel/);
  assert.match(text, /bert\/embeddings\/word_embeddings/);
  await window.picture("model-hover");
  await window.page.keyboard.press("Escape");
  await window.goTo(12, 33);
  assert.match(await window.hover(/classifier\/weights/), /\(2, 768\)/);
  await window.page.keyboard.press("Escape");
});

step("completions do not compete", async (window) => {
  for (const [text, offered, count] of [
    ['    tf.get_variable("', "weights", 1],
    ["    model.", "get_pooled_output", 1],
  ]) {
    await window.goTo(16, 49);
    await window.page.keyboard.type(`\n${text.trimStart()}`);
    const rows = window.page.locator(".suggest-widget.visible .monaco-list-row");
    await rows.filter({ hasText: offered }).first().waitFor();
    assert.equal(await rows.filter({ hasText: offered }).count(), count);
    await window.picture(`model-completion-${offered}`);
    await window.page.keyboard.press("Escape");
    await window.command("File: Revert File");
    await window.page.locator(".tab.active:not(.dirty)").waitFor();
  }
});

step("F12 on a shared variable is a jump, F2 is the server's that knows the name", async (window) => {
  await window.goTo(16, 31);
  await window.page.keyboard.press("F12");
  await window.cursorAt(12);
  for (const [line, column, name, expected] of [
    [9, 3, "output", "matmul(output, weights"],
    [11, 25, "head", 'variable_scope("head", reuse=True)'],
  ]) {
    await window.goTo(line, column);
    await window.page.keyboard.press("F2");
    await window.page.locator(".rename-box input").fill(name);
    await window.page.keyboard.press("Enter");
    await window.lines(expected).waitFor();
    await window.command("File: Revert File");
    await window.page.locator(".tab.active:not(.dirty)").waitFor();
  }
});

step("quick fixes are offered once", async (window) => {
  await window.squiggled(2);
  await window.goTo(13, 31);
  const titles = await window.quickFixes();
  await window.picture("model-quick-fix");
  assert.equal(new Set(titles).size, titles.length);
  assert.match(titles.join("\n"), /weights_1/);
  await window.page.keyboard.press("Escape");
});

step("the view and the graph show the whole model", async (window) => {
  await window.command("Explorer: Focus on Variables (TensorFlow) View");
  await window.page.locator(".monaco-list-row[aria-label*='200 variables']").waitFor();
  await window.command("View: Toggle Primary Side Bar Visibility");
  await window.command("tfscope: Show Graph of Scopes");
  const graph = window.page.frameLocator("iframe.webview").frameLocator("iframe");
  await graph.locator(".box.scope", { hasText: "layer_11" }).first().waitFor();
  await window.picture("model-graph");
  await window.closeTab("Graph of Scopes");
});

step("no server wrote an error to its log", async () => {
  for (const line of (await session.code.log()).split("\n")) {
    assert.doesNotMatch(line, /\[(error|warning)\]|Traceback/);
  }
});

async function pyrightExtension() {
  const main = `
    const installed = require("node:module").createRequire(${JSON.stringify(path.join(CACHE, "pyright", "package.json"))});
    const { LanguageClient } = installed("vscode-languageclient/node");
    const script = installed.resolve("pyright/langserver.index.js");
    const server = { command: process.execPath, args: [script, "--stdio"] };
    exports.activate = () => new LanguageClient("pyright", server, { documentSelector: [{ language: "python" }] }).start();`;
  await session.extension("test", "pyright", { activationEvents: ["*"], capabilities: { untrustedWorkspaces: { supported: true } } }, main);
}

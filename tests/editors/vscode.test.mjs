// A real VS Code, in a real browser, with the packaged extension: what a person sees of a program.
// `run_vscode.sh` sets all of it up.

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { HERE, Session, notebook } from "./vscode_session.mjs";
import { until } from "./vscode_window.mjs";

const PROGRAM = "sharing.py";
const NOTEBOOK = "sharing.ipynb";

const session = new Session({ open: project });
const step = session.step.bind(session);

async function project() {
  const folder = await session.workspace("project", [PROGRAM, "layers.py", "model.py", "decoder.py"]);
  const text = await fs.readFile(path.join(HERE, "programs", PROGRAM), "utf8");
  await fs.writeFile(path.join(folder, NOTEBOOK), notebook(text.trimEnd().split("\n\n")));
  return folder;
}

step("a workspace can be trusted", (window) => window.trust());

step("an error is underlined", async (window) => {
  await window.openFile(PROGRAM);
  await window.squiggled(1);
  await window.picture("squiggle");
});

step("the status bar tells that the server runs", (window) => window.inState("ready"));

step("a hover tells the full name and the shape", async (window) => {
  await window.goTo(7, 31);
  const text = await window.hover(/\(2, 3\)/);
  await window.picture("hover");
  assert.match(text, /a\/w/);
  await window.page.keyboard.press("Escape");
});

step("F12 on a shared variable goes to its creation", async (window) => {
  await window.goTo(7, 31);
  await window.page.keyboard.press("F12");
  await window.cursorAt(6);
  await window.picture("definition");
});

step("Shift+F12 on a variable that one other call shares goes to that call", async (window) => {
  await window.goTo(6, 31);
  await window.page.keyboard.press("Shift+F12");
  await window.cursorAt(7);
});

step("a lens tells how many calls share a variable, and lists them", async (window) => {
  const lens = window.page.locator(".codelens-decoration", { hasText: "shared by 1 call" });
  await lens.waitFor();
  await window.picture("code-lens");
  await lens.locator("a").click();
  await window.page.locator(".reference-zone-widget").waitFor();
  await window.page.keyboard.press("Escape");
});

step("hints tell the full names once they are switched on", async (window) => {
  await session.settings("project", { "tfscope.features": { inlayHint: true } });
  await window.lines(/get_variable.*a\/w/).first().waitFor();
  await window.picture("inlay-hints");
  await session.settings("project", { "tfscope.features": { inlayHint: true }, "tfscope.inlayHints": { names: false } });
  await until("the names to go", async () => (await window.lines(/get_variable.*a\/w/).count()) === 0);
  await session.settings("project", {});
  await until("the hints to go", async () => (await window.lines(/get_variable.*a\/w/).count()) === 0);
});

step("the outline has the scopes and variables by their full names", async (window) => {
  await window.quickOpen("@", "a/w");
  await window.picture("symbols");
  await window.page.keyboard.press("Escape");
});

step("a variable of the workspace is found by letters of its name, and led to", async (window) => {
  await window.openFile("layers.py");
  await window.quickOpen("#enckernel", "encoder/kernel");
  await window.picture("workspace-symbols");
  await window.page.keyboard.press("Enter");
  await window.cursorAt(5);
});

step("the call hierarchy of a function has the programs that call it", async (window) => {
  await window.goTo(4, 6);
  await window.command("Peek Call Hierarchy");
  await window.page.locator(".call-hierarchy .monaco-list-row", { hasText: "model.py" }).first().waitFor();
  await window.picture("call-hierarchy");
  await window.page.keyboard.press("Escape");
  await window.openFile(PROGRAM);
});

step("one of the programs that a file takes part in is chosen, and hovers speak of it only", async (window) => {
  await window.openFile("layers.py");
  await window.goTo(5, 33);
  assert.match(await window.hover(/encoder\/kernel/), /decoder\/kernel/);
  await window.page.keyboard.press("Escape");
  await window.command("tfscope: Choose Program");
  await window.picture("choose-program");
  await window.choose("model.py");
  await window.page.locator("[id='status.languageStatus'][aria-label*='Program: model.py']").waitFor();
  await window.goTo(5, 33);
  assert.doesNotMatch(await window.hover(/encoder\/kernel/), /decoder/);
  await window.picture("chosen-program");
  await window.page.keyboard.press("Escape");
  await window.command("tfscope: Choose Program");
  await window.choose("All programs");
  await window.page.locator("[id='status.languageStatus'][aria-label*='Program: all']").waitFor();
  await window.openFile(PROGRAM);
});

step("the view tells the variables of the program, and leads to them", async (window) => {
  await window.command("Explorer: Focus on Variables (TensorFlow) View");
  const row = window.page.locator(".monaco-list-row[aria-label*='(2, 3)']").first();
  await row.waitFor();
  await window.picture("variables");
  await row.click();
  await window.cursorAt(6);
});

step("the graph shows the scopes beside the program, and leads to their variables", async (window) => {
  await window.command("tfscope: Show Graph of Scopes");
  const graph = window.page.frameLocator("iframe.webview").frameLocator("iframe");
  await graph.locator(".box.scope", { hasText: "b" }).first().waitFor();
  await window.picture("graph");
  await graph.locator("a[title='b/w']").click();
  await window.cursorAt(10);
  await window.closeTab("Graph of Scopes");
});

step("the qualified name at the cursor is copied, and the map of all names", async (window) => {
  await window.openFile(PROGRAM);
  await window.goTo(7, 31);
  await window.command("tfscope: Copy Qualified Name");
  await until("the name", async () => (await window.clipboard()) === "a/w");
  await window.command("tfscope: Copy Checkpoint Map");
  await until("the map", async () => (await window.clipboard()) === '{\n    "a/w": "a/w",\n    "b/w": "b/w",\n}\n');
});

step("names are completed in a string, in a line that is not finished", async (window) => {
  await window.openFile("model.py");
  await window.goTo(11, 30);
  await window.page.keyboard.type('\ntf.get_variable("');
  const offered = window.page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "kernel" });
  await offered.first().waitFor();
  await window.picture("completion");
  await window.page.keyboard.press("Escape");
  await window.command("File: Revert File");
  await window.page.locator(".tab.active:not(.dirty)").waitFor();
});

step("F2 renames a variable in two files", async (window) => {
  await window.goTo(11, 24);
  await window.page.keyboard.press("F2");
  const input = window.page.locator(".rename-box input");
  await input.fill("weights");
  await window.picture("rename");
  await input.press("Enter");
  await window.lines('get_variable("weights")').waitFor();
  await window.page.locator(".notification-toast", { hasText: "old names" }).waitFor();
  await window.picture("renamed");
  await window.page.locator(".notification-toast .monaco-button", { hasText: "Copy Checkpoint Map" }).click();
  await until("the map", async () => /"encoder\/kernel": "encoder\/weights"/.test(await window.clipboard()));
  await window.command("File: Save All");
  const file = path.join(session.folder, "project", "layers.py");
  await until("the saved file", async () => /get_variable\("weights", \[4/.test(await fs.readFile(file, "utf8")));
  await window.openFile(PROGRAM);
});

step("a quick fix makes the program right", async (window) => {
  await window.goTo(11, 22);
  const titles = await window.quickFixes();
  await window.picture("quick-fix");
  assert.match(titles[0], /AUTO_REUSE/);
  await window.page.keyboard.press("Enter");
  await window.squiggled(0);
  await window.page.keyboard.press("Control+S");
  const file = path.join(session.folder, "project", PROGRAM);
  await until("the saved file", async () => /scope\("b".*AUTO_REUSE/.test(await fs.readFile(file, "utf8")));
  await window.picture("fixed");
});

step("the cells of a notebook are one program", async (window) => {
  await window.openFile(NOTEBOOK);
  const cells = window.page.locator(".notebookOverlay .cell .view-line");
  await cells.filter({ hasText: "get_variable" }).first().waitFor();
  await window.squiggled(1);
  await cells.filter({ hasText: "second" }).getByText("get_variable").hover();
  await window.page.locator(".monaco-hover:not(.hidden)", { hasText: "a/w" }).waitFor();
  await window.picture("notebook");
});

step("the walkthrough shows the first steps, and an example", async (window) => {
  await window.command("View: Close All Editors");
  await window.command("Welcome: Open Walkthrough...");
  await window.choose("tfscope");
  await window.page.locator(".getting-started-step img, .gettingStartedContainer img").first().waitFor();
  await window.picture("walkthrough");
  await window.page.locator(".gettingStartedContainer .monaco-button", { hasText: "Open Example Program" }).click();
  await window.squiggled(1);
  await window.picture("example");
});

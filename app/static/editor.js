// The editor of agreements: line numbers, a check that follows the typing, and links to a line.
// The page works without it by its own buttons. No text becomes HTML here: the check's answer is parsed as a document.

const page = document.documentElement;
const form = document.querySelector("form[data-check]");
const text = form.querySelector("textarea[data-lines]");
const gutter = form.querySelector("[data-gutter]");
const state = document.querySelector("[data-check-state]");
const part = document.querySelector("[data-result]");
const PAUSE = 400; // milliseconds after the last key before the text is checked

const result = () => part.querySelector("[data-check-result]");
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

// Line numbers beside the text; those of faults are marked.
function number() {
  const lines = text.value.split("\n").length;
  const wrong = new Set([...part.querySelectorAll(".notice [data-line]")].map((link) => link.dataset.line));
  while (gutter.childElementCount > lines) gutter.lastChild.remove();
  while (gutter.childElementCount < lines) {
    const one = document.createElement("span");
    one.textContent = String(gutter.childElementCount + 1);
    gutter.append(one);
  }
  [...gutter.children].forEach((one, at) => one.toggleAttribute("data-wrong", wrong.has(String(at + 1))));
  gutter.scrollTop = text.scrollTop;
}

// The cursor on a line of the text, the whole line chosen and in view.
function goTo(line) {
  const before = text.value.split("\n").slice(0, line - 1);
  const start = before.reduce((sum, one) => sum + one.length + 1, 0);
  const stop = text.value.indexOf("\n", start);
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, stop < 0 ? text.value.length : stop);
  text.scrollTop = Math.max(0, (line - 4) * Number.parseFloat(getComputedStyle(text).lineHeight));
  text.scrollLeft = 0;
  text.scrollIntoView({ block: "nearest" });
}

// Enter begins the next line where this one begins; everything else is the browser's own.
function indent(event) {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  const line = text.value.slice(text.value.lastIndexOf("\n", text.selectionStart - 1) + 1, text.selectionStart);
  const spaces = line.match(/^ */)[0];
  if (spaces === "") return;
  event.preventDefault();
  // The only way that keeps the browser's undo; nothing but text goes in.
  if (!document.execCommand("insertText", false, `\n${spaces}`)) text.setRangeText(`\n${spaces}`, text.selectionStart, text.selectionEnd, "end");
}

let newest = 0, running = null, timer = null;

function tell(kind, values = {}) {
  state.dataset.state = { checked: "checked", checking: "saving" }[kind] ?? "trouble";
  state.textContent = fill(state.dataset[kind] ?? "", values);
}

function later(pause = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(check, pause);
}

// An answer counts only for the newest text asked about; an older one that arrives late is dropped.
function check() {
  const mine = ++newest;
  running?.abort();
  if (text.value.trim() === "") { running = null; state.textContent = ""; return; }
  tell("checking");
  const request = running = new XMLHttpRequest();
  request.responseType = "document";
  request.timeout = 20_000;
  request.open("POST", form.dataset.check);
  request.addEventListener("loadend", () => { if (mine === newest) answered(request); });
  const sent = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "request_key");
  request.send(new URLSearchParams(sent));
}

function answered(request) {
  running = null;
  const fresh = request.response?.querySelector("[data-check-result]");
  if (request.status === 200 && fresh) {
    show(fresh);
    const time = new Date().toLocaleTimeString(page.lang, { hour: "2-digit", minute: "2-digit" });
    tell("checked", { time });
    state.textContent += ` ${fresh.dataset.summary ?? ""}`;
  } else if (request.status === 429) {
    tell("busy");
    later(1000 * Number(request.getResponseHeader("Retry-After") ?? 2));
  } else if (request.status === 401 || request.status === 200) {
    tell("signedOut");
    later(15_000);
  } else {
    tell("offline");
    later(5000);
  }
}

// What was unfolded stays unfolded and what was folded stays folded, unless it has turned red or green.
function show(fresh) {
  const old = result();
  const before = new Map([...old.querySelectorAll("details[data-key]")].map((one) => [one.dataset.key, one]));
  const next = document.importNode(fresh, true);
  for (const one of next.querySelectorAll("details[data-key]")) {
    const was = before.get(one.dataset.key);
    if (was && was.dataset.status === one.dataset.status) one.open = was.open;
  }
  old.replaceWith(next);
  number();
}

text.addEventListener("input", () => {
  result().dataset.stale = "";
  number();
  later();
});
form.examples?.addEventListener("input", () => later());
text.addEventListener("scroll", () => { gutter.scrollTop = text.scrollTop; }, { passive: true });
text.addEventListener("keydown", indent);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-line]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  goTo(Number(link.dataset.line));
});
addEventListener("online", () => { if (state.dataset.state === "trouble") later(0); });
gutter.hidden = false;
number();
const asked = location.hash.match(/^#line-(\d+)$/);
if (asked) goTo(Number(asked[1]));
if (text.value !== text.defaultValue) later(0); // the browser has put back what was typed before

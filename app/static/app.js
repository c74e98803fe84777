// Effekt's only script. Every page works without it; each function serves one data- attribute.
// Nothing typed is stored in the browser, and no text becomes HTML here: words come from the page itself.

const page = document.documentElement;
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (target) => target.matches?.("input:not([type=radio], [type=checkbox]), textarea, select");
const fill = (words, values) => words.replace(/\{([\w-]+)\}/g, (_, name) => values[name] ?? "");

// data-autosave="/url" on a form: posts a draft ten seconds (or data-autosave-after) after a change, and when a control is left.
function autosave(form) {
  const state = form.querySelector("[data-autosave-state]");
  let timer = null, busy = false, again = false;
  const tell = (kind, values = {}) => {
    if (!state) return;
    state.dataset.state = { saved: "saved", saving: "saving" }[kind] ?? "trouble";
    const words = state.dataset[kind] ?? "";
    if (kind !== "saving") state.textContent = fill(words, values);
    else if (state.textContent === "") state.textContent = words;
  };
  const pause = Number(form.dataset.autosaveAfter ?? 10_000);
  const later = () => { timer ??= setTimeout(save, pause); };
  const isShort = (sent) => sent.toString().length < 60_000; // browsers refuse to keep more alive
  const body = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  async function save() {
    clearTimeout(timer);
    timer = null;
    if (busy) { again = true; return; }
    busy = true;
    delete form.dataset.unsaved;
    tell("saving");
    try {
      const sent = body();
      const keepalive = isShort(sent);
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: sent, keepalive, headers: { Accept: "application/json" } });
      const time = new Date().toLocaleTimeString(page.lang, { hour: "2-digit", minute: "2-digit" });
      const kind = answer.status === 401 || answer.redirected ? "signedOut" : answer.ok ? "saved" : "refused";
      if (kind === "saved" && form.elements.seen) form.elements.seen.value = answer.headers.get("x-seen") ?? "";
      tell(kind, { time });
      if (kind !== "saved") form.dataset.unsaved = "";
    } catch {
      form.dataset.unsaved = "";
      tell("offline");
      later();
    }
    busy = false;
    if (again) { again = false; later(); }
  }
  form.addEventListener("input", () => { form.dataset.unsaved = ""; later(); });
  // Not when a button of the form is pressed: the form itself goes then, and what is told must not move the button.
  form.addEventListener("focusout", (event) => {
    if ("unsaved" in form.dataset && event.relatedTarget?.type !== "submit") save();
  });
  form.addEventListener("submit", () => { clearTimeout(timer); busy = true; });
  addEventListener("online", () => { if ("unsaved" in form.dataset) save(); });
  // Left in the middle of a pause, what is short enough goes along; for what is not, the guard asks.
  if ("autosaveAfter" in form.dataset) {
    addEventListener("beforeunload", () => { if ("unsaved" in form.dataset && !busy && isShort(body())) save(); });
    addEventListener("visibilitychange", () => { if (document.hidden && "unsaved" in form.dataset) save(); });
  }
}

// data-guard (and data-autosave) on a form: asks before typed text is left behind.
function guard(form) {
  form.addEventListener("input", () => { form.dataset.unsaved = ""; });
  form.addEventListener("submit", () => { delete form.dataset.unsaved; });
}

// data-submit-keys on a form: Ctrl+Enter submits it by its main button, from anywhere on the page if it is the only
// such form; a control of another form keeps the key to itself.
function submitKeys(form, _index, forms) {
  const root = forms.length === 1 ? document : form;
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (document.querySelector("dialog:modal") || (typing(event.target) && event.target.form !== form)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[type=submit][data-kind=main]"));
  });
}

// data-rows on a table or list: j and k go from row to row; Enter opens the link that has focus.
function moveRow(step) {
  const links = all("[data-rows]")
    .flatMap((list) => all(list.matches("table") ? "tbody > tr" : ":scope > li", list))
    .map((row) => row.querySelector("a[href], summary"))
    .filter((link) => link?.checkVisibility());
  if (links.length === 0) return;
  const rowNow = document.activeElement.closest("tr, li");
  const now = links.findIndex((link) => link === document.activeElement || (rowNow && rowNow.contains(link)));
  links[now < 0 ? 0 : Math.min(Math.max(now + step, 0), links.length - 1)].focus();
}

// The keys of every page: "/" search, "j" and "k" rows, "?" help, Esc out of a control and then back.
function pageKeys(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog:modal, details[data-dialog][open]")) return;
  if (event.key === "Escape") {
    if (typing(event.target)) event.target.blur();
    else document.querySelector("a[data-back]")?.click();
    return;
  }
  if (typing(event.target)) return;
  const help = document.querySelector("details[data-help]");
  const acts = {
    "/": () => document.querySelector("[data-search]")?.focus(),
    "j": () => moveRow(1),
    "k": () => moveRow(-1),
    "?": () => { if (help) help.open = true; },
  };
  if (!(event.key in acts)) return;
  event.preventDefault();
  acts[event.key]();
}

// data-dialog on details: opened, its dialog becomes modal; closed, the details fold again.
function dialog(details) {
  const box = details.querySelector("dialog");
  details.addEventListener("toggle", () => {
    if (details.open && !box.open) box.showModal();
  });
  box.addEventListener("close", () => {
    details.open = false;
    details.querySelector("summary").focus();
  });
  all("[data-close]", box).forEach((button) => button.addEventListener("click", () => box.close()));
}

// data-missing-keys round one item: a letter in the reason list, or Alt+letter in the field, picks the reason.
// While the item has a value, Tab passes the reason list by; letters, mouse and screen readers still reach it.
function missingKeys(item) {
  const reasons = item.querySelector("select[data-missing]");
  if (!reasons) return;
  const value = item.querySelector(".entry input, .entry select");
  const pass = () => { reasons.tabIndex = value?.value && !reasons.value ? -1 : 0; };
  item.addEventListener("input", pass);
  pass();
  item.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || (event.target !== reasons && !event.altKey)) return;
    const letter = event.code.startsWith("Key") ? event.code.slice(3) : "";
    const option = [...reasons.options].find((one) => one.dataset.key === letter);
    if (!option) return;
    event.preventDefault();
    reasons.value = option.value;
    reasons.dispatchEvent(new Event("input", { bubbles: true }));
    reasons.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// data-range on a field: a soft warning outside data-low to data-high. It never stops anyone.
function range(input) {
  const message = input.closest(".field")?.querySelector("[data-range-message]");
  if (!message) return;
  const [words, use, keep] = ["[data-text]", "[data-use]", "[data-keep]"].map((part) => message.querySelector(part));
  const low = input.dataset.low === undefined ? -Infinity : Number(input.dataset.low);
  const high = input.dataset.high === undefined ? Infinity : Number(input.dataset.high);
  const within = (value) => value >= low && value <= high;
  const shown = (value, decimals = 0) => value.toLocaleString(page.lang, { minimumFractionDigits: decimals, maximumFractionDigits: 6 });
  const read = () => {
    const text = input.value.trim();
    return text === "" ? NaN : Number(text.includes(",") ? text.replaceAll(".", "").replace(",", ".") : text);
  };
  const withUnit = (value, decimals) => [shown(value, decimals), message.dataset.unit].filter(Boolean).join("\u00a0");
  const check = () => {
    const value = read();
    const told = input.ariaInvalid === "true" && input.value === input.defaultValue; // the page says it already
    message.hidden = Number.isNaN(value) || within(value) || told || input.dataset.kept === input.value;
    if (message.hidden) return;
    const meant = value > 2 * high ? value / 10 : NaN;
    const side = value > high ? ["above", high] : ["below", low];
    const said = [fill(message.dataset[side[0]], { value: withUnit(value), limit: withUnit(side[1]) })];
    const acts = [];
    if (within(meant)) {
      said.push(fill(message.dataset.suggest, { value: withUnit(meant, 1) }));
      use.value = shown(meant, 1);
      use.textContent = fill(use.dataset.words, { value: use.value });
      use.hidden = false;
      acts.push(" ", use);
    }
    if (input.inputMode !== "numeric" || value >= 0) acts.push(" ", keep); // a count below 0 cannot be kept
    words.textContent = said.join(" ");
    message.replaceChildren(words, ...acts);
  };
  input.addEventListener("change", check);
  use.addEventListener("click", () => {
    input.value = use.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    check();
    input.focus();
  });
  keep.addEventListener("click", () => { input.dataset.kept = input.value; check(); input.focus(); });
  check();
}

// data-longest on a text: says how long it is once it is longer. Nothing typed or pasted is ever cut.
function longest(input) {
  const allowed = Number(input.dataset.longest);
  const said = document.createElement("p");
  said.className = "warning";
  said.setAttribute("role", "status");
  said.hidden = true;
  input.closest(".field").append(said);
  input.addEventListener("input", () => {
    const found = input.value.trim().length;
    said.hidden = found <= allowed;
    said.textContent = said.hidden ? "" : fill(input.dataset.longestWords, { found, allowed });
  });
}

// data-chart on a figure: pointer or arrow keys read its [data-point] groups, in data-words or by their titles.
function chart(figure) {
  const drawing = figure.querySelector("svg:not(.icon)");
  const output = figure.querySelector("[data-chart-output]");
  const points = all("[data-point]", figure);
  if (!drawing || !output || points.length === 0) return;
  let at = -1;
  const read = (index) => {
    if (index === at) return;
    points[at]?.removeAttribute("data-current");
    at = index;
    points[at].setAttribute("data-current", "");
    const values = [...points[at].attributes].map(({ name, value }) => [name.replace("data-", ""), value]);
    const title = points[at].querySelector("title")?.textContent;
    output.textContent = output.dataset.words ? fill(output.dataset.words, Object.fromEntries(values)) : title;
  };
  const middle = (point) => {
    const box = point.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  drawing.addEventListener("pointermove", (event) => {
    const far = points.map((point) => {
      const [x, y] = middle(point);
      return Math.abs(x - event.clientX) * 4 + Math.abs(y - event.clientY);
    });
    read(far.indexOf(Math.min(...far)));
  });
  if (!drawing.hasAttribute("tabindex")) drawing.setAttribute("tabindex", "0");
  drawing.addEventListener("keydown", (event) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: points.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    read(Math.min(Math.max(to, 0), points.length - 1));
  });
}

// data-theme-switch on a form: changes at once and tells the server; the chosen one pressed again follows the system.
function themeSwitch(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = new URLSearchParams([...new FormData(form)]);
    const theme = page.dataset.theme === event.submitter.value ? "system" : event.submitter.value;
    if (theme === "system") delete page.dataset.theme;
    else page.dataset.theme = theme;
    all("button", form).forEach((button) => button.setAttribute("aria-pressed", String(button.value === theme)));
    body.set("theme", theme);
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
  });
}

// data-live="/url": every two seconds takes the same part from a fresh page, until it is done or leads elsewhere.
// XMLHttpRequest hands over a parsed document, so no text is turned into HTML here (trusted types).
function live(part) {
  if ("liveDone" in part.dataset) return;
  const request = new XMLHttpRequest();
  request.responseType = "document";
  request.open("GET", part.dataset.live);
  request.addEventListener("loadend", () => {
    const at = request.responseURL && new URL(request.responseURL);
    if (at && at.pathname !== new URL(part.dataset.live, location.href).pathname) { location.replace(at); return; }
    const fresh = request.response?.querySelector("[data-live]");
    if (request.status === 200 && fresh) {
      part.replaceChildren(...document.importNode(fresh, true).childNodes);
      if ("liveDone" in fresh.dataset) { part.dataset.liveDone = ""; return; }
    }
    live(part);
  });
  setTimeout(() => request.send(), 2000);
}

// A link to a control that is to be mended begins with the control's name, so that two empty fields are told apart.
function named(link) {
  const control = document.getElementById(link.hash.slice(1));
  const name = (control?.closest("fieldset.field")?.querySelector("legend") ?? control?.labels?.[0])?.firstChild?.textContent.trim();
  if (name && !name.includes(link.textContent.split(":")[0])) link.prepend(`${name}: `);
}

all(".notice a[href^='#f-']").forEach(named);
all("form[data-autosave]").forEach(autosave);
all("form[data-guard], form[data-autosave]").forEach(guard);
all("form[data-submit-keys]").forEach(submitKeys);
all("details[data-dialog]").forEach(dialog);
all("[data-missing-keys]").forEach(missingKeys);
all("input[data-range]").forEach(range);
all("input[data-longest]").forEach(longest);
all("[data-chart]").forEach(chart);
all("form[data-theme-switch]").forEach(themeSwitch);
all("[data-live]").forEach(live);
document.querySelector("main input[autofocus]")?.select(); // what stands there is typed over
document.addEventListener("keydown", pageKeys);
addEventListener("beforeunload", (event) => { if (document.querySelector("form[data-unsaved]")) event.preventDefault(); });

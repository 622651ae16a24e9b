// The page of models: reads the OpenAPI document of this server and makes a section for each model, in which a request can be
// edited and sent. Text from the document is only ever set as text, never as markup.
"use strict";

const PREDICT = /^\/v1\/(models|endpoints)\/([^/]+):predict$/;
const NUMBERS_SHOWN = 16;
const UNAUTHENTICATED = 401;

// The caller's key where the server asks for one: in this page's memory alone, and gone with it.
let key = "";

function keyHeader() {
  return key ? { Authorization: `Bearer ${key}` } : {};
}

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "text") made.textContent = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** The type, without the null that may stand in its place. */
function kindOf(schema) {
  return Array.isArray(schema.type) ? schema.type[0] : schema.type;
}

function typeOf(schema) {
  if (kindOf(schema) === "array") {
    if (schema.items?.properties) return "list";
    const size = schema.minItems !== undefined && schema.minItems === schema.maxItems ? schema.minItems : "";
    const inner = typeOf(schema.items ?? {});
    return inner.includes("[") ? inner.replace("[", `[${size}][`) : `${inner}[${size}]`;
  }
  if (schema.contentEncoding) return schema.contentEncoding;
  return kindOf(schema) ?? "value";
}

function scalarOf(schema) {
  return kindOf(schema) === "array" ? scalarOf(schema.items ?? {}) : schema;
}

function details(schema, required) {
  const scalar = scalarOf(schema);
  const parts = [];
  if (schema["x-unit"]) parts.push(schema["x-unit"] === "1" ? "a ratio" : `in ${schema["x-unit"]}`);
  const low = scalar.minimum ?? scalar.exclusiveMinimum;
  const high = scalar.maximum ?? scalar.exclusiveMaximum;
  const byType = /^u?int/.test(schema["x-element-type"] ?? "") && scalar.format;
  if (!byType && (low !== undefined || high !== undefined)) parts.push(`${low ?? "−∞"} to ${high ?? "∞"}`);
  const categories = scalar.enum ?? schema["x-categories"];
  if (categories) parts.push(`one of ${categories.slice(0, 12).join(", ")}${categories.length > 12 ? ", …" : ""}`);
  if (schema.default !== undefined) parts.push(`${JSON.stringify(schema.default)} if left out`);
  else if (!required) parts.push("may be left out");
  return parts.join("; ");
}

// A list of objects has a row for each of their fields as well.
function fieldRows(name, field, required) {
  const meaning = element("td", {}, field.description ?? "");
  const more = details(field, required);
  if (more) meaning.append(element("div", { class: "more", text: more }));
  const row = element(
    "tr", {},
    element("td", { text: name }),
    element("td", { class: "type", text: typeOf(field) }),
    meaning);
  const inner = Object.entries(field.items?.properties ?? {})
    .flatMap(([key, value]) => fieldRows(`${name}[].${key}`, value, true));
  return [row, ...inner];
}

function fieldTable(caption, schema) {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {})
    .flatMap(([name, field]) => fieldRows(name, field, required.has(name)));
  const head = element("tr", {}, ...["Name", "Type", "Meaning"].map(text => element("th", { scope: "col", text })));
  return [
    element("h3", { text: caption }),
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows))];
}

function exampleOf(schema) {
  if (schema.examples?.length) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (kindOf(schema) === "array") {
    const length = Math.min(schema.minItems ?? 2, 4096);
    return Array.from({ length }, () => exampleOf(schema.items ?? {}));
  }
  if (schema.enum?.length) return schema.enum[0];
  if (schema.contentEncoding) return "";
  const type = kindOf(schema);
  if (type === "string") return "some text";
  if (type === "boolean") return true;
  return Math.min(Math.max(0, schema.minimum ?? 0), schema.maximum ?? Infinity);
}

function exampleRecord(schema) {
  const required = new Set(schema.required ?? []);
  const record = {};
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (required.has(name) || field.examples?.length) record[name] = exampleOf(field);
  }
  return record;
}

// JSON with arrays of numbers on one line.
function pretty(value, indent = "") {
  if (Array.isArray(value)) {
    if (value.every(item => typeof item !== "object" || item === null)) {
      return `[${value.map(item => JSON.stringify(item)).join(", ")}]`;
    }
    const deeper = `${indent}  `;
    return `[\n${value.map(item => deeper + pretty(item, deeper)).join(",\n")}\n${indent}]`;
  }
  if (value !== null && typeof value === "object") {
    const deeper = `${indent}  `;
    const members = Object.entries(value).map(([key, item]) => `${deeper}${JSON.stringify(key)}: ${pretty(item, deeper)}`);
    return members.length ? `{\n${members.join(",\n")}\n${indent}}` : "{}";
  }
  return JSON.stringify(value);
}

// The answer for people: long arrays are cut, and it is said how long they are.
function shortened(value) {
  if (Array.isArray(value)) {
    if (value.length > NUMBERS_SHOWN && value.every(item => typeof item === "number" || item === null)) {
      return [...value.slice(0, NUMBERS_SHOWN), `… ${value.length} numbers`];
    }
    return value.map(shortened);
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item)]));
  }
  return value;
}

function curlLine(path, body) {
  const quoted = body.replaceAll("'", "'\\''");
  const shown = key ? ` -H "Authorization: Bearer $BERTH_KEY"` : "";
  return `curl -s ${location.origin}${path}${shown} -d '${quoted}'`;
}

function compact(text) {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

async function send(path, text, outcome, timing, answer) {
  const start = performance.now();
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...keyHeader() },
      body: text,
    });
    const body = await response.text();
    const millis = performance.now() - start;
    outcome.className = `outcome ${response.ok ? "good" : "bad"}`;
    outcome.textContent = `${response.status} ${response.ok ? "answered" : "refused"}`;
    const version = response.headers.get("berth-model-version");
    const id = response.headers.get("berth-request-id");
    timing.textContent =
      `${millis.toFixed(1)} ms in this browser${version ? ` · version ${version}` : ""} · request ${id}`;
    try {
      answer.textContent = pretty(shortened(JSON.parse(body)));
    } catch {
      answer.textContent = body;
    }
  } catch (failure) {
    outcome.className = "outcome bad";
    outcome.textContent = "no answer";
    timing.textContent = "";
    answer.textContent = `The server cannot be reached (${failure.message}). Is it still running?`;
  }
}

function tryOut(path, name, input) {
  const example = pretty(exampleRecord(input));
  const request = element("textarea", { id: `request-${name}`, spellcheck: "false", "aria-label": `Request to ${name}` });
  request.value = example;
  const button = element("button", { type: "button", text: "Send" });
  const reset = element("button", { type: "button", class: "quiet", text: "Reset" });
  const outcome = element("span", { class: "outcome", role: "status" });
  const timing = element("span", { class: "timing" });
  const answer = element("pre", { "aria-label": `Answer of ${name}`, tabindex: "0", hidden: "" });
  const curl = element("pre", { tabindex: "0", "aria-label": "The same with curl" });
  const showCurl = () => { curl.textContent = curlLine(path, compact(request.value)); };
  const submit = async () => {
    button.disabled = true;
    await send(path, request.value, outcome, timing, answer);
    answer.hidden = false;
    button.disabled = false;
  };
  request.addEventListener("input", showCurl);
  request.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
  });
  button.addEventListener("click", submit);
  reset.addEventListener("click", () => { request.value = example; showCurl(); });
  showCurl();
  return [
    element("h3", { text: "Try it" }),
    request,
    element("div", { class: "bar" }, button, reset, outcome, timing),
    answer,
    element("h3", { text: "The same with curl" }),
    curl];
}

function modelSection(path, name, operation, schemas) {
  const input = schemas[`${name}.Input`] ?? {};
  const output = schemas[`${name}.Output`] ?? {};
  const section = element("section", { id: `model-${name}`, "aria-labelledby": `heading-${name}` });
  section.append(
    element("h2", { id: `heading-${name}`, text: name }),
    element("p", { class: "lead", text: operation.summary ?? "" }),
    element("p", {}, "POST ", element("code", { text: path }), " one record, or many as ",
      element("code", { text: '{"records": [...]}' }), "."),
    ...fieldTable("Takes", input),
    ...fieldTable("Gives", output),
    ...tryOut(path, name, input));
  return section;
}

function askForKey(summary) {
  const input = element("input", { type: "password", autocomplete: "off", "aria-label": "Key", placeholder: "berth_…" });
  const button = element("button", { type: "button", text: "Show the models" });
  const submit = () => { key = input.value.trim(); show(); };
  input.addEventListener("keydown", event => { if (event.key === "Enter") submit(); });
  button.addEventListener("click", submit);
  summary.replaceChildren(
    key ? "The server does not know this key. " : "This server asks who calls. ", input, " ", button);
}

async function show() {
  const summary = document.getElementById("summary");
  try {
    const response = await fetch("/openapi.json", { headers: keyHeader() });
    if (response.status === UNAUTHENTICATED) {
      askForKey(summary);
      return;
    }
    const api = await response.json();
    document.title = `${api.info.title} · Berth`;
    document.getElementById("title").textContent = api.info.title;
    const schemas = api.components?.schemas ?? {};
    const callable = Object.entries(api.paths)
      .map(([path, item]) => ({ path, item, match: PREDICT.exec(path) }))
      .filter(({ match, item }) => match && item.post);
    const counted = (kind, one) => {
      const count = callable.filter(({ match }) => match[1] === kind).length;
      return count === 0 ? [] : [`${count} ${count === 1 ? one : `${one}s`}`];
    };
    summary.textContent = callable.length
      ? `${[...counted("endpoints", "endpoint"), ...counted("models", "model")].join(" and ")} ready · Berth ${api.info.version}`
      : "No model is ready. `berth models` says why.";
    for (const { path, item, match } of callable) {
      const name = decodeURIComponent(match[2]);
      document.getElementById("contents").append(element("a", { href: `#model-${name}`, text: name }));
      document.getElementById("models").append(modelSection(path, name, item.post, schemas));
    }
  } catch (failure) {
    summary.textContent = `The description of the models cannot be read: ${failure.message}`;
  }
}

show();

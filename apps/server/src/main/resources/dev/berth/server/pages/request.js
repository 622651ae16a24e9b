// Requests to this server: with the caller's key where it asks for one, as a curl line, and as a form to try them.
import { element, heading } from "./dom.js";

const NUMBERS_SHOWN = 16;

export const UNAUTHENTICATED = 401;
export const FORBIDDEN = 403;

// The caller's key where the server asks for one: in this page's memory alone, and gone with it.
let key = "";

function keyHeader() {
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/** Gets something of this server, as this caller. */
export function get(path) {
  return fetch(path, { headers: keyHeader() });
}

/** Why a response is none: what its problem says, and how to mend it, or its status. */
export async function reason(response) {
  try {
    const problem = await response.json();
    return [problem.detail ?? `status ${response.status}`, problem.remedy].filter(text => text).join("; ");
  } catch {
    return `status ${response.status}`;
  }
}

// JSON with arrays of numbers on one line.
function pretty(value, indent = "") {
  if (Array.isArray(value)) {
    if (value.every(item => typeof item !== "object" || item === null)) {
      return `[${value.map(item => pretty(item)).join(", ")}]`;
    }
    const deeper = `${indent}  `;
    return `[\n${value.map(item => deeper + pretty(item, deeper)).join(",\n")}\n${indent}]`;
  }
  if (value !== null && typeof value === "object") {
    const deeper = `${indent}  `;
    const members = Object.entries(value).map(([key, item]) => `${deeper}${JSON.stringify(key)}: ${pretty(item, deeper)}`);
    return members.length ? `{\n${members.join(",\n")}\n${indent}}` : "{}";
  }
  return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
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

// On one line. Numbers stay as they are written: one of 64 bits is not read without loss.
function compact(text) {
  try {
    JSON.parse(text);
    return text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");
  } catch {
    return text;
  }
}

// Whole numbers of 64 bits are kept, where the browser tells how a number was written.
function parsed(text) {
  return JSON.parse(text, (name, value, context) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")
      ? BigInt(context.source)
      : value);
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
      answer.textContent = pretty(shortened(parsed(body)));
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

/**
 * A request that can be edited and sent, and the same as a curl line.
 *
 * @param id unique among those of the page
 * @param label what the request goes to
 * @param level of the headings
 */
export function tryOut({ path, id, label, example: record, level }) {
  const example = pretty(record);
  const request = element("textarea", { id: `request-${id}`, spellcheck: "false", "aria-label": `Request to ${label}` });
  request.value = example;
  const button = element("button", { type: "button", text: "Send" });
  const reset = element("button", { type: "button", class: "quiet", text: "Reset" });
  const outcome = element("span", { class: "outcome", role: "status" });
  const timing = element("span", { class: "timing" });
  const answer = element("pre", { "aria-label": `Answer of ${label}`, tabindex: "0", hidden: "" });
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
    heading(level, "Try it"),
    request,
    element("div", { class: "bar" }, button, reset, outcome, timing),
    answer,
    heading(level, "The same with curl"),
    curl];
}

/** Asks for a key in a place of the page, and goes on when there is one. */
export function askForKey(place, goOn) {
  const input = element("input", { type: "password", autocomplete: "off", "aria-label": "Key", placeholder: "berth_…" });
  const button = element("button", { type: "button", text: "Show what is served" });
  const submit = () => { key = input.value.trim(); goOn(); };
  input.addEventListener("keydown", event => { if (event.key === "Enter") submit(); });
  button.addEventListener("click", submit);
  place.replaceChildren(
    key ? "The server does not know this key. " : "This server asks who calls. ", input, " ", button);
}

// The page of a document: asks this server for it, with the caller's key where one is needed, and shows it.
import { element } from "/docs/dom.js";
import { UNAUTHENTICATED, askForKey, get, reason } from "/docs/request.js";

const FORMATS = [["html", "text/html"], ["markdown", "text/markdown"], ["json", "application/json"]];
const ENDINGS = { html: "html", markdown: "md", json: "json" };
const PARTS = ["header", "nav", "main"];

const place = id => document.getElementById(id);
const parameters = new URLSearchParams(location.search);
const name = parameters.get("name") ?? "";
const kind = parameters.get("document") ?? "model-card";

function address(format) {
  const of = encodeURIComponent(name);
  const path = kind === "factsheet" ? `/v1/factsheets/${of}` : `/v1/documents/${of}/${encodeURIComponent(kind)}`;
  return `${path}?format=${format}`;
}

// Elements of the server's own page, whose texts are escaped; this page's policy runs none of its scripts. Its style sheet is this
// page's already.
function shown(html) {
  const page = new DOMParser().parseFromString(html.replace(/<style>[^<]*<\/style>/, ""), "text/html");
  document.title = `${page.title} · Berth`;
  return PARTS.map(part => page.querySelector(part)).filter(part => part).map(part => document.importNode(part, true));
}

async function save(format, type) {
  const response = await get(address(format));
  if (!response.ok) {
    place("status").textContent = await reason(response);
    return;
  }
  const link = element("a", {
    href: URL.createObjectURL(new Blob([await response.text()], { type })),
    download: `${name}.${kind}.${ENDINGS[format]}`,
  });
  link.click();
  URL.revokeObjectURL(link.href);
}

async function show() {
  const status = place("status");
  try {
    const response = await get(address("html"));
    if (response.status === UNAUTHENTICATED) {
      askForKey(status, show);
      return;
    }
    if (!response.ok) {
      status.textContent = `There is no such document to be shown: ${await reason(response)}`;
      return;
    }
    place("document").replaceChildren(...shown(await response.text()));
    status.textContent = "";
    place("saved").hidden = false;
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  } catch (failure) {
    status.textContent = `The server cannot be reached (${failure.message}). Is it still running?`;
  }
}

for (const [format, type] of FORMATS) {
  const button = element("button", { type: "button", text: format });
  button.addEventListener("click", () => save(format, type));
  place("saved").append(button, " ");
}
show();

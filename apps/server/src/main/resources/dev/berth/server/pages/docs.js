// The page of what is served: reads the OpenAPI document of this server and makes a section for each model, in which a request
// can be edited and sent; and the list of its features, with a section for each view and service.
import { element, heading } from "./dom.js";
import { Catalog, section } from "./features.js";
import { modelSection, modelWords } from "./models.js";
import { FORBIDDEN, UNAUTHENTICATED, askForKey, get, reason } from "./request.js";
import { Search } from "./search.js";
import { counted, listed } from "./texts.js";

const PREDICT = /^\/v1\/(models|endpoints)\/([^/]+):predict$/;
const FEATURES = "/v1/features";
const DOCUMENTS = "/v1/documents/{name}/{document}";

const place = id => document.getElementById(id);
const search = new Search(place("search"));

function callableOf(api) {
  return Object.entries(api.paths)
    .map(([path, item]) => ({ path, item, match: PREDICT.exec(path) }))
    .filter(({ match, item }) => match && item.post);
}

function readySummary(callable) {
  const countedOf = (kind, one) => {
    const count = callable.filter(({ match }) => match[1] === kind).length;
    return count === 0 ? [] : [counted(count, one)];
  };
  return listed([...countedOf("endpoints", "endpoint"), ...countedOf("models", "model")]);
}

function summaryText(callable, catalog, version) {
  if (callable.length > 0) {
    const features = catalog.isEmpty ? "" : ` · ${catalog.summary}`;
    return `${readySummary(callable)} ready${features} · Berth ${version}`;
  }
  return catalog.isEmpty
    ? "No model is ready. `berth models` says why."
    : `Features alone: ${catalog.summary} · Berth ${version}`;
}

function addModels(callable, schemas, hasDocuments) {
  for (const { path, item, match } of callable) {
    const name = decodeURIComponent(match[2]);
    const link = element("a", { href: `#model-${encodeURIComponent(name)}`, text: name });
    const made = modelSection(path, name, item.post, schemas, hasDocuments);
    place("contents").append(link);
    place("models").append(made);
    search.add(modelWords(name, item.post, schemas), [made, link]);
  }
}

function addFeatures(catalog) {
  for (const { id, title, items } of catalog.groups) {
    const group = element("div", { id, class: "group" }, heading(2, title));
    const link = element("a", { href: `#${id}`, text: `${title} (${items.length.toLocaleString("en")})` });
    const shown = [group, link];
    for (const item of items) {
      const made = section(item);
      group.append(made);
      search.add(item.words(), [made], shown);
    }
    place("contents").append(link);
    place("features").append(group);
  }
}

// What the server lists, or nothing where it has no features or this caller may not see them.
async function catalogOf(api) {
  const nothing = new Catalog({});
  if (!api.paths[FEATURES]) return nothing;
  const response = await get(FEATURES);
  if (response.ok) return new Catalog(await response.json());
  if (response.status === UNAUTHENTICATED) askForKey(place("notice"), show);
  else if (response.status !== FORBIDDEN) {
    place("notice").textContent = `The features cannot be listed: ${await reason(response)}`;
  }
  return nothing;
}

// A link to a section leads to it, also where it is closed or was not found by the search.
function reveal() {
  let target = null;
  try {
    target = place(decodeURIComponent(location.hash.slice(1)));
  } catch {
    // An address that somebody wrote by hand leads nowhere.
  }
  if (!target) return;
  if (target.closest("[hidden]")) search.clear();
  if (target instanceof HTMLDetailsElement) target.open = true;
  target.scrollIntoView();
}

async function show() {
  const summary = place("summary");
  for (const id of ["contents", "models", "features", "notice"]) place(id).replaceChildren();
  search.reset();
  try {
    const response = await get("/openapi.json");
    if (response.status === UNAUTHENTICATED) {
      askForKey(summary, show);
      return;
    }
    const api = await response.json();
    document.title = `${api.info.title} · Berth`;
    place("title").textContent = api.info.title;
    const callable = callableOf(api);
    addModels(callable, api.components?.schemas ?? {}, DOCUMENTS in api.paths);
    const catalog = await catalogOf(api);
    addFeatures(catalog);
    summary.textContent = summaryText(callable, catalog, api.info.version);
    search.apply();
    reveal();
  } catch (failure) {
    summary.textContent = `The description of what is served cannot be read: ${failure.message}`;
  }
}

addEventListener("hashchange", reveal);
// The same link once more changes no address.
document.addEventListener("click", event => {
  if (event.target.closest("a")?.hash === location.hash && location.hash !== "") reveal();
});
show();

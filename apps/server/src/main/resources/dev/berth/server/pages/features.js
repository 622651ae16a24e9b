// Sections of the feature store, made of GET /v1/features: stored views, views on demand and services. A section is closed at
// first and built when it is opened, so that thousands of them cost no more than their headings.
import { element, heading, linkTo, serviceId, table, viewId } from "./dom.js";
import { lineagePart } from "./lineage.js";
import { tryOut } from "./request.js";
import { statisticsPart } from "./statistics.js";
import { counted, durationText, listed, secondsText } from "./texts.js";

const READ = "/v1/features:read";

/** What the server lists, by name. */
export class Catalog {
  constructor(list) {
    this.views = list.views ?? [];
    this.services = list.services ?? [];
    this.entities = new Map((list.entities ?? []).map(entity => [entity.name, entity]));
    this.byReference = new Map(this.views.map(view => [nameOf(view), view]));
    this.features = new Map(this.views.flatMap(view => view.features.map(feature => [feature.reference, { view, feature }])));
  }

  get isEmpty() {
    return this.views.length === 0 && this.services.length === 0;
  }

  /** How many there are of what, in words. */
  get summary() {
    const parts = [];
    if (this.views.length > 0) parts.push(counted(this.views.length, "feature view"));
    if (this.services.length > 0) parts.push(counted(this.services.length, "feature service"));
    return listed(parts);
  }

  /** The groups of sections, each with its items. */
  get groups() {
    const ofKind = kind => this.views.filter(view => view.kind === kind);
    const views = items => items.map(view => ({ id: viewId(nameOf(view)), described: view, ...this.#ofView(view) }));
    const services = this.services.map(service => ({
      id: serviceId(nameOf(service)),
      described: service,
      words: () => this.#serviceWords(service),
      build: () => this.#serviceBody(service),
    }));
    return [
      { id: "views", title: "Feature views", items: views(ofKind("stored")) },
      { id: "on-demand", title: "Feature views on demand", items: views(ofKind("on-demand")) },
      { id: "services", title: "Feature services", items: services },
    ].filter(group => group.items.length > 0);
  }

  #ofView(view) {
    return { words: () => this.#viewWords(view), build: () => this.#viewBody(view) };
  }

  #viewWords(view) {
    const words = commonWords(view);
    words.push(view.source ?? "");
    for (const [key, entity] of Object.entries(view.keys ?? {})) {
      words.push(key, entity, this.entities.get(entity)?.meaning ?? "");
    }
    for (const input of Object.keys(view.inputs ?? {})) words.push(input);
    for (const feature of view.features) words.push(feature.name, feature.meaning, feature.unit ?? "");
    return words;
  }

  #serviceWords(service) {
    const words = commonWords(service);
    for (const entry of service.features) {
      words.push(entry.reference, entry.as ?? "", this.features.get(entry.reference)?.feature.meaning ?? "");
    }
    return words;
  }

  #viewBody(view) {
    const reference = nameOf(view);
    const entities = {};
    for (const [key, entity] of Object.entries(view.keys ?? {})) entities[key] = [this.#exampleKey(entity)];
    for (const [input, type] of Object.entries(view.inputs ?? {})) entities[input] = [exampleOf(type)];
    return [
      this.#facts(view),
      heading(4, "Features"),
      table(["Name", "Type", "Meaning"], view.features.map(featureRow)),
      ...(view.kind === "stored" ? [statisticsPart(reference)] : []),
      lineagePart(reference),
      ...tryOut({
        path: READ,
        id: viewId(reference),
        label: reference,
        example: { features: view.features.map(feature => feature.reference), entities },
        level: 4,
      }),
    ];
  }

  #serviceBody(service) {
    const reference = nameOf(service);
    const entities = {};
    for (const entry of service.features) this.#addFields(entry, entities);
    return [
      this.#facts(service),
      heading(4, "Features"),
      table(["Feature", "Type", "Meaning"], service.features.map(entry => this.#entryRow(entry))),
      ...tryOut({
        path: READ,
        id: serviceId(reference),
        label: reference,
        example: { service: reference, entities },
        level: 4,
      }),
    ];
  }

  // The caller's fields for a feature of a service: keys of stored views may have other names there.
  #addFields(entry, entities) {
    const view = this.features.get(entry.reference)?.view;
    if (!view) return;
    for (const [key, entity] of Object.entries(view.keys ?? {})) {
      entities[(view.kind === "stored" && entry.keys?.[key]) || key] = [this.#exampleKey(entity)];
    }
    for (const [input, type] of Object.entries(view.inputs ?? {})) entities[input] = [exampleOf(type)];
  }

  #exampleKey(entity) {
    return exampleOf(this.entities.get(entity)?.type ?? "string");
  }

  #entryRow(entry) {
    const found = this.features.get(entry.reference);
    const name = element("td");
    name.append(found ? linkTo(viewId(nameOf(found.view)), entry.reference) : entry.reference);
    const meaning = element("td", { text: found?.feature.meaning ?? "" });
    const more = [];
    if (entry.as) more.push(`called ${entry.as}`);
    for (const [key, field] of Object.entries(entry.keys ?? {})) more.push(`${key} is the caller's ${field}`);
    if (found) more.push(...detailsOf(found.feature));
    addMore(meaning, more);
    return element("tr", {}, name, element("td", { class: "type", text: found?.feature.type ?? "" }), meaning);
  }

  // What there is to say of a view or a service besides its features.
  #facts(described) {
    const facts = element("dl", { class: "facts" });
    const add = (name, ...value) => facts.append(element("dt", { text: name }), element("dd", {}, ...value));
    const addText = (name, text) => { if (text) add(name, text); };
    addText("Owner", described.owner);
    addText("Tags", (described.tags ?? []).join(", "));
    for (const [key, entity] of Object.entries(described.keys ?? {})) add("Key", ...this.#keyText(key, entity));
    for (const [input, type] of Object.entries(described.inputs ?? {})) {
      add("Input", element("code", { text: input }), ` ${type}`);
    }
    for (const read of new Set(described.reads ?? [])) add("Reads", linkTo(viewId(read), read));
    if (described.source) add("Source", element("code", { text: described.source }));
    if (described.ttl) add("Time to live", durationText(described.ttl));
    for (const { rule, expected, action } of described.expectations ?? []) {
      add("Expects", `${rule}: ${expected}${action === "warn" ? ", or warns" : ""}`);
    }
    addTime(add, "Materialized until", described.materializedUntil);
    addTime(add, "Newest event", described.newestEvent);
    addTime(add, "Last arrival", described.lastArrival);
    if (described.published) {
      addTime(add, "Published", described.published.at);
      add("Digest", element("code", { text: described.published.digest }));
    }
    return facts;
  }

  #keyText(key, entity) {
    const known = this.entities.get(entity);
    const words = known ? ` ${known.type}, of ${entity}: ${known.meaning}` : ` of ${entity}`;
    return [element("code", { text: key }), words];
  }
}

/** A closed section; `build` makes what is in it when it is opened first. */
export function section({ id, described, build }) {
  const count = counted(described.features.length, "feature");
  const panel = element(
    "details", { id, class: "panel" },
    element(
      "summary", {},
      heading(3, described.name, { id: `heading-${id}` }),
      element("span", { class: "badge", text: `version ${described.version} · ${count}` }),
      element("span", { class: "lead", text: described.summary ?? "" })));
  let built = false;
  panel.addEventListener("toggle", () => {
    if (!panel.open || built) return;
    built = true;
    panel.append(...build());
  });
  return panel;
}

function nameOf(described) {
  return `${described.name}@${described.version}`;
}

function commonWords(described) {
  return [nameOf(described), described.summary ?? "", described.owner ?? "", ...(described.tags ?? [])];
}

function featureRow(feature) {
  const meaning = element("td", { text: feature.meaning });
  addMore(meaning, detailsOf(feature));
  return element(
    "tr", {}, element("td", { text: feature.name }), element("td", { class: "type", text: feature.type }), meaning);
}

function detailsOf(feature) {
  const parts = [];
  if (feature.unit) parts.push(feature.unit === "1" ? "without a unit" : `in ${feature.unit}`);
  if (feature.default !== undefined) parts.push(`${JSON.stringify(feature.default)} if missing`);
  return parts;
}

function addMore(cell, parts) {
  if (parts.length > 0) cell.append(element("div", { class: "more", text: parts.join("; ") }));
}

/** An instant, and how long ago that was. */
function addTime(add, name, instant) {
  if (!instant) return;
  const seconds = (Date.now() - Date.parse(instant)) / 1000;
  const ago = seconds >= 0 ? ` (${secondsText(seconds)} ago)` : ` (in ${secondsText(-seconds)})`;
  add(name, element("time", { datetime: instant, text: instant }), ago);
}

function exampleOf(type) {
  if (type.endsWith("[]")) return [exampleOf(type.slice(0, -2))];
  if (type === "string") return "some text";
  if (type === "bool") return true;
  if (type === "timestamp") return `${new Date().toISOString().slice(0, 19)}Z`;
  return type === "bytes" ? "" : 0;
}

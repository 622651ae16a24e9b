// Sections of models and endpoints, made of the OpenAPI document: fields with their meanings, and a request to send.
import { element, heading, table } from "./dom.js";
import { tryOut } from "./request.js";

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
  return [heading(3, caption), table(["Name", "Type", "Meaning"], rows)];
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

const DOCUMENTS = [["model-card", "model card"], ["interface", "interface document"], ["factsheet", "FactSheet"]];

// Links to the documents of a model or endpoint.
function documentLinks(name) {
  const links = DOCUMENTS.map(([kind, words]) =>
    element("a", { href: `/docs/document?name=${encodeURIComponent(name)}&document=${kind}`, text: words }));
  return element("p", { class: "documents" }, "Documents: ", ...links.flatMap((link, i) => (i === 0 ? [link] : [" · ", link])));
}

/** @param hasDocuments whether this server makes documents */
export function modelSection(path, name, operation, schemas, hasDocuments) {
  const input = schemas[`${name}.Input`] ?? {};
  const output = schemas[`${name}.Output`] ?? {};
  const section = element("section", { id: `model-${name}`, "aria-labelledby": `heading-${name}` });
  section.append(
    element("h2", { id: `heading-${name}`, text: name }),
    element("p", { class: "lead", text: operation.summary ?? "" }),
    element("p", {}, "POST ", element("code", { text: path }), " one record, or many as ",
      element("code", { text: '{"records": [...]}' }), "."),
    ...(hasDocuments ? [documentLinks(name)] : []),
    ...fieldTable("Takes", input),
    ...fieldTable("Gives", output),
    ...tryOut({ path, id: name, label: name, example: exampleRecord(input), level: 3 }));
  return section;
}


/** What a search for a model looks at: its name, what it is for, and its fields with their meanings. */
export function modelWords(name, operation, schemas) {
  const words = [name, operation.summary ?? "", ...(operation.tags ?? [])];
  const add = schema => {
    for (const [field, described] of Object.entries(schema?.properties ?? {})) {
      words.push(field, described.description ?? "");
      add(described.items);
    }
  };
  add(schemas[`${name}.Input`]);
  add(schemas[`${name}.Output`]);
  return words;
}

// What the sections of the page are made of, and links between them. Text from documents is only ever set as text, never as markup.

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "text") made.textContent = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** A heading of a level, 2 to 6. */
export function heading(level, text, properties = {}) {
  return element(`h${level}`, { ...properties, text });
}

/** A table in which a row begins with a name. */
export function table(columns, rows) {
  const head = element("tr", {}, ...columns.map(text => element("th", { scope: "col", text })));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
}

/** The id of a view's section. */
export function viewId(reference) {
  return `view-${reference}`;
}

/** The id of a service's section. */
export function serviceId(reference) {
  return `service-${reference}`;
}

/** A link to a section of this page, or the words alone where there is none. */
export function linkTo(id, words) {
  return document.getElementById(id)
    ? element("a", { href: `#${encodeURIComponent(id)}`, text: words })
    : element("span", { text: words });
}

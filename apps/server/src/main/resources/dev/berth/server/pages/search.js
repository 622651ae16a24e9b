// Finds sections by words. It looks through texts that were made of the documents, never through the page, so that sections need
// not be built to be found. The words are in the address (`?q=`), so that a search can be sent as a link.

/** So long after the last key the address is changed: browsers bound how often that may be. */
const ADDRESS_DELAY_MILLIS = 200;

function folded(text) {
  return text.normalize("NFKC").toLowerCase();
}

export class Search {
  #items = [];
  #form;
  #field;
  #outcome;
  #addressTimer = 0;

  /** @param form with a field of type search, and a place for how many match */
  constructor(form) {
    this.#form = form;
    this.#field = form.querySelector("input");
    this.#outcome = form.querySelector("[role=status]");
    this.#field.value = new URLSearchParams(location.search).get("q") ?? "";
    form.addEventListener("submit", event => event.preventDefault());
    this.#field.addEventListener("input", () => this.#changed());
    this.#field.addEventListener("keydown", event => {
      if (event.key === "Escape") {
        event.preventDefault();
        this.clear();
      }
    });
    document.addEventListener("keydown", event => this.#focusAt(event));
  }

  /** Forgets all sections. */
  reset() {
    this.#items = [];
    this.#form.hidden = true;
  }

  /**
   * Adds a section that can be found.
   *
   * @param nodes that are shown if it matches: it, and links to it
   * @param group that is shown if one of its sections matches; may be left out
   */
  add(words, nodes, group) {
    this.#items.push({ text: folded(words.join("\n")), nodes, group });
  }

  /** Shows what matches. With one section alone there is nothing to be searched. */
  apply() {
    this.#form.hidden = this.#items.length < 2;
    const words = folded(this.#field.value).split(/\s+/u).filter(word => word !== "");
    const groups = new Map();
    let count = 0;
    for (const { text, nodes, group } of this.#items) {
      const matches = words.every(word => text.includes(word));
      if (matches) count++;
      for (const node of nodes) node.hidden = !matches;
      if (group) groups.set(group, (groups.get(group) ?? false) || matches);
    }
    for (const [group, matches] of groups) group.forEach(node => { node.hidden = !matches; });
    this.#outcome.textContent = this.#outcomeText(words, count);
  }

  #outcomeText(words, count) {
    if (words.length === 0) return "";
    if (count === 0) return "Nothing has all of these words.";
    return `${count.toLocaleString("en")} of ${this.#items.length.toLocaleString("en")} match`;
  }

  /** Shows everything. */
  clear() {
    if (this.#field.value === "") return;
    this.#field.value = "";
    this.#changed();
  }

  #changed() {
    this.apply();
    clearTimeout(this.#addressTimer);
    this.#addressTimer = setTimeout(() => this.#writeAddress(), ADDRESS_DELAY_MILLIS);
  }

  #writeAddress() {
    const address = new URL(location.href);
    const words = this.#field.value.trim();
    if (words === "") address.searchParams.delete("q");
    else address.searchParams.set("q", words);
    history.replaceState(null, "", address);
  }

  #focusAt(event) {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping || this.#form.hidden) return;
    event.preventDefault();
    this.#field.focus();
    this.#field.select();
  }
}

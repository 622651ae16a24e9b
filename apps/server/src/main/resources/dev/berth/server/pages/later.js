// Parts of a section that are asked of the server when they are opened.
import { element, heading } from "./dom.js";
import { get, reason } from "./request.js";

/**
 * A closed part of a view's section. What could not be had is asked for again when it is opened the next time.
 *
 * @param make gives what is shown for an answer
 */
export function later(title, path, make) {
  const content = element("div");
  const part = element("details", { class: "part" }, element("summary", {}, heading(4, title)), content);
  let wanted = true;
  part.addEventListener("toggle", async () => {
    if (!part.open || !wanted) return;
    wanted = false;
    content.setAttribute("aria-busy", "true");
    content.replaceChildren("Loading…");
    try {
      const response = await get(path);
      wanted = !response.ok;
      content.replaceChildren(
        ...(response.ok ? make(await response.json()) : [`Not to be had: ${await reason(response)}`]));
    } catch (failure) {
      wanted = true;
      content.replaceChildren(`The server cannot be reached (${failure.message}). Is it still running?`);
    }
    content.removeAttribute("aria-busy");
  });
  return part;
}

// What a view depends on and what depends on it, asked of the server when it is wanted.
import { element, heading, linkTo, serviceId, viewId } from "./dom.js";
import { later } from "./later.js";

/** More names beside a node hide the nodes. */
const FEATURES_SHOWN = 6;

/** A closed part of a view's section. */
export function lineagePart(view) {
  return later("Lineage", `/v1/features/${encodeURIComponent(view)}/lineage`, lineage => [
    heading(5, "Depends on"), tree(lineage, "from", "to"),
    heading(5, "Needed by"), tree(lineage, "to", "from"),
  ]);
}

// Below each node what is next to it. What is below a node stands there once; where the node comes again, it says so.
function tree(lineage, next, here) {
  const shown = new Set();
  const below = name => {
    shown.add(name);
    const edges = lineage.edges.filter(edge => nodeKey(edge[here]) === name);
    if (edges.length === 0) return [];
    const list = element("ul", { class: "tree" });
    for (const edge of edges) {
      const node = edge[next];
      const item = element("li", {}, `${node.kind === "on-demand" ? "view on demand" : node.kind} `, nodeLink(node), features(edge));
      const isRepeated = shown.has(nodeKey(node)) && lineage.edges.some(each => nodeKey(each[here]) === nodeKey(node));
      item.append(...(isRepeated ? [" (as above)"] : below(nodeKey(node))));
      list.append(item);
    }
    return [list];
  };
  const [list] = below(nodeKey(root(lineage)));
  return list ?? element("p", { class: "lead", text: "nothing" });
}

function root(lineage) {
  return lineage.nodes.find(node => node.name === lineage.view && (node.kind === "view" || node.kind === "on-demand"));
}

function nodeKey(node) {
  return `${node.kind} ${node.name}`;
}

function nodeLink(node) {
  switch (node.kind) {
    case "view":
    case "on-demand":
      return linkTo(viewId(node.name), node.name);
    case "service":
      return linkTo(serviceId(node.name), node.name);
    case "model":
      return linkTo(`model-${node.name.split("@")[0]}`, node.name);
    case "endpoint":
      return linkTo(`model-${node.name}`, node.name);
    default:
      return element("span", { text: node.name });
  }
}

function features(edge) {
  if (edge.features.length === 0) return "";
  return edge.features.length > FEATURES_SHOWN ? `: ${edge.features.length} features` : `: ${edge.features.join(", ")}`;
}

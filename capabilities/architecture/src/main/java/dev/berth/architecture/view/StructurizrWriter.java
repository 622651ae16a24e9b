package dev.berth.architecture.view;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentKind;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.charts.text.DisplayText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Writer of a system as a workspace of Structurizr's language, for tools that draw C4 models:
/// consumers are people, components are containers of one software system, teams are groups, and
/// sites are deployment nodes.
///
/// Source: *Structurizr DSL language reference*, docs.structurizr.com/dsl/language.
public final class StructurizrWriter {
    private final SystemGraph graph;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    private StructurizrWriter(SystemGraph graph) {
        this.graph = graph;
    }

    public static String of(SystemGraph graph) {
        var writer = new StructurizrWriter(graph);
        writer.name();
        writer.write();
        return writer.text.toString();
    }

    /// Names of people and of containers are each there once; where two kinds share one, the kind
    /// goes before it.
    private void name() {
        Map<String, Integer> counts = new HashMap<>();
        graph.components().forEach(each -> counts.merge(each.name(), 1, Integer::sum));
        for (Component component : graph.components()) {
            ids.put(component.id(), "e" + ids.size());
            names.put(
                    component.id(),
                    counts.getOrDefault(component.name(), 0) > 1
                            ? component.id()
                            : component.name());
        }
    }

    private void write() {
        line(0, "workspace " + quoted(graph.name()) + " {");
        line(1, "model {");
        for (Component component : graph.components()) {
            if (isPerson(component)) {
                line(
                        2,
                        id(component)
                                + " = person "
                                + quoted(name(component))
                                + " "
                                + quoted(component.facts().summary().orElse("")));
            }
        }
        line(2, "system = softwareSystem " + quoted(graph.name()) + " {");
        containers();
        line(2, "}");
        relations();
        deployment();
        line(1, "}");
        views();
        line(0, "}");
    }

    private static boolean isPerson(Component component) {
        return component.kind() == ComponentKind.CONSUMER;
    }

    private String id(Component component) {
        return Objects.requireNonNull(ids.get(component.id()));
    }

    private String name(Component component) {
        return Objects.requireNonNull(names.get(component.id()));
    }

    private void containers() {
        Map<String, List<Component>> owned = new LinkedHashMap<>();
        for (Component component : graph.components()) {
            if (!isPerson(component)) {
                owned.computeIfAbsent(component.facts().owner().orElse(""), _ -> new ArrayList<>())
                        .add(component);
            }
        }
        owned.forEach(
                (owner, components) -> {
                    int depth = owner.isEmpty() ? 3 : 4;
                    if (!owner.isEmpty()) {
                        line(3, "group " + quoted(owner) + " {");
                    }
                    components.forEach(each -> container(depth, each));
                    if (!owner.isEmpty()) {
                        line(3, "}");
                    }
                });
    }

    private void container(int depth, Component component) {
        line(
                depth,
                id(component)
                        + " = container "
                        + quoted(name(component))
                        + " "
                        + quoted(component.facts().summary().orElse(""))
                        + " "
                        + quoted(component.facts().language().orElse(component.kind().word()))
                        + " {");
        line(depth + 1, "tags " + quoted(component.kind().word()));
        line(depth, "}");
    }

    /// Calls, and values that no call explains; each pair with a description once.
    private void relations() {
        Set<String> calls = new HashSet<>();
        graph.flows().stream()
                .filter(flow -> flow.kind() == Flow.Kind.CALL)
                .forEach(
                        flow -> {
                            calls.add(flow.from() + '\n' + flow.to());
                            calls.add(flow.to() + '\n' + flow.from());
                        });
        Set<String> written = new HashSet<>();
        for (Flow flow : graph.flows()) {
            boolean isCall = flow.kind() == Flow.Kind.CALL;
            if (!isCall && calls.contains(flow.from() + '\n' + flow.to())) {
                continue;
            }
            String label = flow.label().isEmpty() ? (isCall ? "calls" : "values") : flow.label();
            String relation =
                    id(graph.component(flow.from()))
                            + " -> "
                            + id(graph.component(flow.to()))
                            + " "
                            + quoted(label);
            if (written.add(relation)) {
                line(2, relation);
            }
        }
    }

    private void deployment() {
        Map<String, List<Component>> sites = sites();
        if (sites.isEmpty()) {
            return;
        }
        line(2, "deploymentEnvironment " + quoted("sites") + " {");
        sites.forEach(
                (site, components) -> {
                    line(3, "deploymentNode " + quoted(site) + " {");
                    for (Component component : components) {
                        line(4, "containerInstance " + id(component));
                    }
                    line(3, "}");
                });
        line(2, "}");
    }

    private Map<String, List<Component>> sites() {
        Map<String, List<Component>> sites = new LinkedHashMap<>();
        for (Component component : graph.components()) {
            Optional<String> site = component.facts().site();
            if (site.isPresent() && !isPerson(component)) {
                sites.computeIfAbsent(site.get(), _ -> new ArrayList<>()).add(component);
            }
        }
        return sites;
    }

    private void views() {
        line(1, "views {");
        line(2, "systemContext system " + quoted("use-cases") + " {");
        line(3, "include *");
        line(3, "autolayout lr");
        line(2, "}");
        line(2, "container system " + quoted("components") + " {");
        line(3, "include *");
        line(3, "autolayout lr");
        line(2, "}");
        if (!sites().isEmpty()) {
            line(2, "deployment system " + quoted("sites") + " " + quoted("deployment") + " {");
            line(3, "include *");
            line(3, "autolayout lr");
            line(2, "}");
        }
        line(2, "styles {");
        style("store", "Cylinder");
        style("source", "Cylinder");
        style("view", "Folder");
        style("queue", "Pipe");
        style("guard", "Hexagon");
        style("interface", "WebBrowser");
        line(2, "}");
        line(1, "}");
    }

    private void style(String tag, String shape) {
        line(3, "element " + quoted(tag) + " {");
        line(4, "shape " + shape);
        line(3, "}");
    }

    private void line(int depth, String content) {
        text.repeat("    ", depth).append(content).append('\n');
    }

    private static String quoted(String text) {
        return '"'
                + DisplayText.line(text)
                        .replace('\n', ' ')
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                + '"';
    }
}

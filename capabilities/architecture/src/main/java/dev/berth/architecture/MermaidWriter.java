package dev.berth.architecture;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.Diagram.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Writes a diagram as a flow chart of Mermaid (mermaid.js.org), which many Markdown viewers draw.
///
/// Nodes are called `n0`, `n1` and so on, as some names mean something to Mermaid (`end`). All
/// texts are quoted, and what means something within quotes is written by its number.
public final class MermaidWriter {
    /// What stands for itself within quotes.
    private static final String PLAIN = " _.,:=+*/()'!?$[]-";

    private final StringBuilder text = new StringBuilder();
    private int count;

    private MermaidWriter() {}

    public static String of(Diagram view) {
        var writer = new MermaidWriter();
        writer.text.append("flowchart TB\n");
        writer.write(view, "  ");
        writer.writeLegend(view);
        writer.writeStyles(view);
        return writer.text.toString();
    }

    private void write(Diagram view, String indent) {
        Map<String, String> ids = new HashMap<>();
        for (Node node : view.nodes()) {
            ids.put(node.id(), "n" + count++);
        }
        for (Node node : view.nodes()) {
            String id = name(ids, node.id());
            if (node.inner().isPresent()) {
                line(indent, "subgraph " + id + "[" + quoted(lines(node)) + "]");
                line(indent, "  direction TB");
                write(node.inner().get(), indent + "  ");
                line(indent, "end");
            } else {
                line(indent, id + shape(node.kind(), quoted(lines(node))) + style(node.kind()));
            }
        }
        for (Edge edge : view.edges()) {
            String arrow = edge.isConditional() ? "-.->" : "-->";
            String label = edge.label().isEmpty() ? "" : "|" + quoted(List.of(edge.label())) + "|";
            line(indent, name(ids, edge.from()) + " " + arrow + label + " " + name(ids, edge.to()));
        }
    }

    private static String name(Map<String, String> ids, String id) {
        return Objects.requireNonNull(ids.get(id));
    }

    private static List<String> lines(Node node) {
        List<String> lines = new ArrayList<>();
        lines.add(node.title());
        lines.addAll(node.details());
        if (!node.standIns().isEmpty()) {
            lines.add("else " + String.join(", ", node.standIns()));
        }
        return lines;
    }

    private void line(String indent, String content) {
        text.append(indent).append(content).append('\n');
    }

    private static String style(Kind kind) {
        return ":::" + word(kind);
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String shape(Kind kind, String label) {
        return switch (kind) {
            case REQUEST, ANSWER, CONSUMER -> "([" + label + "])";
            case VARIANTS -> "[/" + label + "\\]";
            case GUARD -> "{{" + label + "}}";
            case MODEL, VIEW -> "[" + label + "]";
            case ENDPOINT -> "[[" + label + "]]";
            case COMPUTATION, ON_DEMAND -> "[/" + label + "/]";
            case FEATURES, SOURCE -> "[(" + label + ")]";
            case DECISION -> "{" + label + "}";
            case JOIN, FALLBACK -> "(" + label + ")";
        };
    }

    private void writeLegend(Diagram view) {
        line("  ", "subgraph legend[" + quoted(List.of("Legend")) + "]");
        line("  ", "  direction LR");
        for (Kind kind : view.kinds()) {
            line(
                    "    ",
                    "l_" + word(kind) + shape(kind, quoted(List.of(kind.meaning()))) + style(kind));
        }
        int note = 0;
        for (String meaning : Legend.marks(view, "“else …”")) {
            line("    ", "l_note" + note++ + "[" + quoted(List.of(meaning)) + "]:::note");
        }
        line("  ", "end");
    }

    private void writeStyles(Diagram view) {
        for (Kind kind : view.kinds()) {
            Colours colours = Colours.of(kind);
            line(
                    "  ",
                    "classDef "
                            + word(kind)
                            + " fill:"
                            + colours.lightFill()
                            + ",stroke:"
                            + colours.lightLine()
                            + ",color:"
                            + Colours.LIGHT_TEXT);
        }
        line("  ", "classDef note fill:none,stroke:none");
    }

    private static String quoted(List<String> lines) {
        return '"'
                + String.join("<br/>", lines.stream().map(MermaidWriter::escaped).toList())
                + '"';
    }

    private static String escaped(String line) {
        var escaped = new StringBuilder();
        line.codePoints()
                .forEach(
                        point -> {
                            boolean isPlain =
                                    Character.isLetterOrDigit(point)
                                            || PLAIN.indexOf(point) >= 0
                                            || (point > 0x7f && !Character.isISOControl(point));
                            if (isPlain) {
                                escaped.appendCodePoint(point);
                            } else if (Character.isWhitespace(point)) {
                                escaped.append(' ');
                            } else if (!Character.isISOControl(point)) {
                                escaped.append('#').append(point).append(';');
                            }
                        });
        return escaped.toString();
    }
}

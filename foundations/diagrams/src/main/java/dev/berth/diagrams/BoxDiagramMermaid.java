package dev.berth.diagrams;

import dev.berth.charts.text.DisplayText;
import dev.berth.diagrams.BoxDiagram.Box;
import dev.berth.diagrams.BoxDiagram.Direction;
import dev.berth.diagrams.BoxDiagram.Group;
import dev.berth.diagrams.BoxDiagram.LegendEntry;
import dev.berth.diagrams.BoxDiagram.Line;
import dev.berth.diagrams.BoxDiagram.Sample;
import dev.berth.diagrams.BoxDiagram.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Writer of diagrams as flow charts of Mermaid (mermaid.js.org), which many Markdown viewers draw.
///
/// Boxes are called `n0`, `n1` and so on, as some names mean something to Mermaid (`end`). All
/// texts are quoted, and what means something within quotes is written by its number.
public final class BoxDiagramMermaid {
    /// What stands for itself within quotes.
    private static final String PLAIN = " _.,:=+*/()'!?$[]-";

    private static final int DASHES = 2;

    private final BoxDiagram diagram;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> ids = new HashMap<>();

    private BoxDiagramMermaid(BoxDiagram diagram) {
        this.diagram = diagram;
    }

    /// The diagram as text.
    public static String of(BoxDiagram diagram, Direction direction) {
        var writer = new BoxDiagramMermaid(diagram);
        writer.write(direction);
        return writer.text.toString();
    }

    private void write(Direction direction) {
        line(
                switch (direction) {
                    case RIGHT -> "flowchart LR";
                    case DOWN -> "flowchart TB";
                });
        line("  accTitle: " + plain(diagram.title()));
        line("  accDescr: " + plain(diagram.description()));
        for (Group group : diagram.groups()) {
            ids.put(group.id(), "g" + ids.size());
        }
        for (Box box : diagram.boxes()) {
            ids.put(box.id(), "n" + ids.size());
        }
        for (Group group : diagram.groups()) {
            line(
                    "  subgraph "
                            + id(group.id())
                            + "["
                            + quoted(lines(group.title(), group.details()))
                            + "]");
            diagram.boxes().stream()
                    .filter(box -> box.group().filter(group.id()::equals).isPresent())
                    .forEach(box -> line("    " + box(box)));
            line("  end");
        }
        diagram.boxes().stream()
                .filter(box -> box.group().isEmpty())
                .forEach(box -> line("  " + box(box)));
        diagram.lines().forEach(each -> line("  " + arrow(each)));
        writeLegend();
        line("  classDef rule stroke-dasharray:5 3");
        line("  classDef key fill:none,stroke:none");
    }

    private void line(String content) {
        text.append(content).append('\n');
    }

    private String id(String id) {
        return Objects.requireNonNull(ids.get(id));
    }

    private static List<String> lines(String title, List<String> details) {
        List<String> lines = new ArrayList<>();
        lines.add(title);
        lines.addAll(details);
        return lines;
    }

    private String box(Box box) {
        return id(box.id()) + shape(box.shape(), quoted(lines(box.title(), box.details())));
    }

    private static String shape(Shape shape, String label) {
        return switch (shape) {
            case RECTANGLE -> "[" + label + "]";
            case DASHED_RECTANGLE -> "[" + label + "]:::rule";
            case ROUND -> "(" + label + ")";
            case PILL -> "([" + label + "])";
            case DOT -> "((\" \"))";
        };
    }

    private String arrow(Line line) {
        String label = line.label().isEmpty() ? "" : "|" + quoted(List.of(line.label())) + "|";
        return id(line.from()) + " " + head(line.style().orElse(0)) + label + " " + id(line.to());
    }

    /// Mermaid tells three kinds of lines apart by their strokes.
    private static String head(int style) {
        return switch (style % (DASHES + 1)) {
            case 0 -> "-->";
            case 1 -> "-.->";
            default -> "==>";
        };
    }

    private void writeLegend() {
        if (diagram.legend().isEmpty()) {
            return;
        }
        line("  subgraph legend[" + quoted(List.of("Legend")) + "]");
        line("    direction LR");
        int count = 0;
        for (LegendEntry entry : diagram.legend()) {
            String key = "k" + count++;
            switch (entry.sample()) {
                case Sample.OfShape(Shape shape) ->
                        line("    " + key + shape(shape, quoted(List.of(entry.text()))));
                case Sample.OfStyle(int style) -> {
                    line("    " + key + "[\" \"]:::key");
                    line(
                            "    "
                                    + key
                                    + " "
                                    + head(style)
                                    + " "
                                    + key
                                    + "e["
                                    + quoted(List.of(entry.text()))
                                    + "]:::key");
                }
                case Sample.OfTone _ ->
                        line(
                                "    "
                                        + key
                                        + "["
                                        + quoted(List.of("a frame: " + entry.text()))
                                        + "]:::key");
                case Sample.OfConnection _ ->
                        line("    " + key + "[" + quoted(List.of(entry.text())) + "]:::key");
            }
        }
        line("  end");
    }

    /// A text outside quotes, where nothing can be escaped.
    private static String plain(String text) {
        return DisplayText.line(text).replaceAll("[^\\p{L}\\p{N} _.,:+*/()'!?-]", " ").strip();
    }

    private static String quoted(List<String> lines) {
        return '"'
                + String.join("<br/>", lines.stream().map(BoxDiagramMermaid::escaped).toList())
                + '"';
    }

    private static String escaped(String line) {
        var escaped = new StringBuilder();
        DisplayText.line(line)
                .codePoints()
                .forEach(
                        point -> {
                            boolean isPlain =
                                    Character.isLetterOrDigit(point)
                                            || PLAIN.indexOf(point) >= 0
                                            || point > 0x7f;
                            if (isPlain) {
                                escaped.appendCodePoint(point);
                            } else {
                                escaped.append('#').append(point).append(';');
                            }
                        });
        return escaped.toString();
    }
}

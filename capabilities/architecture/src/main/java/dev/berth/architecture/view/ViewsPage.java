package dev.berth.architecture.view;

import dev.berth.architecture.constraint.Constraint;
import dev.berth.architecture.constraint.ConstraintResult;
import dev.berth.architecture.constraint.Violation;
import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.charts.page.PageStyle;
import dev.berth.charts.page.PageWriter;
import dev.berth.charts.page.PageWriter.Column;
import dev.berth.charts.page.PageWriter.Piece;
import dev.berth.core.ProblemException;
import dev.berth.core.system.SourceLocation;
import dev.berth.diagrams.BoxDiagram;
import dev.berth.diagrams.BoxDiagram.Direction;
import dev.berth.diagrams.BoxDiagramSvg;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// Page with views of a system, and what they show as tables. It uses nothing from elsewhere.
public final class ViewsPage {
    private static final String RULES = "/dev/berth/architecture/view/views.css";

    private final SystemGraph graph;
    private final List<ConstraintResult> constraints;
    private final PageWriter page = new PageWriter();

    private ViewsPage(SystemGraph graph, List<ConstraintResult> constraints) {
        this.graph = graph;
        this.constraints = constraints;
    }

    /// The page as HTML, which is sound XML.
    ///
    /// @param views in their order; one with nothing to be seen is named as such
    /// @param constraints results
    public static String of(
            SystemGraph graph, List<SystemView> views, List<ConstraintResult> constraints) {
        var page = new ViewsPage(graph, constraints);
        page.write(views);
        return page.page.end();
    }

    private void write(List<SystemView> views) {
        page.begin(style(), "Architecture", graph.name(), "");
        for (SystemView view : views) {
            write(view);
        }
        page.section("tables", "What is drawn");
        if (!constraints.isEmpty()) {
            constraints();
        }
        components();
        flows();
        page.endSection();
    }

    private void write(SystemView view) {
        page.section(view.word(), view.question());
        try {
            page.figure(
                    "figure-" + view.word(),
                    "views",
                    List.of(
                            drawn(view, "wide", Direction.RIGHT),
                            drawn(view, "tall", Direction.DOWN)),
                    view.word().replace('-', ' ') + ".");
        } catch (ProblemException e) {
            page.element("p", "", e.problem().message());
        }
        page.endSection();
    }

    private String drawn(SystemView view, String style, Direction direction) {
        BoxDiagram diagram = ViewDiagrams.of(graph, view, constraints);
        return "<div class=\""
                + style
                + "\">"
                + BoxDiagramSvg.inline(diagram, direction, view.word() + "-" + style)
                + "</div>\n";
    }

    private void constraints() {
        page.table(
                "Constraints",
                List.of(
                        Column.text("Constraint"),
                        Column.text("It demands"),
                        Column.text("Because"),
                        Column.text("Owner"),
                        Column.text("Result"),
                        Column.text("Described in")),
                constraints.stream().map(ViewsPage::row).toList());
    }

    private static List<List<Piece>> row(ConstraintResult result) {
        Constraint constraint = result.constraint();
        String broken =
                result.violations().stream()
                        .map(Violation::message)
                        .collect(Collectors.joining("; ", "broken: ", ""));
        return List.of(
                cell(constraint.name()),
                cell(constraint.rule().text()),
                cell(constraint.reason()),
                cell(constraint.owner().orElse("")),
                cell(
                        result.isMet()
                                ? "holds" + result.note().map(": "::concat).orElse("")
                                : broken),
                cell(place(constraint.location())));
    }

    private void components() {
        page.table(
                "Components",
                List.of(
                        Column.text("Component"),
                        Column.text("What it does"),
                        Column.text("Owner"),
                        Column.text("Tier"),
                        Column.text("Site"),
                        Column.number("Replicas"),
                        Column.text("Described in")),
                graph.components().stream().map(this::row).toList());
    }

    private List<List<Piece>> row(Component component) {
        return List.of(
                cell(component.id()),
                cell(component.facts().summary().orElse("")),
                cell(component.facts().owner().orElse("")),
                cell(component.facts().tier().orElse("")),
                cell(component.facts().site().orElse("")),
                cell(Integer.toString(component.facts().replicas().orElse(1))),
                cell(place(component.location())));
    }

    private static List<Piece> cell(String text) {
        return text.isEmpty() ? List.of() : List.of(Piece.of(text));
    }

    /// The file without folders that differ between machines.
    private static String place(SourceLocation location) {
        return location.file().getFileName() + (location.line() > 0 ? ":" + location.line() : "");
    }

    private void flows() {
        page.table(
                "Calls",
                List.of(
                        Column.text("Caller"),
                        Column.text("Called"),
                        Column.text("By"),
                        Column.text("Described in")),
                graph.flows().stream()
                        .filter(flow -> flow.kind() == Flow.Kind.CALL)
                        .map(
                                flow ->
                                        List.of(
                                                cell(flow.from()),
                                                cell(flow.to()),
                                                cell(flow.label()),
                                                cell(place(flow.location()))))
                        .toList());
    }

    private static PageStyle style() {
        try (InputStream in = Objects.requireNonNull(ViewsPage.class.getResourceAsStream(RULES))) {
            String rules = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return PageStyle.shipped()
                    .with(
                            rules.replace("LIGHT_FILLS", BoxDiagramSvg.LIGHT)
                                    .replace("DARK_FILLS", BoxDiagramSvg.DARK)
                                    .replace("DIAGRAM_RULES", BoxDiagramSvg.RULES.strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.berth.cli.system;

import dev.berth.architecture.EndpointDiagramBuilder;
import dev.berth.architecture.MermaidWriter;
import dev.berth.architecture.SvgWriter;
import dev.berth.architecture.constraint.ConstraintResult;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.architecture.view.StructurizrWriter;
import dev.berth.architecture.view.SystemView;
import dev.berth.architecture.view.ViewDiagrams;
import dev.berth.architecture.view.ViewsPage;
import dev.berth.catalog.Catalog;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.endpoint.EndpointEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.cli.console.Terminal;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.ShellWord;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.diagrams.BoxDiagram;
import dev.berth.diagrams.BoxDiagram.Direction;
import dev.berth.diagrams.BoxDiagramMermaid;
import dev.berth.diagrams.BoxDiagramSvg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth diagram`: draws a view of a system, or the structure of an endpoint.
@Command(
        name = "diagram",
        description = {
            "Draws a view of a system's architecture, or the structure of an endpoint.",
            "",
            "Views: use-cases, components, data-flow, pipeline, deployment, latency, "
                    + "availability, cost, privacy, ownership, constraints. Without one: a page with all of "
                    + "them (--format html), or a workspace of Structurizr.",
            "",
            "Reads the descriptions only: nothing is fetched or loaded. What Berth does not serve "
                    + "is described by `architecture:` in berth.yaml.",
            ""
        },
        footer = {
            "  berth diagram examples/two-phase components",
            "  berth diagram examples/two-phase --format html --output views.html",
            "  berth diagram examples/twitter-redesign/services availability --format svg",
            "  berth diagram examples/twitter-redesign/monolith constraints",
            "  berth diagram examples/two-phase --endpoint topic",
            "  berth diagram my-system --endpoint topic --format svg --output topic.svg",
            "  berth diagram my-system --endpoint topic --expand"
        })
public final class DiagramCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Parameters(index = "1", arity = "0..1", paramLabel = "VIEW", description = "The view.")
    private @Nullable String view;

    @Option(
            names = "--endpoint",
            paramLabel = "NAME",
            description = "The endpoint to draw, in place of a view.")
    private @Nullable String endpoint;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "mermaid (text that Markdown renders), svg, html (a page with a view, or all of"
                            + " them, and what they say as tables), or structurizr (a workspace in"
                            + " Structurizr's language, with the model and its C4 views).",
            defaultValue = "mermaid",
            showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS)
    private Format format = Format.MERMAID;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The file to write. Default: standard output.")
    private @Nullable Path output;

    @Option(
            names = "--expand",
            description = "Also draw the structure of the endpoints that it calls.")
    private boolean expand;

    public DiagramCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Output format.
    enum Format {
        MERMAID,
        SVG,
        HTML,
        STRUCTURIZR;

        /// The name on the command line, which completion offers.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() throws IOException {
        CatalogSnapshot snapshot = Catalog.open(directory).read();
        if (isAllMet(snapshot)) {
            terminal.say("all constraints of " + snapshot.system().name() + " hold");
            return 0;
        }
        String drawn = drawn(snapshot);
        Path file = output;
        if (file == null) {
            terminal.out().print(drawn);
            terminal.out().flush();
        } else {
            Files.writeString(file, drawn);
            terminal.say("wrote " + file);
        }
        return 0;
    }

    /// Whether the view of constraints has nothing to draw because there are some, and all hold.
    private boolean isAllMet(CatalogSnapshot snapshot) {
        if (!SystemView.CONSTRAINTS.word().equals(view) || format == Format.HTML) {
            return false;
        }
        List<ConstraintResult> results =
                SystemGraphs.constraints(snapshot, SystemGraphs.of(snapshot));
        return !results.isEmpty() && results.stream().allMatch(ConstraintResult::isMet);
    }

    private String drawn(CatalogSnapshot snapshot) {
        if (endpoint != null) {
            if (view != null || format == Format.HTML || format == Format.STRUCTURIZR) {
                throw new ProblemException(
                        ProblemCode.USAGE,
                        "--endpoint with "
                                + (view == null ? "--format " + format : "the view " + view)
                                + " (expected: one of the two)",
                        "leave one of them out");
            }
            var diagram =
                    EndpointDiagramBuilder.of(
                            description(snapshot, endpoint),
                            new EndpointSignatures(snapshot, expand));
            return format == Format.SVG ? SvgWriter.of(diagram) : MermaidWriter.of(diagram);
        }
        SystemGraph graph = SystemGraphs.of(snapshot);
        List<ConstraintResult> constraints = SystemGraphs.constraints(snapshot, graph);
        if (format == Format.STRUCTURIZR) {
            return StructurizrWriter.of(graph);
        }
        if (view == null) {
            if (format == Format.HTML) {
                return ViewsPage.of(graph, List.of(SystemView.values()), constraints);
            }
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "no view was named (expected: a view, --endpoint NAME, or --format html)",
                    "name one of " + String.join(", ", SystemView.words()) + endpoints(snapshot));
        }
        SystemView chosen = chosen(view);
        if (format == Format.HTML) {
            return ViewsPage.of(graph, List.of(chosen), constraints);
        }
        BoxDiagram diagram = ViewDiagrams.of(graph, chosen, constraints);
        return format == Format.SVG
                ? BoxDiagramSvg.file(diagram, Direction.RIGHT)
                : BoxDiagramMermaid.of(diagram, Direction.RIGHT);
    }

    private static SystemView chosen(String word) {
        return SystemView.find(word)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.USAGE,
                                        "view '"
                                                + word
                                                + "'"
                                                + NearestName.hint(word, SystemView.words())
                                                + " (expected: one of "
                                                + String.join(", ", SystemView.words())
                                                + ")",
                                        "name one of them"));
    }

    private static String endpoints(CatalogSnapshot snapshot) {
        List<String> names = snapshot.part(EndpointEntries.class).names();
        return names.isEmpty() ? "" : "; or --endpoint " + String.join(", ", names);
    }

    private EndpointDescription description(CatalogSnapshot snapshot, String name) {
        EndpointEntries endpoints = snapshot.part(EndpointEntries.class);
        List<String> names = endpoints.names();
        if (names.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_FOUND,
                    "no endpoint in " + directory.resolve("endpoints"),
                    "describe one there; see docs/guides/endpoints.md");
        }
        EndpointEntry entry =
                endpoints
                        .find(name)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.ENDPOINT_NOT_FOUND,
                                                "no endpoint '"
                                                        + name
                                                        + "'"
                                                        + NearestName.hint(name, names),
                                                "name one of "
                                                        + String.join(", ", names)
                                                        + ", as in --endpoint "
                                                        + names.getFirst()));
        return switch (entry) {
            case EndpointEntry.Valid(var description) -> description;
            case EndpointEntry.Broken broken ->
                    throw new ProblemException(
                            ProblemCode.ENDPOINT_NOT_READY,
                            "endpoint '" + name + "' cannot be read: " + broken.errors().getFirst(),
                            "correct the file; `berth check "
                                    + ShellWord.of(directory)
                                    + "` lists all errors");
        };
    }
}

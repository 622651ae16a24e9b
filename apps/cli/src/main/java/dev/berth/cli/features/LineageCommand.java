package dev.berth.cli.features;

import dev.berth.architecture.Diagram;
import dev.berth.architecture.LineageDiagramBuilder;
import dev.berth.architecture.MermaidWriter;
import dev.berth.architecture.SvgWriter;
import dev.berth.cli.console.Terminal;
import dev.berth.core.ShellWord;
import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.Lineage.Direction;
import dev.berth.core.lineage.PlainLineage;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth features lineage`: shows dependencies.
@Command(
        name = "lineage",
        description = {
            "Shows the dependencies of sources, views, models, endpoints and consumers.",
            "",
            "Reads the descriptions only. A consumer depends on what it may call.",
            ""
        },
        footer = {
            "  berth features lineage examples/flights",
            "  berth features lineage examples/flights departures@1:delay_6h",
            "  berth features lineage my-system endpoint:arrival --upstream",
            "  berth features lineage my-system --format svg --output lineage.svg"
        })
public final class LineageCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description =
                    "A source, view, feature, model, endpoint or consumer; with its kind, as in "
                            + "model:delay@1, if several have the name. Default: all.")
    private @Nullable String name;

    @Option(names = "--upstream", description = "Show only its dependencies.")
    private boolean isUpstream;

    @Option(names = "--downstream", description = "Show only its dependents.")
    private boolean isDownstream;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "The format: text, mermaid, svg or json.",
            defaultValue = "text",
            showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS)
    private Format format = Format.TEXT;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The file to write. Default: standard output.")
    private @Nullable Path output;

    public LineageCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Output format.
    enum Format {
        TEXT,
        MERMAID,
        SVG,
        JSON;

        /// The name on the command line, which completion offers.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() throws IOException {
        FeatureCommandContext system = FeatureCommandContext.readAnyhow(directory);
        Lineage whole = system.lineage();
        String written = name == null ? ofAll(whole.ofFeatures()) : ofOne(whole, name);
        Path file = output;
        if (file == null) {
            terminal.out().print(written);
            terminal.out().flush();
        } else {
            Files.writeString(file, written);
            terminal.say("wrote " + file);
        }
        if (!system.versions().errors().isEmpty()) {
            terminal.say(
                    "parts with errors are left out; `berth check "
                            + ShellWord.of(directory)
                            + "` lists them");
        }
        return 0;
    }

    private String ofAll(Lineage lineage) {
        Direction direction = isUpstream ? Direction.UPSTREAM : Direction.DOWNSTREAM;
        return format == Format.TEXT
                ? text(LineageText.of(lineage, lineage.ends(direction), direction))
                : written(lineage, "What is made of " + directory.getFileName());
    }

    private String ofOne(Lineage whole, String text) {
        LineageTarget target = LineageTarget.find(text, whole);
        Lineage lineage = whole.around(target.node(), directions(), target.feature());
        if (format != Format.TEXT) {
            return written(lineage, text);
        }
        List<String> lines = new ArrayList<>();
        lines.add(target.toString());
        for (Direction direction : directions()) {
            lines.add(direction == Direction.UPSTREAM ? "depends on" : "is needed by");
            List<String> tree = LineageText.of(lineage, List.of(target.node()), direction);
            lines.addAll(tree.size() == 1 ? List.of("└─ nothing") : tree.subList(1, tree.size()));
        }
        return text(lines);
    }

    private List<Direction> directions() {
        return isUpstream == isDownstream
                ? List.of(Direction.UPSTREAM, Direction.DOWNSTREAM)
                : List.of(isUpstream ? Direction.UPSTREAM : Direction.DOWNSTREAM);
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "nothing is described\n" : String.join("\n", lines) + "\n";
    }

    private String written(Lineage lineage, String title) {
        Diagram view = LineageDiagramBuilder.of(title, lineage, node -> List.of());
        return switch (format) {
            case MERMAID -> MermaidWriter.of(view);
            case SVG -> SvgWriter.of(view);
            case JSON, TEXT -> JsonValues.text(PlainLineage.of(lineage)) + "\n";
        };
    }
}

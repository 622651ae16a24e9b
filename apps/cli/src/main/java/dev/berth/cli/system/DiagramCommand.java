package dev.berth.cli.system;

import dev.berth.architecture.Diagram;
import dev.berth.architecture.EndpointDiagramBuilder;
import dev.berth.architecture.MermaidWriter;
import dev.berth.architecture.SignatureLookup;
import dev.berth.architecture.SvgWriter;
import dev.berth.catalog.Catalog;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.endpoint.EndpointEntry;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.cli.console.Terminal;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.ShellWord;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.ModelPackage;
import dev.berth.endpoint.EndpointCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth diagram`: draws the structure of an endpoint.
@Command(
        name = "diagram",
        description = {
            "Draws the structure of an endpoint: guards, steps, models and the values between "
                    + "them.",
            "",
            "Reads the descriptions only: nothing is fetched or loaded.",
            ""
        },
        footer = {
            "  berth diagram examples/two-phase --endpoint topic",
            "  berth diagram my-system --endpoint topic --format svg --output topic.svg",
            "  berth diagram my-system --endpoint topic --expand"
        })
public final class DiagramCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--endpoint",
            paramLabel = "NAME",
            description = "The endpoint to draw. Without it, lists the endpoints.")
    private @Nullable String endpoint;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "mermaid (text that Markdown renders) or svg.",
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
        SVG;

        /// The name on the command line, which completion offers.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        String write(Diagram view) {
            return switch (this) {
                case MERMAID -> MermaidWriter.of(view);
                case SVG -> SvgWriter.of(view);
            };
        }
    }

    @Override
    public Integer call() throws IOException {
        CatalogSnapshot snapshot = Catalog.open(directory).read();
        EndpointDescription description = description(snapshot);
        String drawn =
                format.write(EndpointDiagramBuilder.of(description, new Known(snapshot, expand)));
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

    private EndpointDescription description(CatalogSnapshot snapshot) {
        EndpointEntries endpoints = snapshot.part(EndpointEntries.class);
        List<String> names = endpoints.names();
        String name = endpoint;
        if (names.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_FOUND,
                    "no endpoint in " + directory.resolve("endpoints"),
                    "describe one there; see docs/guides/endpoints.md");
        }
        if (name == null) {
            throw new ProblemException(ProblemCode.USAGE, "no endpoint was named", choose(names));
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
                                                choose(names)));
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

    private static String choose(List<String> names) {
        return "name one of " + String.join(", ", names) + ", as in --endpoint " + names.getFirst();
    }

    /// Signatures and owners from the descriptions of models and endpoints.
    private static final class Known implements SignatureLookup {
        private final Models models;
        private final EndpointEntries endpoints;
        private final Function<Callee, Optional<Signature>> signatures;
        private final boolean expand;

        Known(CatalogSnapshot snapshot, boolean expand) {
            this.models = snapshot.part(Models.class);
            this.endpoints = snapshot.part(EndpointEntries.class);
            this.signatures = EndpointCheck.signatures(snapshot);
            this.expand = expand;
        }

        @Override
        public Optional<Signature> signature(Callee callee) {
            return signatures.apply(callee);
        }

        @Override
        public Optional<String> owner(Callee callee) {
            return switch (callee) {
                case Callee.Model(ModelName name, var version) -> ownerOf(name, version);
                case Callee.Endpoint(EndpointName name) ->
                        description(name).flatMap(EndpointDescription::owner);
                case Callee.Remote remote -> Optional.empty();
            };
        }

        /// The owner of a version, or of the latest.
        private Optional<String> ownerOf(ModelName name, Optional<ModelVersion> version) {
            return models.valid().stream()
                    .map(PackageEntry.Valid::modelPackage)
                    .filter(each -> each.reference().name().equals(name))
                    .filter(
                            each ->
                                    version.isEmpty()
                                            || each.reference().version().equals(version.get()))
                    .reduce((first, last) -> last)
                    .flatMap(ModelPackage::owner);
        }

        @Override
        public Optional<EndpointDescription> expanded(EndpointName endpoint) {
            return expand ? description(endpoint) : Optional.empty();
        }

        private Optional<EndpointDescription> description(EndpointName endpoint) {
            return endpoints.valid().stream()
                    .filter(description -> description.name().equals(endpoint))
                    .findFirst();
        }
    }
}

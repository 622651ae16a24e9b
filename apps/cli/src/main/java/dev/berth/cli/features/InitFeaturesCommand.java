package dev.berth.cli.features;

import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.ShellWord;
import dev.berth.core.feature.FeatureType;
import dev.berth.featurestore.FeatureStore;
import dev.berth.tables.SourceFormat;
import dev.berth.tables.TableFormats;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth features init`: writes a first description to be corrected.
@Command(
        name = "init",
        description = {
            "Writes a first description of features, for the columns of a data file or as an "
                    + "example.",
            "",
            "Never overwrites a file.",
            ""
        },
        footer = {
            "  berth features init my-system --source my-system/data/orders.parquet",
            "  berth features init my-system"
        })
public final class InitFeaturesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--source",
            paramLabel = "FILE",
            description = "A data file: Parquet, CSV with a header line, or JSON lines.")
    private @Nullable Path from;

    public InitFeaturesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path data = from;
        String name = data == null ? "example" : name(data);
        Path file = directory.resolve("features").resolve(name + ".yaml");
        requireAbsent(file);
        String text = data == null ? FeaturesTemplate.example() : describe(name, data);
        Files.createDirectories(file.getParent());
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException meanwhile) {
            throw exists(file);
        }
        terminal.out().println(file);
        terminal.say("correct it; `berth check " + ShellWord.of(directory) + "` validates it");
        return 0;
    }

    private String describe(String name, Path data) {
        if (!Files.isRegularFile(data)) {
            throw new ProblemException(
                    ProblemCode.SOURCE_UNAVAILABLE,
                    "no file " + data + " (expected: a data file)",
                    "name one that is there");
        }
        SourceFormat format = TableFormats.ofFile(SourceFormat.class, data.toString());
        Map<String, Optional<FeatureType>> columns;
        try (var progress = Progress.of(terminal, "reading " + data)) {
            columns = FeatureStore.columnsOf(directory, data, format);
            progress.now("read");
        }
        return FeaturesTemplate.of(name, format.name(), written(data), columns);
    }

    /// The path relative to the system if it is within it.
    private String written(Path data) {
        Path system = directory.toAbsolutePath().normalize();
        Path absolute = data.toAbsolutePath().normalize();
        Path written = absolute.startsWith(system) ? system.relativize(absolute) : absolute;
        return written.toString().replace('\\', '/');
    }

    private static void requireAbsent(Path file) {
        if (Files.exists(file)) {
            throw exists(file);
        }
    }

    private static ProblemException exists(Path file) {
        return new ProblemException(
                ProblemCode.USAGE,
                file + " is there already (expected: a new file)",
                "move it elsewhere, or add to it by hand");
    }

    /// A valid source name from the file's name.
    private static String name(Path data) {
        String file = String.valueOf(data.getFileName());
        int dot = file.indexOf('.');
        String word = (dot > 0 ? file.substring(0, dot) : file).replaceAll("[^A-Za-z0-9_]", "_");
        String begun = word.matches("[A-Za-z].*") ? word : "events_" + word;
        return begun.substring(0, Math.min(begun.length(), 64));
    }
}

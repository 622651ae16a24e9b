package dev.berth.cli.features;

import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.RemoteTarget;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.SourceName;
import dev.berth.features.ingest.EventBatch;
import dev.berth.features.ingest.IngestReport;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.featurestore.FeatureStore;
import dev.berth.protocol.feature.EventJsonReader;
import dev.berth.protocol.json.JsonValues;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth features push`: pushes events of a source into the online store.
@Command(
        name = "push",
        description = {
            "Pushes events of a stream source into the online store.",
            "",
            "FILE has one event as a JSON object on each line, with the columns of the source.",
            ""
        },
        footer = {
            "  berth features push my-system --source orders orders.ndjson",
            "  berth features push --server localhost:8080 --source orders orders.ndjson"
        })
public final class PushCommand implements Callable<Integer> {
    /// Events of one write, which share its cost.
    private static final int EVENTS_OF_A_WRITE = 2_000;

    /// A request size that every server accepts.
    private static final int CHARACTERS_OF_A_WRITE = 1 << 20;

    private final Terminal terminal;

    @Parameters(
            index = "0..*",
            arity = "1..2",
            paramLabel = "[DIR] FILE",
            description = "The system's directory, not needed with --server; the file of events.")
    private List<Path> paths = List.of();

    @Option(
            names = "--source",
            required = true,
            paramLabel = "NAME",
            description = "The source of the events.")
    private String source = "";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Push to this server, which writes its own store.")
    private @Nullable String server;

    @Option(names = "--json", description = "Print the counts as JSON.")
    private boolean json;

    @Mixin private final CredentialOptions credentials = new CredentialOptions();

    public PushCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        boolean isLocal = server == null;
        if (paths.size() != (isLocal ? 2 : 1)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    paths.size() + " paths (expected: " + (isLocal ? "DIR FILE" : "FILE") + ")",
                    "name the system's directory or --server, and the file with the events");
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        if (server == null) {
            pushHere(paths.getFirst(), counts);
        } else {
            pushThere(server, counts);
        }
        terminal.out().println(json ? JsonValues.text(counts) : sentence(counts));
        return 0;
    }

    private void pushHere(Path directory, Map<String, Long> counts) {
        try (FeatureStore store = FeatureCommandContext.read(directory).store()) {
            StreamIngestor ingest = store.ingest(new SourceName(source));
            var reader = new EventJsonReader(ingest.source());
            each(
                    (lines, firstLine) -> {
                        var batch = new EventBatch();
                        var sink =
                                EventJsonReader.Sink.of(
                                        values -> batch.add(ingest.form().event(values)),
                                        batch::addViolation);
                        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
                        reader.readLines(bytes, 0, bytes.length, firstLine, sink);
                        IngestReport report = ingest.take(batch);
                        report.counts().forEach((what, count) -> add(counts, what, count));
                        report.violations()
                                .forEach(violation -> terminal.say(violation.toString()));
                    });
        }
    }

    private void pushThere(String address, Map<String, Long> counts) {
        String path = "/v1/features/" + new SourceName(source) + ":push";
        try (RemoteTarget target = RemoteTarget.at(address, credentials.credentials())) {
            each(
                    (lines, firstLine) -> {
                        byte[] answer =
                                target.exchange(
                                        path,
                                        lines.getBytes(StandardCharsets.UTF_8),
                                        Map.of("Content-Type", "application/x-ndjson"));
                        if (JsonValues.read(answer) instanceof Map<?, ?> members) {
                            members.forEach((what, value) -> take(counts, what, value));
                        }
                    });
        }
    }

    private void take(Map<String, Long> counts, @Nullable Object what, @Nullable Object value) {
        if (value instanceof Number count) {
            add(counts, String.valueOf(what), count.longValue());
        } else if (value instanceof List<?> problems) {
            problems.forEach(problem -> terminal.say(String.valueOf(problem)));
        }
    }

    private static void add(Map<String, Long> counts, String what, long count) {
        counts.merge(what, count, Long::sum);
    }

    /// Consumer of lines.
    private interface Lines {
        void push(String lines, int firstLine);
    }

    private void each(Lines taker) {
        Path file = paths.getLast();
        try (var progress = Progress.of(terminal, "pushing " + file);
                BufferedReader reader = Files.newBufferedReader(file)) {
            var lines = new StringBuilder();
            int first = 1;
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.append(line).append('\n');
                number++;
                if (number - first + 1 >= EVENTS_OF_A_WRITE
                        || lines.length() >= CHARACTERS_OF_A_WRITE) {
                    taker.push(lines.toString(), first);
                    lines.setLength(0);
                    first = number + 1;
                    progress.now("pushing " + file + ": " + number + " events");
                }
            }
            if (!lines.isEmpty()) {
                taker.push(lines.toString(), first);
            }
        } catch (CharacterCodingException e) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    file + " has bytes that are no text (expected: UTF-8)",
                    "write it in UTF-8");
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    file + " cannot be read: " + e.getMessage() + " (expected: events on lines)",
                    "name a file that is there");
        }
    }

    private static String sentence(Map<String, Long> counts) {
        var text = new StringBuilder();
        counts.forEach(
                (what, count) -> {
                    if (count > 0 || what.equals("accepted")) {
                        text.append(text.isEmpty() ? "" : ", ").append(count).append(' ');
                        text.append(what.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT));
                    }
                });
        return text.toString();
    }
}

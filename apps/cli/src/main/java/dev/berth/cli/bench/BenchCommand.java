package dev.berth.cli.bench;

import dev.berth.cli.console.CountConverter;
import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.console.DurationConverter;
import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.console.RateConverter;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Command `berth bench`: measures a model on this machine.
@Command(
        name = "bench",
        sortOptions = false,
        description = {
            "Measures a model's latency and throughput.",
            "",
            "Callers wait for each response (closed loop, the default), or calls have a fixed rate "
                    + "(open loop, --rate), where a latency counts from the time the call was "
                    + "due. Measures every combination of --concurrency or --rate with --batch, "
                    + "and writes a profile that names the machine.",
            "",
            "With --tune, searches for the settings with the highest throughput on this machine: "
                    + "executors, threads and batch limit, unless model.yaml sets them. Writes "
                    + "them into the profile; a server applies them when it next loads the model.",
            ""
        },
        footer = {
            "  berth bench examples/sentences sentences",
            "  berth bench examples/sentences sentences --concurrency 1,2,4,8 --batch 1,8 --html r.html",
            "  berth bench examples/sentences sentences --rate 50,100,200 --protocol v2-binary",
            "  berth bench examples/sentences sentences --tune",
            "  berth bench http://localhost:8080 sentences \"text=A man is eating.\" --json"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final List<String> DECIDED_BY_TUNE =
            List.of("--concurrency", "--rate", "--batch", "--protocol", "--profile", "--html");

    /// Completion candidates of `--protocol`.
    static final class Protocols implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(CallTransport.values()).map(CallTransport::label).iterator();
        }
    }

    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "DIR|URL",
            description = "A system's directory, or a server's address.")
    private String place = "";

    @Parameters(index = "1", paramLabel = "MODEL", description = "The model: name or name@version.")
    private String model = "";

    @Parameters(
            index = "2..*",
            paramLabel = "VALUE",
            description = "The record, as for `berth predict`. Default: the signature's examples.")
    private List<String> values = new ArrayList<>();

    @Option(
            names = {"-c", "--concurrency"},
            split = ",",
            paramLabel = "N",
            converter = CountConverter.class,
            defaultValue = "1,2,4,8",
            description = "Concurrent callers, one run for each number. Default: ${DEFAULT-VALUE}.")
    private List<Integer> concurrency = new ArrayList<>();

    @Option(
            names = {"-r", "--rate"},
            split = ",",
            paramLabel = "R",
            converter = RateConverter.class,
            description = "Calls per second, one run for each rate, instead of --concurrency.")
    private List<Double> rates = new ArrayList<>();

    @Option(
            names = {"-b", "--batch"},
            split = ",",
            paramLabel = "N",
            converter = CountConverter.class,
            defaultValue = "1",
            description = "Records per call, one run for each number. Default: ${DEFAULT-VALUE}.")
    private List<Integer> batches = new ArrayList<>();

    @Option(
            names = "--warm-up",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "Time before each run whose calls are not counted. Default: 2s; 1s with "
                            + "--tune.")
    private @Nullable Duration warmUp;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Measured time of each run. Default: 5s; 2s with --tune.")
    private @Nullable Duration duration;

    @Option(
            names = "--protocol",
            paramLabel = "WAY",
            completionCandidates = Protocols.class,
            description =
                    "The protocol of the calls: in-process, typed, v2-json or v2-binary. With a "
                            + "directory, all but in-process start a server in this process. "
                            + "Default: in-process for a directory, typed for an address.")
    private @Nullable String via;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "The file for the profile. Default: DIR/.berth/profiles/MODEL@VERSION.json; "
                            + "none for an address.")
    private @Nullable Path profileFile;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with plots.")
    private @Nullable Path html;

    @Option(names = "--json", description = "Print the profile as JSON.")
    private boolean json;

    @Option(
            names = "--tune",
            description =
                    "Search for the fastest settings on this machine; only with a directory. Takes "
                            + "one or two minutes.")
    private boolean tune;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private final CredentialOptions credentials = new CredentialOptions();

    public BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return tune ? tune() : measure();
    }

    private int measure() throws IOException, InterruptedException {
        var plan =
                new BenchRun.Settings(
                        place,
                        model,
                        values,
                        concurrency,
                        rates,
                        batches,
                        Objects.requireNonNullElse(warmUp, Duration.ofSeconds(2)),
                        Objects.requireNonNullElse(duration, Duration.ofSeconds(5)),
                        Optional.ofNullable(via),
                        credentials.credentials());
        requireWritable("--profile", profileFile);
        requireWritable("--html", html);
        BenchRun.Result result = BenchRun.run(plan, terminal);
        if (json) {
            terminal.out().println(JsonValues.text(result.profile().plain()));
        } else {
            result.print(terminal.out());
        }
        write(result);
        return result.hasFailures() ? ProblemReport.STATUS_FAILED : 0;
    }

    private int tune() throws IOException, InterruptedException {
        requireTunable();
        var plan =
                new TuneRun.Settings(
                        PredictionTarget.requireDirectory(place),
                        model,
                        values,
                        Objects.requireNonNullElse(warmUp, Duration.ofSeconds(1)),
                        Objects.requireNonNullElse(duration, Duration.ofSeconds(2)));
        TuneRun.Result result = TuneRun.run(plan, terminal);
        if (json) {
            terminal.out().println(JsonValues.text(TuneTable.plain(result)));
        } else {
            TuneTable.print(result, terminal.out());
        }
        ProfileFile.write(result.profilePath(), result.profile());
        terminal.say("profile written to " + result.profilePath());
        return 0;
    }

    /// A search chooses its own loads, and runs on this machine.
    private void requireTunable() {
        if (PredictionTarget.isAddress(place)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--tune with an address (expected: a system's directory)",
                    "tune on the machine of the server, with its directory");
        }
        for (String option : DECIDED_BY_TUNE) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ProblemException(
                        ProblemCode.USAGE,
                        "--tune with " + option + " (expected: one of the two)",
                        "leave out " + option + ": a search decides that itself");
            }
        }
        if (duration != null && duration.isZero()) {
            throw new ProblemException(
                    ProblemCode.USAGE, "--duration 0 (expected: 1ms or more)", "write more");
        }
    }

    /// Checks before the measurement that a file can be written.
    private static void requireWritable(String option, @Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    option + " " + file + " (expected: a file in a folder that can be written)",
                    "make the folder, or name another file");
        }
    }

    private void write(BenchRun.Result result) throws IOException {
        Optional<Path> file = Optional.ofNullable(profileFile).or(result::profilePath);
        if (file.isPresent()) {
            ProfileFile.update(file.get(), result.profile());
            terminal.say("profile written to " + file.get());
        }
        if (html != null) {
            result.writeHtml(html);
            terminal.say("plots written to " + html);
        }
    }
}

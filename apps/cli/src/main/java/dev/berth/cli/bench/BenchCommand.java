package dev.berth.cli.bench;

import dev.berth.cli.console.CountConverter;
import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.console.DurationConverter;
import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.console.RateConverter;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
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

/// `berth bench`: how quick a model is, on this machine.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        description = {
            "Measures a model's latency and throughput.",
            "",
            "Calls come from callers that wait for each answer (a closed loop, the "
                    + "default), or at fixed rates (an open loop, --rate), where a latency counts "
                    + "from the moment at which the call was due. Every combination of --concurrency "
                    + "or --rate with --batch is measured, and a profile is written that names the "
                    + "machine.",
            "",
            "With --tune the settings are searched for under which the model answers most on this "
                    + "machine: executors, threads and batch limit, as far as model.yaml leaves "
                    + "them open. They go into the profile, and a server honours them from the "
                    + "model's next load on.",
            ""
        },
        footerHeading = "%nExamples:%n",
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

    /// What completion offers for `--protocol`.
    static final class Ways implements Iterable<String> {
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
            description = "Callers at the same time, one run for each. Default: ${DEFAULT-VALUE}.")
    private List<Integer> concurrency = new ArrayList<>();

    @Option(
            names = {"-r", "--rate"},
            split = ",",
            paramLabel = "R",
            converter = RateConverter.class,
            description = "Calls a second, one run for each, in place of --concurrency.")
    private List<Double> rates = new ArrayList<>();

    @Option(
            names = {"-b", "--batch"},
            split = ",",
            paramLabel = "N",
            converter = CountConverter.class,
            defaultValue = "1",
            description = "Records in a call, one run for each. Default: ${DEFAULT-VALUE}.")
    private List<Integer> batches = new ArrayList<>();

    @Option(
            names = "--warm-up",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Calls before this are not counted. Default: 2s; 1s with --tune.")
    private @Nullable Duration warmUp;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long each run counts. Default: 5s; 2s with --tune.")
    private @Nullable Duration duration;

    @Option(
            names = "--protocol",
            paramLabel = "WAY",
            completionCandidates = Ways.class,
            description =
                    "The way of the calls: in-process, typed, v2-json or v2-binary. With a "
                            + "directory, all but in-process start a server in this process. Default: "
                            + "in-process for a directory, typed for an address.")
    private @Nullable String via;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "Where the profile goes. Default: DIR/.berth/profiles/MODEL@VERSION.json; "
                            + "nowhere for an address.")
    private @Nullable Path profileFile;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with plots.")
    private @Nullable Path html;

    @Option(names = "--json", description = "Print the profile as JSON.")
    private boolean json;

    @Option(
            names = "--tune",
            description =
                    "Search for the best settings on this machine; only with a directory. Takes a "
                            + "minute or two.")
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
                new BenchRun.Plan(
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
                new TuneRun.Plan(
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

    /// A search decides by itself what it measures, and on this machine.
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

    /// Makes sure, before anything is measured, that a file can be put where it is wanted.
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

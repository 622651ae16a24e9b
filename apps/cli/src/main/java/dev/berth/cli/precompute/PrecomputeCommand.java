package dev.berth.cli.precompute;

import dev.berth.batch.BatchOptions.Beginning;
import dev.berth.cli.console.CountConverter;
import dev.berth.cli.console.DurationConverter;
import dev.berth.cli.console.RatioConverter;
import dev.berth.cli.console.Terminal;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.precompute.run.TrafficSelection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Command `berth precompute`: answers of an endpoint, computed ahead.
@Command(
        name = "precompute",
        sortOptions = false,
        description = {
            "Computes an endpoint's answers ahead for the rows of a table and publishes them as a "
                    + "snapshot, by which servers answer within a second. The endpoint's file "
                    + "declares `cached`.",
            "",
            "Stopped at any time, the same command goes on. Snapshots are kept, listed and rolled "
                    + "back to.",
            ""
        },
        footer = {
            "  berth precompute my-system recommend --keys users.parquet --ttl 1d",
            "  berth precompute my-system recommend --traffic counts.csv --top-share 0.8",
            "  berth precompute my-system recommend --rollback"
        })
public final class PrecomputeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "A system's directory.")
    private String place = "";

    @Parameters(index = "1", paramLabel = "ENDPOINT", description = "An endpoint of it.")
    private String endpoint = "";

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description =
                    "The rows, with a column for each input: CSV with a header line, JSON lines, "
                            + "Parquet or Arrow.")
    private @Nullable Path keys;

    @Option(
            names = "--traffic",
            paramLabel = "FILE",
            description =
                    "In place of --keys: rows with a column `count` of requests, .csv or .parquet, "
                            + "of which the most requested are computed.")
    private @Nullable Path traffic;

    @Option(
            names = "--top-share",
            paramLabel = "RATIO",
            converter = RatioConverter.class,
            description = "The share of requests that they have together. Default: 1.")
    private @Nullable Double topShare;

    @Option(
            names = "--top",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "How many of them at most.")
    private @Nullable Integer top;

    @Option(
            names = "--input",
            paramLabel = "NAME=COLUMN",
            description =
                    "The column of an input, or an expression over the columns. Default: the "
                            + "column of its name. Can be repeated.")
    private Map<String, String> inputs = new LinkedHashMap<>();

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long the answers are given, such as 1d. Default: without end.")
    private @Nullable Duration ttl;

    @Option(
            names = "--incremental",
            description =
                    "Take answers to the same inputs from the current snapshot, if it is of the "
                            + "same versions.")
    private boolean isIncremental;

    @Option(
            names = "--keep",
            paramLabel = "N",
            converter = CountConverter.class,
            defaultValue = "3",
            description = "Snapshots that stay. Default: ${DEFAULT-VALUE}.")
    private int kept = 3;

    @Option(
            names = "--max-set-aside",
            paramLabel = "RATIO",
            converter = RatioConverter.class,
            defaultValue = "0.01",
            description = "The share of the rows that may be set aside. Default: ${DEFAULT-VALUE}.")
    private double setAsideShareMax = 0.01;

    @Option(names = "--restart", description = "Begin anew, whatever an earlier run has finished.")
    private boolean isAnew;

    @Option(names = "--list", description = "List the snapshots.")
    private boolean isList;

    @Option(
            names = "--rollback",
            description = "Answer by the snapshot before, or by --to-snapshot.")
    private boolean isRollback;

    @Option(names = "--to-snapshot", paramLabel = "N", description = "The number of a snapshot.")
    private @Nullable Long toSnapshot;

    @Option(
            names = "--erase",
            paramLabel = "USER",
            description =
                    "Remove a user's key: the user's answers cannot be read any more, in any "
                            + "snapshot of any endpoint, copy or pack.")
    private @Nullable String erased;

    @Option(
            names = "--pack",
            paramLabel = "USER",
            description = "Write a user's answers to --to FILE, and the user's key to FILE.key.")
    private @Nullable String packed;

    @Option(names = "--to", paramLabel = "FILE", description = "The file of a pack.")
    private @Nullable Path to;

    @Option(
            names = "--explain",
            description =
                    "Compare the costs of precomputing and computing, by the measured time of some "
                            + "rows of --keys.")
    private boolean isExplain;

    @Option(
            names = "--requests",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "For --explain: requests between two runs.")
    private @Nullable Integer requests;

    @Option(
            names = "--zipf",
            paramLabel = "EXPONENT",
            defaultValue = "1",
            description =
                    "For --explain: how uneven keys are requested, the k-th as k to the power of "
                            + "minus this; 0 for evenly. Default: ${DEFAULT-VALUE}.")
    private double zipf = 1;

    @Spec private CommandSpec spec = CommandSpec.create();

    public PrecomputeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        requireOneTask();
        var name = new EndpointName(endpoint);
        if (isList || isRollback) {
            var versions = new SnapshotVersions(terminal, place, name);
            if (isRollback) {
                versions.rollBack(toSnapshot);
            } else {
                versions.list();
            }
        } else if (erased != null) {
            new UserAnswers(terminal, place, name).erase(erased);
        } else if (packed != null) {
            if (to == null) {
                throw usage("--pack without --to FILE");
            }
            new UserAnswers(terminal, place, name).pack(packed, to);
        } else if (isExplain) {
            if (keys == null || requests == null) {
                throw usage("--explain without --keys FILE and --requests N");
            }
            new CostExplanation(terminal, place, name).print(keys, inputs, requests, zipf);
        } else {
            compute(name);
        }
        return 0;
    }

    private void requireOneTask() {
        long tasks =
                Stream.of(
                                keys != null && !isExplain,
                                traffic != null,
                                isList,
                                isRollback,
                                erased != null,
                                packed != null,
                                isExplain)
                        .filter(each -> each)
                        .count();
        if (tasks != 1) {
            throw usage(
                    tasks
                            + " of --keys, --traffic, --list, --rollback, --erase, --pack and"
                            + " --explain (expected: one)");
        }
        if (traffic == null && (top != null || topShare != null)) {
            throw usage("--top or --top-share without --traffic FILE");
        }
        if (topShare != null && topShare <= 0) {
            throw usage("--top-share 0 (expected: above 0)");
        }
        if (ttl != null && ttl.isZero()) {
            throw usage("--ttl of nothing (expected: such as 1d)");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void compute(EndpointName name) throws IOException {
        var selection =
                new TrafficSelection(
                        topShare == null ? 1 : topShare,
                        top == null ? OptionalInt.empty() : OptionalInt.of(top));
        new AnswerComputation(terminal, place, name)
                .run(
                        new AnswerComputation.Rows(keys, traffic, selection, inputs),
                        new AnswerComputation.Settings(
                                ttl,
                                isIncremental,
                                kept,
                                setAsideShareMax,
                                isAnew ? Beginning.ANEW : Beginning.RESUME),
                        spec);
    }
}

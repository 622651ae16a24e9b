package dev.berth.cli.batch;

import dev.berth.batch.BatchListener;
import dev.berth.batch.kafka.TopicAddress;
import dev.berth.batch.kafka.TopicBatch;
import dev.berth.batch.kafka.TopicJob;
import dev.berth.batch.kafka.TopicOptions;
import dev.berth.batch.kafka.TopicReport;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.scoring.prediction.RecordPredictor;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options and run of `berth batch` from a topic to a topic.
final class TopicScores {
    private static final int PARTITIONS_MAX = 100_000;

    /// A transaction takes far less; brokers that are gone must not keep a process.
    private static final long STOP_SECONDS = 10;

    @Option(
            names = "--follow",
            description =
                    "From a topic: wait for further records at its end, until the process is"
                            + " stopped.")
    private boolean isFollowing;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description =
                    "From a topic: under which positions are kept, so that the next run goes on"
                            + " there. Default: berth.NAME.TOPIC of the destination.")
    private @Nullable String group;

    @Option(
            names = "--set-aside",
            paramLabel = "TOPIC",
            description =
                    "From a topic: where records go that cannot be scored. Default: the"
                            + " destination's name and .set-aside.")
    private @Nullable String setAside;

    @Option(
            names = "--partitions",
            split = ",",
            paramLabel = "N[-M]",
            description =
                    "From a topic: the partitions that this process reads, such as 0-3,7. Default:"
                            + " all.")
    private List<String> partitions = List.of();

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Settings of Kafka's clients as properties, such as security.protocol.")
    private @Nullable Path config;

    /// Whether one of the two is a topic.
    static boolean isMeant(Path from, Path to) {
        return TopicAddress.isMeant(from.toString()) || TopicAddress.isMeant(to.toString());
    }

    /// Refuses options that only topics have.
    ///
    /// @throws ProblemException `batch-invalid` if one is given
    void requireNone() {
        if (isFollowing
                || group != null
                || setAside != null
                || !partitions.isEmpty()
                || config != null) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "an option of topics, and tables (expected: --from kafka://… --to kafka://…)",
                    "leave --follow, --group, --set-aside, --partitions and --kafka-config out");
        }
    }

    boolean isFollowing() {
        return isFollowing;
    }

    /// The job that the options describe.
    ///
    /// @throws ProblemException `batch-invalid` if they do not fit
    TopicJob job(
            String name,
            Path from,
            Path to,
            Map<String, String> inputs,
            Optional<List<String>> carried,
            String prefix) {
        TopicAddress source = TopicAddress.parse(from.toString());
        TopicAddress destination = TopicAddress.parse(to.toString());
        return new TopicJob(
                source,
                destination,
                setAside == null ? destination.topic() + ".set-aside" : setAside,
                group == null ? "berth." + name + "." + destination.topic() : group,
                numbers(),
                inputs,
                carried,
                prefix,
                settings());
    }

    private Set<Integer> numbers() {
        Set<Integer> numbers = new TreeSet<>();
        for (String range : partitions) {
            String[] ends = range.strip().split("-", 2);
            try {
                int first = Integer.parseInt(ends[0]);
                int last = Integer.parseInt(ends[ends.length - 1]);
                if (first < 0 || last < first || last > PARTITIONS_MAX) {
                    throw new NumberFormatException(range);
                }
                for (int number = first; number <= last; number++) {
                    numbers.add(number);
                }
            } catch (NumberFormatException e) {
                throw new ProblemException(
                        ProblemCode.BATCH_INVALID,
                        "--partitions '" + SanitizedText.of(range) + "' (expected: such as 0-3,7)",
                        "name partitions by number, from 0");
            }
        }
        return numbers;
    }

    private Map<String, String> settings() {
        if (config == null) {
            return Map.of();
        }
        var properties = new Properties();
        try (Reader file = Files.newBufferedReader(config)) {
            properties.load(file);
        } catch (IOException | IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.BATCH_INVALID,
                            "--kafka-config " + config + " cannot be read: " + e,
                            "name a file of lines `key=value`"),
                    e);
        }
        Map<String, String> settings = new HashMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> settings.put(key, properties.getProperty(key)));
        return settings;
    }

    /// Runs a job. A signal that ends the process lets it end after its transactions.
    static TopicReport run(
            TopicJob job, TopicOptions options, RecordPredictor predictor, BatchListener listener) {
        TopicBatch batch = TopicBatch.of(job, options, predictor, listener);
        var done = new CountDownLatch(1);
        var stop =
                new Thread(
                        () -> {
                            batch.stop();
                            try {
                                var _ = done.await(STOP_SECONDS, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "berth-batch-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            return batch.run();
        } finally {
            done.countDown();
            remove(stop);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending.
        }
    }

    static void print(TopicReport report, PrintStream out) {
        TopicJob job = report.job();
        out.printf(
                Locale.ROOT,
                "%,d records of %s scored by %s: %s%n",
                report.records() - report.setAside() - report.deletions(),
                job.from(),
                report.subject(),
                job.to());
        if (report.deletions() > 0) {
            out.printf(Locale.ROOT, "%,d deletions passed on%n", report.deletions());
        }
        if (report.setAside() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d records set aside in %s: %s%n",
                    report.setAside(),
                    job.setAside(),
                    report.problems());
        }
        out.printf(
                Locale.ROOT,
                "%.1f s; %s%n",
                report.seconds(),
                report.isComplete()
                        ? "up to the end that there was"
                        : "stopped; the same command goes on");
    }
}

package dev.berth.cli.precompute;

import static java.util.Objects.requireNonNull;

import dev.berth.batch.BatchOptions.Beginning;
import dev.berth.batch.BatchOrigin;
import dev.berth.batch.report.BatchReport.SetAside;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Quantities;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
import dev.berth.cli.evaluate.CommandWords;
import dev.berth.cli.evaluate.TemporaryDatabase;
import dev.berth.cli.target.LocalTarget;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.system.SystemDescription;
import dev.berth.precompute.key.MasterKey;
import dev.berth.precompute.key.UserKeys;
import dev.berth.precompute.run.PrecomputeOptions;
import dev.berth.precompute.run.PrecomputeReport;
import dev.berth.precompute.run.PrecomputeRun;
import dev.berth.precompute.run.TrafficSelection;
import dev.berth.precompute.snapshot.PrecomputedFiles;
import dev.berth.precompute.snapshot.SnapshotStore;
import dev.berth.precompute.snapshot.SnapshotStores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// Computation of answers for the rows of a file, with its progress and report.
final class AnswerComputation {
    private static final int SHOWN_MAX = 5;

    private final Terminal terminal;
    private final String place;
    private final EndpointName endpoint;

    AnswerComputation(Terminal terminal, String place, EndpointName endpoint) {
        this.terminal = terminal;
        this.place = place;
        this.endpoint = endpoint;
    }

    /// The rows.
    ///
    /// @param keys null if they are selected by traffic
    record Rows(
            @Nullable Path keys,
            @Nullable Path traffic,
            TrafficSelection selection,
            Map<String, String> inputs) {}

    record Settings(
            @Nullable Duration ttl,
            boolean isIncremental,
            int kept,
            double setAsideShareMax,
            Beginning beginning) {}

    void run(Rows rows, Settings settings, CommandSpec spec) throws IOException {
        try (LocalTarget target = OpenSystem.withModels(terminal, place, endpoint);
                var data = TemporaryDatabase.ordered()) {
            SystemDescription system = target.berth().serving().system();
            Optional<UserKeys> keys = keys(target, system);
            try (SnapshotStore snapshots = SnapshotStores.of(system, System.getenv());
                    var progress = Progress.of(terminal, "reading the rows")) {
                Path folder = PrecomputedFiles.root(system).resolve(endpoint.value());
                PrecomputeReport report =
                        PrecomputeRun.run(
                                new PrecomputeRun.Place(
                                        target.berth().endpoints(),
                                        target.berth().serving().pool(),
                                        snapshots,
                                        folder,
                                        keys,
                                        data.database(),
                                        InstantSource.system()),
                                endpoint,
                                source(rows, data, folder),
                                rows.inputs(),
                                new PrecomputeOptions(
                                        PrecomputeRun.batchOptions(
                                                settings.beginning(), settings.setAsideShareMax()),
                                        Optional.ofNullable(settings.ttl()),
                                        settings.isIncremental(),
                                        settings.kept()),
                                new BatchOrigin(
                                        CommandWords.reproducible(spec, place),
                                        VersionText.berth()),
                                (row, total, setAside, perSecond) ->
                                        progress.now(progressText(row, total, perSecond)));
                print(report, terminal.out());
            } finally {
                keys.ifPresent(UserKeys::close);
            }
        }
    }

    private Optional<UserKeys> keys(LocalTarget target, SystemDescription system) {
        boolean isEncrypted =
                target.berth().endpoints().precomputable(endpoint).policy().encryptBy().isPresent();
        return isEncrypted
                ? Optional.of(
                        UserKeys.open(
                                PrecomputedFiles.keys(system, System.getenv()),
                                MasterKey.require(System.getenv())))
                : Optional.empty();
    }

    private static Path source(Rows rows, TemporaryDatabase data, Path folder) throws IOException {
        if (rows.keys() != null) {
            return rows.keys();
        }
        Files.createDirectories(folder);
        return rows.selection().write(data.database(), requireNonNull(rows.traffic()), folder);
    }

    private static String progressText(long rows, long total, double rowsPerSecond) {
        return String.format(
                Locale.ROOT,
                "row %,d of %,d, %s rows/s, %.0f s left",
                rows,
                total,
                Quantities.digits(rowsPerSecond),
                (total - rows) / Math.max(rowsPerSecond, 1e-9));
    }

    private void print(PrecomputeReport report, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "snapshot %d of %s: %,d answers%s, %.1f s%n",
                report.manifest().number(),
                endpoint,
                report.manifest().answers(),
                report.manifest().reused() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                " (%,d of the snapshot before)",
                                report.manifest().reused()),
                report.seconds());
        long duplicates =
                report.batch().rows() - report.batch().setAside() - report.manifest().answers();
        if (duplicates > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d rows have the key of a later row, which counts%n",
                    duplicates);
        }
        if (report.batch().setAside() > 0) {
            out.printf(Locale.ROOT, "%,d rows set aside%n", report.batch().setAside());
            for (SetAside row : report.batch().firstSetAside().stream().limit(SHOWN_MAX).toList()) {
                out.println("  row " + row.row() + ": " + row.problem() + ": " + row.message());
            }
        }
    }
}

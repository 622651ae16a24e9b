package dev.berth.precompute.run;

import static java.util.Objects.requireNonNull;

import dev.berth.batch.BatchJob;
import dev.berth.batch.BatchListener;
import dev.berth.batch.BatchOptions;
import dev.berth.batch.BatchOptions.Beginning;
import dev.berth.batch.BatchOrigin;
import dev.berth.batch.BatchRun;
import dev.berth.batch.report.BatchReport;
import dev.berth.batch.state.JobFolder;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.PrecomputedPolicy.OnMiss;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.Endpoints;
import dev.berth.endpoint.precomputed.PrecomputableEndpoint;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.precompute.key.UserKeys;
import dev.berth.precompute.snapshot.AnswerRow;
import dev.berth.precompute.snapshot.DirectorySnapshots;
import dev.berth.precompute.snapshot.SnapshotManifest;
import dev.berth.precompute.snapshot.SnapshotStore;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowBlock;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.tables.duckdb.Database;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Run that computes the answers to the rows of a table and publishes them as a snapshot.
///
/// The rows are scored by a batch job, whose predictions are the rows of the snapshot; it is
/// continued if it was stopped, and sets rows aside. Its output is read in the order of the keys
/// and written to the snapshot, which then becomes the current one. One run of an endpoint at a
/// time.
public final class PrecomputeRun {
    /// Some seconds of work where users' keys are made as well.
    private static final int PART_ROWS = 20_000;

    private final Place place;
    private final PrecomputableEndpoint endpoint;
    private final PrecomputeOptions options;

    /// Where a run works.
    ///
    /// @param folder of the endpoint, for what is not finished
    /// @param keys of users; needed by an endpoint with `encrypt-by`
    public record Place(
            Endpoints endpoints,
            TensorPool pool,
            SnapshotStore snapshots,
            Path folder,
            Optional<UserKeys> keys,
            Database database,
            InstantSource clock) {}

    private PrecomputeRun(Place place, PrecomputableEndpoint endpoint, PrecomputeOptions options) {
        this.place = place;
        this.endpoint = endpoint;
        this.options = options;
    }

    /// Computes and publishes. Blocks.
    ///
    /// @param source table with a column for each input
    /// @param inputs columns or expressions, by inputs that are not named as their columns
    /// @throws ProblemException `precompute-invalid` if the endpoint does not declare `cached`, or
    ///   files cannot be written; otherwise as [BatchRun#run]. What is finished is kept then
    public static PrecomputeReport run(
            Place place,
            EndpointName endpoint,
            Path source,
            Map<String, String> inputs,
            PrecomputeOptions options,
            BatchOrigin origin,
            BatchListener listener) {
        PrecomputableEndpoint described = place.endpoints().precomputable(endpoint);
        return new PrecomputeRun(place, described, options).run(source, inputs, origin, listener);
    }

    private PrecomputeReport run(
            Path source, Map<String, String> inputs, BatchOrigin origin, BatchListener listener) {
        long startNanos = System.nanoTime();
        requireRepeatable();
        Optional<UserKeys> keys = userKeys();
        try {
            Files.createDirectories(place.folder());
        } catch (IOException e) {
            throw DirectorySnapshots.unwritable(place.folder(), e);
        }
        try (FileChannel _ = lock();
                Base base = base()) {
            var predictor =
                    new AnswerPredictor(
                            place.endpoints(), endpoint, place.pool(), keys, base.rows());
            Path output = place.folder().resolve("answers.parquet");
            Instant began = began(output);
            BatchReport batch =
                    BatchRun.run(
                            new BatchJob(source, output, inputs, Optional.of(List.of()), ""),
                            place.database(),
                            predictor,
                            options.batch(),
                            origin,
                            listener);
            requireSame();
            SnapshotManifest manifest = publish(output, began, predictor, batch, origin);
            clear(output);
            List<Long> removed = prune(manifest.number());
            return new PrecomputeReport(
                    manifest, batch, removed, (System.nanoTime() - startNanos) / 1e9);
        } catch (IOException e) {
            throw DirectorySnapshots.unwritable(place.folder(), e);
        }
    }

    private void requireRepeatable() {
        if (options.isIncremental() && endpoint.volatility().isPresent()) {
            throw new ProblemException(
                    ProblemCode.PRECOMPUTE_INVALID,
                    "an incremental run, and "
                            + endpoint.volatility().get()
                            + " (expected: answers that follow from the inputs alone)",
                    "leave `--incremental` out");
        }
    }

    private Optional<UserKeys> userKeys() {
        if (endpoint.policy().encryptBy().isEmpty()) {
            return Optional.empty();
        }
        if (place.keys().isEmpty()) {
            throw new ProblemException(
                    ProblemCode.PRECOMPUTE_INVALID,
                    "endpoint "
                            + endpoint.name()
                            + " has `encrypt-by`, and there is no key table (expected: a master"
                            + " key in the environment)",
                    "set BERTH_PRECOMPUTE_KEY");
        }
        return place.keys();
    }

    private FileChannel lock() throws IOException {
        FileChannel channel =
                FileChannel.open(
                        place.folder().resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another run of this process has it.
        }
        channel.close();
        throw new ProblemException(
                ProblemCode.BATCH_RUNNING,
                "another run precomputes answers of "
                        + endpoint.name()
                        + " in "
                        + place.folder()
                        + " (expected: one at a time)",
                "wait for its end");
    }

    /// Snapshot whose answers are taken over.
    private record Base(Optional<OnlineStore> rows) implements AutoCloseable {
        @Override
        public void close() {
            rows.ifPresent(OnlineStore::close);
        }
    }

    private Base base() {
        OptionalLong current = place.snapshots().current(endpoint.name());
        if (!options.isIncremental() || current.isEmpty()) {
            return new Base(Optional.empty());
        }
        SnapshotManifest manifest =
                place.snapshots().manifest(endpoint.name(), current.getAsLong());
        boolean isUsable =
                manifest.fingerprint().equals(endpoint.fingerprint())
                        && manifest.isEncrypted() == endpoint.policy().encryptBy().isPresent();
        return new Base(
                isUsable
                        ? Optional.of(place.snapshots().open(endpoint.name(), current.getAsLong()))
                        : Optional.empty());
    }

    /// When the job began: of one that is continued, the first time.
    private Instant began(Path output) throws IOException {
        Path file = place.folder().resolve("began");
        boolean isContinued =
                options.batch().beginning() == Beginning.RESUME
                        && Files.exists(JobFolder.of(output).resolve("job"))
                        && Files.exists(file);
        if (isContinued) {
            try {
                return Instant.parse(Files.readString(file).strip());
            } catch (DateTimeException e) {
                // A file that was cut: a job that begins now is not older than it says.
            }
        }
        Instant now = place.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Files.writeString(file, now + "\n");
        return now;
    }

    /// The endpoint may have been changed meanwhile: then some answers may be of its other state.
    private void requireSame() {
        String now = place.endpoints().precomputable(endpoint.name()).fingerprint();
        if (!now.equals(endpoint.fingerprint())) {
            throw new ProblemException(
                    ProblemCode.BATCH_CHANGED,
                    "endpoint "
                            + endpoint.name()
                            + " or a model that it calls was replaced during the run: "
                            + now
                            + " (expected: "
                            + endpoint.fingerprint()
                            + ", as at the begin)",
                    "run the command again");
        }
    }

    private SnapshotManifest publish(
            Path output,
            Instant began,
            AnswerPredictor predictor,
            BatchReport batch,
            BatchOrigin origin) {
        long number = nextNumber();
        try (SnapshotStore.Draft draft = place.snapshots().begin(endpoint.name(), number)) {
            BulkLoad rows = draft.rows();
            if (endpoint.policy().onMiss() == OnMiss.DEFAULT) {
                rows.put(
                        AnswerRow.defaultKey(),
                        predictor.valueOf(endpoint.policy().defaultRecord()));
            }
            long answers = batch.rows() == batch.setAside() ? 0 : load(output, rows);
            var manifest =
                    new SnapshotManifest(
                            number,
                            endpoint.fingerprint(),
                            began,
                            options.ttl(),
                            answers,
                            predictor.reusedCount(),
                            endpoint.policy().encryptBy().isPresent(),
                            batch.sourceSha256(),
                            origin.berthVersion());
            draft.finish(manifest);
            place.snapshots().setCurrent(endpoint.name(), number);
            return manifest;
        }
    }

    private long nextNumber() {
        long last = place.snapshots().current(endpoint.name()).orElse(0);
        for (SnapshotManifest each : place.snapshots().list(endpoint.name())) {
            last = Math.max(last, each.number());
        }
        return last + 1;
    }

    /// Loads the rows in the order of their keys; of several with one key the last row of the table
    /// counts.
    ///
    /// @return how many keys there are
    private long load(Path output, BulkLoad rows) {
        DataFile data = DataFile.open(place.database(), output);
        long count = 0;
        byte @Nullable [] key = null;
        byte @Nullable [] value = null;
        List<String> columns = List.of(AnswerPredictor.KEY, AnswerPredictor.VALUE);
        try (RowCursor cursor = data.rows(columns, List.of(), Optional.of(AnswerPredictor.KEY))) {
            for (Optional<RowBlock> block = cursor.next();
                    block.isPresent();
                    block = cursor.next()) {
                for (DataRow row : block.get().rows()) {
                    byte[] next = bytes(row, AnswerPredictor.KEY);
                    if (key != null && !Arrays.equals(key, next)) {
                        rows.put(key, requireNonNull(value));
                        count++;
                    }
                    key = next;
                    value = bytes(row, AnswerPredictor.VALUE);
                }
            }
        }
        if (key != null) {
            rows.put(key, requireNonNull(value));
            count++;
        }
        return count;
    }

    private static byte[] bytes(DataRow row, String column) {
        try {
            return (byte[]) requireNonNull(row.value(column));
        } catch (InvalidRowException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Removes what is in the snapshot by now. What was set aside stays, unless it is of users.
    private void clear(Path output) throws IOException {
        Files.deleteIfExists(output);
        Files.deleteIfExists(place.folder().resolve("began"));
        if (endpoint.policy().encryptBy().isPresent()) {
            Files.deleteIfExists(output.resolveSibling(output.getFileName() + ".set-aside.jsonl"));
            Files.deleteIfExists(output.resolveSibling(output.getFileName() + ".report.json"));
        }
    }

    private List<Long> prune(long current) {
        List<Long> numbers =
                place.snapshots().list(endpoint.name()).stream()
                        .map(SnapshotManifest::number)
                        .toList();
        List<Long> removed = new ArrayList<>();
        for (int i = 0; i < numbers.size() - options.snapshotsKept(); i++) {
            if (numbers.get(i) != current) {
                place.snapshots().remove(endpoint.name(), numbers.get(i));
                removed.add(numbers.get(i));
            }
        }
        return removed;
    }

    /// Options of batch jobs for answers: more records at a time, as users' keys are made together.
    public static BatchOptions batchOptions(Beginning beginning, double setAsideShareMax) {
        return new BatchOptions(
                OptionalInt.of(256),
                BatchOptions.DEFAULT.requestsMax(),
                PART_ROWS,
                setAsideShareMax,
                BatchOptions.DEFAULT.rowsPerSecondMax(),
                beginning);
    }
}

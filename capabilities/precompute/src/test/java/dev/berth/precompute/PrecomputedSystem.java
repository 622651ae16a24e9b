package dev.berth.precompute;

import dev.berth.batch.BatchOptions.Beginning;
import dev.berth.batch.BatchOrigin;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.endpoint.Endpoints;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.precompute.key.MasterKey;
import dev.berth.precompute.key.UserKeys;
import dev.berth.precompute.run.PrecomputeOptions;
import dev.berth.precompute.run.PrecomputeReport;
import dev.berth.precompute.run.PrecomputeRun;
import dev.berth.precompute.snapshot.DirectorySnapshots;
import dev.berth.precompute.snapshot.PrecomputedFiles;
import dev.berth.serving.ModelServer;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.testkit.time.RealTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A system of one endpoint `e` without a model, whose answers are precomputed.
final class PrecomputedSystem implements AutoCloseable {
    static final EndpointName E = new EndpointName("e");

    /// The least age of its answers: runs are dated back, and the server has the time of day.
    static final Duration AGE = Duration.ofHours(1);

    /// Whose answer is `score = 2 x`, and the name.
    static final String STEPS =
            """
            inputs:
              - {name: user, type: string, meaning: the user}
              - {name: x, type: float64, meaning: a number, default: 0}
            steps:
              rule: {compute: {score: "input.x * 2.0", label: "input.user + '!'"}}
            """;

    private final Path directory;
    private final Database database;
    private final InstantSource clock;
    private final Optional<MasterKey> master;
    private final ModelServer serving;
    private final Endpoints endpoints;

    /// @param cached the file's settings
    PrecomputedSystem(Path directory, String cached, Optional<MasterKey> master)
            throws IOException {
        this.directory = directory;
        this.master = master;
        this.clock = InstantSource.offset(InstantSource.system(), AGE.negated());
        write(STEPS + cached);
        database = Database.open(new DatabaseSettings(256L << 20, directory.resolve("spill"), 1));
        serving = ModelServer.open(directory, ServingOptions.defaults());
        endpoints = Endpoints.open(serving, new EndpointListener() {});
    }

    private void write(String endpoint) throws IOException {
        Files.createDirectories(directory.resolve("models"));
        SystemBuilder.in(directory).write("berth.yaml", "name: test\n").endpoint("e", endpoint);
    }

    /// Replaces the endpoint's file.
    void replace(String endpoint) throws IOException {
        write(endpoint);
        serving.refresh().join();
    }

    Endpoints endpoints() {
        return endpoints;
    }

    ModelServer serving() {
        return serving;
    }

    DirectorySnapshots snapshots() {
        return new DirectorySnapshots(PrecomputedFiles.root(serving.system()));
    }

    Path keyTable() {
        return PrecomputedFiles.keys(serving.system(), Map.of());
    }

    Path rows(String csv) throws IOException {
        return Files.writeString(directory.resolve("rows.csv"), csv);
    }

    static PrecomputeOptions options(boolean isIncremental, int kept) {
        return new PrecomputeOptions(
                PrecomputeRun.batchOptions(Beginning.RESUME, 0.5),
                Optional.empty(),
                isIncremental,
                kept);
    }

    PrecomputeReport run(Path source, PrecomputeOptions options) {
        Optional<UserKeys> keys = master.map(key -> UserKeys.open(keyTable(), key));
        try {
            PrecomputeReport report =
                    PrecomputeRun.run(
                            new PrecomputeRun.Place(
                                    endpoints,
                                    serving.pool(),
                                    snapshots(),
                                    snapshots().folder(E),
                                    keys,
                                    database,
                                    clock),
                            E,
                            source,
                            Map.of(),
                            options,
                            new BatchOrigin("test", "0"),
                            (rows, total, setAside, perSecond) -> {});
            follow();
            return report;
        } finally {
            keys.ifPresent(UserKeys::close);
        }
    }

    /// Takes over the current snapshot now.
    void follow() {
        endpoints.precomputed().orElseThrow().serve(java.util.Set.of(E));
    }

    /// An answer with its annotations.
    record Answer(Map<String, Object> fields, List<String> annotations) {
        boolean isPrecomputed() {
            return annotations.contains("precomputed:e");
        }
    }

    Answer ask(Map<String, Object> record) {
        try (Lease lease = endpoints.acquire(E)) {
            NamedTensors inputs =
                    MapRecordCodec.toTensors(lease.signature(), record, serving.pool());
            var answer = new CompletableFuture<Prediction>();
            var _ =
                    lease.submit(
                            new PredictionRequest("r", inputs, RealTime.deadline(Await.TIMEOUT)),
                            FutureCallback.to(answer));
            try (Prediction prediction = answer.join()) {
                return new Answer(
                        MapRecordCodec.toRecord(lease.signature(), prediction.outputs()),
                        prediction.annotations());
            }
        }
    }

    @Override
    public void close() {
        endpoints.close();
        serving.close();
        database.close();
    }
}

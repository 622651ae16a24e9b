package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.feature.Features;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.materialize.MaterializationJob;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Feast's own Java client, as it is published, reads from a server. It needs older gRPC and
/// protobuf than Berth's, so that it runs in a process of its own, from a folder that the build
/// fills.
class FeastClientTest {
    private static final Path JARS = Path.of("target/feast");
    private static final Path PROGRAM = Path.of("src/test/resources/feast/ReadByFeast.java");

    @TempDir Path directory;

    private static final String VIEWS =
            """
            entities: {airport: {type: string, meaning: an airport by its code}}
            sources:
              reports:
                parquet: reports.parquet
                timestamp-column: at
                columns: {at: timestamp, origin: string, delay: float32, flights: int64, last: timestamp, wind: float64}
            views:
              flights:
                version: 2
                summary: how flights go
                entities: {airport: origin}
                source: reports
                features:
                  delay: {column: delay, meaning: the delay}
                  flights: {column: flights, meaning: how many there were}
                  last: {column: last, meaning: when the last one left}
              weather:
                version: 1
                summary: the weather
                entities: {airport: origin}
                source: reports
                features:
                  wind: {column: wind, meaning: how fast it is}
            """;

    @Test
    void feastsJavaClient_readsFeatures() throws IOException, InterruptedException {
        assertReads(new FakeFeatures(true));
    }

    @Test
    void feastsJavaClient_readsWhatWasMaterialized() throws IOException, InterruptedException {
        Path system = directory.resolve("described");
        Files.createDirectories(system.resolve("features"));
        Files.writeString(system.resolve("features/views.yaml"), VIEWS);
        FeatureDefinitions definitions =
                Catalog.open(system).read().part(Features.class).definitions();
        var store = new MemoryStore();
        long at = FakeFeatures.KNOWN.getEpochSecond() * 1_000_000;
        OfflineStore history =
                (query, visitor) -> {
                    visitor.event(
                            List.of("JFK"),
                            new ImmutableEvent(at, at, at, "JFK", 12.5f, 7L, at, 3.25));
                    visitor.event(
                            List.of("LGA"),
                            new ImmutableEvent(at, at, at, "LGA", null, null, null, null));
                };
        for (FeatureView view : definitions.views().values()) {
            new MaterializationJob(view, definitions, store, history, MaterializationListener.NONE)
                    .full(FakeFeatures.KNOWN.plusSeconds(1));
        }
        assertReads(new StoreFeatureReader(definitions, store, InstantSource.system()));
    }

    private void assertReads(OnlineFeatureReader features)
            throws IOException, InterruptedException {
        Path complaints = directory.resolve("client.log");
        try (TestServer server =
                TestServer.start(
                        directory,
                        options ->
                                options.withFeatures((folder, store, definitions) -> features))) {
            Process client =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-cp",
                                    JARS + "/*",
                                    PROGRAM.toString(),
                                    Integer.toString(server.server().port()))
                            .redirectError(complaints.toFile())
                            .start();
            String printed =
                    new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = Await.exit(client);
            long seconds = FakeFeatures.KNOWN.getEpochSecond();
            assertThat(printed.lines())
                    .as(() -> read(complaints))
                    .containsExactly(
                            "version " + BerthServer.version(),
                            "JFK delay PRESENT wind PRESENT",
                            "LGA delay NULL_VALUE wind NULL_VALUE",
                            "XXX delay NOT_FOUND wind NOT_FOUND",
                            "12.5 7 " + seconds + " 3.25 " + seconds,
                            "NOT_FOUND");
            assertThat(status).isZero();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.Berth;
import dev.berth.catalog.Catalog;
import dev.berth.catalog.feature.Features;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.examples.flights.DelayModel;
import dev.berth.examples.flights.Flights;
import dev.berth.examples.flights.Flights.Flight;
import dev.berth.features.duckdb.JoinRequest;
import dev.berth.features.duckdb.Spine;
import dev.berth.features.history.JoinedView;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.featurestore.FeatureStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of `examples/flights`, from raw events to a prediction: a point-in-time training set, a
/// model that is independent of serving, and an endpoint that only needs the route and time.
class FlightsExampleTest {
    private static final String SPLIT = "2001-03-01";
    private static final String DATA = "data/flights.parquet";

    @TempDir private static Path folder;

    private static Path system;
    private static Flights honest;
    private static Flights leaking;

    @BeforeAll
    static void join() throws IOException {
        system = copy(folder.resolve("honest"));
        honest = trainingSet(system);
        Path other = copy(folder.resolve("leaking"));
        Path features = other.resolve("features/flights.yaml");
        // As if a delay was known when a flight leaves.
        Files.writeString(
                features,
                Files.readString(features)
                        .replaceFirst("(?m)^ +created-timestamp-column: landed.*\n", ""));
        // Otherwise the published definition would be served.
        for (String view : List.of("departures@1", "arrivals@1", "routes@1")) {
            Files.delete(other.resolve("features/published/" + view + ".yaml"));
        }
        leaking = trainingSet(other);
    }

    private static Path copy(Path to) throws IOException {
        Path from = Repository.example("flights");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path name = from.relativize(file);
                if (!name.startsWith("training") && !name.startsWith(".berth")) {
                    Path target = to.resolve(name);
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
        return to;
    }

    private static FeatureStore store(Path of) {
        return FeatureStore.of(of, Optional.empty(), definitions(of), Map.of());
    }

    private static FeatureDefinitions definitions(Path of) {
        return Catalog.open(of).read().part(Features.class).definitions();
    }

    private static Flights trainingSet(Path of) {
        Path csv = of.resolve("training.csv");
        List<JoinedView> views = new ArrayList<>();
        for (FeatureView view : definitions(of).views().values()) {
            views.add(
                    JoinedView.of(
                            new FeatureUse(view.reference(), Map.of()),
                            view.features().stream().map(Feature::name).toList()));
        }
        try (FeatureStore store = store(of)) {
            var report =
                    store.join(
                            new JoinRequest(
                                    new Spine(of.resolve(DATA), "departed", ZoneOffset.UTC),
                                    views,
                                    csv));
            assertThat(report.rowCount()).isGreaterThan(50_000);
        }
        return Flights.read(csv);
    }

    @Test
    void leakingJoin_promisesMoreAndKeepsLess() {
        DelayModel honestModel = DelayModel.train(honest.before(SPLIT));
        DelayModel leakingModel = DelayModel.train(leaking.before(SPLIT));
        double promised = honestModel.score(honest.before(SPLIT));
        double promisedByLeaking = leakingModel.score(leaking.before(SPLIT));
        // The server has the values of the point-in-time join: the replay of a month.
        double kept = honestModel.score(honest.from(SPLIT));
        double keptByLeaking = leakingModel.score(honest.from(SPLIT));
        System.out.printf(
                "R² on the training set: honest %.3f, leaking %.3f; in the replay: honest %.3f,"
                        + " leaking %.3f%n",
                promised, promisedByLeaking, kept, keptByLeaking);
        assertThat(promisedByLeaking).isGreaterThan(promised + 0.05);
        assertThat(kept).isGreaterThan(keptByLeaking + 0.01);
    }

    @Test
    void prediction_ofAnEndpoint_isThatOfTheTrainedModelOverTheJoinedFeatures() {
        // The example's package equals the result of the training.
        DelayModel model = DelayModel.train(honest.before(SPLIT));
        Flight last = honest.rows().getLast();
        Instant time = Instant.parse(last.departed().replace(' ', 'T') + "Z");
        try (FeatureStore store = store(system)) {
            for (FeatureView view : store.definitions().views().values()) {
                // As of the flight: a materialization adds the events visible then.
                store.materialize(view, time, MaterializationListener.NONE);
            }
        }
        try (var berth = Berth.open(system)) {
            Map<String, Object> answer =
                    berth.endpoint("arrival")
                            .predict(
                                    Map.of(
                                            "origin",
                                            last.origin(),
                                            "destination",
                                            last.destination(),
                                            "time",
                                            time.toString()));
            assertThat((Float) answer.get("delay"))
                    .isCloseTo((float) model.predict(last), Offset.offset(1e-3f));
        }
    }

    /// The endpoint has its features as of each flight's departure, none of which is online.
    @Test
    void batch_asOfTheDeparture_givesThePredictionsForTheJoinedFeatures() {
        Path scored = folder.resolve("scored.csv");
        BerthProgram.Outcome outcome =
                InProcessCommand.run(
                        "batch",
                        system.toString(),
                        "arrival",
                        "--from",
                        system.resolve(DATA).toString(),
                        "--to",
                        scored.toString(),
                        "--as-of",
                        "departed",
                        "--prefix",
                        "predicted_");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        DelayModel model = DelayModel.train(honest.before(SPLIT));
        List<Flight> rows = Flights.read(scored).rows();
        assertThat(rows).hasSameSizeAs(honest.rows());
        for (int i = 0; i < rows.size(); i += 97) {
            Flight joined = honest.rows().get(i);
            assertThat(rows.get(i).origin()).isEqualTo(joined.origin());
            assertThat(rows.get(i).features().get("predicted_delay"))
                    .as("row %s", i)
                    .isCloseTo(model.predict(joined), Offset.offset(1e-3));
        }
    }
}

package dev.berth.catalog.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.endpoint.EndpointEntry;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.TrafficWeightChange;
import dev.berth.state.ChangedBy;
import dev.berth.state.StateStore;
import dev.berth.state.SystemStateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weights of variants that are changed and put back.
final class TrafficWeightServiceTest {
    private static final Instant NOW = Instant.parse("2026-11-26T18:00:00.123Z");

    @TempDir private Path system;

    private final StateStore store = SystemStateStore.of(() -> catalog().read().system(), Map.of());

    @BeforeEach
    void write() throws IOException {
        declare(90, 10);
    }

    private void declare(int stable, int fresh) throws IOException {
        Files.createDirectories(system.resolve("models"));
        Files.writeString(
                Files.createDirectories(system.resolve("endpoints")).resolve("e.yaml"),
                """
                summary: An endpoint
                steps: {it: {model: m}}
                traffic:
                  variants:
                    stable: {weight: %d}
                    fresh: {weight: %d}
                """
                        .formatted(stable, fresh));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Catalog catalog() {
        return Catalog.open(system);
    }

    private EndpointDescription description() {
        EndpointEntry entry = catalog().read().part(EndpointEntries.class).all().getFirst();
        assertThat(entry).isInstanceOf(EndpointEntry.Valid.class);
        return ((EndpointEntry.Valid) entry).description();
    }

    private TrafficWeightService control() {
        return TrafficWeightService.of(store, system, description(), InstantSource.fixed(NOW));
    }

    private static Map<String, Double> weights(double stable, double fresh) {
        return Map.of("stable", stable, "fresh", fresh);
    }

    @Test
    void weights_nobodyChanged_areThoseOfTheFile() {
        TrafficWeightStatus status = control().status();
        assertThat(status.inForce()).isEqualTo(weights(90, 10));
        assertThat(status.changes()).isEmpty();
    }

    @Test
    void change_isInForceForEverybodyWhoReads_withWhoWhenAndWhy() {
        var _ =
                control()
                        .change(
                                Map.of("stable", 80.0, "fresh", 20.0),
                                ChangedBy.known("ann"),
                                "all went well");
        TrafficWeightStatus status = control().status();
        assertThat(status.inForce()).isEqualTo(weights(80, 20));
        assertThat(status.changes())
                .containsExactly(
                        new TrafficWeightChange(
                                NOW,
                                "ann",
                                "",
                                "all went well",
                                weights(90, 10),
                                weights(90, 10),
                                weights(80, 20)));
    }

    @Test
    void variant_thatIsNotNamed_keepsItsWeight() {
        assertThat(
                        control()
                                .change(Map.of("fresh", 0.5), ChangedBy.known("ann"), "why not")
                                .inForce())
                .isEqualTo(weights(90, 0.5));
    }

    @Test
    void rollBack_putsTheWeightsBeforeInForce_andASecondUndoesIt() {
        TrafficWeightService control = control();
        var _ = control.change(Map.of("fresh", 20.0), ChangedBy.known("ann"), "more");
        assertThat(
                        control.rollBack(ChangedBy.known("bob"), "too slow", OptionalInt.empty())
                                .inForce())
                .isEqualTo(weights(90, 10));
        assertThat(
                        control.rollBack(ChangedBy.known("bob"), "was not it", OptionalInt.empty())
                                .inForce())
                .isEqualTo(weights(90, 20));
        assertThat(
                        control.rollBack(ChangedBy.known("bob"), "as it was", OptionalInt.of(0))
                                .inForce())
                .isEqualTo(weights(90, 10));
        assertThat(control.rollBack(ChangedBy.known("bob"), "as in 1", OptionalInt.of(1)).inForce())
                .isEqualTo(weights(90, 20));
        assertThat(control.status().changes()).hasSize(5);
    }

    @Test
    void file_thatIsGivenOtherWeights_isInForceAgain() throws IOException {
        var _ = control().change(Map.of("fresh", 20.0), ChangedBy.known("ann"), "more");
        declare(50, 50);
        assertThat(control().status().inForce()).isEqualTo(weights(50, 50));
        assertThatThrownBy(
                        () ->
                                control()
                                        .rollBack(
                                                ChangedBy.known("ann"),
                                                "back",
                                                OptionalInt.empty()))
                .hasMessageContaining("nothing to go back from");
    }

    @Test
    void change_thatCannotBe_isRefusedAndLeavesNothing() {
        TrafficWeightService control = control();
        assertThatThrownBy(
                        () -> control.change(Map.of("frehs", 1.0), ChangedBy.known("ann"), "typo"))
                .hasMessageContaining("'frehs'")
                .hasMessageContaining("fresh");
        assertThatThrownBy(
                        () -> control.change(Map.of("fresh", -1.0), ChangedBy.known("ann"), "less"))
                .hasMessageContaining("-1.0");
        assertThatThrownBy(
                        () ->
                                control.change(
                                        Map.of("fresh", Double.NaN),
                                        ChangedBy.known("ann"),
                                        "none"))
                .hasMessageContaining("NaN");
        assertThatThrownBy(
                        () ->
                                control.change(
                                        Map.of("fresh", 0.0, "stable", 0.0),
                                        ChangedBy.known("ann"),
                                        "off"))
                .hasMessageContaining("no weight above 0");
        assertThatThrownBy(() -> control.change(Map.of("fresh", 1.0), ChangedBy.known("ann"), " "))
                .hasMessageContaining("no reason");
        assertThatThrownBy(
                        () -> control.rollBack(ChangedBy.known("ann"), "back", OptionalInt.of(7)))
                .hasMessageContaining("no change 7");
        assertThat(control.status().changes()).isEmpty();
    }

    @Test
    void words_ofWhoeverChanges_areKeptAsTheyAre_whateverTheyAre() {
        String words = "\"}\n- at: now \\ # ' Größe \uD83D\uDE00 {{";
        var _ = control().change(Map.of("fresh", 20.0), ChangedBy.known(words), words);
        assertThat(control().status().changes())
                .singleElement()
                .satisfies(change -> assertThat(change.actor()).isEqualTo(words))
                .satisfies(change -> assertThat(change.reason()).isEqualTo(words));
    }

    @Test
    void status_afterManyChanges_hasTheLast_andRollBackFindsTheOthers() {
        TrafficWeightService control = control();
        for (int i = 1; i <= 120; i++) {
            var _ = control.change(Map.of("fresh", 100.0 + i), ChangedBy.known("ann"), "more");
        }
        TrafficWeightStatus status = control.status();
        assertThat(status.earlier()).isEqualTo(20);
        assertThat(status.changes()).hasSize(100);
        assertThat(status.changes().getFirst().after()).isEqualTo(weights(90, 121));
        assertThat(control.rollBack(ChangedBy.known("ann"), "back", OptionalInt.of(3)).inForce())
                .isEqualTo(weights(90, 103));
    }

    @Test
    void manyWhoChangeAtTheSameTime_eachSeeWhatWasBefore() throws Exception {
        int writers = 4;
        int each = 10;
        List<Future<?>> running = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(writers)) {
            for (int writer = 0; writer < writers; writer++) {
                int first = 1 + writer * each;
                running.add(
                        threads.submit(
                                () -> {
                                    for (int i = 0; i < each; i++) {
                                        var _ =
                                                control()
                                                        .change(
                                                                Map.of("fresh", 100.0 + first + i),
                                                                ChangedBy.known("writer " + first),
                                                                "change " + i);
                                    }
                                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        List<TrafficWeightChange> changes = control().status().changes();
        assertThat(changes).hasSize(writers * each);
        for (int i = 1; i < changes.size(); i++) {
            assertThat(changes.get(i).before()).isEqualTo(changes.get(i - 1).after());
        }
    }
}

package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.serving.request.Prediction;
import dev.berth.state.ChangedBy;
import dev.berth.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weights that are changed while an endpoint answers, and variants that callers choose.
final class WeightsTest {
    private static final EndpointName NAME = new EndpointName("e");

    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory);
        system.scores("small", 1).scores("large", 100);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    private static String traffic(String more) {
        return """
        inputs: [{name: tester, type: string, meaning: what a tester asks for, default: ''}]
        steps: {it: {model: small}}
        traffic:
        %s  variants:
            stable: {weight: 1}
            fresh: {weight: 0, replace: {small: large}}
        """
                .formatted(more);
    }

    private Object score() {
        return Objects.requireNonNull(
                system.predict("e", Map.of("x", 2, "tester", "")).get("score"));
    }

    private static Map<String, Double> weights(double stable, double fresh) {
        return Map.of("stable", stable, "fresh", fresh);
    }

    @Test
    void change_isInForceForTheNextRecord_andARollBackToo() {
        system.endpoint("e", traffic("")).open();
        assertThat(score()).isEqualTo(2f);
        var _ =
                system.endpoints()
                        .weightsOf(NAME)
                        .change(weights(0, 1), ChangedBy.known("ann"), "ready");
        system.endpoints().refreshTrafficWeights();
        assertThat(score()).isEqualTo(200f);
        var _ =
                system.endpoints()
                        .weightsOf(NAME)
                        .rollBack(ChangedBy.known("ann"), "not so", OptionalInt.empty());
        system.endpoints().refreshTrafficWeights();
        assertThat(score()).isEqualTo(2f);
    }

    @Test
    void change_outlivesARestartAndAReload() {
        system.endpoint("e", traffic("")).open();
        var _ =
                system.endpoints()
                        .weightsOf(NAME)
                        .change(weights(0, 1), ChangedBy.known("ann"), "ready");
        system.serving().refresh().join();
        assertThat(score()).isEqualTo(200f);
        system.close();
        system.open();
        assertThat(score()).isEqualTo(200f);
    }

    @Test
    void change_byAnotherProcessOfTheDirectory_isFollowed() {
        system.endpoint("e", traffic("")).open();
        system.endpoints().watchTrafficWeights(Duration.ofMillis(10));
        // As `berth traffic DIR` does it, and as another replica does.
        try (var other = Endpoints.open(system.serving(), new EndpointListener() {})) {
            var _ = other.weightsOf(NAME).change(weights(0, 1), ChangedBy.known("bob"), "ready");
            Await.until(() -> Float.valueOf(200f).equals(score()));
        }
    }

    private Path state() {
        return directory.resolve(".berth/state.db");
    }

    @Test
    void state_thatBreaks_leavesTheLastWeightsInForce_untilItIsMended() throws Exception {
        system.endpoint("e", traffic("")).open();
        toFresh();
        system.endpoints().refreshTrafficWeights();
        byte[] log = Files.readAllBytes(directory.resolve(".berth/state.db-wal"));
        Path aside = Files.move(state(), directory.resolve("aside"));
        Files.writeString(state(), "no database ".repeat(1_000));
        // What is in it would mend the file.
        Files.delete(directory.resolve(".berth/state.db-wal"));
        system.endpoints().refreshTrafficWeights();
        assertThat(score()).isEqualTo(200f);
        assertThat(system.endpoints().isStateReadable()).isFalse();
        assertThatThrownBy(this::toFresh)
                .hasMessageContaining("state-unavailable")
                .hasMessageContaining("move the file");

        Files.write(directory.resolve(".berth/state.db-wal"), log);
        Files.move(aside, state(), StandardCopyOption.REPLACE_EXISTING);
        while (!system.endpoints().isStateReadable()) {
            system.endpoints().refreshTrafficWeights();
        }
        assertThat(score()).isEqualTo(200f);
    }

    private void toFresh() {
        var _ =
                system.endpoints()
                        .weightsOf(NAME)
                        .change(weights(0, 1), ChangedBy.known("ann"), "ready");
    }

    @Test
    void state_movedAway_putsTheWeightsOfTheFileInForce() throws Exception {
        system.endpoint("e", traffic("")).open();
        toFresh();
        system.endpoints().refreshTrafficWeights();
        assertThat(score()).isEqualTo(200f);
        Files.move(state(), directory.resolve("aside"));
        system.endpoints().refreshTrafficWeights();
        assertThat(score()).isEqualTo(2f);
    }

    @Test
    void state_damagedBeforeTheStart_keepsTheEndpointFromAnswering_untilItIsMended()
            throws Exception {
        system.endpoint("e", traffic("")).open();
        Files.createDirectories(state().getParent());
        Files.writeString(state(), "no database ".repeat(1_000));
        // As a process sees it that starts now.
        try (var started = Endpoints.open(system.serving(), new EndpointListener() {})) {
            assertThat(started.isReady(new ModelName("e"))).isFalse();
            assertThatThrownBy(() -> started.acquire(NAME))
                    .hasMessageContaining("endpoint-not-ready")
                    .hasMessageContaining("cannot be used");

            Files.delete(state());
            started.refreshTrafficWeights();
            assertThat(started.isReady(new ModelName("e"))).isTrue();
        }
    }

    /// As an earlier version of Berth left it.
    private Path writeJournal(String after) throws Exception {
        Path journal = directory.resolve(".berth/traffic/e.yaml");
        Files.createDirectories(journal.getParent());
        return Files.writeString(
                journal,
                """
                - at: "2026-11-30T12:00:00Z"
                  who: "ann"
                  why: "ready"
                  declared: {"stable": 1.0, "fresh": 0.0}
                  before: {"stable": 1.0, "fresh": 0.0}
                  after: {"stable": 0.0, "fresh": 1.0}
                """
                        + after);
    }

    @Test
    void journal_ofAnEarlierVersion_isInForceFromTheStartOn_andChangesGoOn() throws Exception {
        system.endpoint("e", traffic(""));
        Path journal = writeJournal("- at: \"2026-11-30T12:0");
        system.open();
        assertThat(score()).isEqualTo(200f);
        assertThat(journal).doesNotExist();
        var status =
                system.endpoints()
                        .weightsOf(NAME)
                        .rollBack(ChangedBy.known("bob"), "back", OptionalInt.empty());
        assertThat(status.changes()).hasSize(2);
        assertThat(status.inForce()).isEqualTo(weights(1, 0));
    }

    @Test
    void journal_thatIsDamaged_keepsTheEndpointFromAnswering_untilItIsMended() throws Exception {
        system.endpoint("e", traffic(""));
        Path journal = writeJournal("- at: yesterday\n");
        system.open();
        assertThatThrownBy(this::score)
                .hasMessageContaining("endpoint-not-ready")
                .hasMessageContaining("is damaged");
        assertThatThrownBy(() -> system.endpoints().weightsOf(NAME).status())
                .hasMessageContaining("state-unavailable");
        assertThat(journal).exists();

        writeJournal("");
        system.endpoints().refreshTrafficWeights();
        assertThat(score()).isEqualTo(200f);
        assertThat(journal).doesNotExist();
    }

    @Test
    void changes_underFullLoad_loseNoRequest() throws Exception {
        system.endpoint("e", traffic("")).open();
        var stop = new AtomicBoolean();
        var answered = new AtomicInteger();
        List<Future<?>> callers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int caller = 0; caller < 4; caller++) {
                callers.add(threads.submit(() -> callUntil(stop, answered)));
            }
            try {
                for (int change = 0; change < 200; change++) {
                    boolean fresh = change % 2 == 0;
                    int before = answered.get();
                    var control = system.endpoints().weightsOf(NAME);
                    var _ =
                            fresh
                                    ? control.change(
                                            weights(0, 1),
                                            ChangedBy.known("ann"),
                                            "change " + change)
                                    : control.rollBack(
                                            ChangedBy.known("ann"), "back", OptionalInt.empty());
                    system.endpoints().refreshTrafficWeights();
                    // What is sent from now on meets the new weights.
                    assertThat(score()).isEqualTo(fresh ? 200f : 2f);
                    Await.until("callers go on", () -> answered.get() - before >= 4);
                }
            } finally {
                stop.set(true);
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        }
    }

    private void callUntil(AtomicBoolean stop, AtomicInteger answered) {
        while (!stop.get()) {
            assertThat(score()).isIn(2f, 200f);
            answered.incrementAndGet();
        }
    }

    @Test
    void tester_namesAVariantByAField_whateverItsWeight() {
        system.endpoint("e", traffic("  route-by: input.tester\n")).open();
        assertThat(system.predict("e", Map.of("x", 2, "tester", "fresh")))
                .containsEntry("score", 200f);
        assertThat(score()).isEqualTo(2f);
        assertThatThrownBy(() -> system.predict("e", Map.of("x", 2, "tester", "frehs")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("parameter-invalid")
                .hasMessageContaining("fresh");
    }

    @Test
    void tester_namesAVariantBesideTheRecord_whereTheEndpointLetsThem() throws Exception {
        system.endpoint("e", traffic("  route-by-header: true\n"))
                .endpoint("closed", traffic(""))
                .open();
        var sent = system.send(system.endpoints().acquire(NAME, "fresh"), Map.of("x", 2));
        try (Prediction answer = sent.await()) {
            assertThat(answer.outputs().require("score").number(0)).isEqualTo(200);
            assertThat(answer.annotations()).containsExactly("variant:fresh");
        }
        assertThatThrownBy(() -> system.endpoints().acquire(NAME, "frehs"))
                .hasMessageContaining("no variant 'frehs'");
        assertThatThrownBy(() -> system.endpoints().acquire(new EndpointName("closed"), "fresh"))
                .hasMessageContaining("does not let callers choose");
    }
}

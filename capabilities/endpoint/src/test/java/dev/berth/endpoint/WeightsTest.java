package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalog.traffic.ChangedBy;
import dev.berth.core.ModelName;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.serving.Prediction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Weights that are changed while an endpoint answers, and variants that callers choose.
@Tag("timed")
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
        system.endpoints().lookAtWeights();
        assertThat(score()).isEqualTo(200f);
        var _ =
                system.endpoints()
                        .weightsOf(NAME)
                        .rollBack(ChangedBy.known("ann"), "not so", OptionalInt.empty());
        system.endpoints().lookAtWeights();
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
    @Timeout(30)
    void change_byAnotherProcessOfTheDirectory_isFollowed() {
        system.endpoint("e", traffic("")).open();
        system.endpoints().followWeights(Duration.ofMillis(10));
        // As `berth traffic DIR` does it, and as another replica does.
        try (var other = Endpoints.open(system.serving(), new EndpointListener() {})) {
            var _ = other.weightsOf(NAME).change(weights(0, 1), ChangedBy.known("bob"), "ready");
            while (!Float.valueOf(200f).equals(score())) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void journal_thatBreaks_leavesTheLastWeightsInForce() throws Exception {
        system.endpoint("e", traffic("")).open();
        var _ =
                system.endpoints()
                        .weightsOf(NAME)
                        .change(weights(0, 1), ChangedBy.known("ann"), "ready");
        system.endpoints().lookAtWeights();
        Path journal = directory.resolve(".berth/traffic/e.yaml");
        Files.writeString(journal, "- broken: [\n");
        system.endpoints().lookAtWeights();
        assertThat(score()).isEqualTo(200f);
    }

    @Test
    void journal_damagedBeforeTheStart_keepsTheEndpointFromAnswering_untilItIsMended()
            throws Exception {
        system.endpoint("e", traffic("")).open();
        var _ =
                system.endpoints()
                        .weightsOf(NAME)
                        .change(weights(0, 1), ChangedBy.known("ann"), "a");
        var _ =
                system.endpoints()
                        .weightsOf(NAME)
                        .change(weights(1, 1), ChangedBy.known("ann"), "b");
        Path journal = directory.resolve(".berth/traffic/e.yaml");
        String whole = Files.readString(journal);
        Files.writeString(journal, whole.replaceFirst("who: \"ann\"", "who: \"an"));
        // As a process sees it that starts now.
        try (var started = Endpoints.open(system.serving(), new EndpointListener() {})) {
            assertThat(started.isReady(new ModelName("e"))).isFalse();
            assertThatThrownBy(() -> started.acquire(NAME))
                    .hasMessageContaining("endpoint-not-ready")
                    .hasMessageContaining("is damaged");
            assertThatThrownBy(() -> started.weightsOf(NAME).status())
                    .hasMessageContaining("traffic-log-unavailable");

            Files.writeString(journal, whole);
            started.lookAtWeights();
            assertThat(started.isReady(new ModelName("e"))).isTrue();
        }
    }

    @Test
    void journal_endsAmidAnEntry_isCutOffAtTheStart_andTheLastWholeEntryIsInForce()
            throws Exception {
        system.endpoint("e", traffic("")).open();
        var _ =
                system.endpoints()
                        .weightsOf(NAME)
                        .change(weights(0, 1), ChangedBy.known("ann"), "a");
        Path journal = directory.resolve(".berth/traffic/e.yaml");
        String whole = Files.readString(journal);
        Files.writeString(journal, whole + whole.substring(0, whole.length() / 2));
        try (var started = Endpoints.open(system.serving(), new EndpointListener() {})) {
            assertThat(started.weightsOf(NAME).status().inForce()).isEqualTo(weights(0, 1));
            assertThat(started.isReady(new ModelName("e"))).isTrue();
            assertThat(journal).hasContent(whole);
        }
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
            for (int change = 0; change < 200; change++) {
                boolean fresh = change % 2 == 0;
                var control = system.endpoints().weightsOf(NAME);
                var _ =
                        fresh
                                ? control.change(
                                        weights(0, 1), ChangedBy.known("ann"), "change " + change)
                                : control.rollBack(
                                        ChangedBy.known("ann"), "back", OptionalInt.empty());
                system.endpoints().lookAtWeights();
                // What is sent from now on meets the new weights.
                assertThat(score()).isEqualTo(fresh ? 200f : 2f);
            }
            stop.set(true);
            for (Future<?> caller : callers) {
                caller.get();
            }
        }
        assertThat(answered.get()).isGreaterThan(1000);
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
        try (Prediction answer = sent.answer().get(30, TimeUnit.SECONDS)) {
            assertThat(answer.outputs().require("score").number(0)).isEqualTo(200);
            assertThat(answer.remarks()).containsExactly("variant:fresh");
        }
        assertThatThrownBy(() -> system.endpoints().acquire(NAME, "frehs"))
                .hasMessageContaining("no variant 'frehs'");
        assertThatThrownBy(() -> system.endpoints().acquire(new EndpointName("closed"), "fresh"))
                .hasMessageContaining("does not let callers choose");
    }
}

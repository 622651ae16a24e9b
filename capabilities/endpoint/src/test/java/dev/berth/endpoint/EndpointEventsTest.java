package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.events.PredictionEvent;
import dev.berth.testkit.Await;
import dev.berth.testkit.events.CollectingListener;
import dev.berth.testkit.events.CollectingListener.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events of records that are not simply answered by the steps of their endpoint.
final class EndpointEventsTest {
    @TempDir private Path directory;

    private final CollectingListener listener = CollectingListener.ofAll();
    private EndpointSystem system;

    @BeforeEach
    void write() {
        system =
                new EndpointSystem(directory)
                        .scores("s", 2)
                        .scores("better", 3)
                        .listeners(listener);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    private Received only() {
        List<Received> received = listener.await(1);
        assertThat(received).hasSize(1);
        return received.getFirst();
    }

    @Test
    void record_thatAFallbackAnswers_hasItAmongTheAnnotations() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: s}}
                        guards:
                          high: {on: output, when: output.score < 18.0, fallback: too low}
                        fallback:
                          other: {replace: {s: better}}
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        assertThat(system.predict("e", Map.of("x", 6.0))).containsEntry("score", 18f);
        Received received = only();
        assertThat(received.event().problem()).isEmpty();
        assertThat(received.event().annotations()).contains("fallback:other");
        assertThat(received.outputs().getFirst()).containsEntry("score", 18f);
        assertThat(received.inputs().getFirst())
                .containsEntry("x", 6f)
                .containsEntry("text", "none");
    }

    @Test
    void record_thatTheCacheAnswers_hasAnEventToo() {
        system.endpoint("e", "steps: {it: {model: s}}\ncache: {max-bytes: 1MiB, ttl: 1h}\n").open();
        assertThat(system.errors("e")).isEmpty();
        for (int i = 0; i < 2; i++) {
            assertThat(system.predict("e", Map.of("x", 6.0))).containsEntry("score", 12f);
        }
        List<Received> received = listener.await(2);
        assertThat(received.getFirst().event().annotations()).isEmpty();
        assertThat(received.get(1).event().annotations()).containsExactly("cached:e");
        assertThat(received.get(1).outputs()).isEqualTo(received.getFirst().outputs());
    }

    @Test
    void record_thatExpiresBeforeItBegins_spentAllItsTimeInTheQueue() {
        system.endpoint("e", "steps: {it: {model: s}}\nlimits: {max-concurrent-records: 1}\n")
                .open();
        assertThat(system.errors("e")).isEmpty();
        system.runtime().runGate().shut();
        EndpointSystem.Sent first = system.send("e", Map.of("x", 1.0));
        EndpointSystem.Sent second = system.send("e", Map.of("x", 2.0), Duration.ofMillis(50));
        system.time().advance(Duration.ofMillis(51));
        assertThatThrownBy(second::await).isInstanceOf(ProblemException.class);
        PredictionEvent event = only().event();
        assertThat(event.problem().orElseThrow().code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        assertThat(event.stages().get(0).duration()).isEqualTo(Duration.ofMillis(50));
        assertThat(event.stages().get(1).duration()).isZero();
        system.runtime().runGate().open();
        first.answer().join().close();
        assertThat(listener.await(2)).hasSize(2);
    }

    @Test
    void shadow_ofARecord_hasNoEvent() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: s}}
                        traffic:
                          shadows:
                            next: {replace: {s: better}}
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        for (int i = 0; i < 5; i++) {
            var _ = system.predict("e", Map.of("x", 1.0));
        }
        Await.until(() -> system.events().size() >= 5);
        assertThat(system.events()).hasSize(5);
        assertThat(listener.await(5)).hasSize(5);
    }
}

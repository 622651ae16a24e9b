package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.state.StateChange;
import dev.berth.state.StateEntry;
import dev.berth.state.StateKey;
import dev.berth.state.StatePosition;
import dev.berth.state.StateStore;
import dev.berth.state.StateUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Imports into a store that cannot be written.
final class ActiveTrafficWeightsTest {
    private static final EndpointName NAME = new EndpointName("e");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private int imports;

    @TempDir private Path system;

    private final class ReadOnlyStore implements StateStore {
        @Override
        public StateEntry append(StateKey key, StateChange change) {
            throw refusal();
        }

        @Override
        public Optional<StateEntry> compareAndAppend(
                StateKey key, long expected, StateChange change) {
            throw refusal();
        }

        @Override
        public Optional<StateEntry> findLast(StateKey key) {
            return Optional.empty();
        }

        @Override
        public List<StateEntry> read(StateKey key, long from, int limit) {
            return List.of();
        }

        @Override
        public Optional<StateUpdate> poll(String kind, StatePosition after) {
            return Optional.empty();
        }

        @Override
        public boolean takeOver(StateKey key, long first, Iterator<StateChange> changes) {
            imports++;
            throw refusal();
        }

        @Override
        public void close() {}

        private static ProblemException refusal() {
            return new ProblemException(ProblemCode.STATE_UNAVAILABLE, "read-only", "");
        }
    }

    @Test
    void journal_thatCannotBeImported_isInForce_andTriedAgainAfterFiveSeconds() throws IOException {
        Files.writeString(
                Files.createDirectories(system.resolve(".berth/traffic")).resolve("e.yaml"),
                """
                - at: "2026-11-30T12:00:00Z"
                  who: "ann"
                  why: "ready"
                  declared: {"stable": 1.0, "fresh": 0.0}
                  before: {"stable": 1.0, "fresh": 0.0}
                  after: {"stable": 0.0, "fresh": 1.0}
                """);
        var weights = new ActiveTrafficWeights(system, new ReadOnlyStore(), nanos::get);
        weights.poll();
        assertThat(weights.known().last().get(NAME))
                .satisfies(
                        change ->
                                assertThat(change.after())
                                        .isEqualTo(Map.of("stable", 0.0, "fresh", 1.0)));
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        weights.poll();
        assertThat(imports).isEqualTo(1);
        nanos.incrementAndGet();
        weights.poll();
        assertThat(imports).isEqualTo(2);
    }
}

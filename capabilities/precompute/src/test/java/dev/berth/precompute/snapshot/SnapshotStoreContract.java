package dev.berth.precompute.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.features.online.OnlineStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Behaviour of every place of snapshots.
abstract class SnapshotStoreContract {
    static final EndpointName E = new EndpointName("e");

    abstract SnapshotStore open();

    static SnapshotManifest manifest(long number) {
        return new SnapshotManifest(
                number,
                "abc;model=1",
                Instant.parse("2026-12-02T20:00:00Z"),
                Optional.of(Duration.ofDays(1)),
                3,
                1,
                false,
                "00ff",
                "1");
    }

    static void write(SnapshotStore store, long number, int value) {
        try (SnapshotStore.Draft draft = store.begin(E, number)) {
            for (int key = 1; key <= 3; key++) {
                draft.rows().put(new byte[] {1, (byte) key}, new byte[] {(byte) value});
            }
            draft.finish(manifest(number));
        }
    }

    @Test
    void snapshots_thatAreComplete_areListedReadAndRemoved() {
        try (SnapshotStore store = open()) {
            assertThat(store.list(E)).isEmpty();
            assertThat(store.current(E)).isEmpty();
            write(store, 1, 10);
            write(store, 12, 120);
            assertThat(store.list(E)).containsExactly(manifest(1), manifest(12));
            assertThat(store.list(new EndpointName("other"))).isEmpty();
            store.setCurrent(E, 12);
            assertThat(store.current(E)).hasValue(12);
            try (OnlineStore rows = store.open(E, 1)) {
                assertThat(rows.read(new byte[] {1, 2})).containsExactly(10);
                assertThat(rows.read(new byte[] {1, 4})).isNull();
                int[] count = new int[1];
                rows.scan(
                        new byte[] {1},
                        (key, value) -> {
                            assertThat(key).hasSize(2);
                            count[0]++;
                        });
                assertThat(count[0]).isEqualTo(3);
                assertThatThrownBy(() -> rows.deletePrefix(new byte[0]))
                        .isInstanceOf(ProblemException.class);
            }
            store.remove(E, 1);
            store.remove(E, 1);
            assertThat(store.list(E)).containsExactly(manifest(12));
            assertThatThrownBy(() -> store.setCurrent(E, 1)).isInstanceOf(ProblemException.class);
            assertThat(store.current(E)).hasValue(12);
        }
    }

    @Test
    void draft_thatIsNotFinished_leavesNothing() {
        try (SnapshotStore store = open()) {
            try (SnapshotStore.Draft draft = store.begin(E, 1)) {
                draft.rows().put(new byte[] {1, 9}, new byte[] {99});
            }
            assertThat(store.list(E)).isEmpty();
            // As of a process that was killed.
            var left = store.begin(E, 1);
            left.rows().put(new byte[] {1, 9}, new byte[] {99});
            abandon(left);
            write(store, 1, 10);
            try (OnlineStore rows = store.open(E, 1)) {
                assertThat(rows.read(new byte[] {1, 9})).isNull();
                assertThat(rows.read(new byte[] {1, 1})).containsExactly(10);
            }
        }
    }

    /// What the end of a process does to a draft.
    void abandon(SnapshotStore.Draft draft) {}
}

package dev.berth.precompute.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineStore;
import org.junit.jupiter.api.Test;

final class SharedSnapshotsTest extends SnapshotStoreContract {
    private final OnlineStore store = new MemoryStore();

    @Override
    SnapshotStore open() {
        return new SharedSnapshots(store);
    }

    @Test
    void runs_ofTwoMachines_doNotMix() {
        try (SnapshotStore snapshots = open()) {
            SnapshotStore.Draft first = snapshots.begin(E, 1);
            first.rows().put(new byte[] {1, 7}, new byte[] {70});
            write(snapshots, 1, 10);
            assertThatThrownBy(() -> first.finish(manifest(1)))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problem().code())
                                            .isEqualTo(ProblemCode.BATCH_RUNNING));
            first.close();
            try (OnlineStore rows = snapshots.open(E, 1)) {
                assertThat(rows.read(new byte[] {1, 7})).isNull();
                assertThat(rows.read(new byte[] {1, 1})).containsExactly(10);
            }
        }
    }
}

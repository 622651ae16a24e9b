package dev.berth.features.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.features.MemoryHistory;
import dev.berth.features.RandomViews;
import dev.berth.features.materialize.MaterializationJob;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.online.ForwardingStore;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Test of an event that arrives at the moment of switching generations.
final class FedWhileMaterializingTest {
    private static final SourceName EVENTS = new SourceName("events");

    private final RandomViews chance = new RandomViews(new Random(1));
    private final FeatureView view = chance.windowed(1);
    private final FeatureDefinitions definitions =
            RandomViews.definitions(
                    view,
                    true,
                    new DataSourceConfig.Stream(
                            Optional.empty(),
                            Optional.of(new DataSourceConfig.Files("csv", List.of("events.csv"))),
                            Duration.ofMinutes(1)),
                    Optional.empty());
    private final ViewKeyspace space = ViewKeyspace.of(view, definitions);
    private final MemoryStore memory = new MemoryStore();
    private final ReentrantLock lock = new ReentrantLock();
    private final StreamIngestor ingest =
            StreamIngestor.of(EVENTS, definitions, memory, InstantSource.system(), "a test", lock);

    private void push() {
        var batch = new EventBatch();
        @Nullable Object[] values = chance.values("", 1_000_000, 1_000_000);
        values[0] = "e";
        batch.add(ingest.form().event(values));
        var _ = ingest.take(batch);
    }

    /// Memory store in which an event is pushed just before the mark of the current generation is
    /// written.
    private final class WatchedStore extends ForwardingStore {
        private final Thread pusher;

        WatchedStore(Thread pusher) {
            super(memory);
            this.pusher = pusher;
        }

        @Override
        public boolean writeIf(
                List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
            boolean isSwitch =
                    batch.changes().stream()
                            .anyMatch(change -> Arrays.equals(change.key(), space.currentKey()));
            if (isSwitch) {
                pusher.start();
                Await.until(() -> !pusher.isAlive() || lock.hasQueuedThread(pusher));
            }
            return super.writeIf(keys, values, batch);
        }
    }

    @Test
    void event_pushedAtTheSwitch_isInTheRowsThatAreRead() throws InterruptedException {
        push();
        Thread pusher = Thread.ofPlatform().unstarted(this::push);
        new MaterializationJob(
                        view,
                        definitions,
                        new WatchedStore(pusher),
                        new MemoryHistory(),
                        MaterializationListener.NONE,
                        lock)
                .full(Instant.EPOCH);
        pusher.join();
        var log = new EventLog(new SourceKeyspace(EVENTS), memory, ingest.form());
        int read = space.current(memory).generation();
        assertThat(read).isEqualTo(2);
        assertThat(log.head()).isEqualTo(2);
        assertThat(EventLog.number(memory.read(space.fedKey(read)))).isEqualTo(2);
    }
}

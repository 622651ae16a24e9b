package dev.berth.features.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.features.RandomViews;
import dev.berth.features.online.ForwardingStore;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.state.EntityStateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of replaying logged events into a new generation, by two processes at once.
final class LogReplayTest {
    private static final SourceName EVENTS = new SourceName("events");
    private static final int NEXT = 2;

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
    private final MemoryStore memory = new MemoryStore();

    /// Memory store with an action before the first read of rows.
    private static final class InterruptedStore extends ForwardingStore {
        private @Nullable Runnable between;

        InterruptedStore(MemoryStore memory, Runnable between) {
            super(memory);
            this.between = between;
        }

        @Override
        public List<byte @Nullable []> readAll(List<byte[]> keys) {
            Runnable first = between;
            between = null;
            if (first != null) {
                first.run();
            }
            return super.readAll(keys);
        }
    }

    private LogReplay replay(OnlineStore store) {
        return LogReplay.of(EntityStateFactory.of(view, definitions), definitions, store)
                .orElseThrow();
    }

    private String rows() {
        var text = new StringBuilder();
        memory.scan(
                ViewKeyspace.of(view, definitions).prefix(NEXT),
                (key, value) -> text.append(Arrays.toString(value)).append('\n'));
        return text.toString();
    }

    @Test
    void into_besideAnotherProcess_isNoticedAndCountsOnce() {
        StreamIngestor ingest =
                StreamIngestor.of(EVENTS, definitions, memory, InstantSource.system(), "a test");
        var batch = new EventBatch();
        for (int i = 0; i < 5; i++) {
            @Nullable Object[] values = chance.values("", 1_000_000, 1_000_000);
            values[0] = "e";
            batch.add(ingest.form().event(values));
        }
        var _ = ingest.take(batch);
        LogReplay other = replay(memory);
        var store = new InterruptedStore(memory, () -> other.into(NEXT, Long.MIN_VALUE));
        assertThatThrownBy(() -> replay(store).into(NEXT, Long.MIN_VALUE))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("another process");
        String once = rows();
        assertThat(once).isNotEmpty();
        replay(memory).into(NEXT, Long.MIN_VALUE);
        assertThat(rows()).isEqualTo(once);
    }
}

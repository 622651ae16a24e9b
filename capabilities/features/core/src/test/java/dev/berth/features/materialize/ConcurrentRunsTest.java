package dev.berth.features.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.Expectation;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import dev.berth.features.MemoryHistory;
import dev.berth.features.RandomViews;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.online.ForwardingStore;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewKeyspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of concurrent runs of one view, each step of one interleaved with a complete other one.
final class ConcurrentRunsTest {
    private static final Instant UNTIL = Instant.ofEpochSecond(100);
    private static final int AMOUNT = List.copyOf(RandomViews.COLUMNS.keySet()).indexOf("f64");
    private static final int ENTITIES = 30;
    private static final int STEPS_MAX = 40;

    private final MemoryHistory history = new MemoryHistory();

    private static FeatureView view(Expectation... expectations) {
        return new FeatureView(
                ViewReference.of("random", 1),
                "",
                Optional.empty(),
                List.of(),
                Map.of(new EntityName("entity"), "entity"),
                new SourceName("events"),
                Optional.empty(),
                Optional.empty(),
                List.of(
                        new Feature(
                                new FeatureName("f64"),
                                FeatureType.of(ValueType.FLOAT64),
                                "",
                                Optional.empty(),
                                Optional.empty(),
                                new FeatureComputation.FromColumn("f64"))),
                List.of(expectations),
                new SourceLocation(Path.of("test.yaml"), 1));
    }

    private static ImmutableEvent event(double amount) {
        @Nullable Object[] values = new @Nullable Object[RandomViews.COLUMNS.size()];
        values[AMOUNT] = amount;
        return new ImmutableEvent(10_000_000, 10_000_000, values);
    }

    private void addEntities(int from, int to, double amount) {
        for (int i = from; i < to; i++) {
            history.add("e%03d".formatted(i), event(amount));
        }
    }

    private static MaterializationJob job(
            FeatureView view, OnlineStore store, OfflineStore history) {
        return new MaterializationJob(
                view,
                RandomViews.definitions(view, true),
                store,
                history,
                MaterializationListener.NONE,
                InstantSource.fixed(Instant.EPOCH),
                Duration.ZERO,
                100,
                new ReentrantLock());
    }

    private static int rowsRead(OnlineStore store) {
        var space = ViewKeyspace.of(view(), RandomViews.definitions(view(), true));
        int[] count = new int[1];
        store.scan(space.prefix(space.current(store).generation()), (_, _) -> count[0]++);
        return count[0];
    }

    /// A store in which another action runs before a given use.
    private static OnlineStore interrupting(MemoryStore store, int step, Runnable other) {
        int[] uses = new int[1];
        return new ForwardingStore(store) {
            private void use() {
                if (uses[0]++ == step) {
                    other.run();
                }
            }

            @Override
            public List<byte @Nullable []> readAll(List<byte[]> keys) {
                use();
                return super.readAll(keys);
            }

            @Override
            public boolean writeIf(
                    List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
                use();
                return super.writeIf(keys, values, batch);
            }

            @Override
            public void deletePrefix(byte[] prefix) {
                use();
                super.deletePrefix(prefix);
            }
        };
    }

    @Test
    void resumedInTwoProcesses_losesNoRow() {
        addEntities(0, ENTITIES, 1);
        for (int step = 0; step < STEPS_MAX; step++) {
            var store = new MemoryStore();
            leaveBegun(store);
            OnlineStore disturbed =
                    interrupting(store, step, () -> job(view(), store, history).incremental(UNTIL));

            runOrBusy(() -> job(view(), disturbed, history).incremental(UNTIL));

            assertThat(rowsRead(store)).as("step %d", step).isEqualTo(ENTITIES);
        }
    }

    /// A run that was killed before it wrote a row.
    private static void leaveBegun(OnlineStore store) {
        OfflineStore broken =
                (_, _) -> {
                    throw new IllegalStateException("killed");
                };
        assertThatThrownBy(() -> job(view(), store, broken).full(UNTIL)).hasMessage("killed");
    }

    @Test
    void abandonedWhileAnotherBegins_losesNoneOfItsRows() {
        FeatureView strict =
                view(
                        new Expectation(
                                new Expectation.Rows(
                                        new Expectation.Bounds(
                                                Optional.of(ENTITIES * 2.0), Optional.empty())),
                                Expectation.Action.STOP));
        addEntities(0, ENTITIES, 1);
        for (int step = 0; step < STEPS_MAX; step++) {
            var store = new MemoryStore();
            var hasRun = new AtomicBoolean();
            OnlineStore disturbed =
                    interrupting(
                            store,
                            step,
                            () -> {
                                hasRun.set(true);
                                job(view(), store, history).full(UNTIL);
                            });

            assertThatThrownBy(() -> job(strict, disturbed, history).full(UNTIL))
                    .isInstanceOf(ProblemException.class);

            assertThat(rowsRead(store)).as("step %d", step).isEqualTo(hasRun.get() ? ENTITIES : 0);
        }
    }

    private static void runOrBusy(Runnable run) {
        try {
            run.run();
        } catch (ProblemException busy) {
            assertThat(busy).hasMessageContaining("another process");
        }
    }
}

package dev.berth.features.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.Oracle;
import dev.berth.features.RandomViews;
import dev.berth.features.event.ImmutableEvent;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of states against the definition, on random views, events and instants.
final class EntityStateTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int CASES = 2_000 * Integer.getInteger("berth.cases.factor", 1);

    @Test
    void values_ofAnyEventsAtAnyInstants_areThoseOfTheDefinition() {
        for (int i = 0; i < CASES; i++) {
            check(SEED + i, new Random(SEED + i));
        }
    }

    private static void check(long seed, Random random) {
        var chance = new RandomViews(random);
        boolean hasCreated = random.nextBoolean();
        FeatureView view = random.nextInt(3) == 0 ? chance.columnar(1) : chance.windowed(1);
        EntityStateFactory states =
                EntityStateFactory.of(view, RandomViews.definitions(view, hasCreated));
        var oracle = new Oracle(view, RandomViews.COLUMNS);
        List<ImmutableEvent> events = chance.events(random.nextInt(25), hasCreated);
        List<ImmutableEvent> arriving = new ArrayList<>(events);
        arriving.sort(Comparator.comparingLong(ImmutableEvent::createdMicros));
        List<Long> instants = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            instants.add(chance.instant());
        }
        Collections.sort(instants);
        EntityState state = states.empty();
        int next = 0;
        for (long t : instants) {
            while (next < arriving.size() && arriving.get(next).createdMicros() <= t) {
                state.add(arriving.get(next++));
                if (random.nextInt(4) == 0) {
                    state = reread(states, state);
                }
            }
            @Nullable Object[] values = new @Nullable Object[view.features().size()];
            state.read(t, values);
            assertThat(Arrays.asList(values))
                    .as("seed %d at %d of %s: %s", seed, t, view.features(), events)
                    .isEqualTo(oracle.at(t, events));
        }
    }

    private static EntityState reread(EntityStateFactory states, EntityState state) {
        return states.read(new ByteReader(bytes(state)));
    }

    private static byte[] bytes(EntityState state) {
        var out = new ByteWriter();
        state.write(out);
        return out.toBytes();
    }

    @Test
    void bytes_ofTheSameEvents_doNotDependOnTheirOrder() {
        for (int i = 0; i < CASES / 5; i++) {
            long seed = SEED + i;
            var random = new Random(seed);
            var chance = new RandomViews(random);
            FeatureView view = random.nextInt(3) == 0 ? chance.columnar(1) : chance.windowed(1);
            EntityStateFactory states =
                    EntityStateFactory.of(view, RandomViews.definitions(view, true));
            List<ImmutableEvent> events = new ArrayList<>(chance.events(random.nextInt(25), true));
            // As in a materialization: all are visible.
            long until = 200_000_000;
            List<ImmutableEvent> known =
                    events.stream()
                            .map(event -> ImmutableEvent.copyOf(event, RandomViews.COLUMNS.size()))
                            .toList();
            byte[] first = bytes(added(states, known, until));
            Collections.shuffle(events, random);
            assertThat(bytes(added(states, events, until))).as("seed %d", seed).isEqualTo(first);
        }
    }

    private static EntityState added(
            EntityStateFactory states, List<ImmutableEvent> events, long untilMicros) {
        EntityState state = states.empty();
        state.read(untilMicros, new @Nullable Object[states.view().features().size()]);
        events.forEach(state::add);
        return state;
    }

    /// More values of a `bucket-by` column than are kept, in tiles with different parts of them.
    @Test
    void values_ofMoreKeysThanAreKept_areThoseOfTheDefinition() {
        for (int i = 0; i < 3; i++) {
            long seed = SEED + i;
            var random = new Random(seed);
            FeatureView view = grouped(random);
            EntityStateFactory states =
                    EntityStateFactory.of(view, RandomViews.definitions(view, false));
            List<ImmutableEvent> events = manyKeys(random, 6_000, 3_000);
            EntityState state = states.empty();
            int next = 0;
            for (long t = 20_000_000; t <= 100_000_000; t += 20_000_000) {
                while (next < events.size() && events.get(next).timeMicros() <= t) {
                    state.add(events.get(next++));
                }
                state = reread(states, state);
                @Nullable Object[] values = new @Nullable Object[view.features().size()];
                state.read(t, values);
                assertThat(Arrays.asList(values))
                        .as("seed %d at %d", seed, t)
                        .isEqualTo(new Oracle(view, RandomViews.COLUMNS).at(t, events));
            }
        }
    }

    @Test
    void bytes_ofMoreKeysThanAreKept_doNotDependOnTheirOrder() {
        var random = new Random(SEED);
        FeatureView view = grouped(random);
        EntityStateFactory states =
                EntityStateFactory.of(view, RandomViews.definitions(view, false));
        List<ImmutableEvent> events = manyKeys(random, 6_000, 3_000);
        byte[] first = bytes(added(states, events, 100_000_000));
        for (int i = 0; i < 3; i++) {
            Collections.shuffle(events, random);
            assertThat(bytes(added(states, events, 100_000_000)))
                    .as("seed %d", SEED)
                    .isEqualTo(first);
        }
    }

    /// Merged as tables and not as lists, the tiles would be decoded whole.
    @Test
    void read_manyKeysInManyTiles_decodesFewOfThem() {
        var random = new Random(SEED);
        FeatureView view = grouped(random);
        EntityStateFactory states =
                EntityStateFactory.of(view, RandomViews.definitions(view, false));
        EntityState state = states.empty();
        manyKeys(random, 100_000, 200_000).forEach(state::add);
        byte[] bytes = bytes(state);
        var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        states.read(new ByteReader(bytes))
                .read(100_000_000, new @Nullable Object[view.features().size()]);
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(8L << 20);
    }

    @Test
    void read_someFeatures_leavesTheOthersOut() {
        var random = new Random(SEED);
        FeatureView view = grouped(random);
        EntityState state =
                EntityStateFactory.of(view, RandomViews.definitions(view, false)).empty();
        List<ImmutableEvent> events = manyKeys(random, 500, 50);
        events.forEach(state::add);
        @Nullable Object[] all = new @Nullable Object[view.features().size()];
        state.read(100_000_000, all);
        for (int i = 0; i < all.length; i++) {
            @Nullable Object[] values = new @Nullable Object[all.length];
            var wanted = new BitSet();
            wanted.set(i);
            state.read(100_000_000, values, wanted);
            @Nullable Object[] expected = new @Nullable Object[all.length];
            expected[i] = all[i];
            assertThat(values).isEqualTo(expected);

            // And of states that hold only these.
            EntityState alone =
                    EntityStateFactory.of(
                                    view,
                                    RandomViews.definitions(view, false),
                                    List.of(view.features().get(i)))
                            .empty();
            events.forEach(alone::add);
            @Nullable Object[] kept = new @Nullable Object[all.length];
            alone.read(100_000_000, kept);
            assertThat(kept).isEqualTo(expected);
        }
    }

    private static FeatureView grouped(Random random) {
        return new RandomViews(random).groupedByText(1);
    }

    /// In the order of their times, which are distinct.
    private static List<ImmutableEvent> manyKeys(Random random, int eventCount, int keyCount) {
        var chance = new RandomViews(random);
        int text = List.copyOf(RandomViews.COLUMNS.keySet()).indexOf("text");
        List<ImmutableEvent> events = new ArrayList<>();
        for (int i = 0; i < eventCount; i++) {
            long time = 100_000_000L * i / eventCount;
            @Nullable Object[] values = chance.values("e", time, time);
            values[text] = "k" + random.nextInt(keyCount);
            events.add(new ImmutableEvent(time, time, values));
        }
        return events;
    }
}

package dev.berth.features.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureView;
import dev.berth.features.Oracle;
import dev.berth.features.RandomViews;
import dev.berth.features.bytes.ByteReader;
import dev.berth.features.bytes.ByteWriter;
import dev.berth.features.event.PlainEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// States against the definition, on views, events and instants by chance.
final class EntityStateTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int CASES = 10_000;

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
        ViewStates states = ViewStates.of(view, RandomViews.definitions(view, hasCreated));
        var oracle = new Oracle(view, RandomViews.COLUMNS);
        List<PlainEvent> events = chance.events(random.nextInt(25), hasCreated);
        List<PlainEvent> arriving = new ArrayList<>(events);
        arriving.sort(Comparator.comparingLong(PlainEvent::createdMicros));
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

    private static EntityState reread(ViewStates states, EntityState state) {
        return states.read(new ByteReader(bytes(state)));
    }

    private static byte[] bytes(EntityState state) {
        var out = new ByteWriter();
        state.write(out);
        return out.toBytes();
    }

    @Test
    void bytes_ofTheSameEvents_doNotDependOnTheirOrder() {
        for (int i = 0; i < 2_000; i++) {
            long seed = SEED + i;
            var random = new Random(seed);
            var chance = new RandomViews(random);
            FeatureView view = random.nextInt(3) == 0 ? chance.columnar(1) : chance.windowed(1);
            ViewStates states = ViewStates.of(view, RandomViews.definitions(view, true));
            List<PlainEvent> events = new ArrayList<>(chance.events(random.nextInt(25), true));
            // As materialising adds them: all are visible.
            long until = 200_000_000;
            List<PlainEvent> known =
                    events.stream()
                            .map(event -> PlainEvent.copyOf(event, RandomViews.COLUMNS.size()))
                            .toList();
            byte[] first = bytes(added(states, known, until));
            Collections.shuffle(events, random);
            assertThat(bytes(added(states, events, until))).as("seed %d", seed).isEqualTo(first);
        }
    }

    private static EntityState added(ViewStates states, List<PlainEvent> events, long untilMicros) {
        EntityState state = states.empty();
        state.read(untilMicros, new @Nullable Object[states.view().features().size()]);
        events.forEach(state::add);
        return state;
    }
}

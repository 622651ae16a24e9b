package dev.berth.features.rocksdb;

import dev.berth.core.feature.FeatureView;
import dev.berth.features.RandomViews;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.history.HistoryQuery;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.materialize.MaterializationJob;
import dev.berth.features.materialize.SmallLoads;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewKeyspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Process to be killed that materializes a view, in full and then incrementally. It prints a line
/// for each so many events that it has read.
public final class KilledMaterialization {
    /// Some tens of megabytes of rows: a full run has several loads.
    private static final int ENTITIES = 12_000;

    private static final long LOAD_BYTES = 8L << 20;

    /// Events per printed line.
    private static final int LINE_EVENTS = 200;

    /// Lines of an undisturbed run: of all entities, and of each third again.
    static final int LINES = (ENTITIES + ENTITIES / 3) / LINE_EVENTS;

    private static final int TEXT_CHARACTERS = 2_000;
    private static final Instant FIRST_UNTIL = Instant.EPOCH.plusSeconds(10);
    private static final Instant SECOND_UNTIL = Instant.EPOCH.plusSeconds(20);

    private KilledMaterialization() {}

    /// Materializes.
    ///
    /// @param arguments the folder of the store
    public static void main(String[] arguments) {
        try (var store = RocksStore.open(Path.of(arguments[0]))) {
            System.out.println("open");
            int[] read = new int[1];
            materialize(
                    store,
                    () -> {
                        if (++read[0] % LINE_EVENTS == 0) {
                            System.out.println(read[0]);
                        }
                    });
        }
    }

    /// Runs until everything is in the store.
    ///
    /// @param onEvent called for each event that is read
    static void materialize(OnlineStore store, Runnable onEvent) {
        FeatureView view = view();
        var definitions = RandomViews.definitions(view, true);
        MaterializationJob materialization =
                SmallLoads.materialization(
                        view, definitions, store, new Events(onEvent), LOAD_BYTES);
        for (Instant until : List.of(FIRST_UNTIL, SECOND_UNTIL)) {
            long reached = ViewKeyspace.of(view, definitions).current(store).untilMicros();
            if (reached < until.toEpochMilli() * 1_000) {
                materialization.incremental(until);
            }
        }
    }

    /// A view of texts.
    static FeatureView view() {
        return Stream.iterate(1, seed -> seed + 1)
                .map(seed -> new RandomViews(new Random(seed)).columnar(1))
                .filter(
                        each ->
                                each.features().stream()
                                        .anyMatch(feature -> feature.name().value().equals("text")))
                .findFirst()
                .orElseThrow();
    }

    /// Each entity has one event in the first ten seconds, and each third one another later.
    ///
    /// @param onEvent called for each that is shown
    private record Events(Runnable onEvent) implements OfflineStore {
        @Override
        public void visit(HistoryQuery query, Visitor visitor) {
            for (int i = 0; i < ENTITIES; i++) {
                String entity = "e%06d".formatted(i);
                boolean isBehind =
                        query.afterKey().isEmpty()
                                || entity.compareTo((String) query.afterKey().get().getFirst()) > 0;
                if (isBehind) {
                    show(query, entity, event(i, i % 10), visitor);
                    if (i % 3 == 0) {
                        show(query, entity, event(i, 10 + i % 9), visitor);
                    }
                }
            }
        }

        private void show(
                HistoryQuery query, String entity, ImmutableEvent event, Visitor visitor) {
            if (event.visibleMicros() > query.afterMicros()
                    && event.visibleMicros() <= query.untilMicros()) {
                visitor.event(List.of(entity), event);
                onEvent.run();
            }
        }

        private static ImmutableEvent event(int entity, int second) {
            long micros = second * 1_000_000L + 1;
            String text =
                    (entity + "/" + second + " ")
                            .repeat(TEXT_CHARACTERS)
                            .substring(0, TEXT_CHARACTERS);
            @Nullable Object[] values = {
                "e" + entity,
                micros,
                micros,
                entity / 7.0,
                entity / 3.0f,
                (long) entity,
                second,
                text,
                true
            };
            return new ImmutableEvent(micros, micros, values);
        }
    }

    static Process start(Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledMaterialization.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}

package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureView;
import dev.berth.features.RandomViews;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.statistics.PlainStatistics;
import dev.berth.features.statistics.StatisticsStore;
import dev.berth.testkit.process.Kill;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of repeatedly killing the materializing process: the final rows are the same, byte for
/// byte.
final class KilledMaterializationTest {
    private static final int KILLS = 5 * Integer.getInteger("berth.cases.factor", 1);

    /// Between a line of the process and its kill, so that it hits whatever comes after an event.
    private static final int MILLIS_MAX = 100;

    /// Kills of a store until it is left alone and checked.
    private static final int KILLS_OF_A_STORE = 5;

    private final long seed = Long.getLong("berth.seed", 20261125);
    private final Random random = new Random(seed);

    @TempDir private Path folder;

    @Test
    void kill_atAnyMoment_endsWithTheBytesOfAnUndisturbedRun() throws Exception {
        String undisturbed = finished(folder.resolve("undisturbed"));
        int early = 0;
        for (int store = 0; store < KILLS / KILLS_OF_A_STORE; store++) {
            Path here = folder.resolve("store" + store);
            for (int kill = 0; kill < KILLS_OF_A_STORE; kill++) {
                early += isKilledAtWork(here) ? 1 : 0;
            }
            assertThat(finished(here)).as("seed %d, store %d", seed, store).isEqualTo(undisturbed);
        }
        assertThat(early).as("killed before they were done").isGreaterThan(KILLS / 4);
    }

    /// Whether the process was killed before it had finished.
    private boolean isKilledAtWork(Path store) throws Exception {
        Process process = KilledMaterialization.start(store);
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("open");
            int count = random.nextInt(KilledMaterialization.LINES / 2);
            for (int line = 0; line < count && lines.readLine() != null; line++) {
                // It goes on.
            }
            return Kill.after(process, random.nextInt(MILLIS_MAX));
        }
    }

    /// All stored statistics, without their time.
    private static List<Map<String, Object>> statistics(FeatureView view, OnlineStore store) {
        var kept = new StatisticsStore(view, RandomViews.definitions(view, true), store);
        List<Map<String, Object>> statistics = new ArrayList<>();
        for (Instant until : kept.instants()) {
            Map<String, Object> plain = PlainStatistics.of(kept.find(until).orElseThrow());
            plain.remove("taken");
            statistics.add(plain);
        }
        assertThat(statistics).hasSize(2);
        return statistics;
    }

    /// A digest of the rows after the rest is done.
    private static String finished(Path folder) throws NoSuchAlgorithmException, IOException {
        var view = KilledMaterialization.view();
        var digest = MessageDigest.getInstance("SHA-256");
        try (OnlineStore store = RocksStore.open(folder)) {
            KilledMaterialization.materialize(store, () -> {});
            var space = ViewKeyspace.of(view, RandomViews.definitions(view, true));
            var current = space.current(store);
            byte[] prefix = space.prefix(current.generation());
            long[] rows = new long[1];
            store.scan(
                    prefix,
                    (key, value) -> {
                        digest.update(key, prefix.length, key.length - prefix.length);
                        digest.update(value);
                        rows[0]++;
                    });
            return current.untilMicros()
                    + " "
                    + rows[0]
                    + " "
                    + HexFormat.of().formatHex(digest.digest())
                    + " "
                    + statistics(view, store);
        }
    }
}

package dev.berth.featurestore.served;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.features.RandomComputed;
import dev.berth.features.RandomHistory;
import dev.berth.features.RandomViews;
import dev.berth.features.skew.ComputedSkews;
import dev.berth.features.skew.FeatureSkew;
import dev.berth.features.skew.FeatureValueEquality;
import dev.berth.features.skew.ServedRow;
import dev.berth.features.skew.ServedView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of writing and reading the serving log.
class ServedLogTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final long MEGABYTE = 1L << 20;

    @TempDir private Path folder;

    private static ServedRow row(RandomHistory history, long at) {
        String entity = history.entity();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("entity", entity);
        Map<FeatureName, @Nullable Object> values = new LinkedHashMap<>();
        List<@Nullable Object> expected = history.expected(entity, at);
        for (int i = 0; i < expected.size(); i++) {
            values.put(history.view().features().get(i).name(), expected.get(i));
        }
        return new ServedRow(
                at,
                List.of(
                        new ServedView(
                                history.view().reference(),
                                fields,
                                entity == null ? OptionalLong.empty() : OptionalLong.of(at - 5),
                                OptionalLong.of(at - 1),
                                values)));
    }

    private ServedLogFiles files(FeatureDefinitions definitions) {
        return new ServedLogFiles(folder, definitions, Instant.MIN, Instant.MAX);
    }

    private List<Path> logs() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void visit_rowsOfAllTypes_areWhatWasTaken() {
        for (int i = 0; i < 30; i++) {
            var history = new RandomHistory(SEED + i, 1);
            Path own = folder.resolve("log" + i);
            List<ServedRow> rows = new ArrayList<>();
            try (var log = ServedLog.open(own, () -> 1, MEGABYTE, 10 * MEGABYTE)) {
                for (int row = 0; row < 20; row++) {
                    ServedRow made = row(history, history.chance().instant());
                    assertThat(log.shouldSample()).isTrue();
                    log.take(made);
                    rows.add(made);
                }
            }
            List<ServedRow> read = new ArrayList<>();
            var files = new ServedLogFiles(own, history.definitions(), Instant.MIN, Instant.MAX);
            files.visit(read::add);

            assertThat(files.brokenCount()).as("%s", files.firstBroken()).isZero();
            assertThat(read).hasSameSizeAs(rows);
            for (int row = 0; row < rows.size(); row++) {
                check(read.get(row), rows.get(row), history);
            }
        }
    }

    private static void check(ServedRow read, ServedRow taken, RandomHistory history) {
        assertThat(read.atMicros()).isEqualTo(taken.atMicros());
        ServedView view = read.views().getFirst();
        ServedView expected = taken.views().getFirst();
        assertThat(view.view()).isEqualTo(expected.view());
        assertThat(view.fields()).isEqualTo(expected.fields());
        assertThat(view.latestMicros()).isEqualTo(expected.latestMicros());
        assertThat(view.untilMicros()).isEqualTo(expected.untilMicros());
        assertThat(view.values().keySet()).isEqualTo(expected.values().keySet());
        expected.values()
                .forEach(
                        (name, value) ->
                                assertThat(FeatureValueEquality.of(view.values().get(name), value))
                                        .as("%s: %s of %s", name, value, history)
                                        .isTrue());
    }

    @Test
    void visit_featuresOnDemand_areComputedTheSameOfWhatWasLogged() {
        for (int i = 0; i < 30; i++) {
            var scenario = new RandomComputed(new RandomHistory(SEED + i, 1));
            Path own = folder.resolve("log" + i);
            try (var log = ServedLog.open(own, () -> 1, MEGABYTE, 10 * MEGABYTE)) {
                var _ = scenario.online(scenario.spine(20), log);
            }
            var skews = new ComputedSkews(scenario.definitions());
            var files = new ServedLogFiles(own, scenario.definitions(), Instant.MIN, Instant.MAX);
            files.visit(skews::add);

            assertThat(files.brokenCount()).as("%s", files.firstBroken()).isZero();
            assertThat(files.rowCount()).isEqualTo(20);
            for (FeatureSkew feature : skews.skews().getFirst().features()) {
                assertThat(feature.sameCount())
                        .as("%s: %s", scenario, feature.examples())
                        .isEqualTo(20);
            }
        }
    }

    @Test
    void visit_lastLineCutOff_isCountedAndPassedOver() throws IOException {
        var history = new RandomHistory(SEED, 1);
        try (var log = ServedLog.open(folder, () -> 1, MEGABYTE, 10 * MEGABYTE)) {
            log.take(row(history, 12));
        }
        Files.writeString(logs().getFirst(), "{\"at\":\"2026-", StandardOpenOption.APPEND);
        List<ServedRow> read = new ArrayList<>();
        ServedLogFiles files = files(history.definitions());
        files.visit(read::add);

        assertThat(read).hasSize(1);
        assertThat(files.brokenCount()).isOne();
        assertThat(files.firstBroken())
                .hasValueSatisfying(line -> assertThat(line).contains("line 2"));
    }

    @Test
    void visit_rowsOfOtherInstants_arePassedOver() {
        var history = new RandomHistory(SEED, 1);
        try (var log = ServedLog.open(folder, () -> 1, MEGABYTE, 10 * MEGABYTE)) {
            for (long at = 1_000_000; at <= 5_000_000; at += 1_000_000) {
                log.take(row(history, at));
            }
        }
        List<Long> read = new ArrayList<>();
        new ServedLogFiles(
                        folder,
                        history.definitions(),
                        Instant.ofEpochSecond(2),
                        Instant.ofEpochSecond(4))
                .visit(row -> read.add(row.atMicros()));

        assertThat(read).containsExactly(2_000_000L, 3_000_000L, 4_000_000L);
    }

    @Test
    void visit_viewsThatAreDescribedNoMore_areLeftOut() {
        var history = new RandomHistory(SEED, 1);
        try (var log = ServedLog.open(folder, () -> 1, MEGABYTE, 10 * MEGABYTE)) {
            log.take(row(history, 12));
        }
        List<ServedRow> read = new ArrayList<>();
        FeatureDefinitions others =
                RandomViews.definitions(new RandomViews(new Random(SEED)).windowed(9), true);
        files(others).visit(read::add);

        assertThat(read).hasSize(1);
        assertThat(read.getFirst().views()).isEmpty();
    }

    @Test
    void take_moreThanAllFilesMayHave_deletesTheOldest() throws IOException {
        var history = new RandomHistory(SEED, 1);
        long bound = 20_000;
        long taken = 0;
        for (int run = 0; run < 20; run++) {
            try (var log = ServedLog.open(folder, () -> 1, 4_000, bound)) {
                for (int row = 0; row < 50; row++) {
                    log.take(row(history, ++taken));
                }
            }
        }
        List<Long> read = new ArrayList<>();
        files(history.definitions()).visit(row -> read.add(row.atMicros()));

        long bytes = 0;
        for (Path file : logs()) {
            bytes += Files.size(file);
        }
        // A file ends after rows that were written together.
        assertThat(bytes).isLessThan(3 * bound);
        assertThat(read).isNotEmpty().doesNotContain(1L).contains(taken);
    }

    @Test
    void wantsNext_share_isThatOfTheRows() {
        try (var log = ServedLog.open(folder, () -> 0.1, MEGABYTE, MEGABYTE)) {
            int wanted = 0;
            for (int i = 0; i < 100_000; i++) {
                wanted += log.shouldSample() ? 1 : 0;
            }
            assertThat(wanted).isBetween(9_000, 11_000);
        }
        try (var log = ServedLog.open(folder, () -> 0, MEGABYTE, MEGABYTE)) {
            assertThat(log.shouldSample()).isFalse();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void take_folderThatCannotBe_losesRowsAndNothingElse() throws IOException {
        var history = new RandomHistory(SEED, 1);
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        var log = ServedLog.open(file, () -> 1, MEGABYTE, MEGABYTE);
        log.take(row(history, 12));
        log.close();

        assertThat(log.status().writtenCount()).isZero();
        assertThat(log.status().lostCount()).isOne();
    }

    @Test
    void take_afterClose_isLost() {
        var history = new RandomHistory(SEED, 1);
        var log = ServedLog.open(folder, () -> 1, MEGABYTE, MEGABYTE);
        log.close();
        log.take(row(history, 12));

        assertThat(log.status().lostCount()).isOne();
    }
}

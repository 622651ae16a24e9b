package dev.berth.precompute;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.batch.BatchOptions.Beginning;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.endpoint.precomputed.PrecomputedStatus;
import dev.berth.precompute.PrecomputedSystem.Answer;
import dev.berth.precompute.run.PrecomputeOptions;
import dev.berth.precompute.run.PrecomputeReport;
import dev.berth.precompute.run.PrecomputeRun;
import dev.berth.precompute.snapshot.SnapshotManifest;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers computed ahead, served, replaced and rolled back.
final class PrecomputedAnswersTest {
    private static final String BY_USER = "cached: {key: [user]}\n";
    private static final int CHANGES = Integer.getInteger("berth.precompute.changes", 4);

    @TempDir private Path directory;

    private PrecomputedSystem open(String cached) throws IOException {
        return new PrecomputedSystem(directory, cached, Optional.empty());
    }

    private static PrecomputeOptions full() {
        return PrecomputedSystem.options(false, 3);
    }

    @Test
    void record_whoseKeyIsInTheSnapshot_hasTheComputedAnswerWithItsAge() throws IOException {
        try (var system = open(BY_USER)) {
            Map<String, Object> ada = Map.of("user", "ada", "x", 1.5);
            assertThat(system.ask(ada).isPrecomputed()).isFalse();
            PrecomputeReport report =
                    system.run(system.rows("user,x\nada,1.5\nbob,-2\nada,21\n"), full());

            assertThat(report.manifest().answers()).isEqualTo(2);
            Answer found = system.ask(ada);
            // By the key alone: the last row of the user counts.
            assertThat(found.fields()).containsEntry("score", 42.0).containsEntry("label", "ada!");
            assertThat(found.annotations()).contains("precomputed:e");
            assertThat(found.annotations())
                    .filteredOn(each -> each.startsWith("age:"))
                    .singleElement()
                    .extracting(each -> Long.parseLong(each.substring("age:".length())))
                    .matches(seconds -> seconds >= PrecomputedSystem.AGE.toSeconds());
            Answer live = system.ask(Map.of("user", "eve", "x", 4));
            assertThat(live.fields()).containsEntry("score", 8.0);
            assertThat(live.annotations()).isEmpty();
        }
    }

    @Test
    void rowsThatCannotBeScored_areSetAside() throws IOException {
        try (var system = open(BY_USER)) {
            PrecomputeReport report =
                    system.run(system.rows("user,x\nada,1\nbob,many\neve,3\n"), full());
            assertThat(report.batch().setAside()).isEqualTo(1);
            assertThat(report.manifest().answers()).isEqualTo(2);
            assertThat(system.ask(Map.of("user", "bob")).isPrecomputed()).isFalse();
        }
    }

    @Test
    void endpoint_thatChanges_isNotAnsweredByAnswersOfItsOtherState() throws IOException {
        try (var system = open(BY_USER)) {
            system.run(system.rows("user,x\nada,1\n"), full());
            assertThat(system.ask(Map.of("user", "ada")).isPrecomputed()).isTrue();
            system.replace(PrecomputedSystem.STEPS.replace("2.0", "3.0") + BY_USER);
            Answer now = system.ask(Map.of("user", "ada", "x", 2));
            assertThat(now.isPrecomputed()).isFalse();
            assertThat(now.fields()).containsEntry("score", 6.0);
        }
    }

    @Test
    void answer_thatIsTooOld_isComputed() throws IOException {
        Map<String, Object> ada = Map.of("user", "ada", "x", 7);
        try (var system = open("cached: {key: [user], max-age: 59m}\n")) {
            system.run(system.rows("user,x\nada,1\n"), full());
            assertThat(system.ask(ada).fields()).containsEntry("score", 14.0);
        }
        try (var system = open("cached: {key: [user], max-age: 2h}\n")) {
            system.run(system.rows("user,x\nada,1\n"), full());
            assertThat(system.ask(ada).fields()).containsEntry("score", 2.0);
        }
    }

    @Test
    void snapshot_whoseTimeIsOver_isNotGiven() throws IOException {
        try (var system = open(BY_USER)) {
            system.run(
                    system.rows("user,x\nada,1\n"),
                    new PrecomputeOptions(
                            PrecomputeRun.batchOptions(Beginning.RESUME, 0),
                            Optional.of(PrecomputedSystem.AGE.minusMinutes(1)),
                            false,
                            3));
            assertThat(system.ask(Map.of("user", "ada", "x", 7)).isPrecomputed()).isFalse();
        }
    }

    @Test
    void missingAnswer_isTheDefaultOne_whereThatIsDeclared() throws IOException {
        try (var system =
                open("cached: {key: [user], on-miss: default, default: {user: popular, x: 5}}\n")) {
            system.run(system.rows("user,x\nada,1\n"), full());
            Answer other = system.ask(Map.of("user", "eve", "x", 100));
            assertThat(other.fields())
                    .containsEntry("score", 10.0)
                    .containsEntry("label", "popular!");
            assertThat(other.annotations()).contains("precomputed-default:e");
        }
    }

    @Test
    void missingAnswer_isRefused_whereThatIsDeclared() throws IOException {
        try (var system = open("cached: {key: [user], on-miss: reject}\n")) {
            system.run(system.rows("user,x\nada,1\n"), full());
            assertThat(system.ask(Map.of("user", "ada")).isPrecomputed()).isTrue();
            assertThatThrownBy(() -> system.ask(Map.of("user", "eve")))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problem().code())
                                            .isEqualTo(ProblemCode.NOT_PRECOMPUTED));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{key: [usr]}|'usr', which is no input",
                "{key: [x], encrypt-by: user}|not in `key`",
                "{encrypt-by: x}|of type float64",
                "{on-miss: default}|without `default`",
                "{default: {user: popular}}|without `on-miss: default`",
                "{on-miss: default, default: {usr: a}}|'usr', which is no input",
                "{max-age: 0s}|an age of nothing",
                "{max-age: yesterday}|yesterday",
                "{on-miss: guess}|guess",
                "{keys: [user]}|keys"
            })
    void settings_thatDoNotFit_areNamed(String settings, String error) throws IOException {
        try (var system = open("cached: " + settings + "\n")) {
            assertThatThrownBy(() -> system.endpoints().precomputable(PrecomputedSystem.E))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining(error)
                    .hasMessageContaining("expected: ");
        }
    }

    @Test
    void incrementalRun_afterSomeInputsChanged_equalsAFullOne() throws IOException {
        try (var system = open(BY_USER)) {
            var before = new StringBuilder("user,x\n");
            var after = new StringBuilder("user,x\n");
            for (int i = 0; i < 3000; i++) {
                before.append("u").append(i).append(',').append(i).append('\n');
                if (i % 10 != 3) {
                    after.append("u")
                            .append(i)
                            .append(',')
                            .append(i % 7 == 0 ? -i : i)
                            .append('\n');
                }
            }
            after.append("new,1\n");
            system.run(system.rows(before.toString()), full());
            Path source = system.rows(after.toString());
            PrecomputeReport incremental = system.run(source, PrecomputedSystem.options(true, 5));
            PrecomputeReport whole = system.run(source, PrecomputedSystem.options(false, 5));

            assertThat(incremental.manifest().reused()).isBetween(2200L, 2400L);
            assertThat(whole.manifest().reused()).isZero();
            assertThat(rows(system, incremental.manifest()))
                    .hasSize(2701)
                    .isEqualTo(rows(system, whole.manifest()));
        }
    }

    /// More than the sample of a build: `-Dberth.precompute.changes=200`.
    @Test
    void incrementalRuns_afterRandomChanges_equalFullOnes() throws IOException {
        long seed = Long.getLong("berth.seed", 20261203);
        var random = new Random(seed);
        try (var system = open(BY_USER)) {
            Map<String, Integer> table = new TreeMap<>();
            for (int round = 0; round < CHANGES; round++) {
                for (int change = random.nextInt(40); change > 0; change--) {
                    String user = "u" + random.nextInt(60);
                    switch (random.nextInt(3)) {
                        case 0 -> table.remove(user);
                        default -> table.put(user, random.nextInt(9) - 4);
                    }
                }
                if (random.nextInt(4) == 0) {
                    // Then nothing may be taken over.
                    system.replace(
                            PrecomputedSystem.STEPS.replace("2.0", (2 + random.nextInt(2)) + ".0")
                                    + BY_USER);
                }
                var csv = new StringBuilder("user,x\nkept,0\n");
                table.forEach((user, x) -> csv.append(user).append(',').append(x).append('\n'));
                Path source = system.rows(csv.toString());
                PrecomputeReport incremental =
                        system.run(source, PrecomputedSystem.options(true, 4));
                PrecomputeReport whole = system.run(source, PrecomputedSystem.options(false, 4));
                assertThat(rows(system, incremental.manifest()))
                        .as("seed %d, round %d", seed, round)
                        .hasSize(table.size() + 1)
                        .isEqualTo(rows(system, whole.manifest()));
            }
        }
    }

    private static Map<String, String> rows(PrecomputedSystem system, SnapshotManifest snapshot) {
        Map<String, String> rows = new TreeMap<>();
        try (var store = system.snapshots().open(PrecomputedSystem.E, snapshot.number())) {
            store.scan(
                    new byte[0],
                    (key, value) ->
                            rows.put(
                                    HexFormat.of().formatHex(key),
                                    HexFormat.of().formatHex(value)));
        }
        return rows;
    }

    @Test
    void snapshots_beyondThoseThatAreKept_areRemoved_andOneIsRolledBackTo() throws IOException {
        try (var system = open(BY_USER)) {
            for (int x = 1; x <= 4; x++) {
                system.run(
                        system.rows("user,x\nada," + x + "\n"),
                        PrecomputedSystem.options(false, 2));
            }
            assertThat(system.snapshots().list(PrecomputedSystem.E))
                    .extracting(SnapshotManifest::number)
                    .containsExactly(3L, 4L);
            assertThat(system.ask(Map.of("user", "ada")).fields()).containsEntry("score", 8.0);
            system.snapshots().setCurrent(PrecomputedSystem.E, 3);
            system.follow();
            assertThat(system.ask(Map.of("user", "ada")).fields()).containsEntry("score", 6.0);
            assertThatThrownBy(() -> system.snapshots().setCurrent(PrecomputedSystem.E, 1))
                    .isInstanceOf(ProblemException.class);
            try (var files = Files.list(system.snapshots().folder(PrecomputedSystem.E))) {
                assertThat(files.map(each -> each.getFileName().toString()))
                        .doesNotContain("answers.parquet")
                        .noneMatch(each -> each.endsWith(".unfinished"));
            }
        }
    }

    @Test
    void hundredSwaps_underLoad_leaveNoMissNoStaleMixAndNoFailure() throws Exception {
        try (var system = open(BY_USER)) {
            system.run(system.rows(users(1)), PrecomputedSystem.options(false, 200));
            for (int x = 2; x <= 5; x++) {
                system.run(system.rows(users(x)), PrecomputedSystem.options(false, 200));
            }
            var stopped = new AtomicBoolean();
            var failure = new AtomicReference<Throwable>();
            var requests = new AtomicLong();
            Runnable load =
                    () -> {
                        try {
                            for (int i = 0; !stopped.get(); i++) {
                                int user = i % 50;
                                Answer answer = system.ask(Map.of("user", "u" + user, "x", -1));
                                double score =
                                        (double) requireNonNull(answer.fields().get("score"));
                                // Both fields of an answer are of one snapshot.
                                assertThat(answer.isPrecomputed()).isTrue();
                                assertThat(score - 200.0 * user).isBetween(2.0, 10.0);
                                assertThat(answer.fields())
                                        .containsEntry("label", "u" + user + "!");
                                requests.incrementAndGet();
                            }
                        } catch (Throwable e) {
                            failure.set(e);
                        }
                    };
            Thread first = Thread.ofPlatform().start(load);
            Thread second = Thread.ofPlatform().start(load);
            for (int i = 0; i < 100; i++) {
                system.snapshots().setCurrent(PrecomputedSystem.E, 1 + i % 5);
                system.follow();
                assertThat(system.endpoints().precomputed().orElseThrow().statuses())
                        .first()
                        .extracting(PrecomputedStatus::number)
                        .isEqualTo(1L + i % 5);
                long before = requests.get();
                Await.until(
                        "requests after swap " + i,
                        () -> failure.get() != null || requests.get() > before + 1);
            }
            stopped.set(true);
            first.join();
            second.join();
            assertThat(failure.get()).isNull();
        }
    }

    private static String users(int x) {
        var csv = new StringBuilder("user,x\n");
        for (int user = 0; user < 50; user++) {
            csv.append("u").append(user).append(',').append(100 * user + x).append('\n');
        }
        return csv.toString();
    }
}

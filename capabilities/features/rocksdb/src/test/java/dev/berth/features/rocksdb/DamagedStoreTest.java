package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.KeyGroup;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of stores that lose files or bytes: the loss is reported, the rest is served.
class DamagedStoreTest {
    private static final long CACHE_BYTES = 1 << 20;
    private static final int ROWS = 4_000;
    private static final int VALUE_BYTES = 200;

    /// Each has a file of its own.
    private static final List<String> SPACES = List.of("ra", "rb", "rc");

    /// The space with the damaged file.
    private static final String DAMAGED = "rb";

    @TempDir private Path temporary;
    private final long seed = Long.getLong("berth.seed", 20261125);
    private final Map<Integer, byte[]> values = new HashMap<>();

    private Path folder() {
        return temporary.resolve("store");
    }

    private static byte[] prefix(String space) {
        return (space + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] key(String space, int row) {
        return (space + "\0" + String.format("%06d", row)).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] value(int row) {
        return values.computeIfAbsent(
                row,
                of -> {
                    byte[] value = new byte[VALUE_BYTES];
                    new Random(seed + of).nextBytes(value);
                    return value;
                });
    }

    private void fill() {
        try (RocksStore store = RocksStore.open(folder(), CACHE_BYTES)) {
            for (String space : SPACES) {
                try (BulkLoad load = store.bulkLoad(CACHE_BYTES)) {
                    for (int row = 0; row < ROWS; row++) {
                        load.put(key(space, row), value(row));
                    }
                    load.finish();
                }
            }
        }
    }

    private Path table() throws IOException {
        return Fault.files(folder(), name -> name.endsWith(".sst")).get(SPACES.indexOf(DAMAGED));
    }

    private static Problem assertDamaged(ThrowingCallable call) {
        var thrown = catchThrowableOfType(ProblemException.class, call);
        assertThat(thrown).isNotNull();
        Problem problem = thrown.problem();
        assertThat(problem.code()).isEqualTo(ProblemCode.STORE_DAMAGED);
        assertThat(problem.remedy()).contains("berth features materialize DIR --full");
        return problem;
    }

    private void assertIntactIsServed(OnlineStore store) {
        for (String space : SPACES) {
            if (!space.equals(DAMAGED)) {
                for (int row = 0; row < ROWS; row += 97) {
                    assertThat(store.read(key(space, row))).isEqualTo(value(row));
                }
                assertThat(count(store, space)).isEqualTo(ROWS);
            }
        }
    }

    private static int count(OnlineStore store, String space) {
        int[] count = new int[1];
        store.scan(prefix(space), (key, value) -> count[0]++);
        return count[0];
    }

    /// Checks that every row is the written one or a problem, and at least one a problem.
    private void assertDamageIsTold(OnlineStore store) {
        List<Problem> problems = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            byte[] key = key(DAMAGED, row);
            try {
                byte @Nullable [] found =
                        row % 2 == 0 ? store.read(key) : store.readAll(List.of(key)).getFirst();
                assertThat(found).as("row %d", row).isEqualTo(value(row));
            } catch (ProblemException e) {
                problems.add(e.problem());
            }
        }
        assertThat(problems)
                .isNotEmpty()
                .allSatisfy(
                        problem -> {
                            assertThat(problem.code()).isEqualTo(ProblemCode.STORE_DAMAGED);
                            assertThat(problem.message()).contains(".sst");
                        });
        assertDamaged(() -> count(store, DAMAGED));
        assertThat(store.damage()).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void open_tableDamagedBefore_tellsWhatIsLostAndServesTheRest(Fault fault) throws IOException {
        fill();
        fault.on(table());
        try (OnlineStore store = RocksStore.open(folder(), CACHE_BYTES)) {
            assertIntactIsServed(store);
            assertDamageIsTold(store);
        }
    }

    @ParameterizedTest
    @EnumSource
    void openToRead_tableDamagedBefore_tellsWhatIsLostAndServesTheRest(Fault fault)
            throws IOException {
        fill();
        fault.on(table());
        try (OnlineStore store = RocksStore.openToRead(folder())) {
            assertIntactIsServed(store);
            assertDamageIsTold(store);
        }
    }

    @ParameterizedTest
    @EnumSource
    void damage_tableDamagedWhileOpen_isTold(Fault fault) throws IOException {
        fill();
        for (Supplier<OnlineStore> opening : openings()) {
            try (OnlineStore store = opening.get()) {
                assertThat(store.damage()).isEmpty();
                byte[] before = Files.readAllBytes(table());
                fault.on(table());
                assertIntactIsServed(store);
                if (fault == Fault.MISSING) {
                    // As long as it is open the file exists.
                    assertThat(count(store, DAMAGED)).isEqualTo(ROWS);
                    assertThat(store.damage().orElseThrow().message()).contains("is missing");
                } else {
                    assertDamageIsTold(store);
                }
                Files.write(table(fault, before), before);
            }
        }
    }

    private Path table(Fault fault, byte[] before) throws IOException {
        if (fault != Fault.MISSING) {
            return table();
        }
        assertThat(before).isNotEmpty();
        List<Path> left = Fault.files(folder(), name -> name.endsWith(".sst"));
        String name = left.get(SPACES.indexOf(DAMAGED) - 1).getFileName().toString();
        int number = Integer.parseInt(name, 0, name.indexOf('.'), 10) + 1;
        return folder().resolve(String.format("%06d.sst", number));
    }

    private List<Supplier<OnlineStore>> openings() {
        return List.of(
                () -> RocksStore.open(folder(), CACHE_BYTES),
                () -> RocksStore.openToRead(folder()));
    }

    /// A follower sees writes after the damage, and never a missing row.
    @ParameterizedTest
    @EnumSource
    void openToRead_tableDamagedAndMoreWritten_followsWhatIsIntact(Fault fault) throws Exception {
        fill();
        try (RocksStore writer = RocksStore.open(folder(), CACHE_BYTES);
                OnlineStore reading = RocksStore.openToRead(folder())) {
            assertIntactIsServed(reading);
            fault.on(table());
            try (BulkLoad load = writer.bulkLoad(CACHE_BYTES)) {
                load.put(key("ra", 1), value(7));
                load.finish();
            }
            Await.until(
                    () -> {
                        byte[] read = reading.read(key("ra", 1));
                        assertThat(read).isIn(value(1), value(7));
                        assertThat(reading.read(key("ra", 2))).isEqualTo(value(2));
                        return Arrays.equals(read, value(7));
                    });
            assertDamageIsTold(reading);
        }
    }

    /// RocksDB deletes files that a database opened for reading does not know.
    @Test
    void close_openedToReadADamagedStore_leavesTheWriterItsFiles() throws IOException {
        fill();
        try (RocksStore writer = RocksStore.open(folder(), CACHE_BYTES)) {
            Fault.TRUNCATED.on(table());
            OnlineStore reading = RocksStore.openToRead(folder());
            try (BulkLoad load = writer.bulkLoad(CACHE_BYTES)) {
                load.put(key("rd", 1), value(1));
                load.finish();
            }
            List<Path> before = Fault.files(folder(), name -> name.matches(".*[.](sst|log)"));
            reading.close();
            assertThat(Fault.files(folder(), name -> name.matches(".*[.](sst|log)")))
                    .isEqualTo(before);
        }
    }

    @Test
    void open_manifestDamaged_isDamage() throws IOException {
        for (Fault fault : Fault.values()) {
            fill();
            fault.on(manifest());
            assertUnopenable("MANIFEST-");
            LoadFolder.clear(folder());
        }
    }

    private Path manifest() throws IOException {
        return Fault.files(folder(), name -> name.startsWith("MANIFEST-")).getLast();
    }

    private void assertUnopenable(String file) {
        for (Supplier<OnlineStore> opening : openings()) {
            assertThat(assertDamaged(opening::get).message()).contains(file);
        }
    }

    /// RocksDB would create a new, empty store.
    @Test
    void open_currentMissing_isDamage() throws IOException {
        fill();
        Fault.MISSING.on(folder().resolve("CURRENT"));
        assertUnopenable("CURRENT");
        for (Path log : Fault.files(folder(), name -> name.endsWith(".log"))) {
            Files.delete(log);
        }
        assertUnopenable("CURRENT");
    }

    @Test
    void damage_manifestTruncatedWhileOpen_isToldAndRowsAreServed() throws IOException {
        fill();
        for (Supplier<OnlineStore> opening : openings()) {
            try (OnlineStore store = opening.get()) {
                assertThat(store.damage()).isEmpty();
                byte[] before = Files.readAllBytes(manifest());
                Fault.TRUNCATED.on(manifest());
                assertThat(store.damage().orElseThrow().message()).contains("MANIFEST-");
                assertIntactIsServed(store);
                assertThat(count(store, DAMAGED)).isEqualTo(ROWS);
                Files.write(manifest(), before);
                assertThat(store.damage()).isEmpty();
            }
        }
    }

    /// Rows in the log alone, as after a kill.
    private void fillLog() throws IOException {
        Path killed = temporary.resolve("killed");
        try (RocksStore store = RocksStore.open(killed, CACHE_BYTES)) {
            for (int row = 0; row < 100; row++) {
                var batch = new StoreBatch();
                batch.put(key("ra", row), value(row));
                store.write(batch);
            }
            Files.createDirectories(folder());
            for (Path file : Fault.files(killed, name -> name.contains("0") || isSmall(name))) {
                Files.copy(file, folder().resolve(file.getFileName()));
            }
        }
    }

    private static boolean isSmall(String name) {
        return List.of("CURRENT", "IDENTITY").contains(name);
    }

    private Path log() throws IOException {
        return Fault.files(folder(), name -> name.endsWith(".log")).getLast();
    }

    @Test
    void open_logFlippedOrMissing_isDamage() throws IOException {
        for (Fault fault : List.of(Fault.FLIPPED, Fault.MISSING)) {
            fillLog();
            fault.on(log());
            for (Supplier<OnlineStore> opening : openings()) {
                assertDamaged(opening::get);
            }
            LoadFolder.clear(folder());
            LoadFolder.clear(temporary.resolve("killed"));
        }
    }

    /// A torn end of the log is the result of a kill: of single writes the first ones exist.
    @Test
    void open_logTorn_hasWhatWasWrittenFirst() throws IOException {
        fillLog();
        Fault.TRUNCATED.on(log());
        try (RocksStore store = RocksStore.open(folder(), CACHE_BYTES)) {
            assertThat(store.damage()).isEmpty();
            int count = count(store, "ra");
            assertThat(count).isBetween(1, 99);
            assertThat(store.read(key("ra", count - 1))).isEqualTo(value(count - 1));
            assertThat(store.read(key("ra", count))).isNull();
        }
    }

    private static List<KeyGroup> groups() {
        return SPACES.stream().map(space -> group(space, List.of())).toList();
    }

    private static KeyGroup group(String space, List<KeyGroup> dependents) {
        var lost = new StoreBatch();
        lost.put(("lost-" + space).getBytes(StandardCharsets.UTF_8), new byte[1]);
        return new KeyGroup(space, List.of(prefix(space)), lost, dependents);
    }

    private static boolean isLost(OnlineStore store, String space) {
        return store.read(("lost-" + space).getBytes(StandardCharsets.UTF_8)) != null;
    }

    @Test
    void repair_nothingDamaged_changesNothing() {
        assertThat(RocksRepair.ifDamaged(folder(), groups())).isEmpty();
        fill();
        assertThat(RocksRepair.ifDamaged(folder(), groups())).isEmpty();
        try (RocksStore store = RocksStore.open(folder(), CACHE_BYTES)) {
            assertThat(count(store, DAMAGED)).isEqualTo(ROWS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void repair_tableDamaged_keepsWhatIsIntactAndNotesWhatIsLost(Fault fault) throws IOException {
        fill();
        fault.on(table());
        RocksRepair.Report report = RocksRepair.ifDamaged(folder(), groups()).orElseThrow();
        assertThat(report.lost()).containsExactly(DAMAGED);
        assertThat(report.problem().code()).isEqualTo(ProblemCode.STORE_DAMAGED);
        assertThat(report.aside()).isDirectory().hasParent(temporary);
        try (RocksStore store = RocksStore.open(folder(), CACHE_BYTES)) {
            assertIntactIsServed(store);
            assertThat(store.damage()).isEmpty();
            assertThat(store.verify()).isEmpty();
            assertThat(SPACES).filteredOn(space -> isLost(store, space)).containsExactly(DAMAGED);
            assertThat(count(store, DAMAGED)).isZero();
        }
    }

    @Test
    void repair_groupLost_losesWhatDependsOnIt() throws IOException {
        fill();
        Fault.FLIPPED.on(table());
        List<KeyGroup> groups =
                List.of(group("ra", List.of()), group(DAMAGED, List.of(group("rc", List.of()))));
        assertThat(RocksRepair.ifDamaged(folder(), groups).orElseThrow().lost())
                .containsExactly(DAMAGED, "rc");
        try (RocksStore store = RocksStore.open(folder(), CACHE_BYTES)) {
            assertThat(count(store, "ra")).isEqualTo(ROWS);
            assertThat(count(store, "rc")).isZero();
        }
    }

    @Test
    void repair_manifestDamaged_losesAll() throws IOException {
        fill();
        Fault.TRUNCATED.on(manifest());
        assertThat(RocksRepair.ifDamaged(folder(), groups()).orElseThrow().lost())
                .isEqualTo(SPACES);
        try (RocksStore store = RocksStore.open(folder(), CACHE_BYTES)) {
            assertThat(SPACES).allSatisfy(space -> assertThat(isLost(store, space)).isTrue());
        }
    }

    @Test
    void repair_logDamaged_keepsWhatWasWrittenBefore() throws IOException {
        fillLog();
        Fault.FLIPPED.on(log());
        assertThat(RocksRepair.ifDamaged(folder(), groups()).orElseThrow().lost()).isEmpty();
        try (RocksStore store = RocksStore.open(folder(), CACHE_BYTES)) {
            assertThat(count(store, "ra")).isBetween(1, 99);
        }
    }

    @Test
    void repair_besideAFollower_isFollowed() throws IOException {
        fill();
        Fault.TRUNCATED.on(table());
        try (OnlineStore reading = RocksStore.openToRead(folder())) {
            assertDamageIsTold(reading);
            assertThat(RocksRepair.ifDamaged(folder(), groups())).isPresent();
            Await.until(() -> isLost(reading, DAMAGED));
            assertThat(reading.damage()).isEmpty();
            assertIntactIsServed(reading);
        }
    }

    /// As if the process was killed between the two renames.
    @Test
    void repair_killedBeforeItsFolderHasItsName_isFinishedByTheNextOpening() throws IOException {
        for (Supplier<OnlineStore> opening : openings()) {
            fill();
            Path fresh = temporary.resolve("store.repaired");
            Files.move(folder(), fresh);
            Files.writeString(fresh.resolve("COMPLETE"), "");
            try (OnlineStore store = opening.get()) {
                assertThat(count(store, DAMAGED)).isEqualTo(ROWS);
            }
            LoadFolder.clear(folder());
        }
    }

    @Test
    void repair_again_keepsTheLatestFoldersAside() throws IOException {
        fill();
        for (int time = 0; time < 5; time++) {
            Fault.TRUNCATED.on(manifest());
            assertThat(RocksRepair.ifDamaged(folder(), groups())).isPresent();
        }
        assertThat(Fault.files(temporary, name -> name.startsWith("store.damaged-"))).hasSize(3);
    }

    /// Files are added and removed all the time, which is no damage.
    @Test
    void damage_whileManyFilesComeAndGo_isNone() {
        try (RocksStore store = RocksStore.open(folder(), CACHE_BYTES)) {
            for (int round = 0; round < 60; round++) {
                try (BulkLoad load = store.bulkLoad(CACHE_BYTES)) {
                    for (int row = 0; row < 300; row++) {
                        load.put(key("ra", row), value(row + round));
                    }
                    load.finish();
                }
                assertThat(store.damage()).isEmpty();
            }
        }
    }
}

package dev.berth.features.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Contract suite of [OnlineStore]. The test of a store extends it and opens the store.
public abstract class OnlineStoreContract extends OpenedStore {
    private static final int MANY = 10_000;

    @Test
    void read_keyThatIsNotThere_isNull() {
        assertThat(store().read(bytes(1, 2))).isNull();
        assertThat(store().readAll(List.of(bytes(1), bytes(2)))).containsExactly(null, null);
    }

    @Test
    void readAll_noKeys_isEmpty() {
        assertThat(store().readAll(List.of())).isEmpty();
    }

    @Test
    void write_rows_areReadAtOnce() {
        put(bytes(1), bytes(10));
        assertThat(store().read(bytes(1))).containsExactly(10);
        put(bytes(1), bytes(11, 12));
        assertThat(store().read(bytes(1))).containsExactly(11, 12);
    }

    @Test
    void readAll_keysInAnyOrderAndTwice_givesValuesInTheirOrder() {
        put(bytes(1), bytes(10));
        put(bytes(2), bytes(20));
        List<byte @Nullable []> values =
                store().readAll(List.of(bytes(2), bytes(9), bytes(1), bytes(2)));
        assertThat(values).containsExactly(bytes(20), null, bytes(10), bytes(20));
    }

    @Test
    void write_emptyBatch_changesNothing() {
        store().write(new StoreBatch());
        assertThat(rows(bytes())).isEmpty();
    }

    @Test
    void writeIf_valuesThatAreSo_writesAll() {
        put(bytes(1), bytes(10));
        put(bytes(5), bytes(50));
        var batch = new StoreBatch();
        batch.put(bytes(1), bytes(11));
        batch.put(bytes(2), bytes());
        batch.put(bytes(3), bytes(0, 13, 10, 255));
        batch.delete(bytes(5));
        assertThat(
                        store().writeIf(
                                        List.of(bytes(1), bytes(2)),
                                        Arrays.asList(bytes(10), null),
                                        batch))
                .isTrue();
        assertThat(store().readAll(List.of(bytes(1), bytes(2), bytes(3), bytes(5))))
                .containsExactly(bytes(11), bytes(), bytes(0, 13, 10, 255), null);
    }

    @Test
    void writeIf_anotherValueOrNoneOrOne_writesNothing() {
        put(bytes(1), bytes(10));
        put(bytes(2), bytes());
        var batch = new StoreBatch();
        batch.put(bytes(1), bytes(11));
        batch.delete(bytes(2));
        List<List<byte @Nullable []>> others =
                List.of(
                        Arrays.asList(bytes(12), bytes(), null),
                        Arrays.asList(null, bytes(), null),
                        Arrays.asList(bytes(10), null, null),
                        Arrays.asList(bytes(10), bytes(), bytes()));
        List<byte[]> keys = List.of(bytes(1), bytes(2), bytes(3));
        for (List<byte @Nullable []> other : others) {
            assertThat(store().writeIf(keys, other, batch)).isFalse();
        }
        assertThat(store().readAll(keys)).containsExactly(bytes(10), bytes(), null);
        assertThat(store().writeIf(keys, Arrays.asList(bytes(10), bytes(), null), batch)).isTrue();
    }

    @Test
    void writeIf_manyRows_writesThem() {
        var batch = new StoreBatch();
        for (int i = 0; i < 20_000; i++) {
            batch.put(bytes(7, i >> 8, i), bytes(i));
        }
        assertThat(store().writeIf(List.of(bytes(7)), Collections.singletonList(null), batch))
                .isTrue();
        assertThat(rows(bytes(7))).hasSize(20_000);
    }

    @Test
    void write_severalChangesOfOneKey_theLastCounts() {
        put(bytes(3), bytes(30));
        var batch = new StoreBatch();
        batch.put(bytes(1), bytes(10));
        batch.delete(bytes(1));
        batch.delete(bytes(2));
        batch.put(bytes(2), bytes(20));
        batch.put(bytes(2), bytes(21));
        batch.put(bytes(3), bytes(31));
        batch.delete(bytes(3));
        store().write(batch);
        assertThat(rows(bytes())).containsExactly("[2]=[21]");
    }

    @Test
    void write_deletionOfWhatIsNotThere_doesNothing() {
        var batch = new StoreBatch();
        batch.delete(bytes(7));
        store().write(batch);
        assertThat(rows(bytes())).isEmpty();
    }

    @Test
    void write_arraysChangedAfterwards_keepsWhatItGot() {
        byte[] key = bytes(1);
        byte[] value = bytes(10);
        put(key, value);
        key[0] = 2;
        value[0] = 20;
        byte[] read = store().read(bytes(1));
        assertThat(read).containsExactly(10);
        Arrays.fill(read, (byte) 0);
        assertThat(store().read(bytes(1))).containsExactly(10);
    }

    @Test
    void write_emptyValue_isNoMissingValue() {
        put(bytes(1), bytes());
        assertThat(store().read(bytes(1))).isEmpty();
        assertThat(store().readAll(List.of(bytes(1), bytes(2)))).containsExactly(bytes(), null);
        assertThat(rows(bytes())).containsExactly("[1]=[]");
    }

    @Test
    void write_everyByteInKeyAndValue_comesBack() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        put(all, all);
        assertThat(store().read(all)).isEqualTo(all);
        assertThat(rows(all)).containsExactly(Arrays.toString(all) + "=" + Arrays.toString(all));
    }

    @Test
    void write_mebibytes_comeBack() {
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        var batch = new StoreBatch();
        for (int i = 0; i < 4; i++) {
            byte[] value = new byte[1 << 20];
            new Random(seed + i).nextBytes(value);
            keys.add(bytes(i));
            values.add(value);
            batch.put(bytes(i), value);
        }
        store().write(batch);
        assertThat(store().readAll(keys)).containsExactlyElementsOf(values);
        assertThat(store().read(bytes(2))).isEqualTo(values.get(2));
    }

    @Test
    void scan_rows_comeInTheOrderOfUnsignedBytes() {
        List<byte[]> keys =
                List.of(
                        bytes(5, 0x80),
                        bytes(5),
                        bytes(5, 0xFF, 0xFF),
                        bytes(5, 0x7F),
                        bytes(5, 0),
                        bytes(5, 0, 0),
                        bytes(5, 0xFF));
        keys.forEach(key -> put(key, bytes(1)));
        assertThat(rows(bytes(5)))
                .containsExactly(
                        "[5]=[1]",
                        "[5, 0]=[1]",
                        "[5, 0, 0]=[1]",
                        "[5, 127]=[1]",
                        "[5, -128]=[1]",
                        "[5, -1]=[1]",
                        "[5, -1, -1]=[1]");
    }

    /// Including special characters of key patterns.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, '*', '?', '[', ']', '\\', '^', '-', 0x7F, 0x80, 0xFE, 0xFF})
    void deletePrefix_anyByte_leavesTheNeighbours(int last) {
        List<byte[]> within =
                List.of(
                        bytes(9, last),
                        bytes(9, last, 0),
                        bytes(9, last, 0xFF, 0xFF),
                        bytes(9, last, last, 1));
        List<byte[]> around =
                List.of(
                        bytes(9),
                        bytes(9, (last + 1) & 0xFF, 0),
                        bytes(9, (last - 1) & 0xFF, 0xFF, 0xFF),
                        bytes(9, (last + 77) & 0xFF),
                        bytes(8, 0xFF, 0xFF),
                        bytes(10),
                        bytes(10, last));
        within.forEach(key -> put(key, bytes(1)));
        around.forEach(key -> put(key, bytes(2)));
        assertThat(rows(bytes(9, last))).hasSize(within.size());

        store().deletePrefix(bytes(9, last));

        assertThat(rows(bytes(9, last))).isEmpty();
        assertThat(rows(bytes())).hasSize(around.size()).allMatch(row -> row.endsWith("=[2]"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void deletePrefix_nothingBehindIt_takesEverythingThatBeginsSo(int length) {
        byte[] prefix = new byte[length];
        Arrays.fill(prefix, (byte) 0xFF);
        put(bytes(0xFF, 0xFF, 0xFE), bytes(1));
        put(bytes(0xFF, 0xFF, 0xFF), bytes(2));
        put(bytes(0xFF, 0xFF, 0xFF, 0xFF, 0xFF), bytes(3));
        store().deletePrefix(prefix);
        assertThat(rows(bytes())).hasSize(length == 3 ? 1 : 0);
    }

    @Test
    void deletePrefix_nothingThere_doesNothing() {
        store().deletePrefix(bytes(1));
        store().deletePrefix(bytes());
        store().deletePrefix(bytes(0xFF));
        assertThat(rows(bytes())).isEmpty();
    }

    @Test
    void deletePrefix_writtenAgain_isThere() {
        put(bytes(1, 1), bytes(1));
        store().deletePrefix(bytes(1));
        put(bytes(1, 1), bytes(2));
        assertThat(rows(bytes(1))).containsExactly("[1, 1]=[2]");
    }

    @Test
    void bulkLoad_manyRowsInOrder_areThereWhenItIsFinished() {
        loadMany(0);
        assertMany(0);
        // Once more, with other values.
        loadMany(7);
        assertMany(7);
        store().deletePrefix(bytes(1));
        assertThat(rows(bytes())).isEmpty();
    }

    private void loadMany(int first) {
        try (BulkLoad load = store().bulkLoad()) {
            for (int i = 0; i < MANY; i++) {
                load.put(manyKey(i), bytes(first, i));
            }
            load.finish();
        }
    }

    private void assertMany(int first) {
        int[] count = new int[1];
        store().scan(
                        bytes(1),
                        (key, value) -> {
                            int i = count[0]++;
                            assertThat(Arrays.equals(key, manyKey(i))).isTrue();
                            assertThat(Arrays.equals(value, bytes(first, i))).isTrue();
                        });
        assertThat(count[0]).isEqualTo(MANY);
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < MANY; i += 3) {
            keys.add(manyKey(i));
        }
        List<byte @Nullable []> values = store().readAll(keys);
        assertThat(values).hasSameSizeAs(keys);
        for (int i = 0; i < keys.size(); i++) {
            assertThat(Arrays.equals(values.get(i), bytes(first, 3 * i))).isTrue();
        }
        assertThat(store().read(manyKey(MANY))).isNull();
    }

    private static byte[] manyKey(int i) {
        return bytes(1, i >> 16, i >> 8, i);
    }

    @Test
    void bulkLoad_anyOrderAndKeysTwice_theLastCounts() {
        var random = new Random(seed);
        put(bytes(0, 7), bytes(99));
        var expected = new TreeMap<String, String>();
        try (BulkLoad load = store().bulkLoad()) {
            for (int i = 0; i < 5_000; i++) {
                byte[] key = bytes(0, random.nextInt(256), random.nextInt(8));
                expected.put(Arrays.toString(key), Arrays.toString(bytes(i >> 8, i)));
                load.put(key, bytes(i >> 8, i));
            }
            load.finish();
        }
        var found = new TreeMap<String, String>();
        store().scan(bytes(0), (key, value) -> found.put(text(key), text(value)));
        expected.put("[0, 7]", "[99]");
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void bulkLoad_overRowsThatAreThere_winsAndIsOverwrittenLater() {
        put(bytes(1), bytes(1));
        put(bytes(2), bytes(1));
        try (BulkLoad load = store().bulkLoad()) {
            load.put(bytes(2), bytes(2));
            load.put(bytes(3), bytes(2));
            load.finish();
        }
        put(bytes(3), bytes(3));
        assertThat(rows(bytes())).containsExactly("[1]=[1]", "[2]=[2]", "[3]=[3]");
    }

    @Test
    void bulkLoad_nothing_changesNothing() {
        try (BulkLoad load = store().bulkLoad()) {
            load.finish();
        }
        assertThat(rows(bytes())).isEmpty();
    }

    @Test
    void bulkLoad_givenUp_canBeRunAgain() {
        try (BulkLoad load = store().bulkLoad()) {
            load.put(bytes(1), bytes(1));
        }
        try (BulkLoad load = store().bulkLoad()) {
            load.put(bytes(1), bytes(2));
            load.finish();
        }
        assertThat(rows(bytes())).containsExactly("[1]=[2]");
    }

    @Test
    void bulkLoad_afterItsEnd_takesNothing() {
        BulkLoad load = store().bulkLoad();
        load.finish();
        assertThatIllegalStateException().isThrownBy(() -> load.put(bytes(1), bytes(1)));
        assertThatIllegalStateException().isThrownBy(load::finish);
        load.close();
        load.close();
    }

    @Test
    void reopen_storeThatLasts_hasWhatItHad() throws IOException {
        assumeTrue(lasts(), "rows are gone when the store is closed");
        put(bytes(1), bytes(10));
        put(bytes(2), bytes(20));
        store().deletePrefix(bytes(2));
        try (BulkLoad load = store().bulkLoad()) {
            load.put(bytes(3), bytes(30));
            load.finish();
        }
        reopen();
        assertThat(rows(bytes())).containsExactly("[1]=[10]", "[3]=[30]");
    }

    @Test
    void close_thenAnyUse_isAProblem() {
        BulkLoad load = store().bulkLoad();
        load.put(bytes(1), bytes(1));
        store().close();
        store().close();
        var batch = new StoreBatch();
        batch.put(bytes(1), bytes(1));
        assertUnavailable(() -> store().read(bytes(1)));
        assertUnavailable(() -> store().readAll(List.of(bytes(1))));
        assertUnavailable(() -> store().write(batch));
        assertUnavailable(() -> store().deletePrefix(bytes(1)));
        assertUnavailable(() -> store().scan(bytes(1), (key, value) -> {}));
        assertUnavailable(load::finish);
        load.close();
    }
}

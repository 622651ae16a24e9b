package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;

class RowCacheTest {
    private static final long SMALL = 64 << 10;
    private static final int STEPS = 10_000 * Integer.getInteger("berth.cases.factor", 1);

    private final long seed = Long.getLong("berth.seed", 20261125);
    private final ModelSource source = new ModelSource();
    private final RowCache cache = RowCache.of(SMALL);

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void read_again_doesNotAskTheDatabase() throws RocksDBException {
        write(key(1), 10);
        assertThat(read(key(1))).containsExactly(10);
        assertThat(read(key(1))).containsExactly(10);
        assertThat(readAll(key(1), key(1))).containsExactly(value(10), value(10));
        assertThat(source.readCount()).isEqualTo(1);
        assertThat(cache.hitCount()).isEqualTo(3);
        assertThat(cache.missCount()).isEqualTo(1);
    }

    @Test
    void read_noSuchRow_isKeptToo() throws RocksDBException {
        assertThat(read(key(1))).isNull();
        assertThat(read(key(1))).isNull();
        assertThat(readAll(key(1))).containsExactly((byte[]) null);
        assertThat(source.readCount()).isEqualTo(1);
    }

    @Test
    void read_emptyRow_isNoMissingRow() throws RocksDBException {
        source.write(List.of(key(1)), new byte[0]);
        assertThat(read(key(1))).isEmpty();
        assertThat(read(key(1))).isEmpty();
        assertThat(source.readCount()).isEqualTo(1);
    }

    @Test
    void read_changedByItsReader_givesOthersWhatIsStored() throws RocksDBException {
        write(key(1), 10);
        requireFound(read(key(1)))[0] = 99;
        requireFound(read(key(1)))[0] = 99;
        assertThat(read(key(1))).containsExactly(10);
    }

    @Test
    void readAll_someAreHere_asksForTheOthersAtOnce() throws RocksDBException {
        write(key(1), 10);
        write(key(3), 30);
        read(key(3));
        assertThat(readAll(key(1), key(2), key(3))).containsExactly(value(10), null, value(30));
        assertThat(source.readCount()).isEqualTo(3);
        assertThat(readAll(key(3), key(1), key(2))).containsExactly(value(30), value(10), null);
        assertThat(source.readCount()).isEqualTo(3);
    }

    @Test
    void readAll_noKeys_isEmpty() throws RocksDBException {
        assertThat(readAll()).isEmpty();
    }

    @Test
    void change_ofAKey_forgetsItAlone() throws RocksDBException {
        write(key(1), 10);
        readAll(key(1), key(2));
        write(key(1), 11);
        assertThat(readAll(key(1), key(2))).containsExactly(value(11), null);
        assertThat(source.readCount()).isEqualTo(3);
    }

    @Test
    void change_fails_forgetsAsWell() throws RocksDBException {
        read(key(1));
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                cache.change(
                                        List.of(key(1)),
                                        () -> {
                                            source.write(List.of(key(1)), value(5));
                                            throw new IllegalStateException("after all");
                                        }));
        assertThat(read(key(1))).containsExactly(5);
    }

    @Test
    void change_underWay_asksTheDatabaseAndKeepsNothing() throws RocksDBException {
        List<byte[]> twice = List.of(key(1), key(1));
        read(key(1));
        cache.change(
                twice,
                () -> {
                    source.write(twice, value(1));
                    assertThat(read(key(1))).containsExactly(1);
                    source.write(twice, value(2));
                    assertThat(read(key(1))).containsExactly(2);
                    source.write(twice, value(3));
                    assertThat(readAll(key(1))).containsExactly(value(3));
                    source.write(twice, value(4));
                    return true;
                });
        assertThat(read(key(1))).containsExactly(4);
        assertThat(readAll(key(1))).containsExactly(value(4));
    }

    /// A read that found one cached old row would find the other one new.
    @Test
    void readAll_writtenWhileTheDatabaseIsAsked_isOfOneMoment() throws RocksDBException {
        write(key(1), 10);
        read(key(1));
        source.beforeNextRead(() -> writeBoth(11));
        assertThat(readAll(key(1), key(2))).containsExactly(value(11), value(11));
        assertThat(readAll(key(1), key(2))).containsExactly(value(11), value(11));
    }

    @Test
    void read_writtenBeforeItsRowIsKept_givesOthersTheNewRow() throws RocksDBException {
        writeBoth(10);
        source.afterNextRead(() -> writeBoth(11));
        assertThat(read(key(1))).containsExactly(10);
        assertThat(read(key(1))).containsExactly(11);
        source.afterNextRead(() -> writeBoth(12));
        assertThat(readAll(key(2), key(1))).containsExactly(value(12), value(12));
        assertThat(readAll(key(2), key(1))).containsExactly(value(12), value(12));
    }

    private void writeBoth(int number) {
        List<byte[]> both = List.of(key(1), key(2));
        try {
            cache.change(both, () -> write(both, value(number)));
        } catch (RocksDBException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void changeAny_changed_forgetsEverything() throws RocksDBException {
        readAll(key(1), key(2));
        cache.changeAny(
                () -> {
                    source.write(List.of(key(2)), value(7));
                    assertThat(readAll(key(1), key(2))).containsExactly(null, value(7));
                    return true;
                });
        assertThat(readAll(key(1), key(2))).containsExactly(null, value(7));
        assertThat(source.readCount()).isEqualTo(6);
    }

    @Test
    void changeAny_nothingChanged_forgetsNothing() throws RocksDBException {
        read(key(1));
        cache.changeAny(() -> false);
        read(key(1));
        assertThat(source.readCount()).isEqualTo(1);
    }

    @Test
    void changeAny_fails_forgetsEverything() throws RocksDBException {
        read(key(1));
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                cache.changeAny(
                                        () -> {
                                            source.write(List.of(key(1)), value(5));
                                            throw new IllegalStateException("after all");
                                        }));
        assertThat(read(key(1))).containsExactly(5);
    }

    @Test
    void read_largeRows_areNotKept() throws RocksDBException {
        source.write(List.of(key(1)), new byte[(int) SMALL]);
        assertThat(read(key(1))).hasSize((int) SMALL);
        assertThat(read(key(1))).hasSize((int) SMALL);
        assertThat(source.readCount()).isEqualTo(2);
    }

    @Test
    void read_whatIsReadAgainAndAgain_staysWhileOthersGo() throws RocksDBException {
        write(longKey(0), 1);
        read(longKey(0));
        for (int i = 1; i <= 20_000; i++) {
            read(longKey(i));
            if (i % 20 == 0) {
                assertThat(read(longKey(0))).containsExactly(1);
            }
        }
        assertThat(source.readCount()).isEqualTo(20_001);
        read(longKey(1));
        assertThat(source.readCount()).isEqualTo(20_002);
    }

    /// Keys and rows of all lengths, so many that the ring wraps repeatedly.
    @Test
    void readAll_anythingByChance_isWhatTheDatabaseHas() throws RocksDBException {
        var random = new Random(seed);
        var model = new ModelSource();
        for (int i = 0; i < STEPS; i++) {
            List<byte[]> keys = new ArrayList<>();
            for (int count = random.nextInt(8); count >= 0; count--) {
                keys.add(randomKey(random));
            }
            if (random.nextInt(3) == 0) {
                byte @Nullable [] value =
                        random.nextInt(4) == 0 ? null : randomBytes(random, random.nextInt(600));
                model.write(keys, value);
                cache.change(keys, () -> write(keys, value));
            } else {
                assertThat(cache.readAll(keys, source))
                        .as("seed %d, step %d", seed, i)
                        .containsExactlyElementsOf(model.readAll(keys));
            }
        }
        assertThat(cache.hitCount()).isPositive();
        assertThat(cache.missCount()).isPositive();
    }

    private boolean write(List<byte[]> keys, byte @Nullable [] value) {
        source.write(keys, value);
        return true;
    }

    /// Of some hundred keys, many of which differ only in one byte or in length.
    private static byte[] randomKey(Random random) {
        byte[] key = new byte[random.nextInt(20)];
        if (key.length > 0) {
            key[random.nextInt(key.length)] = (byte) (1 + random.nextInt(2));
        }
        return key;
    }

    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void write(byte[] key, int number) throws RocksDBException {
        cache.change(List.of(key), () -> write(List.of(key), value(number)));
    }

    private byte @Nullable [] read(byte[] key) throws RocksDBException {
        return cache.read(key, source);
    }

    private List<byte @Nullable []> readAll(byte[]... keys) throws RocksDBException {
        return cache.readAll(List.of(keys), source);
    }

    private static byte[] requireFound(byte @Nullable [] value) {
        return Objects.requireNonNull(value, "no row");
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(12).putInt(number).array();
    }

    /// So few fit into the ring that the index has a slot for each.
    private static byte[] longKey(int number) {
        return ByteBuffer.allocate(200).putInt(number).array();
    }

    private static byte[] value(int number) {
        return new byte[] {(byte) number};
    }
}

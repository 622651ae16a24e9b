package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyHashTest {
    @Test
    void of_oneBitOfAnyByteDiffers_changesHalfOfTheBits() {
        for (int length = 1; length <= 40; length++) {
            int changed = 0;
            for (int bit = 0; bit < length * Byte.SIZE; bit++) {
                byte[] key = new byte[length];
                long before = KeyHash.of(key);
                key[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                int bits = Long.bitCount(before ^ KeyHash.of(key));
                assertThat(bits).as("length %d, bit %d", length, bit).isBetween(8, 56);
                changed += bits;
            }
            assertThat(changed / (length * Byte.SIZE)).isBetween(27, 37);
        }
    }

    @Test
    void of_lengthDiffersAlone_differs() {
        Set<Long> hashes = new HashSet<>();
        for (int length = 0; length <= 100; length++) {
            hashes.add(KeyHash.of(new byte[length]));
        }
        assertThat(hashes).hasSize(101);
    }

    /// Consecutive, like entity keys.
    @Test
    void of_ascendingNumbers_spreadEvenly() {
        int[] counts = new int[256];
        for (int i = 0; i < 256_000; i++) {
            byte[] key = ByteBuffer.allocate(20).putLong(7).putLong(i).array();
            counts[(int) (KeyHash.of(key) >>> 34) & 0xFF]++;
        }
        assertThat(counts).doesNotContain(0);
        for (int count : counts) {
            // Six standard deviations.
            assertThat(count).isBetween(1_000 - 190, 1_000 + 190);
        }
    }
}

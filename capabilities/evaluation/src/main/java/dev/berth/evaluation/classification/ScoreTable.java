package dev.berth.evaluation.classification;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.util.Arrays;

/// Weights of positive and negative units by score: a hash table from scores to sums.
///
/// Exact while there are at most `limit` different scores. Beyond that, neighbouring scores share a
/// cell: a score is taken as an integer whose order is its own, of which the lowest bits are left
/// out, as many as it takes and no more. So the cells depend on the scores alone, not on their
/// order; of 100,000 cells each has a width of about 1/100,000 of the score, and an area under a
/// curve moves by far less than its interval is wide.
///
/// For one thread.
public final class ScoreTable {
    /// An empty slot: the key of a NaN, which is no score.
    private static final long EMPTY = Long.MIN_VALUE;

    private static final int CAPACITY_FIRST = 64;
    private static final int SUMS = 4;

    private final int limit;
    private long[] keys = empty(CAPACITY_FIRST);

    /// By slot: weights of positive and negative units, and the sums of their squares.
    private double[] sums = new double[SUMS * CAPACITY_FIRST];

    private int size;
    private int shift;

    /// @param limit of different scores, at least 2
    public ScoreTable(int limit) {
        this.limit = limit;
    }

    private static long[] empty(int capacity) {
        var keys = new long[capacity];
        Arrays.fill(keys, EMPTY);
        return keys;
    }

    /// Adds a unit with a score, which is not NaN.
    public void add(double score, boolean positive, double weight) {
        int slot = slot(key(score) >> shift);
        int sum = SUMS * slot + (positive ? 0 : 1);
        sums[sum] += weight;
        sums[sum + 2] += weight * weight;
        if (size > 2 * limit) {
            coarsen();
        }
    }

    /// The integer whose order is that of the scores; -0.0 is 0.0.
    static long key(double score) {
        long bits = Double.doubleToLongBits(score + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    /// The least score of a cell.
    private double score(long key) {
        long bits = key << shift;
        return Double.longBitsToDouble(bits ^ ((bits >> 63) & Long.MAX_VALUE));
    }

    /// The slot of a key, which is put there if it is new.
    private int slot(long key) {
        int mask = keys.length - 1;
        long hash = key * 0x9E37_79B9_7F4A_7C15L;
        int slot = (int) (hash >>> 32) & mask;
        while (keys[slot] != key) {
            if (keys[slot] == EMPTY) {
                keys[slot] = key;
                if (++size * 2 > keys.length) {
                    rehash(keys.length * 2, 0);
                    return slot(key);
                }
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /// Leaves out so many bits more that no more cells are left than the limit.
    private void coarsen() {
        long[] sorted = sortedKeys();
        // By the highest bit in which two neighbours differ: they share a cell without it.
        var differing = new int[Long.SIZE];
        for (int i = 1; i < sorted.length; i++) {
            differing[Long.SIZE - 1 - Long.numberOfLeadingZeros(sorted[i] ^ sorted[i - 1])]++;
        }
        int cells = sorted.length;
        int bits = 0;
        while (cells > limit) {
            cells -= differing[bits++];
        }
        shift += bits;
        rehash(keys.length, bits);
    }

    /// Makes the cells at least as wide as those of another table, so that scores that share a cell
    /// there share one here.
    public void coarsenAs(ScoreTable other) {
        if (other.shift > shift) {
            int bits = other.shift - shift;
            shift = other.shift;
            rehash(keys.length, bits);
        }
    }

    private long[] sortedKeys() {
        long[] sorted = Arrays.stream(keys).filter(key -> key != EMPTY).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private void rehash(int capacity, int bits) {
        long[] oldKeys = keys;
        double[] oldSums = sums;
        keys = empty(capacity);
        sums = new double[SUMS * capacity];
        size = 0;
        for (int old = 0; old < oldKeys.length; old++) {
            if (oldKeys[old] != EMPTY) {
                int slot = slot(oldKeys[old] >> bits);
                for (int i = 0; i < SUMS; i++) {
                    sums[SUMS * slot + i] += oldSums[SUMS * old + i];
                }
            }
        }
    }

    /// Whether every score has a cell of its own.
    boolean isExact() {
        return shift == 0 && size <= limit;
    }

    /// The cells by rising score.
    public ScoreCells cells() {
        long[] sorted = sortedKeys();
        var scores = new double[sorted.length];
        var columns = new double[SUMS][sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            scores[i] = score(sorted[i]);
            int slot = slot(sorted[i]);
            for (int j = 0; j < SUMS; j++) {
                columns[j][i] = sums[SUMS * slot + j];
            }
        }
        return new ScoreCells(scores, columns[0], columns[1], columns[2], columns[3]);
    }

    public void write(ByteWriter out) {
        out.writeUnsigned(shift);
        out.writeUnsigned(size);
        for (long key : sortedKeys()) {
            out.writeLong(key);
            int slot = slot(key);
            for (int i = 0; i < SUMS; i++) {
                out.writeDouble(sums[SUMS * slot + i]);
            }
        }
    }

    public void read(ByteReader in) {
        shift = (int) in.readUnsigned();
        long count = in.readUnsigned();
        if (shift >= Long.SIZE || count < 0 || count > 2L * limit) {
            throw new IllegalArgumentException(
                    count + " cells of " + shift + " bits (expected: at most " + 2L * limit + ")");
        }
        for (long i = 0; i < count; i++) {
            int slot = slot(in.readLong());
            for (int j = 0; j < SUMS; j++) {
                sums[SUMS * slot + j] = in.readDouble();
            }
        }
    }
}

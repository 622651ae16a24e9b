package dev.berth.statistics;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Estimate of how many different values there were, from their hashes of 64 bits.
///
/// Up to [#EXACT_MAX] hashes are kept as they are, sorted, and their number is exact but for two
/// values with one hash. Beyond, HyperLogLog: the first 12 bits of a hash name one of 4096
/// registers, which keeps the greatest *rank* it saw, the place of the first bit that is set among
/// the other 52. Many values leave high ranks; the estimate has a standard error of `1.04 /
/// sqrt(4096)` = 1.6 %. Both forms depend on nothing but the set of hashes, and two are merged by
/// union or maximum.
///
/// Adding takes some nanoseconds, and up to 2 KiB are kept, then 4 KiB; reading goes over the
/// registers once.
///
/// Sources: Flajolet, Fusy, Gandouet, Meunier, HyperLogLog, 2007. Ertl, New cardinality estimation
/// algorithms for HyperLogLog sketches, arXiv:1702.01284, algorithm 6: an estimate without bias for
/// all sizes and without tables. For one thread.
public final class DistinctSketch {

    /// As many hashes as take half the memory of registers.
    public static final int EXACT_MAX = 256;

    private static final int PRECISION = 12;
    private static final int REGISTER_COUNT = 1 << PRECISION;

    /// Bits of a hash that give the rank; a register with more is full.
    private static final int RANK_BITS = Long.SIZE - PRECISION;

    private static final int RANK_MAX = RANK_BITS + 1;

    /// `1 / (2 ln 2)`, the constant of the estimate for many registers.
    private static final double ALPHA = 0.721_347_520_444_481_7;

    /// The bytes of all registers at six bits each.
    private static final int PACKED_BYTE_COUNT = REGISTER_COUNT * 6 / Byte.SIZE;

    /// Up to here, registers are shorter in bytes one by one, at two or little more each.
    private static final int SPARSE_MAX = PACKED_BYTE_COUNT / 2;

    private static final long[] NONE = {};

    private long[] hashes = NONE;
    private int size;
    private byte @Nullable [] registers;

    /// Adds the hash of a value.
    public void add(long hash) {
        if (registers != null) {
            raise(registers, hash);
            return;
        }
        int at = Arrays.binarySearch(hashes, 0, size, hash);
        if (at >= 0) {
            return;
        }
        if (size == EXACT_MAX) {
            raise(toRegisters(), hash);
        } else {
            insert(-at - 1, hash);
        }
    }

    private void insert(int at, long hash) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.clamp(2L * size, 4, EXACT_MAX));
        }
        System.arraycopy(hashes, at, hashes, at + 1, size - at);
        hashes[at] = hash;
        size++;
    }

    private static void raise(byte[] registers, long hash) {
        int register = (int) (hash >>> RANK_BITS);
        int rank = Math.min(Long.numberOfLeadingZeros(hash << PRECISION) + 1, RANK_MAX);
        if (rank > registers[register]) {
            registers[register] = (byte) rank;
        }
    }

    private byte[] toRegisters() {
        if (registers == null) {
            registers = new byte[REGISTER_COUNT];
            for (int i = 0; i < size; i++) {
                raise(registers, hashes[i]);
            }
            hashes = NONE;
            size = 0;
        }
        return registers;
    }

    /// Adds what another has.
    public void merge(DistinctSketch other) {
        if (other.registers == null) {
            for (int i = 0; i < other.size; i++) {
                add(other.hashes[i]);
            }
            return;
        }
        byte[] mine = toRegisters();
        for (int i = 0; i < REGISTER_COUNT; i++) {
            mine[i] = (byte) Math.max(mine[i], other.registers[i]);
        }
    }

    public boolean isEmpty() {
        return size == 0 && registers == null;
    }

    /// How many different values there were, about.
    public long count() {
        return registers == null ? size : Math.round(estimate(histogram(registers)));
    }

    /// How many registers have each rank.
    private static int[] histogram(byte[] registers) {
        int[] counts = new int[RANK_MAX + 1];
        for (byte rank : registers) {
            counts[rank]++;
        }
        return counts;
    }

    private static double estimate(int[] counts) {
        double all = REGISTER_COUNT;
        double sum = all * tau(1 - counts[RANK_MAX] / all);
        for (int rank = RANK_BITS; rank >= 1; rank--) {
            sum = 0.5 * (sum + counts[rank]);
        }
        sum += all * sigma(counts[0] / all);
        return ALPHA * all * all / sum;
    }

    /// What registers that no value met stand for: `x + sum of x^(2^k) 2^(k-1)` for k from 1.
    private static double sigma(double share) {
        double power = share;
        double factor = 1;
        double sum = share;
        double before = Double.NaN;
        while (sum != before) {
            before = sum;
            power *= power;
            sum += power * factor;
            factor += factor;
        }
        return sum;
    }

    /// What registers that are full stand for: a third of `1 - x - sum of (1 - x^(2^-k))^2 2^-k`.
    private static double tau(double share) {
        if (share == 0 || share == 1) {
            return 0;
        }
        double root = share;
        double factor = 1;
        double sum = 1 - share;
        double before = Double.NaN;
        while (sum != before) {
            before = sum;
            root = Math.sqrt(root);
            factor *= 0.5;
            sum -= (1 - root) * (1 - root) * factor;
        }
        return sum / 3;
    }

    /// Writes the number of hashes and them; or one more than there can be, the number of registers
    /// that are not 0, and these one by one, or all of them if that is shorter.
    public void write(ByteWriter out) {
        if (registers == null) {
            out.writeUnsigned(size);
            for (int i = 0; i < size; i++) {
                out.writeLong(hashes[i]);
            }
            return;
        }
        int used = REGISTER_COUNT - histogram(registers)[0];
        out.writeUnsigned(EXACT_MAX + 1);
        out.writeUnsigned(used);
        if (used <= SPARSE_MAX) {
            writeSparse(out, registers);
        } else {
            writePacked(out, registers);
        }
    }

    private static void writeSparse(ByteWriter out, byte[] registers) {
        int next = 0;
        for (int i = 0; i < REGISTER_COUNT; i++) {
            if (registers[i] != 0) {
                out.writeUnsigned(i - next);
                out.writeByte(registers[i]);
                next = i + 1;
            }
        }
    }

    /// Four registers in three bytes.
    private static void writePacked(ByteWriter out, byte[] registers) {
        for (int i = 0; i < REGISTER_COUNT; i += 4) {
            int four = 0;
            for (int k = 3; k >= 0; k--) {
                four = four << 6 | registers[i + k];
            }
            out.writeByte(four);
            out.writeByte(four >> 8);
            out.writeByte(four >> 16);
        }
    }

    /// Reads what was written into a sketch of nothing.
    public void read(ByteReader in) {
        int count = Counts.read(in, 0, EXACT_MAX + 1);
        if (count <= EXACT_MAX) {
            readHashes(in, count);
            return;
        }
        int used = Counts.read(in, 1, REGISTER_COUNT);
        if (used <= SPARSE_MAX) {
            registers = readSparse(in, used);
        } else {
            registers = readPacked(in);
        }
    }

    private void readHashes(ByteReader in, int count) {
        if (count > in.remaining() / Long.BYTES) {
            throw new IllegalArgumentException(count + " hashes in " + in.remaining() + " bytes");
        }
        hashes = new long[count];
        for (int i = 0; i < count; i++) {
            hashes[i] = in.readLong();
            if (i > 0 && hashes[i] <= hashes[i - 1]) {
                throw new IllegalArgumentException("hashes out of order (expected: ascending)");
            }
        }
        size = count;
    }

    private static byte[] readSparse(ByteReader in, int used) {
        byte[] registers = new byte[REGISTER_COUNT];
        int next = 0;
        for (int i = 0; i < used; i++) {
            int register = next + Counts.read(in, 0, REGISTER_COUNT - 1 - next);
            registers[register] = (byte) Counts.read(in, 1, RANK_MAX);
            next = register + 1;
        }
        return registers;
    }

    private static byte[] readPacked(ByteReader in) {
        byte[] packed = in.readRaw(PACKED_BYTE_COUNT);
        byte[] registers = new byte[REGISTER_COUNT];
        for (int i = 0; i < REGISTER_COUNT; i++) {
            int bit = 6 * i;
            int at = bit / Byte.SIZE;
            int two =
                    (packed[at] & 0xFF)
                            | (at + 1 < packed.length ? (packed[at + 1] & 0xFF) << Byte.SIZE : 0);
            int rank = two >> (bit % Byte.SIZE) & 0x3F;
            if (rank > RANK_MAX) {
                throw new IllegalArgumentException(
                        "rank " + rank + " (expected: at most " + RANK_MAX + ")");
            }
            registers[i] = (byte) rank;
        }
        return registers;
    }
}

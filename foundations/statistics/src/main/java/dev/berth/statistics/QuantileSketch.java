package dev.berth.statistics;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.util.Arrays;

/// Quantiles of float64 numbers with a relative error of at most 1 %, by DDSketch: how many numbers
/// fell into each of many buckets.
///
/// Between two powers of two lie [#BUCKETS_PER_OCTAVE] buckets of equal width. The widest, seen
/// from its bounds `l` and `u`, is the first, with `u = 1.02 l`; the number `2 l u / (l + u)` is
/// off from all in the bucket by at most `(u - l) / (u + l) < 1 %`. Logarithmic buckets would be
/// about a third fewer, but these are found with integers alone, so that all machines find the
/// same.
///
/// Buckets are numbered in the order of their numbers: 0 for zeros, from 1 for positive numbers,
/// the smallest first, and from -1 downwards for negative ones. Infinities have a bucket each. Only
/// buckets with numbers are kept, sorted; the range of float64 bounds them to some 210 000, that of
/// numbers between a millionth and a million to 2000 of each sign. Adding searches for a bucket in
/// logarithmic time; reading goes over all of them.
///
/// Source: Masson, Rim, Lee, DDSketch: a fast and fully-mergeable quantile sketch with
/// relative-error guarantees, VLDB 2019; the buckets are its linear interpolation of the logarithm.
/// For one thread.
public final class QuantileSketch {
    private static final int BUCKETS_PER_OCTAVE = 50;
    private static final int MANTISSA_BITS = 52;
    private static final long MANTISSA_MASK = (1L << MANTISSA_BITS) - 1;
    private static final int EXPONENT_MIN = -1074;

    /// The bucket of infinity.
    private static final int BUCKET_MAX =
            (Double.MAX_EXPONENT + 1 - EXPONENT_MIN) * BUCKETS_PER_OCTAVE + 1;

    /// A sketch with so many times fewer buckets is merged bucket by bucket, which is quicker then.
    private static final int SMALLER_FACTOR = 4;

    private static final int[] NO_BUCKETS = {};
    private static final long[] NO_COUNTS = {};

    private int[] buckets = NO_BUCKETS;
    private long[] counts = NO_COUNTS;
    private int size;
    private long total;

    /// Adds a number that is not NaN.
    public void add(double value) {
        add(bucketOf(value), 1);
        total++;
    }

    private void add(int bucket, long count) {
        int at = Arrays.binarySearch(buckets, 0, size, bucket);
        if (at < 0) {
            at = -at - 1;
            reserve(size + 1);
            System.arraycopy(buckets, at, buckets, at + 1, size - at);
            System.arraycopy(counts, at, counts, at + 1, size - at);
            buckets[at] = bucket;
            counts[at] = 0;
            size++;
        }
        counts[at] += count;
    }

    private void reserve(int capacity) {
        if (capacity > buckets.length) {
            int grown = Math.max(capacity, buckets.length + (buckets.length >> 1) + 2);
            buckets = Arrays.copyOf(buckets, grown);
            counts = Arrays.copyOf(counts, grown);
        }
    }

    static int bucketOf(double value) {
        if (value == 0) {
            return 0;
        }
        long bits = Double.doubleToRawLongBits(value) & Long.MAX_VALUE;
        int exponent = (int) (bits >>> MANTISSA_BITS) - Double.MAX_EXPONENT;
        long mantissa = bits & MANTISSA_MASK;
        if (exponent < Double.MIN_EXPONENT) {
            // Less than the first power of two with a mantissa of full length.
            int missing = Long.numberOfLeadingZeros(mantissa) - (Long.SIZE - 1 - MANTISSA_BITS);
            exponent = Double.MIN_EXPONENT - missing;
            mantissa = (mantissa << missing) & MANTISSA_MASK;
        }
        int within = (int) ((mantissa * BUCKETS_PER_OCTAVE) >>> MANTISSA_BITS);
        int bucket = (exponent - EXPONENT_MIN) * BUCKETS_PER_OCTAVE + within + 1;
        return value < 0 ? -bucket : bucket;
    }

    /// The number that stands for all in the bucket.
    static double valueOf(int bucket) {
        if (bucket == 0) {
            return 0;
        }
        int place = Math.abs(bucket) - 1;
        int within = place % BUCKETS_PER_OCTAVE;
        double lower = 1 + (double) within / BUCKETS_PER_OCTAVE;
        double upper = 1 + (double) (within + 1) / BUCKETS_PER_OCTAVE;
        double middle = 2 * lower * upper / (lower + upper);
        double value = Math.scalb(middle, place / BUCKETS_PER_OCTAVE + EXPONENT_MIN);
        return bucket < 0 ? -value : value;
    }

    /// Adds what another has.
    public void merge(QuantileSketch other) {
        if (other.size < size / SMALLER_FACTOR) {
            for (int i = 0; i < other.size; i++) {
                add(other.buckets[i], other.counts[i]);
            }
        } else {
            mergeAll(other);
        }
        total += other.total;
    }

    /// Merges two sorted lists into one.
    private void mergeAll(QuantileSketch other) {
        int both = size + other.size - countShared(other);
        reserve(both);
        int mine = size - 1;
        int theirs = other.size - 1;
        // From the end, so that nothing is overwritten that is still to be read.
        for (int at = both - 1; theirs >= 0; at--) {
            int order = mine < 0 ? -1 : Integer.compare(buckets[mine], other.buckets[theirs]);
            long count = 0;
            int bucket = order >= 0 ? buckets[mine] : other.buckets[theirs];
            if (order >= 0) {
                count += counts[mine--];
            }
            if (order <= 0) {
                count += other.counts[theirs--];
            }
            buckets[at] = bucket;
            counts[at] = count;
        }
        size = both;
    }

    private int countShared(QuantileSketch other) {
        int shared = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < size && theirs < other.size) {
            int order = Integer.compare(buckets[mine], other.buckets[theirs]);
            shared += order == 0 ? 1 : 0;
            mine += order <= 0 ? 1 : 0;
            theirs += order >= 0 ? 1 : 0;
        }
        return shared;
    }

    public boolean isEmpty() {
        return total == 0;
    }

    /// About the number at place `floor(share * (n - 1))` of all `n`, sorted, counted from 0; there
    /// is at least one.
    public double quantile(double share) {
        long place = (long) (share * (total - 1));
        int at = 0;
        for (long before = counts[0]; before <= place; before += counts[at]) {
            at++;
        }
        return valueOf(buckets[at]);
    }

    /// Writes the number of buckets, and for each how far it is from the one before and its count.
    public void write(ByteWriter out) {
        out.writeUnsigned(size);
        int last = 0;
        for (int i = 0; i < size; i++) {
            out.writeSigned((long) buckets[i] - last);
            out.writeUnsigned(counts[i]);
            last = buckets[i];
        }
    }

    /// Reads what was written into a sketch of nothing.
    public void read(ByteReader in) {
        int count = in.readCount();
        reserve(Math.min(count, 2 * BUCKET_MAX + 1));
        long last = 0;
        for (int i = 0; i < count; i++) {
            long bucket = last + in.readSigned();
            if (bucket < -BUCKET_MAX || bucket > BUCKET_MAX || (i > 0 && bucket <= last)) {
                throw new IllegalArgumentException(
                        "bucket " + bucket + " (expected: ascending from -" + BUCKET_MAX + ")");
            }
            buckets[i] = (int) bucket;
            counts[i] = Counts.read(in);
            if (counts[i] == 0) {
                throw new IllegalArgumentException("a bucket of nothing (expected: at least 1)");
            }
            total = Counts.requireWithin(total + counts[i]);
            last = bucket;
        }
        size = count;
    }
}

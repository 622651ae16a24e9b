package dev.berth.evaluation.bootstrap;

/// Table of 256 equally likely draws that are distributed as a Poisson variable with mean 1, as far
/// as 256 can be: mean and variance are exactly 1, the third moment is 1276/256 instead of 5, and
/// no probability is off by more than 1.1/256.
final class PoissonTable {
    /// How many of the 256 draws are 0, 1, 2, and so on. Rounding 256 times the probabilities gives
    /// 94, 94, 47, 16, 4, 1 with a mean of 257/256; one 2 that becomes a 1 mends mean and variance.
    private static final String COUNTS = "94,95,46,16,4,1";

    private static final byte[] DRAWS = draws();

    private PoissonTable() {}

    private static byte[] draws() {
        var draws = new byte[256];
        int at = 0;
        byte value = 0;
        for (String count : COUNTS.split(",", -1)) {
            for (int i = 0; i < Integer.parseInt(count); i++) {
                draws[at++] = value;
            }
            value++;
        }
        return draws;
    }

    /// The draw of eight random bits; others are ignored.
    static byte draw(long bits) {
        return DRAWS[(int) bits & 0xFF];
    }
}

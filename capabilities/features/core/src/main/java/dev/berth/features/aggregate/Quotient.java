package dev.berth.features.aggregate;

import java.math.BigInteger;

/// Quotients of whole numbers of any size as float64, rounded once, half to even.
final class Quotient {

    /// With so many bits and one that stands for all that follow, every rounding to 53 is right.
    private static final int BITS_MIN = 66;

    private Quotient() {}

    /// `dividend * 2^exponent / divisor`, for a positive divisor. 0 is 0.0.
    static double of(BigInteger dividend, int exponent, long divisor) {
        if (dividend.signum() == 0) {
            return 0.0;
        }
        BigInteger by = BigInteger.valueOf(divisor);
        BigInteger magnitude = dividend.abs();
        int shift = Math.max(0, BITS_MIN + by.bitLength() - magnitude.bitLength());
        BigInteger[] parts = magnitude.shiftLeft(shift).divideAndRemainder(by);
        double rounded = round(parts[0], parts[1].signum() != 0, exponent - shift);
        return dividend.signum() < 0 ? -rounded : rounded;
    }

    /// @param inexact whether the value is a little more than `bits * 2^exponent`
    private static double round(BigInteger bits, boolean inexact, int exponent) {
        int length = bits.bitLength();
        int leading = exponent + length - 1;
        int precision = Math.min(53, leading - Double.MIN_EXPONENT + 53);
        if (precision < 0) {
            return 0.0;
        }
        int dropped = length - precision;
        long kept = bits.shiftRight(dropped).longValueExact();
        boolean half = bits.testBit(dropped - 1);
        boolean more = inexact || bits.getLowestSetBit() < dropped - 1;
        if (half && (more || (kept & 1) != 0)) {
            kept++;
        }
        return Math.scalb((double) kept, exponent + dropped);
    }
}

package dev.berth.protocol.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The number that a [JsonScanner] read last, convertible to each numeric type.
///
/// While scanning, up to 18 significant digits gather in a long. A decimal `m * 10^e` with `m` at
/// most 2^53 and `|e|` at most 22 needs one correctly rounded operation to become a double (Clinger
/// 1990); a float needs only that the double, a few units in the last place off at worst, is not
/// near the middle between two floats. All other numbers go to Java's parser.
public final class JsonNumber {
    private static final int DIGITS_MAX = 18;
    private static final long EXACT_DOUBLE_MAX = 1L << 53;
    // Exponents beyond overflow or vanish in every type, whatever the digits of a bounded request.
    private static final int EXPONENT_MAX = 1_000_000_000;
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };
    // The 29 bits of a double's fraction below a float's.
    private static final long BELOW_FLOAT_MASK = (1L << 29) - 1;
    private static final long FLOAT_MIDDLE = 1L << 28;
    private static final long FLOAT_MIDDLE_DISTANCE_MIN = 8;

    private final byte[] bytes;
    private final int end;
    private int from;
    private int to;
    private boolean negative;
    private boolean whole;
    private boolean complete;
    private long digits;
    private int digitCount;
    private int exponent;
    private boolean finite;
    private double nonFinite;

    JsonNumber(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /// Scans a number at `start`; gives its end, or `-p - 1` for an error at `p`.
    int scan(int start) {
        from = start;
        finite = true;
        whole = true;
        complete = true;
        digits = 0;
        digitCount = 0;
        exponent = 0;
        int p = start;
        negative = byteAt(p) == '-';
        if (negative) {
            p++;
        }
        int first = p;
        p = scanDigits(p);
        if (p == first || (byteAt(first) == '0' && p > first + 1)) {
            return -(p == first ? p : first + 1) - 1;
        }
        if (byteAt(p) == '.') {
            whole = false;
            int fraction = p + 1;
            p = scanDigits(fraction);
            if (p == fraction) {
                return -p - 1;
            }
            // Digits that no longer fit have raised the exponent already.
            exponent -= p - fraction;
        }
        if (byteAt(p) == 'e' || byteAt(p) == 'E') {
            p = scanExponent(p + 1);
        }
        to = p;
        return p;
    }

    private int scanDigits(int start) {
        // In locals: the compiler must store a field at every digit.
        long gathered = digits;
        int count = digitCount;
        int p = start;
        while (p < end) {
            int digit = bytes[p] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            if (count < DIGITS_MAX) {
                gathered = gathered * 10 + digit;
                if (gathered != 0) {
                    count++;
                }
            } else {
                complete &= digit == 0;
                exponent++;
            }
            p++;
        }
        digits = gathered;
        digitCount = count;
        return p;
    }

    private int scanExponent(int start) {
        whole = false;
        int p = start;
        boolean minus = byteAt(p) == '-';
        if (minus || byteAt(p) == '+') {
            p++;
        }
        int first = p;
        long value = 0;
        while (byteAt(p) >= '0' && byteAt(p) <= '9') {
            value = Math.min(EXPONENT_MAX, value * 10 + (byteAt(p) - '0'));
            p++;
        }
        if (p == first) {
            return -p - 1;
        }
        exponent =
                (int)
                        Math.clamp(
                                exponent + (minus ? -value : value),
                                -2L * EXPONENT_MAX,
                                2L * EXPONENT_MAX);
        return p;
    }

    /// Scans NaN, Infinity or -Infinity at `start`; gives its end, or -1 if there is none.
    int scanNonFinite(int start) {
        byte b = byteAt(start);
        if (b == 'N' && matches(start, "NaN")) {
            return take(start, 3, Double.NaN);
        }
        if (b == 'I' && matches(start, "Infinity")) {
            return take(start, 8, Double.POSITIVE_INFINITY);
        }
        if (b == '-' && matches(start, "-Infinity")) {
            return take(start, 9, Double.NEGATIVE_INFINITY);
        }
        return -1;
    }

    private int take(int start, int length, double value) {
        from = start;
        to = start + length;
        finite = false;
        whole = false;
        nonFinite = value;
        return to;
    }

    private boolean matches(int start, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (byteAt(start + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private byte byteAt(int index) {
        return index < end ? bytes[index] : -1;
    }

    /// Whether this is NaN, Infinity or -Infinity as a token; a finite number that is too large for
    /// a double is not.
    public boolean isNonFinite() {
        return !finite;
    }

    /// Whether this is a whole number from -2^63 to 2^63 - 1; `1.0` and `1e3` are.
    public boolean isInt64() {
        if (whole && complete && exponent == 0) {
            return true;
        }
        BigDecimal value = smallWhole();
        return value != null
                && value.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0
                && value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    }

    /// The number, if [#isInt64()].
    public long int64() {
        if (whole && complete && exponent == 0) {
            return negative ? -digits : digits;
        }
        return requireWhole().longValue();
    }

    /// Whether this is a whole number from 0 to 2^64 - 1.
    public boolean isUint64() {
        if (whole && complete && exponent == 0) {
            return !negative || digits == 0;
        }
        BigDecimal value = smallWhole();
        return value != null && value.signum() >= 0 && value.toBigInteger().bitLength() <= 64;
    }

    /// The number as 64 bits, if [#isUint64()].
    public long uint64() {
        return whole && complete && exponent == 0
                ? digits
                : requireWhole().toBigInteger().longValue();
    }

    private BigDecimal requireWhole() {
        BigDecimal value = smallWhole();
        if (value == null) {
            throw new IllegalStateException(text() + " is not a whole number");
        }
        return value;
    }

    /// The number if it is whole and has at most 20 digits, otherwise null.
    private @Nullable BigDecimal smallWhole() {
        // A whole number of 64 bits that is written in more characters is not worth reading.
        if (!finite || to - from > 100 || Math.abs((long) exponent) > 100) {
            return null;
        }
        var value = new BigDecimal(text()).stripTrailingZeros();
        return value.scale() <= 0 && value.precision() - value.scale() <= 20 ? value : null;
    }

    /// The nearest double; an infinity if it is too large.
    public double float64() {
        if (!finite) {
            return nonFinite;
        }
        if (complete && digits <= EXACT_DOUBLE_MAX && Math.abs(exponent) <= 22) {
            double value = scaled();
            return negative ? -value : value;
        }
        return Double.parseDouble(text());
    }

    /// The nearest float; an infinity if it is too large.
    public float float32() {
        if (!finite) {
            return (float) nonFinite;
        }
        if (complete && Math.abs(exponent) <= 22) {
            double value = scaled();
            long below = Double.doubleToRawLongBits(value) & BELOW_FLOAT_MASK;
            // Subnormal floats have their middles elsewhere.
            if ((Math.abs(below - FLOAT_MIDDLE) >= FLOAT_MIDDLE_DISTANCE_MIN
                            && value >= Float.MIN_NORMAL)
                    || value == 0) {
                return (float) (negative ? -value : value);
            }
        }
        return Float.parseFloat(text());
    }

    private double scaled() {
        return exponent < 0 ? digits / POWERS_OF_TEN[-exponent] : digits * POWERS_OF_TEN[exponent];
    }

    /// The number as it is written.
    public String text() {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }
}

package dev.berth.placement.calibration;

import dev.berth.catalog.profile.Machine;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Measured speed of a machine, as `berth calibrate` writes it.
///
/// @param arithmetic floating-point operations a second of one core
/// @param arithmeticAllCores the same, of all cores at once
/// @param memory bytes a second of one core
/// @param memoryAllCores the same, of all cores at once
public record Calibration(
        Machine machine,
        Instant measuredAt,
        MeasuredRate arithmetic,
        MeasuredRate arithmeticAllCores,
        MeasuredRate memory,
        MeasuredRate memoryAllCores) {
    /// Version of the file's form.
    public static final int FORMAT = 1;

    /// As JSON's values.
    public Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("format", (long) FORMAT);
        plain.put("machine", machine.plain());
        plain.put("measuredAt", measuredAt.toString());
        plain.put("arithmetic", plain("flop/s", arithmetic));
        plain.put("arithmeticAllCores", plain("flop/s", arithmeticAllCores));
        plain.put("memory", plain("bytes/s", memory));
        plain.put("memoryAllCores", plain("bytes/s", memoryAllCores));
        return plain;
    }

    private static Map<String, @Nullable Object> plain(String unit, MeasuredRate rate) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("unit", unit);
        plain.put("median", rate.median());
        plain.put("low", rate.low());
        plain.put("high", rate.high());
        return plain;
    }

    /// Reads what [#plain] gives.
    ///
    /// @throws IllegalArgumentException that says what is missing or wrong
    public static Calibration ofPlain(Map<?, ?> plain) {
        if (!(plain.get("format") instanceof Number format) || format.longValue() != FORMAT) {
            throw new IllegalArgumentException(
                    "format " + plain.get("format") + " (expected: " + FORMAT + ")");
        }
        if (!(plain.get("machine") instanceof Map<?, ?> machine)) {
            throw new IllegalArgumentException("no object 'machine'");
        }
        return new Calibration(
                Machine.ofPlain(machine),
                instant(plain.get("measuredAt")),
                rate(plain, "arithmetic"),
                rate(plain, "arithmeticAllCores"),
                rate(plain, "memory"),
                rate(plain, "memoryAllCores"));
    }

    private static Instant instant(@Nullable Object value) {
        try {
            return Instant.parse(String.valueOf(value));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "measuredAt '" + value + "' (expected: like 2026-12-01T09:00:00Z)", e);
        }
    }

    private static MeasuredRate rate(Map<?, ?> plain, String key) {
        if (!(plain.get(key) instanceof Map<?, ?> rate)) {
            throw new IllegalArgumentException("no object '" + key + "'");
        }
        return new MeasuredRate(
                number(rate, key, "median"), number(rate, key, "low"), number(rate, key, "high"));
    }

    private static double number(Map<?, ?> rate, String key, String name) {
        if (rate.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("no number '" + key + "." + name + "'");
    }
}

package dev.berth.architecture;

import dev.berth.core.endpoint.GraphVariant;
import dev.berth.core.endpoint.ServiceLevel;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Field;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Quantities as people read them.
final class QuantityFormatter {
    private QuantityFormatter() {}

    static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + " ms";
        }
        long seconds = millis / 1000;
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + " min" : seconds + " s";
    }

    /// A part of a whole in percent.
    static String share(double part, double whole) {
        double percent = whole == 0 ? 0 : 100 * part / whole;
        return number(Math.round(percent * 10) / 10.0) + " %";
    }

    /// What is called in place of what.
    static String replaced(GraphVariant arm) {
        List<String> others = new ArrayList<>();
        arm.replaced().forEach((callee, other) -> others.add(other + " for " + callee));
        return String.join(", ", others);
    }

    static String promise(ServiceLevel level) {
        List<String> promises = new ArrayList<>();
        level.availability().ifPresent(goal -> promises.add(percent(goal) + " % answered"));
        level.latency()
                .ifPresent(
                        latency ->
                                promises.add(
                                        percent(latency.share())
                                                + " % within "
                                                + duration(latency.within())));
        return "promises "
                + String.join(", ", promises)
                + ", over "
                + level.window().toDays()
                + " days";
    }

    /// As it was written: 99.95, not 99.9 or 99.95000000000001.
    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%s", value);
    }

    /// @param record the shape of one record
    static String type(Field field, DeclaredShape record) {
        return record.rank() == 0 ? field.type().label() : field.type().label() + " " + record;
    }
}

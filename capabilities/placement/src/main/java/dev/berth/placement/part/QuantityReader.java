package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reader of quantities with units. What is no quantity of the dimension is reported at its place.
final class QuantityReader {
    private static final Pattern FORM =
            Pattern.compile(
                    "(\\$?) ?([0-9]{1,15}(?:\\.[0-9]{1,12})?(?:[eE][+-]?[0-9]{1,3})?) ?(.{0,16})");

    /// More than any scenario has, and little enough that sums and products stay finite.
    private static final double MAX = 1e15;

    /// Prices of a byte are the smallest.
    private static final double MIN = 1e-18;

    /// Whether 0 is a value.
    enum Zero {
        ALLOWED,
        REFUSED
    }

    private QuantityReader() {}

    /// The value in SI units of an entry; empty if it is missing or was reported.
    static Optional<Double> read(DocumentNode place, String key, Dimension dimension, Zero zero) {
        return place.child(key).flatMap(node -> read(node, dimension, zero));
    }

    /// A value that is greater than 0.
    static Optional<Double> read(DocumentNode place, String key, Dimension dimension) {
        return read(place, key, dimension, Zero.REFUSED);
    }

    static Optional<Double> read(DocumentNode node, Dimension dimension, Zero zero) {
        if (!node.isSound()) {
            return Optional.empty();
        }
        if (node.value() instanceof Number number) {
            return withoutUnit(node, number.toString(), dimension);
        }
        Matcher matcher = FORM.matcher(node.text().orElse("").strip());
        if (!matcher.matches()) {
            return refuse(node, dimension);
        }
        String unit = matcher.group(1) + matcher.group(3).strip();
        double amount = Double.parseDouble(matcher.group(2));
        if (unit.isEmpty() || unit.equals("$")) {
            return withoutUnit(node, matcher.group(2), dimension);
        }
        Double factor = dimension.units().get(unit);
        return factor == null
                ? wrongUnit(node, unit, matcher.group(2), dimension)
                : bounded(node, amount * factor, dimension, zero);
    }

    private static Optional<Double> bounded(
            DocumentNode node, double value, Dimension dimension, Zero zero) {
        boolean isZero = value == 0 && zero == Zero.ALLOWED;
        boolean isTooGreat = dimension == Dimension.SHARE && value > 1;
        if (isZero || (value >= MIN && value <= MAX && !isTooGreat)) {
            return Optional.of(value);
        }
        node.error(
                node.described(),
                dimension.expectation()
                        + (zero == Zero.ALLOWED ? ", from 0" : ", greater than 0")
                        + (dimension == Dimension.SHARE ? " to 100%" : ""),
                "write a value in this range");
        return Optional.empty();
    }

    private static Optional<Double> refuse(DocumentNode node, Dimension dimension) {
        node.error(
                node.described(),
                dimension.expectation(),
                "write it as in `" + dimension.example() + "`");
        return Optional.empty();
    }

    private static Optional<Double> withoutUnit(
            DocumentNode node, String amount, Dimension dimension) {
        String readings =
                switch (dimension) {
                    case TIME -> "`" + amount + " ms` or `" + amount + " s`";
                    case BYTES -> "`" + amount + " MB` or `" + amount + " GB`";
                    case BANDWIDTH -> "`" + amount + " Mbit/s` or `" + amount + " MB/s`";
                    case RATE -> "`" + amount + "/s` or `" + amount + "/day`";
                    case SHARE -> "`" + amount + "%`, or a hundred times that";
                    case HOURLY_PRICE -> "`$" + amount + "/h` or `$" + amount + "/month`";
                    case BYTE_PRICE -> "`$" + amount + "/GB` or `$" + amount + "/MB`";
                    case MONTHLY_PRICE -> "`$" + amount + "/month` or `$" + amount + "/year`";
                    case POWER -> "`" + amount + " mW` or `" + amount + " W`";
                    case CHARGE -> "`" + amount + " mWh` or `" + amount + " Wh`";
                    case ENERGY_PER_BYTE -> "`" + amount + " nJ/B` or `" + amount + " uJ/B`";
                };
        node.error(
                node.described() + ", which lacks its unit",
                dimension.expectation(),
                "say which is meant: " + readings);
        return Optional.empty();
    }

    private static Optional<Double> wrongUnit(
            DocumentNode node, String unit, String amount, Dimension dimension) {
        node.error(
                node.described() + meaning(unit),
                dimension.expectation() + "; units are " + String.join(", ", units(dimension)),
                remedy(unit, amount, dimension));
        return Optional.empty();
    }

    private static String meaning(String unit) {
        for (Dimension other : Dimension.values()) {
            if (other.units().containsKey(unit)) {
                return ", which is " + other.expectation().replaceFirst(",.*", "");
            }
        }
        return "";
    }

    /// Bits are often written for bytes.
    private static String remedy(String unit, String amount, Dimension dimension) {
        Map<String, String> bits =
                Map.of(
                        "Mb", "M", "Mbps", "M", "mbps", "M", "Mb/s", "M", "Mbit", "M", "MBps", "M",
                        "kbps", "k", "Gbps", "G", "Gb", "G", "Gbit", "G");
        String prefix = bits.get(unit);
        if (prefix == null && dimension == Dimension.BANDWIDTH && unit.endsWith("B")) {
            return "say for how long: `" + amount + " " + unit + "/s`";
        }
        if (prefix == null) {
            return "write it as in `" + dimension.example() + "`";
        }
        String per = dimension == Dimension.BANDWIDTH ? "/s" : "";
        String inBits = "`" + amount + " " + prefix + "bit" + per + "`";
        String inBytes = "`" + amount + " " + prefix + "B" + per + "`";
        return dimension == Dimension.BANDWIDTH
                ? "say which is meant: " + inBits + " or " + inBytes
                : dimension == Dimension.BYTES
                        ? "write bytes: " + inBytes + ", or an eighth of it if it is in bits"
                        : "write it as in `" + dimension.example() + "`";
    }

    private static List<String> units(Dimension dimension) {
        return dimension.units().keySet().stream().sorted().toList();
    }
}

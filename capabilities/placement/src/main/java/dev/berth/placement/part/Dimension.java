package dev.berth.placement.part;

import java.util.LinkedHashMap;
import java.util.Map;

/// Dimension of a quantity, with the units that a file may use and their values in SI units.
enum Dimension {
    TIME("a time with its unit", "40 ms"),
    BYTES("a size in bytes with its unit", "2 GB"),
    BANDWIDTH("a bandwidth with its unit", "54 Mbit/s"),
    RATE("a rate with its unit", "15/s"),
    SHARE("a share in percent", "30%"),
    HOURLY_PRICE("a price for an hour", "$0.80/h"),
    BYTE_PRICE("a price for an amount of data", "$10/GB"),
    MONTHLY_PRICE("a price for a month", "$0.50/month"),
    POWER("a power with its unit", "0.5 W"),
    CHARGE("the energy of a battery with its unit", "1.2 Wh"),
    ENERGY_PER_BYTE("the energy of a byte with its unit", "250 nJ/B");

    private static final double MINUTE = 60;
    private static final double HOUR = 3600;
    private static final double DAY = 86_400;

    private final String expectation;
    private final String example;

    Dimension(String expectation, String example) {
        this.expectation = expectation;
        this.example = example;
    }

    /// What it is, with an example.
    String expectation() {
        return expectation + ", such as `" + example + "`";
    }

    String example() {
        return example;
    }

    /// Values of the units by name; prices begin with `$`.
    Map<String, Double> units() {
        return switch (this) {
            case TIME -> times();
            case BYTES -> bytes("");
            case BANDWIDTH -> bandwidths();
            case RATE -> Map.of("/s", 1.0, "/min", 1 / MINUTE, "/h", 1 / HOUR, "/day", 1 / DAY);
            case SHARE -> Map.of("%", 0.01);
            case HOURLY_PRICE -> Map.of("$/h", 1.0, "$/month", 1.0 / 730);
            case BYTE_PRICE -> Map.of("$/GB", 1e-9, "$/MB", 1e-6, "$/TB", 1e-12);
            case MONTHLY_PRICE -> Map.of("$/month", 1.0, "$/year", 1.0 / 12);
            case POWER -> Map.of("W", 1.0, "mW", 1e-3, "kW", 1e3);
            case CHARGE -> Map.of("Wh", 1.0, "mWh", 1e-3, "kWh", 1e3);
            case ENERGY_PER_BYTE -> Map.of("nJ/B", 1e-9, "uJ/B", 1e-6, "µJ/B", 1e-6, "J/GB", 1e-9);
        };
    }

    private static Map<String, Double> times() {
        Map<String, Double> units = new LinkedHashMap<>();
        units.put("us", 1e-6);
        units.put("µs", 1e-6);
        units.put("ms", 1e-3);
        units.put("s", 1.0);
        units.put("min", MINUTE);
        units.put("h", HOUR);
        units.put("day", DAY);
        units.put("days", DAY);
        return units;
    }

    private static Map<String, Double> bytes(String per) {
        Map<String, Double> units = new LinkedHashMap<>();
        units.put("B" + per, 1.0);
        units.put("kB" + per, 1e3);
        units.put("MB" + per, 1e6);
        units.put("GB" + per, 1e9);
        units.put("TB" + per, 1e12);
        units.put("KiB" + per, 0x1p10);
        units.put("MiB" + per, 0x1p20);
        units.put("GiB" + per, 0x1p30);
        return units;
    }

    private static Map<String, Double> bandwidths() {
        Map<String, Double> units = new LinkedHashMap<>();
        units.put("bit/s", 1 / 8.0);
        units.put("kbit/s", 1e3 / 8);
        units.put("Mbit/s", 1e6 / 8);
        units.put("Gbit/s", 1e9 / 8);
        units.putAll(bytes("/s"));
        return units;
    }
}

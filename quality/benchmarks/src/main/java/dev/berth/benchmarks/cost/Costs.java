package dev.berth.benchmarks.cost;

import java.time.Duration;
import java.util.List;

/// Measures each [CostCase] three times, after once that does not count, and prints the least
/// beside its figure. Ends with status 1 if one is above.
public final class Costs {
    private static final int RUNS = 3;

    private Costs() {}

    private static List<CostCase> cases() {
        return List.of(new SliceSearchCase());
    }

    public static void main(String[] words) throws Exception {
        String only = words.length == 0 ? "" : words[0];
        boolean above = false;
        for (CostCase one : cases()) {
            if (!one.name().contains(only)) {
                continue;
            }
            var _ = one.measure();
            Duration least = one.measure();
            for (int run = 1; run < RUNS; run++) {
                Duration took = one.measure();
                least = took.compareTo(least) < 0 ? took : least;
            }
            boolean over = least.compareTo(one.limit()) > 0;
            above |= over;
            System.out.printf(
                    "%-60s %9.1f ms  at most %9.1f ms%s%n",
                    one.name(), millis(least), millis(one.limit()), over ? "  ABOVE" : "");
        }
        if (above) {
            System.exit(1);
        }
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}

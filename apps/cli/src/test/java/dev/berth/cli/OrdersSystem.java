package dev.berth.cli;

import dev.berth.testkit.system.FeatureDefinitionsBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.nio.file.Path;

/// Sample system with orders, and a view of customers' spending.
final class OrdersSystem {
    static final String SUM =
            "sum: {aggregate: sum, input-column: price, window: unbounded, meaning: all that was spent}";

    static final String FEATURES =
            new FeatureDefinitionsBuilder()
                    .entity("customer", "string")
                    .source(
                            "orders",
                            "csv: orders.csv",
                            "at: timestamp, buyer: string, price: float64")
                    .view(
                            "spending@1",
                            "orders",
                            "customer: buyer",
                            SUM,
                            "count_1d: {aggregate: count, window: 1d, meaning: orders of a day}")
                    .text();

    static final String ORDERS =
            """
            at,buyer,price
            2026-11-01T10:00:00Z,ann,1.5
            2026-11-01T11:00:00Z,bob,20
            2026-11-01T12:00:00Z,ann,2.5
            """;

    private OrdersSystem() {}

    /// Writes it into a directory.
    static String in(Path directory) {
        return new SystemBuilder(ScaleSystem.in(directory))
                .write("features/orders.yaml", FEATURES)
                .write("orders.csv", ORDERS)
                .path()
                .toString();
    }

    /// The output of `berth features get` for Bob's spending.
    static String sumOfBob(String system) {
        return RecordedTerminal.run(
                        "features",
                        "get",
                        system,
                        "--feature",
                        "spending:sum",
                        "--entity",
                        "customer=bob")
                .out();
    }
}

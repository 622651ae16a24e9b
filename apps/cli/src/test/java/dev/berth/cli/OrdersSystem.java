package dev.berth.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Sample system with orders, and a view of customers' spending.
final class OrdersSystem {
    static final String FEATURES =
            """
            entities:
              customer: {type: string, meaning: who buys}
            sources:
              orders:
                csv: orders.csv
                timestamp-column: at
                columns: {at: timestamp, buyer: string, price: float64}
            views:
              spending:
                version: 1
                summary: What a customer spends
                entities: {customer: buyer}
                source: orders
                features:
                  sum: {aggregate: sum, input-column: price, window: unbounded, meaning: all that was spent}
                  count_1d: {aggregate: count, window: 1d, meaning: orders of a day}
            """;

    static final String ORDERS =
            """
            at,buyer,price
            2026-11-01T10:00:00Z,ann,1.5
            2026-11-01T11:00:00Z,bob,20
            2026-11-01T12:00:00Z,ann,2.5
            """;

    private OrdersSystem() {}

    /// Writes it into a directory.
    static String in(Path directory) throws IOException {
        String system = ScaleSystem.in(directory).toString();
        Files.createDirectories(directory.resolve("features"));
        Files.writeString(directory.resolve("features/orders.yaml"), FEATURES);
        Files.writeString(directory.resolve("orders.csv"), ORDERS);
        return system;
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

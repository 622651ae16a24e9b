package dev.berth.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Sample system of features with everything in `docs/guides/features*.md`: daily files, a stream
/// with a history, aggregates, SQL, an on-demand view and a service.
final class ShopSystem {
    static final String FEATURES =
            """
            entities:
              customer: {type: string, meaning: who buys}
            sources:
              orders:
                csv: data/orders/*.csv
                timestamp-column: at
                columns: {at: timestamp, buyer: string, item: string, price: float64}
                aliases: {price: "price in €"}
              clicks:
                stream: {batch-source: {csv: data/clicks.csv}, allowed-lateness: 1h}
                timestamp-column: at
                event-id-column: number
                columns: {at: timestamp, number: int64, visitor: string}
            views:
              spending:
                version: 1
                summary: What a customer spends
                entities: {customer: buyer}
                source: orders
                features:
                  sum: {aggregate: sum, input-column: price, window: unbounded, unit: EUR, meaning: all that was spent}
                  by_item: {aggregate: sum, input-column: price, bucket-by: item, window: unbounded, unit: EUR, meaning: on what}
                  large_2d: {aggregate: count, filter: price > 5.0, window: 2d, meaning: large orders of two days}
              last_order:
                version: 1
                summary: What a customer ordered last
                entities: {customer: buyer}
                source: orders
                sql: select "at", buyer, upper(item) as item from orders where price > 0
                columns: {at: timestamp, buyer: string, item: string}
                features:
                  item: {meaning: what it was}
              visits:
                version: 1
                summary: What a customer looks at
                entities: {customer: visitor}
                source: clicks
                features:
                  pages: {aggregate: count, window: unbounded, meaning: how many pages}
            on-demand:
              basket:
                version: 1
                summary: What a basket is to its buyer
                inputs: {total: float64}
                views: {before: {view: spending@1}}
                features:
                  share: {type: float64, expression: request.total / before.sum, meaning: of all that was spent}
            services:
              gift:
                version: 1
                summary: What is known of a gift
                features:
                  - {feature: "spending@1:sum", keys: {customer: giver}, as: given}
                  - {feature: "spending@1:sum", keys: {customer: taker}, as: taken}
                  - {feature: "last_order@1:item", keys: {customer: taker}, as: item}
                  - {feature: "visits@1:pages", keys: {customer: giver}, as: pages}
            """;

    private final Path directory;

    private ShopSystem(Path directory) {
        this.directory = directory;
    }

    /// Writes the descriptions, without events.
    static ShopSystem in(Path directory) throws IOException {
        var system = new ShopSystem(directory);
        Files.createDirectories(directory.resolve("features"));
        Files.createDirectories(directory.resolve("data/orders"));
        Files.writeString(directory.resolve("berth.yaml"), "name: shop\n");
        system.describe(FEATURES);
        system.clicks("2025-11-01T09:00:00Z,1,ann", "2025-11-01T09:30:00Z,2,bob");
        return system;
    }

    void describe(String features) throws IOException {
        Files.writeString(directory.resolve("features/shop.yaml"), features);
    }

    /// Writes a daily file.
    ///
    /// @param rows `at,buyer,item,price`
    void orders(String day, String... rows) throws IOException {
        String lines = "at,buyer,item,price in €\n" + String.join("\n", rows) + "\n";
        Files.writeString(directory.resolve("data/orders/" + day + ".csv"), lines);
    }

    /// Writes the history of the stream.
    ///
    /// @param rows `at,number,visitor`
    private void clicks(String... rows) throws IOException {
        String lines = "at,number,visitor\n" + String.join("\n", rows) + "\n";
        Files.writeString(directory.resolve("data/clicks.csv"), lines);
    }
}

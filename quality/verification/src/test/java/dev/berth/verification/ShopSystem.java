package dev.berth.verification;

import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.nio.file.Path;

/// Sample system with all parts of a feature store: stored views, an on-demand view, a service, and
/// a model and an endpoint that use them.
final class ShopSystem {
    /// Texts that would have an effect if they were markup.
    private static final String FEATURES =
            """
            entities:
              customer: {type: string, meaning: who buys}
            sources:
              orders:
                csv: orders.csv
                timestamp-column: at
                columns: {at: timestamp, buyer: string, item: string, price: float32}
            views:
              spending:
                version: 1
                summary: "What a customer spends <img src=x onerror='window.hacked = 1'>"
                owner: team-shop
                tags: [money]
                entities: {customer: buyer}
                source: orders
                ttl: 30d
                expectations: [{feature: sum, missing: {max: 0.5}, action: warn}]
                features:
                  sum: {aggregate: sum, input-column: price, window: unbounded, unit: EUR, default: 0, meaning: all that was spent}
                  largest: {aggregate: max, input-column: price, window: unbounded, meaning: "<script>window.hacked = 2</script>"}
              last_order:
                version: 3
                summary: What was ordered last
                entities: {customer: buyer}
                source: orders
                features:
                  item: {meaning: what it was}
                  price: {meaning: what it cost}
            on-demand:
              budget:
                version: 1
                summary: What is left to spend
                inputs: {limit: float64, number: int64}
                views: {spent: {view: spending@1, keys: {customer: payer}}}
                features:
                  left: {type: float64, expression: "request.limit - spent.sum", meaning: what is left}
                  same: {type: int64, expression: request.number, meaning: the number}
            services:
              report:
                version: 1
                summary: What the report shows
                owner: team-report
                features:
                  - {feature: "spending@1:sum", keys: {customer: buyer_id}, as: total}
                  - budget@1:left
            """;

    private static final String ORDERS =
            """
            at,buyer,item,price
            2026-01-01T10:00:00Z,ann,tea,1.5
            2026-01-01T11:00:00Z,bob,tea,20
            2026-01-01T12:00:00Z,cid,<b>bread</b>,3
            2026-01-01T12:00:00Z,dan,,4
            """;

    private ShopSystem() {}

    static void write(Path system) {
        SystemBuilder.in(system)
                .write("features/shop.yaml", FEATURES)
                .write("orders.csv", ORDERS)
                .write("endpoints/top.yaml", "summary: s\nsteps:\n  a: {model: twice}\n")
                .with(
                        "twice",
                        PackageBuilder.scale(2)
                                .summary("A number and its multiple")
                                .with("features: {inputs: {x: \"spending@1:largest\"}}"));
    }
}

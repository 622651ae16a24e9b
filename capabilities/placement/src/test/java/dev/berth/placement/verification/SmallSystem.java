package dev.berth.placement.verification;

import dev.berth.catalog.Catalog;
import dev.berth.placement.part.Scenarios;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.verification.replay.MeasuredVariants;
import dev.berth.placement.verification.replay.PlacedScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A system with one scenario whose plan has a hybrid, a cache, a cut and telemetry.
///
/// @param placement its cheapest
record SmallSystem(Path folder, Scenario scenario, List<Integer> placement) {
    private static final String TEXT =
            """
            workload: {users: 600, sessions: 24/day, session: 10 min, peak: 2}
            sites:
              phone: {for-each: user, cores: 2, speed: 0.5, memory: 2 GB, storage: 16 GB}
              edge: {machines: as-needed, cores: 4, memory: 8 GB, storage: 50 GB, price: $0.10/h}
              cloud: {machines: as-needed, cores: 4, memory: 8 GB, storage: 50 GB, price: $0.10/h}
            links:
              wifi: {between: [phone, edge], latency: {p50: 10 ms, p99: 30 ms}, bandwidth: 20 Mbit/s, loss: 0.5%}
              trunk: {between: [edge, cloud], latency: {min: 5 ms, max: 9 ms}, bandwidth: 1 Gbit/s, price: $0.02/GB}
            ends: {camera: phone, screen: phone}
            components:
              crop:
                kind: encoder
                time: {p50: 4 ms, p99: 9 ms}
                memory: 20 MB
                storage: 5 MB
                sites: [phone]
                modes: [static]
              ocr:
                modes: [hybrid]
                sites: [phone, edge]
                variants:
                  large: {time: {p50: 40 ms, p99: 60 ms}, memory: 100 MB, storage: 30 MB}
                  small: {time: {p50: 10 ms, p99: 15 ms}, memory: 30 MB, storage: 10 MB}
                hybrid: {small: small, thresholds: [{confidence: 0.8, escalated: 30%}]}
              translate:
                time: {p50: 20 ms, p99: 35 ms}
                memory: 60 MB
                storage: 30 MB
                sites: [edge, cloud]
                modes: [cut]
                cuts: [{after: 40%, item: 20 kB}]
            flows:
              read:
                rate: 2/s
                edges:
                  - {from: camera, to: crop, item: 200 kB}
                  - {from: crop, to: ocr, item: 20 kB}
                  - {from: ocr, to: translate, item: 1 kB}
                  - {from: translate, to: screen, item: 2 kB}
            requirements:
              - telemetry: {component: ocr, share: 20%, to: cloud}
            """;

    static SmallSystem in(Path folder) throws IOException {
        Files.writeString(folder.resolve("berth.yaml"), "name: test\n");
        Files.createDirectories(folder.resolve("scenarios"));
        Files.writeString(folder.resolve("scenarios/s.yaml"), TEXT);
        Scenario scenario =
                Catalog.open(folder).read().part(Scenarios.class).find("s").orElseThrow();
        return new SmallSystem(
                folder, scenario, PlacementWords.of(scenario).cheapest().orElseThrow());
    }

    PlacementRun run() throws IOException {
        PlacedScenario placed = PlacedScenario.of(scenario, placement);
        return new PlacementRun(
                placed,
                folder.toString(),
                MemoryShare.of(placed.deployment()),
                new MeasuredVariants(Map.of()));
    }

    static RunLength length(int seconds) {
        return new RunLength(
                Duration.ofMillis(500), Duration.ofSeconds(seconds), Duration.ofSeconds(2), 7);
    }
}

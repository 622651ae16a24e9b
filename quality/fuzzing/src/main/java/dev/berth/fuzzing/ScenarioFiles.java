package dev.berth.fuzzing;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.part.Scenarios;
import dev.berth.placement.search.BranchAndBound;
import dev.berth.placement.search.Goal;
import dev.berth.placement.search.SearchResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Fuzz target: a file `scenarios/NAME.yaml`, which yields a scenario or validation errors. A
/// scenario without an error is searched for a while.
final class ScenarioFiles implements Target {
    /// A space of any size is searched up to here.
    private static final long NODES_MAX = 200;

    /// The components of examples/ar-glasses with all modes, and numbers of the system.
    private static final String GLASSES =
            """
            summary: Translation of signs
            workload: {users: 10000, sessions: 4/day, session: 10 min, peak: 3, keys: 200000, zipf: 1.0}
            product-release: 180 days
            calibration: bench.json
            sites:
              glasses: {for-each: user, cores: 2, calibration: glasses.json, memory: 2 GB, storage: 16 GB, busy-power: 0.4 W, battery: 1.6 Wh, sees: [image, text]}
              edge: {machines: as-needed, utilisation: 70%, cores: 8, speed: 1.5, memory: 32 GB, storage: 200 GB, price: $0.60/h}
              cloud: {machines: 4, cores: 16, memory: 64 GB, storage: 500 GB, price: $500/month}
            links:
              wifi: {between: [glasses, edge], latency: {p50: 8 ms, p99: 25 ms}, bandwidth: {out: 20 Mbit/s, back: 54 Mbit/s}, loss: 0.1%, energy: 60 nJ/B, unavailable: 30%}
              backbone: {between: [edge, cloud], latency: {min: 20 ms, max: 35 ms}, bandwidth: 10 Gbit/s, price: $0.02/GB}
            ends: {camera: glasses, screen: glasses}
            components:
              ocr:
                update: {every: 30 days}
                variants:
                  full: {time: {p50: 90 ms, p99: 130 ms}, memory: 100 MB, storage: 16 MB, quality: 0.93, assumed: true}
                  small: {time: 30 ms, cores: 2, memory: 40 MB, storage: 6 MB, quality: 0.82, assumed: true}
                hybrid: {small: small, thresholds: [{confidence: 0.7, escalated: 15%, quality: 0.88}]}
              translate:
                model: kinds
                time: 70 ms
                memory: 1 GB
                cuts: [{after: 50%, memory: 40%, item: 30 kB}]
                cache: {for-each: user, entries: 2000, entry: 200 B, refresh: 30 days, time: 1 ms}
                sites: [glasses, cloud]
                modes: [static, server, cached, cut]
            flows:
              translation:
                rate: 1/s
                edges:
                  - {from: camera, to: ocr, item: 40 kB, data: image}
                  - {from: ocr, to: translate, item: 200 B, data: text}
                  - {from: translate, to: screen}
            requirements:
              - latency: {flow: translation, p95: 400 ms}
                because: people pause
              - rate: {flow: translation, at-least: 1/s}
              - quality: {component: ocr, at-least: 0.8}
              - energy: {site: glasses, battery-lasts: 1 h}
              - private: {data: image, stays: [glasses, edge]}
              - offline: {flow: translation, answers: 10%, stale-at-most: 60 days}
              - cost: {per-user: $20/month}
            """;

    private static final String LEAST =
            """
            workload: {users: 1, sessions: 1/day, session: 1 s}
            sites: {a: {machines: 1, cores: 1, memory: 1 GB, storage: 1 GB}}
            ends: {x: a}
            components: {c: {time: 1 s, memory: 1 B, storage: 1 B}}
            flows: {f: {rate: 1/s, edges: [{from: x, to: c, item: 1 B}]}}
            """;

    private static final String CALIBRATION =
            """
            {"format": 1, "machine": {}, "measuredAt": "2026-12-02T12:00:00Z",
             "arithmetic": {"median": 2e10, "low": 1e10, "high": 3e10},
             "arithmeticAllCores": {"median": 4e10, "low": 4e10, "high": 4e10},
             "memory": {"median": 1e10, "low": 1e10, "high": 1e10},
             "memoryAllCores": {"median": 1e10, "low": 1e10, "high": 1e10}}
            """;

    private final FuzzSystem system = FuzzSystem.described();

    ScenarioFiles() {
        try {
            Files.writeString(system.directory().resolve("bench.json"), CALIBRATION);
            Files.writeString(system.directory().resolve("glasses.json"), CALIBRATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(Bytes.utf8(GLASSES), Bytes.utf8(LEAST));
    }

    @Override
    public void accept(byte[] bytes) throws IOException {
        Path folder = Files.createDirectories(system.directory().resolve("scenarios"));
        Files.write(folder.resolve("s.yaml"), bytes);
        var snapshot = system.catalog().read();
        List<Scenarios.Entry> all = snapshot.part(Scenarios.class).all();
        if (all.isEmpty() && snapshot.errors().isEmpty()) {
            throw new AssertionError("no scenario, and no error");
        }
        if (snapshot.errors().isEmpty()) {
            all.forEach(each -> search(PlacementModel.of(each.scenario())));
        }
    }

    private static void search(PlacementModel model) {
        SearchResult result =
                BranchAndBound.search(
                        model, BranchAndBound.all(model), new Goal.Cheapest(), NODES_MAX);
        if (!(result.placementCount() >= 0) || result.nodes() > NODES_MAX) {
            throw new AssertionError(result.toString());
        }
    }
}

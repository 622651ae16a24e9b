package dev.berth.fuzzing;

import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.endpoint.EndpointEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.endpoint.EndpointCheck;
import dev.berth.endpoint.execution.Remotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Fuzz target: an endpoint file, which yields a compiled endpoint or validation errors.
final class EndpointFiles implements Target {
    private static final String GRAPH =
            """
            summary: All that there is
            owner: Fuzzers
            inputs:
              - {name: way, type: string, meaning: m, categories: [a, b], default: a}
              - {name: parts, type: float32, shape: [parts, 2], meaning: m}
            steps:
              one: {model: kinds, inputs: {f: "[1.0, input.d[0]]", u: "[1, 2, 3, 4]"}, timeout: 50ms, default-outputs: {y: [0, 1]}}
              many: {model: kinds@1, for-each: part in input.parts, inputs: {f: part}}
              both: {ensemble: [{model: kinds, weight: 2}, {model: kinds}], combine: mean}
              way: {switch: [{when: "input.way == 'a'", model: kinds}, {model: kinds}]}
              phases: {cascade: [{model: kinds, accept: "y[0] > 0.5"}, {model: kinds}], max-escalation-ratio: 0.1}
              sum: {compute: {total: "one.y[0] + both.y[1]"}}
            outputs: {y: way.y, total: {value: sum.total, meaning: m, unit: "1"}}
            guards:
              no: {on: input, when: "input.i > 5", reject: m}
              set: {on: input, when: "input.b", replace: {i: "input.i + 1"}}
              most: {on: output, clamp: {total: {min: 0, max: 1}}}
              done: {on: output, when: "output.total > 0.9", respond: {y: "[1.0, 2.0]", total: "0"}, failure-policy: ignore}
            limits: {timeout: 2s}
            """;

    private final FuzzSystem system = FuzzSystem.described();

    @Override
    public List<byte[]> seeds() {
        return List.of(Bytes.utf8(GRAPH), Bytes.utf8("summary: s\nsteps: {a: {model: kinds}}\n"));
    }

    @Override
    public void accept(byte[] bytes) throws IOException {
        Path file = system.endpoint("fuzzed");
        Files.write(file, bytes);
        CatalogSnapshot snapshot = system.catalog().read();
        for (EndpointEntry entry : snapshot.part(EndpointEntries.class).all()) {
            if (entry instanceof EndpointEntry.Broken broken && broken.errors().isEmpty()) {
                throw new AssertionError("broken without an error");
            }
        }
        var _ = EndpointCheck.errors(snapshot, Remotes.none());
    }
}

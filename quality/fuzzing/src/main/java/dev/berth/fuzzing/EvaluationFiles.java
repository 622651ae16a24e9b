package dev.berth.fuzzing;

import dev.berth.evaluation.part.Evaluations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Fuzz target: a file `evaluations/NAME.yaml`, which yields a description or validation errors.
final class EvaluationFiles implements Target {
    private static final String SEED =
            """
            model: kinds@1
            data: data.csv
            task: binary
            label: {column: status, positive: bad, classes: [good, bad]}
            score: {output: y, element: 0}
            threshold: 0.5
            slices: [{columns: [a]}, {name: young, when: age < 30}]
            fairness: {columns: [sex], favourable: good}
            perturbations: [{kind: noise, inputs: [x], deviations: 0.2}]
            search: {columns: [a], level: 0.1}
            resamples: 10
            """;

    private final FuzzSystem system = FuzzSystem.described();

    @Override
    public List<byte[]> seeds() {
        return List.of(Bytes.utf8(SEED));
    }

    @Override
    public void accept(byte[] bytes) throws IOException {
        Path folder = Files.createDirectories(system.directory().resolve("evaluations"));
        Files.write(folder.resolve("e.yaml"), bytes);
        var snapshot = system.catalog().read();
        if (snapshot.part(Evaluations.class).all().isEmpty() && snapshot.errors().isEmpty()) {
            throw new AssertionError("no evaluation, and no error");
        }
    }
}

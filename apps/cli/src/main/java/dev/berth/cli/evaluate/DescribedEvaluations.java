package dev.berth.cli.evaluate;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.ShellWord;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.part.Evaluations;
import dev.berth.evaluation.part.EvaluationsPart;
import java.nio.file.Path;

/// Evaluations that a system describes, by name.
final class DescribedEvaluations {
    private static final String FURTHER_OPTIONS = " --data FILE --task TASK --label COLUMN";

    private DescribedEvaluations() {}

    /// The evaluation of a name.
    ///
    /// @throws ProblemException `evaluation-invalid` if there is none, or its file has an error
    static EvaluationDescription require(Path directory, String name) {
        CatalogSnapshot snapshot = read(directory, name);
        Evaluations evaluations = snapshot.part(Evaluations.class);
        return evaluations
                .find(name)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.EVALUATION_INVALID,
                                        "no evaluation '"
                                                + name
                                                + "'"
                                                + NearestName.hint(name, evaluations.names()),
                                        remedy(snapshot, evaluations, name)));
    }

    private static String remedy(CatalogSnapshot snapshot, Evaluations evaluations, String name) {
        if (snapshot.part(EndpointEntries.class).names().contains(name)) {
            return "to evaluate the endpoint '" + name + "': --endpoint " + name + FURTHER_OPTIONS;
        }
        if (snapshot.part(Models.class).names().contains(name)) {
            return "to evaluate the model '" + name + "': --model " + name + FURTHER_OPTIONS;
        }
        return evaluations.all().isEmpty()
                ? "describe it in evaluations/" + name + ".yaml"
                : "name one of " + String.join(", ", evaluations.names());
    }

    private static CatalogSnapshot read(Path directory, String name) {
        var snapshot = Catalog.open(directory).read();
        String file = name + ".yaml";
        snapshot.errors().stream()
                .filter(
                        error ->
                                error.location()
                                        .file()
                                        .endsWith(Path.of(EvaluationsPart.FOLDER, file)))
                .findFirst()
                .ifPresent(
                        error -> {
                            throw new ProblemException(
                                    ProblemCode.EVALUATION_INVALID,
                                    error.toString(),
                                    "`berth check "
                                            + ShellWord.of(directory)
                                            + "` lists all errors");
                        });
        return snapshot;
    }
}

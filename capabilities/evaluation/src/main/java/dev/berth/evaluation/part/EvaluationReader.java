package dev.berth.evaluation.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ValidationError;
import dev.berth.evaluation.description.AnalysesDescription;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.EvaluationDescription.FairnessDescription;
import dev.berth.evaluation.description.EvaluationDescription.Label;
import dev.berth.evaluation.description.EvaluationDescription.Resamples;
import dev.berth.evaluation.description.EvaluationDescription.Score;
import dev.berth.evaluation.description.SliceDescription;
import dev.berth.evaluation.part.Evaluations.Entry;
import dev.berth.evaluation.report.Task;
import dev.berth.scoring.prediction.Subject;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Reader of the description of one evaluation.
final class EvaluationReader {
    private static final String FILE_ENDING = ".yaml";

    private EvaluationReader() {}

    /// Reads a document; empty if it has an error, which is reported at its place.
    static Optional<Entry> read(DocumentNode root) {
        String file = String.valueOf(root.document().file().getFileName());
        String name = file.substring(0, file.length() - FILE_ENDING.length());
        Optional<Subject> subject = subject(root);
        Optional<Task> task = root.text("task").flatMap(Task::findByLabel);
        Optional<Label> label = root.child("label").flatMap(EvaluationReader::label);
        Optional<String> data = root.text("data");
        List<SliceDescription> slices = slices(root);
        AnalysesDescription analyses = AnalysesReader.read(root);
        if (root.isBroken()
                || subject.isEmpty()
                || task.isEmpty()
                || label.isEmpty()
                || data.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Entry(
                        new EvaluationDescription(
                                name,
                                subject.get(),
                                data.get(),
                                task.get(),
                                label.get(),
                                score(root),
                                root.number("threshold")
                                        .map(OptionalDouble::of)
                                        .orElse(OptionalDouble.empty()),
                                root.text("weight"),
                                root.text("group"),
                                root.text("id"),
                                inputs(root),
                                integers(root.items("top-k")),
                                slices,
                                root.child("fairness").map(EvaluationReader::fairness),
                                analyses,
                                resamples(root)),
                        root.document().locate("")));
    }

    private static Optional<Subject> subject(DocumentNode root) {
        Optional<DocumentNode> model = root.child("model");
        Optional<DocumentNode> endpoint = root.child("endpoint");
        if (model.isPresent() == endpoint.isPresent()) {
            root.error(
                    model.isPresent() ? "both `model` and `endpoint`" : "no `model` or `endpoint`",
                    "one of the two",
                    "name what is evaluated");
            return Optional.empty();
        }
        return endpoint.isPresent()
                ? endpoint.flatMap(DocumentNode::text)
                        .map(name -> new Subject(Subject.Kind.ENDPOINT, name, ""))
                : model.flatMap(EvaluationReader::model);
    }

    private static Optional<Subject> model(DocumentNode place) {
        Optional<String> text = place.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int at = text.get().indexOf('@');
        String name = at < 0 ? text.get() : text.get().substring(0, at);
        String version = at < 0 ? "" : text.get().substring(at + 1);
        try {
            ModelName.of(name);
            if (at >= 0) {
                ModelVersion.of(version);
            }
            return Optional.of(new Subject(Subject.Kind.MODEL, name, version));
        } catch (ProblemException e) {
            place.error(
                    "'" + text.get() + "'", "a model as name or name@version", "correct the name");
            return Optional.empty();
        }
    }

    private static Optional<Label> label(DocumentNode place) {
        return place.text("column")
                .map(
                        column ->
                                new Label(
                                        column,
                                        place.text("positive"),
                                        texts(place.items("classes"))));
    }

    private static Score score(DocumentNode root) {
        Optional<DocumentNode> place = root.child("score");
        return new Score(
                place.flatMap(each -> each.text("output")),
                place.flatMap(each -> each.integer("element")),
                place.flatMap(each -> each.text("decision")));
    }

    private static Map<String, String> inputs(DocumentNode root) {
        Map<String, String> inputs = new LinkedHashMap<>();
        root.child("inputs")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((name, place) -> place.text().ifPresent(text -> inputs.put(name, text)));
        return inputs;
    }

    private static List<SliceDescription> slices(DocumentNode root) {
        List<SliceDescription> slices = new ArrayList<>();
        for (DocumentNode place : root.items("slices")) {
            List<String> columns = texts(place.items("columns"));
            Optional<String> name = place.text("name");
            Optional<String> when = place.text("when");
            if (!columns.isEmpty() && name.isEmpty() && when.isEmpty()) {
                slices.add(new SliceDescription.Columns(columns));
            } else if (columns.isEmpty() && name.isPresent() && when.isPresent()) {
                slices.add(new SliceDescription.Condition(name.get(), when.get()));
            } else {
                place.error(
                        "a slice with " + place.entries().keySet(),
                        "`columns`, or `name` and `when`",
                        "write one of the two forms");
            }
        }
        return slices;
    }

    private static FairnessDescription fairness(DocumentNode place) {
        return new FairnessDescription(texts(place.items("columns")), place.text("favourable"));
    }

    private static Resamples resamples(DocumentNode root) {
        return new Resamples(
                root.integer("resamples").orElse(Resamples.DEFAULT.count()),
                root.child("seed").flatMap(DocumentNode::integer).orElse(Resamples.DEFAULT.seed()),
                root.number("confidence").orElse(Resamples.DEFAULT.confidence()));
    }

    private static List<String> texts(List<DocumentNode> items) {
        return items.stream().flatMap(item -> item.text().stream()).toList();
    }

    private static List<Integer> integers(List<DocumentNode> items) {
        return items.stream()
                .flatMap(item -> item.integer().stream())
                .map(Math::toIntExact)
                .toList();
    }

    /// A warning if the data is not there.
    ///
    /// @param folder of the evaluations
    static Optional<ValidationError> missingData(DocumentNode root, Entry entry, Path folder) {
        Path system = folder.toAbsolutePath().getParent();
        String data = entry.description().data();
        try {
            if (system == null || Files.isRegularFile(system.resolve(data))) {
                return Optional.empty();
            }
        } catch (InvalidPathException e) {
            // No file has such a name.
        }
        return Optional.of(
                new ValidationError(
                        root.document().locate("/data"),
                        "/data",
                        "the file " + data + ", which is not there",
                        "a table below the system's directory",
                        "put the data there, or give it with --data"));
    }
}

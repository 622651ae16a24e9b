package dev.berth.evaluation.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.Schema;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.CheckReport;
import dev.berth.catalog.system.PartFiles;
import dev.berth.catalog.system.PartFolder;
import dev.berth.catalog.system.PartReading;
import dev.berth.catalog.system.SystemPart;
import dev.berth.core.NearestName;
import dev.berth.core.system.ValidationError;
import dev.berth.evaluation.part.Evaluations.Entry;
import dev.berth.scoring.prediction.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The evaluations of a system: `evaluations/*.yaml`, one in each file. The reports beside them,
/// `evaluations/*.json`, are none of its files.
public final class EvaluationsPart implements SystemPart<Evaluations> {
    /// The folder of its files, below the system's directory.
    public static final String FOLDER = "evaluations";

    private static final String SCHEMA = "/dev/berth/schema/evaluation.schema.json";

    @Override
    public String folder() {
        return FOLDER;
    }

    @Override
    public Class<Evaluations> type() {
        return Evaluations.class;
    }

    @Override
    public Schema schema() {
        return Schema.ofResource(EvaluationsPart.class, SCHEMA);
    }

    @Override
    public PartReading<Evaluations> read(PartFolder folder) {
        PartFiles files = folder.files();
        List<Entry> entries = new ArrayList<>();
        List<ValidationError> warnings = new ArrayList<>();
        for (DocumentNode root : files.roots()) {
            Optional<Entry> entry = EvaluationReader.read(root);
            entry.ifPresent(entries::add);
            entry.flatMap(found -> EvaluationReader.missingData(root, found, folder.path()))
                    .ifPresent(warnings::add);
        }
        return files.reading(new Evaluations(entries, warnings));
    }

    @Override
    public List<ValidationError> check(Evaluations evaluations, CatalogSnapshot system) {
        List<ValidationError> errors = new ArrayList<>();
        List<String> models = system.part(Models.class).names();
        List<String> endpoints = system.part(EndpointEntries.class).names();
        for (Entry entry : evaluations.all()) {
            Subject subject = entry.description().subject();
            boolean isModel = subject.kind() == Subject.Kind.MODEL;
            List<String> known = isModel ? models : endpoints;
            if (!known.contains(subject.name())) {
                errors.add(
                        new ValidationError(
                                entry.location(),
                                "/" + subject.kind().label(),
                                "the "
                                        + subject.kind().label()
                                        + " '"
                                        + subject.name()
                                        + "'"
                                        + NearestName.hint(subject.name(), known),
                                known.isEmpty()
                                        ? "one of the system, which has none"
                                        : "one of " + String.join(", ", known),
                                "correct the name"));
            }
        }
        return errors;
    }

    @Override
    public CheckReport report(Evaluations evaluations) {
        return new CheckReport(List.of(), evaluations.warnings());
    }
}

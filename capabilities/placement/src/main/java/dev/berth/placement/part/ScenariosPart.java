package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.Schema;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.profile.SystemProfiles;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.PartFiles;
import dev.berth.catalog.system.PartFolder;
import dev.berth.catalog.system.PartReading;
import dev.berth.catalog.system.SystemPart;
import dev.berth.core.NearestName;
import dev.berth.core.system.ValidationError;
import dev.berth.placement.part.Scenarios.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The scenarios of a system: `scenarios/*.yaml`, one in each file.
public final class ScenariosPart implements SystemPart<Scenarios> {
    /// The folder of its files, below the system's directory.
    public static final String FOLDER = "scenarios";

    private static final String SCHEMA = "/dev/berth/schema/scenario.schema.json";

    @Override
    public String folder() {
        return FOLDER;
    }

    @Override
    public Class<Scenarios> type() {
        return Scenarios.class;
    }

    @Override
    public Schema schema() {
        return Schema.ofResource(ScenariosPart.class, SCHEMA);
    }

    @Override
    public Set<Class<?>> needs() {
        return Set.of(Models.class, EndpointEntries.class, Features.class);
    }

    /// A scenario may describe all by numbers.
    @Override
    public boolean isSystemAlone() {
        return true;
    }

    @Override
    public PartReading<Scenarios> read(PartFolder folder) {
        PartFiles files = folder.files();
        List<Entry> entries = new ArrayList<>();
        if (!files.roots().isEmpty()) {
            Path system = folder.path().resolveSibling(".").normalize();
            SystemProfiles profiles = SystemProfiles.load(system);
            var sizes =
                    new SystemSizes(
                            folder.part(Models.class),
                            folder.part(EndpointEntries.class),
                            folder.part(Features.class));
            for (DocumentNode root : files.roots()) {
                ScenarioReader.read(root, system, profiles, sizes).ifPresent(entries::add);
            }
        }
        return files.reading(new Scenarios(entries));
    }

    @Override
    public List<ValidationError> check(Scenarios scenarios, CatalogSnapshot system) {
        List<ValidationError> errors = new ArrayList<>();
        Map<String, List<String>> names =
                Map.of(
                        Subject.Kind.MODEL.key(),
                        system.part(Models.class).names(),
                        Subject.Kind.ENDPOINT.key(),
                        system.part(EndpointEntries.class).names(),
                        Subject.Kind.VIEW.key(),
                        views(system.part(Features.class)));
        for (Entry entry : scenarios.all()) {
            entry.references()
                    .forEach(
                            (pointer, reference) -> {
                                List<String> known =
                                        names.getOrDefault(reference.kind(), List.of());
                                if (!known.contains(reference.name())) {
                                    errors.add(unknown(pointer, reference, known));
                                }
                            });
        }
        return errors;
    }

    private static List<String> views(Features features) {
        return features.definitions().views().keySet().stream()
                .map(view -> view.name().value())
                .distinct()
                .toList();
    }

    private static ValidationError unknown(
            String pointer, Scenarios.Reference reference, List<String> known) {
        return new ValidationError(
                reference.location(),
                pointer,
                "the "
                        + reference.kind()
                        + " '"
                        + reference.name()
                        + "'"
                        + NearestName.hint(reference.name(), known),
                known.isEmpty()
                        ? "one of the system, which has none"
                        : "one of " + String.join(", ", known),
                "correct the name, or remove it and describe the component by numbers");
    }
}

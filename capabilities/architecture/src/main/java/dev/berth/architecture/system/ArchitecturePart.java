package dev.berth.architecture.system;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.part.ArchitectureDescription;
import dev.berth.architecture.part.ArchitectureDescription.DeclaredFlow;
import dev.berth.architecture.part.ArchitectureReader;
import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.document.Schema;
import dev.berth.catalog.settings.SystemReader;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.PartFiles;
import dev.berth.catalog.system.PartFolder;
import dev.berth.catalog.system.PartReading;
import dev.berth.catalog.system.SystemPart;
import dev.berth.core.NearestName;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The architecture of a system beyond what Berth serves: `architecture:` in `berth.yaml`, and
/// `architecture/*.yaml` with the same keys.
public final class ArchitecturePart implements SystemPart<ArchitectureDescription> {
    /// The key in `berth.yaml`, and the folder of further files.
    public static final String FOLDER = "architecture";

    private static final String SCHEMA = "/dev/berth/schema/architecture.schema.json";
    private static final String CONSUMERS = "/consumers/";

    @Override
    public String folder() {
        return FOLDER;
    }

    @Override
    public Class<ArchitectureDescription> type() {
        return ArchitectureDescription.class;
    }

    @Override
    public Schema schema() {
        return Schema.ofResource(ArchitecturePart.class, SCHEMA);
    }

    @Override
    public PartReading<ArchitectureDescription> read(PartFolder folder) {
        PartFiles files = folder.files();
        List<DocumentNode> roots = new ArrayList<>(files.roots());
        Path system = folder.path().resolveSibling(SystemReader.FILE_NAME);
        // Errors of the file itself are reported by those who read the rest of it.
        Optional<Document> described =
                Files.isRegularFile(system)
                        ? Optional.of(DocumentReader.read(system))
                        : Optional.empty();
        described
                .flatMap(ArchitecturePart::section)
                .ifPresent(section -> roots.addFirst(PartFiles.root(section, folder.schema())));
        var reader = new ArchitectureReader();
        roots.forEach(reader::read);
        List<ValidationError> errors = new ArrayList<>(files.errors());
        if (roots.size() > files.roots().size()) {
            errors.addAll(roots.getFirst().notes().errors().sorted());
        }
        return new PartReading<>(
                reader.description(described.map(ArchitecturePart::consumers).orElse(Map.of())),
                errors);
    }

    /// The section as a document of its own.
    private static Optional<Document> section(Document document) {
        if (!(document.value().orElse("") instanceof Map<?, ?> map)) {
            return Optional.empty();
        }
        Object section = map.get(FOLDER);
        if (section == null) {
            return Optional.empty();
        }
        String prefix = "/" + FOLDER;
        Map<String, Integer> lines = new LinkedHashMap<>();
        document.lines()
                .forEach(
                        (pointer, line) -> {
                            if (pointer.equals(prefix) || pointer.startsWith(prefix + "/")) {
                                lines.put(pointer.substring(prefix.length()), line);
                            }
                        });
        return Optional.of(new Document(document.file(), Optional.of(section), lines, List.of()));
    }

    private static Map<String, SourceLocation> consumers(Document document) {
        Map<String, SourceLocation> places = new LinkedHashMap<>();
        document.lines().keySet().stream()
                .filter(pointer -> pointer.startsWith(CONSUMERS))
                .filter(pointer -> pointer.indexOf('/', CONSUMERS.length()) < 0)
                .forEach(
                        pointer ->
                                places.put(
                                        pointer.substring(CONSUMERS.length()),
                                        document.locate(pointer)));
        return places;
    }

    @Override
    public List<ValidationError> check(
            ArchitectureDescription architecture, CatalogSnapshot system) {
        GraphParts parts = SystemGraphBuilder.parts(system);
        List<ValidationError> errors = new ArrayList<>();
        architecture
                .facts()
                .forEach(
                        (id, facts) -> {
                            if (!parts.has(id)) {
                                errors.add(unknown(facts.location(), facts.pointer(), id, parts));
                            }
                        });
        for (DeclaredFlow flow : architecture.flows()) {
            for (String end : List.of(flow.from(), flow.to())) {
                if (parts.id(end).isEmpty()) {
                    errors.add(unknown(flow.location(), flow.pointer(), end, parts));
                }
            }
        }
        return errors;
    }

    private static ValidationError unknown(
            SourceLocation location, String pointer, String name, GraphParts parts) {
        List<String> kinds = parts.idsOf(name);
        List<String> names = parts.components().stream().map(Component::id).toList();
        return kinds.size() > 1
                ? new ValidationError(
                        location,
                        pointer,
                        "component '" + name + "', of which there are " + kinds.size(),
                        "one of " + String.join(", ", kinds),
                        "write the kind before the name")
                : new ValidationError(
                        location,
                        pointer,
                        "component '" + name + "'" + NearestName.hint(name, names),
                        "one that `components` describes or that Berth serves",
                        "correct the name, or describe the component");
    }
}

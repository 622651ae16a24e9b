package dev.berth.catalog.system;

import dev.berth.core.system.ValidationError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The parts of systems that the jars of the class path bring, in the order of their folders, each
/// after those that it needs. Thread-safe.
public final class SystemParts {
    private final List<SystemPart<?>> parts;

    private SystemParts(Collection<SystemPart<?>> parts) {
        this.parts = List.copyOf(parts);
    }

    /// Finds them.
    ///
    /// @throws IllegalStateException if two have the same folder or type, or one needs what is
    ///   absent or needs it in turn
    public static SystemParts find() {
        List<SystemPart<?>> found = new ArrayList<>();
        ServiceLoader.load(SystemPart.class, SystemPart.class.getClassLoader()).forEach(found::add);
        return of(found);
    }

    static SystemParts of(List<SystemPart<?>> found) {
        SortedMap<String, SystemPart<?>> byFolder = new TreeMap<>();
        Map<Class<?>, SystemPart<?>> byType = new HashMap<>();
        for (SystemPart<?> part : found) {
            if (byFolder.put(part.folder(), part) != null
                    || byType.put(part.type(), part) != null) {
                throw new IllegalStateException(
                        part.getClass().getName()
                                + " reads "
                                + part.folder()
                                + "/ into "
                                + part.type().getName()
                                + ", which is taken");
            }
        }
        Set<SystemPart<?>> ordered = new LinkedHashSet<>();
        byFolder.values().forEach(part -> add(part, byType, ordered, Set.of()));
        return new SystemParts(ordered);
    }

    /// @param waiting parts that need this one
    private static void add(
            SystemPart<?> part,
            Map<Class<?>, SystemPart<?>> byType,
            Set<SystemPart<?>> ordered,
            Set<SystemPart<?>> waiting) {
        Set<SystemPart<?>> path = new LinkedHashSet<>(waiting);
        path.add(part);
        for (Class<?> type : part.needs()) {
            SystemPart<?> needed = byType.get(type);
            if (needed == null || path.contains(needed)) {
                throw new IllegalStateException(
                        part.getClass().getName()
                                + " needs "
                                + type.getName()
                                + (needed == null ? ", which no part reads" : ", which needs it"));
            }
            add(needed, byType, ordered, path);
        }
        ordered.add(part);
    }

    public Set<String> folders() {
        return parts.stream().map(SystemPart::folder).collect(Collectors.toSet());
    }

    /// Reads the files of all.
    public PartDescriptions read(Path directory) {
        return read(directory, (part, folder) -> part.read(folder));
    }

    /// Reads again what a change of one entry can have changed.
    public PartDescriptions readAgain(
            Path directory, PartDescriptions before, ChangedEntry changed) {
        return read(directory, (part, folder) -> readAgain(part, folder, before, changed));
    }

    private static <T> PartReading<T> readAgain(
            SystemPart<T> part, PartFolder folder, PartDescriptions before, ChangedEntry changed) {
        return part.readAgain(folder, before.require(part.type()), changed);
    }

    @FunctionalInterface
    private interface Reader {
        PartReading<?> read(SystemPart<?> part, PartFolder folder);
    }

    private PartDescriptions read(Path directory, Reader reader) {
        List<SystemPart<?>> independent =
                parts.stream()
                        .filter(SystemPart::isSystemAlone)
                        .filter(part -> Files.isDirectory(directory.resolve(part.folder())))
                        .toList();
        Map<Class<?>, Object> descriptions = new HashMap<>();
        List<ValidationError> errors = new ArrayList<>();
        for (SystemPart<?> part : parts) {
            var folder =
                    new PartFolder(
                            directory.resolve(part.folder()),
                            part.schema(),
                            independent.stream().allMatch(part::equals),
                            descriptions);
            PartReading<?> reading = reader.read(part, folder);
            descriptions.put(part.type(), reading.description());
            errors.addAll(reading.errors());
        }
        return new PartDescriptions(descriptions, errors);
    }

    /// The names that each defines, by its folder.
    public Map<String, DefinedNames> names(PartDescriptions descriptions) {
        Map<String, DefinedNames> names = new LinkedHashMap<>();
        parts.forEach(part -> names.put(part.folder(), names(part, descriptions)));
        return names;
    }

    private static <T> DefinedNames names(SystemPart<T> part, PartDescriptions descriptions) {
        return part.names(descriptions.require(part.type()));
    }

    /// Checks each against the rest of the system.
    public List<ValidationError> check(CatalogSnapshot system) {
        return parts.stream().flatMap(part -> check(part, system).stream()).toList();
    }

    private static <T> List<ValidationError> check(SystemPart<T> part, CatalogSnapshot system) {
        return part.check(system.part(part.type()), system);
    }

    /// Everything that is wrong with a system as it was read, and with its entries.
    public CheckReport report(CatalogSnapshot system) {
        var report = new CheckReport(system.errors(), List.of());
        for (SystemPart<?> part : parts) {
            CheckReport further = report(part, system);
            report = report.with(further.errors()).withWarnings(further.warnings());
        }
        return report;
    }

    private static <T> CheckReport report(SystemPart<T> part, CatalogSnapshot system) {
        return part.report(system.part(part.type()));
    }
}

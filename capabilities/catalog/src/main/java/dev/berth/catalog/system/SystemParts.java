package dev.berth.catalog.system;

import dev.berth.core.system.ValidationError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/// The parts of systems that the jars of the class path bring, in the order of their folders.
/// Thread-safe.
public final class SystemParts {
    private final List<SystemPart<?>> parts;

    private SystemParts(List<SystemPart<?>> parts) {
        this.parts = List.copyOf(parts);
    }

    /// Looks for them.
    ///
    /// @throws IllegalStateException if two are of the same folder or type
    public static SystemParts find() {
        List<SystemPart<?>> found = new ArrayList<>();
        Set<String> folders = new HashSet<>(Set.of(PackageEntry.FOLDER, EndpointEntry.FOLDER));
        Set<Class<?>> types = new HashSet<>();
        for (SystemPart<?> part :
                ServiceLoader.load(SystemPart.class, SystemPart.class.getClassLoader())) {
            if (!folders.add(part.folder()) || !types.add(part.type())) {
                throw new IllegalStateException(
                        part.getClass().getName()
                                + " reads "
                                + part.folder()
                                + "/ into "
                                + part.type().getName()
                                + ", which is taken");
            }
            found.add(part);
        }
        found.sort(Comparator.comparing(SystemPart::folder));
        return new SystemParts(found);
    }

    public Set<String> folders() {
        return parts.stream().map(SystemPart::folder).collect(Collectors.toSet());
    }

    /// Whether a system has a folder of one of them.
    public boolean haveFolder(Path directory) {
        return parts.stream().anyMatch(part -> Files.isDirectory(directory.resolve(part.folder())));
    }

    /// Reads the files of all.
    public PartDescriptions read(Path directory) {
        Map<Class<?>, Object> descriptions = new HashMap<>();
        List<ValidationError> mistakes = new ArrayList<>();
        for (SystemPart<?> part : parts) {
            PartReading<?> reading =
                    part.read(PartFiles.open(directory.resolve(part.folder()), part.schema()));
            descriptions.put(part.type(), reading.description());
            mistakes.addAll(reading.mistakes());
        }
        return new PartDescriptions(descriptions, mistakes);
    }

    /// Holds all against the rest of the system.
    public List<ValidationError> check(CatalogSnapshot system) {
        return parts.stream().flatMap(part -> check(part, system).stream()).toList();
    }

    private static <T> List<ValidationError> check(SystemPart<T> part, CatalogSnapshot system) {
        return part.check(system.part(part.type()), system);
    }
}

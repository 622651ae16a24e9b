package dev.berth.endpoint;

import dev.berth.catalog.traffic.WeightControl;
import dev.berth.catalog.traffic.WeightJournal;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.WeightChange;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The weights of variants as the journals of a system have them. One that cannot be read leaves in
/// force what it said before. Not thread-safe.
final class WeightsInForce {
    private static final Logger LOG = LoggerFactory.getLogger(WeightsInForce.class);
    private static final String FILE_ENDING = ".yaml";

    private final Path system;
    private final Map<String, Seen> seen = new HashMap<>();

    WeightsInForce(Path system) {
        this.system = system;
    }

    /// What a journal was when it was read.
    private record Seen(long bytes, FileTime changed, List<WeightChange> changes) {}

    /// Reads the journals that are others than at the last look; some microseconds if there are
    /// none.
    ///
    /// @return whether there were any
    boolean look() {
        Map<String, BasicFileAttributes> found = journals();
        boolean changed = seen.keySet().removeIf(endpoint -> !found.containsKey(endpoint));
        for (var entry : found.entrySet()) {
            Seen before = seen.get(entry.getKey());
            BasicFileAttributes now = entry.getValue();
            if (before == null
                    || before.bytes() != now.size()
                    || !before.changed().equals(now.lastModifiedTime())) {
                seen.put(entry.getKey(), read(entry.getKey(), now, before));
                changed = true;
            }
        }
        return changed;
    }

    private Seen read(String endpoint, BasicFileAttributes now, @Nullable Seen before) {
        List<WeightChange> changes;
        try {
            changes = WeightJournal.of(system, new EndpointName(endpoint)).read();
        } catch (ProblemException e) {
            LOG.error("endpoint {}: {}; its weights stay", endpoint, e.problem());
            changes = before == null ? List.of() : before.changes();
        }
        return new Seen(now.size(), now.lastModifiedTime(), changes);
    }

    private Map<String, BasicFileAttributes> journals() {
        Map<String, BasicFileAttributes> found = new HashMap<>();
        Path folder = WeightJournal.folder(system);
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, "[A-Za-z0-9]*" + FILE_ENDING)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                found.put(
                        name.substring(0, name.length() - FILE_ENDING.length()),
                        Files.readAttributes(file, BasicFileAttributes.class));
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("{} cannot be read: {}", folder, e.toString());
        }
        return found;
    }

    /// A plan with the weights that are in force for it.
    Plan applied(Plan plan) {
        EndpointDescription description = plan.description();
        if (plan.arms().split().isEmpty() || description.traffic().isEmpty()) {
            return plan;
        }
        Seen journal = seen.get(description.name().value());
        Map<String, Double> wanted =
                WeightControl.inForce(
                        description.traffic().get().weights(),
                        journal == null ? List.of() : journal.changes());
        return wanted.equals(plan.arms().split().get().weights()) ? plan : plan.weighted(wanted);
    }
}

package dev.berth.endpoint;

import dev.berth.catalog.traffic.TrafficWeightLog;
import dev.berth.catalog.traffic.TrafficWeightService;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.TrafficWeightChange;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The weights of variants as the journals of a system have them. One that cannot be read leaves in
/// force what it said before; if that is not known either, its weights are not. Not thread-safe.
final class ActiveTrafficWeights {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveTrafficWeights.class);
    private static final String FILE_ENDING = ".yaml";

    private final Path system;
    private final Map<String, Seen> seen = new HashMap<>();

    /// Why journals that were never seen may be there all the same.
    private @Nullable Problem unlisted;

    ActiveTrafficWeights(Path system) {
        this.system = system;
    }

    /// What a journal was when it was read.
    ///
    /// @param unknown why it is not known what it says; null if it is
    private record Seen(
            long bytes,
            FileTime changed,
            List<TrafficWeightChange> changes,
            @Nullable Problem unknown) {}

    /// Reads the journals that are others than at the last look; some microseconds if there are
    /// none.
    ///
    /// @return whether there were any
    boolean look() {
        Problem unlistedBefore = unlisted;
        Map<String, BasicFileAttributes> found = journals();
        if (found == null) {
            return unlistedBefore == null;
        }
        unlisted = null;
        boolean changed = unlistedBefore != null;
        changed |= seen.keySet().removeIf(endpoint -> !found.containsKey(endpoint));
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
        List<TrafficWeightChange> changes = List.of();
        Problem unknown = null;
        try {
            TrafficWeightLog journal = TrafficWeightLog.of(system, new EndpointName(endpoint));
            repair(endpoint, journal);
            changes = journal.read().changes();
        } catch (ProblemException e) {
            if (before != null && before.unknown() == null) {
                LOG.error("endpoint {}: {}; its weights stay", endpoint, e.problem());
                changes = before.changes();
            } else {
                LOG.error("endpoint {} does not answer: {}", endpoint, e.problem());
                unknown = e.problem();
            }
        }
        return new Seen(now.size(), now.lastModifiedTime(), changes, unknown);
    }

    /// What is not an entry is not read either; whoever may not write here reads all the same.
    private static void repair(String endpoint, TrafficWeightLog journal) {
        try {
            long bytes = journal.repair();
            if (bytes > 0) {
                LOG.warn(
                        "endpoint {}: {} ended amid an entry that was never in force; its {} bytes"
                                + " were cut off",
                        endpoint,
                        journal.file(),
                        bytes);
            }
        } catch (ProblemException e) {
            LOG.warn("endpoint {}: {}", endpoint, e.problem());
        }
    }

    /// @return null if they cannot be listed
    private @Nullable Map<String, BasicFileAttributes> journals() {
        Map<String, BasicFileAttributes> found = new HashMap<>();
        Path folder = TrafficWeightLog.folder(system);
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
            if (unlisted == null) {
                LOG.error("{} cannot be read: {}", folder, e.toString());
            }
            unlisted =
                    Problem.of(
                            ProblemCode.TRAFFIC_LOG_UNAVAILABLE,
                            "the journals in " + folder + " cannot be read: " + e,
                            "look at its permissions");
            return null;
        }
        return found;
    }

    /// Why it is not known by which weights the records of an endpoint are to be divided.
    Optional<Problem> findUnknown(EndpointDescription description) {
        if (description.traffic().isEmpty() || description.traffic().get().variants().isEmpty()) {
            return Optional.empty();
        }
        Seen journal = seen.get(description.name().value());
        return Optional.ofNullable(journal == null ? unlisted : journal.unknown());
    }

    /// A plan with the weights that are in force for it.
    CompiledEndpoint applied(CompiledEndpoint plan) {
        EndpointDescription description = plan.description();
        if (plan.arms().split().isEmpty() || description.traffic().isEmpty()) {
            return plan;
        }
        Seen journal = seen.get(description.name().value());
        Map<String, Double> wanted =
                TrafficWeightService.inForce(
                        description.traffic().get().weights(),
                        journal == null ? List.of() : journal.changes());
        return wanted.equals(plan.arms().split().get().weights()) ? plan : plan.weighted(wanted);
    }
}

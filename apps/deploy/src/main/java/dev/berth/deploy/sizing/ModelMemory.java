package dev.berth.deploy.sizing;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.assignment.MemoryShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Native memory of the models in one replica, and how it follows.
///
/// @param bytes of the models that are loaded at the same time
/// @param isShare whether that is a part of the models, which the others then have to leave
/// @param source for a comment
public record ModelMemory(long bytes, boolean isShare, String source) {

    /// The sum that a user gives.
    public static ModelMemory given(long bytes) {
        return new ModelMemory(bytes, false, "--memory");
    }

    /// All models, by their profiles.
    ///
    /// @throws ProblemException if a model has no profile with its memory
    public static ModelMemory all(List<String> models, ProfileFiles profiles) {
        return new ModelMemory(
                sum(byModel(models, profiles)), false, "memoryBytes of their profiles");
    }

    /// The models of the fullest replica, where clients send the requests of each model to some
    /// replicas only.
    ///
    /// @param replicas the fewest that there may be: each then holds most
    /// @param copies replicas of each model, at least 1
    /// @throws ProblemException if a model has no profile with its memory
    public static ModelMemory share(
            List<String> models, ProfileFiles profiles, int replicas, int copies) {
        Map<String, Long> bytes = byModel(models, profiles);
        long largest = bytes.values().stream().mapToLong(Long::longValue).max().orElse(0);
        MemoryShare share = MemoryShare.of(bytes, replicas, copies);
        return new ModelMemory(
                Math.max(largest, share.fullestBytes()),
                true,
                "those of the fullest of "
                        + replicas
                        + " replicas when each of the "
                        + bytes.size()
                        + " is on "
                        + Math.min(copies, replicas)
                        + " (all together "
                        + (sum(bytes) >> 20)
                        + " MiB, memoryBytes of their profiles)");
    }

    private static long sum(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Long> byModel(List<String> models, ProfileFiles profiles) {
        Map<String, Long> known = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        for (String model : models) {
            OptionalLong bytes = profiles.memoryBytes(model);
            if (bytes.isPresent()) {
                known.put(model, bytes.getAsLong());
            } else {
                unknown.add(model);
            }
        }
        if (!unknown.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "no profile with the memory of " + String.join(", ", unknown),
                    "measure each with `"
                            + profiles.bench(unknown.getFirst())
                            + "`, or give the memory of all models with --memory");
        }
        return known;
    }
}

package dev.berth.cli.bench;

import dev.berth.core.ProblemException;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A model's measured latency and throughput on a named machine.
///
/// @param via the way of the calls: `in-process`, `typed`, `v2-json` or `v2-binary`
/// @param memoryBytes native memory that the engine holds for the model, where it is known
/// @param tuned the section that the server reads, as JSON's values; empty if nothing was tuned
public record Profile(
        String model,
        String version,
        Instant measuredAt,
        String berthVersion,
        Machine machine,
        String via,
        OptionalLong memoryBytes,
        List<Measurement> measurements,
        Optional<Map<?, ?>> tuned) {
    private static final String TUNED = "tuned";

    public Profile {
        measurements = List.copyOf(measurements);
    }

    public Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("model", model);
        plain.put("version", version);
        plain.put("measuredAt", measuredAt.toString());
        plain.put("berth", berthVersion);
        plain.put("machine", machine.plain());
        plain.put("via", via);
        plain.put("memoryBytes", memoryBytes.isPresent() ? (Object) memoryBytes.getAsLong() : null);
        if (!measurements.isEmpty()) {
            Load load = measurements.getFirst().load();
            plain.put("warmUpSeconds", load.warmUp().toMillis() / 1e3);
            plain.put("durationSeconds", load.duration().toMillis() / 1e3);
        }
        plain.put("measurements", measurements.stream().map(Measurement::plain).toList());
        tuned.ifPresent(section -> plain.put(TUNED, section));
        return plain;
    }

    /// This profile with what an older one at its place has tuned: measuring again takes back
    /// nothing. One that cannot be read has nothing.
    public Profile keepingTuned(Path older) throws IOException {
        if (!Files.exists(older)) {
            return this;
        }
        try {
            return JsonValues.read(Files.readAllBytes(older)) instanceof Map<?, ?> profile
                            && profile.get(TUNED) instanceof Map<?, ?> section
                    ? with(section)
                    : this;
        } catch (ProblemException e) {
            return this;
        }
    }

    private Profile with(Map<?, ?> section) {
        return new Profile(
                model,
                version,
                measuredAt,
                berthVersion,
                machine,
                via,
                memoryBytes,
                measurements,
                Optional.of(section));
    }

    /// Writes the profile, replacing an older one in one step.
    public void write(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
        Files.writeString(unfinished, JsonValues.text(plain()) + "\n");
        Files.move(
                unfinished,
                absolute,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}

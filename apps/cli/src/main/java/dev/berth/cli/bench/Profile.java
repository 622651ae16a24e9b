package dev.berth.cli.bench;

import dev.berth.cli.json.PlainJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A model's measured latency and throughput on a named machine.
///
/// @param via the way of the calls: `in-process`, `typed`, `v2-json` or `v2-binary`
/// @param memoryBytes native memory that the engine holds for the model, where it is known
public record Profile(
        String model,
        String version,
        Instant measuredAt,
        String berthVersion,
        Machine machine,
        String via,
        OptionalLong memoryBytes,
        List<Measurement> measurements) {

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
        return plain;
    }

    /// Where the profile of a model lies in a system.
    public static Path path(Path system, String model, String version) {
        return system.resolve(".berth/profiles").resolve(model + "@" + version + ".json");
    }

    /// Writes the profile, replacing an older one in one step.
    public void write(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
        Files.writeString(unfinished, PlainJson.write(plain()) + "\n");
        Files.move(unfinished, absolute, StandardCopyOption.REPLACE_EXISTING);
    }
}

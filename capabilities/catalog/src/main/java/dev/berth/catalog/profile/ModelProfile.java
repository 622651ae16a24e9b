package dev.berth.catalog.profile;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Measurements of one version of a model on one machine: latencies, throughput, memory, size,
/// energy. `profile.schema.json` beside the schemas of descriptions is its form as JSON.
///
/// `berth bench` and `berth bench --tune` write profiles, a server reads them ([TuningProfiles]).
/// Reading is tolerant: what is missing is unknown, and what is not known here is passed over.
///
/// @param model its name; empty if the file lacks it
/// @param measuredAt empty if the file lacks it
/// @param origin command and package of the measurement
/// @param via the way of the calls: `in-process`, `typed`, `v2-json` or `v2-binary`
/// @param memoryBytes native memory that the engine holds for the model
/// @param weightBytes of which weights, the size of the model
/// @param joulesPerRecord energy of one record under the load with the most throughput; measured by
///   nothing in Berth yet
/// @param warmUpSeconds how long each load was not counted
/// @param durationSeconds planned time of each load
/// @param tuned the section with tuned settings, which [TuningProfiles] interprets for a package
public record ModelProfile(
        String model,
        String version,
        Optional<Instant> measuredAt,
        String berthVersion,
        Origin origin,
        Machine machine,
        String via,
        OptionalLong memoryBytes,
        OptionalLong weightBytes,
        OptionalDouble joulesPerRecord,
        OptionalDouble warmUpSeconds,
        OptionalDouble durationSeconds,
        List<LoadMeasurement> measurements,
        Optional<Map<?, ?>> tuned) {

    /// The version of the form. It grows when readers of an earlier one would misunderstand a file;
    /// files without it are of the first.
    public static final long FORMAT = 1;

    static final String FORMAT_KEY = "format";
    public static final String TUNED_KEY = "tuned";

    /// What was measured, and by which command.
    ///
    /// @param command such as `berth bench shop churn`; empty if the file lacks it
    /// @param modelSha256 digest in hex of the package, of an endpoint that of its files and the
    ///   packages that it may call; empty if the file lacks it, as for a remote server
    public record Origin(String command, String modelSha256) {
        public static final Origin UNKNOWN = new Origin("", "");

        static Origin read(ProfileValues values) {
            return new Origin(values.text("command"), values.text("modelSha256"));
        }

        void writeTo(Map<String, @Nullable Object> plain) {
            if (!command.isEmpty()) {
                plain.put("command", command);
            }
            if (!modelSha256.isEmpty()) {
                plain.put("modelSha256", modelSha256);
            }
        }
    }

    public ModelProfile {
        measurements = List.copyOf(measurements);
    }

    /// This profile with what an older one has tuned: measuring again takes back nothing.
    public ModelProfile keepingTuned(ModelProfile older) {
        return tuned.isPresent()
                ? this
                : new ModelProfile(
                        model,
                        version,
                        measuredAt,
                        berthVersion,
                        origin,
                        machine,
                        via,
                        memoryBytes,
                        weightBytes,
                        joulesPerRecord,
                        warmUpSeconds,
                        durationSeconds,
                        measurements,
                        older.tuned);
    }

    /// As JSON's values.
    public Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put(FORMAT_KEY, FORMAT);
        plain.put("model", model);
        plain.put("version", version);
        measuredAt.ifPresent(instant -> plain.put("measuredAt", instant.toString()));
        plain.put("berth", berthVersion);
        origin.writeTo(plain);
        plain.put("machine", machine.plain());
        plain.put("via", via);
        plain.put("memoryBytes", memoryBytes.isPresent() ? (Object) memoryBytes.getAsLong() : null);
        weightBytes.ifPresent(bytes -> plain.put("weightBytes", bytes));
        joulesPerRecord.ifPresent(joules -> plain.put("joulesPerRecord", joules));
        warmUpSeconds.ifPresent(seconds -> plain.put("warmUpSeconds", seconds));
        durationSeconds.ifPresent(seconds -> plain.put("durationSeconds", seconds));
        plain.put("measurements", measurements.stream().map(LoadMeasurement::plain).toList());
        tuned.ifPresent(section -> plain.put(TUNED_KEY, section));
        return plain;
    }

    /// Reads a profile from JSON's values.
    public static ModelProfile read(Map<?, ?> plain) {
        var values = new ProfileValues(plain);
        return new ModelProfile(
                values.text("model"),
                values.text("version"),
                instant(values.text("measuredAt")),
                values.text("berth"),
                Origin.read(values),
                Machine.read(values.object("machine")),
                values.text("via"),
                values.count("memoryBytes"),
                values.count("weightBytes"),
                values.number("joulesPerRecord"),
                values.number("warmUpSeconds"),
                values.number("durationSeconds"),
                values.objects("measurements").stream().map(LoadMeasurement::read).toList(),
                plain.get(TUNED_KEY) instanceof Map<?, ?> section
                        ? Optional.of(section)
                        : Optional.empty());
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

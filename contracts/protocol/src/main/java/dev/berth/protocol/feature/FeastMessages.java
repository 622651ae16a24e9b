package dev.berth.protocol.feature;

import com.google.protobuf.Timestamp;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.proto.feast.serving.GetOnlineFeaturesRequest;
import dev.berth.proto.feast.types.RepeatedValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Messages of Feast's `ServingService`.
public final class FeastMessages {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private FeastMessages() {}

    /// The features that a message requests.
    ///
    /// @throws ProblemException `request-malformed` if nothing is requested, `record-invalid` if
    ///   the columns do not fit each other or have values that Berth does not know
    public static FeatureRequest read(GetOnlineFeaturesRequest request) {
        Optional<String> service =
                request.hasFeatureService() && !request.getFeatureService().isEmpty()
                        ? Optional.of(request.getFeatureService())
                        : Optional.empty();
        return new FeatureRequest(
                request.getFeatures().getValList(),
                service,
                columns(request.getEntitiesMap()),
                columns(request.getRequestContextMap()),
                Optional.empty(),
                FeatureNaming.of(request.getFullFeatureNames()),
                request.getIncludeFeatureViewVersionMetadata());
    }

    private static Map<String, List<Object>> columns(Map<String, RepeatedValue> sent) {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        sent.forEach((name, column) -> columns.put(name, column(name, column)));
        return columns;
    }

    private static List<Object> column(String name, RepeatedValue column) {
        List<Object> values = new ArrayList<>(column.getValCount());
        column.getValList().forEach(value -> values.add(FeastValues.read(name, value)));
        return Collections.unmodifiableList(values);
    }

    /// The time so many microseconds after 1970-01-01T00:00:00Z.
    public static Timestamp timestamp(long micros) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(micros, MICROS_PER_SECOND))
                .setNanos((int) Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO)
                .build();
    }

    static ProblemException unreadable(String column) {
        return new ProblemException(
                ProblemCode.RECORD_INVALID,
                "a value of '"
                        + column
                        + "' is a map, a set or of a type of its own (expected: a"
                        + " string, a number, a boolean, bytes, a time, or a list of these)",
                "send the key as a string or a number");
    }
}

package dev.berth.protocol.feature;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.EpochUnit;
import dev.berth.proto.feast.types.Value;
import dev.berth.proto.features.FeatureEvent;
import dev.berth.proto.features.PushEventsRequest;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonValues;
import dev.berth.protocol.json.JsonWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Messages of `berth.features.FeatureEvents`.
///
/// An event is read as the JSON object that it stands for, so that the same event is the same
/// whichever way it comes.
public final class EventMessages {
    private static final int EVENT_BYTES = 256;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private EventMessages() {}

    /// Reads the events of a request.
    ///
    /// @param epoch of the source
    public static void read(
            PushEventsRequest request,
            Optional<EpochUnit> epoch,
            EventJsonReader reader,
            EventJsonReader.Sink sink) {
        var json = new ByteSink(EVENT_BYTES);
        for (int i = 0; i < request.getEventsCount(); i++) {
            String place = "events[" + i + "]";
            json.clear();
            try {
                write(request.getEvents(i), epoch, new JsonWriter(json));
            } catch (ProblemException unreadable) {
                sink.violation(
                        new Problem.FieldViolation(
                                place, unreadable.problem().message(), "an event"));
                continue;
            }
            byte[] bytes = json.toBytes();
            reader.readOne(bytes, 0, bytes.length, place, sink);
        }
    }

    private static void write(FeatureEvent event, Optional<EpochUnit> epoch, JsonWriter json) {
        json.beginObject();
        event.getValuesMap()
                .forEach((column, value) -> write(column, value, epoch, json.name(column)));
        json.endObject();
    }

    private static void write(
            String column, Value value, Optional<EpochUnit> epoch, JsonWriter json) {
        switch (value.getValCase()) {
            case UNIX_TIMESTAMP_VAL -> time(column, value.getUnixTimestampVal(), epoch, json);
            case UNIX_TIMESTAMP_LIST_VAL -> {
                json.beginArray();
                for (long seconds : value.getUnixTimestampListVal().getValList()) {
                    time(column, seconds, epoch, json);
                }
                json.endArray();
            }
            // Of their full width, with NaN and the infinities, which [JsonValues] has no word for.
            case FLOAT_VAL -> json.number((double) value.getFloatVal());
            case DOUBLE_VAL -> json.number(value.getDoubleVal());
            case FLOAT_LIST_VAL -> numbers(value.getFloatListVal().getValList(), json);
            case DOUBLE_LIST_VAL -> numbers(value.getDoubleListVal().getValList(), json);
            default -> JsonValues.write(json, FeastValues.read(column, value));
        }
    }

    private static void numbers(List<? extends Number> numbers, JsonWriter json) {
        json.beginArray();
        for (Number number : numbers) {
            json.number(number.doubleValue());
        }
        json.endArray();
    }

    private static void time(
            String column, long seconds, Optional<EpochUnit> epoch, JsonWriter json) {
        try {
            if (epoch.isEmpty()) {
                json.string(Instant.ofEpochSecond(seconds).toString());
            } else {
                json.number(Math.multiplyExact(seconds, MICROS_PER_SECOND / epoch.get().micros()));
            }
        } catch (DateTimeException | ArithmeticException outOfRange) {
            throw FeastMessages.unreadable(column);
        }
    }
}

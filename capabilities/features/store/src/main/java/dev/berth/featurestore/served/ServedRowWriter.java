package dev.berth.featurestore.served;

import dev.berth.core.feature.FeatureName;
import dev.berth.features.skew.ServedRow;
import dev.berth.features.skew.ServedView;
import dev.berth.protocol.feature.FeatureJson;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writer of served rows as JSON lines. Numbers have all their digits, so that reading them back is
/// exact; NaN and the infinities are the texts `NaN`, `Infinity` and `-Infinity`, timestamps within
/// values integers in microseconds since 1970, bytes base64.
final class ServedRowWriter {
    private ServedRowWriter() {}

    static void write(ServedRow row, ByteSink sink) {
        var json = new JsonWriter(sink);
        json.beginObject();
        json.name("at").string(FeatureJson.instant(row.atMicros()).toString());
        json.name("views").beginArray();
        for (ServedView view : row.views()) {
            write(view, json);
        }
        json.endArray();
        json.endObject();
        sink.put((byte) '\n');
    }

    private static void write(ServedView view, JsonWriter json) {
        json.beginObject();
        json.name("view").string(view.view().toString());
        json.name("fields").beginObject();
        view.fields().forEach((name, value) -> write(json.name(name), value));
        json.endObject();
        if (view.latestMicros().isPresent()) {
            long latest = view.latestMicros().getAsLong();
            json.name("latest").string(FeatureJson.instant(latest).toString());
        }
        if (view.untilMicros().isPresent()) {
            long until = view.untilMicros().getAsLong();
            json.name("until").string(FeatureJson.instant(until).toString());
        }
        json.name("values").beginObject();
        for (Map.Entry<FeatureName, @Nullable Object> value : view.values().entrySet()) {
            write(json.name(value.getKey().value()), value.getValue());
        }
        json.endObject();
        json.endObject();
    }

    private static void write(JsonWriter json, @Nullable Object value) {
        switch (value) {
            case null -> json.nullValue();
            case Double number when !Double.isFinite(number) -> json.string(number.toString());
            case Float number when !Float.isFinite(number) -> json.string(number.toString());
            case byte[] bytes -> json.base64(bytes);
            case Iterable<?> list -> {
                json.beginArray();
                list.forEach(element -> write(json, element));
                json.endArray();
            }
            case Map<?, ?> map -> {
                json.beginObject();
                map.forEach((key, member) -> write(json.name(key.toString()), member));
                json.endObject();
            }
            default -> json.plain(value);
        }
    }
}

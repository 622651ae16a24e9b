package dev.berth.benchmarks.floor;

import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;

/// JSON response in Berth's form for the tiny model.
final class JsonAnswer {
    private JsonAnswer() {}

    /// @param numbers the first three of which are returned
    static byte[] of(float[] numbers) {
        var sink = new ByteSink(256);
        var json = new JsonWriter(sink);
        json.beginObject().name("model_name").string("tiny").name("model_version").string("1");
        json.name("outputs").beginArray().beginObject();
        json.name("name").string("y").name("datatype").string("FP32");
        json.name("shape").beginArray().number(1).number(TinyMlp.OUTPUTS).endArray();
        json.name("data").beginArray();
        for (int i = 0; i < TinyMlp.OUTPUTS; i++) {
            json.number(numbers[i]);
        }
        json.endArray().endObject().endArray().endObject();
        return sink.toBytes();
    }
}

package dev.berth.protocol.oip;

import dev.berth.core.ModelName;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;

/// Writes the bodies of the protocol's routes other than inference, each appended to the sink.
///
/// Names have the spelling of the protocol and of Triton's extensions: snake case, 64-bit numbers
/// as numbers.
public final class MetadataWriter {
    private MetadataWriter() {}

    public static void writeServer(ServerMetadata server, ByteSink sink) {
        var json = new JsonWriter(sink).beginObject();
        json.name("name").string(server.name());
        json.name("version").string(server.version());
        json.name("extensions").plain(server.extensions()).endObject();
    }

    /// Appends `{"live": true}` and the like.
    public static void writeFlag(String name, boolean value, ByteSink sink) {
        new JsonWriter(sink).beginObject().name(name).bool(value).endObject();
    }

    /// Appends `{"models": [...]}`, KServe v1's list of what can be called.
    public static void writeModelNames(List<ModelName> names, ByteSink sink) {
        var json = new JsonWriter(sink).beginObject().name("models").beginArray();
        names.forEach(name -> json.string(name.value()));
        json.endArray().endObject();
    }

    /// Appends `{"name": ..., "ready": ...}`, the answer to whether a model is ready.
    public static void writeReady(String model, boolean ready, ByteSink sink) {
        var json = new JsonWriter(sink).beginObject().name("name").string(model);
        json.name("ready").bool(ready).endObject();
    }

    public static void writeModel(ModelMetadata model, ByteSink sink) {
        var json = new JsonWriter(sink).beginObject();
        json.name("name").string(model.name().value());
        json.name("versions").beginArray();
        model.versions().forEach(version -> json.string(version.value()));
        json.endArray();
        json.name("platform").string(model.platform());
        writeTensors("inputs", model.signature().inputs(), json);
        writeTensors("outputs", model.signature().outputs(), json);
        json.endObject();
    }

    private static void writeTensors(String name, List<Field> fields, JsonWriter json) {
        json.name(name).beginArray();
        for (Field field : fields) {
            json.beginObject().name("name").string(field.name());
            json.name("datatype").string(field.type().datatype());
            json.name("shape").plain(field.shape().wireSizes()).endObject();
        }
        json.endArray();
    }

    public static void writeConfiguration(ModelConfiguration model, ByteSink sink) {
        var json = new JsonWriter(sink).beginObject();
        json.name("name").string(model.name().value());
        json.name("platform").string(model.platform());
        json.name("backend").string(model.backend());
        json.name("version_policy").beginObject().name("latest").beginObject();
        json.name("num_versions").number(model.latestVersions()).endObject().endObject();
        json.name("max_batch_size").number(model.batchSizeMax());
        Signature signature = model.signature();
        json.name("input").beginArray();
        for (Field field : signature.inputs()) {
            writeConfigured(model, field, json);
            json.name("optional").bool(!field.isRequired()).endObject();
        }
        json.endArray().name("output").beginArray();
        for (Field field : signature.outputs()) {
            writeConfigured(model, field, json);
            json.endObject();
        }
        json.endArray();
        if (model.batchSizeMax() > 0) {
            json.name("dynamic_batching").beginObject();
            json.name("max_queue_delay_microseconds").number(model.batchDelayMicros()).endObject();
        }
        json.name("model_transaction_policy").beginObject();
        json.name("decoupled").bool(false).endObject().endObject();
    }

    private static void writeConfigured(ModelConfiguration model, Field field, JsonWriter json) {
        json.beginObject().name("name").string(field.name());
        json.name("data_type").string(ModelConfiguration.dataType(field.type()));
        json.name("dims").plain(configuredSizes(model, field));
    }

    /// The sizes as the configuration has them: without the batch dimension if there is a batch
    /// size.
    public static List<Long> configuredSizes(ModelConfiguration model, Field field) {
        return model.batchSizeMax() > 0
                ? model.signature().recordShape(field).wireSizes()
                : field.shape().wireSizes();
    }

    public static void writeIndex(List<RepositoryEntry> entries, ByteSink sink) {
        var json = new JsonWriter(sink).beginArray();
        for (RepositoryEntry entry : entries) {
            json.beginObject().name("name").string(entry.name());
            if (!entry.version().isEmpty()) {
                json.name("version").string(entry.version());
            }
            json.name("state").string(entry.state().name());
            json.name("reason").string(entry.reason());
            writeMemory(entry.memory(), json);
            json.endObject();
        }
        json.endArray();
    }

    private static void writeMemory(RepositoryEntry.Memory memory, JsonWriter json) {
        json.name("memory_bytes").number(memory.totalBytes());
        json.name("memory").beginObject();
        json.name("weights").number(memory.weightBytes());
        json.name("arena").number(memory.arenaBytes());
        json.name("buffers").number(memory.bufferBytes()).endObject();
    }

    public static void writeStatistics(List<ModelStatisticsEntry> models, ByteSink sink) {
        var json = new JsonWriter(sink).beginObject().name("model_stats").beginArray();
        for (ModelStatisticsEntry model : models) {
            writeStatistics(model, json);
        }
        json.endArray().endObject();
    }

    private static void writeStatistics(ModelStatisticsEntry model, JsonWriter json) {
        json.beginObject().name("name").string(model.model().name().value());
        json.name("version").string(model.model().version().value());
        json.name("last_inference").number(model.lastInferenceMillis());
        json.name("inference_count").number(model.inferenceCount());
        json.name("execution_count").number(model.executionCount());
        json.name("inference_stats").beginObject();
        writeDuration("success", model.success(), json);
        writeDuration("fail", model.fail(), json);
        writeDuration("queue", model.queue(), json);
        writeDuration("compute_input", model.computeInput(), json);
        writeDuration("compute_infer", model.computeInfer(), json);
        writeDuration("compute_output", model.computeOutput(), json);
        writeDuration("cache_hit", DurationCount.NONE, json);
        writeDuration("cache_miss", DurationCount.NONE, json);
        json.endObject().name("batch_stats").beginArray();
        for (BatchStatistics batch : model.batches()) {
            json.beginObject().name("batch_size").number(batch.batchSize());
            writeDuration("compute_input", batch.computeInput(), json);
            writeDuration("compute_infer", batch.computeInfer(), json);
            writeDuration("compute_output", batch.computeOutput(), json);
            json.endObject();
        }
        json.endArray().name("memory_usage").beginArray().endArray();
        json.name("response_stats").beginObject().endObject().endObject();
    }

    private static void writeDuration(String name, DurationCount duration, JsonWriter json) {
        json.name(name).beginObject().name("count").number(duration.count());
        json.name("ns").number(duration.nanos()).endObject();
    }
}

package dev.berth.runtime.onnx;

import java.lang.foreign.Arena;
import java.util.Map;
import java.util.TreeMap;

/// Reads the metadata that the author of a model wrote into it: the custom entries by their keys,
/// and beside them `producer`, `graph`, `description`, `graph-description`, `domain` and `version`.
final class ModelMetadataReader {
    /// The engine's value for a model that names no version.
    private static final long NO_VERSION = Long.MAX_VALUE;

    private ModelMetadataReader() {}

    static Map<String, String> read(OnnxEngine engine, long session) {
        var api = new MetadataApi(engine.api());
        try (Arena arena = Arena.ofConfined()) {
            var out = new NativeOutParameter(arena);
            long metadata = api.of(session, out);
            try {
                Map<String, String> facts = custom(engine, metadata, arena);
                long allocator = engine.allocator();
                put(facts, "producer", engine.take(api.producer(metadata, allocator, out)));
                put(facts, "graph", engine.take(api.graphName(metadata, allocator, out)));
                put(facts, "description", engine.take(api.description(metadata, allocator, out)));
                put(
                        facts,
                        "graph-description",
                        engine.take(api.graphDescription(metadata, allocator, out)));
                put(facts, "domain", engine.take(api.domain(metadata, allocator, out)));
                long version = api.modelVersion(metadata, out);
                put(facts, "version", version == NO_VERSION ? "" : Long.toString(version));
                return facts;
            } finally {
                engine.api().release(Handle.METADATA, metadata);
            }
        }
    }

    private static void put(Map<String, String> facts, String key, String value) {
        if (!value.isEmpty()) {
            facts.putIfAbsent(key, value);
        }
    }

    private static Map<String, String> custom(OnnxEngine engine, long metadata, Arena arena) {
        var api = new MetadataApi(engine.api());
        var out = new NativeOutParameter(arena);
        var count = new NativeOutParameter(arena);
        long keys = api.customKeys(metadata, engine.allocator(), out, count);
        Map<String, String> entries = new TreeMap<>();
        for (long i = 0; i < count.longValue(); i++) {
            long key = OrtApi.pointerAt(keys, i);
            String value = engine.take(api.customValue(metadata, engine.allocator(), key, out));
            entries.put(engine.take(key), value);
        }
        if (keys != 0) {
            engine.api().free(engine.allocator(), keys);
        }
        return entries;
    }
}

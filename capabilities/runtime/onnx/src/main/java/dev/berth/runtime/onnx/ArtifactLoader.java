package dev.berth.runtime.onnx;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.TensorPool;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes an artifact out of a model file: its sessions, what it takes and gives, and what its
/// author wrote into it.
final class ArtifactLoader {
    private final OnnxEngine engine;
    private final OrtApi api;
    private final MallocTrimmer freedMemory;
    private final Path model;
    private final TensorPool pool;

    ArtifactLoader(OnnxEngine engine, MallocTrimmer freedMemory, Path model, TensorPool pool) {
        this.engine = engine;
        this.api = engine.api();
        this.freedMemory = freedMemory;
        this.model = model;
        this.pool = pool;
    }

    OnnxArtifact load(OnnxSettings wanted, LatencyClass pace, long weightBytes) {
        OnnxSettings settings = isDecidedByValues(wanted) ? wanted.bounded() : wanted;
        List<Long> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < settings.sessions(); i++) {
                sessions.add(new SessionFactory(engine).create(model, settings));
            }
            return new OnnxArtifact(
                    engine,
                    freedMemory,
                    pool,
                    settings.executors(),
                    pace,
                    settings.arena(),
                    settings.isBounded(),
                    sessions,
                    describe(sessions.getFirst(), weightBytes));
        } catch (EngineFailure e) {
            release(sessions, weightBytes);
            throw refused(EngineMessage.clean(e.text()), e);
        } catch (RuntimeException e) {
            release(sessions, weightBytes);
            throw e;
        }
    }

    /// Of models for the processor alone, as the memory of others is their providers'.
    private boolean isDecidedByValues(OnnxSettings settings) {
        if (!settings.providers().isEmpty()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined();
                FileChannel file = FileChannel.open(model)) {
            return SizeFlow.isDecidedByValues(
                    file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena));
        } catch (IOException unreadable) {
            // The engine gives the reason.
            return false;
        }
    }

    private ModelFileInfo describe(long session, long weightBytes) {
        try (Arena arena = Arena.ofConfined()) {
            List<TensorSpec> inputs = inputs(session, arena);
            List<OutputBinding> declared = outputs(session, inputs, arena);
            Map<String, String> metadata = ModelMetadataReader.read(engine, session);
            List<OutputBinding> plans = declared;
            if (declared.stream().anyMatch(ShapeProbe::teaches)) {
                plans = new ShapeProbe(engine, session, pool).learn(inputs, declared);
            }
            for (OutputBinding plan : plans) {
                plan.keys()
                        .ifPresent(keys -> metadata.put(plan.spec().name() + ".keys", keys.json()));
            }
            return new ModelFileInfo(
                    inputs, optionalInputs(session, arena), plans, metadata, weightBytes);
        }
    }

    private void release(List<Long> sessions, long weightBytes) {
        sessions.forEach(session -> api.release(Handle.SESSION, session));
        freedMemory.handBack(sessions.size() * weightBytes);
    }

    private List<TensorSpec> inputs(long session, Arena arena) {
        var out = new NativeOutParameter(arena);
        var types = new TypeReader(api, arena);
        List<TensorSpec> inputs = new ArrayList<>();
        int count = api.inputCount(session, out);
        for (int i = 0; i < count; i++) {
            String name = engine.take(api.inputName(session, i, engine.allocator(), out));
            OrtValueType type = types.take(api.inputType(session, i, out));
            if (type instanceof OrtValueType.TensorType(ElementType element, DeclaredShape shape)) {
                inputs.add(new TensorSpec(name, element, shape));
            } else {
                throw refused("input '" + name + "' is " + words(type) + ", not a tensor", null);
            }
        }
        return inputs;
    }

    /// Those that tensors can hold; any other keeps the value that the file has for it.
    private List<TensorSpec> optionalInputs(long session, Arena arena) {
        var out = new NativeOutParameter(arena);
        var types = new TypeReader(api, arena);
        List<TensorSpec> inputs = new ArrayList<>();
        int count = api.optionalInputCount(session, out);
        for (int i = 0; i < count; i++) {
            String name = engine.take(api.optionalInputName(session, i, engine.allocator(), out));
            OrtValueType type = types.take(api.optionalInputType(session, i, out));
            if (type instanceof OrtValueType.TensorType(ElementType element, DeclaredShape shape)) {
                inputs.add(new TensorSpec(name, element, shape));
            }
        }
        return inputs;
    }

    private List<OutputBinding> outputs(long session, List<TensorSpec> inputs, Arena arena) {
        var out = new NativeOutParameter(arena);
        var types = new TypeReader(api, arena);
        List<OutputBinding> outputs = new ArrayList<>();
        int count = api.outputCount(session, out);
        for (int i = 0; i < count; i++) {
            String name = engine.take(api.outputName(session, i, engine.allocator(), out));
            OrtValueType type = types.take(api.outputType(session, i, out));
            outputs.add(OutputBinding.of(spec(name, type), type, inputs));
        }
        return outputs;
    }

    private TensorSpec spec(String name, OrtValueType type) {
        Dimension any = Dimension.dynamic(Dimension.Dynamic.ANONYMOUS);
        return switch (type) {
            case OrtValueType.TensorType(ElementType element, DeclaredShape shape) ->
                    new TensorSpec(name, element, shape);
            case OrtValueType.MapType map ->
                    new TensorSpec(name, map.value(), DeclaredShape.of(Dimension.fixed(1), any));
            case OrtValueType.SequenceType(OrtValueType.MapType map) ->
                    new TensorSpec(name, map.value(), DeclaredShape.of(any, any));
            case OrtValueType.SequenceType(OrtValueType.TensorType tensor) -> {
                List<Dimension> stacked = new ArrayList<>(List.of(any));
                stacked.addAll(tensor.shape().list());
                yield new TensorSpec(name, tensor.element(), new DeclaredShape(stacked));
            }
            case OrtValueType.SequenceType nested -> throw unservable(name, nested);
            case OrtValueType.UnknownType unknown -> throw unservable(name, unknown);
        };
    }

    private ProblemException unservable(String name, OrtValueType type) {
        return refused("output '" + name + "' is " + words(type) + ", which no tensor holds", null);
    }

    private static String words(OrtValueType type) {
        return switch (type) {
            case OrtValueType.TensorType tensor -> "a tensor of " + tensor.element();
            case OrtValueType.SequenceType sequence ->
                    "a sequence of: " + words(sequence.element());
            case OrtValueType.MapType map -> "a map from " + map.key() + " to " + map.value();
            case OrtValueType.UnknownType unknown -> unknown.what();
        };
    }

    private ProblemException refused(String reason, @Nullable Throwable cause) {
        return OnnxRuntime.unloadable(model, reason, cause);
    }
}

package dev.berth.runtime.onnx;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Executes ONNX models with ONNX Runtime. Thread-safe.
///
/// The native library is loaded when it is first needed, not when this is made.
///
/// Options beyond those of [RuntimeSettings]: `memory.arena` (`true`, `false`; whether the engine
/// keeps memory between runs), `memory.pattern` (`true`, `false`; whether it plans the memory of a
/// shape that it has seen), `sessions` (`per-executor`, `shared`), `<provider>.<option>` for a
/// chosen provider, and the engine's own configuration entries `session.…`, `optimization.…`,
/// `mlas.…`, `ep.…`, passed on as they are. A model of milliseconds is kept from fusions that make
/// it slower unless `optimization.disable_specified_optimizers` says otherwise.
public final class OnnxRuntime implements ModelRuntime {
    private static final String ENGINE = "onnx";

    private final OnnxLibrary library;
    private final MallocTrimmer freedMemory = MallocTrimmer.ofProcess();
    private @Nullable OnnxEngine started;

    /// For `java.util.ServiceLoader`; the library goes to the cache that the environment names.
    public OnnxRuntime() {
        this(OnnxLibrary.ofProcess());
    }

    OnnxRuntime(OnnxLibrary library) {
        this.library = library;
    }

    @Override
    public String engine() {
        return ENGINE;
    }

    @Override
    public String engineVersion() {
        return start().api().version();
    }

    private synchronized OnnxEngine start() {
        OnnxEngine running = started;
        if (running == null) {
            running = OnnxEngine.start(library);
            started = running;
        }
        return running;
    }

    @Override
    public LoadedArtifact load(Path model, RuntimeSettings settings, TensorPool pool) {
        long weightBytes = weightBytes(model);
        OnnxEngine engine = start();
        var loader = new ArtifactLoader(engine, freedMemory, model, pool);
        int cores = Runtime.getRuntime().availableProcessors();
        List<String> present = engine.providers();
        if (weightBytes <= OnnxSettings.QUICK_BYTES_MAX) {
            var quick =
                    OnnxSettings.of(
                            settings, weightBytes, LatencyClass.MICROSECONDS, cores, present);
            LoadedArtifact artifact = loader.load(quick, LatencyClass.MICROSECONDS, weightBytes);
            if (LatencyClass.measure(artifact, pool) == LatencyClass.MICROSECONDS) {
                return artifact;
            }
            artifact.close();
        }
        return loader.load(
                OnnxSettings.of(settings, weightBytes, LatencyClass.MILLISECONDS, cores, present),
                LatencyClass.MILLISECONDS,
                weightBytes);
    }

    /// Weights once for each session, and what a session holds besides.
    @Override
    public long expectedBytes(Path model, RuntimeSettings settings) throws IOException {
        long weightBytes = WeightFiles.bytes(model);
        int sessions = OnnxSettings.expectedSessions(settings, weightBytes);
        return sessions * (weightBytes + OnnxArtifact.SESSION_BYTES);
    }

    private static long weightBytes(Path model) {
        try {
            return WeightFiles.bytes(model);
        } catch (IOException e) {
            String reason = Files.exists(model) ? "it cannot be read" : "there is no such file";
            throw unloadable(model, reason, e);
        }
    }

    static ProblemException unloadable(Path model, String reason, @Nullable Throwable cause) {
        return new ProblemException(
                new Problem(
                        ProblemCode.ARTIFACT_LOAD_FAILED,
                        "model file " + model.getFileName() + " does not load: " + reason,
                        LoadRemedy.of(reason).remedy(),
                        List.of(),
                        Optional.empty()),
                cause);
    }
}

package dev.berth.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.runtime.ModelRuntimeContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// ONNX Runtime in a worker keeps the promises of an engine. The worker's code runs here, on
/// threads of its own; once it runs in a process, as it does at users.
class ProcessRuntimeTest extends ModelRuntimeContract {
    private final Workers workers =
            new Workers(LocalWorkers.usual(), Workers.LIMITS, WorkerTime.SYSTEM);
    private final ModelRuntime runtime = workers.isolated("onnx");

    @AfterEach
    void nothing_isLeft() {
        workers.assertNoneLeft();
        workers.close();
        assertThat(workers.folders()).isEmpty();
    }

    @Override
    protected ModelRuntime runtime() {
        return runtime;
    }

    @Override
    protected Path writeDoubling(Path dir) throws IOException {
        return Workers.writeDoubling(dir);
    }

    @Override
    protected Optional<Path> writeOptional(Path dir) throws IOException {
        return Optional.of(Files.write(dir.resolve("optional.onnx"), OnnxModels.optionalInput()));
    }

    @Override
    protected Path writeFailing(Path dir) throws IOException {
        return Files.write(dir.resolve("failing.onnx"), OnnxModels.failing());
    }

    @Override
    protected Path writeEndless(Path dir) throws IOException {
        return Files.write(dir.resolve("endless.onnx"), OnnxModels.slowByRounds());
    }

    @Override
    protected Optional<Path> writeIdentity(Path dir, ElementType type) throws IOException {
        for (OnnxElementType onnx : OnnxElementType.values()) {
            if (sameAs(onnx, type)) {
                return Optional.of(
                        Files.write(
                                dir.resolve("identity.onnx"), OnnxModels.identity(onnx, "n", 2)));
            }
        }
        return Optional.empty();
    }

    private static boolean sameAs(OnnxElementType onnx, ElementType type) {
        return switch (type) {
            case FLOAT32 -> onnx == OnnxElementType.FLOAT;
            case FLOAT64 -> onnx == OnnxElementType.DOUBLE;
            case BYTES -> false;
            case BOOL,
                    UINT8,
                    UINT16,
                    UINT32,
                    UINT64,
                    INT8,
                    INT16,
                    INT32,
                    INT64,
                    FLOAT16,
                    BFLOAT16,
                    STRING ->
                    onnx.name().equals(type.name());
        };
    }

    @Test
    void run_inAProcess_givesTheAnswerThere() throws IOException {
        try (var processes = new Workers();
                LoadedArtifact artifact =
                        processes
                                .isolated("onnx")
                                .load(writeDoubling(folder), RuntimeSettings.of("onnx"), pool);
                ExecutionContext execution = artifact.openExecution();
                Tensor input = Tensor.ofFloats(pool, Shape.of(1, 3), 1, 2, 3);
                Tensor output = execution.run(List.of(input)).getFirst()) {
            assertThat(output.toFloats()).containsExactly(2, 4, 6);
            assertThat(commandOf(artifact)).endsWith("java");
        }
    }

    private static String commandOf(LoadedArtifact artifact) {
        long process = artifact.worker().orElseThrow().processId().getAsLong();
        return ProcessHandle.of(process).orElseThrow().info().command().orElseThrow();
    }
}

package dev.berth.serving.loading;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.NativeFunction;
import dev.berth.encoding.text.TokenizerFunction;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.MemoryUse;
import dev.berth.runtime.StepRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Tokenizers as an engine, for worker processes.
public final class TokenizerRuntime implements StepRuntime {

    @Override
    public String engine() {
        return TokenizerFunction.KIND;
    }

    @Override
    public String engineVersion() {
        return "";
    }

    /// The tokenizer of a file.
    ///
    /// @param model a `tokenizer.json`
    @Override
    public LoadedArtifact load(Path model, RuntimeSettings settings, TensorPool pool) {
        try {
            return new FunctionArtifact(TokenizerFunction.load(model, settings.options(), pool));
        } catch (IOException | RuntimeException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.ARTIFACT_LOAD_FAILED,
                            String.valueOf(e.getMessage()),
                            "give a tokenizer.json of the Hugging Face tokenizers library"),
                    e);
        }
    }

    /// A function as an artifact.
    private record FunctionArtifact(NativeFunction function) implements LoadedArtifact {
        @Override
        public List<TensorSpec> inputs() {
            return function.inputs();
        }

        @Override
        public List<TensorSpec> outputs() {
            return function.outputs();
        }

        @Override
        public int executors() {
            return 1;
        }

        @Override
        public ExecutionContext openExecution() {
            return new ExecutionContext() {
                @Override
                public List<Tensor> run(List<Tensor> inputs) {
                    return function.compute(inputs);
                }

                @Override
                public void close() {
                    // The function is the artifact's.
                }
            };
        }

        @Override
        public Map<String, String> metadata() {
            return Map.of();
        }

        @Override
        public MemoryUse memory() {
            return MemoryUse.NONE;
        }

        @Override
        public void close() {
            function.close();
        }
    }
}

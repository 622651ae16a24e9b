package dev.berth.cli;

import dev.berth.cli.system.PackageScaffold;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import dev.berth.serving.ModelServer;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.testkit.time.RealTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiPredicate;

/// ONNX node test: a model of one operator with inputs and expected outputs.
///
/// @param folder with `model.onnx` and `test_data_set_0`
record OnnxNodeCase(Path folder) {
    /// Result of a case.
    enum Outcome {
        /// The outputs are as expected.
        EQUAL,
        /// They differ or are missing, and so do those of the engine alone.
        LIKE_THE_ENGINE,
        /// The engine alone gives random outputs.
        RANDOM,
        /// Only Berth's outputs differ.
        WRONG
    }

    String name() {
        return String.valueOf(folder.getFileName());
    }

    private Path model() {
        return folder.resolve("model.onnx");
    }

    /// Writes the package that `berth init` creates.
    ///
    /// @return false if `init` rejects the model
    boolean init(Path system) throws IOException {
        try {
            var _ =
                    PackageScaffold.of(
                                    model(),
                                    Optional.of(name()),
                                    ModelVersion.of("1"),
                                    Optional.of(system))
                            .write();
            return true;
        } catch (ProblemException refused) {
            return false;
        }
    }

    /// Predicts, and compares the result with the expected one and, if different, with that of the
    /// engine alone.
    Outcome run(ModelServer serving, ModelRuntime engine) throws IOException {
        try (var inputs = new NamedTensors();
                var expected = new NamedTensors()) {
            boolean hasInputs = read("input_", serving, inputs);
            boolean isReadable = read("output_", serving, expected) && hasInputs;
            Optional<NamedTensors> found = predict(serving);
            try {
                if (isReadable
                        && found.isPresent()
                        && isEach(expected, found.get(), OnnxTensorFile::isEqual)) {
                    return Outcome.EQUAL;
                }
                return besideTheEngine(serving, engine, inputs, found);
            } finally {
                found.ifPresent(NamedTensors::close);
            }
        }
    }

    /// @return false if one of them is no tensor of Berth's types
    private boolean read(String prefix, ModelServer serving, NamedTensors target)
            throws IOException {
        boolean isReadable = true;
        for (int i = 0; ; i++) {
            Path file = folder.resolve("test_data_set_0/" + prefix + i + ".pb");
            if (!Files.exists(file)) {
                return isReadable;
            }
            Optional<OnnxTensorFile> read = OnnxTensorFile.read(file, serving.pool());
            read.ifPresent(each -> target.put(each.name(), each.tensor()));
            isReadable &= read.isPresent();
        }
    }

    private Optional<NamedTensors> predict(ModelServer serving) throws IOException {
        Lease lease;
        try {
            lease = serving.acquire(ModelName.of(name()));
        } catch (ProblemException notServed) {
            return Optional.empty();
        }
        try (lease) {
            // Read again, since serving takes ownership.
            var sent = new NamedTensors();
            boolean isReadable = read("input_", serving, sent);
            List<String> wanted = lease.signature().inputs().stream().map(Field::name).toList();
            if (!isReadable
                    || sent.count() != wanted.size()
                    || !wanted.stream().allMatch(input -> sent.find(input).isPresent())) {
                sent.close();
                return Optional.empty();
            }
            var answer = new CompletableFuture<Prediction>();
            long deadline = RealTime.deadline(Duration.ofNanos(lease.timeoutNanos()));
            var _ =
                    lease.submit(
                            new PredictionRequest(name(), sent, deadline),
                            FutureCallback.to(answer));
            // The outputs outlive the prediction, which has nothing else to close.
            return Optional.of(answer.join().outputs());
        } catch (CompletionException failed) {
            return Optional.empty();
        }
    }

    private static boolean isEach(
            NamedTensors expected, NamedTensors found, BiPredicate<Tensor, Tensor> isAs) {
        for (int i = 0; i < expected.count(); i++) {
            Optional<Tensor> other = found.find(expected.name(i));
            if (other.isEmpty() || !isAs.test(expected.tensor(i), other.get())) {
                return false;
            }
        }
        return true;
    }

    private Outcome besideTheEngine(
            ModelServer serving,
            ModelRuntime engine,
            NamedTensors inputs,
            Optional<NamedTensors> found) {
        Optional<NamedTensors> plain = plain(serving, engine, inputs);
        Optional<NamedTensors> again = plain(serving, engine, inputs);
        try {
            if (!isSame(plain, again)) {
                return Outcome.RANDOM;
            }
            return isSame(plain, found) ? Outcome.LIKE_THE_ENGINE : Outcome.WRONG;
        } finally {
            plain.ifPresent(NamedTensors::close);
            again.ifPresent(NamedTensors::close);
        }
    }

    private static boolean isSame(Optional<NamedTensors> one, Optional<NamedTensors> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() == other.isEmpty();
        }
        return isEach(one.get(), other.get(), OnnxTensorFile::isIdentical);
    }

    /// The outputs of the engine alone; empty if it fails.
    private Optional<NamedTensors> plain(
            ModelServer serving, ModelRuntime engine, NamedTensors inputs) {
        try (LoadedArtifact artifact =
                        engine.load(model(), RuntimeSettings.of(engine.engine()), serving.pool());
                ExecutionContext execution = artifact.openExecution()) {
            List<Tensor> taken = new ArrayList<>();
            for (TensorSpec input : artifact.inputs()) {
                Optional<Tensor> value = inputs.find(input.name());
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                taken.add(value.get());
            }
            List<Tensor> given = execution.run(taken);
            Map<String, Tensor> byName = new LinkedHashMap<>();
            for (int i = 0; i < given.size(); i++) {
                byName.put(artifact.outputs().get(i).name(), given.get(i));
            }
            var outputs = new NamedTensors();
            byName.forEach(outputs::put);
            return Optional.of(outputs);
        } catch (ProblemException refused) {
            return Optional.empty();
        }
    }
}

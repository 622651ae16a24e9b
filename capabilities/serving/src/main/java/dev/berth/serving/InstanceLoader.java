package dev.berth.serving;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.StepDescription;
import dev.berth.encoding.Pipeline;
import dev.berth.encoding.StepFactories;
import dev.berth.encoding.StepFactory;
import dev.berth.encoding.StepResources;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeMap;

/// Makes instances of packages: loads the artifact, compiles the pipelines, checks the signature
/// and warms up. Whatever fails, nothing stays in memory.
final class InstanceLoader {
    private final ServingSurroundings surroundings;
    private final Map<String, ModelRuntime> runtimes = new TreeMap<>();
    private final Map<String, StepFactory> factories = StepFactories.load();

    /// @param further engines besides those on the class path; they win where the names are equal
    InstanceLoader(ServingSurroundings surroundings, List<ModelRuntime> further) {
        this.surroundings = surroundings;
        for (ModelRuntime runtime : ServiceLoader.load(ModelRuntime.class)) {
            runtimes.put(runtime.engine(), runtime);
        }
        further.forEach(runtime -> runtimes.put(runtime.engine(), runtime));
    }

    /// @param artifacts the package's artifacts as files
    /// @throws ProblemException saying why the package cannot be served
    ModelInstance load(ModelPackage modelPackage, String digest, Map<String, Path> artifacts) {
        ModelRuntime runtime = requireRuntime(modelPackage.runtime().engine());
        Path model = Objects.requireNonNull(artifacts.get(Artifact.MODEL));
        LoadedArtifact artifact =
                runtime.load(model, modelPackage.runtime(), surroundings.tensorPool());
        var closer = new OpenedParts();
        closer.add(artifact);
        try {
            var resources =
                    new StepResources(
                            artifacts,
                            artifact.metadata(),
                            modelPackage.signature().batchDimension().map(Dimension::dynamic),
                            surroundings.tensorPool());
            List<TensorSpec> sent =
                    modelPackage.signature().inputs().stream().map(Field::spec).toList();
            Pipeline encoder = compile(modelPackage.encode(), sent, resources);
            closer.add(encoder);
            SignatureCheck.requireInputs(
                    modelPackage.reference(), encoder.outputs(), artifact.inputs());
            List<TensorSpec> executed = new ArrayList<>(encoder.outputs());
            for (TensorSpec output : artifact.outputs()) {
                executed.removeIf(spec -> spec.name().equals(output.name()));
                executed.add(output);
            }
            Pipeline decoder = compile(modelPackage.decode(), executed, resources);
            closer.add(decoder);
            SignatureCheck.requireOutputs(
                    modelPackage.reference(),
                    decoder.outputs(),
                    modelPackage.signature().outputs());
            var instance =
                    new ModelInstance(
                            modelPackage, digest, artifact, encoder, decoder, surroundings);
            new WarmUp(surroundings.tensorPool()).run(instance);
            closer.keep();
            return instance;
        } finally {
            closer.close();
        }
    }

    private ModelRuntime requireRuntime(String engine) {
        ModelRuntime runtime = runtimes.get(engine);
        if (runtime == null) {
            throw new ProblemException(
                    ProblemCode.PACKAGE_INVALID,
                    "runtime.engine: '" + engine + "' (expected: one of " + runtimes.keySet() + ")",
                    "name an engine that is installed");
        }
        return runtime;
    }

    private Pipeline compile(
            List<StepDescription> steps, List<TensorSpec> available, StepResources resources) {
        return Pipeline.compile(steps, available, resources, factories).requirePipeline();
    }

    /// The engines that are installed, by name.
    Map<String, String> engineVersions() {
        Map<String, String> versions = new TreeMap<>();
        runtimes.forEach((name, runtime) -> versions.put(name, runtime.engineVersion()));
        return versions;
    }

    /// Parts opened so far, closed in reverse unless they are kept.
    private static final class OpenedParts implements AutoCloseable {
        private final List<AutoCloseable> parts = new ArrayList<>();

        void add(AutoCloseable part) {
            parts.add(part);
        }

        void keep() {
            parts.clear();
        }

        @Override
        public void close() {
            for (AutoCloseable part : parts.reversed()) {
                try {
                    part.close();
                } catch (Exception e) {
                    throw new IllegalStateException("could not close " + part, e);
                }
            }
        }
    }
}

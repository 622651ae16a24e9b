package dev.berth.serving.loading;

import dev.berth.catalog.model.PackageDraft;
import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.Problem.FieldViolation;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Dimension;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.system.ValidationError;
import dev.berth.encoding.NativeFunction;
import dev.berth.encoding.StepFactories;
import dev.berth.encoding.StepFactory;
import dev.berth.encoding.StepResources;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import dev.berth.runtime.RuntimeIsolation;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.execution.PackageRevision;
import dev.berth.serving.execution.ServingContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/// Creates instances of packages: loads the artifact, compiles the pipelines, checks the signature
/// and warms up. Whatever fails, nothing stays in memory.
public final class InstanceLoader implements AutoCloseable {
    private final ServingContext context;
    private final Map<String, ModelRuntime> runtimes = new TreeMap<>();
    private final Map<String, StepFactory> factories = StepFactories.load();
    private final PreloadedArtifacts ahead = new PreloadedArtifacts();
    private final Optional<RuntimeIsolation> isolation;

    /// @param further engines besides those on the class path; they win where the names are equal
    public InstanceLoader(ServingContext context, List<ModelRuntime> further) {
        this.context = context;
        for (ModelRuntime runtime : ServiceLoader.load(ModelRuntime.class)) {
            runtimes.put(runtime.engine(), runtime);
        }
        further.forEach(runtime -> runtimes.put(runtime.engine(), runtime));
        this.isolation = ServiceLoader.load(RuntimeIsolation.class).findFirst();
    }

    /// Loads a package. Does I/O.
    ///
    /// @param modelPackage the package with its tuned settings
    /// @param artifacts the package's artifacts as files
    public LoadResult load(
            PackageRevision described, ModelPackage modelPackage, Map<String, Path> artifacts) {
        var places = new PackageSourceLocator(modelPackage);
        try (var parts = new OpenedParts()) {
            LoadedArtifact artifact = loadArtifact(modelPackage, artifacts);
            parts.add(artifact);
            var fit =
                    new PackageValidator(
                            modelPackage,
                            places,
                            artifact,
                            resources(modelPackage, artifacts, artifact),
                            factories);
            fit.pipelines().forEach(parts::add);
            if (!fit.errors().isEmpty()) {
                return refused(modelPackage, fit.errors());
            }
            var instance =
                    new ModelInstance(
                            described,
                            modelPackage,
                            artifact,
                            fit.pipelines().getFirst(),
                            fit.pipelines().getLast(),
                            context);
            // Those that the warm-up opens: an artifact is not closed under them.
            parts.add(instance.executions()::closeAll);
            new WarmUp(context.tensorPool()).run(instance);
            parts.keep();
            return new LoadResult.Loaded(instance);
        } catch (ProblemException e) {
            return new LoadResult.Refused(e.problem(), List.of(errorOf(e.problem(), places)));
        }
    }

    /// What a bare ONNX file says of itself. It is loaded for that, and stays so until its package
    /// is loaded with the same settings, or [#closeAhead] is called.
    ///
    /// @param executors that its package will have; empty for the engine's default
    /// @throws ProblemException `parameter-invalid` if the engine refuses the file
    public PackageDraft describe(ModelReference reference, Path file, Optional<Integer> executors)
            throws IOException {
        RuntimeSettings plain = RuntimeSettings.of(ModelFileInspector.ENGINE);
        RuntimeSettings settings = executors.map(plain::withExecutors).orElse(plain);
        try {
            LoadedArtifact artifact =
                    requireRuntime(settings).load(file, settings, context.tensorPool());
            ahead.put(file, settings, artifact);
            return ModelFileInspector.describe(reference, file, artifact);
        } catch (ProblemException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.PARAMETER_INVALID,
                            "the file of model "
                                    + reference
                                    + " is refused: "
                                    + e.problem().message(),
                            e.problem().remedy()),
                    e);
        }
    }

    /// Closes what was loaded to be described, of the files in this folder, and not used.
    public void closeAhead(Path folder) {
        ahead.closeRest(folder);
    }

    private LoadedArtifact loadArtifact(ModelPackage modelPackage, Map<String, Path> artifacts) {
        if (modelPackage.isStepsAlone()) {
            int processors = context.executionThreads();
            return new NullArtifact(modelPackage.runtime().executors().orElse(processors));
        }
        ModelRuntime runtime = requireRuntime(modelPackage.runtime());
        Path model = Objects.requireNonNull(artifacts.get(Artifact.MODEL));
        Optional<LoadedArtifact> loaded = ahead.take(model, modelPackage.runtime());
        if (loaded.isPresent()) {
            return loaded.get();
        }
        return runtime.load(model, modelPackage.runtime(), context.tensorPool());
    }

    /// About how much native memory the package's artifact will hold; 0 where that cannot be
    /// determined, since loading will say what is wrong.
    public long expectedBytes(ModelPackage modelPackage, Map<String, Path> artifacts) {
        Path model = artifacts.get(Artifact.MODEL);
        try {
            return model == null
                    ? 0
                    : requireRuntime(modelPackage.runtime())
                            .expectedBytes(model, modelPackage.runtime());
        } catch (IOException | ProblemException e) {
            return 0;
        }
    }

    private StepResources resources(
            ModelPackage modelPackage, Map<String, Path> artifacts, LoadedArtifact artifact) {
        return new StepResources(
                artifacts,
                artifact.metadata(),
                modelPackage.signature().batchDimension().map(Dimension::dynamic),
                context.tensorPool(),
                switch (modelPackage.runtime().isolation()) {
                    case NONE -> Optional.empty();
                    case PROCESS -> Optional.of(this::loadIsolated);
                });
    }

    private NativeFunction loadIsolated(
            String kind, Path file, Map<String, String> settings, Duration timeMax) {
        var runtime = new TokenizerRuntime();
        if (!kind.equals(runtime.engine())) {
            throw new IllegalArgumentException(
                    "a function of kind '" + kind + "' (expected: " + runtime.engine() + ")");
        }
        return new WorkerFunction(
                requireIsolation()
                        .isolated(runtime, timeMax)
                        .load(
                                file,
                                RuntimeSettings.of(kind).withOptions(settings),
                                context.tensorPool()));
    }

    private static LoadResult refused(ModelPackage modelPackage, List<ValidationError> errors) {
        List<FieldViolation> violations =
                errors.stream()
                        .map(
                                error ->
                                        new FieldViolation(
                                                error.location().toString(),
                                                error.found(),
                                                error.expected()))
                        .toList();
        String others = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        ValidationError first = errors.getFirst();
        Problem problem =
                Problem.of(
                                ProblemCode.SIGNATURE_MISMATCH,
                                "the parts of model "
                                        + modelPackage.reference()
                                        + " do not fit together: "
                                        + violations.getFirst()
                                        + others,
                                first.remedy())
                        .withViolations(violations);
        return new LoadResult.Refused(problem, errors);
    }

    private static ValidationError errorOf(Problem problem, PackageSourceLocator places) {
        String pointer =
                switch (problem.code()) {
                    case ARTIFACT_LOAD_FAILED -> "/artifacts/model";
                    default -> "";
                };
        return new ValidationError(
                places.locate(pointer),
                pointer,
                problem.message(),
                "a package that can be served",
                problem.remedy());
    }

    private ModelRuntime requireRuntime(RuntimeSettings settings) {
        ModelRuntime runtime = requireEngine(settings.engine());
        return switch (settings.isolation()) {
            case NONE -> runtime;
            case PROCESS -> requireIsolation().isolated(runtime);
        };
    }

    private RuntimeIsolation requireIsolation() {
        return isolation.orElseThrow(
                () ->
                        new ProblemException(
                                ProblemCode.PACKAGE_INVALID,
                                "runtime.isolation: process, for which nothing is installed",
                                "put berth-runtime-process on the class path, or leave it out"));
    }

    private ModelRuntime requireEngine(String engine) {
        ModelRuntime runtime = runtimes.get(engine);
        if (runtime == null) {
            throw new ProblemException(
                    ProblemCode.PACKAGE_INVALID,
                    "runtime.engine: '" + engine + "' (expected: one of " + runtimes.keySet() + ")",
                    "name an engine that is installed");
        }
        return runtime;
    }

    /// The engines that are installed, by name.
    public Map<String, String> engineVersions() {
        Map<String, String> versions = new TreeMap<>();
        runtimes.forEach((name, runtime) -> versions.put(name, runtime.engineVersion()));
        return versions;
    }

    /// Ends the processes of artifacts that are not closed.
    @Override
    public void close() {
        isolation.ifPresent(RuntimeIsolation::close);
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

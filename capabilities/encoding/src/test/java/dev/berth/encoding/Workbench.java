package dev.berth.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.StepDescription;
import dev.berth.core.system.ValidationError;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;

/// Tries steps in tests: declares tensors, compiles, applies, and sees at the end that no memory is
/// held.
public final class Workbench implements AutoCloseable {
    public static final Dimension N = Dimension.dynamic("n");

    private final TensorPool pool = new TensorPool();
    private final Optional<Dimension> batchDimension;
    private final List<TensorSpec> specs = new ArrayList<>();
    private final Map<String, Path> artifacts = new HashMap<>();
    private final Map<String, String> metadata = new HashMap<>();
    private final List<StepDescription> steps = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    private Workbench(Optional<Dimension> batchDimension) {
        this.batchDimension = batchDimension;
    }

    public static Workbench batched() {
        return new Workbench(Optional.of(N));
    }

    public static Workbench single() {
        return new Workbench(Optional.empty());
    }

    public TensorPool pool() {
        return pool;
    }

    public Workbench tensor(String name, ElementType type, Dimension... dimensions) {
        specs.add(new TensorSpec(name, type, DeclaredShape.of(dimensions)));
        return this;
    }

    public Workbench artifact(String name, Path file) {
        artifacts.put(name, file);
        return this;
    }

    public Workbench metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /// Adds a step with options in pairs of name and value; ints become Long.
    public Workbench step(String kind, Object... namesAndValues) {
        steps.add(
                new StepDescription(
                        kind,
                        options(namesAndValues),
                        new SourceLocation(Path.of("model.yaml"), steps.size() + 1)));
        return this;
    }

    public static Map<String, Object> options(Object... namesAndValues) {
        Map<String, Object> options = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            options.put(
                    (String) namesAndValues[i],
                    value instanceof Integer number ? (Object) number.longValue() : value);
        }
        return options;
    }

    public Compilation compile() {
        Compilation compilation =
                Pipeline.compile(
                        steps,
                        specs,
                        new StepResources(artifacts, metadata, batchDimension, pool),
                        StepFactories.load());
        if (compilation instanceof Compilation.Compiled(Pipeline pipeline)) {
            open.add(pipeline);
        }
        return compilation;
    }

    public Pipeline pipeline() {
        return compile().requirePipeline();
    }

    public List<ValidationError> errors() {
        return switch (compile()) {
            case Compilation.Refused refused -> refused.errors();
            case Compilation.Compiled(Pipeline pipeline) ->
                    throw new AssertionError("compiled: " + pipeline);
        };
    }

    /// The texts of all errors, one a line.
    public String complaints() {
        var text = new StringBuilder();
        errors().forEach(error -> text.append(error).append('\n'));
        return text.toString();
    }

    /// Applies the steps to tensors given in pairs of name and tensor; closed with the workbench.
    public NamedTensors apply(Object... namesAndTensors) {
        return apply(pipeline(), namesAndTensors);
    }

    public NamedTensors apply(Pipeline pipeline, Object... namesAndTensors) {
        var tensors = new NamedTensors();
        open.add(tensors);
        for (int i = 0; i < namesAndTensors.length; i += 2) {
            tensors.put((String) namesAndTensors[i], (Tensor) namesAndTensors[i + 1]);
        }
        pipeline.apply(tensors);
        for (TensorSpec output : pipeline.outputs()) {
            Tensor tensor = tensors.require(output.name());
            assertThat(tensor.type()).isEqualTo(output.type());
            assertThat(output.shape().accepts(tensor.shape()))
                    .as("%s for %s", tensor, output)
                    .isTrue();
        }
        return tensors;
    }

    /// The problem with which applying fails.
    public ProblemException failure(Object... namesAndTensors) {
        return Assertions.catchThrowableOfType(
                ProblemException.class, () -> apply(namesAndTensors));
    }

    public static List<String> texts(Tensor tensor) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < tensor.shape().elementCount(); i++) {
            texts.add(tensor.text(i));
        }
        return texts;
    }

    @Override
    public void close() {
        for (AutoCloseable each : open.reversed()) {
            try {
                each.close();
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
        }
        assertThat(pool.blocksInUse()).as("blocks still in use").isZero();
    }
}

package dev.berth.encoding;

import static dev.berth.encoding.Workbench.N;
import static dev.berth.encoding.Workbench.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.StepDescription;
import dev.berth.core.system.ValidationError;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private static final Dimension THREE = Dimension.fixed(3);

    private final Workbench bench = Workbench.batched();

    @AfterEach
    void noMemoryIsHeld() {
        bench.close();
    }

    @Test
    void chain_ofSteps_readsWhatEarlierOnesPut() {
        NamedTensors found =
                bench.tensor("x", ElementType.FLOAT32, N, THREE)
                        .step("softmax", "from", "x", "into", "p")
                        .step("arg-max", "from", "p", "labels", List.of("a", "b", "c"), "into", "c")
                        .apply("x", Tensor.ofFloats(bench.pool(), Shape.of(1, 3), 1, 5, 2));
        assertThat(found.require("c").text(0)).isEqualTo("b");
    }

    @Test
    void outputs_areEverythingThatIsThereAtTheEnd() {
        Pipeline pipeline =
                bench.tensor("x", ElementType.FLOAT32, N, THREE)
                        .step("sigmoid", "from", "x", "into", "y")
                        .pipeline();
        assertThat(pipeline.outputs()).extracting(TensorSpec::name).containsExactly("x", "y");
        assertThat(pipeline).hasToString("sigmoid");
    }

    @Test
    void noSteps_areAnEmptyPipeline() {
        assertThat(bench.pipeline().isEmpty()).isTrue();
    }

    @Test
    void errors_ofAllSteps_areReportedTogether() {
        bench.tensor("x", ElementType.FLOAT32, N, THREE)
                .tensor("s", ElementType.STRING, N)
                .step("sofmax", "from", "x", "into", "p")
                .step("sigmoid", "from", "z", "into", "x")
                .step("sigmoid", "from", "s", "into", "y", "axis", 1)
                .step("top-k", "from", "x", "k", 4, "into", options("label", "l"))
                .step("tokenize", "from", "s", "tokenizer", "tok", "into", options());
        List<ValidationError> errors = bench.errors();
        assertThat(errors)
                .extracting(error -> error.location().line())
                .as("%s", errors)
                .containsExactly(1, 2, 3, 3, 3, 4, 4, 5, 5);
        assertThat(errors.toString())
                .contains("step 'sofmax'", "did you mean 'softmax'?")
                .contains("names tensor 'z'", "x, s")
                .contains("'from' is tensor s: string [n]")
                .contains("'axis' is unknown")
                .contains("'k' is 4", "at most 3")
                .contains("'into.label' is unknown", "did you mean 'labels'?")
                .contains("names artifact 'tok'")
                .contains("without 'ids'");
    }

    @Test
    void stepThatReadsFromABrokenOne_isNotReported() {
        bench.tensor("x", ElementType.FLOAT32, N, THREE)
                .step("sigmoid", "from", "z", "into", "y")
                .step("softmax", "from", "y", "into", "p")
                .step("arg-max", "from", "p", "into", "c");
        assertThat(bench.errors()).hasSize(1);
    }

    @Test
    void nameThatIsTaken_isAnError() {
        bench.tensor("x", ElementType.FLOAT32, N, THREE)
                .step("softmax", "from", "x", "into", "y")
                .step("sigmoid", "from", "x", "into", "y");
        assertThat(bench.complaints()).contains("puts tensor 'y', which a step put already");
    }

    @Test
    void nameOfACallersTensor_isTakenOverOnce() {
        bench.tensor("x", ElementType.FLOAT32, N, THREE)
                .step("softmax", "from", "x", "into", "x")
                .step("sigmoid", "from", "x", "into", "x");
        assertThat(bench.complaints()).contains("puts tensor 'x', which a step put already");
    }

    @Test
    void refusal_asProblem_hasAFaultForEachError() {
        bench.step("a").step("b");
        assertThatThrownBy(bench::pipeline)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failure -> {
                            assertThat(failure.problem().code())
                                    .isEqualTo(ProblemCode.PACKAGE_INVALID);
                            assertThat(failure.problem().violations()).hasSize(2);
                            assertThat(failure.problem().message())
                                    .startsWith("model.yaml:1: step 'a'")
                                    .endsWith("(and 1 more)");
                        });
    }

    @Test
    void brokenStep_amongOthers_leavesNothingOpen() {
        var closed = new ArrayList<String>();
        Map<String, StepFactory> factories = new LinkedHashMap<>(StepFactories.load());
        factories.put("probe", new Probe(closed));
        Compilation compilation =
                Pipeline.compile(
                        List.of(
                                new StepDescription("probe", Map.of(), location()),
                                new StepDescription("nothing", Map.of(), location())),
                        List.of(),
                        new StepResources(Map.of(), Map.of(), Optional.empty(), bench.pool()),
                        factories);
        assertThat(compilation).isInstanceOf(Compilation.Refused.class);
        assertThat(closed).containsExactly("probe");
    }

    private static SourceLocation location() {
        return new SourceLocation(Path.of("model.yaml"), 1);
    }

    private record Probe(List<String> closed) implements StepFactory {
        @Override
        public String kind() {
            return "probe";
        }

        @Override
        public Step create(Options options, StepContext context) {
            return new Step() {
                @Override
                public List<TensorSpec> outputs() {
                    return List.of();
                }

                @Override
                public void apply(NamedTensors tensors) {
                    throw new IllegalStateException("broken");
                }

                @Override
                public void close() {
                    closed.add("probe");
                }
            };
        }
    }

    @Test
    void unforeseenFailure_isAnInternalErrorOfTheStep() {
        Pipeline pipeline =
                Pipeline.compile(
                                List.of(new StepDescription("probe", Map.of(), location())),
                                List.of(),
                                new StepResources(
                                        Map.of(), Map.of(), Optional.empty(), bench.pool()),
                                Map.of("probe", new Probe(new ArrayList<>())))
                        .requirePipeline();
        try (var tensors = new NamedTensors()) {
            assertThatThrownBy(() -> pipeline.apply(tensors))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            failure ->
                                    assertThat(failure.problem().code())
                                            .isEqualTo(ProblemCode.INTERNAL_ERROR))
                    .hasMessageContaining("step 'probe' failed");
        }
    }

    @Test
    void apply_noLongerWanted_leavesTheRestOut() {
        Pipeline pipeline =
                Pipeline.compile(
                                List.of(
                                        new StepDescription("probe", Map.of(), location()),
                                        new StepDescription("probe", Map.of(), location())),
                                List.of(),
                                new StepResources(
                                        Map.of(), Map.of(), Optional.empty(), bench.pool()),
                                Map.of("probe", new Probe(new ArrayList<>())))
                        .requirePipeline();
        try (var tensors = new NamedTensors()) {
            assertThat(pipeline.apply(tensors, () -> false)).isFalse();
        }
    }

    /// Whatever the options are, compiling gives a pipeline or errors.
    @Test
    void randomOptions_neverEscape() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        List<String> kinds = List.copyOf(StepFactories.load().keySet());
        List<String> names =
                List.of(
                        "from",
                        "into",
                        "width",
                        "height",
                        "resize",
                        "mean",
                        "std",
                        "labels",
                        "k",
                        "alphabet",
                        "blank",
                        "tokenizer",
                        "columns",
                        "expression",
                        "type",
                        "shape",
                        "mask",
                        "scale",
                        "pad-value",
                        "max-length",
                        "channels",
                        "crop-ratio");
        List<Object> values =
                List.of(
                        "x",
                        "t",
                        "float32",
                        "x + 1",
                        "",
                        -1L,
                        0L,
                        3L,
                        1e9,
                        Double.NaN,
                        true,
                        List.of(),
                        List.of(1L, "a"),
                        List.of(Map.of("field", "x")),
                        Map.of(),
                        Map.of("metadata", "k"),
                        Map.of("ids", "i"),
                        Long.MAX_VALUE,
                        "fill");
        for (int i = 0; i < 2000; i++) {
            try (Workbench each = Workbench.batched()) {
                each.tensor("x", ElementType.FLOAT32, N, THREE)
                        .tensor("t", ElementType.STRING, N)
                        .tensor("b", ElementType.BYTES, N);
                var options = new Object[2 * random.nextInt(8)];
                for (int j = 0; j < options.length; j += 2) {
                    options[j] = names.get(random.nextInt(names.size()));
                    options[j + 1] = values.get(random.nextInt(values.size()));
                }
                each.step(kinds.get(random.nextInt(kinds.size())), options);
                try {
                    each.compile();
                } catch (RuntimeException escaped) {
                    throw new AssertionError("seed " + seed + ", turn " + i, escaped);
                }
            }
        }
    }
}

package dev.berth.catalog.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.SystemOnDisk;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageWriterTest {
    @TempDir Path directory;

    private static TensorSpec spec(String name, Dimension... dimensions) {
        return new TensorSpec(name, ElementType.FLOAT32, DeclaredShape.of(dimensions));
    }

    private PackageDraft described(List<TensorSpec> inputs, List<TensorSpec> outputs)
            throws IOException {
        Path folder = Files.createDirectories(directory.resolve("elsewhere"));
        Path file = Files.writeString(folder.resolve("my model: \"v2\".onnx"), "weights");
        Path weights = Files.writeString(folder.resolve("weights.data"), "more");
        return new PackageDraft(
                ModelReference.of("mine", "1"),
                "onnx",
                file,
                List.of(weights),
                inputs,
                List.of(spec("factor: 2", Dimension.fixed(1))),
                outputs,
                Map.of("description", "line one\n\"quoted\" \\ \u0001 é 𣇉"));
    }

    private Signature written(List<TensorSpec> inputs, List<TensorSpec> outputs)
            throws IOException {
        PackageWriter.write(directory, described(inputs, outputs));
        var system = new SystemOnDisk(directory);
        Catalog catalog = system.catalog();
        assertThat(catalog.check().errors()).isEmpty();
        assertThat(ArtifactsCheck.errors(catalog.read(), system.artifacts())).isEmpty();
        return catalog.read().part(Models.class).valid().getFirst().modelPackage().signature();
    }

    @Test
    void package_written_passesTheCheckWithWarnings() throws IOException {
        Signature signature =
                written(
                        List.of(spec("p2o.x: 0", Dimension.dynamic("n"), Dimension.fixed(3))),
                        List.of(spec("true", Dimension.dynamic("n"))));
        assertThat(signature.batchDimension()).contains("n");
        assertThat(signature.inputs().getFirst().name()).isEqualTo("p2o.x: 0");
        Catalog catalog = new SystemOnDisk(directory).catalog();
        assertThat(catalog.check().warnings()).hasSize(2);
        assertThat(catalog.read().part(Models.class).valid().getFirst().modelPackage().summary())
                .isEqualTo("line one\n\"quoted\" \\ \u0001 é 𣇉");
        assertThat(directory.resolve("models/mine/1/weights.data")).hasContent("more");
    }

    @Test
    void optionalInput_written_isACommentOnly() throws IOException {
        Signature signature = written(List.of(spec("x")), List.of(spec("y")));
        assertThat(signature.inputs()).extracting(Field::name).containsExactly("x");
        assertThat(directory.resolve("models/mine/1/model.yaml"))
                .content()
                .contains("# - {name: \"factor: 2\", type: float32, shape: [1], ");
    }

    @Test
    void leadingDimensions_namedDifferently_becomeTheBatch() throws IOException {
        Signature signature =
                written(
                        List.of(spec("x", Dimension.dynamic("?"), Dimension.fixed(3))),
                        List.of(spec("y", Dimension.dynamic("unk__1"), Dimension.dynamic("N"))));
        assertThat(signature.batchDimension()).contains("batch");
    }

    @Test
    void output_withoutDynamicDimension_meansNoBatch() throws IOException {
        Signature signature =
                written(List.of(spec("x", Dimension.dynamic("n"))), List.of(spec("loss")));
        assertThat(signature.batchDimension()).isEmpty();
    }

    @Test
    void folder_thatExists_isNotOverwritten() throws IOException {
        PackageDraft described =
                described(List.of(spec("x", Dimension.fixed(1))), List.of(spec("y")));
        Path description = PackageWriter.write(directory, described);
        Files.writeString(description, "mine");
        assertThatThrownBy(() -> PackageWriter.write(directory, described))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("exists");
        assertThat(description).hasContent("mine");
    }

    @Test
    void modelFile_missing_leavesNothingBehind() throws IOException {
        PackageDraft described = described(List.of(spec("x")), List.of(spec("y")));
        Files.delete(described.artifact());
        assertThatThrownBy(() -> PackageWriter.write(directory, described))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("artifact-unavailable");
        assertThat(directory.resolve("models/mine")).isEmptyDirectory();
    }
}

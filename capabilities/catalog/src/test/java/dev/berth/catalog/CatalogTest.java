package dev.berth.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.ModelsPart;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.model.SignatureReader;
import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.BatchPolicy.WhenShapesDiffer;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.system.ValidationError;
import dev.berth.core.system.VersionPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
    @TempDir Path directory;

    private SystemOnDisk system() {
        return new SystemOnDisk(directory);
    }

    private static ModelPackage onlyPackage(Catalog catalog) {
        assertThat(catalog.check().errors()).isEmpty();
        return catalog.read().part(Models.class).valid().getFirst().modelPackage();
    }

    @Test
    void system_whole_isReadAsWritten() {
        SystemOnDisk system = system();
        system.write(
                "berth.yaml",
                """
                name: sums
                summary: Sums
                owner: Arithmetic
                models:
                  sum: {serve: {latest: 2}}
                """);
        system.with(
                "sum",
                "2",
                """
                summary: Adds
                license: Apache-2.0
                artifacts:
                  model: {source: model.onnx}
                  words: maven:g:a:1.0!/in/words.txt
                runtime: {executors: 2, optimization: basic, providers: [cuda, cpu], options: {x: 1}, isolation: process}
                signature:
                  batch: N
                  inputs:
                    - {name: a, type: int8, shape: [N, seq], meaning: m, range: {min: 0, max: 9},
                       example: [1, 2], default: [0]}
                  outputs:
                    - {name: b, type: float32, shape: [N, 2], meaning: m, categories: [no, 1]}
                encode:
                  - {step: cel, expression: a}
                batch: {max-size: 4, max-queue-delay: 5ms, mixed-shapes: pad, buckets: {seq: [8, 16]}}
                limits: {max-queue-rows: 9, timeout: 2m}
                warm-up: 0
                """);
        ModelPackage read = onlyPackage(system.catalog());
        assertThat(read.reference()).isEqualTo(ModelReference.of("sum", "2"));
        assertThat(read.artifacts().get("words"))
                .extracting(Artifact::source)
                .hasToString("maven:g:a:1.0!/in/words.txt");
        assertThat(read.runtime().executors()).contains(2);
        assertThat(read.runtime().isolation()).isEqualTo(RuntimeSettings.Isolation.PROCESS);
        assertThat(read.runtime().options()).containsEntry("x", "1");
        assertThat(read.signature().batchDimension()).contains("N");
        assertThat(read.signature().inputs().getFirst().example()).contains(List.of(1L, 2L));
        assertThat(read.signature().outputs().getFirst().categories()).containsExactly("no", "1");
        assertThat(read.encode().getFirst().options()).isEqualTo(Map.of("expression", "a"));
        assertThat(read.encode().getFirst().location().line()).isEqualTo(15);
        assertThat(read.batch().delayMax()).isEqualTo(Duration.ofMillis(5));
        assertThat(read.batch().whenShapesDiffer()).isEqualTo(WhenShapesDiffer.PAD);
        assertThat(read.limits().timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(read.warmUp()).isZero();
        var described = system.catalog().read().system();
        assertThat(described.owner()).contains("Arithmetic");
        assertThat(described.versionPolicy(ModelName.of("sum")))
                .isEqualTo(new VersionPolicy.Latest(2));
    }

    @Test
    void signature_withoutInputs_hasNoRowsThatABatchCouldJoin() {
        String constant =
                SystemOnDisk.PACKAGE.replaceFirst("inputs:\\n.*two numbers}", "inputs: []");
        assertThat(constant).contains("inputs: []");
        Catalog batched = system().with("constant", "1", constant).catalog();
        assertThat(batched.check().errors())
                .singleElement()
                .satisfies(
                        error ->
                                assertThat(error.toString())
                                        .contains("batch", "no inputs whose rows", "remove"));
        String plain = constant.replace("  batch: N\n", "").replace("[N]", "[2]");
        Catalog catalog = system().with("constant", "1", plain).catalog();
        assertThat(onlyPackage(catalog).signature().inputs()).isEmpty();
    }

    @Test
    void system_withoutBerthYaml_isNamedAfterItsFolder() {
        Catalog catalog = system().with("sum", "1", SystemOnDisk.PACKAGE).catalog();
        assertThat(onlyPackage(catalog).limits().queueRowsMax()).isEqualTo(256);
        assertThat(catalog.read().system().name())
                .isEqualTo(String.valueOf(directory.getFileName()));
    }

    @Test
    void directory_missing_isAProblem() {
        assertThatThrownBy(() -> Catalog.open(directory.resolve("none")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("package-invalid");
    }

    @Test
    void package_broken_leavesTheOthersValid() {
        Catalog catalog =
                system().with("good", "1", SystemOnDisk.PACKAGE).with("bad", "1", "x: [").catalog();
        assertThat(catalog.read().part(Models.class).packages())
                .extracting(entry -> entry.model() + " " + entry.getClass().getSimpleName())
                .containsExactly("bad Broken", "good Valid");
    }

    @Test
    void versions_areInTheirOwnOrder() {
        SystemOnDisk system = system();
        for (String version : List.of("10", "9", "1")) {
            system.with("sum", version, SystemOnDisk.PACKAGE);
        }
        assertThat(system.catalog().read().part(Models.class).packages())
                .extracting(PackageEntry::version)
                .containsExactly("1", "9", "10");
    }

    @Test
    void files_hiddenOrUnknown_areIgnored() {
        SystemOnDisk system = system().with("sum", "1", SystemOnDisk.PACKAGE);
        system.write("models/.git/x", "");
        system.write("models/sum/.draft/model.yaml", "broken");
        system.write("models/README.md", "");
        system.write("scenarios/x.yaml", "broken: [");
        assertThat(system.catalog().check().errors()).isEmpty();
    }

    @Test
    void digest_changesWithDescriptionAndFile() throws IOException {
        SystemOnDisk system = system().with("sum", "1", SystemOnDisk.PACKAGE);
        Catalog catalog = system.catalog();
        var first = catalog.read().part(Models.class).valid().getFirst().digest();
        assertThat(catalog.read().part(Models.class).valid().getFirst().digest()).isEqualTo(first);
        Path file = system.write("models/sum/1/model.onnx", "WEIGHTS");
        var second = catalog.read().part(Models.class).valid().getFirst().digest();
        assertThat(second).isNotEqualTo(first);
        Files.writeString(file, "weights");
        assertThat(catalog.read().part(Models.class).valid().getFirst().digest()).isEqualTo(first);
        system.write("models/sum/1/model.yaml", SystemOnDisk.PACKAGE + "warm-up: 2\n");
        assertThat(catalog.read().part(Models.class).valid().getFirst().digest())
                .isNotEqualTo(first);
    }

    @Test
    void read_oneModel_leavesTheOthersAsTheyWereFound() {
        SystemOnDisk system = system();
        for (String model : List.of("a", "b", "c")) {
            system.with(model, "1", SystemOnDisk.PACKAGE);
        }
        Catalog catalog = system.catalog();
        var before = catalog.read();
        system.write("models/a/1/model.yaml", "broken: [");
        system.write("models/b/1/model.yaml", "broken: [");
        system.with("b", "2", SystemOnDisk.PACKAGE).with("d", "1", SystemOnDisk.PACKAGE);
        system.write("berth.yaml", "owner: Somebody else\n");

        var after = catalog.read(ModelsPart.change("b"), before);

        assertThat(after.part(Models.class).packages())
                .extracting(
                        entry ->
                                entry.model()
                                        + "@"
                                        + entry.version()
                                        + " "
                                        + entry.getClass().getSimpleName())
                .containsExactly("a@1 Valid", "b@1 Broken", "b@2 Valid", "c@1 Valid");
        assertThat(after.system().owner()).contains("Somebody else");
        assertThat(catalog.read(ModelsPart.change("d"), after).part(Models.class).packages())
                .hasSize(5);
        assertThat(catalog.read().part(Models.class).packages()).hasSize(5);
    }

    @Test
    void read_aKeyTwice_tellsWhatIsWrongWithinTheFirst() {
        SystemOnDisk system = system();
        system.with(
                "sum",
                "1",
                SystemOnDisk.PACKAGE
                        + "runtime: {optimization: allnx}\nruntime: {optimization: all}\n");
        system.write(
                "berth.yaml",
                "consumers:\n  - {name: 'a b', keys: 7}\nconsumers: []\nopen-routes: [x]\nopen-routes: []\n");

        List<String> errors =
                system.catalog().check().errors().stream().map(ValidationError::toString).toList();

        assertThat(errors)
                .anyMatch(text -> text.contains("the key 'runtime' again"))
                .anyMatch(text -> text.contains("allnx"))
                .anyMatch(text -> text.contains("the key 'consumers' again"));
    }

    @Test
    void read_oneModelThatIsNew_standsInTheOrderOfAll() {
        SystemOnDisk system = system();
        for (String model : List.of("m2", "m10", "z", "9", "11", "Z")) {
            system.with(model, "1", SystemOnDisk.PACKAGE);
        }
        Catalog catalog = system.catalog();
        for (String model : List.of("m3", "m9", "m11", "a", "zz", "10", "M3")) {
            var before = catalog.read();
            system.with(model, "1", SystemOnDisk.PACKAGE);

            var after = catalog.read(ModelsPart.change(model), before);

            assertThat(after.part(Models.class).packages())
                    .extracting(PackageEntry::model)
                    .containsExactlyElementsOf(
                            catalog.read().part(Models.class).packages().stream()
                                    .map(PackageEntry::model)
                                    .toList());
        }
        assertThat(
                        catalog.read(ModelsPart.change("m2"), catalog.read())
                                .part(Models.class)
                                .packages())
                .hasSize(13);
    }

    @Test
    void read_oneModelThatIsGone_isGone() throws IOException {
        SystemOnDisk system =
                system().with("a", "1", SystemOnDisk.PACKAGE).with("b", "1", SystemOnDisk.PACKAGE);
        system.write("models/b/model.yaml", "");
        Catalog catalog = system.catalog();
        var before = catalog.read();
        for (String file : List.of("1/model.yaml", "1/model.onnx", "1", "model.yaml", "")) {
            Files.delete(directory.resolve("models/b/" + file));
        }

        var after = catalog.read(ModelsPart.change("b"), before);

        assertThat(before.errors()).hasSize(1);
        assertThat(after.errors()).isEmpty();
        assertThat(after.part(Models.class).packages())
                .extracting(PackageEntry::model)
                .containsExactly("a");
    }

    @Test
    void folders_misplaced_areExplained() {
        SystemOnDisk system = system();
        system.write("models/direct/model.yaml", SystemOnDisk.PACKAGE);
        system.write("models/empty/note.txt", "");
        system.write("models/bare/1/note.txt", "");
        system.write("models/yml/1/model.yml", SystemOnDisk.PACKAGE);
        system.write("models/bad name/1/model.yaml", SystemOnDisk.PACKAGE);
        system.write("models/good/bad version/model.yaml", SystemOnDisk.PACKAGE);
        assertThat(system.catalog().check().errors())
                .extracting(ValidationError::toString)
                .anyMatch(text -> text.contains("the model's own folder"))
                .anyMatch(text -> text.contains("a model without versions"))
                .anyMatch(text -> text.contains("no such file") && text.contains("bare"))
                .anyMatch(text -> text.contains("rename it to model.yaml"))
                .anyMatch(text -> text.contains("bad name") && text.contains("rename the model's"))
                .anyMatch(text -> text.contains("bad version") && text.contains("rename the ver"))
                .hasSize(6);
    }

    /// Each row replaces a part of a valid description and names the line and words of the error.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    summary: Adds two numbers | summary: 7                       | 1 | the number 7
                    summary: Adds two numbers | sumary: x                        | 1 | rename it to `summary`
                    model: model.onnx         | model: none.onnx                 | 3 | no file 'none.onnx'
                    model: model.onnx         | model: ../model.onnx             | 3 | out of the package's folder
                    model: model.onnx         | model: /etc/passwd               | 3 | out of the package's folder
                    model: model.onnx         | model: s3://bucket/x             | 3 | use one of these sources
                    model: model.onnx         | model: maven:g:a                 | 3 | maven:group:artifact:version
                    model: model.onnx         | model: 'maven:g:a:1!/../x'       | 3 | jar tf
                    model: model.onnx         | model: https://h/x               | 3 | without `sha256`
                    model: model.onnx         | model: {source: 'https://u:p@h/x', sha256: x} | 3 | sha256
                    model: model.onnx         | modle: model.onnx                | 2 | no key 'model'
                    type: float32, shape: [N, 2] | type: flaot32, shape: [N, 2]  | 7 | write `float32`
                    type: float32, shape: [N, 2] | type: float32, shape: [2, N]  | 7 | batch dimension N first
                    type: float32, shape: [N, 2] | type: float32, shape: [N, N]  | 7 | only once
                    type: float32, shape: [N, 2] | type: float32, shape: [N, -1] | 7 | such as N, or ?
                    type: float32, shape: [N, 2] | type: float32, shape: []      | 7 | batch dimension N first
                    meaning: two numbers      | meaning: m, range: {min: 2, max: 1} | 7 | min <= max
                    meaning: two numbers      | meaning: m, example: [1]         | 7 | a list of 2
                    meaning: two numbers      | meaning: m, example: 1           | 7 | a list, since
                    meaning: two numbers      | meaning: m, example: [1, x]      | 7 | finite number
                    meaning: two numbers      | meaning: m, range: {max: 1}, example: [1, 2] | 7 | range
                    meaning: two numbers      | meaning: m, default: [1, true]   | 7 | finite number
                    meaning: two numbers      | meaning: m, categories: [a, b]   | 7 | float input
                    meaning: two numbers      | unit: m                          | 7 | no key 'meaning'
                    meaning: their sum        | meaning: m, default: 1           | 9 | on an output
                    meaning: their sum        | meaning: m, categories: [a]      | 9 | single number
                    """)
    void description_withAnError_isReported(
            String part, String replacement, int line, String words) {
        String description = SystemOnDisk.PACKAGE.replace(part, replacement);
        List<ValidationError> errors =
                system().with("sum", "1", description).catalog().check().errors();
        assertThat(errors)
                .anySatisfy(
                        error -> {
                            assertThat(error.toString()).contains(words);
                            assertThat(error.location().line()).isEqualTo(line);
                            assertThat(error.remedy()).isNotBlank();
                        });
        assertThat(errors).hasSizeLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {max-size: 0}                      | at least 1
                    {max-queue-delay: 5}                     | a duration
                    {max-queue-delay: 1000000h}              | a duration
                    {mixed-shapes: padd}         | write `pad`
                    {buckets: {sek: [8]}}              | dynamic
                    {buckets: {N: [8]}}                | batch dimension
                    {buckets: {seq: [8, 8]}}           | ascending
                    """)
    void batch_withAnError_isReported(String batch, String words) {
        String description =
                SystemOnDisk.PACKAGE.replace("[N, 2]", "[N, seq]") + "batch: " + batch + "\n";
        assertThat(system().with("sum", "1", description).catalog().check().errors())
                .singleElement()
                .satisfies(error -> assertThat(error.toString()).contains(words))
                .satisfies(error -> assertThat(error.location().line()).isEqualTo(10));
    }

    @Test
    void batchSize_withoutBatchDimension_isReported() {
        String description =
                SystemOnDisk.PACKAGE.replace("  batch: N\n", "") + "batch: {max-size: 4}\n";
        var report = system().with("sum", "1", description).catalog().check();
        assertThat(report.errors()).singleElement().asString().contains("one record at a time");
    }

    @Test
    void meaning_notYetDescribed_isAWarningOnly() {
        String description =
                SystemOnDisk.PACKAGE.replace("two numbers", SignatureReader.MEANING_UNKNOWN);
        var report = system().with("sum", "1", description).catalog().check();
        assertThat(report.isClean()).isTrue();
        assertThat(report.warnings()).singleElement().asString().contains("model.yaml:7");
    }

    @Test
    void link_outOfThePackage_isRefused() throws IOException {
        SystemOnDisk system = system();
        Path outside = system.write("secret.onnx", "x");
        system.write("models/sum/1/model.yaml", SystemOnDisk.PACKAGE);
        Files.createSymbolicLink(directory.resolve("models/sum/1/model.onnx"), outside);
        assertThat(system.catalog().check().errors())
                .singleElement()
                .asString()
                .contains("out of the package's folder");
    }

    @Test
    void signature_read_isTheOneWritten() {
        Signature signature =
                onlyPackage(system().with("s", "1", SystemOnDisk.PACKAGE).catalog()).signature();
        assertThat(signature.inputs().getFirst().spec()).hasToString("a: float32 [N, 2]");
    }
}

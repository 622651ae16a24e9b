package dev.berth.catalog.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.system.ValidationError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DocumentReaderTest {
    private static final Path FILE = Path.of("model.yaml");

    private static Document read(String yaml) {
        return DocumentReader.read(FILE, yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static ValidationError onlyError(Document document) {
        assertThat(document.errors()).hasSize(1);
        return document.errors().getFirst();
    }

    @Test
    void values_ofEveryKind_becomePlain() {
        Document document = read("a: 1\nb: [1.5, yes, true]\nc: {d: \"1\", e: .inf}\nf: 0x10\n");
        assertThat(document.errors()).isEmpty();
        assertThat(document.value())
                .contains(
                        Map.of(
                                "a",
                                1L,
                                "b",
                                List.of(1.5, "yes", true),
                                "c",
                                Map.of("d", "1", "e", Double.POSITIVE_INFINITY),
                                "f",
                                16L));
    }

    @Test
    void places_nested_haveTheirLines() {
        Document document = read("a:\n  b/c:\n    - x\n    - y\n");
        assertThat(document.locate("/a").line()).isEqualTo(1);
        assertThat(document.locate("/a/b~1c").line()).isEqualTo(2);
        assertThat(document.locate("/a/b~1c/1").line()).isEqualTo(4);
        assertThat(document.locate("/a/nothing/there").line()).isEqualTo(1);
    }

    @Test
    void key_writtenTwice_isOneErrorAtTheSecond() {
        ValidationError error = onlyError(read("a: 1\nb: 2\na: 3\n"));
        assertThat(error.location().line()).isEqualTo(3);
        assertThat(error.found()).contains("'a'").contains("line 1");
    }

    @Test
    void brokenYaml_isOneErrorWithLine() {
        ValidationError error = onlyError(read("a: 1\nb: [1, 2\nc: 3\n"));
        assertThat(error.location().line()).isBetween(2, 4);
        assertThat(error.found()).contains("not YAML");
    }

    @Test
    void nothing_asValue_isAnError() {
        assertThat(onlyError(read("a: 1\nb:\n")).found()).isEqualTo("nothing");
    }

    @Test
    void file_empty_isAnError() {
        assertThat(onlyError(read("")).found()).contains("empty");
        assertThat(onlyError(read("# only a comment\n")).found()).contains("empty");
    }

    @Test
    void file_missing_isAnError() {
        Document document = DocumentReader.read(Path.of("no-such-folder", "model.yaml"));
        assertThat(onlyError(document).found()).contains("no such file");
    }

    @Test
    void bytes_notUtf8_areAnError() {
        Document document = DocumentReader.read(FILE, new byte[] {'a', ':', (byte) 0xff});
        assertThat(onlyError(document).expected()).contains("UTF-8");
    }

    @Test
    void file_tooLong_isAnError() {
        Document document = DocumentReader.read(FILE, new byte[DocumentReader.BYTES_MAX + 1]);
        assertThat(onlyError(document).found()).contains("more than");
    }

    @Test
    void aliases_ofAliases_areRefusedBeforeTheyAreWrittenOut() {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            yaml.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9));
            yaml.append("*a" + (i - 1) + "]\n");
        }
        // Written out they would be ten to the twelfth.
        Document document = read(yaml.toString());
        assertThat(onlyError(document).remedy()).contains("alias");
    }

    @Test
    void anchor_withinItself_isRefused() {
        assertThat(read("a: &a [*a]\n").errors()).isNotEmpty();
    }

    @Test
    void nesting_veryDeep_isRefusedWithoutOverflow() {
        assertThat(onlyError(read("[".repeat(500_000))).found()).contains("levels");
        assertThat(onlyError(read("- ".repeat(200_000))).found()).isNotEmpty();
    }

    @Test
    void tag_ofItsOwn_isAnError() {
        assertThat(onlyError(read("a: !!java.lang.String x\n")).found()).contains("tag");
    }

    @Test
    void number_beyond64Bits_isAnError() {
        assertThat(onlyError(read("a: 99999999999999999999\n")).expected()).contains("64 bits");
    }

    @Test
    void mutations_ofADescription_neverThrow() {
        long seed = 20261125;
        Random random = new Random(seed);
        String original =
                """
                summary: x
                artifacts: {model: m.onnx}
                signature:
                  batch: N
                  inputs:
                    - {name: a, type: float32, shape: [N, 3], meaning: "m", range: {min: 0}}
                encode:
                  - step: cel
                    options: &o {a: 1}
                  - *o
                """;
        Schema schema = Schema.shipped("model");
        String alphabet = "{}[]:,-&*!|>'\"#%@` \n\tab0?~<=.\\\u0000\u2028é";
        for (int round = 0; round < 3_000; round++) {
            var text = new StringBuilder(original);
            for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                if (random.nextBoolean()) {
                    text.insert(at, c);
                } else {
                    text.setCharAt(at, c);
                }
            }
            String mutated = text.toString();
            assertThat(mutated)
                    .as("seed %d round %d", seed, round)
                    .satisfies(
                            yaml -> {
                                Document document = read(yaml);
                                SchemaValidator.validate(
                                        document, schema, new ValidationErrors(document));
                            });
        }
    }
}

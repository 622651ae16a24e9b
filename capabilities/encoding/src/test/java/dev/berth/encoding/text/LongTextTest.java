package dev.berth.encoding.text;

import static dev.berth.encoding.Workbench.N;
import static dev.berth.encoding.Workbench.options;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Pipeline;
import dev.berth.encoding.Workbench;
import dev.berth.testkit.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Texts far longer than a record's tokens need, some of which end the process if native code gets
/// to see them.
class LongTextTest {
    /// Within the default limit of a body, and beyond what the native engine for patterns takes.
    private static final int SPACES = 10_100_000;

    @TempDir private Path directory;
    private final Workbench bench = Workbench.batched();

    @AfterEach
    void noMemoryIsHeld() {
        bench.close();
    }

    private Pipeline tokenize(String file, Object... more) throws IOException {
        var all = new Object[more.length + 6];
        all[0] = "from";
        all[1] = "text";
        all[2] = "tokenizer";
        all[3] = "tokenizer";
        all[4] = "into";
        all[5] = options("ids", "ids");
        System.arraycopy(more, 0, all, 6, more.length);
        return bench.artifact(
                        "tokenizer", Files.writeString(directory.resolve("tokenizer.json"), file))
                .tensor("text", ElementType.STRING, N)
                .tensor("other", ElementType.STRING, N)
                .step("tokenize", all)
                .pipeline();
    }

    private static Tensor texts(String... texts) {
        return Tensor.ofStrings(Shape.of(texts.length), List.of(texts));
    }

    private long[] ids(Pipeline pipeline, String text) {
        return bench.apply(pipeline, "text", texts(text), "other", texts(""))
                .require("ids")
                .toLongs();
    }

    private static long[] bytes(String text, int count) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var ids = new long[count];
        Arrays.setAll(ids, i -> bytes[i] & 0xFF);
        return ids;
    }

    @Test
    void tenMillionSpaces_ofQwen2AndLlama3_areTokenisedAsFarAsTokensGo() throws IOException {
        for (String pattern : List.of(TokenizerFiles.QWEN2, TokenizerFiles.LLAMA3)) {
            try (Workbench own = Workbench.batched()) {
                Path file =
                        Files.writeString(
                                directory.resolve("own.json"), TokenizerFiles.splitBy(pattern));
                NamedTensors found =
                        own.artifact("tokenizer", file)
                                .tensor("text", ElementType.STRING, N)
                                .step(
                                        "tokenize",
                                        "from",
                                        "text",
                                        "tokenizer",
                                        "tokenizer",
                                        "into",
                                        options("ids", "ids"))
                                .apply("text", texts(" ".repeat(SPACES) + "x"));
                assertThat(found.require("ids").toLongs()).hasSize(256).containsOnly(' ');
            }
        }
    }

    @Test
    void longText_thatFillsTheTokens_isCutAsNativeCodeWouldCutIt() throws IOException {
        Pipeline pipeline = tokenize(TokenizerFiles.splitBy(TokenizerFiles.QWEN2));
        String text = "some words, 漢字 and 😀 ".repeat(100_000);
        assertThat(ids(pipeline, text)).isEqualTo(bytes(text, 256));
    }

    @Test
    void longText_ofFewTokens_isRefusedWithFieldRowLengthAndLimit() throws IOException {
        var _ =
                tokenize(
                        TokenizerFiles.splitBy(
                                TokenizerFiles.QWEN2,
                                "{\"type\": \"Strip\", \"strip_left\": true, \"strip_right\":"
                                        + " true}"));
        Problem problem = bench.failure("text", texts("a", " ".repeat(SPACES) + "x")).problem();
        assertThat(problem.code()).isEqualTo(ProblemCode.PIPELINE_STEP_FAILED);
        assertThat(problem.message())
                .contains(
                        "row 1", "'text'", "10100001 bytes", "0 tokens", "8192 bytes", "max-text");
        assertThat(problem.remedy()).contains("max-text");
    }

    @Test
    void maxText_isTheLimitToTheByte() throws IOException {
        Pipeline pipeline =
                tokenize(
                        TokenizerFiles.splitBy(TokenizerFiles.QWEN2),
                        "max-text",
                        100,
                        "max-length",
                        200);
        assertThat(ids(pipeline, "y".repeat(100))).hasSize(100);
        assertThat(bench.failure("text", texts("y".repeat(101))).problem().message())
                .contains("101 bytes", "first 100 make 100 tokens", "200 tokens, its max-length");
    }

    @Test
    void maxText_ofAnyLength_neverCutsACharacter() throws IOException {
        String text = "aé漢😀".repeat(40);
        for (int most = 64; most < 76; most++) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            String head = new TextLimit(most).head(bytes);
            assertThat(text).startsWith(head);
            assertThat(head.getBytes(StandardCharsets.UTF_8).length).isBetween(most - 3, most);
        }
    }

    @Test
    void textsThatAreNoUtf8_areCutToo() throws IOException {
        var bytes = new byte[1000];
        Arrays.fill(bytes, (byte) 0x80);
        assertThat(new TextLimit(100).head(bytes)).hasSizeBetween(97, 100);
    }

    @Test
    void pairOfLongTexts_isCutAsNativeCodeWouldCutIt() throws IOException {
        Pipeline pipeline =
                tokenize(
                        TokenizerFiles.splitBy(TokenizerFiles.QWEN2),
                        "pair-with",
                        "other",
                        "max-length",
                        10);
        NamedTensors found =
                bench.apply(
                        pipeline,
                        "text",
                        texts("a".repeat(1_000_000), "abc"),
                        "other",
                        texts("xyz", "x".repeat(1_000_000)));
        assertThat(found.require("ids").toLongs())
                .isEqualTo(bytes("aaaaaaaxyz" + "abcxxxxxxx", 20));
    }

    @Test
    void pairWithALongTextOfFewTokens_isRefusedForThat() throws IOException {
        var _ =
                tokenize(
                        TokenizerFiles.splitBy(TokenizerFiles.QWEN2),
                        "pair-with",
                        "other",
                        "max-length",
                        200,
                        "max-text",
                        100);
        assertThat(
                        bench.failure(
                                        "text",
                                        texts("a".repeat(100)),
                                        "other",
                                        texts("x".repeat(101)))
                                .problem()
                                .message())
                .contains("'other' has 101 bytes");
    }

    @Test
    void defaultLimit_growsWithTheTokens() {
        assertThat(TextLimit.bytesFor(4)).isEqualTo(4096);
        assertThat(TextLimit.bytesFor(512)).isEqualTo(16_384);
        assertThat(TextLimit.bytesFor(128_000)).isEqualTo(1 << 20);
        assertThat(TextLimit.bytesFor(1 << 20)).isEqualTo(8 << 20);
    }

    @Test
    void longWord_ofUnigram_isRefusedUnlessItFillsTheTokens() throws IOException {
        var _ = tokenize(TokenizerFiles.unigram(), "max-length", 8192);
        assertThat(
                        bench.failure(
                                        "text",
                                        texts("b a" + "a".repeat(100_000)),
                                        "other",
                                        texts(""))
                                .problem()
                                .message())
                .contains("100003 bytes", "the first 49154 make", "49152 bytes without a space");
    }

    @Test
    void shortWords_ofUnigram_areTokenisedUpToTheLimit() throws IOException {
        Pipeline pipeline = tokenize(TokenizerFiles.unigram(), "max-length", 60_000);
        assertThat(ids(pipeline, "a ".repeat(49_999) + "a")).hasSize(50_000);
    }

    @Test
    void words_areSeparatedAsTheFileDoes() {
        byte[] text = "aaa bbb\nccc".getBytes(StandardCharsets.UTF_8);
        assertThat(new TextLimit(100, 3, " \n").end(text)).isEqualTo(text.length);
        assertThat(new TextLimit(100, 3, " ").head(text)).isEqualTo("aaa bbb");
        assertThat(new TextLimit(100, 3, "").head(text)).isEqualTo("aaa");
    }

    @Test
    void givenUp_betweenRecords_tokenisesNoMore() throws IOException {
        Pipeline pipeline = tokenize(TokenizerFiles.byteLevel());
        var checks = new AtomicInteger();
        try (var tensors = new NamedTensors()) {
            tensors.put("text", texts("a", "b", "c", "d"));
            tensors.put("other", texts("", "", "", ""));
            // Once before the step, then before the second record and the third.
            boolean done = pipeline.apply(tensors, () -> checks.incrementAndGet() < 3);
            assertThat(done).isFalse();
            assertThat(checks).hasValue(3);
            assertThat(tensors.find("ids")).isEmpty();
        }
    }
}

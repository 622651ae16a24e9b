package dev.berth.encoding.text;

import static dev.berth.encoding.Workbench.N;
import static dev.berth.encoding.Workbench.options;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.tensor.ElementType;
import dev.berth.encoding.Workbench;
import dev.berth.testkit.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerFileTest {
    @TempDir private Path directory;

    private String complaints(String file, Object... more) throws IOException {
        try (Workbench bench = Workbench.batched()) {
            return steps(bench, file, more).complaints();
        }
    }

    private Workbench steps(Workbench bench, String file, Object... more) throws IOException {
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
                .step("tokenize", all);
    }

    @Test
    void patternThatBacktracksWithoutEnd_isAnErrorWithARemedy() throws IOException {
        assertThat(complaints(TokenizerFiles.splitBy("(a+)+$")))
                .contains("'tokenizer'", "(a+)+$", "backtracks", "isolation: process");
    }

    @Test
    void patternInANormalizer_isLookedAtToo() throws IOException {
        String replace =
                "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"NFC\"}, {\"type\":"
                        + " \"Replace\", \"pattern\": {\"Regex\": \"(x|x)*$\"}, \"content\": \"\"}]}";
        assertThat(complaints(TokenizerFiles.splitBy(TokenizerFiles.QWEN2, replace)))
                .contains("(x|x)*$");
    }

    @Test
    void patternOfUnknownSyntax_isAnError() throws IOException {
        assertThat(complaints(TokenizerFiles.splitBy("(a)\\1"))).contains("cost is unknown");
    }

    @Test
    void maxTextBeyondWhatThePatternAllows_isAnErrorWithTheGreatest() throws IOException {
        assertThat(complaints(TokenizerFiles.splitBy("\\s+$"), "max-text", 100_000))
                .containsPattern("'max-text' is 100000 \\(?.*at most [0-9]+");
    }

    @Test
    void patternThatLooksAtTheSameAgain_hasALowerDefaultLimit() throws IOException {
        TokenizerFile file = TokenizerFile.of(TokenizerFiles.splitBy("\\s+$"));
        assertThat(file.findDanger()).isEmpty();
        assertThat(file.textBytesMax()).isBetween(1000, 4000);
        try (Workbench bench = Workbench.batched()) {
            assertThat(steps(bench, TokenizerFiles.splitBy("\\s+$")).pipeline().isEmpty())
                    .isFalse();
        }
    }

    @Test
    void knownPatterns_haveRoomForDefaultLimits() {
        for (String pattern :
                new String[] {TokenizerFiles.QWEN2, TokenizerFiles.LLAMA3, TokenizerFiles.GPT2}) {
            TokenizerFile file = TokenizerFile.of(TokenizerFiles.splitBy(pattern));
            assertThat(file.findDanger()).isEmpty();
            assertThat(file.textBytesMax()).isGreaterThanOrEqualTo(TextLimit.bytesFor(32_768));
        }
        assertThat(TokenizerFile.of(TokenizerFiles.byteLevel()).findDanger()).isEmpty();
    }

    @Test
    void replacementByALongText_leavesLessRoom() {
        String replace =
                "{\"type\": \"Replace\", \"pattern\": {\"String\": \"a\"}, \"content\": \""
                        + "b".repeat(1000)
                        + "\"}";
        int plain = TokenizerFile.of(TokenizerFiles.splitBy(TokenizerFiles.QWEN2)).textBytesMax();
        int replaced =
                TokenizerFile.of(TokenizerFiles.splitBy(TokenizerFiles.QWEN2, replace))
                        .textBytesMax();
        assertThat(replaced).isEqualTo(plain / 1000);
    }

    @Test
    void wordsOfAnyLength_areAnError() throws IOException {
        String file =
                "{\"normalizer\": null, \"pre_tokenizer\": {\"type\": \"Whitespace\"}, \"model\":"
                        + " {\"type\": \"WordPiece\", \"unk_token\": \"[UNK]\","
                        + " \"continuing_subword_prefix\": \"##\", \"max_input_chars_per_word\":"
                        + " 100000, \"vocab\": {\"[UNK]\": 0, \"a\": 1, \"##a\": 2}}}";
        assertThat(complaints(file)).contains("max_input_chars_per_word 100000", "128");
    }

    @Test
    void unigram_hasWordsOfALimitedLength() {
        TokenizerFile file = TokenizerFile.of(TokenizerFiles.unigram());
        assertThat(file.wordBytesMax()).isEqualTo(48 << 10);
        assertThat(file.separators()).isEqualTo(" ");
        assertThat(TokenizerFile.of(TokenizerFiles.unigram().replace("true", "false")).separators())
                .isEmpty();
        assertThat(TokenizerFile.of(TokenizerFiles.byteLevel()).wordBytesMax())
                .isEqualTo(TextLimit.BYTES_MAX);
    }

    @Test
    void stepsNestedWithoutEnd_areAnError() throws IOException {
        String nested =
                "{\"type\": \"Sequence\", \"normalizers\": [".repeat(1000) + "]}".repeat(1000);
        assertThat(complaints(TokenizerFiles.splitBy(TokenizerFiles.QWEN2, nested)))
                .contains("cannot be read");
    }
}

package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ModelName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokenizers of packages with `isolation: process`, whose native code ends or never answers for
/// some texts.
class IsolatedTokenizerTest {
    private static final String ENDS = "a".repeat(40) + "!";

    /// Each beginning of its words is looked for anew, which takes the cube of their length.
    private static final String SLOW =
            "{\"normalizer\": null, \"pre_tokenizer\": {\"type\": \"Whitespace\"}, \"model\":"
                    + " {\"type\": \"WordPiece\", \"unk_token\": \"[UNK]\","
                    + " \"continuing_subword_prefix\": \"##\", \"max_input_chars_per_word\": 1000000,"
                    + " \"vocab\": {\"[UNK]\": 0, \"a\": 1, \"##a\": 2}}}";

    private final FakeSystem system;

    IsolatedTokenizerTest(@TempDir Path directory) {
        system = new FakeSystem(directory);
    }

    @AfterEach
    void noProcessIsLeft() {
        Await.until(() -> ProcessHandle.current().children().findAny().isEmpty());
    }

    private void write(String model, String tokenizer, String... settings) {
        String limits = settings.length > 1 ? ", " + settings[1] : "";
        system.files()
                .with(
                        model,
                        PackageBuilder.steps()
                                .artifact(
                                        "tokenizer",
                                        "tokenizer.json",
                                        tokenizer.getBytes(StandardCharsets.UTF_8))
                                .batch("N")
                                .input("text", "string", "[N]", "example: ab")
                                .input("other", "string", "[N]", "example: c")
                                .output("ids", "int64", "[N, tokens]")
                                .with(
                                        "encode:",
                                        "  - {step: tokenize, from: text, tokenizer: tokenizer, into: {ids: ids}"
                                                + limits
                                                + "}",
                                        settings.length > 0 ? settings[0] : ""));
    }

    private static Object ids(ModelServer serving, String model, String text, String other) {
        return Objects.requireNonNull(
                Model.of(serving, new ModelName(model), Optional.empty())
                        .predictAll(List.of(Map.of("text", text, "other", other)))
                        .getFirst()
                        .get("ids"));
    }

    private static Problem problem(ModelServer serving, String text) {
        return catchThrowableOfType(ProblemException.class, () -> ids(serving, "apart", text, ""))
                .problem();
    }

    /// What a worker answers that is there again, if another was ended before: by its text, or by
    /// its limit on a machine that has no time for it.
    private static Object idsApart(ModelServer serving, String text, String other) {
        var answer = new AtomicReference<@Nullable Object>();
        Await.until(
                () -> {
                    answer.set(tryIdsApart(serving, text, other));
                    return answer.get() != null;
                });
        return Objects.requireNonNull(answer.get());
    }

    private static @Nullable Object tryIdsApart(ModelServer serving, String text, String other) {
        try {
            return ids(serving, "apart", text, other);
        } catch (ProblemException e) {
            // The latter where the end of the process is not noticed yet.
            assertThat(e.problem().code())
                    .isIn(ProblemCode.MODEL_NOT_READY, ProblemCode.WORKER_TERMINATED);
            assertThat(e.problem().retryAfter().isPresent())
                    .isEqualTo(e.problem().code() == ProblemCode.MODEL_NOT_READY);
            return null;
        }
    }

    @Test
    void textThatEndsNativeCode_failsAlone() throws IOException {
        write("apart", TokenizerFiles.splitBy("(a+)+$"), "runtime: {isolation: process}");
        write("here", TokenizerFiles.byteLevel());
        try (ModelServer serving = system.open()) {
            assertThat(FakeSystem.states(serving)).containsExactly("apart@1 READY", "here@1 READY");
            // Of the worker what is resident, of a tokenizer within the server nothing of its own.
            List<Long> bytes =
                    serving.index().stream().map(each -> each.memory().totalBytes()).toList();
            assertThat(bytes.getFirst()).isGreaterThan(10L << 20);
            assertThat(bytes.getLast()).isLessThan(10L << 20);
            Object ab = idsApart(serving, "ab", "");
            assertThat(problem(serving, ENDS).code()).isEqualTo(ProblemCode.WORKER_TERMINATED);
            assertThat(ids(serving, "here", "ab", "")).isEqualTo(ab);
            assertThat(idsApart(serving, "ab", "")).isEqualTo(ab);
            Await.until(() -> serving.pool().blocksInUse() == 0);
        }
    }

    @Test
    void textThatNativeCodeDoesNotFinish_endsItsWorker() throws IOException {
        write(
                "apart",
                SLOW,
                "runtime: {isolation: process}",
                "max-text: 64000, special-tokens: false");
        try (ModelServer serving = system.open()) {
            Problem problem = problem(serving, "a".repeat(64_000));
            assertThat(problem.code()).isEqualTo(ProblemCode.WORKER_TERMINATED);
            assertThat(problem.message()).contains("did not answer within");
            var _ = idsApart(serving, "ab", "");
        }
    }

    @Test
    void pairs_areTokenisedAsInTheServer() throws IOException {
        String pair = "pair-with: other, max-length: 16, max-text: 100";
        write(
                "apart",
                TokenizerFiles.splitBy(TokenizerFiles.QWEN2),
                "runtime: {isolation: process}",
                pair);
        write("here", TokenizerFiles.splitBy(TokenizerFiles.QWEN2), "", pair);
        try (ModelServer serving = system.open()) {
            for (String other : List.of("", "xyz", "long ".repeat(100))) {
                assertThat(idsApart(serving, "some 漢字", other))
                        .isEqualTo(ids(serving, "here", "some 漢字", other));
            }
        }
    }

    @Test
    void brokenFile_isAnErrorOfThePackage() throws IOException {
        write("apart", "{\"model\": 3}", "runtime: {isolation: process}");
        assertThat(SystemCheck.run(system.directory(), system.options()).errors())
                .singleElement()
                .satisfies(error -> assertThat(error.found()).contains("cannot be read"));
    }

    @Test
    void dangerousPattern_withoutIsolation_isAnErrorThatNamesIt() throws IOException {
        write("apart", TokenizerFiles.splitBy("(a+)+$"));
        assertThat(SystemCheck.run(system.directory(), system.options()).errors())
                .singleElement()
                .satisfies(
                        error -> {
                            assertThat(error.found()).contains("(a+)+$");
                            assertThat(error.expected()).contains("isolation: process");
                        });
    }
}
